//! States at a point: gates with what they do to the current and to the membrane, schemes, what follows without delay.
#![allow(clippy::indexing_slicing, reason = "places in matrices and lists of the linear system that they come from")]

use nalgebra::{Complex, DMatrix};

use super::point::Refused;
use crate::mechanism::ion::IonVariable;
use crate::membrane::eigenvalues::eigenvalues;
use crate::membrane::instance::Instance;
use crate::membrane::linear::{Branch, LinearMembrane};
use crate::membrane::program::{Program, SolvedBlock};
use crate::membrane::segment::{OperatingPoint, Segment};

/// An exponent closer to an integer than this is one.
const INTEGER: f64 = 1e-6;

/// What does not change a current by more than this power does not enter it.
const ABSENT: f64 = 1e-9;

/// An eigenvalue below this part of the largest is that of a conserved sum.
const CONSERVED: f64 = 1e-11;

/// The states of one mechanism.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct States {
    /// Those that relax by themselves.
    pub gates: Vec<Gate>,
    /// Those that pass into each other.
    pub schemes: Vec<Scheme>,
    /// Those that follow the others without delay: name and value.
    pub algebraic: Vec<(String, f64)>,
}

/// A state that relaxes towards its steady state by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// `m`
    pub name: String,
    /// It is a concentration of an ion, mM.
    pub is_concentration: bool,
    /// Its steady state.
    pub steady: f64,
    /// Its time constant, ms.
    pub tau_ms: f64,
    /// d(steady state)/dv, per mV; everything that it follows moves with the voltage.
    pub slope_per_mv: f64,
    /// States whose change changes its rate: concentrations, other gates.
    pub follows: Vec<String>,
    /// The currents of its mechanism that it enters.
    pub enters: Vec<Entry>,
    /// What it does to the membrane; none where it does not answer to the voltage alone.
    pub branch: Option<Branch>,
}

/// How a state enters a current.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// `ina`
    pub current: String,
    /// d ln(current) / d ln(state); none where the current has no such power, as that of a sum.
    pub exponent: Option<f64>,
}

impl Entry {
    /// The exponent, where it is an integer.
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        let exponent = self.exponent?;
        let nearest = exponent.round();
        ((exponent - nearest).abs() < INTEGER && nearest != 0.0).then_some(nearest as i64)
    }
}

/// What a branch does to a disturbance of the voltage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Its current works against the change: it makes resonance.
    Restorative,
    /// Its current adds to the change: it amplifies.
    Regenerative,
    /// It does not answer.
    Nothing,
}

impl Effect {
    /// The effect of a branch with that conductance.
    #[must_use]
    pub fn of(branch: &Branch) -> Self {
        if branch.conductance_s_per_cm2 > 0.0 {
            Self::Restorative
        } else if branch.conductance_s_per_cm2 < 0.0 {
            Self::Regenerative
        } else {
            Self::Nothing
        }
    }

    /// `restorative`, ..
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Restorative => "restorative",
            Self::Regenerative => "regenerative",
            Self::Nothing => "none",
        }
    }
}

/// States that pass into each other: a `KINETIC` scheme, or coupled equations.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// The block's name.
    pub name: String,
    /// Is it a `KINETIC` block?
    pub is_kinetic: bool,
    /// The states.
    pub states: Vec<Occupancy>,
    /// Eigenvalues of the scheme at a held voltage, per ms, slowest first; without those of conserved sums.
    pub modes_per_ms: Vec<Complex<f64>>,
}

/// A state of a scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct Occupancy {
    /// `O`
    pub name: String,
    /// Its steady state.
    pub steady: f64,
    /// d(steady state)/dv, per mV; none where it follows the others without delay.
    pub slope_per_mv: Option<f64>,
    /// The currents of its mechanism that it enters.
    pub enters: Vec<Entry>,
}

/// A current as a function of a state.
enum Power {
    /// It is a power with that exponent, here.
    Is(f64),
    /// It is none.
    None,
}

