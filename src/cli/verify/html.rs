//! The report as a page: voltages, rasters, intervals, f-I curves, speed.

use super::VerifyArguments;
use super::svg::voltage;
use crate::draw::{Axis, AxisKind, Curve, Look, Panel};
use crate::emit::EmitError;
use crate::report::content::{Block, Entry, Fact, Figure, Named, Page, Section, Table};
use crate::report::html;
use crate::report::number::Number;
use crate::report::plot::{NAMES, after, before, panel};
use crate::verify::compare::{Estimate, Trial, curve_error_hz, speed_up};
use crate::verify::drive::START_MS;
use crate::verify::{Run, Verified};

/// Trials in the raster: the first ones.
const MOST_ROWS: usize = 10;

/// Bars of a histogram.
const BINS: usize = 24;

pub(super) fn text(verified: &Verified, arguments: &VerifyArguments) -> Result<String, EmitError> {
    let Verified { origin, neuron, factor, trials, .. } = verified;
    let plural = if trials.len() == 1 { "" } else { "s" };
    let lead = format!(
        "{} trial{plural} of {} s with {} synapses in NEURON {neuron}: the same spike trains for both cells, excitatory weights × {factor:.4}.",
        trials.len(),
        arguments.seconds,
        arguments.synapses
    );
    let sections = [Some(synapses(verified)), Some(steady(verified)), own(verified), Some(speed(verified))];
    let page = Page {
        title: origin.clone(),
        kind: "verification",
        lead,
        facts: facts(verified),
        sections: sections.into_iter().flatten().filter_map(Section::shown).collect(),
        ..Page::default()
    };
    html(&page)
}

/// Something of both cells.
fn both<T>(verified: &Verified, of: impl Fn(&crate::verify::measure::Measured) -> T) -> [T; 2] {
    [of(&verified.detailed), of(&verified.reduced)]
}

fn pair([detailed, reduced]: [Vec<(f64, f64)>; 2], look: Look) -> Vec<Curve> {
    vec![before(detailed, look), after(reduced, look)]
}

