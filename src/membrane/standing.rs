//! What `finitialize` and `fcurrent` leave in the sections of a model: states, ions, currents, in NEURON's order.
//!
//! NEURON goes mechanism by mechanism over all segments: ions first, then mechanisms that write concentrations, then the
//! others. A mechanism's global variables are shared by its segments, so the last segment decides them. Nothing is
//! advanced: `SOLVE` in `BREAKPOINT` does not run, but see `variable_step`.

mod account;
mod admittance;
mod ions;
mod sections;
mod variable_step;
mod wired;

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::fault::Fault;
use super::library::Library;
use super::machine::{Machine, Tables};
use super::memory::Memory;
use crate::cell::{CellError, Model, SectionId};
use crate::mechanism::{MechanismId, MechanismKind};
pub use admittance::{AdmittanceError, Admittances, Alternating};
use ions::{rest_ions, start_ions};
use sections::{AllSections, Sections};
use wired::{Wired, wired};

/// The mechanisms that could not be evaluated, and why.
pub type Unevaluated = IndexMap<MechanismId, Fault>;

/// A point process at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its own number, which it keeps.
    pub key: u64,
    /// Its kind.
    pub mechanism: MechanismId,
    /// Where it is.
    pub section: SectionId,
    /// .. within the section.
    pub x: f64,
    /// The values of its variables, element after element.
    pub values: Vec<f64>,
}

/// What mechanisms keep from one evaluation to the next beside the variables that hoc sees.
#[derive(Debug, Default)]
pub struct Standing {
    memories: HashMap<(SectionId, MechanismId), Vec<Memory<f64>>>,
    placed: HashMap<u64, Memory<f64>>,
    tables: HashMap<MechanismId, Tables>,
    /// Variables that all segments share and hoc does not see.
    shared: HashMap<MechanismId, Vec<f64>>,
    wired: Option<Arc<Vec<Wired>>>,
    sections: AllSections,
    /// What was counted when the memory was last counted, and how much that was.
    counted: Option<(account::Counted, usize)>,
    settled: Settled,
}

/// How often sections had been touched when their currents were last computed: where nothing was since, they stay the same.
#[derive(Debug, Default)]
struct Settled {
    sections: HashMap<SectionId, u64>,
    common: Vec<f64>,
}

impl Settled {
    fn contains(&self, model: &Model, section: SectionId) -> bool {
        self.sections.get(&section) == Some(&model.touched(section))
    }

    fn keep(&mut self, model: &Model, section: SectionId) {
        self.sections.insert(section, model.touched(section));
    }
}

/// What could not be evaluated so far.
#[derive(Debug, Default)]
struct Faults {
    /// Mechanisms whose currents and ions are not known.
    lost: Unevaluated,
    /// Mechanisms of which only variables that nothing but hoc sees are not known.
    hidden: Unevaluated,
}

/// What would advance time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Integrator {
    /// Steps of one length.
    #[default]
    Fixed,
    /// `CVode`, once it is active.
    Variable,
}

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Initial,
    Currents,
    /// Concentrations that follow states.
    Followers,
    /// Currents, behind the rates where those may compute them.
    VariableCurrents,
    Rates,
}

impl Part {
    fn gives_currents(self) -> bool {
        match self {
            Self::Currents | Self::VariableCurrents => true,
            Self::Initial | Self::Followers | Self::Rates => false,
        }
    }
}

