//! Channels before and after: where they are, how much of them there is, how their gates move, what they are at rest.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::content::{Block, Entry, Figure, Named, Section, Table};
use super::number::{Number, Record};
use super::plot::{ALONG, Pair, panel};
use super::view::View;
use crate::cell::Cell;
use crate::draw::{Axis, AxisKind, Panel, prefix};
use crate::inspect::gate::Effect;
use crate::inspect::plots::{Drawn, steady_states, time_constants};
use crate::inspect::site::{Spot, site};
use crate::inspect::{Point, point};
use crate::mechanism::Catalog;
use crate::membrane::Library;
use crate::reduce::Reduction;
use crate::rest::Rest;

/// The voltages that gates are shown at, mV: first, step, how many.
const FROM_MV: f64 = -120.0;
const STEP_MV: f64 = 5.0;
const VOLTAGES: usize = 33;

/// What is known of a cell's channels.
#[derive(Debug, Clone, Copy)]
pub struct Channels<'a> {
    /// The equations.
    pub library: &'a Library,
    /// The declarations.
    pub catalog: &'a Catalog,
}

/// Densities that differ by more than this have a logarithmic axis.
const WIDE: f64 = 30.0;

/// A channel's density: its mechanism and variable, by hoc names.
struct Density<'a> {
    mechanism: &'a str,
    variable: &'a str,
    unit: String,
}

/// The section of the channels; without equations the densities alone.
#[must_use]
pub fn section(pair: &Pair<'_>, reduction: &Reduction, channels: Channels<'_>, record: Record<'_>) -> Section {
    let views = pair.views();
    let densities = densities(views[0].cell, reduction, channels.catalog);
    let spots = spots(views[0].cell, &densities);
    let mut blocks = vec![Block::Figure(along_the_path(pair, &densities)), Block::Table(ledger(&densities, record))];
    if let [Some(detailed), Some(reduced)] = views.map(|view| view.rest) {
        blocks.push(Block::Figure(gates(views[0], &spots, channels)));
        blocks.push(Block::Table(branches(views, reduction, [detailed, reduced], &spots)));
    }
    let text = "A reduced segment has all the channels of the places that went to it: densities are means by area, so that what the \
                cell has of each channel stays the same.";
    Section { id: "channels".into(), title: "Channels".into(), text: vec![text.into()], blocks }
}

/// The densities that the certificate adds up.
fn densities<'a>(cell: &'a Cell, reduction: &'a Reduction, catalog: &Catalog) -> Vec<Density<'a>> {
    let totals = reduction.certificate.iter().flat_map(|certificate| certificate.totals.keys());
    let density = |variable: &'a String| {
        let mut mechanisms = cell.sections.iter().flat_map(|section| &section.mechanisms);
        let (mechanism, _) = mechanisms.find(|(_, values)| values.contains_key(variable))?;
        let declared = catalog.find(mechanism).map(|id| catalog.mechanism(id));
        let unit = declared.and_then(|declared| declared.variables.iter().find(|found| found.name == *variable));
        Some(Density { mechanism, variable, unit: unit.map(|found| found.unit.clone()).unwrap_or_default() })
    };
    totals.filter_map(density).collect()
}

/// A density; none where there is no such channel.
fn value(view: &View<'_>, density: &Density<'_>, section: usize, segment: usize) -> f64 {
    let values = view.cell.sections.get(section).and_then(|found| found.values(density.mechanism, density.variable));
    let value = values.and_then(|values| values.get(segment).copied());
    value.filter(|value| *value != 0.0).unwrap_or(f64::NAN)
}

fn along_the_path(pair: &Pair<'_>, densities: &[Density<'_>]) -> Figure {
    let one = |density: &Density<'_>| {
        let values =
            pair.views().into_iter().flat_map(|view| view.segments().map(|(a, b)| value(view, density, a, b).abs()));
        let values: Vec<f64> = values.filter(|value| value.is_finite() && *value > 0.0).collect();
        let (least, greatest) = values
            .iter()
            .fold((f64::INFINITY, 0.0), |(low, high), value| (f64::min(low, *value), f64::max(high, *value)));
        let (factor, label) = scaled(density, greatest);
        let mut curves = pair.along(&|view, section, segment| factor * value(view, density, section, segment));
        for curve in &mut curves {
            curve.label.clear();
        }
        let kind = if greatest > WIDE * least { AxisKind::Logarithmic } else { AxisKind::Linear };
        let drawn = Panel { y: Axis::new(kind, label), ..panel("path distance (µm)", "", curves) };
        (greatest > 0.0).then(|| Named::new(density.variable, drawn))
    };
    Figure {
        id: "densities".into(),
        title: "Density along the path".into(),
        caption: format!("{ALONG} Where a place has no such channel nothing is drawn."),
        panels: densities.iter().filter_map(one).collect(),
        is_small: true,
    }
}

