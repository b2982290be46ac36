//! The mechanisms of one segment and the ions that they share.
//!
//! Mechanisms meet in the voltage and in their ions: the current of an ion is the sum over all of them, a concentration
//! that one writes is what the others read, and NEURON recomputes reversal potentials from concentrations where the ion's
//! style says so.

mod around;
pub mod implicit;
mod layout;
mod linearize;
mod local;
mod look;
mod steady;
mod tableau;

use std::sync::Arc;

use super::fault::Fault;
use super::ghk::nernst_mv;
use super::instance::{Instance, IonValues};
use super::machine::Tables;
use super::memory::Memory;
use super::program::Program;
use crate::mechanism::MechanismKind;
use crate::mechanism::ion::{IonStyle, IonVariable};
use layout::Layout;
pub use look::{Look, Room};

/// What a segment is made of, before anything is initialized.
#[derive(Debug, Clone)]
pub struct Patch {
    /// Temperature, degrees Celsius.
    pub celsius: f64,
    /// Diameter, um.
    pub diam_um: f64,
    /// Membrane area, um2.
    pub area_um2: f64,
    /// Specific capacitance, uF/cm2.
    pub cm_uf_per_cm2: f64,
    /// Mechanisms with their parameters.
    pub mechanisms: Vec<(Arc<Program>, Memory<f64>)>,
    /// Ions, each once.
    pub ions: Vec<Ion>,
}

/// An ion of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Ion {
    /// `na`
    pub name: String,
    /// Charge in elementary charges.
    pub valence: f64,
    /// Reversal potential, mV.
    pub e_mv: f64,
    /// Inner concentration, mM.
    pub inner_mm: f64,
    /// Outer concentration, mM.
    pub outer_mm: f64,
    /// What NEURON computes of it.
    pub style: IonStyle,
}

/// A segment whose mechanisms have run their `INITIAL`.
#[derive(Debug)]
pub struct Segment {
    /// Specific capacitance, uF/cm2.
    pub cm_uf_per_cm2: f64,
    /// Temperature, degrees Celsius.
    celsius: f64,
    /// Membrane area, um2.
    area_um2: f64,
    /// Its mechanisms.
    pub instances: Vec<Instance>,
    /// Its ions after `INITIAL`.
    pub ions: Vec<Ion>,
    /// For each instance, for each of its ions: the place in `ions`.
    ion_places: Vec<Vec<usize>>,
    layout: Layout,
    /// Interpolated tables, where they are wanted.
    tables: Option<Tables>,
}

/// Voltage, states and ions that belong together, and the currents that flow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OperatingPoint {
    /// Membrane potential, mV.
    pub v_mv: f64,
    /// The advanced states of all instances, in their order.
    pub states: Vec<f64>,
    /// The ions' variables; currents in mA/cm2.
    pub ions: Vec<IonValues<f64>>,
    /// The rows of the states: derivatives, or what has to be zero.
    pub rows: Vec<f64>,
    /// For each instance, each of its currents: mA/cm2, positive outward.
    pub currents_ma_per_cm2: Vec<Vec<f64>>,
}

impl OperatingPoint {
    /// The whole membrane current, mA/cm2, positive outward.
    #[must_use]
    pub fn current_ma_per_cm2(&self) -> f64 {
        self.currents_ma_per_cm2.iter().flatten().sum()
    }
}

impl Segment {
    /// Initializes a patch as `finitialize(v)` does: ions, mechanisms that write concentrations, the others.
    ///
    /// # Errors
    /// The name of a mechanism and its equation that cannot be evaluated.
    pub fn start(patch: Patch, v_mv: f64, tables: Option<Tables>) -> Result<Self, (String, Fault)> {
        let Patch { celsius, diam_um, area_um2, cm_uf_per_cm2, mechanisms, mut ions } = patch;
        for ion in ions.iter_mut().filter(|ion| ion.style.initializes_reversal()) {
            ion.e_mv = nernst_mv(ion.inner_mm, ion.outer_mm, ion.valence, celsius);
        }
        let place = |name: &str| ions.iter().position(|ion| ion.name == name).unwrap_or(usize::MAX);
        let ion_places: Vec<Vec<usize>> =
            mechanisms.iter().map(|(program, _)| program.ions.iter().map(|ion| place(&ion.name)).collect()).collect();
        let mut started: Vec<Option<Instance>> = mechanisms.iter().map(|_| None).collect();
        for writers_turn in [true, false] {
            for ((slot, (program, parameters)), places) in started.iter_mut().zip(&mechanisms).zip(&ion_places) {
                if writes_concentrations(program) != writers_turn {
                    continue;
                }
                let mut parameters = parameters.clone();
                parameters.place(celsius, diam_um, area_um2);
                let all: Vec<_> = values_of(&ions).collect();
                let values: Vec<_> = seen(places, &all).collect();
                let named = |fault| (program.name.clone(), fault);
                let instance =
                    Instance::start(Arc::clone(program), &parameters, v_mv, &values, tables.as_ref()).map_err(named)?;
                take_initial(&instance, places, &mut ions, celsius);
                *slot = Some(instance);
            }
        }
        let instances: Vec<Instance> = started.into_iter().flatten().collect();
        let layout = Layout::of(&instances, &ion_places, &ions);
        Ok(Self { cm_uf_per_cm2, celsius, area_um2, instances, ions, ion_places, layout, tables })
    }

