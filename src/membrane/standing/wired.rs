//! A mechanism, and where its variables lie: in the sections of a model and in the memory of its program.

use std::sync::Arc;

use super::ions::{COLUMNS, ion_values, valence};
use super::{Part, variable_step};
use crate::cell::{Model, NodePlace, SectionId};
use crate::mechanism::ion::IonVariable;
use crate::mechanism::{MechanismId, MechanismKind};
use crate::membrane::fault::Fault;
use crate::membrane::ghk::nernst_mv;
use crate::membrane::instance::{IonValues, set_ions, start};
use crate::membrane::library::Library;
use crate::membrane::machine::{Machine, Tables};
use crate::membrane::memory::Memory;
use crate::membrane::program::{Body, Carrier, Program, Role, Slot, special};

/// A node of a section, and how many there are.
pub(super) type At = (SectionId, usize, usize);

/// A mechanism, and where its variables lie.
#[derive(Debug)]
pub(super) struct Wired {
    pub(super) id: MechanismId,
    pub(super) program: Arc<Program>,
    /// Columns of its block, with their slots.
    columns: Vec<(usize, Slot)>,
    /// Its global variables: name, first slot, whether its code may assign it.
    globals: Vec<(String, Slot, bool)>,
    pub(super) shared: Vec<Slot>,
    /// The mechanisms of its ions.
    pub(super) ions: Vec<MechanismId>,
    /// What sets concentrations that follow states where the step is variable.
    pub(super) followers: Vec<Body>,
}

impl Wired {
    /// None where the equations are not known.
    pub(super) fn of(model: &Model, library: &Library, id: MechanismId) -> Option<Self> {
        let catalog = model.catalog();
        let mechanism = catalog.mechanism(id);
        let program = library.get(&mechanism.name)?;
        let columns = mechanism.variables.iter().flat_map(|variable| {
            let slot = program.slot_of(&variable.name);
            (0..variable.length.max(1)).map(move |element| slot.map(|slot| slot + element))
        });
        let globals = mechanism.globals.iter().filter(|global| global.length <= 1);
        let globals = globals
            .filter_map(|global| Some((global.name.clone(), program.slot_of(&global.name)?, global.is_computed)));
        let shared = program.variables.values().filter(|variable| variable.role == Role::FileLocal);
        Some(Self {
            id,
            program: Arc::clone(program),
            columns: columns.enumerate().filter_map(|(column, slot)| Some((column, slot?))).collect(),
            globals: globals.collect(),
            shared: shared.flat_map(|variable| variable.slot..variable.slot + variable.length).collect(),
            ions: program.ions.iter().filter_map(|ion| catalog.find(&format!("{}_ion", ion.name))).collect(),
            followers: variable_step::followers(program),
        })
    }

    /// A node's values go from its block into the memory.
    pub(super) fn load(&self, block: &[f64], (_, node, nodes): At, memory: &mut Memory<f64>, common: &[f64]) {
        for &(column, slot) in &self.columns {
            if let Some(&value) = block.get(column * nodes + node).filter(|_| !memory.is_foreign(slot)) {
                memory.set(slot, value);
            }
        }
        self.load_common(memory, common);
    }

    /// Runs a part at a node; what the ions were before.
    pub(super) fn run(
        &self,
        model: &Model,
        at: At,
        place: NodePlace,
        (part, dt_ms): (Part, f64),
        memory: &mut Memory<f64>,
        tables: &Tables,
    ) -> Result<Vec<IonValues<f64>>, Fault> {
        let ions = self.stand_at(model, at, place, dt_ms, memory);
        if part == Part::Initial {
            memory.set(special::V, place.v_mv);
            start(self.program.as_ref(), memory, &ions, Some(tables))?;
            self.check(memory)?;
        } else {
            self.see_ions(memory, &ions);
            self.evaluate(part, place.v_mv, memory, Some(tables))?;
        }
        Ok(ions)
    }