impl Standing {
    /// `finitialize`: ions, `INITIAL`, then the currents at the voltages that stand.
    ///
    /// # Errors
    /// When a diameter is not positive.
    pub fn initialize(
        &mut self,
        model: &mut Model,
        placed: &mut [Placed],
        library: &Library,
        (dt_ms, integrator): (f64, Integrator),
    ) -> Result<Unevaluated, CellError> {
        model.refresh_all()?;
        let (wired, sections) = (self.wired(model, library), self.sections.of(model));
        for &section in sections.all() {
            start_ions(model, section);
        }
        let mut faults = Faults::default();
        for mechanism in wired.iter() {
            self.visit(model, placed, mechanism, &sections, (Part::Initial, dt_ms), &mut faults);
        }
        self.settled.sections.clear();
        Ok(match integrator {
            Integrator::Fixed => {
                self.flow(model, placed, &wired, &sections, (Part::Currents, dt_ms), &mut faults);
                self.close(model, &wired, &sections, dt_ms, faults)
            }
            Integrator::Variable => self.flow_and_change(model, placed, &wired, &sections, faults),
        })
    }

    /// `fcurrent`: the currents at the voltages and states that stand.
    ///
    /// # Errors
    /// When a diameter is not positive.
    pub fn currents(
        &mut self,
        model: &mut Model,
        placed: &mut [Placed],
        library: &Library,
        dt_ms: f64,
    ) -> Result<Unevaluated, CellError> {
        model.refresh_all()?;
        if self.settled.common != common(model, dt_ms) {
            self.settled.sections.clear();
        }
        let (wired, all) = (self.wired(model, library), self.sections.of(model));
        let deciding = wired.iter().filter(|mechanism| mechanism.flows_into_common());
        let mut needed = all.deciding(deciding.map(|mechanism| mechanism.id));
        needed.extend(placed.iter().map(|process| process.section));
        let is_needed = |section: &SectionId| needed.contains(section) || !self.settled.contains(model, *section);
        let sections = Sections::of(model, all.all().iter().copied().filter(is_needed).collect());
        let mut faults = Faults::default();
        self.flow(model, placed, &wired, &sections, (Part::Currents, dt_ms), &mut faults);
        Ok(self.close(model, &wired, &sections, dt_ms, faults))
    }

    /// The next evaluation takes the programs that it is given then.
    pub fn forget_programs(&mut self) {
        self.wired = None;
    }

