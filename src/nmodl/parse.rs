//! Text to tree: an own scan for brackets and raw blocks, then the pest grammar `grammar/nmodl.pest`, then the tree.
//!
//! The scan bounds the nesting and gives the messages that a grammar cannot give (which bracket is open, which block
//! has no end), so that pest and the tree builder recurse no deeper than [`MAX_NESTING`].

mod block;
mod expression;
mod grammar;
mod message;
mod scan;
mod statement;
mod token;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use pest::Parser;
use pest::iterators::Pair;

use super::ast::ModFile;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::side_by_side::side_by_side;
use crate::source::{FileId, Span};
use grammar::{NmodlParser, Rule};

/// Brackets, braces and parentheses within each other.
pub const MAX_NESTING: usize = 256;
/// Operators on the way from a statement to its innermost operand.
pub const MAX_OPERATORS: usize = 1000;

const STACK_BYTES: usize = 64 << 20;

/// The tree of a mod file; none when its syntax is wrong, which a diagnostic then says.
pub fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<ModFile> {
    let parsed = side_by_side(&[(file, text)], STACK_BYTES, |&(file, text)| parse_here(text, file));
    let (tree, found) = parsed.into_iter().next().unwrap_or_default();
    diagnostics.extend(found);
    tree
}

/// The trees of several mod files, parsed side by side, each with what was found in the file.
pub(super) fn parse_all(files: &[(FileId, Arc<str>)]) -> Vec<(Option<ModFile>, Diagnostics)> {
    side_by_side(files, STACK_BYTES, |(file, text)| parse_here(text, *file))
}

/// Parses on a stack of [`STACK_BYTES`]: pest takes some ten kilobytes of it for each level of nesting.
fn parse_here(text: &str, file: FileId) -> (Option<ModFile>, Diagnostics) {
    let text = up_to_end_mark(text);
    match scan::check(text, file).and_then(|()| guarded(file, || parse_scanned(text, file))) {
        Ok(mod_file) => (Some(mod_file), Diagnostics::default()),
        Err(diagnostic) => {
            let mut found = Diagnostics::default();
            found.push(*diagnostic);
            (None, found)
        }
    }
}

/// A panic of the parser is a fault of the program, and no end of it.
fn guarded<T>(file: FileId, parse: impl FnOnce() -> Result<T, Box<Diagnostic>>) -> Result<T, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| Err(Box::new(message::broke_down(file))))
}

fn parse_scanned(text: &str, file: FileId) -> Result<ModFile, Box<Diagnostic>> {
    let pairs = NmodlParser::parse(Rule::mod_file, text)
        .map_err(|error| Box::new(message::syntax_error(text, file, &error)))?;
    let mut builder = Builder { file, operators: 0, too_long: None };
    let items =
        pairs.flat_map(Pair::into_inner).flat_map(Pair::into_inner).filter_map(|pair| builder.item(pair)).collect();
    match builder.too_long {
        Some(span) => Err(Box::new(message::too_long(span))),
        None => Ok(ModFile { file, items }),
    }
}

/// Control-Z and control-D end a file for NEURON, whatever follows.
fn up_to_end_mark(text: &str) -> &str {
    text.split(['\u{1a}', '\u{4}']).next().unwrap_or(text)
}

/// Makes the tree from the grammar's pairs.
struct Builder {
    file: FileId,
    /// Operators of the expressions that enclose the one being built.
    operators: usize,
    too_long: Option<Span>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn a_panic_of_the_parser_is_told() {
        let panics = || -> Result<(), Box<Diagnostic>> { panic!("a fault") };
        let diagnostic = guarded(SourceMap::default().add_text("a.mod", ""), panics).unwrap_err();
        assert_eq!(
            (diagnostic.code, diagnostic.message.as_str()),
            ("nmodl::internal", "the parser broke down on a mod file")
        );
    }
}
