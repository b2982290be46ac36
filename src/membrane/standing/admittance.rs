//! What a small alternating voltage meets in every segment: slopes of currents and rates at the voltages and states that
//! stand, by small steps, as NEURON's `Impedance` takes them.
//!
//! Source: NEURON 9, `impedanc.cpp` and `nonlinz.cpp`. A mechanism is taken by itself: what its current makes of an ion is
//! no voltage of another one.

use std::collections::HashSet;

use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;
use thiserror::Error;

use super::sections::Sections;
use super::wired::{At, Wired};
use super::{Part, Placed, Standing, Unevaluated, variable_step};
use crate::cell::{Model, NodePlace, SectionId};
use crate::mechanism::{MechanismId, MechanismKind};
use crate::membrane::fault::Fault;
use crate::membrane::library::Library;
use crate::membrane::machine::Tables;
use crate::membrane::memory::Memory;
use crate::membrane::program::{Carrier, Program, Solve};
use crate::units::US_PER_S_UM2_PER_CM2;

/// The step by which a mechanism's own code takes the slope of its current, mV.
const STEP_MV: f64 = 0.001;

/// How a voltage alternates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alternating {
    /// `2 pi f`, rad/ms.
    pub angular_per_ms: f64,
    /// States follow the voltage, their slopes taken by steps of this length (mV for the voltage, tolerances for the
    /// states); where there is none, all states stand still.
    pub following: Option<f64>,
}

/// The admittances of a model's mechanisms.
#[derive(Debug, Default)]
pub struct Admittances {
    /// Section, place in it, admittance to ground in uS; one for each mechanism in each segment.
    pub of_mechanisms: Vec<(SectionId, f64, Complex64)>,
    /// What could not be evaluated.
    pub unevaluated: Unevaluated,
    /// Mechanisms whose equations are not known.
    pub unknown: Vec<MechanismId>,
}

/// Why there are no admittances.
#[derive(Debug, Error)]
pub enum AdmittanceError {
    /// The mechanism's states are advanced by code that has no rates: NEURON says the same.
    #[error("{mechanism} cannot be used with CVODE")]
    WithoutRates {
        /// The mechanism.
        mechanism: String,
    },
    /// The equations of the states have no solution.
    #[error("the states of {mechanism} in {section} have no response at this frequency")]
    Singular {
        /// The mechanism.
        mechanism: String,
        /// The section.
        section: String,
    },
}

impl Standing {
    /// The admittances of all mechanisms, without that of the capacitance, once the currents are computed.
    ///
    /// # Errors
    /// Where states follow: a mechanism without rates, states without a response.
    pub fn admittances(
        &mut self,
        model: &Model,
        placed: &[Placed],
        library: &Library,
        alternating: Alternating,
    ) -> Result<Admittances, AdmittanceError> {
        let (wired, sections) = (self.wired(model, library), self.sections.of(model));
        let mut found = Admittances { unknown: unknown(model, &sections, placed, &wired), ..Admittances::default() };
        for mechanism in wired.iter() {
            let spots = spots(model, mechanism, &sections, placed);
            if spots.is_empty() {
                continue;
            }
            let following = alternating.following.map(|step| Following::of(&mechanism.program, step)).transpose()?;
            if mechanism.program.currents.is_empty() {
                continue;
            }
            let common = self.common_of(model, mechanism);
            for spot in &spots {
                let probed = self.probed(model, mechanism, spot, &common);
                match probed.admittance(alternating.angular_per_ms, following.as_ref()) {
                    Ok(Some(admittance)) => {
                        found.of_mechanisms.push((spot.at.0, spot.x, admittance * spot.scale));
                    }
                    Ok(None) => {
                        let section = model.name(spot.at.0).to_owned();
                        return Err(AdmittanceError::Singular { mechanism: mechanism.program.name.clone(), section });
                    }
                    Err(fault) => {
                        found.unevaluated.insert(mechanism.id, fault);
                        break;
                    }
                }
            }
        }
        Ok(found)
    }

    /// A mechanism where it stands, as its last evaluation left it.
    fn probed<'a>(&'a self, model: &Model, mechanism: &'a Wired, spot: &Spot<'_>, common: &[f64]) -> Probed<'a> {
        let (section, node, _) = spot.at;
        let (known, values, at) = if let Some(process) = spot.process {
            (self.placed.get(&process.key), process.values.as_slice(), (section, 0, 1))
        } else {
            let known = self.memories.get(&(section, mechanism.id)).and_then(|memories| memories.get(node));
            (known, model.block(section, mechanism.id), spot.at)
        };
        let mut memory = known.cloned().unwrap_or_else(|| Memory::new(&mechanism.program));
        mechanism.load(values, at, &mut memory, common);
        let ions = mechanism.stand_at(model, spot.at, spot.place, 0.0, &mut memory);
        mechanism.see_ions(&mut memory, &ions);
        Probed { mechanism, v_mv: spot.place.v_mv, memory, tables: self.tables.get(&mechanism.id) }
    }
}

/// A mechanism in a segment, or a point process.
struct Spot<'a> {
    at: At,
    x: f64,
    place: NodePlace,
    process: Option<&'a Placed>,
    /// From what its current is given in, per mV, to uS.
    scale: f64,
}

