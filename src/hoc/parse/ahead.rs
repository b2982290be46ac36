//! hoc files that were parsed before they run: looking at a file and running it, several times, parse it once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::parse_statements_of;
use crate::diagnostic::Diagnostics;
use crate::hoc::ast::Statement;
use crate::side_by_side::side_by_side;
use crate::source::{FileId, SourceMap};

/// As a main thread usually has.
const STACK_BYTES: usize = 8 << 20;

/// A statement of the top level, and where the next one starts.
type Step = (Arc<Statement>, usize);

/// A file that has more bytes is parsed in pieces, side by side.
const PIECE_BYTES: usize = 1 << 16;

/// The trees of files; a clone shares them, also with another thread.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    files: BTreeMap<FileId, Arc<File>>,
}

#[derive(Debug)]
struct File {
    /// What was parsed: under the same number another map may hold another text.
    text: Arc<str>,
    /// By the byte from which each was parsed.
    steps: BTreeMap<usize, Step>,
}

impl Ahead {
    /// Parses files side by side. Errors are passed over: they are found again, and reported, when the file is run.
    #[must_use]
    pub fn parse(files: &[FileId], sources: &SourceMap) -> Self {
        let text = |file| &sources.file(file).text;
        let pieces: Vec<_> =
            files.iter().flat_map(|&file| pieces(text(file)).into_iter().map(move |piece| (file, piece))).collect();
        let parsed = side_by_side(&pieces, STACK_BYTES, |(file, piece)| Parsed::new(text(*file), *file, piece));
        let mut whole: BTreeMap<FileId, Parsed> = BTreeMap::new();
        for ((file, piece), parsed) in pieces.into_iter().zip(parsed) {
            whole.entry(file).or_default().join(parsed, piece, text(file), file);
        }
        let files = whole
            .into_iter()
            .map(|(file, Parsed { steps, .. })| (file, Arc::new(File { text: Arc::clone(text(file)), steps })));
        Self { files: files.collect() }
    }

    /// Parses a file that is long enough for it to be worth it.
    pub(crate) fn look_into(&mut self, file: FileId, sources: &SourceMap) {
        if sources.file(file).text.len() > PIECE_BYTES && self.known(file, sources).is_none() {
            self.files.append(&mut Self::parse(&[file], sources).files);
        }
    }

    fn known(&self, file: FileId, sources: &SourceMap) -> Option<&File> {
        self.files.get(&file).map(|known| &**known).filter(|known| Arc::ptr_eq(&known.text, &sources.file(file).text))
    }

    /// The statement of `file` that was parsed from byte `offset` on, and where the next one starts.
    #[must_use]
    pub fn statement(&self, file: FileId, sources: &SourceMap, offset: usize) -> Option<Step> {
        self.known(file, sources)?.steps.get(&offset).cloned()
    }

    /// The statements of a file, in its order.
    pub fn statements(&self, file: FileId) -> impl Iterator<Item = &Statement> {
        self.files.get(&file).into_iter().flat_map(|parsed| parsed.steps.values()).map(|(statement, _)| &**statement)
    }
}

/// The trees of a piece of a file.
#[derive(Default)]
struct Parsed {
    steps: BTreeMap<usize, Step>,
    /// Where the statement behind the last one starts.
    end: usize,
}

impl Parsed {
    fn new(text: &str, file: FileId, piece: &Range<usize>) -> Self {
        let mut steps = BTreeMap::new();
        let end =
            parse_statements_of(text, file, piece.clone(), &mut Diagnostics::default(), |from, statement, next| {
                steps.insert(from, (Arc::new(statement), next));
                next
            });
        Self { steps, end }
    }

    /// Goes on with the next piece, which was parsed from a place where a statement was guessed to start.
    fn join(&mut self, next: Self, piece: Range<usize>, text: &str, file: FileId) {
        let next = if piece.start == self.end { next } else { Self::new(text, file, &(self.end..piece.end)) };
        self.steps.extend(next.steps);
        self.end = next.end;
    }
}

