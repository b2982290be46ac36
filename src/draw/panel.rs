//! One panel: frame, ticks, tiles, curves, legend.

use super::ink::Ink;
use super::scale::Scale;
use super::{AxisKind, Curve, Look, Panel, escaped};

/// Room left of the vertical axis, right of the plot, below it, points.
const LEFT: f64 = 42.0;
const RIGHT: f64 = 10.0;
const BELOW: f64 = 27.0;

/// Room for the names of rows, points.
const NAMES: f64 = 62.0;

/// Length of a tick, points; of one without label.
const TICK: f64 = 3.0;
const SMALL_TICK: f64 = 1.7;

/// A line of the legend, points.
const LEGEND_LINE: f64 = 9.0;

/// Length of a legend's sample, points.
const SAMPLE: f64 = 13.0;

/// A letter's mean width, points.
const LETTER: f64 = 3.7;

/// Half the size of a ring, half the height of a stroke, points.
const RING: f64 = 1.6;
const STROKE: f64 = 2.2;

/// Where a panel is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The panel, and its height.
pub(super) fn drawn(panel: &Panel, place: Place, ink: Ink) -> (String, f64) {
    let Place { left, top, width, height } = place;
    let room = if matches!(panel.y.kind, AxisKind::Names(_)) { NAMES } else { LEFT };
    let legend = legend(panel, room, width);
    let heading = if panel.title.is_empty() { 0.0 } else { LEGEND_LINE };
    let top = top + heading;
    let above = 4.0 + LEGEND_LINE * legend.len() as f64;
    let frame = Frame { left: room, right: width - RIGHT, top: top + above, bottom: top + above + height - BELOW };
    let x = Scale::horizontal(panel, [frame.left, frame.right]);
    let y = Scale::vertical(panel, [frame.bottom, frame.top]);
    let canvas = Canvas { frame, x, y, ink };
    let shift = if left > 0.0 { format!(" transform=\"translate({} 0)\"", short(left)) } else { String::new() };
    let mut text = format!("<g{shift}>\n");
    if heading > 0.0 {
        text += &words([room, top], "start", &panel.title, ink);
    }
    text += &legend_text(&legend, top + LEGEND_LINE, ink);
    text += &canvas.tiles(panel);
    text += &canvas.guides(panel);
    for curve in &panel.curves {
        text += &canvas.curve(curve);
    }
    text += &canvas.axes(panel);
    (text + "</g>\n", heading + above + height)
}

struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// A pair of axes with their places.
struct Canvas {
    frame: Frame,
    x: Scale,
    y: Scale,
    ink: Ink,
}