    /// The states after `INITIAL`.
    #[must_use]
    pub fn initial_states(&self) -> Vec<f64> {
        self.instances.iter().flat_map(Instance::state_values).collect()
    }

    /// The first mechanism of which a rate or a current is no number there.
    #[must_use]
    pub fn without_number(&self, point: &OperatingPoint) -> Option<&str> {
        let mut rows = point.rows.iter();
        let found = self.instances.iter().zip(&point.currents_ma_per_cm2).find(|(instance, currents)| {
            let is_rate_unknown = rows.by_ref().take(instance.states.len()).filter(|rate| rate.is_nan()).count() > 0;
            is_rate_unknown || currents.iter().any(|current| current.is_nan())
        });
        found.map(|(instance, _)| instance.program.name.as_str())
    }

    /// What makes of a mechanism's current an outward density in mA/cm2, but for the sign of an electrode's.
    fn density(&self, instance: &Instance) -> f64 {
        // 1 nA over 1 um2 is 100 mA/cm2.
        if instance.program.kind == MechanismKind::PointProcess { 100.0 / self.area_um2 } else { 1.0 }
    }
}

/// What `INITIAL` wrote goes into the ions.
fn take_initial(instance: &Instance, places: &[usize], ions: &mut [Ion], celsius: f64) {
    for (ion, &place) in instance.program.ions.iter().zip(places) {
        let Some(shared) = ions.get_mut(place) else { continue };
        for &(variable, slot) in &ion.writes {
            match variable {
                IonVariable::Reversal => shared.e_mv = instance.value(slot),
                IonVariable::Inner => shared.inner_mm = instance.value(slot),
                IonVariable::Outer => shared.outer_mm = instance.value(slot),
                IonVariable::Current => {}
            }
        }
        let writes_one = ion.writes.iter().any(|(variable, _)| is_concentration(*variable));
        if writes_one && shared.style.initializes_reversal() {
            shared.e_mv = nernst_mv(shared.inner_mm, shared.outer_mm, shared.valence, celsius);
        }
    }
}

fn values_of(ions: &[Ion]) -> impl Iterator<Item = IonValues<f64>> + '_ {
    ions.iter().map(|ion| IonValues { e: ion.e_mv, inner: ion.inner_mm, outer: ion.outer_mm, current: 0.0 })
}

/// The ions as one mechanism sees them.
fn seen<'a>(places: &'a [usize], ions: &'a [IonValues<f64>]) -> impl Iterator<Item = IonValues<f64>> + 'a {
    let none = IonValues { e: 0.0, inner: 0.0, outer: 0.0, current: 0.0 };
    places.iter().map(move |&place| ions.get(place).copied().unwrap_or(none))
}

fn is_concentration(variable: IonVariable) -> bool {
    matches!(variable, IonVariable::Inner | IonVariable::Outer)
}

fn writes_concentrations(program: &Program) -> bool {
    program.ions.iter().flat_map(|ion| &ion.writes).any(|(variable, _)| is_concentration(*variable))
}

fn writes_ions(program: &Program) -> bool {
    program.ions.iter().flat_map(|ion| &ion.writes).any(|(variable, _)| *variable != IonVariable::Current)
}

fn reads(program: &Program, wanted: IonVariable) -> bool {
    program.ions.iter().flat_map(|ion| &ion.reads).any(|(variable, _)| *variable == wanted)
}
