//! What is asked of each cell: the detailed one decides currents and weights, the reduced one follows.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use super::drive::{Drive, START_MS, Synapses};
use super::error::VerifyError;
use super::subject::{Described, Question, Run, Stepped, Subject};

/// Firing rates that the excitatory weights are tuned for, Hz.
pub const AIMED_HZ: std::ops::RangeInclusive<f64> = 5.0..=20.0;

/// Trials of weights.
const MOST_TUNING: usize = 12;

/// Weights are tuned on the beginning of the first trial.
const TUNING_SECONDS: f64 = 1.0;

/// Time to come to rest before the input resistance is measured, and for it, ms.
const REST_MS: f64 = 2000.0;
const SMALL_STEP_MS: f64 = 500.0;

/// The current that it is measured with, nA.
const SMALL_NA: f64 = -0.002;

/// Time before a step of the f-I curve, and of it, ms.
const SETTLE_MS: f64 = 300.0;
const STEP_MS: f64 = 500.0;

/// The f-I curve is measured around the current that makes the detailed cell fire so often, Hz.
const CURVE_HZ: f64 = 10.0;

/// Parts of that current.
const CURVE: [f64; 5] = [0.5, 0.75, 1.0, 1.25, 1.5];

/// The first current tried brings a passive cell so far, mV; each doubles the last.
const FIRST_STEP_MV: f64 = 10.0;
const MOST_DOUBLINGS: usize = 7;

/// What was found of a cell.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Number of its segments.
    pub segments: usize,
    /// Voltage of the soma without input, mV.
    pub rest_mv: f64,
    /// Input resistance of the soma there.
    pub input_mohm: f64,
    /// Firing rate under a steady current: nA, Hz.
    pub curve: Vec<(f64, f64)>,
    /// The trials.
    pub trials: Vec<Run>,
    /// Under the model's own stimuli and synapses, where it has some.
    pub own: Option<Run>,
}

/// What the detailed cell decides.
pub(super) enum Decided {
    /// The currents of the f-I curve, nA.
    Currents(Vec<f64>),
    /// The synapses, and the factor of the excitatory weights.
    Synapses(Arc<Drive>, f64),
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) trials: u32,
    pub(super) seconds: f64,
    /// The factor of the excitatory weights; none to tune it.
    pub(super) factor: Option<f64>,
    /// How long the model's own stimuli and synapses are run, where it has some, ms.
    pub(super) own_ms: Option<f64>,
}

/// The detailed cell, and the factor of the excitatory weights; `decided` hears what the other cell waits for.
pub(super) fn measure_detailed(
    cell: &mut Subject<'_>,
    extent: Extent,
    drive: impl FnOnce(&[(String, usize, f64)]) -> Result<Drive, VerifyError>,
    decided: &SyncSender<Decided>,
) -> Result<(Measured, f64), VerifyError> {
    // Where the other cell has failed, so will the next question.
    let tell = |what| drop(decided.send(what));
    let described: Described = cell.ask(&Question::Describe, "building the cell")?;
    let drive = Arc::new(drive(&described.sections)?);
    let (rest_mv, input_mohm) = rest(cell)?;
    let own = own(cell, extent)?;
    let curve = first_curve(cell, input_mohm)?;
    tell(Decided::Currents(curve.iter().map(|&(current_na, _)| current_na).collect()));
    let factor = match extent.factor {
        Some(factor) => factor,
        None => tune(|factor| rate_of(cell, &drive, extent, factor))?,
    };
    tell(Decided::Synapses(Arc::clone(&drive), factor));
    let trials = trials(cell, &drive, extent, factor)?;
    Ok((Measured { segments: described.segments, rest_mv, input_mohm, curve, trials, own }, factor))
}

/// The reduced cell, by what is decided for the detailed one.
pub(super) fn measure_reduced(
    cell: &mut Subject<'_>,
    extent: Extent,
    decided: &Receiver<Decided>,
) -> Result<Measured, VerifyError> {
    let described: Described = cell.ask(&Question::Describe, "building the cell")?;
    let (rest_mv, input_mohm) = rest(cell)?;
    let own = own(cell, extent)?;
    let mut measured = Measured { segments: described.segments, rest_mv, input_mohm, own, ..Measured::default() };
    for _ in 0..2 {
        match decided.recv().map_err(|_| VerifyError::GivenUp)? {
            Decided::Currents(currents_na) => {
                measured.curve =
                    currents_na.iter().map(|&na| Ok((na, rate_at(cell, na)?))).collect::<Result<_, VerifyError>>()?;
            }
            Decided::Synapses(drive, factor) => measured.trials = trials(cell, &drive, extent, factor)?,
        }
    }
    Ok(measured)
}

/// Voltage without input and input resistance: the difference that a small current makes.
fn rest(cell: &mut Subject<'_>) -> Result<(f64, f64), VerifyError> {
    let mut small = |amplitude_na| {
        let question = Question::Step { amplitude_na, settle_ms: REST_MS, duration_ms: SMALL_STEP_MS, is_small: true };
        cell.ask::<Stepped>(&question, "rest and input resistance")
    };
    let (without, with) = (small(0.0)?, small(SMALL_NA)?);
    Ok((without.after_mv, (with.after_mv - without.after_mv) / SMALL_NA))
}

