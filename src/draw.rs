//! Line plots as svg: panels under each other, one column of a journal wide.
//!
//! Lengths are points (1/72 inch); the figure is 85 mm wide. Texts stay texts, colours are those of Okabe and Ito (2008),
//! which people with any colour vision tell apart.

mod panel;
mod scale;
mod ticks;

use panel::drawn;

/// Width of a figure, points: 85 mm.
const WIDTH: f64 = 241.0;

/// Height of a panel with its axes, points.
const PANEL_HEIGHT: f64 = 118.0;

/// Size of a heading's line, points.
const HEADING_HEIGHT: f64 = 16.0;

/// Okabe and Ito's colours; yellow, too bright for lines on white, is left out.
const COLOURS: [&str; 7] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

/// Panels under each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// What it is about.
    pub heading: String,
    /// The panels, the uppermost first.
    pub panels: Vec<Panel>,
}

/// Curves over one pair of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The curves, the lowest first.
    pub curves: Vec<Curve>,
    /// A vertical line at an x, such as the voltage of other panels.
    pub mark: Option<f64>,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Its text, with the unit.
    pub label: String,
    /// Where its ticks are.
    pub kind: AxisKind,
}

/// How values lie on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisKind {
    /// At equal distances, the ends at round numbers.
    Linear,
    /// From 0 to 1.
    Unit,
    /// Degrees, with ticks at parts of the right angle.
    Degrees,
    /// Powers of ten at equal distances.
    Logarithmic,
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
    /// Drawn with dashes.
    pub is_dashed: bool,
}

impl Axis {
    /// An axis.
    #[must_use]
    pub fn new(kind: AxisKind, label: impl Into<String>) -> Self {
        Self { label: label.into(), kind }
    }
}

/// The figure as svg.
#[must_use]
pub fn svg(figure: &Figure) -> String {
    let mut top = HEADING_HEIGHT;
    let mut body = String::new();
    for panel in &figure.panels {
        let (text, height) = drawn(panel, top, WIDTH, PANEL_HEIGHT);
        body += &text;
        top += height;
    }
    let height = top + 4.0;
    let millimetres = |points: f64| (points * 25.4 / 72.0 * 100.0).round() / 100.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"7\" fill=\"none\" stroke-linejoin=\"round\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"4\" y=\"11\" font-size=\"8\" font-weight=\"bold\" fill=\"#000000\">{}</text>\n{body}</svg>\n",
        millimetres(WIDTH),
        millimetres(height),
        escaped(&figure.heading)
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
        let figure = Figure { heading: "a < b & \"c\"".into(), panels: vec![] };
        assert!(svg(&figure).contains("a &lt; b &amp; &quot;c&quot;"));
    }
}
