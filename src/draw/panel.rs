//! One panel: frame, ticks, curves, legend.

use super::scale::Scale;
use super::{COLOURS, Curve, Panel, escaped};

/// Room left of the vertical axis, right of the plot, below it, points.
const LEFT: f64 = 42.0;
const RIGHT: f64 = 10.0;
const BELOW: f64 = 27.0;

/// Length of a tick, points; of one without label.
const TICK: f64 = 3.0;
const SMALL_TICK: f64 = 1.7;

/// A line of the legend, points.
const LEGEND_LINE: f64 = 9.0;

/// Length of a legend's sample, points.
const SAMPLE: f64 = 13.0;

/// A letter's mean width, points.
const LETTER: f64 = 3.7;

const INK: &str = "#000000";
const FAINT: &str = "#BBBBBB";

/// The panel from `top` on, and its height.
pub(super) fn drawn(panel: &Panel, top: f64, width: f64, height: f64) -> (String, f64) {
    let legend = legend(panel, width);
    let above = 4.0 + LEGEND_LINE * legend.len() as f64;
    let frame = Frame { left: LEFT, right: width - RIGHT, top: top + above, bottom: top + above + height - BELOW };
    let x = Scale::horizontal(&panel.x, &panel.curves, [frame.left, frame.right]);
    let y = Scale::vertical(&panel.y, &panel.curves, [frame.bottom, frame.top]);
    let mut text = String::from("<g>\n");
    text += &legend_text(&legend, top + LEGEND_LINE);
    text += &guides(panel, &frame, &x, &y);
    for curve in &panel.curves {
        text += &curve_path(curve, &x, &y);
    }
    text += &axes(panel, &frame, &x, &y);
    (text + "</g>\n", above + height)
}

struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Faint lines: y = 0 within the plot, the marked x.
fn guides(panel: &Panel, frame: &Frame, x: &Scale, y: &Scale) -> String {
    let mut text = String::new();
    if let Some(at) = y.place(0.0).filter(|_| y.low < 0.0 && y.high > 0.0) {
        text += &line([frame.left, at], [frame.right, at], FAINT);
    }
    if let Some(at) = panel.mark.and_then(|mark| x.place(mark)) {
        text += &line([at, frame.top], [at, frame.bottom], FAINT);
    }
    text
}

fn curve_path(curve: &Curve, x: &Scale, y: &Scale) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for &(at_x, at_y) in &curve.points {
        match x.place(at_x).zip(y.place(at_y)) {
            Some((left, top)) => {
                path = format!("{path}{}{} {}", if is_drawing { "L" } else { "M" }, short(left), short(top));
                is_drawing = true;
            }
            None => is_drawing = false,
        }
    }
    format!("<path d=\"{path}\" stroke=\"{}\" stroke-width=\"1.1\"{}/>\n", colour(curve), dashes(curve))
}

fn colour(curve: &Curve) -> &'static str {
    COLOURS.get(curve.colour % COLOURS.len()).copied().unwrap_or(INK)
}

fn dashes(curve: &Curve) -> &'static str {
    if curve.is_dashed { " stroke-dasharray=\"3.2 2\"" } else { "" }
}

fn axes(panel: &Panel, frame: &Frame, x: &Scale, y: &Scale) -> String {
    let Frame { left, right, top, bottom } = *frame;
    let mut text = line([left, bottom], [right, bottom], INK) + &line([left, top], [left, bottom], INK);
    for tick in &x.ticks {
        let Some(at) = x.place(tick.value) else { continue };
        let length = if tick.label.is_some() { TICK } else { SMALL_TICK };
        text += &line([at, bottom], [at, bottom + length], INK);
        if let Some(label) = &tick.label {
            text += &words(at, bottom + 10.0, "middle", label);
        }
    }
    for tick in &y.ticks {
        let Some(at) = y.place(tick.value) else { continue };
        let length = if tick.label.is_some() { TICK } else { SMALL_TICK };
        text += &line([left - length, at], [left, at], INK);
        if let Some(label) = &tick.label {
            text += &words(left - 4.5, at + 2.4, "end", label);
        }
    }
    text += &words(f64::midpoint(left, right), bottom + 20.0, "middle", &panel.x.label);
    let (x, y) = (10.0, f64::midpoint(top, bottom));
    text + &format!(
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" fill=\"{INK}\" transform=\"rotate(-90 {x} {y})\">{}</text>\n",
        escaped(&panel.y.label)
    )
}

/// The entries of the legend by lines, with the place where each starts.
fn legend(panel: &Panel, width: f64) -> Vec<Vec<(f64, &Curve)>> {
    let mut lines: Vec<Vec<(f64, &Curve)>> = vec![];
    let mut at = f64::INFINITY;
    for curve in panel.curves.iter().filter(|curve| !curve.label.is_empty()) {
        let room = SAMPLE + 3.0 + LETTER * curve.label.chars().count() as f64 + 9.0;
        if at + room > width {
            at = LEFT;
            lines.push(vec![]);
        }
        if let Some(line) = lines.last_mut() {
            line.push((at, curve));
        }
        at += room;
    }
    lines
}

fn legend_text(lines: &[Vec<(f64, &Curve)>], top: f64) -> String {
    let mut text = String::new();
    for (place, entries) in lines.iter().enumerate() {
        let y = top + LEGEND_LINE * place as f64;
        for (x, curve) in entries {
            text = format!(
                "{text}<path d=\"M{} {}h{SAMPLE}\" stroke=\"{}\" stroke-width=\"1.1\"{}/>\n",
                short(*x),
                short(y - 2.4),
                colour(curve),
                dashes(curve)
            );
            text += &words(x + SAMPLE + 3.0, y, "start", &curve.label);
        }
    }
    text
}

fn line([x1, y1]: [f64; 2], [x2, y2]: [f64; 2], colour: &str) -> String {
    let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(short);
    format!("<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"{colour}\" stroke-width=\"0.6\"/>\n")
}

fn words(x: f64, y: f64, anchor: &str, text: &str) -> String {
    let (x, y) = (short(x), short(y));
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"{INK}\">{}</text>\n", escaped(text))
}

/// A place to a hundredth of a point.
fn short(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}
