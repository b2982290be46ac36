//! Synapses at random places with their spike trains: the same for both cells, and the same whenever they are asked for.
//!
//! Places are drawn by length, trains are Poisson's; every synapse of every trial has a Random123 stream of its own.

use serde::Serialize;

use super::error::VerifyError;
use crate::hoc::random::Random123;

/// Nothing arrives before, ms: the cell leaves `v_init` first.
pub const START_MS: f64 = 100.0;

/// Events of a trial.
const MOST_EVENTS: usize = 5_000_000;

/// The part of the synapses that excite.
const EXCITATORY_PART: f64 = 0.85;

/// A kind of synapse, an `Exp2Syn`, and how often it is active.
#[derive(Debug, Clone, Copy)]
struct Kind {
    e_mv: f64,
    tau1_ms: f64,
    tau2_ms: f64,
    weight_us: f64,
    rate_hz: f64,
}

const EXCITATORY: Kind = Kind { e_mv: 0.0, tau1_ms: 0.3, tau2_ms: 1.8, weight_us: 0.0016, rate_hz: 2.5 };
const INHIBITORY: Kind = Kind { e_mv: -86.0, tau1_ms: 1.0, tau2_ms: 8.0, weight_us: 0.0008, rate_hz: 15.0 };

/// What draws synapses.
#[derive(Debug, Clone)]
pub struct Drive {
    /// Section and segment of every place.
    places: Vec<(String, usize)>,
    /// Lengths of the places up to and with each, um.
    reach_um: Vec<f64>,
    synapses: usize,
    seconds: f64,
    seed: u32,
}

/// The synapses of one trial, as they are asked of a cell.
#[derive(Debug, Clone, Serialize)]
pub struct Synapses {
    end_ms: f64,
    kinds: [SynapseKind; 2],
    places: Vec<(String, usize)>,
    /// Kind, place, times of events in ms.
    #[serde(rename = "synapses")]
    each: Vec<(usize, usize, Vec<f64>)>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct SynapseKind {
    e_mv: f64,
    tau1_ms: f64,
    tau2_ms: f64,
    weight_us: f64,
}

/// How much is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Number of synapses.
    pub synapses: usize,
    /// Length of a trial.
    pub seconds: f64,
    /// Trials of one seed are the same.
    pub seed: u32,
}

impl Drive {
    /// Synapses on the segments of sections: name, number of segments, length in um.
    ///
    /// # Errors
    /// Where there is nothing to draw from, or too much is asked for.
    pub fn new<'a>(
        dendrites: impl Iterator<Item = &'a (String, usize, f64)>,
        amount: Amount,
    ) -> Result<Self, VerifyError> {
        let Amount { synapses, seconds, seed } = amount;
        let rate_hz = EXCITATORY_PART * EXCITATORY.rate_hz + (1.0 - EXCITATORY_PART) * INHIBITORY.rate_hz;
        if synapses as f64 * seconds * rate_hz > MOST_EVENTS as f64 {
            return Err(VerifyError::TooMuch { synapses, seconds, limit: MOST_EVENTS });
        }
        let (mut places, mut reach_um, mut length_um) = (vec![], vec![], 0.0);
        for (section, nseg, section_um) in dendrites {
            for segment in 0..*nseg {
                places.push((section.clone(), segment));
                length_um += section_um / *nseg as f64;
                reach_um.push(length_um);
            }
        }
        if places.is_empty() {
            Err(VerifyError::NoDendrites)
        } else {
            Ok(Self { places, reach_um, synapses, seconds, seed })
        }
    }

    /// The synapses of a trial up to a time, excitatory weights times a factor.
    #[must_use]
    pub fn trial(&self, trial: u32, seconds: f64, factor: f64) -> Synapses {
        let end_ms = 1000.0 * seconds.min(self.seconds);
        let kind = |Kind { e_mv, tau1_ms, tau2_ms, weight_us, .. }: Kind, factor| SynapseKind {
            e_mv,
            tau1_ms,
            tau2_ms,
            weight_us: weight_us * factor,
        };
        Synapses {
            end_ms,
            kinds: [kind(EXCITATORY, factor), kind(INHIBITORY, 1.0)],
            places: self.places.clone(),
            each: (0..self.synapses).map(|synapse| self.synapse(synapse as u32, trial, end_ms)).collect(),
        }
    }

    fn synapse(&self, synapse: u32, trial: u32, end_ms: f64) -> (usize, usize, Vec<f64>) {
        let mut stream = Random123::new(synapse, trial, self.seed, 0);
        let at_um = stream.uniform(0) * self.reach_um.last().copied().unwrap_or_default();
        let place = self.reach_um.partition_point(|&reach_um| reach_um < at_um);
        let excites = stream.uniform(0) < EXCITATORY_PART;
        let rate_hz = if excites { EXCITATORY.rate_hz } else { INHIBITORY.rate_hz };
        let next = |t_ms: f64, stream: &mut Random123| t_ms - stream.uniform(0).ln() * 1000.0 / rate_hz;
        let first = next(START_MS, &mut stream);
        let times = std::iter::successors(Some(first), |&t_ms| Some(next(t_ms, &mut stream)));
        (usize::from(!excites), place, times.take_while(|&t_ms| t_ms < end_ms).map(rounded).collect())
    }
}

