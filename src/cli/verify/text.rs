//! The report as tables of 80 columns.

use super::VerifyArguments;
use crate::verify::compare::{Estimate, Trial, curve_error_hz, speed_up};
use crate::verify::{Run, Side, Verified};

pub(super) fn text(verified: &Verified, arguments: &VerifyArguments) -> String {
    let parts = [title(verified, arguments), trials(&verified.trials), cells(verified), curve(verified)];
    parts.into_iter().chain(own(verified)).collect::<Vec<_>>().join("\n")
}

fn title(verified: &Verified, arguments: &VerifyArguments) -> String {
    let Verified { origin, neuron, factor, .. } = verified;
    let VerifyArguments { trials, seconds, synapses, .. } = arguments;
    let plural = if *trials == 1 { "" } else { "s" };
    format!(
        "{origin} in NEURON {neuron}: {trials} trial{plural} of {seconds} s\n\
         {synapses} synapses, excitatory weights x {factor:.4}, the same spike trains for both\n"
    )
}

const TRIALS_HEAD: &str = "\
trial            spikes               ISI-    SPIKE-   SPIKE-     RMSE     bias
               detailed  reduced  distance  distance     sync     (mV)     (mV)
";

/// The figures of a trial in the order of the columns.
fn figures(trial: &Trial) -> [Option<f64>; 7] {
    let Trial { spikes, distances, rmse_mv, bias_mv, .. } = trial;
    let [detailed, reduced] = spikes.map(|count| Some(count as f64));
    let [isi, spike, synchronization] = [distances.isi, distances.spike, distances.synchronization].map(Some);
    [detailed, reduced, isi, spike, synchronization, *rmse_mv, *bias_mv]
}

/// A line of them; counts have so many digits.
fn line(name: &str, figures: [Option<f64>; 7], digits: usize) -> String {
    let [detailed, reduced, isi, spike, synchronization, rmse_mv, bias_mv] = figures;
    let counts = [detailed, reduced].map(|count| or_dash(count.map(|count| format!("{count:.digits$}"))));
    let three = |value: Option<f64>| or_dash(value.map(|value| format!("{value:.3}")));
    let cells = [isi, spike, synchronization, rmse_mv, bias_mv].map(three);
    let widths = [8, 8, 9, 9, 8, 8, 8];
    let cells = counts.iter().chain(&cells).zip(widths).map(|(cell, width)| format!(" {cell:>width$}"));
    format!("{name:<14}{}\n", cells.collect::<String>())
}

fn trials(trials: &[Trial]) -> String {
    let rows = trials.iter().zip(1..).map(|(trial, number): (_, usize)| line(&number.to_string(), figures(trial), 0));
    let over = |column: usize| Estimate::of(trials.iter().filter_map(|trial| figures(trial).get(column).copied()?));
    let estimates = [0, 1, 2, 3, 4, 5, 6].map(over);
    let means = line("mean", estimates.map(|estimate| estimate.map(|found| found.mean)), 1);
    let errors = line("standard error", estimates.map(|estimate| estimate.and_then(|found| found.error)), 1);
    std::iter::once(TRIALS_HEAD.to_owned()).chain(rows).chain([means, errors]).collect()
}

fn cells(verified: &Verified) -> String {
    let Verified { detailed, reduced, .. } = verified;
    let head = format!("{:<30} {:>14} {:>14}\n", "", "detailed", "reduced");
    let row = |name: &str, digits: usize, [detailed, reduced]: [f64; 2], error: &str| {
        let cells = format!("{name:<30} {detailed:>14.digits$} {reduced:>14.digits$} {error:>16}");
        cells.trim_end().to_owned() + "\n"
    };
    let rest = [detailed.rest_mv, reduced.rest_mv];
    let input = [detailed.input_mohm, reduced.input_mohm];
    let rates = [Side::Detailed, Side::Reduced].map(|side| super::mean_rate_hz(verified, side));
    let segments = [detailed.segments, reduced.segments].map(|count| count as f64);
    let time = |name: &str, seconds: fn(&Run) -> f64| {
        let means = [detailed, reduced].map(|cell| Estimate::of(cell.trials.iter().map(seconds)));
        let faster = speed_up(detailed, reduced, seconds).map(|found| format!("{:.1} x faster", found.mean));
        row(name, 2, means.map(|mean| mean.map_or(f64::NAN, |found| found.mean)), &or_dash(faster))
    };
    [
        head,
        row("segments", 0, segments, ""),
        row("rest (mV)", 3, rest, &format!("{:+.3} mV", reduced.rest_mv - detailed.rest_mv)),
        row("input resistance (MOhm)", 3, input, &percent(input)),
        row("firing rate (Hz)", 2, rates, &percent(rates)),
        time("a trial on the clock (s)", |run| run.wall_s),
        time("a trial on the processor (s)", |run| run.processor_s),
    ]
    .concat()
}

/// Both cells under the model's own stimuli and synapses.
fn own(verified: &Verified) -> Option<String> {
    let (end_ms, trial) = verified.own.as_ref()?;
    let title = format!("the model's own stimuli and synapses, {} s\n", end_ms / 1000.0);
    Some(title + &TRIALS_HEAD.replacen("trial", "     ", 1) + &line("own", figures(trial), 0))
}

fn percent([detailed, reduced]: [f64; 2]) -> String {
    if detailed == 0.0 { String::new() } else { format!("{:+.2} %", 100.0 * (reduced / detailed - 1.0)) }
}

fn curve(verified: &Verified) -> String {
    let Verified { detailed, reduced, .. } = verified;
    let head = format!("{:<30} {:>14} {:>14}\n", "steady current (nA)", "detailed (Hz)", "reduced (Hz)");
    let rows = detailed
        .curve
        .iter()
        .zip(&reduced.curve)
        .map(|((current_na, one), (_, other))| format!("{current_na:<30.4} {one:>14.1} {other:>14.1}\n"));
    let error = curve_error_hz(detailed, reduced)
        .map(|error_hz| format!("{:<30} {:>14} {error_hz:>14.1}\n", "mean difference", ""));
    std::iter::once(head).chain(rows).chain(error).collect()
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}
