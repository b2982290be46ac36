//! What only a simulation computes. None is run, so reading it after one was asked for is refused: a cell must not be
//! built from numbers that are not there.
//!
//! Initializing (`finitialize`) makes voltages, states and currents known, but for mechanisms that cannot be evaluated.
//! Once time would have passed, what follows in a program is taken for the analysis of results, see
//! [`Interpreter::settled`].

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::cell::{Range, SectionId};
use crate::hoc::ast::Name;
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{Argument, Reference, Value};
use crate::mechanism::ion::{IonRole, IonStyle, IonVariable, ion_variable};
use crate::mechanism::{MechanismId, MechanismKind, MechanismType, VariableId, VariableKind};
use crate::membrane::standing::Unevaluated;
use crate::source::Span;

/// The simulation that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Simulation {
    skipped: Option<Span>,
    advanced: Option<Span>,
    /// Time would have passed since the last initialization.
    moved: Option<Span>,
    voltage_is_unknown: bool,
    /// Sections whose voltage was assigned since.
    voltages: BTreeSet<SectionId>,
    /// The steps that may run are those of an analysis.
    limits_steps: bool,
    /// Mechanisms and ions that an initialization did not evaluate.
    unevaluated: IndexMap<MechanismId, Span>,
    /// Global variables of mechanisms that skipped code may have set, with the call.
    unknown_globals: IndexMap<Arc<str>, Span>,
    /// Mechanisms of which a function was to be called.
    called: IndexMap<MechanismId, Span>,
}

impl Simulation {
    /// Would time have passed?
    pub(crate) const fn has_advanced(&self) -> bool {
        self.advanced.is_some()
    }

    /// Is an error of that code one that comes of missing results?
    pub(crate) fn excuses(&self, code: &str) -> bool {
        let is_bound = code == "hoc::memory" || (code == "hoc::max-steps" && !self.limits_steps);
        self.has_advanced() && code.starts_with("hoc::") && !is_bound
    }

    /// Has time passed since the last initialization, so that nobody knows voltages and states?
    pub(crate) const fn is_moved(&self) -> bool {
        self.moved.is_some()
    }

    /// How many places of the program are remembered.
    pub(crate) fn places(&self) -> usize {
        let places = [self.skipped, self.advanced, self.moved].iter().flatten().count();
        places + self.unevaluated.len() + self.unknown_globals.len() + self.called.len()
    }
}

/// Statements that may run once time would have passed: they wait for results that do not come, or look at them.
const STEPS_OF_ANALYSIS: u64 = 10_000_000;

/// Methods that make the vectors they are given take results.
const RECORDING: &[&str] = &["record", "spike_record", "get_recordvec"];

/// Parameters that NEURON's own mechanisms change while they run.
const COUNTED: &[(&str, &str)] = &[("APCount", "n"), ("APCount", "time")];

/// Methods of the integrator and of parallel networks that let time pass.
const RUNNING: &[&str] = &["solve", "psolve"];

/// Methods of a vector with results that do not look at them.
const BLIND: &[&str] = &["record", "play", "play_remove", "label", "buffer_size"];

impl Interpreter {
    /// Everything was initialized but the mechanisms and ions `found`; the voltages too where they were set.
    pub(crate) fn initialized(&mut self, found: &Unevaluated, sets_voltage: bool, span: Span) {
        let simulation = &mut self.simulation;
        simulation.skipped.get_or_insert(span);
        if sets_voltage {
            simulation.voltage_is_unknown = false;
        }
        if !simulation.voltage_is_unknown {
            simulation.moved = None;
            simulation.called.clear();
            simulation.unknown_globals.clear();
        }
        simulation.unevaluated.clear();
        self.not_evaluated(found, span);
        for mechanism in self.without_equations() {
            self.simulation.unevaluated.entry(mechanism).or_insert(span);
            self.forget_globals(mechanism, span);
        }
    }

