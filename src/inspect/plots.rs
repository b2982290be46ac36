//! Sites as figures: one for each mechanism on its own, one for each place of a cell.

use nalgebra::Complex;

use super::curves::instantaneous_ma_per_cm2;
use super::spectrum::response;
use super::{Point, Refused, Site};
use crate::draw::{Axis, AxisKind, Curve, Figure, Look, Panel, prefix};
use crate::mechanism::MechanismKind;

/// Mechanisms of a cell's place that are drawn by themselves: those with the greatest admittance.
const MOST_MECHANISMS: usize = 5;

/// Time constants that differ by more than this have a logarithmic axis.
const WIDE: f64 = 20.0;

/// What a site's figure is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'a> {
    /// The site.
    pub site: &'a Site,
    /// Temperature, degrees Celsius.
    pub celsius: f64,
    /// Over the voltages.
    pub points: &'a [Point],
    /// Where the frequency panels and the fast current start from.
    pub at: &'a Point,
    /// The frequencies of the admittance, Hz.
    pub frequencies_hz: &'a [f64],
    /// Tables give what lies between their points.
    pub interpolate: bool,
}

/// The figure of a site.
///
/// # Errors
/// An equation that cannot be evaluated.
pub fn figure(drawn: &Drawn<'_>) -> Result<Figure, Refused> {
    let heading = format!("{}, {} °C", drawn.site.name, given(drawn.celsius));
    let mut panels = vec![];
    if !drawn.site.is_segment() {
        panels.extend(steady_states(drawn));
        panels.extend(time_constants(drawn));
    }
    if drawn.at.mechanisms.iter().any(|mechanism| !mechanism.currents.is_empty()) {
        panels.push(currents(drawn)?);
        panels.extend(admittance(drawn));
    }
    Ok(Figure { heading, panels, columns: 1 })
}

/// A number that somebody gave: the shortest text, of six digits at most.
pub(crate) fn given(value: f64) -> String {
    let rounded = format!("{value:.5e}").parse().unwrap_or(value);
    let size = f64::abs(rounded);
    if size == 0.0 || (1e-4..1e6).contains(&size) { rounded.to_string() } else { format!("{rounded:e}") }
}

/// A number with a true minus.
fn shown(value: f64) -> String {
    given(value).replace('-', "\u{2212}")
}

fn voltage() -> Axis {
    Axis::new(AxisKind::Linear, "v (mV)")
}

fn curve(label: &str, points: Vec<(f64, f64)>, colour: usize) -> Curve {
    Curve { label: label.to_owned(), points, colour, look: Look::Line }
}

/// A quantity over the voltages.
fn over_v(drawn: &Drawn<'_>, part: impl Fn(&Point) -> Option<f64>) -> Vec<(f64, f64)> {
    drawn.points.iter().map(|point| (point.v_mv, part(point).unwrap_or(f64::NAN))).collect()
}

/// Gates and the states of schemes.
#[must_use]
pub fn steady_states(drawn: &Drawn<'_>) -> Option<Panel> {
    let states = &drawn.at.mechanisms.first()?.states;
    let mut curves = vec![];
    for (place, gate) in states.gates.iter().enumerate().filter(|(_, gate)| !gate.is_concentration) {
        let points = over_v(drawn, |point| Some(point.mechanisms.first()?.states.gates.get(place)?.steady));
        curves.push(curve(&gate.name, points, curves.len()));
    }
    for (at, scheme) in states.schemes.iter().enumerate() {
        for (place, state) in scheme.states.iter().enumerate() {
            let part =
                |point: &Point| Some(point.mechanisms.first()?.states.schemes.get(at)?.states.get(place)?.steady);
            curves.push(curve(&state.name, over_v(drawn, part), curves.len()));
        }
    }
    let mut values = curves.iter().flat_map(|curve| &curve.points).map(|point| point.1);
    // A state that is driven may leave 0 to 1 by rounding.
    let is_part = values.all(|value| value.is_nan() || (-1e-6..=1.0 + 1e-6).contains(&value));
    let kind = if is_part { AxisKind::Unit } else { AxisKind::Linear };
    panel(voltage(), Axis::new(kind, "steady state"), curves, Some(drawn.at.v_mv))
}

