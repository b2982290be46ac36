//! The tree of a hoc program: neutral, names are resolved when it runs.
//!
//! hoc decides what a name is (variable, section, object, range variable, mechanism) while it parses, from what ran
//! before. Here a name is only a [`Path`]; the evaluator asks what it stands for.
//!
//! A model may be written with hundreds of thousands of statements: what is large and rare is behind a pointer, so that
//! the common ones are small.

use std::sync::Arc;

use crate::source::Span;

/// A name with the place where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
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
    /// `x = 3`, `f(x)`, `"text"`; at top level the value is printed unless it is an assignment.
    Expression(Expression),
    /// `print x, "text", y`
    Print(Vec<Expression>),
    /// `{ ... }`
    Block(Vec<Statement>),
    /// `if (condition) then else otherwise`
    If {
        /// The condition.
        condition: Expression,
        /// Runs when it is not zero.
        then: Box<Statement>,
        /// Runs when it is zero.
        otherwise: Option<Box<Statement>>,
    },
    /// `while (condition) body`
    While {
        /// The condition.
        condition: Expression,
        /// The loop's body.
        body: Box<Statement>,
    },
    /// `for (init; condition; step) body`
    For {
        /// Runs once, first.
        init: Option<Box<Statement>>,
        /// Tested before each round.
        condition: Expression,
        /// Runs after each round.
        step: Option<Box<Statement>>,
        /// The loop's body.
        body: Box<Statement>,
    },
    /// `for i = first, last body`
    ForRange {
        /// The loop variable.
        variable: Box<Path>,
        /// `=` or `+=` and so on (hoc takes any assignment; only `=` is meaningful).
        first: Box<Expression>,
        /// Last value, included.
        last: Box<Expression>,
        /// The loop's body.
        body: Box<Statement>,
    },
    /// `for (x) body`, `for (x, 0) body`: over the segments of the accessed section
    ForSegments {
        /// The loop variable.
        variable: Box<Path>,
        /// With a second argument that is zero, the ends 0 and 1 are left out.
        with_ends: Option<Expression>,
        /// The loop's body.
        body: Box<Statement>,
    },
    /// `for it(&i, 3) body`, `for object.it(&i) body`: with a user's iterator
    ForIterator {
        /// The iterator and its arguments.
        iterator: Box<Path>,
        /// The loop's body.
        body: Box<Statement>,
    },
    /// `forall body`
    Forall(Box<Statement>),
    /// `forsec "apic" body`, `forsec list body`
    Forsec {
        /// A string (regular expression) or a `SectionList`.
        sections: Expression,
        /// Runs in each section.
        body: Box<Statement>,
    },
    /// `ifsec "apic" body`, `ifsec list body`
    Ifsec {
        /// A string (regular expression) or a `SectionList`.
        sections: Expression,
        /// Runs when the accessed section is among them.
        body: Box<Statement>,
    },
    /// `return`, `return expression`
    Return(Option<Expression>),
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `stop`
    Stop,
    /// `quit()`
    Quit,
    /// `iterator_statement`
    IteratorStatement,
    /// `objref a, b[3]`, `objectvar a`
    Objref(Vec<Declaration>),
    /// `strdef s, t`
    Strdef(Vec<Name>),
    /// `double x[3], y[2][2]`
    Double(Vec<Declaration>),
    /// `create soma, dend[20]`
    Create(Vec<Declaration>),
    /// `connect child(0), parent(1)`, `soma connect child(0), 1`, `connect object.section(0), 0.5`
    Connect {
        /// The child section; a last argument list, where there is one, is its attached end.
        child: Box<Path>,
        /// A section with an argument, or a number: a place in the accessed section.
        parent: Expression,
    },
    /// `access soma`
    Access(Box<Path>),
    /// `insert hh`
    Insert(Name),
    /// `uninsert hh`
    Uninsert(Name),
    /// `setpointer synapse.pre, axon.v(1)`
    SetPointer {
        /// The POINTER variable.
        pointer: Box<Path>,
        /// What it points to.
        target: Box<Path>,
    },
    /// `delete x`
    Delete(Name),
    /// `soma nseg = 3`, `dend[2] { ... }`, `object.section insert pas`: a statement in a section
    ///
    /// `list.append(a) list.append(b)` has the same form: what is no section is evaluated, then the body runs.
    InSection {
        /// A section, or a path that is only evaluated.
        section: Box<Path>,
        /// Runs with that section accessed.
        body: Box<Statement>,
    },
    /// `proc p() { ... }`, `func`, `obfunc`, `strfunc`, `iterator`
    Define(Arc<Definition>),
    /// `begintemplate Name`
    BeginTemplate(Name),
    /// `endtemplate Name`
    EndTemplate(Name),
    /// `public a, b`
    Public(Vec<Name>),
    /// `external a, b`
    External(Vec<Name>),
    /// A statement of the language that the program refuses to run: `eqn`, `dep`, `help`, `edit`, `debug`.
    Refused(Name),
}

