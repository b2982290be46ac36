//! The report as tables of 80 columns.

use super::VerifyArguments;
use crate::verify::compare::{Estimate, Trial, curve_error_hz, speed_up};
use crate::verify::{Run, Side, Verified};

pub(super) fn text(verified: &Verified, arguments: &VerifyArguments) -> String {
    [title(verified, arguments), trials(&verified.trials), cells(verified), curve(verified)].join("\n")
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

fn trials(trials: &[Trial]) -> String {
    let head = format!(
        "{:<14} {:>8} {:>8} {:>9} {:>9} {:>8} {:>8} {:>8}\n{:<14} {:>8} {:>8} {:>9} {:>9} {:>8} {:>8} {:>8}\n",
        "trial",
        "spikes",
        "",
        "ISI-",
        "SPIKE-",
        "SPIKE-",
        "RMSE",
        "bias",
        "",
        "detailed",
        "reduced",
        "distance",
        "distance",
        "sync",
        "(mV)",
        "(mV)"
    );
    let rows = trials.iter().zip(1..).map(|(trial, number): (_, usize)| {
        let Trial { spikes: [detailed, reduced], distances, rmse_mv, bias_mv, .. } = trial;
        format!(
            "{number:<14} {detailed:>8} {reduced:>8} {:>9.3} {:>9.3} {:>8.3} {:>8} {:>8}\n",
            distances.isi,
            distances.spike,
            distances.synchronization,
            or_dash(rmse_mv.map(|rmse_mv| format!("{rmse_mv:.3}"))),
            or_dash(bias_mv.map(|bias_mv| format!("{bias_mv:+.3}"))),
        )
    });
    let columns: [(fn(&Trial) -> Option<f64>, usize, usize); 7] = [
        (|trial| Some(trial.spikes[0] as f64), 8, 1),
        (|trial| Some(trial.spikes[1] as f64), 8, 1),
        (|trial| Some(trial.distances.isi), 9, 3),
        (|trial| Some(trial.distances.spike), 9, 3),
        (|trial| Some(trial.distances.synchronization), 8, 3),
        (|trial| trial.rmse_mv, 8, 3),
        (|trial| trial.bias_mv, 8, 3),
    ];
    let estimates =
        columns.map(|(value, width, digits)| (Estimate::of(trials.iter().filter_map(value)), width, digits));
    let line = |name: &str, value: fn(Estimate) -> Option<f64>| {
        let cells = estimates.map(|(estimate, width, digits)| {
            format!(" {:>width$}", or_dash(estimate.and_then(value).map(|value| format!("{value:.digits$}"))))
        });
        format!("{name:<14}{}\n", cells.concat())
    };
    let means = [line("mean", |estimate| Some(estimate.mean)), line("standard error", |estimate| estimate.error)];
    std::iter::once(head).chain(rows).chain(means).collect()
}

fn cells(verified: &Verified) -> String {
    let Verified { detailed, reduced, .. } = verified;
    let head = format!("{:<30} {:>14} {:>14} {:>16}\n", "", "detailed", "reduced", "");
    let row = |name: &str, digits: usize, values: [f64; 2], error: String| {
        let [detailed, reduced] = values;
        format!("{name:<30} {detailed:>14.digits$} {reduced:>14.digits$} {error:>16}\n")
    };
    let rest = [detailed.rest_mv, reduced.rest_mv];
    let input = [detailed.input_mohm, reduced.input_mohm];
    let rates = [Side::Detailed, Side::Reduced].map(|side| super::mean_rate_hz(verified, side));
    let mean = |seconds: fn(&Run) -> f64| {
        [detailed, reduced]
            .map(|cell| Estimate::of(cell.trials.iter().map(seconds)).map_or(f64::NAN, |found| found.mean))
    };
    let faster = |seconds: fn(&Run) -> f64| {
        or_dash(speed_up(detailed, reduced, seconds).map(|found| format!("{:.1} x faster", found.mean)))
    };
    let segments = [detailed.segments, reduced.segments].map(|count| count as f64);
    [
        head,
        row("segments", 0, segments, String::new()),
        row("rest (mV)", 3, rest, format!("{:+.3} mV", rest[1] - rest[0])),
        row("input resistance (MOhm)", 3, input, percent(input)),
        row("firing rate (Hz)", 2, rates, percent(rates)),
        row("a trial on the clock (s)", 2, mean(|run| run.wall_s), faster(|run| run.wall_s)),
        row("a trial on the processor (s)", 2, mean(|run| run.processor_s), faster(|run| run.processor_s)),
    ]
    .concat()
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