/// The same for their time constants; of schemes those of their modes.
#[must_use]
pub fn time_constants(drawn: &Drawn<'_>) -> Option<Panel> {
    let states = &drawn.at.mechanisms.first()?.states;
    let mut curves = vec![];
    for (place, gate) in states.gates.iter().enumerate().filter(|(_, gate)| !gate.is_concentration) {
        let points = over_v(drawn, |point| Some(point.mechanisms.first()?.states.gates.get(place)?.tau_ms));
        curves.push(curve(&gate.name, points, curves.len()));
    }
    for (at, scheme) in states.schemes.iter().enumerate() {
        for place in 0..scheme.modes_per_ms.len() {
            let part = |point: &Point| {
                Some(-1.0 / point.mechanisms.first()?.states.schemes.get(at)?.modes_per_ms.get(place)?.re)
            };
            curves.push(curve(&format!("mode {}", place + 1), over_v(drawn, part), curves.len()));
        }
    }
    let values = curves.iter().flat_map(|curve| &curve.points).map(|point| point.1).filter(|value| *value > 0.0);
    let (low, high) =
        values.fold((f64::INFINITY, 0.0), |(low, high), value| (f64::min(low, value), f64::max(high, value)));
    let label = "time constant (ms)";
    let kind = if high > WIDE * low { AxisKind::Logarithmic } else { AxisKind::Linear };
    panel(voltage(), Axis::new(kind, label), curves, Some(drawn.at.v_mv))
}

fn panel(x: Axis, y: Axis, curves: Vec<Curve>, mark: Option<f64>) -> Option<Panel> {
    (!curves.is_empty()).then(|| Panel { x, y, curves, mark, ..Panel::default() })
}

/// What the figures of a site are in: amperes and siemens, per cm² or of a point process.
struct Scale {
    ampere: f64,
    siemens: f64,
    per: &'static str,
}

fn scale(site: &Site) -> Scale {
    let is_point = site.patch.mechanisms.iter().any(|(program, _)| program.kind == MechanismKind::PointProcess);
    // 1 um2 is 1e-8 cm2.
    let area_cm2 = site.patch.area_um2 * 1e-8;
    if is_point {
        Scale { ampere: 1e-3 * area_cm2, siemens: area_cm2, per: "" }
    } else {
        Scale { ampere: 1e-3, siemens: 1.0, per: "/cm²" }
    }
}

/// Steady and fast currents; of a cell's place their sum.
fn currents(drawn: &Drawn<'_>) -> Result<Panel, Refused> {
    let voltages: Vec<f64> = drawn.points.iter().map(|point| point.v_mv).collect();
    let fast = instantaneous_ma_per_cm2(drawn.site, drawn.at.figures_v_mv, &voltages, drawn.interpolate)?;
    let slow: Vec<Vec<f64>> = drawn.points.iter().map(all_currents).collect();
    let fast: Vec<Vec<f64>> = fast.into_iter().map(|point| point.into_iter().flatten().collect()).collect();
    let from = format!("instantaneous from {} mV", shown(drawn.at.v_mv));
    let mut pairs: Vec<(String, String, Vec<f64>, Vec<f64>)> = vec![];
    if drawn.site.is_segment() {
        let sum = |rows: &[Vec<f64>]| rows.iter().map(|row| row.iter().sum()).collect();
        pairs.push(("steady".to_owned(), from, sum(&slow), sum(&fast)));
    } else {
        let currents = drawn.at.mechanisms.iter().flat_map(|mechanism| &mechanism.currents);
        for (place, current) in currents.enumerate() {
            let pick = |rows: &[Vec<f64>]| rows.iter().map(|row| row.get(place).copied().unwrap_or(f64::NAN)).collect();
            pairs.push((format!("{} steady", current.name), from.clone(), pick(&slow), pick(&fast)));
        }
    }
    let scale = scale(drawn.site);
    let greatest =
        pairs.iter().flat_map(|(_, _, slow, _)| slow).map(|value| value.abs()).filter(|value| value.is_finite());
    let (factor, prefix) = prefix(greatest.fold(0.0, f64::max) * scale.ampere);
    let mut curves = vec![];
    for (colour, (name, fast_name, slow, fast)) in pairs.into_iter().enumerate() {
        let points = |values: Vec<f64>| {
            voltages
                .iter()
                .copied()
                .zip(values.into_iter().map(|value| value * scale.ampere * factor))
                .collect::<Vec<_>>()
        };
        let slow = points(slow);
        let fast = near(points(fast), &slow);
        curves.push(curve(&name, slow, colour));
        curves.push(Curve { label: fast_name, points: fast, colour, look: Look::Dashes });
    }
    Ok(Panel {
        x: voltage(),
        y: Axis::new(AxisKind::Linear, format!("i ({prefix}A{})", scale.per)),
        curves,
        mark: Some(drawn.at.v_mv),
        ..Panel::default()
    })
}