    /// What NEURON gives a mechanism at a node goes into the memory, but voltage and ions; those of its ions.
    pub(super) fn stand_at(
        &self,
        model: &Model,
        (section, node, _): At,
        place: NodePlace,
        dt_ms: f64,
        memory: &mut Memory<f64>,
    ) -> Vec<IonValues<f64>> {
        memory.place(model.celsius(), place.diam_um, place.area_um2);
        memory.set(special::T, 0.0);
        memory.set(special::DT, dt_ms);
        self.ions.iter().map(|&ion| ion_values(model, section, ion, node)).collect()
    }

    /// What it sees of its ions goes into the memory.
    pub(super) fn see_ions(&self, memory: &mut Memory<f64>, ions: &[IonValues<f64>]) {
        set_ions(&self.program, memory, ions, |value| value);
    }

    /// Runs the code of a part over a memory that has all but the voltage.
    pub(super) fn evaluate(
        &self,
        part: Part,
        v_mv: f64,
        memory: &mut Memory<f64>,
        tables: Option<&Tables>,
    ) -> Result<(), Fault> {
        memory.set(special::V, v_mv);
        self.run_code(part, &mut Machine::new(&self.program, memory, tables))?;
        self.check(memory)
    }

    fn run_code(&self, part: Part, machine: &mut Machine<'_, f64>) -> Result<(), Fault> {
        let program = machine.program;
        match part {
            Part::Initial => Ok(()),
            Part::Followers => machine.bodies(&self.followers),
            Part::Rates => variable_step::rates(machine),
            Part::VariableCurrents if variable_step::reads_own_current(program) => {
                variable_step::rates(machine)?;
                machine.bodies(&program.currents_code)
            }
            Part::Currents | Part::VariableCurrents => machine.bodies(&program.currents_code),
        }
    }

    /// What all segments share goes into the memory.
    pub(super) fn load_common(&self, memory: &mut Memory<f64>, common: &[f64]) {
        self.common_slots().zip(common).for_each(|(slot, &value)| memory.set(slot, value));
    }

    /// .. and back.
    pub(super) fn store_common(&self, memory: &Memory<f64>, common: &mut [f64]) {
        self.common_slots().zip(common).for_each(|(slot, value)| *value = memory.get(slot));
    }

    /// Is it known?
    pub(super) fn check_common(&self, memory: &Memory<f64>) -> Result<(), Fault> {
        let program = self.program.as_ref();
        self.common_slots().try_for_each(|slot| memory.watched(slot, program, program.span).map(|_| ()))
    }

    /// .. and back.
    pub(super) fn store(&self, block: &mut [f64], (_, node, nodes): At, memory: &Memory<f64>, common: &mut [f64]) {
        for &(column, slot) in &self.columns {
            if let Some(value) = block.get_mut(column * nodes + node) {
                *value = memory.get(slot);
            }
        }
        self.store_common(memory, common);
    }

    /// Is everything known that other mechanisms see of it?
    fn check(&self, memory: &Memory<f64>) -> Result<(), Fault> {
        let program = self.program.as_ref();
        let written = program.ions.iter().flat_map(|ion| ion.writes.iter().map(|&(_, slot)| slot));
        let mut seen = written.chain(program.currents.iter().map(|current| current.slot));
        seen.try_for_each(|slot| memory.watched(slot, program, program.span).map(|_| ()))
    }

    /// Is everything known that hoc alone sees of it?
    pub(super) fn check_columns(&self, memory: &Memory<f64>) -> Result<(), Fault> {
        let program = self.program.as_ref();
        self.columns.iter().try_for_each(|&(_, slot)| memory.watched(slot, program, program.span).map(|_| ()))
    }