    fn wired(&mut self, model: &Model, library: &Library) -> Arc<Vec<Wired>> {
        Arc::clone(self.wired.get_or_insert_with(|| Arc::new(wired(model, library))))
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
        let mut common = self.common_of(model, &mechanism);
        let count = common.len() - mechanism.shared.len();
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

    /// What all segments of a mechanism share: its global variables, and what hoc does not see.
    fn common_of(&self, model: &Model, mechanism: &Wired) -> Vec<f64> {
        let mut common = mechanism.globals(model);
        let shared = self.shared.get(&mechanism.id).cloned();
        common.extend(shared.unwrap_or_else(|| vec![0.0; mechanism.shared.len()]));
        common
    }

    /// The currents of those sections.
    fn flow(
        &mut self,
        model: &mut Model,
        placed: &mut [Placed],
        wired: &[Wired],
        sections: &Sections,
        how: (Part, f64),
        faults: &mut Faults,
    ) {
        for &section in sections.all() {
            rest_ions(model, section);
        }
        for mechanism in wired {
            self.visit(model, placed, mechanism, sections, how, faults);
        }
    }

    /// What is not known, once the currents of those sections are.
    fn close(
        &mut self,
        model: &Model,
        wired: &[Wired],
        sections: &Sections,
        dt_ms: f64,
        mut faults: Faults,
    ) -> Unevaluated {
        if faults.lost.is_empty() {
            for &section in sections.all() {
                self.settled.keep(model, section);
            }
            self.settled.common = common(model, dt_ms);
        } else {
            self.settled.sections.clear();
            spread(wired, &mut faults.lost);
        }
        faults.hidden.extend(faults.lost);
        faults.hidden
    }

    /// Runs a part of a mechanism in all of its segments, or of a point process in all of its places.
    fn visit(
        &mut self,
        model: &mut Model,
        placed: &mut [Placed],
        mechanism: &Wired,
        sections: &Sections,
        (part, dt_ms): (Part, f64),
        faults: &mut Faults,
    ) {
        let is_placed = || placed.iter().any(|process| process.mechanism == mechanism.id);
        if faults.lost.contains_key(&mechanism.id) || sections.with(mechanism.id).is_empty() && !is_placed() {
            return;
        }
        let mut common = self.common_of(model, mechanism);
        let done = self.visit_all(model, placed, mechanism, sections, (part, dt_ms), &mut common);
        match done {
            Ok(None) => {}
            Ok(Some(hidden)) => {
                faults.hidden.insert(mechanism.id, hidden);
            }
            Err(fault) => {
                faults.lost.insert(mechanism.id, fault);
            }
        }
        let shared = common.split_off(common.len() - mechanism.shared.len());
        self.shared.insert(mechanism.id, shared);
        mechanism.set_globals(model, &common);
    }

    /// What hoc cannot see of it, if anything.
    fn visit_all(
        &mut self,
        model: &mut Model,
        placed: &mut [Placed],
        mechanism: &Wired,
        sections: &Sections,
        how: (Part, f64),
        common: &mut [f64],
    ) -> Result<Option<Fault>, Fault> {
        let mut hidden = None;
        for &section in sections.with(mechanism.id).iter().filter(|_| mechanism.program.kind == MechanismKind::Density)
        {
            hidden = hidden.or(self.visit_section(model, mechanism, section, how, common)?);
        }
        for process in placed.iter_mut().filter(|process| process.mechanism == mechanism.id) {
            hidden = hidden.or(self.visit_process(model, mechanism, process, how, common)?);
        }
        Ok(hidden)
    }

    fn visit_section(
        &mut self,
        model: &mut Model,
        mechanism: &Wired,
        section: SectionId,
        how: (Part, f64),
        common: &mut [f64],
    ) -> Result<Option<Fault>, Fault> {
        let mut hidden = None;
        let tables = self.tables.entry(mechanism.id).or_default();
        let nodes = model.node_places(section);
        let memories = self.memories.entry((section, mechanism.id)).or_default();
        memories.resize_with(nodes.len(), || Memory::new(&mechanism.program));
        for ((node, place), memory) in nodes.iter().enumerate().zip(memories) {
            let at = (section, node, nodes.len());
            mechanism.load(model.block(section, mechanism.id), at, memory, common);
            let ions = mechanism.run(model, at, *place, how, memory, tables)?;
            mechanism.store(model.block_mut(section, mechanism.id), at, memory, common);
            mechanism.write_ions(model, at, memory, &ions, how.0, 1.0);
            hidden = hidden.or(mechanism.check_columns(memory).err());
        }
        Ok(hidden)
    }

    fn visit_process(
        &mut self,
        model: &mut Model,
        mechanism: &Wired,
        process: &mut Placed,
        how: (Part, f64),
        common: &mut [f64],
    ) -> Result<Option<Fault>, Fault> {
        let tables = self.tables.entry(mechanism.id).or_default();
        let nodes = model.node_places(process.section);
        let node = model.node_index(process.section, process.x).unwrap_or_default();
        let Some(place) = nodes.get(node) else { return Ok(None) };
        let memory = self.placed.entry(process.key).or_insert_with(|| Memory::new(&mechanism.program));
        let at = (process.section, node, nodes.len());
        mechanism.load(&process.values, (process.section, 0, 1), memory, common);
        let ions = mechanism.run(model, at, *place, how, memory, tables)?;
        mechanism.store(&mut process.values, (process.section, 0, 1), memory, common);
        // 1 nA over 1 um2 is 100 mA/cm2.
        mechanism.write_ions(model, at, memory, &ions, how.0, 100.0 / place.area_um2);
        Ok(mechanism.check_columns(memory).err())
    }
}

/// What the currents of all sections depend on.
fn common(model: &Model, dt_ms: f64) -> Vec<f64> {
    model.globals().chain([model.celsius(), dt_ms]).collect()
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