/// A factor and the unit that goes with it.
fn scaled(density: &Density<'_>, greatest: f64) -> (f64, String) {
    let unit = density.unit.replace("mho", "S");
    let (factor, prefix) = if unit.starts_with("S/") { prefix(greatest) } else { (1.0, "") };
    (factor, format!("{prefix}{}", unit.replace("cm2", "cm²")))
}

/// What there is of every channel, in the words of the certificate.
fn ledger(densities: &[Density<'_>], record: Record<'_>) -> Table {
    let row = |density: &Density<'_>| {
        let at = |side: &str| format!("/certificate/density_times_area/{}/{side}", density.variable);
        let [before, after] = [at("original"), at("reduced")];
        let (Some(detailed), Some(reduced)) = (record.value(&before), record.value(&after)) else { return vec![] };
        vec![
            Entry::name(density.variable),
            Entry::Words(if density.unit.is_empty() { "µm²".into() } else { format!("µm² {}", density.unit) }),
            Entry::number(record.number(&before, 5)),
            Entry::number(record.number(&after, 5)),
            Entry::number((detailed != 0.0).then(|| Number::fixed(reduced / detailed, 4))),
        ]
    };
    Table {
        id: "ledger".into(),
        caption: "The ledger: density times area, added up over the cell".into(),
        head: ["density", "unit", "detailed", "reduced", "after / before"].map(String::from).into(),
        rows: densities.iter().map(row).collect(),
    }
}

/// Of each mechanism the segment that has most of it.
fn spots<'a>(cell: &Cell, densities: &[Density<'a>]) -> Vec<(&'a str, Spot)> {
    let mut spots: Vec<(&str, Spot)> = vec![];
    for density in densities {
        if spots.iter().any(|(mechanism, _)| *mechanism == density.mechanism) {
            continue;
        }
        let mut greatest = (0.0, None);
        for (section, found) in cell.sections.iter().enumerate() {
            for (segment, &value) in
                found.values(density.mechanism, density.variable).unwrap_or_default().iter().enumerate()
            {
                if value > greatest.0 {
                    greatest = (value, Some(Spot { section, segment }));
                }
            }
        }
        spots.extend(greatest.1.map(|spot| (density.mechanism, spot)));
    }
    spots
}

fn gates(view: &View<'_>, spots: &[(&str, Spot)], channels: Channels<'_>) -> Figure {
    let panels: Vec<Vec<Named>> =
        spots.par_iter().map(|(mechanism, spot)| gates_of(view, mechanism, *spot, channels)).collect();
    Figure {
        id: "gates".into(),
        title: "Gates: steady states and time constants".into(),
        caption: "At the place that has most of the channel, with the parameters and concentrations it has there. The line marks where \
                  that place rests."
            .into(),
        panels: panels.into_iter().flatten().collect(),
        is_small: true,
    }
}

/// The steady states and the time constants of one mechanism; nothing where it has no gates or no numbers.
fn gates_of(view: &View<'_>, mechanism: &str, spot: Spot, channels: Channels<'_>) -> Vec<Named> {
    let cell = view.cell;
    let Ok(mut found) = site(cell, spot, channels.library, channels.catalog) else { return vec![] };
    found.patch.mechanisms.retain(|(program, _)| program.name == mechanism);
    found.ra_ohm_cm = None;
    let voltages = (0..VOLTAGES).map(|place| FROM_MV + STEP_MV * place as f64);
    let points: Result<Vec<Point>, _> = voltages.map(|v_mv| point(&found, v_mv, false)).collect();
    let rest_mv = view.rest_mv(spot.section, spot.segment);
    let (Ok(points), Ok(at)) = (points, point(&found, rest_mv, false)) else { return vec![] };
    let drawn = Drawn {
        site: &found,
        celsius: cell.celsius,
        points: &points,
        at: &at,
        frequencies_hz: &[],
        interpolate: false,
    };
    let steady = steady_states(&drawn).map(|panel| Named::new(format!("{mechanism}: steady states"), panel));
    let constants = time_constants(&drawn).map(|panel| Named::new(format!("{mechanism}: time constants"), panel));
    [steady, constants].into_iter().flatten().collect()
}

