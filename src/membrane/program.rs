//! A mechanism's equations with every name resolved: what [`mod@super::compile`] makes of a mod file and
//! the interpreter runs.
//!
//! A variable is a slot in the memory of one instance (one mechanism in one segment); arguments and `LOCAL`s are places
//! in the frame of a call. As in NEURON, `BREAKPOINT` is split: its `SOLVE`s advance the states, the rest gives the
//! currents.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::flat::Flat;
use super::scalar::Elementary;
use crate::mechanism::MechanismKind;
use crate::mechanism::function_table::FunctionTable;
use crate::mechanism::ion::IonVariable;
use crate::source::Span;

/// Index into the memory of an instance.
pub type Slot = usize;

/// One mechanism, ready to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// `Ih`
    pub name: String,
    /// Density mechanism, point process, ..
    pub kind: MechanismKind,
    /// Where it is named; the start of its file where it is not.
    pub span: Span,
    /// Every variable by its name in the mod file.
    pub variables: IndexMap<String, Variable>,
    /// Slots of one instance.
    pub memory_size: usize,
    /// Every element of every `STATE`.
    pub states: Vec<State>,
    /// By slot: where the derivative of the state that lies there is put.
    pub slope_of: Vec<Option<Slot>>,
    /// `FUNCTION`s and `PROCEDURE`s.
    pub functions: Vec<Function>,
    /// `FUNCTION_TABLE`s.
    pub function_tables: Vec<FilledFunction>,
    /// `INITIAL`, with `BEFORE INITIAL` and `AFTER INITIAL` around it.
    pub initial: Vec<Body>,
    /// `BREAKPOINT` without its `SOLVE`s, after `BEFORE BREAKPOINT`.
    pub currents_code: Vec<Body>,
    /// The slots that the code of the currents, and what it calls, may assign.
    pub currents_assign: BTreeSet<Slot>,
    /// What `SOLVE` names, in `BREAKPOINT` and `INITIAL`.
    pub solves: Vec<Solve>,
    /// States that the code of the currents assigns by itself: places in `states`.
    pub assigned_states: Vec<usize>,
    /// What the code after the `SOLVE`s of `BREAKPOINT` does: `AFTER SOLVE`.
    pub after_solve: Vec<Body>,
    /// The currents that it gives.
    pub currents: Vec<Current>,
    /// The ions that it uses.
    pub ions: Vec<Ion>,
    /// Slots that may hold no number: `POINTER`s, `EXTERNAL`s, and what C code may write.
    pub watched: BTreeSet<Slot>,
    /// Those of them that C code may write.
    pub foreign: BTreeSet<Slot>,
    /// What happens to be true of the order in which its parts need each other.
    pub order: Order,
}

/// A `FUNCTION_TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledFunction {
    /// Its name in the mod file.
    pub name: String,
    /// Number of arguments.
    pub arguments: usize,
    /// The numbers that hoc gave it, if it did.
    pub numbers: Option<Arc<FunctionTable>>,
}

/// Which parts use what the others compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// The currents use variables that the solved blocks assign.
    pub currents_need_rates: bool,
    /// The solved blocks use variables that the code of the currents assigns.
    pub rates_need_currents: bool,
}

/// A variable of a mechanism.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its first slot.
    pub slot: Slot,
    /// Number of elements.
    pub length: usize,
    /// It is an array, were it of one element.
    pub is_array: bool,
    /// What it is.
    pub role: Role,
    /// The value of a parameter before anything is set; 0 for others.
    pub default: f64,
    /// The unit as written; empty when there is none.
    pub unit: String,
}

/// What a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `PARAMETER`
    Parameter,
    /// `ASSIGNED`
    Assigned,
    /// `STATE`
    State,
    /// A variable of NEURON's or of an ion: set from outside before each evaluation.
    Outside,
    /// `LOCAL` outside of any block.
    FileLocal,
}

/// Slots of NEURON's own variables, the same in every program.
pub mod special {
    use super::Slot;

    /// Membrane potential, mV.
    pub const V: Slot = 0;
    /// Time, ms.
    pub const T: Slot = 1;
    /// Time step, ms.
    pub const DT: Slot = 2;
    /// Temperature, degC.
    pub const CELSIUS: Slot = 3;
    /// Diameter of the segment, um.
    pub const DIAM: Slot = 4;
    /// Area of the segment, um2.
    pub const AREA: Slot = 5;
    /// Forward flux of the last reaction.
    pub const FORWARD_FLUX: Slot = 6;
    /// Backward flux of the last reaction.
    pub const BACKWARD_FLUX: Slot = 7;
    /// Their names, by slot.
    pub const NAMES: [&str; 8] = ["v", "t", "dt", "celsius", "diam", "area", "f_flux", "b_flux"];
}

