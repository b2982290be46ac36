//! What stands at the top level of a mod file.

use super::{Body, Name, Number, Text, Unit};
use crate::source::Span;

/// A block and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its whole text.
    pub span: Span,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// `TITLE text to the end of the line`
    Title(Text),
    /// `COMMENT ... ENDCOMMENT`
    Comment(Text),
    /// `VERBATIM ... ENDVERBATIM`
    Verbatim(Text),
    /// `DEFINE N 4`
    Define(Define),
    /// `INCLUDE "file.inc"`
    Include(Include),
    /// `UNITSON`
    UnitsOn,
    /// `UNITSOFF`
    UnitsOff,
    /// `LOCAL a, b[3]` outside of any block
    Local(Vec<LocalVariable>),
    /// `INDEPENDENT { t FROM 0 TO 1 WITH 1 (ms) }`
    Independent(Vec<Independent>),
    /// `UNITS { ... }`
    Units(Vec<UnitDefinition>),
    /// `NEURON { ... }`
    Neuron(Vec<NeuronStatement>),
    /// `PARAMETER { ... }`
    Parameter(Vec<Parameter>),
    /// `CONSTANT { ... }`
    Constant(Vec<Constant>),
    /// `ASSIGNED { ... }`
    Assigned(Vec<Variable>),
    /// `STATE { ... }`
    State(Vec<Variable>),
    /// `FUNCTION_TABLE tau(v (mV)) (ms)`
    FunctionTable(FunctionTable),
    /// A block of statements: `INITIAL { ... }`, `DERIVATIVE states { ... }`
    Block(Block),
}

/// `DEFINE N 4`
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    /// The name.
    pub name: Name,
    /// The integer it stands for.
    pub value: Number,
}

/// `INCLUDE "file.inc"`
#[derive(Debug, Clone, PartialEq)]
pub struct Include {
    /// The path between the quotes.
    pub path: Text,
}

/// `a`, `b[3]` after `LOCAL`
#[derive(Debug, Clone, PartialEq)]
pub struct LocalVariable {
    /// The name.
    pub name: Name,
    /// Number of elements, none for a scalar.
    pub length: Option<NumberOrName>,
}

/// An integer, or a name that `DEFINE` gives one.
#[derive(Debug, Clone, PartialEq)]
pub enum NumberOrName {
    /// `4`, `-65.5`
    Number(Number),
    /// `N`, and whether a minus stands before it
    Name {
        /// The name.
        name: Name,
        /// `-N`
        negative: bool,
    },
}

/// `t FROM 0 TO 1 WITH 1 (ms)`
#[derive(Debug, Clone, PartialEq)]
pub struct Independent {
    /// `SWEEP` stands before it.
    pub sweep: bool,
    /// The variable; NEURON takes only `t`.
    pub name: Name,
    /// `FROM`
    pub from: NumberOrName,
    /// `TO`
    pub to: NumberOrName,
    /// `WITH`
    pub with: NumberOrName,
    /// `START`
    pub start: Option<NumberOrName>,
    /// The unit.
    pub unit: Option<Unit>,
}

/// One line of a `UNITS` block.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitDefinition {
    /// What it defines.
    pub kind: UnitDefinitionKind,
    /// Its whole text.
    pub span: Span,
}

/// What a line of a `UNITS` block defines.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitDefinitionKind {
    /// `(mV) = (millivolt)`
    Alias {
        /// The new name.
        alias: Unit,
        /// What it stands for.
        unit: Unit,
    },
    /// `F = 96485.309 (coulomb)`
    Value {
        /// The constant.
        name: Name,
        /// Its value.
        value: NumberOrName,
        /// Its unit.
        unit: Unit,
    },
    /// `FARADAY = (faraday) (coulomb)`, `R = (k-mole) (joule/degC)`, `foot2inch = (foot) -> (inch)`
    Factor {
        /// The constant.
        name: Name,
        /// The unit that is converted.
        from: Unit,
        /// What it is converted to.
        to: Unit,
        /// Written with `->`.
        arrow: bool,
    },
}

/// One statement of a `NEURON` block.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronStatement {
    /// What it says.
    pub kind: NeuronStatementKind,
    /// Its whole text.
    pub span: Span,
}

/// What a `NEURON` statement says.
#[derive(Debug, Clone, PartialEq)]
pub enum NeuronStatementKind {
    /// `SUFFIX Ih`, `POINT_PROCESS ExpSyn`, `ARTIFICIAL_CELL NetStim`
    Mechanism {
        /// Which of the three.
        kind: KindOfMechanism,
        /// The name.
        name: Name,
    },
    /// `USEION na READ ena WRITE ina VALENCE 1`
    UseIon(IonStatement),
    /// `NONSPECIFIC_CURRENT i`
    NonspecificCurrent(Vec<Name>),
    /// `ELECTRODE_CURRENT i`
    ElectrodeCurrent(Vec<Name>),
    /// `RANGE gbar, g`
    Range(Vec<Name>),
    /// `GLOBAL minf`
    Global(Vec<Name>),
    /// `POINTER pre`
    Pointer(Vec<Name>),
    /// `BBCOREPOINTER rng`
    BbcorePointer(Vec<Name>),
    /// `EXTERNAL apc_metap`
    External(Vec<Name>),
    /// `RANDOM r`
    Random(Vec<Name>),
    /// `THREADSAFE`
    Threadsafe,
    /// `REPRESENTS NCIT:C17145`
    Represents(Text),
}

/// `SUFFIX`, `POINT_PROCESS`, `ARTIFICIAL_CELL`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindOfMechanism {
    /// `SUFFIX`
    Suffix,
    /// `POINT_PROCESS`
    PointProcess,
    /// `ARTIFICIAL_CELL`
    ArtificialCell,
}

