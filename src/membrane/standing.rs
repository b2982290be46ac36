//! What `finitialize` and `fcurrent` leave in the sections of a model: states, ions, currents, in NEURON's order.
//!
//! NEURON goes mechanism by mechanism over all segments: ions first, then mechanisms that write concentrations, then the
//! others. A mechanism's global variables are shared by its segments, so the last segment decides them. Nothing is
//! advanced: `SOLVE` in `BREAKPOINT` does not run.

mod ions;
mod wired;

use std::collections::HashMap;

use indexmap::IndexMap;

use super::fault::Fault;
use super::instance::{set_ions, start};
use super::library::Library;
use super::machine::{Machine, Tables};
use super::memory::Memory;
use super::program::special;
use crate::cell::{CellError, Model, SectionId};
use crate::mechanism::MechanismId;
use ions::{ion_values, rest_ions, start_ions};
use wired::{Wired, wired};

/// The mechanisms that could not be evaluated, and why.
pub type Unevaluated = IndexMap<MechanismId, Fault>;

/// What mechanisms keep from one evaluation to the next beside the variables that hoc sees.
#[derive(Debug, Default)]
pub struct Standing {
    memories: HashMap<(SectionId, MechanismId), Vec<Memory<f64>>>,
    tables: HashMap<MechanismId, Tables>,
    /// Variables that all segments share and hoc does not see.
    shared: HashMap<MechanismId, Vec<f64>>,
}

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Initial,
    Currents,
}

impl Standing {
    /// `finitialize`: ions, `INITIAL`, then the currents at the voltages that stand.
    ///
    /// # Errors
    /// When a diameter is not positive.
    pub fn initialize(&mut self, model: &mut Model, library: &Library, dt_ms: f64) -> Result<Unevaluated, CellError> {
        model.refresh_all()?;
        let (wired, sections) = (wired(model, library), by_level(model));
        sections.iter().for_each(|&section| start_ions(model, section));
        let mut faults = Unevaluated::new();
        for mechanism in &wired {
            self.visit(model, mechanism, &sections, Part::Initial, dt_ms, &mut faults);
        }
        self.flow(model, &wired, &sections, dt_ms, &mut faults);
        spread(&wired, &mut faults);
        Ok(faults)
    }

    /// `fcurrent`: the currents at the voltages and states that stand.
    ///
    /// # Errors
    /// When a diameter is not positive.
    pub fn currents(&mut self, model: &mut Model, library: &Library, dt_ms: f64) -> Result<Unevaluated, CellError> {
        model.refresh_all()?;
        let (wired, sections) = (wired(model, library), by_level(model));
        let mut faults = Unevaluated::new();
        self.flow(model, &wired, &sections, dt_ms, &mut faults);
        spread(&wired, &mut faults);
        Ok(faults)
    }

    /// Calls a function of a mechanism that has no segments (`SUFFIX nothing`); none where there is no such function.
    ///
    /// # Errors
    /// What of its code cannot be evaluated.
    pub fn call(
        &mut self,
        model: &mut Model,
        library: &Library,
        mechanism: MechanismId,
        function: &str,
        arguments: &[f64],
    ) -> Option<Result<f64, Fault>> {
        let mechanism = Wired::of(model, library, mechanism)?;
        let program = mechanism.program.as_ref();
        let index = program.functions.iter().position(|known| known.name == function)?;
        let mut common = mechanism.globals(model);
        let count = common.len();
        common.extend(self.shared.get(&mechanism.id).cloned().unwrap_or_else(|| vec![0.0; mechanism.shared.len()]));
        let mut memory = Memory::new(program);
        mechanism.load_common(&mut memory, &common);
        let result = Machine::new(program, &mut memory, None).invoke(index, arguments, program.span);
        let result = result.and_then(|value| mechanism.check_common(&memory).map(|()| value));
        if result.is_ok() {
            mechanism.store_common(&memory, &mut common);
            self.shared.insert(mechanism.id, common.split_off(count));
            mechanism.set_globals(model, &common);
        }
        Some(result)
    }

