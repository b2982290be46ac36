//! What can go wrong while hoc runs, with its wording, and how it travels to the top.

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Label, Severity, did_you_mean};
use crate::source::Span;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Error)]
#[allow(missing_docs, reason = "each variant is described by its message")]
pub enum HocError {
    #[error("undefined variable `{name}`")]
    UndefinedVariable { name: String },
    #[error("`{name}` is a function but ended without `return` and a value")]
    ReturnsNothing { name: String },
    #[error("undefined function `{name}`")]
    UndefinedFunction { name: String },
    #[error("`{name}` is {found}, not {expected}")]
    WrongKind { name: String, found: &'static str, expected: &'static str },
    #[error("expected {expected}, found {found}")]
    WrongValue { expected: &'static str, found: &'static str },
    #[error("`{name}` is already declared as {found}")]
    AlreadyDeclared { name: String, found: &'static str },
    #[error("`{name}` needs argument {number}")]
    MissingArgument { name: String, number: usize },
    #[error("argument {number} of `{name}` must be {expected}, not {found}")]
    WrongArgument { name: String, number: usize, expected: &'static str, found: &'static str },
    #[error("argument {number} of `{name}` is {value}, it must lie within {low} and {high}")]
    ArgumentRange { name: String, number: usize, value: f64, low: f64, high: f64 },
    #[error("`{text}` has no meaning here: no procedure is running")]
    NoCall { text: String },
    #[error("the call has no argument `{text}`")]
    NoSuchArgument { text: String },
    #[error("`{name}` has {expected} dimension{}, not {found}", plural(*expected))]
    Dimensions { name: String, expected: usize, found: usize },
    #[error("`{name}` is not an array")]
    NotAnArray { name: String },
    #[error("index {index} of `{name}` is out of range, it has {size} element{}", plural(*size))]
    IndexRange { name: String, index: f64, size: usize },
    #[error("an array of {elements} elements is too large")]
    ArrayTooLarge { elements: f64 },
    #[error("a dimension of {size} is not possible: it must be at least 1")]
    BadDimension { size: f64 },
    #[error("division by zero")]
    DivisionByZero,
    #[error("`a % b` needs a positive `b`, not {divisor}")]
    RemainderByNonPositive { divisor: f64 },
    #[error("`{function}({argument})` is not defined")]
    Domain { function: &'static str, argument: f64 },
    #[error("`{class}` has no public member `{member}`")]
    NoMember { class: String, member: String, near: Option<String> },
    #[error("`{name}` is NULLobject: it has no member `{member}`")]
    NullObject { name: String, member: String },
    #[error("cannot assign to `{name}`")]
    NotAssignable { name: String },
    #[error("no section is accessed: there is none")]
    NoSection,
    #[error("the section was deleted")]
    DeletedSection,
    #[error("there is no section `{name}`")]
    UnknownSection { name: String, near: Option<String> },
    #[error("section `{section}` has no range variable `{name}`")]
    RangeVariable { section: String, name: String, notes: Vec<String>, near: Option<String> },
    #[error("there is no mechanism `{name}`")]
    UnknownMechanism { name: String, near: Option<String>, searched: String },
    #[error("mechanism `{name}` is not one that is inserted in sections")]
    NotInsertable { name: String },
    #[error("`{x}` is no place along a section: it must lie within 0 and 1")]
    BadPlace { x: f64 },
    #[error("recursion without end: {depth} calls are nested")]
    TooDeep { depth: usize },
    #[error("statements and expressions are nested too deeply")]
    NestedTooDeeply,
    #[error("the step budget of {steps} is used up")]
    StepBudget { steps: u64 },
    #[error("{what}: {} more do not fit, {} of {} are taken", size(*asked), size(*used), size(*limit))]
    OutOfMemory { what: &'static str, asked: usize, used: usize, limit: usize },
    #[error("`endtemplate {found}` ends the template `{expected}`")]
    WrongTemplateEnd { expected: String, found: String },
    #[error("there is no object `{name}`")]
    NoInstance { name: String },
    #[error("template `{name}` is already defined")]
    TemplateRedefined { name: String },
    #[error("there is no class `{name}`")]
    UnknownClass { name: String, near: Option<String> },
    #[error("cannot read `{path}`: {reason}")]
    CannotRead { path: String, reason: String },
    #[error("`{statement}` is only possible in {place}")]
    Misplaced { statement: &'static str, place: &'static str },
    #[error("the variable that this refers to is gone")]
    DanglingReference,
    #[error("`{name}` is {found}: it has no member `{member}`")]
    NoMembers { name: String, found: &'static str, member: String },
    #[error("{message}")]
    Raised { message: String },
    #[error("{message}")]
    Model { code: &'static str, message: String },
    #[error("{what} is not supported")]
    Unsupported { what: String },
    #[error("the function `{name}` of a mod file is not supported")]
    ModFunction { name: String },
    #[error("`{name}` writes a file, and hoc is only run to read")]
    Writes { name: String },
    #[error("`{name}` is computed by a simulation, and none was run: its value is not known")]
    Computed { name: String, since: Span },
}

/// Bytes in the largest unit that they fill.
fn size(bytes: usize) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    match units.into_iter().find(|(power, _)| bytes >> power > 0) {
        Some((power, unit)) => format!("{:.1} {unit}", bytes as f64 / f64::from(1_u32 << power)),
        None => format!("{bytes} bytes"),
    }
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl HocError {
    /// The error at its place.
    #[must_use]
    pub fn at(self, span: Span) -> Failure {
        let code = self.code();
        let mut diagnostic = Diagnostic::new(self.severity(), code, self.to_string()).label(span, "");
        diagnostic.help = self.help();
        diagnostic.notes = self.notes();
        if let Self::Computed { since, .. } = self {
            diagnostic = diagnostic.label(since, "skipped here");
        }
        Failure::from(diagnostic)
    }

    const fn severity(&self) -> Severity {
        match self {
            Self::Unsupported { .. } | Self::ModFunction { .. } | Self::Writes { .. } | Self::Computed { .. } => {
                Severity::Unsupported
            }
            _ => Severity::Error,
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::UndefinedVariable { .. } => "hoc::undefined-variable",
            Self::UndefinedFunction { .. } => "hoc::undefined-function",
            Self::WrongKind { .. } | Self::WrongValue { .. } | Self::NotAssignable { .. } => "hoc::type",
            Self::AlreadyDeclared { .. } | Self::TemplateRedefined { .. } => "hoc::already-declared",
            Self::ReturnsNothing { .. } => "hoc::return",
            Self::MissingArgument { .. }
            | Self::WrongArgument { .. }
            | Self::ArgumentRange { .. }
            | Self::NoCall { .. }
            | Self::NoSuchArgument { .. } => "hoc::argument",
            Self::Dimensions { .. }
            | Self::NotAnArray { .. }
            | Self::IndexRange { .. }
            | Self::ArrayTooLarge { .. }
            | Self::BadDimension { .. } => "hoc::array",
            Self::DivisionByZero | Self::RemainderByNonPositive { .. } | Self::Domain { .. } => "hoc::arithmetic",
            Self::NoMember { .. } | Self::NullObject { .. } | Self::NoMembers { .. } | Self::DanglingReference => {
                "hoc::member"
            }
            Self::NoSection | Self::DeletedSection | Self::UnknownSection { .. } | Self::BadPlace { .. } => {
                "hoc::section"
            }
            Self::RangeVariable { .. } => "hoc::range-variable",
            Self::UnknownMechanism { .. } | Self::NotInsertable { .. } => "hoc::mechanism",
            Self::TooDeep { .. } | Self::NestedTooDeeply => "hoc::recursion",
            Self::StepBudget { .. } => "hoc::max-steps",
            Self::OutOfMemory { .. } => "hoc::memory",
            Self::UnknownClass { .. } | Self::NoInstance { .. } => "hoc::class",
            Self::CannotRead { .. } => "hoc::cannot-read",
            Self::Misplaced { .. } | Self::WrongTemplateEnd { .. } => "hoc::misplaced",
            Self::Raised { .. } => "hoc::execerror",
            Self::Model { code, .. } => code,
            Self::Unsupported { .. } | Self::ModFunction { .. } | Self::Writes { .. } => "hoc::unsupported",
            Self::Computed { .. } => "hoc::computed",
        }
    }

    fn help(&self) -> Option<String> {
        match self {
            Self::NoMember { near, .. }
            | Self::RangeVariable { near, .. }
            | Self::UnknownMechanism { near, .. }
            | Self::UnknownSection { near, .. }
            | Self::UnknownClass { near, .. } => near.clone(),
            Self::StepBudget { .. } => Some("a loop may have no end; `--max-steps N` raises the budget".to_owned()),
            Self::OutOfMemory { what, .. } if *what != "printed output" => {
                Some("`--max-memory MIB` raises the bound".to_owned())
            }
            Self::Computed { .. } => {
                Some("leave the statement out of what is loaded, and set what it would set with `--run`".to_owned())
            }
            Self::ModFunction { name } => {
                Some(format!("say in hoc what it computes: `--before 'func {name}() {{ return .. }}'`"))
            }
            Self::Writes { .. } => Some("leave the statement out of what is loaded".to_owned()),
            Self::TooDeep { .. } => Some("a procedure may call itself without end".to_owned()),
            _ => None,
        }
    }

    fn notes(&self) -> Vec<String> {
        match self {
            Self::RangeVariable { notes, .. } => notes.clone(),
            Self::UnknownMechanism { searched, .. } => vec![searched.clone()],
            _ => Vec::new(),
        }
    }
}

/// An error under way to the top: it gathers the calls that it passes.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure(Box<Travelling>);

#[derive(Debug, Clone, PartialEq)]
struct Travelling {
    diagnostic: Diagnostic,
    hidden_calls: usize,
    is_final: bool,
    ending: Option<Ending>,
}

/// An end that is no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// `stop`: back to the top level.
    Stop,
    /// `quit()`
    Quit,
}

/// How many calls a message names.
const NAMED_CALLS: usize = 8;

/// Names that are shorter are near to everything.
const SHORTEST_SUGGESTED: usize = 3;

impl Failure {
    /// Adds the call that it passed.
    #[must_use]
    pub(crate) fn called(self, name: &str, span: Span) -> Self {
        self.passed(span, format!("in `{name}`, called here"))
    }

    /// Adds the file that it left.
    #[must_use]
    pub(crate) fn loaded(self, name: &str, span: Span) -> Self {
        if span.range().is_empty() { self } else { self.passed(span, format!("`{name}` is loaded here")) }
    }

    fn passed(mut self, span: Span, text: String) -> Self {
        let label = Label { span, text };
        if self.0.diagnostic.labels.len() > NAMED_CALLS || self.0.diagnostic.labels.contains(&label) {
            self.0.hidden_calls += 1;
        } else {
            self.0.diagnostic.labels.push(label);
        }
        self
    }

    /// `execute1` and its like must not go on after it.
    #[must_use]
    pub(crate) fn finally(mut self) -> Self {
        self.0.is_final = true;
        self
    }

    /// `stop` and `quit()` travel like errors.
    pub(crate) fn ending(ending: Ending, span: Span) -> Self {
        let mut failure = HocError::Misplaced { statement: "stop", place: "a procedure" }.at(span).finally();
        failure.0.ending = Some(ending);
        failure
    }

    /// Is it `stop` or `quit()`?
    pub(crate) fn as_ending(&self) -> Option<Ending> {
        self.0.ending
    }

    /// Must everything end?
    pub(crate) fn is_final(&self) -> bool {
        self.0.is_final
    }

    /// Adds "did you mean" where a candidate is near.
    #[must_use]
    pub(crate) fn suggest<'a>(mut self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        if name.len() < SHORTEST_SUGGESTED {
            return self;
        }
        let help = did_you_mean(name, candidates);
        self.0.diagnostic = self.0.diagnostic.help_if(help);
        self
    }

    /// The message.
    #[must_use]
    pub fn diagnostic(&self) -> &Diagnostic {
        &self.0.diagnostic
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        // What this program cannot do NEURON can: hoc that expects errors there does not expect one here.
        let is_final = diagnostic.severity == Severity::Unsupported;
        Self(Box::new(Travelling { diagnostic, hidden_calls: 0, is_final, ending: None }))
    }
}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        let hidden = failure.0.hidden_calls;
        let diagnostic = failure.0.diagnostic;
        if hidden == 0 { diagnostic } else { diagnostic.with_note(format!("and {hidden} more calls")) }
    }
}

/// What evaluating yields.
pub type Evaluated<T> = Result<T, Failure>;