impl Power {
    fn exponent(self) -> Option<f64> {
        match self {
            Self::Is(exponent) => Some(exponent),
            Self::None => None,
        }
    }
}

/// Where the states of a segment are looked at.
pub(super) struct View<'a> {
    pub(super) segment: &'a Segment,
    pub(super) point: &'a OperatingPoint,
    pub(super) linear: &'a LinearMembrane,
    /// d(states)/dv at 0 Hz.
    pub(super) slopes: &'a [f64],
}

/// A state of an instance: its place in [`Instance::states`], and in the linear system.
struct Found {
    own: usize,
    linear: Option<usize>,
    name: String,
    steady: f64,
}

impl View<'_> {
    /// The states of the instance at that place.
    pub(super) fn states(&self, place: usize) -> Result<States, Refused> {
        let Some(instance) = self.segment.instances.get(place) else { return Ok(States::default()) };
        let first: usize = self.segment.instances.iter().take(place).map(|instance| instance.states.len()).sum();
        let all: Vec<Found> = instance
            .states
            .iter()
            .enumerate()
            .map(|(own, advanced)| {
                let name = instance.program.name_of(advanced.slot);
                let is_it =
                    |state: &crate::membrane::linear::LinearState| state.instance == place && state.name == name;
                let linear = self.linear.states.iter().position(is_it);
                Found { own, linear, steady: self.point.states[first + own], name }
            })
            .collect();
        let mut found = States::default();
        let mut in_scheme = vec![false; all.len()];
        for solve in instance.program.advancing() {
            let is_kinetic = matches!(solve.block, SolvedBlock::Kinetic(_));
            let members: Vec<&Found> =
                all.iter().filter(|state| solve.states.contains(&instance.states[state.own].state)).collect();
            if members.len() < 2 || !(is_kinetic || self.meet(&members)) {
                continue;
            }
            for state in &members {
                in_scheme[state.own] = true;
            }
            let states = members.iter().map(|state| self.occupancy(place, first, state)).collect::<Result<_, _>>()?;
            found.schemes.push(Scheme {
                name: solve.name.clone(),
                is_kinetic,
                states,
                modes_per_ms: self.modes(&members),
            });
        }
        for state in all.iter().filter(|state| !in_scheme[state.own]) {
            match state.linear {
                Some(linear) => found.gates.push(self.gate(place, instance, first, state, linear)?),
                None => found.algebraic.push((state.name.clone(), state.steady)),
            }
        }
        Ok(found)
    }

    /// Do some of them change each other's rates?
    fn meet(&self, states: &[&Found]) -> bool {
        let (a, _) = self.linear.rates();
        let linear: Vec<usize> = states.iter().filter_map(|state| state.linear).collect();
        linear.iter().any(|&one| linear.iter().any(|&other| one != other && a[(one, other)] != 0.0))
    }

    fn gate(
        &self,
        place: usize,
        instance: &Instance,
        first: usize,
        state: &Found,
        linear: usize,
    ) -> Result<Gate, Refused> {
        let (a, b) = self.linear.rates();
        let own = a[(linear, linear)];
        let others = (0..a.ncols()).filter(|&other| other != linear && a[(linear, other)] != 0.0);
        let follows: Vec<String> = others.map(|other| self.linear.states[other].name.clone()).collect();
        let by_state: f64 = self.linear.currents.iter().map(|current| current.by_state[linear]).sum();
        let slope_per_mv = -b[linear] / own;
        let conductance_s_per_cm2 = if by_state == 0.0 || slope_per_mv == 0.0 { 0.0 } else { by_state * slope_per_mv };
        let branch = Branch { state: linear, tau_ms: -1.0 / own, slope_per_mv, conductance_s_per_cm2 };
        Ok(Gate {
            is_concentration: is_concentration(&instance.program, instance.states[state.own].slot),
            steady: state.steady,
            tau_ms: branch.tau_ms,
            slope_per_mv: if follows.is_empty() { slope_per_mv } else { self.slopes[linear] },
            enters: self.enters(place, first, state)?,
            branch: follows.is_empty().then_some(branch),
            name: state.name.clone(),
            follows,
        })
    }

    fn occupancy(&self, place: usize, first: usize, state: &Found) -> Result<Occupancy, Refused> {
        // A current that reads one state follows all of them through `CONSERVE`: that is not how they enter it.
        let by_itself = Found { own: state.own, linear: None, steady: state.steady, name: state.name.clone() };
        Ok(Occupancy {
            name: state.name.clone(),
            steady: state.steady,
            slope_per_mv: state.linear.map(|linear| self.slopes[linear]),
            enters: self.enters(place, first, &by_itself)?,
        })
    }

    fn modes(&self, states: &[&Found]) -> Vec<Complex<f64>> {
        let (a, _) = self.linear.rates();
        let places: Vec<usize> = states.iter().filter_map(|state| state.linear).collect();
        modes(&a.select_rows(&places).select_columns(&places))
    }

    /// The exponents with which a state enters the currents of its mechanism.
    fn enters(&self, place: usize, first: usize, state: &Found) -> Result<Vec<Entry>, Refused> {
        let names = self.segment.instances[place].program.currents.iter().map(|current| current.name.clone());
        let mut entries = vec![];
        for (current, name) in names.enumerate() {
            let found = match self.exponent(place, current, state) {
                Some(exponent) => (exponent.abs() > ABSENT).then_some(Power::Is(exponent)),
                None => self.exponent_elsewhere(place, current, first, state)?,
            };
            entries.extend(found.map(|power| Entry { current: name, exponent: power.exponent() }));
        }
        Ok(entries)
    }

    /// d ln(current) / d ln(state) here; none where state or current is zero.
    fn exponent(&self, place: usize, current: usize, state: &Found) -> Option<f64> {
        let before: usize =
            self.segment.instances.iter().take(place).map(|instance| instance.program.currents.len()).sum();
        let slope = self.linear.currents[before + current].by_state[state.linear?];
        let exponent = slope * state.steady / super::current::of(self.point, place, current);
        exponent.is_finite().then_some(exponent)
    }

    /// The same with the mechanism's states half open and another voltage; none where the state does not enter the
    /// current there.
    fn exponent_elsewhere(
        &self,
        place: usize,
        current: usize,
        first: usize,
        state: &Found,
    ) -> Result<Option<Power>, Refused> {
        const OPEN: [f64; 3] = [0.25, 0.5, 0.75];
        let mut values = [0.0; 3];
        for (value, open) in values.iter_mut().zip(OPEN) {
            let mut states = self.point.states.clone();
            states[first..first + self.segment.instances[place].states.len()].fill(OPEN[1]);
            states[first + state.own] = open;
            *value = super::current::of(&self.segment.evaluate(self.point.v_mv + 1.0, &states)?, place, current);
        }
        if values[0] == values[2] || !values.iter().all(|value| value.is_finite()) {
            return Ok(None);
        }
        let power = |low: usize, high: usize| (values[high] / values[low]).ln() / (OPEN[high] / OPEN[low]).ln();
        let (one, other) = (power(0, 1), power(1, 2));
        let is_power = one.is_finite() && (one - other).abs() < INTEGER;
        Ok(Some(if is_power { Power::Is(other) } else { Power::None }))
    }
}

fn is_concentration(program: &Program, slot: usize) -> bool {
    let writes = program.ions.iter().flat_map(|ion| &ion.writes);
    writes
        .clone()
        .any(|&(variable, written)| written == slot && matches!(variable, IonVariable::Inner | IonVariable::Outer))
}

/// Eigenvalues, slowest first, without those of conserved sums.
fn modes(a: &DMatrix<f64>) -> Vec<Complex<f64>> {
    let mut values = eigenvalues(a).unwrap_or_default();
    let largest = values.iter().map(|value| value.norm()).fold(0.0, f64::max);
    values.retain(|value| value.norm() > CONSERVED * largest);
    values.sort_by(|one, other| other.re.total_cmp(&one.re).then(other.im.total_cmp(&one.im)));
    values
}