/// What leaves the range of the steady current, widened to both sides, is left out.
fn near(fast: Vec<(f64, f64)>, slow: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let values = slow.iter().map(|point| point.1).filter(|value| value.is_finite());
    let (low, high) = values.fold((0.0, 0.0), |(low, high), value| (f64::min(low, value), f64::max(high, value)));
    let room = 0.5 * (high - low);
    let is_near = |value: f64| (low - room..=high + room).contains(&value);
    fast.into_iter().map(|(v, value)| (v, if is_near(value) { value } else { f64::NAN })).collect()
}

fn all_currents(point: &Point) -> Vec<f64> {
    point.mechanisms.iter().flat_map(|found| &found.currents).map(|current| current.value_ma_per_cm2).collect()
}

/// |Y| and its phase.
fn admittance(drawn: &Drawn<'_>) -> [Panel; 2] {
    let frequencies: Vec<f64> = drawn.frequencies_hz.iter().copied().filter(|f_hz| *f_hz > 0.0).collect();
    let found: Vec<_> = frequencies.iter().map(|&f_hz| response(drawn.site, drawn.at, f_hz)).collect();
    let mut named: Vec<(String, Vec<Complex<f64>>)> = vec![];
    let mut first = 0;
    for mechanism in drawn.at.mechanisms.iter().filter(|mechanism| !mechanism.currents.is_empty()) {
        let own = first..first + mechanism.currents.len();
        first = own.end;
        let sum =
            found.iter().map(|response| response.currents_s_per_cm2.get(own.clone()).unwrap_or_default().iter().sum());
        named.push((mechanism.name.clone(), sum.collect()));
    }
    let at_least = |values: &[Complex<f64>]| values.iter().map(|value| value.norm()).fold(0.0, f64::max);
    named.sort_by(|(_, one), (_, other)| at_least(other).total_cmp(&at_least(one)));
    named.truncate(MOST_MECHANISMS);
    let whole = (
        format!("with cm {} µF/cm²", given(drawn.site.patch.cm_uf_per_cm2)),
        found.iter().map(|response| response.admittance_s_per_cm2).collect::<Vec<_>>(),
    );
    let scale = scale(drawn.site);
    let greatest = named.iter().map(|(_, values)| at_least(values)).fold(0.0, f64::max);
    let (factor, prefix) = prefix(greatest * scale.siemens);
    let curves = |part: &dyn Fn(&Complex<f64>) -> f64, is_labelled: bool| {
        let label = |text: &str| if is_labelled { text.to_owned() } else { String::new() };
        let points =
            |values: &[Complex<f64>]| frequencies.iter().copied().zip(values.iter().map(part)).collect::<Vec<_>>();
        let mut curves =
            vec![Curve { label: label(&whole.0), points: points(&whole.1), colour: 6, look: Look::Dashes }];
        curves.extend(
            named.iter().enumerate().map(|(colour, (name, values))| curve(&label(name), points(values), colour)),
        );
        curves
    };
    let size = Panel {
        x: Axis::new(AxisKind::Logarithmic, "f (Hz)"),
        y: Axis::new(AxisKind::Logarithmic, format!("|Y| at {} mV ({prefix}S{})", shown(drawn.at.v_mv), scale.per)),
        curves: curves(&|value| value.norm() * scale.siemens * factor, true),
        ..Panel::default()
    };
    let phase = Panel {
        x: Axis::new(AxisKind::Logarithmic, "f (Hz)"),
        y: Axis::new(AxisKind::Degrees, "phase of Y (degrees)"),
        curves: curves(&|value| value.arg().to_degrees(), false).into_iter().map(unwound).collect(),
        ..Panel::default()
    };
    [size, phase]
}

/// A phase without jumps by a whole turn, and within the turn around 0 where it starts.
pub(crate) fn unwound(mut curve: Curve) -> Curve {
    let mut turns = 0.0;
    let mut before: Option<f64> = None;
    for (_, phase) in &mut curve.points {
        // At rest on the negative axis rounding decides between two signs.
        if before.is_none() && *phase < -179.999_999 {
            turns = 1.0;
        }
        let jump = before.map_or(0.0, |before| *phase - before);
        before = Some(*phase);
        turns -= if jump > 180.0 {
            1.0
        } else if jump < -180.0 {
            -1.0
        } else {
            0.0
        };
        *phase += 360.0 * turns;
    }
    curve
}