/// One element of a `STATE`.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// `m`, `ca[2]`
    pub name: String,
    /// Its value.
    pub slot: Slot,
    /// Its derivative, per ms.
    pub slope: Slot,
    /// The parameter that it starts from, `m0`.
    pub start: Slot,
    /// The absolute tolerance that is written for it, 1 where none is.
    pub tolerance: f64,
}

/// A current of a mechanism.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    /// `ina`, `i`
    pub name: String,
    /// Its value: mA/cm2 of a density mechanism, nA of a point process.
    pub slot: Slot,
    /// What carries it.
    pub carrier: Carrier,
}

/// What a current is carried by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// The ion of that place in [`Program::ions`].
    Ion(usize),
    /// `NONSPECIFIC_CURRENT`
    Nonspecific,
    /// `ELECTRODE_CURRENT`: positive into the cell.
    Electrode,
}

/// One `USEION`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ion {
    /// `na`
    pub name: String,
    /// What is read: `ena`, `nai`; the value is put into the slot.
    pub reads: Vec<(IonVariable, Slot)>,
    /// What is written: `ina`, `cai`.
    pub writes: Vec<(IonVariable, Slot)>,
}

/// A run of statements.
pub type Code = Vec<Statement>;

/// A `FUNCTION` or `PROCEDURE`. Its frame holds the result, the arguments, the locals.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Number of arguments.
    pub arguments: usize,
    /// Numbers of its frame.
    pub frame_size: usize,
    /// Its statements.
    pub code: Code,
    /// `TABLE`
    pub table: Option<Table>,
    /// Where it is declared.
    pub span: Span,
}

/// `TABLE minf, mtau DEPEND celsius FROM -100 TO 100 WITH 200`
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The variables that are tabulated: slots with their number of elements; none in a `FUNCTION`.
    pub variables: Vec<(Slot, usize)>,
    /// The variables it has to be made anew for.
    pub depend: Vec<Slot>,
    /// `FROM`
    pub from: Expression,
    /// `TO`
    pub to: Expression,
    /// `WITH`
    pub intervals: usize,
    /// The global that switches it: `usetable`.
    pub switch: Option<Slot>,
}

/// What a `SOLVE` runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Solve {
    /// The block's name.
    pub name: String,
    /// What it is.
    pub block: SolvedBlock,
    /// `STEADYSTATE`
    pub steady_state: bool,
    /// The method as written; empty where none is.
    pub method: String,
    /// The states that it advances or solves for: places in [`Program::states`].
    pub states: Vec<usize>,
    /// It stands in `BREAKPOINT` (else in `INITIAL`).
    pub in_breakpoint: bool,
    /// Where it stands.
    pub span: Span,
}

/// A block that `SOLVE` names.
#[derive(Debug, Clone, PartialEq)]
pub enum SolvedBlock {
    /// `DERIVATIVE`
    Derivative(Body),
    /// `KINETIC`
    Kinetic(Body),
    /// `LINEAR` or `NONLINEAR`
    Equations(Body),
    /// `PROCEDURE`: updates its states by one step.
    Procedure(usize),
    /// `DISCRETE`, or a block that does not exist.
    Unsupported(&'static str),
}

/// Statements with a frame of their own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// The statements.
    pub code: Code,
    /// Numbers of its frame.
    pub frame_size: usize,
    /// The same as a list of operations, where it can be one.
    pub flat: Option<Flat>,
}

/// A statement and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Where it stands.
    pub span: Span,
}

/// What a statement does.
#[derive(Debug, Clone, PartialEq)]
pub enum StatementKind {
    /// `x = 1`
    Assign(Place, Expression),
    /// `rates(v)`
    Evaluate(Expression),
    /// `if (a) { } else if (b) { } else { }`
    If(Vec<(Expression, Code)>, Code),
    /// `while (a) { }`
    While(Expression, Code),
    /// `FROM i = 0 TO 3 BY 2 { }`; the loop variable is a place of the frame.
    From(usize, [Expression; 2], Option<Expression>, Code),
    /// `SOLVE` within `INITIAL`: a place in [`Program::solves`].
    Solve(usize),
    /// `~ a <-> b (f, g)`
    Reaction(Reaction),
    /// `~ a + b = c`; `~+` adds to the equation before.
    Equation(Expression, Expression, bool),
    /// `CONSERVE a + b = total`
    Conserve(Vec<Species>, Expression),
    /// `COMPARTMENT i, volume { ca }`: loop variable, volume, states as first slot and length.
    Compartment(Option<usize>, Expression, Vec<(Slot, usize)>),
    /// `states()` of a `DERIVATIVE states` that `cnexp` solves: one step of it.
    Step(Step),
    /// `return` of C code.
    Return,
    /// C code that may write these places.
    Foreign(Vec<Place>),
}

/// A derivative block that is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The block.
    pub body: Body,
    /// The states that take a step: places in [`Program::states`].
    pub states: Vec<usize>,
}