/// `USEION na READ ena WRITE ina VALENCE 1 REPRESENTS CHEBI:29101`
#[derive(Debug, Clone, PartialEq)]
pub struct IonStatement {
    /// The ion.
    pub ion: Name,
    /// What is read.
    pub reads: Vec<Name>,
    /// What is written.
    pub writes: Vec<Name>,
    /// The charge.
    pub valence: Option<NumberOrName>,
    /// An ontology term.
    pub represents: Option<Text>,
}

/// `gbar = 0.1 (S/cm2) <0, 1e9>` in a `PARAMETER` block
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name.
    pub name: Name,
    /// Number of elements, none for a scalar.
    pub length: Option<NumberOrName>,
    /// The default; 0 without one.
    pub value: Option<NumberOrName>,
    /// The unit.
    pub unit: Option<Unit>,
    /// The limits.
    pub limits: Option<Limits>,
    /// Its whole text.
    pub span: Span,
}

/// `<0, 1e9>`
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// The least value.
    pub low: NumberOrName,
    /// The greatest value.
    pub high: NumberOrName,
    /// Where they stand.
    pub span: Span,
}

/// `q10 = 3` in a `CONSTANT` block
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: NumberOrName,
    /// The unit.
    pub unit: Option<Unit>,
    /// Its whole text.
    pub span: Span,
}

/// `m`, `ca[4] FROM 0 TO 1 START 0.5 (mM) <1e-5>` in an `ASSIGNED` or `STATE` block
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// The name.
    pub name: Name,
    /// Primes after the name: `m'` has 1.
    pub primes: usize,
    /// Number of elements, none for a scalar.
    pub length: Option<NumberOrName>,
    /// `FROM 0 TO 1`
    pub range: Option<(NumberOrName, NumberOrName)>,
    /// `START 0.5`
    pub start: Option<NumberOrName>,
    /// The unit.
    pub unit: Option<Unit>,
    /// `<1e-5>`: the absolute tolerance of a state.
    pub tolerance: Option<NumberOrName>,
    /// Its whole text.
    pub span: Span,
}

/// `FUNCTION_TABLE tau(v (mV)) (ms)`
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionTable {
    /// The name.
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// The unit of the value.
    pub unit: Option<Unit>,
}

/// `v (mV)` in the head of a block
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The name.
    pub name: Name,
    /// The unit.
    pub unit: Option<Unit>,
}

/// A block of statements.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its head.
    pub kind: BlockKind,
    /// Its statements.
    pub body: Body,
}

/// The head of a block of statements.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// `INITIAL`
    Initial,
    /// `BREAKPOINT`
    Breakpoint,
    /// `DERIVATIVE states`
    Derivative(Name),
    /// `KINETIC scheme SOLVEFOR a, b`
    Kinetic {
        /// The name.
        name: Name,
        /// `SOLVEFOR`
        solve_for: Vec<Name>,
    },
    /// `LINEAR equations SOLVEFOR a`
    Linear {
        /// The name.
        name: Name,
        /// `SOLVEFOR`
        solve_for: Vec<Name>,
    },
    /// `NONLINEAR equations SOLVEFOR a`
    Nonlinear {
        /// The name.
        name: Name,
        /// `SOLVEFOR`
        solve_for: Vec<Name>,
    },
    /// `DISCRETE step`
    Discrete(Name),
    /// `FUNCTION alpha(v (mV)) (/ms)`
    Function(Subroutine),
    /// `PROCEDURE rates(v (mV))`
    Procedure(Subroutine),
    /// `NET_RECEIVE(weight (uS), tsyn (ms))`
    NetReceive(Vec<Argument>),
    /// `BEFORE STEP`
    Before(Phase),
    /// `AFTER SOLVE`
    After(Phase),
    /// `CONSTRUCTOR`
    Constructor,
    /// `DESTRUCTOR`
    Destructor,
}

impl BlockKind {
    /// What it is called with.
    #[must_use]
    pub fn arguments(&self) -> &[Argument] {
        match self {
            Self::Function(head) | Self::Procedure(head) => &head.arguments,
            Self::NetReceive(arguments) => arguments,
            Self::Initial
            | Self::Breakpoint
            | Self::Derivative(_)
            | Self::Kinetic { .. }
            | Self::Linear { .. }
            | Self::Nonlinear { .. }
            | Self::Discrete(_)
            | Self::Before(_)
            | Self::After(_)
            | Self::Constructor
            | Self::Destructor => &[],
        }
    }

    /// Its name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match self {
            Self::Derivative(name)
            | Self::Kinetic { name, .. }
            | Self::Linear { name, .. }
            | Self::Nonlinear { name, .. }
            | Self::Discrete(name) => Some(name),
            Self::Function(head) | Self::Procedure(head) => Some(&head.name),
            Self::Initial
            | Self::Breakpoint
            | Self::NetReceive(_)
            | Self::Before(_)
            | Self::After(_)
            | Self::Constructor
            | Self::Destructor => None,
        }
    }
}

/// Name, arguments and unit of a `FUNCTION` or `PROCEDURE`.
#[derive(Debug, Clone, PartialEq)]
pub struct Subroutine {
    /// The name.
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// The unit of the value.
    pub unit: Option<Unit>,
}

/// What a `BEFORE` or `AFTER` block goes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// `BREAKPOINT`
    Breakpoint,
    /// `SOLVE`
    Solve,
    /// `INITIAL`
    Initial,
    /// `STEP`
    Step,
}
