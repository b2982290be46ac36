//! Objects of classes that only matter on the screen or in a simulation: they take everything and do nothing.
//!
//! What a method or a member of such an object gives may be a number or an object: it is the object itself. Where a
//! number is needed it is refused, for nobody knows it, unless it was assigned before.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hoc::builtin::{BuiltinObject, Call, integrator};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId, ScopeId};
use crate::hoc::value::Value;

/// An object that does nothing; what is assigned to its members can be read again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inert {
    members: BTreeMap<Arc<str>, f64>,
    /// What a `FInitializeHandler` runs.
    handler: Option<Handler>,
}

/// `new FInitializeHandler(kind, "statement", object)`
#[derive(Debug, Clone)]
pub(crate) struct Handler {
    /// 3 before the voltages are set, 0 before `INITIAL`, 1 before the currents, 2 at the end.
    pub(crate) kind: u8,
    pub(crate) statement: Arc<str>,
    pub(crate) scope: ScopeId,
}

impl Inert {
    /// An object of that class.
    fn of(class: &str) -> Self {
        let known = WINDOWS.iter().filter(|(owner, ..)| *owner == class);
        Self { members: known.map(|&(_, name, value)| (Arc::from(name), value)).collect(), handler: None }
    }

    /// What it runs when a simulation is initialized.
    pub(crate) fn handler(&self) -> Option<&Handler> {
        self.handler.as_ref()
    }

    /// The value of a member, where one was assigned.
    pub(crate) fn get(&self, name: &str) -> Option<f64> {
        self.members.get(name).copied().filter(|value| !value.is_nan())
    }

    /// Sets a member; what is no number makes it unknown.
    pub(crate) fn set(&mut self, name: &Arc<str>, value: f64) {
        self.members.insert(Arc::clone(name), value);
    }
}

/// Windows, what is drawn in them, and the tools of NEURON's menus.
pub(crate) const GRAPHICS: &[&str] = &[
    "APFitness",
    "ArtCellGUI",
    "AtolTool",
    "AtolToolItem",
    "BalanceInfo",
    "Branch2SomaInfo",
    "CellBalanceInfo",
    "CellBalancePiece",
    "ChannelBuildGateGUI",
    "ClampFitness",
    "CoreNeuronRun",
    "Deck",
    "ElementBase",
    "ExecCommand",
    "Family",
    "FitnessFunction",
    "FitnessGenerator",
    "FitnessPrimitive",
    "FitnessRun",
    "FunFitModel",
    "FunctionFitter",
    "GUIMath",
    "GatherVec",
    "GeoType",
    "Glyph",
    "Graph",
    "Grapher",
    "HBox",
    "ImpShape",
    "ImpedanceRatio",
    "Import3d_LexToken",
    "Import3d_Property",
    "Import3d_Spine",
    "InsideCell",
    "InsideCell_Info",
    "KSTransGUI",
    "KSTransHelper",
    "LinCirMatSym",
    "Lincir2Linmech",
    "LincirGraph",
    "LinearCircuitNode",
    "ListInGraph",
    "LoadBalance",
    "LogAvsX",
    "MakeCurve",
    "MenuExplore",
    "ModelView",
    "ModelViewAllCell",
    "ModelViewAllPP",
    "ModelViewArtCell",
    "ModelViewDMech",
    "ModelViewDParm",
    "ModelViewDParmElm",
    "ModelViewDistinctParameters",
    "ModelViewDistinctValues",
    "ModelViewGUI",
    "ModelViewNetCon",
    "ModelViewPMech",
    "ModelViewPPAnalysis",
    "ModelViewParmInhomo",
    "ModelViewParmSec",
    "ModelViewParmStr",
    "ModelViewParmSubset",
    "ModelViewParmVal",
    "ModelViewParmVec",
    "ModelViewRCClasses",
    "ModelViewRealCell",
    "ModelViewSeclistAnalysis",
    "ModelViewSection",
    "ModelViewSegment",
    "ModelViewSubsetList",
    "ModelViewXML",
    "MulRunFitter",
    "MulfitPraxWrap",
    "NEURONMainMenu",
    "NetData",
    "NetEdge",
    "NetEdgeGUI",
    "NetGUI",
    "NetReadyCell",
    "NetReadyCellGUI",
    "NetReadyCellGlyph",
    "NetSource",
    "NetTarget",
    "NumericalMethodPanel",
    "OptimizerWrap",
    "OutsideCell",
    "PWManager",
    "ParallelComputeTool",
    "ParallelComputeToolSplitInfo",
    "ParmFitnessGui",
    "PlotShape",
    "PointBrowser",
    "PointProcessLocator",
    "RegionFitness",
    "RunFitArg",
    "RunFitModel",
    "RunFitParm",
    "RunFitter",
    "RunStatement",
    "SDIDispListItem",
    "Shape",
    "ShapeBrowser",
    "ShapeLocation",
    "ShowMechanism",
    "SourceInfo",
    "SpikePlot",
    "StartingDirectory",
    "SymChooser",
    "SynType",
    "SynTypeGUI",
    "SynTypeInstance",
    "TextEditor",
    "TreeView",
    "TreeViewItem",
    "VBox",
    "VConstRate",
    "VExpRate",
    "VKSChanBG",
    "VLinoidRate",
    "VSigmoidRate",
    "VTableRate",
    "ValueFieldEditor",
    "VectorPlay",
    "VectorStream",
    "WindowGroup",
    "WindowGroupItem",
    "WindowGroupManager",
    "WindowMenu",
    "XYFitness",
    "YFitness",
];

