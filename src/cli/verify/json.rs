//! The report for programs. Spikes and curves stand in it, voltages do not.

use serde_json::{Value, json};

use super::VerifyArguments;
use crate::layouts;
use crate::verify::Verified;
use crate::verify::compare::{Estimate, Trial, curve_error_hz, speed_up};
use crate::verify::measure::Measured;

pub(super) fn text(verified: &Verified, arguments: &VerifyArguments) -> String {
    let Verified { origin, neuron, detailed, reduced, factor, trials, own } = verified;
    let own_spikes = [detailed, reduced].map(|cell| cell.own.as_ref().map(|run| &run.spikes_ms));
    let whole = json!({
        "layout_version": layouts::VERIFY,
        "program": "neuron-reduce",
        "version": env!("CARGO_PKG_VERSION"),
        "model": origin,
        "neuron": neuron,
        "synapses": arguments.synapses,
        "seconds": arguments.seconds,
        "seed": arguments.seed,
        "weight": factor,
        "detailed": cell(detailed),
        "reduced": cell(reduced),
        "trials": trials.iter().map(trial).collect::<Vec<_>>(),
        "mean": means(verified),
        "own": own.as_ref().map(|(end_ms, found)| json!({
            "end_ms": end_ms,
            "compared": trial(found),
            "spikes_ms": own_spikes,
        })),
    });
    format!("{whole:#}\n")
}

fn cell(cell: &Measured) -> Value {
    json!({
        "segments": cell.segments,
        "rest_mv": cell.rest_mv,
        "input_mohm": cell.input_mohm,
        "curve_na": cell.curve.iter().map(|(current_na, _)| current_na).collect::<Vec<_>>(),
        "curve_hz": cell.curve.iter().map(|(_, rate_hz)| rate_hz).collect::<Vec<_>>(),
        "spikes_ms": cell.trials.iter().map(|run| &run.spikes_ms).collect::<Vec<_>>(),
        "wall_s": cell.trials.iter().map(|run| run.wall_s).collect::<Vec<_>>(),
        "processor_s": cell.trials.iter().map(|run| run.processor_s).collect::<Vec<_>>(),
    })
}

fn trial(trial: &Trial) -> Value {
    json!({
        "spikes": trial.spikes,
        "rate_hz": trial.rate_hz,
        "isi_distance": trial.distances.isi,
        "spike_distance": trial.distances.spike,
        "spike_synchronization": trial.distances.synchronization,
        "rmse_mv": trial.rmse_mv,
        "bias_mv": trial.bias_mv,
    })
}

/// Means over the trials with their standard errors.
fn means(verified: &Verified) -> Value {
    let Verified { detailed, reduced, trials, .. } = verified;
    let over = |value: fn(&Trial) -> Option<f64>| estimate(Estimate::of(trials.iter().filter_map(value)));
    json!({
        "rate_detailed_hz": over(|trial| Some(trial.rate_hz[0])),
        "rate_reduced_hz": over(|trial| Some(trial.rate_hz[1])),
        "rate_error_hz": over(|trial| Some(trial.rate_hz[1] - trial.rate_hz[0])),
        "isi_distance": over(|trial| Some(trial.distances.isi)),
        "spike_distance": over(|trial| Some(trial.distances.spike)),
        "spike_synchronization": over(|trial| Some(trial.distances.synchronization)),
        "rmse_mv": over(|trial| trial.rmse_mv),
        "bias_mv": over(|trial| trial.bias_mv),
        "curve_error_hz": curve_error_hz(detailed, reduced),
        "speed_up_wall": estimate(speed_up(detailed, reduced, |run| run.wall_s)),
        "speed_up_processor": estimate(speed_up(detailed, reduced, |run| run.processor_s)),
    })
}

fn estimate(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |Estimate { mean, error }| json!({ "mean": mean, "standard_error": error }))
}