/// `name` or `name[2][n]` in a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// The declared name.
    pub name: Name,
    /// Its dimensions, none for a scalar.
    pub dimensions: Vec<Expression>,
}

/// What a definition makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// `proc`
    Procedure,
    /// `func`
    Function,
    /// `obfunc`
    ObjectFunction,
    /// `strfunc`
    StringFunction,
    /// `iterator`
    Iterator,
}

/// A procedure, function or iterator with its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// What it is.
    pub kind: DefinitionKind,
    /// Its name.
    pub name: Name,
    /// `local a, b[3]`
    pub locals: Vec<Declaration>,
    /// `localobj a, b`
    pub local_objects: Vec<Name>,
    /// The statements of its body.
    pub body: Vec<Statement>,
}

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Its whole text.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// `0.1`, `1e3`, `.5`
    Number(f64),
    /// `"text"`, escapes resolved
    Text(String),
    /// `x`, `soma.gbar_Ih(0.5)`, `list.o(2).name`, `$1`
    Path(Box<Path>),
    /// `-x`, `!x`
    Unary(UnaryOperator, Box<Expression>),
    /// `x + y`
    Binary(BinaryOperator, Box<Expression>, Box<Expression>),
    /// `x = 3`, `x += 3`, `object = new List()`, `diam(0:1) = 3:1`
    Assign {
        /// What is assigned to.
        target: Box<Path>,
        /// The operator of `+=` and its like.
        operator: Option<BinaryOperator>,
        /// The new value.
        value: Box<Expression>,
    },
    /// `new List()`: only as the value of an assignment or a `return`
    New {
        /// The template or class.
        class: Box<Name>,
        /// Its arguments.
        arguments: Vec<Expression>,
    },
    /// `&x`: only as an argument
    Pointer(Box<Path>),
    /// `3:1`: only as the value of an assignment to a stretch such as `diam(0:1)`
    Ramp(Box<Expression>, Box<Expression>),
}

/// `-x`, `!x`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-`
    Negate,
    /// `!`
    Not,
}

/// An operator between two expressions, strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `^`
    Power,
}

/// Something that is named: a head and what follows it after dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The first part.
    pub head: Head,
    /// The parts after the dots.
    pub members: Vec<Member>,
    /// Its whole text.
    pub span: Span,
}

/// The first part of a [`Path`].
#[derive(Debug, Clone, PartialEq)]
pub enum Head {
    /// `name`, `name[2]`, `name(3)`, `name[2](0.5)`
    Member(Member),
    /// `$1`, `$i`
    NumberArgument(ArgumentIndex),
    /// `$s1`
    TextArgument(ArgumentIndex),
    /// `$o1`
    ObjectArgument(ArgumentIndex),
    /// `$&1`, `$&1[3]`
    PointerArgument(ArgumentIndex, Vec<Expression>),
}

/// Which argument of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentIndex {
    /// `$1`: from 1
    Number(usize),
    /// `$i`: the value of the variable `i`
    VariableI,
}

/// `name`, with indices and arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The name.
    pub name: Name,
    /// `[2][n]`
    pub indices: Vec<Expression>,
    /// `(a, b)`, `(0:1)`
    pub arguments: Arguments,
}

/// What stands in parentheses after a name.
#[derive(Debug, Clone, PartialEq)]
pub enum Arguments {
    /// No parentheses.
    None,
    /// `(a, b)`
    List(Vec<Expression>),
    /// `(0:1)`: a stretch of a section
    Stretch(Box<Expression>, Box<Expression>),
}
