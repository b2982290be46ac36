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

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;

use pest::Parser;
use pest::iterators::Pair;

use super::ast::ModFile;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use grammar::{NmodlParser, Rule};

/// Brackets, braces and parentheses within each other.
pub const MAX_NESTING: usize = 256;
/// Operators on the way from a statement to its innermost operand.
pub const MAX_OPERATORS: usize = 1000;

const STACK_BYTES: usize = 64 << 20;

/// The tree of a mod file; none when its syntax is wrong, which a diagnostic then says.
pub fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<ModFile> {
    let text = up_to_end_mark(text);
    if let Err(diagnostic) = scan::check(text, file) {
        diagnostics.push(*diagnostic);
        return None;
    }
    match on_deep_stack(file, || parse_scanned(text, file)) {
        Ok(mod_file) => Some(mod_file),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

/// The trees of several mod files, parsed side by side, each with what was found in the file.
pub(super) fn parse_all(files: &[(FileId, Arc<str>)]) -> Vec<(Option<ModFile>, Diagnostics)> {
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let parse_one = |(file, text): &(FileId, Arc<str>)| {
        let mut found = Diagnostics::default();
        (parse(text, *file, &mut found), found)
    };
    let parse_share = |share: &[_]| share.iter().map(parse_one).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let shares = files.chunks(files.len().div_ceil(threads).max(1));
        let running: Vec<_> = shares.map(|share| scope.spawn(move || parse_share(share))).collect();
        running.into_iter().flat_map(|running| running.join().unwrap_or_else(|fault| resume_unwind(fault))).collect()
    })
}

/// pest takes some ten kilobytes of stack for each level of nesting, more than a thread has for [`MAX_NESTING`] of them.
fn on_deep_stack<T: Send>(
    file: FileId,
    parse: impl FnOnce() -> Result<T, Box<Diagnostic>> + Send,
) -> Result<T, Box<Diagnostic>> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, parse);
        let thread = thread.map_err(|_| Box::new(message::no_stack()))?;
        thread.join().unwrap_or_else(|_| Err(Box::new(message::broke_down(file))))
    })
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
    fn a_panic_of_the_parser_is_not_taken_for_a_lack_of_memory() {
        let panics = || -> Result<(), Box<Diagnostic>> { panic!("a fault") };
        let diagnostic = on_deep_stack(SourceMap::default().add_text("a.mod", ""), panics).unwrap_err();
        assert_eq!(
            (diagnostic.code, diagnostic.message.as_str()),
            ("nmodl::internal", "the parser broke down on a mod file")
        );
    }
}
