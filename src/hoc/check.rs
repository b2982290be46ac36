//! hoc files checked without running them: their syntax, and what NEURON refuses whatever ran before.
//!
//! Names are only known as far as the file itself declares them. Numbers and labels that a file reads itself (`fscan`)
//! are passed over, and so is a file of nothing but numbers, which another one reads.

mod foreign;
mod own_data;
mod places;
mod problem;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hoc::ast::Statement;
use crate::hoc::parse::parse_file_with_data;
use crate::source::FileId;
use own_data::OwnData;
use problem::Problem;

/// Everything that is wrong with a file, in its order.
pub fn check_file(text: &str, file: FileId, diagnostics: &mut Diagnostics) {
    if let Some(problem) = foreign::only_numbers(text, file) {
        diagnostics.push(problem.into_diagnostic());
        return;
    }
    let mut syntax = Diagnostics::default();
    let (statements, data) = parsed(text, file, &mut syntax);
    // NEURON passes over such bytes in comments and strings.
    if let Some(problem) = foreign::not_a_text(text, file).filter(|_| syntax.has_fatal()) {
        diagnostics.push(problem.into_diagnostic());
        return;
    }
    let language = foreign::other_language(text);
    if let (Some(help), Some(first)) = (language, syntax.iter().find(|found| found.is_fatal())) {
        diagnostics.push(first.clone().help(help));
        return;
    }
    let notes = data.into_iter().chain(places::check(&statements)).map(Problem::into_diagnostic);
    let mut found: Vec<Diagnostic> = syntax.into_iter().chain(notes).collect();
    found.sort_by_key(|diagnostic| diagnostic.span().map(|span| span.start));
    diagnostics.extend(found);
}

/// The statements of a file without the data in it; syntax errors are added to `diagnostics`.
pub fn statements(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Statement> {
    parsed(text, file, diagnostics).0
}

fn parsed(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> (Vec<Statement>, Vec<Problem>) {
    let mut data = OwnData::new(text);
    let statements = parse_file_with_data(text, file, diagnostics, |statement, next| data.end(statement, next));
    (statements, data.found)
}
