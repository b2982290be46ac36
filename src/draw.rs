//! Plots as svg: lines, dots, spikes and tiles over a pair of axes, in panels.
//!
//! Lengths are points (1/72 inch). A figure for papers is 85 mm wide, one of several columns 180 mm; a panel for the report page has
//! classes in place of colours, which the page gives by its theme. Texts stay texts, colours are those of Okabe and Ito
//! (2008), which people with any colour vision tell apart.

mod ink;
mod panel;
mod scale;
pub mod shape;
mod ticks;

use ink::Ink;
use panel::{Place, drawn};
pub(crate) use ticks::superscript;

/// Width of a figure, points: 85 mm.
const WIDTH: f64 = 241.0;

/// Width of a figure with several columns, points: 180 mm.
const WIDE: f64 = 510.0;

/// Height of a panel with its axes, points.
const PANEL_HEIGHT: f64 = 118.0;

/// Size of a heading's line, points.
const HEADING_HEIGHT: f64 = 16.0;

/// Panels under each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// What it is about.
    pub heading: String,
    /// The panels, row by row.
    pub panels: Vec<Panel>,
    /// How many panels stand in a row, where it is more than one.
    pub columns: usize,
}

/// What lies over one pair of axes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// What stands above it.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The curves, the lowest first.
    pub curves: Vec<Curve>,
    /// A vertical line at an x, such as the voltage of other panels.
    pub mark: Option<f64>,
    /// Tiles below the curves.
    pub tiles: Vec<Tile>,
}

/// A rectangle that says by its shade how much of something there is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tile {
    /// From where to where it lies on the horizontal axis.
    pub x: [f64; 2],
    /// Its row: the place of its name on the vertical axis.
    pub row: usize,
    /// How much.
    pub value: f64,
    /// How dark it is, 0 to 1.
    pub shade: f64,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Axis {
    /// Its text, with the unit.
    pub label: String,
    /// Where its ticks are.
    pub kind: AxisKind,
}

/// How values lie on an axis.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AxisKind {
    /// At equal distances, the ends at round numbers.
    #[default]
    Linear,
    /// From 0 to 1.
    Unit,
    /// Degrees, with ticks at parts of the right angle.
    Degrees,
    /// Powers of ten at equal distances.
    Logarithmic,
    /// Rows with names, the first one uppermost: row r lies from r to r + 1.
    Names(Vec<String>),
}

/// A curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name in the legend; without one it is not there.
    pub label: String,
    /// Points; what is no number makes a gap.
    pub points: Vec<(f64, f64)>,
    /// Which colour: curves of one number have one.
    pub colour: usize,
    /// How it is drawn.
    pub look: Look,
}

/// How a curve's points are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Joined by a line.
    #[default]
    Line,
    /// Joined by a line of dashes.
    Dashes,
    /// A dot at each.
    Dots,
    /// A small ring at each.
    Rings,
    /// A short upright stroke at each, as spikes in a raster.
    Strokes,
}

impl Axis {
    /// An axis.
    #[must_use]
    pub fn new(kind: AxisKind, label: impl Into<String>) -> Self {
        Self { label: label.into(), kind }
    }
}

/// The figure as svg, for papers.
#[must_use]
pub fn svg(figure: &Figure) -> String {
    let columns = figure.columns.max(1);
    let width = if columns > 1 { WIDE } else { WIDTH };
    let panel_width = width / columns as f64;
    let mut top = HEADING_HEIGHT;
    let mut body = String::new();
    for row in figure.panels.chunks(columns) {
        let mut deepest = 0.0_f64;
        for (column, panel) in row.iter().enumerate() {
            let place = Place { left: column as f64 * panel_width, top, width: panel_width, height: PANEL_HEIGHT };
            let (text, height) = drawn(panel, place, Ink::Paper);
            body += &text;
            deepest = deepest.max(height);
        }
        top += deepest;
    }
    let height = top + 4.0;
    let millimetres = |points: f64| (points * 25.4 / 72.0 * 100.0).round() / 100.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"7\" fill=\"none\" stroke-linejoin=\"round\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"4\" y=\"11\" font-size=\"8\" font-weight=\"bold\" fill=\"#000000\">{}</text>\n{body}</svg>\n",
        millimetres(width),
        millimetres(height),
        escaped(&figure.heading)
    )
}

/// Width of a panel of the report page, points; of a small one that stands beside others like it.
const PAGE_WIDTH: f64 = 240.0;
const SMALL_WIDTH: f64 = 172.0;

/// Their heights, points.
const PAGE_HEIGHT: f64 = 158.0;
const SMALL_HEIGHT: f64 = 112.0;

/// A panel as svg for the report page: it has no size and no colours of its own, and its text alternative in words.
#[must_use]
pub fn page_svg(panel: &Panel, is_small: bool, alternative: &str) -> String {
    let (width, height) = if is_small { (SMALL_WIDTH, SMALL_HEIGHT) } else { (PAGE_WIDTH, PAGE_HEIGHT) };
    let (body, height) = drawn(panel, Place { left: 0.0, top: 0.0, width, height }, Ink::Page);
    let alternative = escaped(alternative);
    format!(
        "<svg class=\"plot\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{alternative}\">\n{body}</svg>"
    )
}

/// A text within xml.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The greatest prefix of ten to the third that leaves a value above 1, and its factor: 2.3e-7 gives (1e9, "n").
#[must_use]
pub fn prefix(greatest: f64) -> (f64, &'static str) {
    const PREFIXES: [(f64, &str); 8] =
        [(1e-6, "M"), (1e-3, "k"), (1.0, ""), (1e3, "m"), (1e6, "µ"), (1e9, "n"), (1e12, "p"), (1e15, "f")];
    let found = PREFIXES.iter().find(|(factor, _)| greatest * factor >= 1.0);
    found.copied().unwrap_or(if greatest > 0.0 { (1e15, "f") } else { (1.0, "") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        assert_eq!(prefix(2.3e-7), (1e9, "n"));
        assert_eq!(prefix(1.0), (1.0, ""));
        assert_eq!(prefix(0.999), (1e3, "m"));
        assert_eq!(prefix(4.2e4), (1e-3, "k"));
        assert_eq!(prefix(1e-30), (1e15, "f"));
        assert_eq!(prefix(0.0), (1.0, ""));
    }

    #[test]
    fn names_are_escaped() {
        let figure = Figure { heading: "a < b & \"c\"".into(), ..Figure::default() };
        assert!(svg(&figure).contains("a &lt; b &amp; &quot;c&quot;"));
    }
}
