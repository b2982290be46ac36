//! What can be wrong with a hoc file that can be parsed, and how it is said.

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// One problem.
#[derive(Debug, Error)]
pub(super) enum Problem {
    #[error("a hoc file is plain text, and this one has the byte {:#04x}", u32::from(*character))]
    NotText { character: char, at: Span },
    #[error("{lines} line{} of data that the file reads itself", if *lines == 1 { "" } else { "s" })]
    OwnData { reader: Span, lines: usize },
    #[error("no hoc, but {lines} line{} of numbers", if *lines == 1 { "" } else { "s" })]
    OnlyNumbers { lines: usize, at: Span },
    #[error("`return` is only possible in a procedure")]
    LoneReturn { at: Span },
    #[error("`$` stands for an argument, and no procedure is defined here")]
    LoneArgument { at: Span },
    #[error("`iterator_statement` is only possible in an `iterator`")]
    NoIterator { at: Span },
    #[error("`$i` needs the local variable `i`")]
    NoLocalIndex { at: Span },
    #[error("`{name}` is declared local twice")]
    LocalTwice { name: String, at: Span, first: Span },
    #[error("`{keyword}` is only possible in a template")]
    OutsideTemplate { keyword: &'static str, at: Span },
    #[error("`endtemplate {name}` ends no template")]
    LoneEnd { name: String, at: Span },
    #[error("`endtemplate {found}` ends the template `{expected}`")]
    WrongEnd { expected: String, begun: Span, found: String, at: Span },
    #[error("the template `{name}` is not ended")]
    OpenTemplate { name: String, begun: Span },
    #[error("only numbers can be added, subtracted, multiplied or divided in an assignment")]
    Operator { at: Span },
    #[error("`{name}` is a string, and this value is none")]
    NoText { name: String, at: Span, declared: Span },
    #[error("`{name}` is a function: nothing can be assigned to it")]
    AssignedCall { name: String, at: Span },
    #[error("`connect` needs the end of `{name}` that is attached")]
    ConnectEnd { name: String, at: Span },
    #[error("`connect` needs a place along `{name}`")]
    ConnectPlace { name: String, at: Span },
}

impl Problem {
    fn severity(&self) -> Severity {
        match self {
            Self::OwnData { .. } | Self::OnlyNumbers { .. } => Severity::Note,
            // To NEURON what is loaded next belongs to the template, too.
            Self::OpenTemplate { .. } => Severity::Warning,
            Self::NotText { .. }
            | Self::LoneReturn { .. }
            | Self::LoneArgument { .. }
            | Self::NoIterator { .. }
            | Self::NoLocalIndex { .. }
            | Self::LocalTwice { .. }
            | Self::OutsideTemplate { .. }
            | Self::LoneEnd { .. }
            | Self::WrongEnd { .. }
            | Self::Operator { .. }
            | Self::NoText { .. }
            | Self::AssignedCall { .. }
            | Self::ConnectEnd { .. }
            | Self::ConnectPlace { .. } => Severity::Error,
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::NotText { .. } => "hoc::syntax",
            Self::OwnData { .. } | Self::OnlyNumbers { .. } => "hoc::data",
            Self::LoneReturn { .. }
            | Self::NoIterator { .. }
            | Self::OutsideTemplate { .. }
            | Self::LoneEnd { .. }
            | Self::WrongEnd { .. }
            | Self::OpenTemplate { .. } => "hoc::misplaced",
            Self::LoneArgument { .. } | Self::NoLocalIndex { .. } => "hoc::argument",
            Self::LocalTwice { .. } => "hoc::already-declared",
            Self::Operator { .. } | Self::NoText { .. } | Self::AssignedCall { .. } => "hoc::type",
            Self::ConnectEnd { .. } | Self::ConnectPlace { .. } => "hoc::section",
        }
    }

    fn help(&self) -> Option<String> {
        let help = match self {
            Self::NotText { .. } => "save the model as text, or leave the file out of the directory",
            Self::OwnData { .. } | Self::OnlyNumbers { .. } => return None,
            Self::LoneReturn { .. } => "`stop` ends what runs at the top level",
            Self::LoneArgument { .. } => "write the value itself, or put the statement into a `proc`",
            Self::NoIterator { .. } => "begin the definition with `iterator`",
            Self::NoLocalIndex { .. } => "write `local i` behind the opening brace of the definition",
            Self::LocalTwice { .. } => "leave one of the two out",
            Self::OutsideTemplate { .. } => "move it between `begintemplate` and `endtemplate`",
            Self::LoneEnd { name, .. } => return Some(format!("write `begintemplate {name}` where it begins")),
            Self::WrongEnd { expected, .. } | Self::OpenTemplate { name: expected, .. } => {
                return Some(format!("write `endtemplate {expected}`"));
            }
            Self::Operator { .. } => "write `=`",
            Self::NoText { name, .. } => {
                return Some(format!("write the value in quotes, or `sprint({name}, \"%g\", value)`"));
            }
            Self::AssignedCall { .. } => "assign to a variable",
            Self::ConnectEnd { name, .. } => return Some(format!("write `connect {name}(0), ..`")),
            Self::ConnectPlace { name, .. } => return Some(format!("write `{name}(1)`, or another place from 0 to 1")),
        };
        Some(help.to_owned())
    }

    pub(super) fn into_diagnostic(self) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.severity(), self.code(), self.to_string()).help_if(self.help());
        match self {
            Self::OwnData { reader, .. } => diagnostic.label(reader, "what it reads behind it is not checked"),
            Self::LocalTwice { at, first, .. } => diagnostic.label(at, "again").label(first, "first declared here"),
            Self::WrongEnd { at, begun, .. } => diagnostic.label(at, "").label(begun, "begun here"),
            Self::OpenTemplate { begun, .. } => {
                diagnostic.label(begun, "begun here: all that follows belongs to it, in other files too")
            }
            Self::NoText { at, declared, .. } => diagnostic.label(at, "").label(declared, "declared here"),
            Self::OnlyNumbers { at, .. } => diagnostic.label(at, "NEURON refuses it where it is loaded as hoc"),
            Self::NotText { at, .. }
            | Self::LoneReturn { at }
            | Self::LoneArgument { at }
            | Self::NoIterator { at }
            | Self::NoLocalIndex { at }
            | Self::OutsideTemplate { at, .. }
            | Self::LoneEnd { at, .. }
            | Self::Operator { at }
            | Self::AssignedCall { at, .. }
            | Self::ConnectEnd { at, .. }
            | Self::ConnectPlace { at, .. } => diagnostic.label(at, ""),
        }
    }
}
