//! Statements within blocks.

use super::{Argument, Call, Expression, LocalVariable, Name, Number, NumberOrName, Reference, Text};
use crate::source::Span;

/// `{ LOCAL a  statements }`
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// `LOCAL a, b`
    pub locals: Vec<LocalVariable>,
    /// The statements.
    pub statements: Vec<Statement>,
    /// From brace to brace.
    pub span: Span,
}

/// A statement and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What it is.
    pub kind: StatementKind,
    /// Its whole text.
    pub span: Span,
}

/// What a statement is.
#[derive(Debug, Clone, PartialEq)]
pub enum StatementKind {
    /// `i = g*(v - e)`, `m' = (minf - m)/mtau`, `PROTECT n = n + 1`
    Assign {
        /// What is assigned to.
        target: Reference,
        /// The value.
        value: Expression,
        /// `PROTECT` stands before it.
        protect: bool,
    },
    /// `rates(v)`
    Call(Call),
    /// `if (a) { } else if (b) { } else { }`
    If {
        /// The conditions with their bodies, at least one.
        branches: Vec<Branch>,
        /// The last `else`.
        otherwise: Option<Body>,
    },
    /// `while (condition) { }`
    While {
        /// The condition.
        condition: Expression,
        /// The loop's body.
        body: Body,
    },
    /// `FROM i = 0 TO n-1 BY 2 { }`
    From {
        /// The loop variable, local to the loop.
        variable: Name,
        /// First value.
        first: Expression,
        /// Last value, included.
        last: Expression,
        /// `BY`; 1 without it.
        step: Option<Expression>,
        /// The loop's body.
        body: Body,
    },
    /// `{ }`
    Block(Body),
    /// `SOLVE states METHOD cnexp`
    Solve(Solve),
    /// `CONDUCTANCE g USEION na`
    Conductance {
        /// The conductance.
        variable: Name,
        /// The ion.
        ion: Option<Name>,
    },
    /// `VERBATIM ... ENDVERBATIM`
    Verbatim(Text),
    /// `COMMENT ... ENDCOMMENT`
    Comment(Text),
    /// `UNITSON`
    UnitsOn,
    /// `UNITSOFF`
    UnitsOff,
    /// `~ a + b <-> c (kf, kb)`
    Reaction(Reaction),
    /// `~ a + b = c`, `~+ a = b` in a `LINEAR` or `NONLINEAR` block
    Equation {
        /// Left of `=`.
        left: Expression,
        /// Right of `=`.
        right: Expression,
        /// `~+`: added to the equation before.
        added: bool,
    },
    /// `CONSERVE a + 2 b = total`
    Conserve {
        /// The sum.
        species: Vec<Species>,
        /// What it equals.
        total: Expression,
    },
    /// `COMPARTMENT i, volume[i] { ca }`
    Compartment(OverStates),
    /// `LONGITUDINAL_DIFFUSION i, D*area[i] { ca }`
    LongitudinalDiffusion(OverStates),
    /// `LAG x BY tau`
    Lag {
        /// The variable.
        variable: Name,
        /// Primes after its name.
        primes: usize,
        /// The delay.
        delay: Name,
    },
    /// `TABLE minf, mtau DEPEND celsius FROM -100 TO 100 WITH 200`
    Table(Table),
    /// `INITIAL { }` within `NET_RECEIVE`
    Initial(Body),
    /// `WATCH (v > 0) 1, (v < -10) 2`
    Watch(Vec<Watch>),
    /// `FOR_NETCONS(w, a, b) { }`
    ForNetcons {
        /// The names of the other connections' weights.
        arguments: Vec<Argument>,
        /// The loop's body.
        body: Body,
    },
    /// `MUTEXLOCK`
    MutexLock,
    /// `MUTEXUNLOCK`
    MutexUnlock,
}

/// `(condition) { }`
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The condition.
    pub condition: Expression,
    /// Runs when it is not zero.
    pub body: Body,
}

/// `SOLVE states METHOD cnexp`, `SOLVE scheme STEADYSTATE sparse`
#[derive(Debug, Clone, PartialEq)]
pub struct Solve {
    /// The block that is solved.
    pub block: Name,
    /// The numerical method.
    pub method: Option<Name>,
    /// `STEADYSTATE` instead of `METHOD`.
    pub steady_state: bool,
}

/// A reaction of a `KINETIC` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction {
    /// Left of the arrow.
    pub left: Vec<Species>,
    /// The arrow and what follows.
    pub kind: ReactionKind,
}

/// The arrow of a reaction.
#[derive(Debug, Clone, PartialEq)]
pub enum ReactionKind {
    /// `<-> right (forward, backward)`
    Reversible {
        /// Right of the arrow.
        right: Vec<Species>,
        /// Rate to the right.
        forward: Expression,
        /// Rate to the left.
        backward: Expression,
    },
    /// `<< (flux)`: what flows in
    Flux(Expression),
    /// `-> (rate)`: what is lost
    Sink(Expression),
}

/// `2 ca[i]` in a reaction
#[derive(Debug, Clone, PartialEq)]
pub struct Species {
    /// The stoichiometric number; 1 when it is not written.
    pub count: Option<NumberOrName>,
    /// The state.
    pub variable: Reference,
}

/// An expression that holds for the listed states.
#[derive(Debug, Clone, PartialEq)]
pub struct OverStates {
    /// The index that the expression uses.
    pub index: Option<Name>,
    /// Volume, or diffusion constant times area.
    pub expression: Expression,
    /// The states.
    pub states: Vec<Name>,
}

/// `TABLE minf, mtau DEPEND celsius FROM -100 TO 100 WITH 200`
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The variables that are tabulated; none in a `FUNCTION`.
    pub variables: Vec<Name>,
    /// `DEPEND`
    pub depend: Vec<Name>,
    /// `FROM`
    pub from: Expression,
    /// `TO`
    pub to: Expression,
    /// `WITH`
    pub intervals: NumberOrName,
}

/// `(v > threshold) 2`
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// Left of the comparison.
    pub left: Expression,
    /// The comparison.
    pub comparison: Comparison,
    /// Right of the comparison.
    pub right: Expression,
    /// The flag of the event.
    pub flag: NumberOrName,
}

/// `>` or `<` of a `WATCH`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Greater,
    /// `<`
    Less,
}

impl NumberOrName {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Number(Number { span, .. }) | Self::Name { name: Name { span, .. }, .. } => *span,
        }
    }
}