/// Every gate as the branch that it is at rest, before and after.
fn branches(views: [&View<'_>; 2], reduction: &Reduction, rests: [&Rest; 2], spots: &[(&str, Spot)]) -> Table {
    let mut rows = vec![];
    for (mechanism, spot) in spots {
        let Some(mapped) = reduction.map.sections.get(spot.section).and_then(|places| places.get(spot.segment)) else {
            continue;
        };
        let places = [(spot.section, spot.segment), (mapped.section, mapped.segment)];
        let [before, after] = [0, 1].map(|side: usize| {
            rests
                .get(side)
                .zip(places.get(side))
                .map(|(rest, place)| linearized(rest, *place, mechanism))
                .unwrap_or_default()
        });
        let name = |view: &View<'_>, (section, segment): (usize, usize)| {
            view.cell.sections.get(section).map(|found| found.place_name(segment)).unwrap_or_default()
        };
        let [here, there] = [name(views[0], places[0]), name(views[1], places[1])];
        for (gate, branch) in &before {
            let reduced = after.iter().find(|(name, _)| name == gate).map(|(_, branch)| branch);
            rows.push(row(mechanism, gate, [&here, &there], branch, reduced));
        }
    }
    let head = [
        "channel",
        "gate",
        "place",
        "τ (ms)",
        "g (S/cm²)",
        "r (Ω cm²)",
        "L (H cm²)",
        "effect",
        "is now",
        "τ (ms)",
        "g (S/cm²)",
    ];
    Table {
        id: "branches".into(),
        caption: "Each gate at rest as a branch of the linearized membrane, a conductance g = 1/r in series with an inductance L = τ r, \
                  at the place that has most of the channel, and where that place went"
            .into(),
        head: head.map(String::from).into(),
        rows,
    }
}

/// A gate's branch.
struct Linear {
    tau_ms: f64,
    g_s_per_cm2: f64,
    r_ohm_cm2: f64,
    l_h_cm2: f64,
    effect: Effect,
}

/// The branches of a mechanism in a segment at rest, by gate.
fn linearized(rest: &Rest, (section, segment): (usize, usize), mechanism: &str) -> Vec<(String, Linear)> {
    let Some(resting) = rest.at(section, segment) else { return vec![] };
    let Ok(linear) = resting.membrane.linearize(&resting.point) else { return vec![] };
    let place = resting.membrane.instances.iter().position(|instance| instance.program.name == mechanism);
    let branch = |branch: crate::membrane::linear::Branch| {
        let state = linear.states.get(branch.state).filter(|state| Some(state.instance) == place)?;
        let found = Linear {
            tau_ms: branch.tau_ms,
            g_s_per_cm2: branch.conductance_s_per_cm2,
            r_ohm_cm2: branch.resistance_ohm_cm2(),
            l_h_cm2: branch.inductance_h_cm2(),
            effect: Effect::of(&branch),
        };
        Some((state.name.clone(), found))
    };
    linear.branches().into_iter().filter_map(branch).collect()
}

fn row(mechanism: &str, gate: &str, places: [&str; 2], before: &Linear, after: Option<&Linear>) -> Vec<Entry> {
    let number = |value: f64| Entry::Number(Number::new(value, 4));
    let [here, there] = places.map(Entry::name);
    vec![
        Entry::name(mechanism),
        Entry::name(gate),
        here,
        number(before.tau_ms),
        number(before.g_s_per_cm2),
        number(before.r_ohm_cm2),
        number(before.l_h_cm2),
        Entry::Words(before.effect.name().into()),
        there,
        Entry::number(after.map(|after| Number::new(after.tau_ms, 4))),
        Entry::number(after.map(|after| Number::new(after.g_s_per_cm2, 4))),
    ]
}