    /// Mechanisms that compute something and have no equations here, such as NEURON's own synapses.
    fn without_equations(&mut self) -> Vec<MechanismId> {
        let library = self.equations();
        let computes = |mechanism: &MechanismType| {
            mechanism.variables.iter().any(|variable| variable.kind != VariableKind::Parameter)
        };
        let mechanisms = self.model.catalog().mechanisms().filter(|(_, mechanism)| match mechanism.kind {
            MechanismKind::Density | MechanismKind::PointProcess => library.get(&mechanism.name).is_none(),
            MechanismKind::ArtificialCell => true,
            MechanismKind::Ion | MechanismKind::Library => false,
        });
        mechanisms.filter(|(_, mechanism)| computes(mechanism)).map(|(id, _)| id).collect()
    }

    /// What these mechanisms and ions compute is not known.
    pub(crate) fn not_evaluated(&mut self, found: &Unevaluated, span: Span) {
        for &mechanism in found.keys() {
            self.simulation.unevaluated.entry(mechanism).or_insert(span);
            self.forget_globals(mechanism, span);
        }
    }

    /// Time was to pass.
    pub(crate) fn pass_time(&mut self, span: Span) {
        if !self.simulation.has_advanced() {
            let limit = self.steps.saturating_add(STEPS_OF_ANALYSIS);
            self.simulation.limits_steps = limit < self.step_limit;
            self.step_limit = self.step_limit.min(limit);
        }
        self.simulation.skipped.get_or_insert(span);
        self.simulation.advanced.get_or_insert(span);
        self.simulation.moved.get_or_insert(span);
        self.simulation.voltage_is_unknown = true;
        self.simulation.voltages.clear();
        let mechanisms: Vec<_> = self.model.catalog().mechanisms().map(|(id, _)| id).collect();
        for mechanism in mechanisms {
            self.forget_globals(mechanism, span);
        }
    }

    /// A function of a mechanism was to be called.
    pub(crate) fn pass_mechanism_call(&mut self, mechanism: MechanismId, span: Span) {
        self.simulation.called.entry(mechanism).or_insert(span);
        self.forget_globals(mechanism, span);
    }

    fn forget_globals(&mut self, mechanism: MechanismId, span: Span) {
        let globals = &self.model.catalog().mechanism(mechanism).globals;
        for global in globals.iter().filter(|global| global.is_computed) {
            self.simulation.unknown_globals.entry(Arc::from(global.name.as_str())).or_insert(span);
        }
    }

    /// A global variable of a mechanism was assigned: it is known again.
    pub(crate) fn know_global(&mut self, name: &str) {
        self.simulation.unknown_globals.shift_remove(name);
    }

    /// The voltage of a whole section was assigned: it is known again.
    pub(crate) fn know_voltage(&mut self, section: SectionId) {
        if self.simulation.voltage_is_unknown {
            self.simulation.voltages.insert(section);
        }
    }

    /// Refuses what a skipped simulation would have computed.
    pub(crate) fn refuse_computed(&self, reference: &Reference) -> Result<(), HocError> {
        let unknown = match reference {
            Reference::Range { section, range: Range::Voltage, .. } => {
                let is_unknown = self.simulation.voltage_is_unknown && !self.simulation.voltages.contains(section);
                let since = self.simulation.moved.filter(|_| is_unknown);
                since.map(|since| (since, "v".to_owned()))
            }
            Reference::Range { section, range: Range::Variable(id), .. } => self.unknown_variable(*section, *id),
            Reference::Mechanism { name, .. } => {
                self.simulation.unknown_globals.get(name).map(|&since| (since, name.to_string()))
            }
            Reference::Member { object, name, .. } => self.unknown_member(*object, name),
            Reference::Variable { .. }
            | Reference::Local { .. }
            | Reference::CallArgument { .. }
            | Reference::Builtin(_)
            | Reference::Property { .. }
            | Reference::Nowhere => None,
        };
        match unknown {
            Some((since, name)) => Err(HocError::Computed { name, since }),
            None => Ok(()),
        }
    }