fn spots<'a>(model: &Model, mechanism: &Wired, sections: &Sections, placed: &'a [Placed]) -> Vec<Spot<'a>> {
    let is_density = mechanism.program.kind == MechanismKind::Density;
    let own_sections = sections.with(mechanism.id).iter().filter(|_| is_density);
    let in_sections = own_sections.flat_map(|&section| {
        let places = model.node_places(section);
        let count = places.len();
        places.into_iter().enumerate().map(move |(node, place)| Spot {
            at: (section, node, count),
            x: model.node_x(section, node).unwrap_or_default(),
            place,
            process: None,
            scale: place.area_um2 * US_PER_S_UM2_PER_CM2,
        })
    });
    let own_places = placed.iter().filter(|process| process.mechanism == mechanism.id);
    let in_places = own_places.filter_map(|process| {
        let places = model.node_places(process.section);
        let node = model.node_index(process.section, process.x)?;
        let place = *places.get(node)?;
        let at = (process.section, node, places.len());
        Some(Spot { at, x: process.x, place, process: Some(process), scale: 1.0 })
    });
    in_sections.chain(in_places).collect()
}

/// An admittance, none where the states have no response.
type Looked = Result<Option<Complex64>, Fault>;

/// The states of a mechanism that follow the voltage.
struct Following<'a> {
    solve: Option<&'a Solve>,
    step: f64,
}

impl<'a> Following<'a> {
    fn of(program: &'a Program, step: f64) -> Result<Self, AdmittanceError> {
        let solve = variable_step::integrated(program);
        if solve.is_none() && program.advancing().next().is_some() {
            return Err(AdmittanceError::WithoutRates { mechanism: program.name.clone() });
        }
        Ok(Self { solve, step })
    }
}

/// A mechanism in a segment, looked at next to where it stands.
struct Probed<'a> {
    mechanism: &'a Wired,
    v_mv: f64,
    memory: Memory<f64>,
    tables: Option<&'a Tables>,
}

impl Probed<'_> {
    /// The admittance: mA/cm2 (nA of a point process) per mV.
    fn admittance(&self, angular_per_ms: f64, following: Option<&Following<'_>>) -> Looked {
        let Some(following) = following else {
            let current = |v_mv| self.current(v_mv, None);
            return Ok(Some(((current(self.v_mv + STEP_MV)? - current(self.v_mv)?) / STEP_MV).into()));
        };
        let moved_mv = self.v_mv + following.step;
        let current = self.current(self.v_mv, None)?;
        let slope = (self.current(moved_mv, None)? - current) / following.step;
        let Some(solve) = following.solve else { return Ok(Some(slope.into())) };
        let states = || solve.states.iter().filter_map(|&state| self.mechanism.program.states.get(state));
        let rates = self.rates(solve, self.v_mv, None)?;
        let moved = self.rates(solve, moved_mv, None)?;
        let by_voltage = (moved - &rates) / following.step;
        let count = states().count();
        let mut response = DMatrix::<Complex64>::identity(count, count) * Complex64::new(0.0, angular_per_ms);
        let mut by_states = DVector::<Complex64>::zeros(count);
        for ((column, state), by_state) in states().enumerate().zip(by_states.iter_mut()) {
            let step = following.step * state.tolerance;
            let moved = Some((state.slot, step));
            *by_state = ((self.current(self.v_mv, moved)? - current) / step).into();
            let by_state = (self.rates(solve, self.v_mv, moved)? - &rates) / step;
            response.column_mut(column).iter_mut().zip(&by_state).for_each(|(own, &slope)| *own -= slope);
        }
        let followed = response.lu().solve(&by_voltage.map(Complex64::from));
        Ok(followed.map(|followed| by_states.dot(&followed) + slope).filter(|admittance| admittance.is_finite()))
    }

    /// What flows out, with a state moved.
    fn current(&self, v_mv: f64, moved: Option<(usize, f64)>) -> Result<f64, Fault> {
        let memory = self.run(Part::Currents, v_mv, moved)?;
        let currents = self.mechanism.program.currents.iter().map(|current| match current.carrier {
            Carrier::Electrode => -memory.get(current.slot),
            Carrier::Ion(_) | Carrier::Nonspecific => memory.get(current.slot),
        });
        Ok(currents.sum())
    }

    /// The rates of its states, per ms; `CONSERVE` does not count.
    fn rates(&self, solve: &Solve, v_mv: f64, moved: Option<(usize, f64)>) -> Result<DVector<f64>, Fault> {
        let memory = self.run(Part::Rates, v_mv, moved)?;
        let states = solve.states.iter().filter_map(|&state| self.mechanism.program.states.get(state));
        Ok(DVector::from_vec(states.map(|state| memory.get(state.slope)).collect()))
    }

    fn run(&self, part: Part, v_mv: f64, moved: Option<(usize, f64)>) -> Result<Memory<f64>, Fault> {
        let mut memory = self.memory.clone();
        if let Some((slot, step)) = moved {
            memory.set(slot, memory.get(slot) + step);
        }
        self.mechanism.evaluate(part, v_mv, &mut memory, self.tables)?;
        Ok(memory)
    }
}

/// The mechanisms in sections and places whose equations are not known.
fn unknown(model: &Model, sections: &Sections, placed: &[Placed], wired: &[Wired]) -> Vec<MechanismId> {
    let known: HashSet<_> = wired.iter().map(|mechanism| mechanism.id).collect();
    let is_used = |id: MechanismId, kind: MechanismKind| match kind {
        MechanismKind::Density => !sections.with(id).is_empty() && !model.is_everywhere(id),
        MechanismKind::PointProcess => placed.iter().any(|process| process.mechanism == id),
        MechanismKind::ArtificialCell | MechanismKind::Ion | MechanismKind::Library => false,
    };
    let all = model.catalog().mechanisms();
    all.filter(|(id, mechanism)| !known.contains(id) && is_used(*id, mechanism.kind)).map(|(id, _)| id).collect()
}
