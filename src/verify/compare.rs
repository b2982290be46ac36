//! The two cells side by side: figures of every trial, and their means with standard errors.

use super::drive::START_MS;
use super::measure::{Measured, rate_hz};
use super::subject::Run;
use super::trains::{Distances, Window, distances};

/// Both cells are quiet where both voltages are below, mV.
pub const QUIET_MV: f64 = -45.0;

/// A trial of both cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Spikes of the detailed and the reduced cell while synapses are active.
    pub spikes: [usize; 2],
    /// Their rates.
    pub rate_hz: [f64; 2],
    /// How far the trains are from each other.
    pub distances: Distances,
    /// Root of the mean squared difference where both are quiet; none where they never are.
    pub rmse_mv: Option<f64>,
    /// Mean difference there, reduced less detailed.
    pub bias_mv: Option<f64>,
}

/// A mean, and its standard error where there is more than one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub error: Option<f64>,
}

impl Estimate {
    /// Of some values; none of none.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let values: Vec<f64> = values.into_iter().collect();
        let count = values.len() as f64;
        if values.is_empty() {
            return None;
        }
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let error = (values.len() > 1).then(|| (squares / (count - 1.0) / count).sqrt());
        Some(Self { mean, error })
    }
}

/// The trials of both cells.
#[must_use]
pub fn trials(detailed: &Measured, reduced: &Measured, seconds: f64) -> Vec<Trial> {
    detailed.trials.iter().zip(&reduced.trials).map(|(detailed, reduced)| trial(detailed, reduced, seconds)).collect()
}

fn trial(detailed: &Run, reduced: &Run, seconds: f64) -> Trial {
    let within = within(detailed, reduced, Window { start_ms: START_MS, end_ms: 1000.0 * seconds });
    Trial { rate_hz: [detailed, reduced].map(|run| rate_hz(run, seconds)), ..within }
}

/// Both cells under the model's own stimuli and synapses.
#[must_use]
pub fn own(detailed: &Measured, reduced: &Measured, end_ms: f64) -> Option<Trial> {
    Some(within(detailed.own.as_ref()?, reduced.own.as_ref()?, Window { start_ms: 0.0, end_ms }))
}

fn within(detailed: &Run, reduced: &Run, window: Window) -> Trial {
    let (rmse_mv, bias_mv) = quiet_difference(detailed, reduced, window.start_ms).unzip();
    let spikes = [detailed, reduced].map(|run| window.within(&run.spikes_ms).len());
    let seconds = (window.end_ms - window.start_ms) / 1000.0;
    Trial {
        spikes,
        rate_hz: spikes.map(|count| count as f64 / seconds),
        distances: distances(&detailed.spikes_ms, &reduced.spikes_ms, window),
        rmse_mv,
        bias_mv,
    }
}

/// Root mean square and mean of the difference of both voltages from a time on, where both cells are quiet.
fn quiet_difference(detailed: &Run, reduced: &Run, start_ms: f64) -> Option<(f64, f64)> {
    let first = (start_ms / detailed.sample_ms).ceil() as usize;
    let pairs = detailed.v_mv.iter().zip(&reduced.v_mv).skip(first);
    let differences: Vec<f64> =
        pairs.filter(|(one, other)| one.max(**other) < QUIET_MV).map(|(one, other)| other - one).collect();
    let squares = Estimate::of(differences.iter().map(|difference| difference * difference))?;
    Some((squares.mean.sqrt(), Estimate::of(differences)?.mean))
}

/// Mean size of the difference of both f-I curves, Hz.
#[must_use]
pub fn curve_error_hz(detailed: &Measured, reduced: &Measured) -> Option<f64> {
    let pairs = detailed.curve.iter().zip(&reduced.curve);
    Estimate::of(pairs.map(|((_, one), (_, other))| (other - one).abs())).map(|estimate| estimate.mean)
}

/// How many times faster the reduced cell is, trial by trial.
#[must_use]
pub fn speed_up(detailed: &Measured, reduced: &Measured, seconds: fn(&Run) -> f64) -> Option<Estimate> {
    let pairs = detailed.trials.iter().zip(&reduced.trials);
    Estimate::of(pairs.map(|(detailed, reduced)| seconds(detailed) / seconds(reduced).max(f64::MIN_POSITIVE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(v_mv: impl Fn(f64) -> f64, spikes_ms: &[f64]) -> Run {
        let v_mv = (0..=2000).map(|sample| v_mv(f64::from(sample) / 10.0)).collect();
        Run { spikes_ms: spikes_ms.to_vec(), sample_ms: 0.1, v_mv, wall_s: 1.0, processor_s: 1.0 }
    }

    #[test]
    fn a_standard_error_is_that_of_the_mean() {
        let found = Estimate::of([1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!(found.mean, 2.5);
        assert!((found.error.unwrap() - (5.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-15);
        assert_eq!(Estimate::of([7.0]), Some(Estimate { mean: 7.0, error: None }));
        assert_eq!(Estimate::of([]), None);
    }

    #[test]
    fn only_what_follows_the_start_and_is_quiet_counts() {
        let detailed = run(|_| -70.0, &[]);
        let reduced = run(
            |t| {
                if t < 100.0 {
                    -60.0
                } else if t < 150.0 {
                    -68.0
                } else {
                    20.0
                }
            },
            &[50.0, 150.0],
        );
        let found = trial(&detailed, &reduced, 0.2);
        assert_eq!((found.rmse_mv, found.bias_mv), (Some(2.0), Some(2.0)));
        assert_eq!(found.spikes, [0, 1]);
        assert_eq!(found.rate_hz, [0.0, 10.0]);
    }

    #[test]
    fn a_cell_that_is_never_quiet_has_no_subthreshold_error() {
        let found = trial(&run(|_| -30.0, &[]), &run(|_| -70.0, &[]), 0.2);
        assert_eq!((found.rmse_mv, found.bias_mv), (None, None));
    }

    #[test]
    fn curves_are_compared_current_by_current() {
        let with = |rates: [f64; 3]| Measured { curve: rates.map(|hz| (0.1, hz)).to_vec(), ..Measured::default() };
        assert_eq!(curve_error_hz(&with([0.0, 10.0, 20.0]), &with([2.0, 10.0, 10.0])), Some(4.0));
        assert_eq!(curve_error_hz(&Measured::default(), &Measured::default()), None);
    }
}
