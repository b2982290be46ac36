//! Objects of classes that only matter on the screen or in a simulation: they take everything and do nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;

/// An object that does nothing; what is assigned to its members can be read again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inert {
    members: BTreeMap<Arc<str>, f64>,
}

impl Inert {
    /// The value of a member.
    pub(crate) fn get(&self, name: &str) -> f64 {
        self.members.get(name).copied().unwrap_or(0.0)
    }

    /// Sets a member.
    pub(crate) fn set(&mut self, name: &Arc<str>, value: f64) {
        self.members.insert(Arc::clone(name), value);
    }
}

/// Windows and what is drawn in them.
pub(crate) const GRAPHICS: &[&str] = &[
    "Graph",
    "PlotShape",
    "Shape",
    "VBox",
    "HBox",
    "Deck",
    "RangeVarPlot",
    "PWManager",
    "SymChooser",
    "TextEditor",
    "ValueFieldEditor",
    "Glyph",
    "GUIMath",
    "Grapher",
    "PointProcessManager",
    "PointProcessGroupManager",
    "Inserter",
    "MechanismStandard",
    "MechanismType",
    "ShapeBrowser",
    "SpaceGraph",
    "ModelView",
    "NetGUI",
    "CellBuild",
    "NEURONMainMenu",
    "ImpRatio",
    "ImpX",
    "ImpedanceRatio",
    "RunFitter",
    "MulRunFitter",
    "VariableDomain",
    "OKPanel",
    "ShapeSection",
    "SNList",
    "FakeMechStan",
    "MStanWrap",
    "ChannelBuild",
    "KSChan",
    "KSGate",
    "KSState",
    "KSTrans",
];

/// What drives a simulation.
pub(crate) const SIMULATION: &[&str] = &[
    "CVode",
    "FInitializeHandler",
    "SaveState",
    "BBSaveState",
    "Impedance",
    "LinearMechanism",
    "LinearCircuit",
    "StateTransitionEvent",
    "PatternStim",
    "Timer",
    "DataComm",
    "PPShape",
    "TQueue",
    "TreeSetIterator",
    "ParallelNetManager",
    "ParmFitness",
    "FitnessGenerator1",
];

/// `new Graph()` and its like.
pub(crate) fn create(_this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<BuiltinObject> {
    Ok(BuiltinObject::Inert(Inert::default()))
}

/// Any method.
pub(crate) fn call(_this: &mut Interpreter, _call: &Call<'_>) -> Value {
    Value::Number(0.0)
}