/// To a microsecond: shorter to write.
fn rounded(t_ms: f64) -> f64 {
    (t_ms * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drive(synapses: usize, seconds: f64) -> Drive {
        let dendrites =
            [("dend[0]".to_owned(), 1, 30.0), ("dend[1]".to_owned(), 3, 90.0), ("apic".to_owned(), 2, 180.0)];
        Drive::new(dendrites.iter(), Amount { synapses, seconds, seed: 7 }).unwrap()
    }

    #[test]
    fn places_are_drawn_by_length() {
        let trial = drive(20_000, 0.2).trial(0, 0.2, 1.0);
        let mut counts = vec![0; trial.places.len()];
        trial.each.iter().for_each(|(_, place, _)| counts[*place] += 1);
        for (count, part) in counts.iter().zip([0.1, 0.1, 0.1, 0.1, 0.3, 0.3]) {
            assert!((f64::from(*count) / 20_000.0 - part).abs() < 0.015, "{counts:?}");
        }
    }

    #[test]
    fn kinds_and_rates_are_those_that_are_documented() {
        let trial = drive(2_000, 10.1).trial(0, 10.1, 1.5);
        let of_kind = |kind| trial.each.iter().filter(move |synapse| synapse.0 == kind);
        assert!((of_kind(0).count() as f64 / 2_000.0 - 0.85).abs() < 0.03);
        for (kind, rate_hz) in [(0, 2.5), (1, 15.0)] {
            let events: usize = of_kind(kind).map(|synapse| synapse.2.len()).sum();
            let found_hz = events as f64 / of_kind(kind).count() as f64 / 10.0;
            assert!((found_hz / rate_hz - 1.0).abs() < 0.03, "{found_hz} Hz instead of {rate_hz}");
        }
        assert_eq!(trial.kinds.map(|kind| kind.weight_us), [0.0016 * 1.5, 0.0008]);
    }

    #[test]
    fn nothing_arrives_before_the_start_or_after_the_end() {
        let trial = drive(500, 2.0).trial(3, 1.0, 1.0);
        let times = || trial.each.iter().flat_map(|synapse| &synapse.2);
        assert!(times().all(|&t| (START_MS..=1000.0).contains(&t)));
        assert!(trial.each.iter().all(|synapse| synapse.2.is_sorted()));
    }

    #[test]
    fn a_trial_is_the_same_whenever_it_is_asked_for_and_others_differ() {
        let text = |trial| serde_json::to_string(&drive(50, 0.5).trial(trial, 0.5, 1.0)).unwrap();
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
    }

    #[test]
    fn a_shorter_trial_is_the_beginning_of_the_longer_one() {
        let (short, long) = (drive(50, 2.0).trial(0, 0.5, 1.0), drive(50, 2.0).trial(0, 2.0, 1.0));
        for (short, long) in short.each.iter().zip(&long.each) {
            assert!(long.2.starts_with(&short.2));
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        let amount = Amount { synapses: 10_000, seconds: 1.0, seed: 0 };
        assert_eq!(
            Drive::new([].iter(), amount).unwrap_err().to_string(),
            "the cell has no dendrites to put synapses on"
        );
        let amount = Amount { synapses: 1_000_000, seconds: 2.0, seed: 0 };
        let error = Drive::new([("dend".to_owned(), 1, 1.0)].iter(), amount).unwrap_err();
        assert_eq!(error.to_string(), "1000000 synapses for 2 s are more than 5000000 events a trial");
    }
}