/// What drives a simulation.
pub(crate) const SIMULATION: &[&str] = &[
    "CVode",
    "FInitializeHandler",
    "SaveState",
    "BBSaveState",
    "LinearMechanism",
    "LinearCircuit",
    "StateTransitionEvent",
    "PatternStim",
    "Timer",
    "DataComm",
    "PPShape",
    "TQueue",
    "TreeSetIterator",
    "ParmFitness",
    "FitnessGenerator1",
];

/// What windows say of themselves where there are none, as in NEURON without a display.
const WINDOWS: &[(&str, &str, f64)] = &[("PWManager", "count", 0.0)];

/// `new Graph()` and its like.
pub(crate) fn create(_this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    Ok(BuiltinObject::Inert(Inert::of(&call.name.text)))
}

/// `new FInitializeHandler("statement")`, `new FInitializeHandler(kind, "statement", object)`
pub(crate) fn create_handler(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let first = usize::from(call.is_number(0));
    if !call.is_text(first) {
        return create(this, call);
    }
    let kind = if first == 1 { call.number_within(this, 0, 0.0, 3.0)? as u8 } else { 1 };
    let scope = if call.is_object(first + 1) {
        call.object_or_null(this, first + 1)?.map_or(ScopeId::Top, ScopeId::Object)
    } else {
        ScopeId::Top
    };
    let handler = Some(Handler { kind, statement: call.text(this, first)?, scope });
    Ok(BuiltinObject::Inert(Inert { handler, ..Inert::default() }))
}

/// Every method gives the object itself, but those of an integrator and of windows that are known.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let class = this.objects.class_name(object).map(AsRef::as_ref);
    let known = WINDOWS.iter().find(|(owner, name, _)| class == Some(*owner) && *name == call.name.text);
    if let Some(&(.., value)) = known {
        return Ok(Value::Number(value));
    }
    integrator::call(this, object, call).unwrap_or(Ok(Value::Object(Some(object))))
}

/// Is it a class whose objects do nothing?
pub(crate) fn is_inert(class: &str) -> bool {
    GRAPHICS.contains(&class) || SIMULATION.contains(&class)
}

impl Interpreter {
    /// Is it an object that does nothing?
    pub(crate) fn is_inert(&self, object: ObjectId) -> bool {
        matches!(self.objects.builtin(object), Some(BuiltinObject::Inert(_)))
    }

    /// Why the value is no number: it is something else, or nobody knows it.
    pub(crate) fn no_number(&self, value: &Value) -> HocError {
        match value {
            Value::Object(Some(object)) if self.is_inert(*object) => {
                HocError::Unsupported { what: self.what_is_inert(*object) }
            }
            Value::Number(_) | Value::Object(_) | Value::Text(_) | Value::Section(_) => {
                HocError::WrongValue { expected: "a number", found: value.describe() }
            }
        }
    }

    /// What a value of an object that does nothing is called.
    pub(crate) fn what_is_inert(&self, object: ObjectId) -> String {
        let class = self.objects.class_name(object).map_or("object", |class| class.as_ref());
        format!("a value from `{class}`, which does nothing here,")
    }

    /// What stands for the unknown value of something that was skipped, until the statement under way ends.
    pub(crate) fn unknown_value(&mut self, of: &str) -> Value {
        Value::Object(Some(self.add_temporary(of, BuiltinObject::Inert(Inert::default()))))
    }

    /// An object that does nothing, with one reference that belongs to the caller.
    pub(crate) fn add_inert(&mut self, class: &str) -> ObjectId {
        let inert = BuiltinObject::Inert(Inert::of(class));
        let class = self.objects.class(class);
        let object = self.objects.add(class, ObjectData::Builtin(inert));
        self.objects.retain(object);
        self.account_for(object);
        object
    }
}
