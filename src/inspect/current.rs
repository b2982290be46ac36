//! Currents at a point: their value, where they reverse, chord and slope conductances.

use super::point::Refused;
use crate::membrane::program::{self, Program};
use crate::membrane::segment::{OperatingPoint, Segment};

/// The voltages between which a current is looked for where it reverses, mV.
const SEARCHED_MV: [f64; 2] = [-200.0, 200.0];

/// Distance of the voltages that are tried, mV.
const SEARCH_STEP_MV: f64 = 10.0;

/// Closer to the reversal potential the chord conductance is its limit, mV.
const NEAR_MV: f64 = 1e-3;

const MOST_ROUNDS: usize = 100;

/// A current of a mechanism. Densities; of a point process too.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    /// `ina`
    pub name: String,
    /// `na`, `nonspecific`, `electrode`
    pub carrier: String,
    /// The current, mA/cm2, positive outward.
    pub value_ma_per_cm2: f64,
    /// Where it reverses while the states stay, mV; none where it does not.
    pub reversal_mv: Option<f64>,
    /// The current over the distance from where it reverses, S/cm2.
    pub chord_s_per_cm2: Option<f64>,
    /// di/dv at 0 Hz, the states and concentrations following, S/cm2.
    pub slope_s_per_cm2: f64,
    /// di/dv while states and concentrations stay, S/cm2: at infinite frequency.
    pub instantaneous_s_per_cm2: f64,
}

/// What carries a current.
pub(super) fn carrier(program: &Program, current: &program::Current) -> String {
    match current.carrier {
        program::Carrier::Ion(ion) => program.ions.get(ion).map_or_else(String::new, |ion| ion.name.clone()),
        program::Carrier::Nonspecific => "nonspecific".to_owned(),
        program::Carrier::Electrode => "electrode".to_owned(),
    }
}

/// One current as a function of the voltage while the states stay.
pub(super) struct Frozen<'a> {
    pub(super) segment: &'a Segment,
    pub(super) point: &'a OperatingPoint,
    pub(super) instance: usize,
    pub(super) current: usize,
}

impl Frozen<'_> {
    fn at(&self, v_mv: f64) -> Result<f64, Refused> {
        let point = self.segment.evaluate(v_mv, &self.point.states)?;
        Ok(of(&point, self.instance, self.current))
    }

    /// Where the current reverses: at the ion's reversal potential, else the zero nearest to the voltage.
    pub(super) fn reversal_mv(&self, ion_e_mv: Option<f64>, slope_s_per_cm2: f64) -> Result<Option<f64>, Refused> {
        let v_mv = self.point.v_mv;
        let here = of(self.point, self.instance, self.current);
        if !here.is_finite() || (here == 0.0 && self.at(v_mv + 1.0)? == 0.0) {
            return Ok(None);
        }
        let scale = here.abs().max(self.at(v_mv + 1.0)?.abs());
        for candidate in [ion_e_mv, Some(v_mv - here / slope_s_per_cm2)].into_iter().flatten() {
            let is_inside = (SEARCHED_MV[0]..=SEARCHED_MV[1]).contains(&candidate);
            if is_inside && self.at(candidate)?.abs() <= 1e-12 * scale {
                return Ok(Some(candidate));
            }
        }
        self.searched()
    }

    /// The zero nearest to the voltage between voltages at which the current has two signs.
    fn searched(&self) -> Result<Option<f64>, Refused> {
        let mut brackets = vec![];
        let (mut low, mut at_low) = (SEARCHED_MV[0], self.at(SEARCHED_MV[0])?);
        while low < SEARCHED_MV[1] {
            let (high, at_high) = (low + SEARCH_STEP_MV, self.at(low + SEARCH_STEP_MV)?);
            if at_low * at_high < 0.0 || (at_high == 0.0 && at_low != 0.0) {
                brackets.push((low, high, at_low));
            }
            (low, at_low) = (high, at_high);
        }
        let distance = |&(low, _, _): &(f64, f64, f64)| (low + SEARCH_STEP_MV / 2.0 - self.point.v_mv).abs();
        let nearest = brackets.into_iter().min_by(|one, other| distance(one).total_cmp(&distance(other)));
        nearest.map(|bracket| self.bisected(bracket)).transpose()
    }

    fn bisected(&self, (mut low, mut high, at_low): (f64, f64, f64)) -> Result<f64, Refused> {
        for _ in 0..MOST_ROUNDS {
            let middle = f64::midpoint(low, high);
            if middle == low || middle == high {
                break;
            }
            if self.at(middle)? * at_low > 0.0 { low = middle } else { high = middle }
        }
        Ok(f64::midpoint(low, high))
    }

    /// The chord conductance; at the reversal potential itself its limit, the slope.
    pub(super) fn chord_s_per_cm2(&self, reversal_mv: Option<f64>, slope_s_per_cm2: f64) -> Option<f64> {
        let driving_mv = self.point.v_mv - reversal_mv?;
        if driving_mv.abs() < NEAR_MV {
            return Some(slope_s_per_cm2);
        }
        Some(of(self.point, self.instance, self.current) / driving_mv)
    }
}

pub(super) fn of(point: &OperatingPoint, instance: usize, current: usize) -> f64 {
    let currents = point.currents_ma_per_cm2.get(instance);
    currents.and_then(|currents| currents.get(current)).copied().unwrap_or(f64::NAN)
}