    fn flow(
        &mut self,
        model: &mut Model,
        wired: &[Wired],
        sections: &[SectionId],
        dt_ms: f64,
        faults: &mut Unevaluated,
    ) {
        sections.iter().for_each(|&section| rest_ions(model, section));
        for mechanism in wired {
            self.visit(model, mechanism, sections, Part::Currents, dt_ms, faults);
        }
    }

    /// Runs a part of a mechanism in all of its segments.
    fn visit(
        &mut self,
        model: &mut Model,
        mechanism: &Wired,
        sections: &[SectionId],
        part: Part,
        dt_ms: f64,
        faults: &mut Unevaluated,
    ) {
        let count = mechanism.shared.len();
        let mut common = mechanism.globals(model);
        common.extend(self.shared.get(&mechanism.id).cloned().unwrap_or_else(|| vec![0.0; count]));
        for &section in sections {
            if faults.contains_key(&mechanism.id) || !model.has_mechanism(section, mechanism.id) {
                continue;
            }
            if let Err(fault) = self.visit_section(model, mechanism, section, part, dt_ms, &mut common) {
                faults.insert(mechanism.id, fault);
            }
        }
        let shared = common.split_off(common.len() - count);
        self.shared.insert(mechanism.id, shared);
        mechanism.set_globals(model, &common);
    }

    fn visit_section(
        &mut self,
        model: &mut Model,
        mechanism: &Wired,
        section: SectionId,
        part: Part,
        dt_ms: f64,
        common: &mut [f64],
    ) -> Result<(), Fault> {
        let program = mechanism.program.as_ref();
        let tables = self.tables.entry(mechanism.id).or_default();
        let nodes = model.node_places(section);
        let memories = self.memories.entry((section, mechanism.id)).or_default();
        memories.resize_with(nodes.len(), || Memory::new(program));
        for ((node, place), memory) in nodes.iter().enumerate().zip(memories) {
            mechanism.load(model, section, (node, nodes.len()), memory, common);
            memory.place(model.celsius(), place.diam_um, place.area_um2);
            memory.set(special::V, place.v_mv);
            memory.set(special::T, 0.0);
            memory.set(special::DT, dt_ms);
            let ions: Vec<_> = mechanism.ions.iter().map(|&ion| ion_values(model, section, ion, node)).collect();
            match part {
                Part::Initial => start(program, memory, &ions, Some(tables))?,
                Part::Currents => {
                    set_ions(program, memory, &ions, |value| value);
                    Machine::new(program, memory, Some(tables)).bodies(&program.currents_code)?;
                }
            }
            mechanism.check(memory)?;
            mechanism.store(model, section, (node, nodes.len()), memory, common);
            mechanism.write_ions(model, section, (node, nodes.len()), memory, &ions, part);
        }
        Ok(())
    }
}

/// The sections as NEURON numbers their nodes: roots, then what hangs on them, level after level.
fn by_level(model: &Model) -> Vec<SectionId> {
    let mut found: Vec<_> = model.sections().filter(|&section| model.parent(section).is_none()).collect();
    let mut next = 0;
    while let Some(&section) = found.get(next) {
        found.extend(model.children(section));
        next += 1;
    }
    found
}

/// What is made of an ion that cannot be evaluated cannot be evaluated either.
fn spread(wired: &[Wired], faults: &mut Unevaluated) {
    let is_lost = |ion: MechanismId, faults: &Unevaluated| {
        wired.iter().find_map(|writer| faults.get(&writer.id).filter(|_| writer.sets(ion)).cloned())
    };
    loop {
        let known = faults.len();
        for mechanism in wired {
            if let Some(fault) = mechanism.read_ions().find_map(|ion| is_lost(ion, faults)) {
                faults.entry(mechanism.id).or_insert(fault);
            }
        }
        if faults.len() == known {
            break;
        }
    }
    for mechanism in wired {
        if let Some(fault) = faults.get(&mechanism.id).cloned() {
            mechanism.written_ions().for_each(|ion| {
                faults.entry(ion).or_insert_with(|| fault.clone());
            });
        }
    }
}