/// A run under the model's own stimuli and synapses.
fn own(cell: &mut Subject<'_>, extent: Extent) -> Result<Option<Run>, VerifyError> {
    let run = extent.own_ms.map(|end_ms| cell.ask(&Question::Own { end_ms }, "the model's own stimuli and synapses"));
    run.transpose()
}

/// Firing rate under a steady current, Hz.
fn rate_at(cell: &mut Subject<'_>, amplitude_na: f64) -> Result<f64, VerifyError> {
    let question = Question::Step { amplitude_na, settle_ms: SETTLE_MS, duration_ms: STEP_MS, is_small: false };
    let stepped: Stepped = cell.ask(&question, &format!("f-I curve, {amplitude_na:.3} nA"))?;
    Ok(stepped.spikes_ms.len() as f64 / (STEP_MS / 1000.0))
}

/// The f-I curve around a current that makes the cell fire, where one does.
fn first_curve(cell: &mut Subject<'_>, input_mohm: f64) -> Result<Vec<(f64, f64)>, VerifyError> {
    let mut top_na = FIRST_STEP_MV / input_mohm.abs().clamp(1.0, 10_000.0);
    let mut top_hz = rate_at(cell, top_na)?;
    for _ in 0..MOST_DOUBLINGS {
        if top_hz >= CURVE_HZ {
            break;
        }
        top_na *= 2.0;
        top_hz = rate_at(cell, top_na)?;
    }
    let rate = |part: f64| if part == 1.0 { Ok(top_hz) } else { rate_at(cell, top_na * part) };
    CURVE.into_iter().zip(CURVE.map(rate)).map(|(part, rate_hz)| Ok((top_na * part, rate_hz?))).collect()
}

fn trials(cell: &mut Subject<'_>, drive: &Drive, extent: Extent, factor: f64) -> Result<Vec<Run>, VerifyError> {
    let Extent { trials, seconds, .. } = extent;
    let trial = |trial| run(cell, drive.trial(trial, seconds, factor), &format!("trial {} of {trials}", trial + 1));
    (0..trials).map(trial).collect()
}

fn run(cell: &mut Subject<'_>, synapses: Synapses, what: &str) -> Result<Run, VerifyError> {
    cell.ask(&Question::Drive(synapses), what)
}

fn rate_of(cell: &mut Subject<'_>, drive: &Drive, extent: Extent, factor: f64) -> Result<f64, VerifyError> {
    let seconds = extent.seconds.min(TUNING_SECONDS);
    let run = run(cell, drive.trial(0, seconds, factor), &format!("tuning, excitatory weights x {factor:.3}"))?;
    Ok(rate_hz(&run, seconds))
}

/// Spikes in a second, once synapses are active.
#[must_use]
pub fn rate_hz(run: &Run, seconds: f64) -> f64 {
    run.spikes_ms.iter().filter(|&&t_ms| t_ms > START_MS).count() as f64 / (seconds - START_MS / 1000.0)
}

/// The factor of the excitatory weights that gives a rate within [`AIMED_HZ`], by bisection; else the one that came nearest.
fn tune(mut rate_hz: impl FnMut(f64) -> Result<f64, VerifyError>) -> Result<f64, VerifyError> {
    let (mut low, mut high, mut factor) = (None, None, 1.0_f64);
    let mut nearest = (f64::INFINITY, factor);
    for _ in 0..MOST_TUNING {
        let found_hz = rate_hz(factor)?;
        let off_hz = (AIMED_HZ.start() - found_hz).max(found_hz - AIMED_HZ.end());
        if off_hz < nearest.0 {
            nearest = (off_hz, factor);
        }
        if off_hz <= 0.0 {
            break;
        }
        if found_hz < *AIMED_HZ.start() {
            low = Some(factor);
        } else {
            high = Some(factor);
        }
        factor = match (low, high) {
            (Some(low), Some(high)) => (low * high).sqrt(),
            (Some(low), None) => low * 2.0,
            (None, Some(high)) => high / 2.0,
            (None, None) => factor,
        };
    }
    Ok(nearest.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuned(rate_hz: impl Fn(f64) -> f64) -> (f64, usize) {
        let mut runs = 0;
        let factor = tune(|factor| {
            runs += 1;
            Ok(rate_hz(factor))
        });
        (factor.unwrap(), runs)
    }

    #[test]
    fn a_rate_that_is_right_is_taken_at_once() {
        assert_eq!(tuned(|_| 5.0), (1.0, 1));
        assert_eq!(tuned(|_| 20.0), (1.0, 1));
    }

    #[test]
    fn a_threshold_is_found_from_both_sides() {
        for threshold in [0.013, 0.4, 2.9, 300.0] {
            let rate_hz = |factor: f64| if factor < threshold { 0.0 } else { 4.0 + 400.0 * (factor / threshold - 1.0) };
            let (factor, runs) = tuned(rate_hz);
            assert!(AIMED_HZ.contains(&rate_hz(factor)), "{threshold}: {factor} gives {} Hz", rate_hz(factor));
            assert!(runs <= MOST_TUNING);
        }
    }

    #[test]
    fn a_cell_that_never_fires_keeps_the_weights() {
        assert_eq!(tuned(|_| 0.0), (1.0, MOST_TUNING));
    }

    #[test]
    fn the_nearest_is_taken_where_none_is_right() {
        let (factor, _) = tuned(|factor| if factor > 0.6 { 60.0 } else { 22.0 });
        assert!(factor < 0.6, "{factor}");
    }
}
