//! The voltages of the first trial and the f-I curves as a figure.

use crate::draw::{Axis, AxisKind, Curve, Figure, Look, Panel, svg};
use crate::verify::measure::Measured;
use crate::verify::{Run, Side, Verified};

/// Points of a voltage: a stretch of time is drawn by its lowest and highest voltage.
const STRETCHES: usize = 1000;

pub(super) fn text(verified: &Verified) -> String {
    let cells = [(Side::Detailed, &verified.detailed), (Side::Reduced, &verified.reduced)];
    let voltages = cells.map(|(side, cell)| curve(side, cell.trials.first().map(voltage).unwrap_or_default()));
    let rates = cells.map(|(side, cell): (Side, &Measured)| curve(side, cell.curve.clone()));
    let panel = |x: &str, y: &str, curves: [Curve; 2]| Panel {
        x: Axis::new(AxisKind::Linear, x),
        y: Axis::new(AxisKind::Linear, y),
        curves: curves.into(),
        ..Panel::default()
    };
    let panels = vec![
        panel("time (s)", "voltage at the soma (mV)", voltages),
        panel("steady current (nA)", "firing rate (Hz)", rates),
    ];
    svg(&Figure { heading: verified.origin.clone(), panels, columns: 1 })
}

fn curve(side: Side, points: Vec<(f64, f64)>) -> Curve {
    let colour = match side {
        Side::Detailed => 6,
        Side::Reduced => 1,
    };
    Curve { label: side.name().to_owned(), points, colour, look: Look::Line }
}

/// Time in s and voltage in mV, few enough points to be drawn.
pub(super) fn voltage(run: &Run) -> Vec<(f64, f64)> {
    let length = run.v_mv.len().div_ceil(STRETCHES).max(1);
    let stretches = run.v_mv.chunks(length).enumerate();
    let seconds = |sample: usize| sample as f64 * run.sample_ms / 1000.0;
    stretches
        .flat_map(|(stretch, v_mv)| {
            let (low, high) =
                v_mv.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
            let at = seconds(stretch * length);
            if high - low < 1.0 { vec![(at, low)] } else { vec![(at, low), (at, high)] }
        })
        .collect()
}