/// A reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction {
    /// Left of the arrow.
    pub left: Vec<Species>,
    /// Right of it; empty for `<<` and `->`.
    pub right: Vec<Species>,
    /// Rate to the right; for `<<` the flux.
    pub forward: Expression,
    /// Rate to the left.
    pub backward: Option<Expression>,
    /// `<<`: what flows in.
    pub is_flux: bool,
}

/// `2 ca[i]`
#[derive(Debug, Clone, PartialEq)]
pub struct Species {
    /// The stoichiometric number.
    pub count: f64,
    /// The state, or a variable that stays.
    pub place: Place,
}

/// Where a number lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A variable of the instance.
    Memory(Slot),
    /// `ca[i]`
    Element(Array, Box<Expression>),
    /// An argument or local.
    Local(usize),
}

/// An array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Array {
    /// In the frame, not in the memory.
    pub is_local: bool,
    /// Where it starts.
    pub start: usize,
    /// Number of elements.
    pub length: usize,
}

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// `0.1`
    Number(f64),
    /// `v`, `ca[i]`
    Read(Place),
    /// A variable that may hold no number.
    Watched(Slot),
    /// `-x`
    Negate(Box<Expression>),
    /// `!x`
    Not(Box<Expression>),
    /// `x + y`
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// A `FUNCTION` or `PROCEDURE` of the file.
    Call(usize, Vec<Expression>),
    /// A `FUNCTION_TABLE` of the file.
    Filled(usize, Vec<Expression>),
    /// One of NMODL's own functions.
    Builtin(Builtin, Vec<Expression>),
    /// A name that is nothing, or a function that is not evaluated; the text says why.
    Unknown(Unknown),
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// Nothing has that name.
    Undeclared(String),
    /// No function has that name, or it takes other arguments.
    Function(String),
    /// A random number.
    Random(String),
    /// A form that is not evaluated, such as `LAG`; the text names it.
    Form(String),
}

/// An operator of two numbers.
pub use crate::nmodl::ast::BinaryOperator as Operator;

/// A function of NMODL's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// A function of one number.
    Elementary(Elementary),
    /// `pow`
    Power,
    /// `atan2`
    ArcTangent,
    /// `fmod`
    Remainder,
    /// `INT`
    Truncate,
    /// `erf`
    Erf,
    /// `factorial`
    Factorial,
    /// `gauss(x, mean, deviation)`
    Gauss,
    /// `harmonic(t, period, amplitude, offset)`
    Harmonic,
    /// `hyperbol(x, max, k)`
    Hyperbol,
    /// `revhyperbol(x, max, k)`
    ReverseHyperbol,
    /// `sigmoid(x, max, k, n)`
    Sigmoid,
    /// `revsigmoid(x, max, k, n)`
    ReverseSigmoid,
    /// `nrn_ghk(v, inside, outside, valence)`
    Ghk,
    /// Has an effect on a simulation alone: 0 here.
    Nothing,
}

impl Program {
    /// The slot of a variable by its hoc name: `gbar_Ih`, `gbar`, `x_Ih[2]`.
    #[must_use]
    pub fn slot_of(&self, hoc_name: &str) -> Option<Slot> {
        let (name, element) = match hoc_name.split_once('[') {
            Some((name, rest)) => (name, rest.trim_end_matches(']').parse().ok()?),
            None => (hoc_name, 0),
        };
        let suffix = format!("_{}", self.name);
        let plain = name.strip_suffix(&suffix).filter(|plain| self.variables.contains_key(*plain));
        let variable = self.variables.get(plain.unwrap_or(name))?;
        (element < variable.length).then_some(variable.slot + element)
    }

    /// The name of what lies in a slot: `m`, `ca[2]`.
    #[must_use]
    pub fn name_of(&self, slot: Slot) -> String {
        let owner = self
            .variables
            .iter()
            .find(|(_, variable)| (variable.slot..variable.slot + variable.length).contains(&slot));
        owner.map_or_else(String::new, |(name, variable)| {
            if variable.is_array { format!("{name}[{}]", slot - variable.slot) } else { name.clone() }
        })
    }

    /// Is it one that only watches, without current, state or concentration?
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.currents.is_empty() && self.states.is_empty() && self.ions.iter().all(|ion| ion.writes.is_empty())
    }

    /// The `SOLVE`s of `BREAKPOINT`.
    pub fn advancing(&self) -> impl Iterator<Item = &Solve> {
        self.solves.iter().filter(|solve| solve.in_breakpoint)
    }

    /// Does it update states by a `PROCEDURE` of its own?
    #[must_use]
    pub fn steps_by_itself(&self) -> bool {
        self.advancing().any(|solve| matches!(solve.block, SolvedBlock::Procedure(_)))
    }
}
