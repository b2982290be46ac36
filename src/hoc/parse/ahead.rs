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

/// So many pieces of a file that is run are parsed at a time: what was run can be forgotten.
const PIECES_AHEAD: usize = 16;

/// The trees of files; a clone shares them, also with another thread.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    files: BTreeMap<FileId, Arc<File>>,
}

#[derive(Debug)]
struct File {
    /// What was parsed: under the same number another map may hold another text.
    text: Arc<str>,
    /// The bytes that were parsed.
    range: Range<usize>,
    /// In their order, each with the byte from which it was parsed.
    steps: Vec<(usize, Step)>,
}

impl Ahead {
    /// Parses files side by side. Errors are passed over: they are found again, and reported, when the file is run.
    #[must_use]
    pub fn parse(files: &[FileId], sources: &SourceMap) -> Self {
        let of_file = |&file| pieces(&sources.file(file).text, 0).map(move |piece| (file, piece));
        Self { files: parse_pieces(files.iter().flat_map(of_file).collect(), sources) }
    }

    /// The statement of a file that is run from byte `offset` on, and where the next one starts. A file that is long enough
    /// for it to be worth it is parsed some way ahead.
    pub(crate) fn next(&mut self, file: FileId, sources: &SourceMap, offset: usize) -> Option<Step> {
        let text = &sources.file(file).text;
        let is_parsed = || self.known(file, sources).is_some_and(|known| known.range.contains(&offset));
        if text.len() > PIECE_BYTES && !is_parsed() {
            let ahead = pieces(text, offset).take(PIECES_AHEAD).map(|piece| (file, piece));
            self.files.append(&mut parse_pieces(ahead.collect(), sources));
        }
        self.statement(file, sources, offset)
    }

    fn known(&self, file: FileId, sources: &SourceMap) -> Option<&File> {
        self.files.get(&file).map(|known| &**known).filter(|known| Arc::ptr_eq(&known.text, &sources.file(file).text))
    }

    /// The statement of `file` that was parsed from byte `offset` on, and where the next one starts.
    #[must_use]
    pub fn statement(&self, file: FileId, sources: &SourceMap, offset: usize) -> Option<Step> {
        let steps = &self.known(file, sources)?.steps;
        let place = steps.binary_search_by_key(&offset, |&(from, _)| from).ok()?;
        steps.get(place).map(|(_, step)| step.clone())
    }

    /// The statements of a file, in its order.
    pub fn statements(&self, file: FileId) -> impl Iterator<Item = &Statement> {
        self.files.get(&file).into_iter().flat_map(|parsed| &parsed.steps).map(|(_, (statement, _))| &**statement)
    }
}

/// Parses pieces side by side; those of a file follow each other.
fn parse_pieces(pieces: Vec<(FileId, Range<usize>)>, sources: &SourceMap) -> BTreeMap<FileId, Arc<File>> {
    let text = |file| &sources.file(file).text;
    let parsed = side_by_side(&pieces, STACK_BYTES, |(file, piece)| Parsed::new(text(*file), *file, piece));
    let mut whole: BTreeMap<FileId, (usize, Parsed)> = BTreeMap::new();
    for ((file, piece), parsed) in pieces.into_iter().zip(parsed) {
        let start = piece.start;
        let (_, before) = whole.entry(file).or_insert_with(|| (start, Parsed { steps: vec![], end: start }));
        before.join(parsed, piece, text(file), file);
    }
    let file = |(file, (start, Parsed { steps, end }))| {
        let text: &Arc<str> = text(file);
        (file, Arc::new(File { text: Arc::clone(text), range: start..end, steps }))
    };
    whole.into_iter().map(file).collect()
}

/// The trees of a piece of a file.
struct Parsed {
    steps: Vec<(usize, Step)>,
    /// Where the statement behind the last one starts.
    end: usize,
}