impl Canvas {
    fn tiles(&self, panel: &Panel) -> String {
        let tile = |tile: &super::Tile| {
            let [from, to] = tile.x.map(|x| self.x.place(x));
            let [above, below] = [tile.row, tile.row + 1].map(|row| self.y.place(row as f64));
            let ((from, to), (above, below)) = (from.zip(to)?, above.zip(below)?);
            let [left, top] = [from, above].map(short);
            let [width, height] = [to - from, below - above].map(short);
            let ink = self.ink.tile(short(tile.shade));
            Some(format!("<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" {ink}/>\n"))
        };
        panel.tiles.iter().filter_map(tile).collect()
    }

    /// Faint lines: y = 0 within the plot, the marked x.
    fn guides(&self, panel: &Panel) -> String {
        let Frame { left, right, top, bottom } = self.frame;
        let mut text = String::new();
        if let Some(at) = self.y.place(0.0).filter(|_| self.y.low < 0.0 && self.y.high > 0.0) {
            text += &line([left, at], [right, at], &self.ink.guide());
        }
        if let Some(at) = panel.mark.and_then(|mark| self.x.place(mark)) {
            text += &line([at, top], [at, bottom], &self.ink.guide());
        }
        text
    }

    fn curve(&self, curve: &Curve) -> String {
        let mut path = String::new();
        let mut is_drawing = false;
        for &(at_x, at_y) in &curve.points {
            let Some((left, top)) = self.x.place(at_x).zip(self.y.place(at_y)) else {
                is_drawing = false;
                continue;
            };
            path += &mark(left, top, curve.look, is_drawing);
            is_drawing = true;
        }
        format!("<path d=\"{path}\" {}/>\n", self.ink.curve(curve.colour, curve.look))
    }

    fn axes(&self, panel: &Panel) -> String {
        let Frame { left, right, top, bottom } = self.frame;
        let axis = self.ink.axis();
        let mut text = line([left, bottom], [right, bottom], &axis) + &line([left, top], [left, bottom], &axis);
        let mut taken = f64::NEG_INFINITY;
        for tick in &self.x.ticks {
            let Some(at) = self.x.place(tick.value) else { continue };
            let length = if tick.label.is_some() { TICK } else { SMALL_TICK };
            text += &line([at, bottom], [at, bottom + length], &axis);
            let Some(label) = &tick.label else { continue };
            let half = 0.5 * LETTER * label.chars().count() as f64;
            // Where the label before leaves no room the tick stands alone.
            if at - half > taken {
                text += &self.words(at, bottom + 10.0, "middle", label);
                taken = at + half + LETTER;
            }
        }
        for tick in &self.y.ticks {
            let Some(at) = self.y.place(tick.value) else { continue };
            let length = if tick.label.is_some() { TICK } else { SMALL_TICK };
            text += &line([left - length, at], [left, at], &axis);
            if let Some(label) = &tick.label {
                text += &self.words(left - 4.5, at + 2.4, "end", label);
            }
        }
        text += &self.words(f64::midpoint(left, right), bottom + 20.0, "middle", &panel.x.label);
        let (x, y) = (10.0, short(f64::midpoint(top, bottom)));
        text + &format!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\"{} transform=\"rotate(-90 {x} {y})\">{}</text>\n",
            self.ink.text(),
            escaped(&panel.y.label)
        )
    }

    fn words(&self, x: f64, y: f64, anchor: &str, text: &str) -> String {
        words([x, y], anchor, text, self.ink)
    }
}

/// A point of a curve within its path.
fn mark(left: f64, top: f64, look: Look, is_drawing: bool) -> String {
    let [x, y] = [left, top].map(short);
    match look {
        Look::Line | Look::Dashes => format!("{}{x} {y}", if is_drawing { "L" } else { "M" }),
        Look::Dots => format!("M{x} {y}h0"),
        Look::Rings => {
            let (left, across) = (short(left - RING), 2.0 * RING);
            format!("M{left} {y}a{RING} {RING} 0 1 0 {across} 0a{RING} {RING} 0 1 0 -{across} 0")
        }
        Look::Strokes => format!("M{x} {}v{}", short(top - STROKE), 2.0 * STROKE),
    }
}

/// The entries of the legend by lines, with the place where each starts.
fn legend(panel: &Panel, left: f64, width: f64) -> Vec<Vec<(f64, &Curve)>> {
    let mut lines: Vec<Vec<(f64, &Curve)>> = vec![];
    let mut at = f64::INFINITY;
    for curve in panel.curves.iter().filter(|curve| !curve.label.is_empty()) {
        let room = SAMPLE + 3.0 + LETTER * curve.label.chars().count() as f64 + 9.0;
        if at + room > width {
            at = left;
            lines.push(vec![]);
        }
        if let Some(line) = lines.last_mut() {
            line.push((at, curve));
        }
        at += room;
    }
    lines
}

fn legend_text(lines: &[Vec<(f64, &Curve)>], top: f64, ink: Ink) -> String {
    let mut text = String::new();
    for (place, entries) in lines.iter().enumerate() {
        let y = top + LEGEND_LINE * place as f64;
        for (x, curve) in entries {
            let sample = sample(*x, y - 2.4, curve.look);
            text = format!("{text}<path d=\"{sample}\" {}/>\n", ink.curve(curve.colour, curve.look));
            text += &words([x + SAMPLE + 3.0, y], "start", &curve.label, ink);
        }
    }
    text
}

/// What a curve looks like, beside its name.
fn sample(left: f64, y: f64, look: Look) -> String {
    match look {
        Look::Line | Look::Dashes => format!("M{} {}h{SAMPLE}", short(left), short(y)),
        Look::Dots => [0.2, 0.5, 0.8].map(|part| mark(left + part * SAMPLE, y, look, false)).concat(),
        Look::Rings | Look::Strokes => mark(left + SAMPLE / 2.0, y, look, false),
    }
}

fn line([x1, y1]: [f64; 2], [x2, y2]: [f64; 2], ink: &str) -> String {
    let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(short);
    format!("<path d=\"M{x1} {y1}L{x2} {y2}\" {ink}/>\n")
}

fn words([x, y]: [f64; 2], anchor: &str, text: &str, ink: Ink) -> String {
    let (x, y) = (short(x), short(y));
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{}>{}</text>\n", ink.text(), escaped(text))
}

/// A place to a hundredth of a point.
fn short(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Axis, AxisKind};

    fn labels(width: f64) -> usize {
        let curve =
            Curve { label: String::new(), points: vec![(0.0, 1.0), (1000.0, 2.0)], colour: 0, look: Look::Line };
        let panel = Panel { x: Axis::new(AxisKind::Linear, "x"), curves: vec![curve], ..Panel::default() };
        let (text, _) = drawn(&panel, Place { left: 0.0, top: 0.0, width, height: 118.0 }, Ink::Paper);
        ["0", "200", "400", "600", "800", "1000"].iter().filter(|label| text.contains(&format!(">{label}<"))).count()
    }

    #[test]
    fn labels_that_have_no_room_are_left_out() {
        assert_eq!(labels(241.0), 6);
        assert_eq!(labels(127.0), 5);
    }
}