    fn unknown_variable(&self, section: SectionId, id: VariableId) -> Option<(Span, String)> {
        let since = self.since_when(id.mechanism)?;
        let catalog = self.model.catalog();
        let (mechanism, variable) = (catalog.mechanism(id.mechanism), catalog.variable(id));
        let is_unknown = match mechanism.kind {
            MechanismKind::Ion => {
                let style = self.model.ion_style(section, id.mechanism).ok().flatten().unwrap_or_default();
                let ion = mechanism.ions.first().map_or("", |ion| ion.ion.as_str());
                is_computed(ion_variable(ion, &variable.name), style)
            }
            MechanismKind::Density
            | MechanismKind::PointProcess
            | MechanismKind::ArtificialCell
            | MechanismKind::Library => variable.kind != VariableKind::Parameter,
        };
        is_unknown.then(|| (since, variable.name.clone()))
    }

    /// Since when what a mechanism computes is not known.
    fn since_when(&self, mechanism: MechanismId) -> Option<Span> {
        let simulation = &self.simulation;
        let own = || [&simulation.unevaluated, &simulation.called].into_iter().find_map(|since| since.get(&mechanism));
        simulation.moved.or_else(|| own().copied())
    }

    fn unknown_member(&self, object: ObjectId, name: &str) -> Option<(Span, String)> {
        match self.objects.builtin(object)? {
            BuiltinObject::PointProcess(process) => {
                let mechanism = self.model.catalog().mechanism(process.mechanism());
                let variable = mechanism.variables.iter().find(|variable| variable.name == name)?;
                let since = if COUNTED.contains(&(mechanism.name.as_str(), name)) {
                    self.simulation.advanced
                } else {
                    self.since_when(process.mechanism()).filter(|_| variable.kind != VariableKind::Parameter)
                };
                since.map(|since| (since, variable.name.clone()))
            }
            BuiltinObject::Vector(vector) if vector.is_recorded => {
                self.simulation.skipped.map(|since| (since, format!("Vector.{name}")))
            }
            _ => None,
        }
    }

    /// A method is called: vectors may be told to take results, results may be looked at. A `List` only holds them.
    pub(crate) fn meet_results(&mut self, object: ObjectId, name: &Name, arguments: &[Argument]) -> Evaluated<()> {
        let method = name.text.as_str();
        let is_inert = self.is_inert(object);
        if is_inert && RUNNING.contains(&method) {
            self.pass_time(name.span);
        }
        let records = RECORDING.contains(&method);
        let is_list = matches!(self.objects.builtin(object), Some(BuiltinObject::List(_)));
        if !records && (is_inert || is_list || self.simulation.skipped.is_none()) {
            return Ok(());
        }
        let is_vector = matches!(self.objects.builtin(object), Some(BuiltinObject::Vector(_)));
        let vectors = arguments.iter().filter_map(|argument| match self.argument_value(argument) {
            Ok(Value::Object(object)) => object,
            Ok(Value::Number(_) | Value::Text(_) | Value::Section(_)) | Err(_) => None,
        });
        let vectors: Vec<ObjectId> = vectors.collect();
        if records {
            let recorded = if is_vector { vec![object] } else { vectors };
            for vector in recorded {
                self.record(vector);
            }
            return Ok(());
        }
        let looked_at = vectors.into_iter().chain((is_vector && !BLIND.contains(&method)).then_some(object));
        for vector in looked_at {
            let span = name.span;
            if let Some(BuiltinObject::Vector(_)) = self.objects.builtin(vector)
                && let Some((since, name)) = self.unknown_member(vector, if vector == object { method } else { "x" })
            {
                return Err(HocError::Computed { name, since }.at(span));
            }
        }
        Ok(())
    }

    fn record(&mut self, object: ObjectId) {
        if let Some(BuiltinObject::Vector(vector)) = self.objects.builtin_mut(object) {
            vector.is_recorded = true;
        }
    }
}

/// Does initializing or running compute the variable of an ion?
fn is_computed(variable: Option<IonVariable>, style: IonStyle) -> bool {
    match variable {
        Some(IonVariable::Reversal) => {
            style.initializes_reversal() || style.advances_reversal() || style.reversal() == IonRole::State
        }
        Some(IonVariable::Inner | IonVariable::Outer) => {
            style.initializes_concentrations() || style.concentration() == IonRole::State
        }
        Some(IonVariable::Current) | None => true,
    }
}