fn facts(verified: &Verified) -> Vec<Fact> {
    let fact = |name: &str, numbers: Vec<Number>, unit, note: &str| Fact {
        name: name.into(),
        numbers,
        unit,
        note: note.into(),
    };
    let mean =
        |of: fn(&Trial) -> f64| Estimate::of(verified.trials.iter().map(of)).map_or(f64::NAN, |found| found.mean);
    let rates = [mean(|trial| trial.rate_hz[0]), mean(|trial| trial.rate_hz[1])];
    let faster = speed_up(&verified.detailed, &verified.reduced, |run| run.wall_s);
    let speed = faster
        .map(|found| fact("Speed-up", vec![Number::new(found.mean, 3)], "×", "time on the clock, trial by trial"));
    let synchronization = mean(|trial| trial.distances.synchronization);
    [
        Some(fact("Segments", both(verified, |cell| Number::count(cell.segments)).into(), "", "")),
        Some(fact("Firing rate", rates.map(|rate_hz| Number::new(rate_hz, 3)).into(), "Hz", "mean over the trials")),
        Some(fact(
            "SPIKE-synchronization",
            vec![Number::fixed(synchronization, 3)],
            "",
            "1 where every spike has its partner",
        )),
        Some(fact("Rest", both(verified, |cell| Number::new(cell.rest_mv, 4)).into(), "mV", "")),
        Some(fact(
            "Input resistance",
            both(verified, |cell| Number::new(cell.input_mohm, 4)).into(),
            "MΩ",
            "of the soma, in NEURON",
        )),
        speed,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn synapses(verified: &Verified) -> Section {
    let first = both(verified, |cell| cell.trials.first().map(voltage).unwrap_or_default());
    let traces = Figure {
        id: "voltages".into(),
        title: "Voltage at the soma, first trial".into(),
        panels: vec![Named::new("Voltage", panel("time (s)", "v (mV)", pair(first, Look::Line)))],
        ..Figure::default()
    };
    let raster = Figure {
        id: "raster".into(),
        title: "Spikes, trial by trial".into(),
        caption: "Each stroke is a spike at the soma: above of the detailed cell, below of the reduced one.".into(),
        panels: vec![Named::new("Spikes", raster(verified))],
        is_small: false,
    };
    let intervals = Figure {
        id: "intervals".into(),
        title: "Intervals between spikes".into(),
        caption: "How many intervals there are of each length, over all trials.".into(),
        panels: vec![Named::new("Intervals", histogram(both(verified, |cell| intervals_ms(&cell.trials))))],
        is_small: false,
    };
    let blocks = vec![
        Block::Figure(traces),
        Block::Figure(raster),
        Block::Figure(intervals),
        Block::Table(table("trials", "Trial by trial", &verified.trials)),
    ];
    Section { id: "synapses".into(), title: "Under the same synapses".into(), text: vec![], blocks }
}

fn raster(verified: &Verified) -> Panel {
    let rows =
        (0..verified.trials.len().min(MOST_ROWS)).flat_map(|trial| NAMES.map(|name| format!("{} {name}", trial + 1)));
    let spikes = |side: usize, trials: &[Run]| {
        let of_trial = |(trial, run): (usize, &Run)| {
            let row = (2 * trial + side) as f64 + 0.5;
            run.spikes_ms.iter().map(move |t_ms| (t_ms / 1000.0, row)).collect::<Vec<_>>()
        };
        trials.iter().take(MOST_ROWS).enumerate().flat_map(of_trial).collect::<Vec<_>>()
    };
    let curves = pair([spikes(0, &verified.detailed.trials), spikes(1, &verified.reduced.trials)], Look::Strokes);
    let unnamed = curves.into_iter().map(|curve| Curve { label: String::new(), ..curve }).collect();
    Panel { y: Axis::new(AxisKind::Names(rows.collect()), ""), ..panel("time (s)", "", unnamed) }
}

/// Intervals between the spikes of each run, once synapses are active.
fn intervals_ms(runs: &[Run]) -> Vec<f64> {
    let of_run = |run: &Run| {
        let late: Vec<f64> = run.spikes_ms.iter().copied().filter(|t_ms| *t_ms > START_MS).collect();
        late.iter().zip(late.iter().skip(1)).map(|(before, after)| after - before).collect::<Vec<_>>()
    };
    runs.iter().flat_map(of_run).collect()
}

/// How many values lie in each of equal stretches, as steps.
fn histogram(values: [Vec<f64>; 2]) -> Panel {
    let greatest = values.iter().flatten().copied().fold(0.0, f64::max);
    let width = if greatest > 0.0 { greatest / BINS as f64 } else { 1.0 };
    let steps = values.map(|values| {
        let count =
            |bin: usize| values.iter().filter(|value| ((**value / width) as usize).min(BINS - 1) == bin).count() as f64;
        let step = |bin: usize| [(bin as f64 * width, count(bin)), ((bin + 1) as f64 * width, count(bin))];
        (0..BINS).flat_map(step).collect::<Vec<_>>()
    });
    panel("interval (ms)", "number of intervals", pair(steps, Look::Line))
}

fn steady(verified: &Verified) -> Section {
    let curves = pair(both(verified, |cell| cell.curve.clone()), Look::Line);
    let error = curve_error_hz(&verified.detailed, &verified.reduced);
    let figure = Figure {
        id: "f-i".into(),
        title: "Firing rate under steady current".into(),
        caption: error
            .map(|error_hz| format!("The curves differ by {error_hz:.2} Hz on the average."))
            .unwrap_or_default(),
        panels: vec![Named::new("f-I curve", panel("current (nA)", "firing rate (Hz)", curves))],
        is_small: false,
    };
    Section { id: "steady".into(), title: "Steady currents".into(), text: vec![], blocks: vec![Block::Figure(figure)] }
}

/// Under the model's own stimuli and synapses.
fn own(verified: &Verified) -> Option<Section> {
    let (end_ms, trial) = verified.own.as_ref()?;
    let voltages = both(verified, |cell| cell.own.as_ref().map(voltage).unwrap_or_default());
    let figure = Figure {
        id: "own".into(),
        title: "Voltage at the soma".into(),
        caption: format!("The first {end_ms} ms."),
        panels: vec![Named::new("Voltage", panel("time (s)", "v (mV)", pair(voltages, Look::Line)))],
        is_small: false,
    };
    let blocks = vec![Block::Figure(figure), Block::Table(table("own-trial", "Compared", std::slice::from_ref(trial)))];
    Some(Section {
        id: "own-input".into(),
        title: "Under the model’s own stimuli and synapses".into(),
        text: vec![],
        blocks,
    })
}

fn table(id: &str, caption: &str, trials: &[Trial]) -> Table {
    let row = |(place, trial): (usize, &Trial)| {
        let three = |value: Option<f64>| Entry::number(value.map(|value| Number::fixed(value, 3)));
        let [detailed, reduced] = trial.spikes.map(|count| Entry::Number(Number::count(count)));
        let distances = &trial.distances;
        vec![
            Entry::Number(Number::count(place + 1)),
            detailed,
            reduced,
            three(Some(distances.isi)),
            three(Some(distances.spike)),
            three(Some(distances.synchronization)),
            three(trial.rmse_mv),
            three(trial.bias_mv),
        ]
    };
    let head = [
        "trial",
        "spikes, detailed",
        "reduced",
        "ISI-distance",
        "SPIKE-distance",
        "SPIKE-sync",
        "RMSE (mV)",
        "bias (mV)",
    ];
    Table {
        id: id.into(),
        caption: caption.into(),
        head: head.map(String::from).into(),
        rows: trials.iter().enumerate().map(row).collect(),
    }
}

fn speed(verified: &Verified) -> Section {
    let pairs = verified.detailed.trials.iter().zip(&verified.reduced.trials).enumerate();
    let row = |(place, (detailed, reduced)): (usize, (&Run, &Run))| {
        let numbers = [detailed.wall_s, reduced.wall_s, detailed.wall_s / reduced.wall_s.max(f64::MIN_POSITIVE)];
        let numbers = numbers.map(|value| Entry::Number(Number::new(value, 3)));
        std::iter::once(Entry::Number(Number::count(place + 1))).chain(numbers).collect()
    };
    let table = Table {
        id: "speed-up".into(),
        caption: "Time on the clock".into(),
        head: ["trial", "detailed (s)", "reduced (s)", "times faster"].map(String::from).into(),
        rows: pairs.map(row).collect(),
    };
    Section { id: "speed".into(), title: "Speed".into(), text: vec![], blocks: vec![Block::Table(table)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_counted_in_equal_stretches() {
        let run = |spikes_ms: &[f64]| Run {
            spikes_ms: spikes_ms.to_vec(),
            sample_ms: 1.0,
            v_mv: vec![],
            wall_s: 1.0,
            processor_s: 1.0,
        };
        let intervals = intervals_ms(&[run(&[50.0, 110.0, 120.0, 144.0]), run(&[200.0])]);
        assert_eq!(intervals, [10.0, 24.0]);
        let panel = histogram([intervals, vec![]]);
        let counts = |curve: &Curve| curve.points.iter().step_by(2).map(|point| point.1).sum::<f64>();
        assert_eq!(panel.curves.iter().map(counts).collect::<Vec<_>>(), [2.0, 0.0]);
        assert_eq!(panel.curves[0].points[20], (10.0, 1.0));
        assert_eq!(panel.curves[0].points[47], (24.0, 1.0));
    }
}