/// Pieces of a text; each but the first starts with a line where a statement probably does, or with an empty one: behind a line
/// that ends as statements do.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = vec![];
    let mut start = 0;
    while let Some(end) = text.as_bytes().get(start + PIECE_BYTES..).and_then(|rest| {
        let is_start = |lines: &[u8]| matches!(lines, [b'}' | b')', b'\n', first] if first.is_ascii_alphabetic() || *first == b'\n');
        Some(start + PIECE_BYTES + rest.windows(3).position(is_start)? + 2)
    }) {
        pieces.push(start..end);
        start = end;
    }
    pieces.push(start..usize::MAX);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hoc::parse::parse_next;

    fn sources(text: &str) -> (SourceMap, FileId) {
        let mut sources = SourceMap::default();
        let file = sources.add_text("a.hoc", text);
        (sources, file)
    }

    #[test]
    fn each_statement_is_the_one_that_parsing_there_gives() {
        let text = "// a comment\nx = 1\n\nproc p() {\n  x = 2\n}\nx = 3";
        let (sources, file) = sources(text);
        let ahead = Ahead::parse(&[file], &sources);
        let (mut offset, mut count) = (0, 0);
        while let Some((statement, next)) = parse_next(text, file, offset).unwrap() {
            let (known, known_next) = ahead.statement(file, &sources, offset).unwrap();
            assert_eq!((&*known, known_next), (&statement, next));
            (offset, count) = (next, count + 1);
        }
        assert_eq!((count, ahead.statements(file).count()), (3, 3));
        assert!(ahead.statement(file, &sources, offset).is_none(), "nothing is left");
        assert!(ahead.statement(file, &sources, 1).is_none(), "no statement was looked for there");
    }

    #[test]
    fn what_follows_an_error_is_known() {
        let (sources, file) = sources("x = = 1\ny = 2\n");
        let ahead = Ahead::parse(&[file], &sources);
        assert!(ahead.statement(file, &sources, 0).is_none());
        assert!(ahead.statement(file, &sources, 8).is_some());
        assert_eq!(ahead.statements(file).count(), 1);
    }

    #[test]
    fn another_text_under_the_same_number_is_another_file() {
        let (first, file) = sources("x = 1\n");
        let (other, same_number) = sources("x = 2\n");
        assert_eq!(file, same_number);
        let ahead = Ahead::parse(&[file], &first);
        assert!(ahead.statement(file, &first.clone(), 0).is_some());
        assert!(ahead.statement(file, &other, 0).is_none());
    }

    /// Statement by statement, as they are when each is parsed alone.
    fn is_as_parsed_alone(text: &str) {
        let (sources, file) = sources(text);
        let ahead = Ahead::parse(&[file], &sources);
        let mut offset = 0;
        while let Some((statement, next)) = parse_next(text, file, offset).unwrap() {
            let (known, known_next) = ahead.statement(file, &sources, offset).unwrap();
            assert_eq!((&*known, known_next), (&statement, next));
            offset = next;
        }
    }

    #[test]
    fn a_long_file_is_parsed_in_pieces() {
        for text in ["proc p() {\n  f(1, 2)\n}\nf(3)\n", "access dend\n  f(1, 2)\n\n"] {
            let text = text.repeat(8_000);
            assert!(pieces(&text).len() > 2);
            is_as_parsed_alone(&text);
        }
    }

    #[test]
    fn a_piece_that_starts_inside_a_statement_or_comment_is_parsed_again() {
        let body = "f(1)\n".repeat(30_000);
        for text in [format!("proc p() {{\n{body}}}\nx = 1\n"), format!("x = 1\n/*\n{body}*/\nx = 2\n")] {
            assert!(pieces(&text).len() > 2);
            is_as_parsed_alone(&text);
        }
    }

    #[test]
    fn pieces_follow_each_other() {
        let text = "f(1)\n".repeat(100_000);
        let pieces = pieces(&text);
        assert!(
            pieces.windows(2).all(|pair| pair[0].end == pair[1].start && text[pair[1].start..].starts_with("f(1)"))
        );
        assert_eq!((pieces[0].start, pieces.last().unwrap().end), (0, usize::MAX));
    }

    #[test]
    fn only_a_long_file_is_looked_into() {
        for (text, is_known) in [("x = 1\n".to_owned(), false), ("x = 1\n".repeat(20_000), true)] {
            let (sources, file) = sources(&text);
            let mut ahead = Ahead::default();
            ahead.look_into(file, &sources);
            assert_eq!(ahead.statement(file, &sources, 0).is_some(), is_known);
        }
    }
}