impl Parsed {
    fn new(text: &str, file: FileId, piece: &Range<usize>) -> Self {
        let mut steps = vec![];
        let end =
            parse_statements_of(text, file, piece.clone(), &mut Diagnostics::default(), |from, statement, next| {
                steps.push((from, (Arc::new(statement), next)));
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

/// Pieces of a text from byte `start` on; each but the first starts with a line where a statement probably does, or with an
/// empty one: behind a line that ends as statements do.
fn pieces(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let is_start =
        |lines: &[u8]| matches!(lines, [b'}' | b')', b'\n', first] if first.is_ascii_alphabetic() || *first == b'\n');
    let end = move |start: usize| {
        let rest = text.as_bytes().get(start.saturating_add(PIECE_BYTES)..)?;
        Some(start + PIECE_BYTES + rest.windows(3).position(is_start)? + 2)
    };
    let piece = move |start| start..end(start).unwrap_or(usize::MAX);
    std::iter::successors(Some(piece(start)), move |before| (before.end != usize::MAX).then(|| piece(before.end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::diagnostic::render::{MessageFormat, render};
    use crate::hoc::parse::{parse_file, parse_next};

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
        for text in ["proc p() {\n  f(1, 2)\n}\nf(3)\n", "access dend\n  f(1, 2)\n\n", "f(1, 2)\n{f(1, 2, 3, 4)}\n"] {
            let text = text.repeat(8_000);
            assert!(pieces(&text, 0).count() > 2);
            is_as_parsed_alone(&text);
        }
    }

    #[test]
    fn lines_of_calls_are_parsed_as_alone() {
        for text in [
            "f(1)\nf(2) // two\n\n// comment\n  f(3) \nx = 1\nf(4)\n",
            "f(1)\nf(2, x)\nf(3) /* f(4)\n */\nf(5)\n/* \n */ f(6)\n",
            "f(1)\nf(2)\\\n\nf(3)\n{ f(4) }\nf(5) + 1\nf(6)\n",
            "f(1)\nf(2)\n\\\n f(3)\n",
            "{f(1)}\n{ f(2) } // two\n\n{f(3) /* } */ }\n{f(4) f(5)}\n { f(6, x) \t}\n{\nf(7)}\n{f(8)\n}\n{}\nf(9)\n",
            "f(1)\nf(2)\n\nf(3)",
            "f(1)\nf(2) // at the end",
            "f(1)\nf(2)\n\u{1a}f(3)\n",
            "f(1)\nf(2)\n/* f(3)\n",
        ] {
            is_as_parsed_alone(text);
            is_as_parsed_alone(&text.repeat(if text.ends_with(")\n") { 300 } else { 1 }));
        }
    }

    #[test]
    fn an_error_among_lines_of_calls_is_found_in_its_line() {
        let text = "f(1)\nf(2)\nf(3, = 1)\nf(4)\nf(5)\nf(6) g(7)\nf(8)\n";
        let (sources, file) = sources(text);
        let mut diagnostics = Diagnostics::default();
        let whole = parse_file(text, file, &mut diagnostics);
        let alone = [0, 5, 20, 25, 40].map(|offset| parse_next(text, file, offset).unwrap().unwrap().0);
        assert_eq!(whole, alone);
        let shown = |error: &Diagnostic| render(error, &sources, MessageFormat::Human, false);
        let errors = [10, 30].map(|offset| shown(&parse_next(text, file, offset).unwrap_err()));
        assert_eq!(diagnostics.iter().map(shown).collect::<Vec<_>>(), errors);
    }

    #[test]
    fn a_piece_that_starts_inside_a_statement_or_comment_is_parsed_again() {
        let body = "f(1)\n".repeat(30_000);
        for text in [format!("proc p() {{\n{body}}}\nx = 1\n"), format!("x = 1\n/*\n{body}*/\nx = 2\n")] {
            assert!(pieces(&text, 0).count() > 2);
            is_as_parsed_alone(&text);
        }
    }

    #[test]
    fn pieces_follow_each_other() {
        let text = "f(1)\n".repeat(100_000);
        let pieces: Vec<_> = pieces(&text, 0).collect();
        assert!(
            pieces.windows(2).all(|pair| pair[0].end == pair[1].start && text[pair[1].start..].starts_with("f(1)"))
        );
        assert_eq!((pieces[0].start, pieces.last().unwrap().end), (0, usize::MAX));
    }

    #[test]
    fn only_a_long_file_is_parsed_ahead() {
        for (text, is_known) in [("x = 1\n".to_owned(), false), ("x = 1\n".repeat(20_000), true)] {
            let (sources, file) = sources(&text);
            let mut ahead = Ahead::default();
            assert_eq!(ahead.next(file, &sources, 0).is_some(), is_known);
        }
    }

    #[test]
    fn of_a_very_long_file_a_part_is_kept() {
        let text = "f(1, 2)\nx = 1\n".repeat(150_000);
        let (sources, file) = sources(&text);
        let mut ahead = Ahead::default();
        let (mut offset, mut count, mut most) = (0, 0, 0);
        while let Some((statement, next)) = ahead.next(file, &sources, offset) {
            assert_eq!(statement.span.start as usize, offset);
            if count % 10_000 == 0 {
                most = most.max(ahead.statements(file).count());
            }
            (offset, count) = (next, count + 1);
        }
        assert_eq!((offset, count), (text.len(), 300_000));
        assert!((100_000..200_000).contains(&most), "{most}");
        assert_eq!(ahead.next(file, &sources, 8).unwrap().1, 14, "back at its start");
        assert!(ahead.next(file, &sources, 9).is_none(), "no statement was looked for there");
    }
}
