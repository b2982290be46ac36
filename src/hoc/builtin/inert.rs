//! Objects of classes that only matter on the screen or in a simulation: they take everything and do nothing.
//!
//! What a method or a member of such an object gives may be a number or an object: it is the object itself, and
//! where a number is needed it counts as 0.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId};
use crate::hoc::value::Value;

/// An object that does nothing; what is assigned to its members can be read again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inert {
    members: BTreeMap<Arc<str>, f64>,
}

impl Inert {
    /// The value of a member, where one was assigned.
    pub(crate) fn get(&self, name: &str) -> Option<f64> {
        self.members.get(name).copied()
    }

    /// Sets a member.
    pub(crate) fn set(&mut self, name: &Arc<str>, value: f64) {
        self.members.insert(Arc::clone(name), value);
    }
}

/// Windows and what is drawn in them.
pub(crate) const GRAPHICS: &[&str] = &[
    "APFitness",
    "ArtCellGUI",
    "AtolTool",
    "AtolToolItem",
    "BalanceInfo",
    "Branch2SomaInfo",
    "CellBalanceInfo",
    "CellBalancePiece",
    "CellBuild",
    "CellBuildSection",
    "CellBuildTopology",
    "CellGeometry",
    "CellManage",
    "CellMembrane",
    "ChannelBuild",
    "ChannelBuildF",
    "ChannelBuildGateGUI",
    "ChannelBuildKSGate",
    "ChannelBuildKSState",
    "ChannelBuildKSTrans",
    "ChannelBuildSelectProperties",
    "ClampFitness",
    "CoreNeuronRun",
    "Deck",
    "DomainParmInfo",
    "Electrode",
    "ElementBase",
    "ExecCommand",
    "FakeMechStan",
    "Family",
    "FitnessFunction",
    "FitnessGenerator",
    "FitnessPrimitive",
    "FitnessRun",
    "FunFitModel",
    "FunctionFitter",
    "GUIMath",
    "GatherVec",
    "GeoSpec",
    "GeoType",
    "Glyph",
    "Graph",
    "Grapher",
    "HBox",
    "ImpShape",
    "ImpedanceRatio",
    "Import3d_Eutectic_read",
    "Import3d_LexToken",
    "Import3d_MorphML",
    "Import3d_Neurolucida_read",
    "Import3d_Property",
    "Import3d_Spine",
    "InhomoFun",
    "InhomoParm",
    "Inserter",
    "InsideCell",
    "InsideCell_Info",
    "KSChan",
    "KSGate",
    "KSState",
    "KSTrans",
    "KSTransGUI",
    "KSTransHelper",
    "LDiamInfo",
    "LinCirMatSym",
    "Lincir2Linmech",
    "LincirGraph",
    "LinearCircuitNode",
    "ListInGraph",
    "LoadBalance",
    "LogAvsX",
    "MStanWrap",
    "MakeCurve",
    "MechanismStandard",
    "MechanismType",
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
    "PointProcessGroupManager",
    "PointProcessLocator",
    "PointProcessManager",
    "RangeVarPlot",
    "RegionFitness",
    "RunFitArg",
    "RunFitModel",
    "RunFitParm",
    "RunFitter",
    "RunStatement",
    "SDIDispListItem",
    "SNList",
    "SectionSubsets",
    "Shape",
    "ShapeBrowser",
    "ShapeLocation",
    "ShowMechanism",
    "SingleCompartment",
    "SourceInfo",
    "SpikePlot",
    "StartingDirectory",
    "SubsetDomainIterator",
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

/// Is it a class whose objects do nothing?
pub(crate) fn is_inert(class: &str) -> bool {
    GRAPHICS.contains(&class) || SIMULATION.contains(&class)
}

impl Interpreter {
    /// Is it an object that does nothing?
    pub(crate) fn is_inert(&self, object: ObjectId) -> bool {
        matches!(self.objects.builtin(object), Some(BuiltinObject::Inert(_)))
    }

    /// The value as a number, where it is one or an object that does nothing.
    pub(crate) fn as_number(&self, value: &Value) -> Option<f64> {
        match value {
            Value::Number(number) => Some(*number),
            Value::Object(Some(object)) if self.is_inert(*object) => Some(0.0),
            Value::Object(_) | Value::Text(_) | Value::Section(_) => None,
        }
    }

    /// An object that does nothing, with one reference that belongs to the caller.
    pub(crate) fn add_inert(&mut self, class: &str) -> ObjectId {
        let class = self.objects.class(class);
        let object = self.objects.add(class, ObjectData::Builtin(BuiltinObject::Inert(Inert::default())));
        self.objects.retain(object);
        object
    }
}