    /// Currents are added to those of the ion, the rest replaces what the ion has.
    pub(super) fn write_ions(
        &self,
        model: &mut Model,
        (section, node, nodes): At,
        memory: &Memory<f64>,
        before: &[IonValues<f64>],
        part: Part,
        scale: f64,
    ) {
        let ions = self.program.ions.iter().zip(&self.ions).zip(0..).zip(before);
        let may_set = |&variable: &IonVariable| variable != IonVariable::Current || part.gives_currents();
        let changed = ions.filter(|(((ion, _), _), _)| ion.writes.iter().any(|(variable, _)| may_set(variable)));
        for (((ion, &id), place), before) in changed {
            let mut values = *before;
            for &(variable, slot) in ion.writes.iter().filter(|(variable, _)| *variable != IonVariable::Current) {
                values.set(variable, memory.get(slot));
            }
            let is_changed = (values.inner, values.outer) != (before.inner, before.outer);
            let style = || model.ion_style(section, id).ok().flatten().unwrap_or_default();
            if part == Part::Initial && is_changed && style().initializes_reversal() {
                values.e = nernst_mv(values.inner, values.outer, valence(model, id), model.celsius());
            }
            if part.gives_currents() {
                let own = self.program.currents.iter().filter(|current| current.carrier == Carrier::Ion(place));
                values.current += own.map(|current| scale * memory.get(current.slot)).sum::<f64>();
            }
            let block = model.block_mut(section, id);
            for (column, variable) in COLUMNS.into_iter().enumerate() {
                if let Some(value) = block.get_mut(column * nodes + node) {
                    *value = values.of(variable);
                }
            }
        }
    }

    /// The values of its global variables.
    pub(super) fn globals(&self, model: &Model) -> Vec<f64> {
        let value = |name: &str| model.global(name).and_then(<[f64]>::first).copied().unwrap_or_default();
        self.globals.iter().map(|(name, ..)| value(name)).collect()
    }

    /// Sets those that its code may assign.
    pub(super) fn set_globals(&self, model: &mut Model, values: &[f64]) {
        for ((name, _, is_computed), &value) in self.globals.iter().zip(values) {
            if let Some(known) = model.global_mut(name).and_then(<[f64]>::first_mut).filter(|_| *is_computed) {
                *known = value;
            }
        }
    }

    /// Does it write the ion's concentrations or reversal potential?
    pub(super) fn sets(&self, ion: MechanismId) -> bool {
        let own = self.program.ions.iter().zip(&self.ions).filter(|(_, id)| **id == ion);
        own.flat_map(|(own, _)| &own.writes).any(|&(variable, _)| variable != IonVariable::Current)
    }

    /// The ions that it reads.
    pub(super) fn read_ions(&self) -> impl Iterator<Item = MechanismId> + '_ {
        let ions = self.program.ions.iter().zip(&self.ions);
        ions.filter(|(ion, _)| !ion.reads.is_empty()).map(|(_, &id)| id)
    }

    /// The ions that it writes.
    pub(super) fn written_ions(&self) -> impl Iterator<Item = MechanismId> + '_ {
        let ions = self.program.ions.iter().zip(&self.ions);
        ions.filter(|(ion, _)| !ion.writes.is_empty()).map(|(_, &id)| id)
    }

    /// Do its currents assign what all of its segments share?
    pub(super) fn flows_into_common(&self) -> bool {
        self.common_slots().any(|slot| self.program.currents_assign.contains(&slot))
    }

    fn common_slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.globals.iter().map(|&(_, slot, _)| slot).chain(self.shared.iter().copied())
    }
}

/// The mechanisms in the order in which NEURON runs them.
pub(super) fn wired(model: &Model, library: &Library) -> Vec<Wired> {
    let catalog = model.catalog();
    let known = catalog
        .mechanisms()
        .filter(|(_, mechanism)| matches!(mechanism.kind, MechanismKind::Density | MechanismKind::PointProcess));
    let all = known.filter_map(|(id, _)| Wired::of(model, library, id));
    // NEURON puts each mechanism that writes a concentration before those it has put there already.
    let (mut writers, others): (Vec<_>, Vec<_>) = all.partition(|wired| writes(&wired.program, is_concentration));
    writers.reverse();
    writers.into_iter().chain(others).collect()
}

fn writes(program: &Program, wanted: impl Fn(IonVariable) -> bool) -> bool {
    program.ions.iter().flat_map(|ion| &ion.writes).any(|&(variable, _)| wanted(variable))
}

pub(super) fn is_concentration(variable: IonVariable) -> bool {
    matches!(variable, IonVariable::Inner | IonVariable::Outer)
}
