//! hoc files that were parsed before they run: looking at a file and running it, several times, parse it once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parse_statements_of;
use crate::diagnostic::Diagnostics;
use crate::hoc::ast::Statement;
use crate::source::{FileId, SourceMap};

/// A statement of the top level, and where the next one starts.
type Step = (Arc<Statement>, usize);

/// The trees of files; a clone shares them, also with another thread.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    files: Arc<BTreeMap<FileId, File>>,
}

#[derive(Debug)]
struct File {
    /// What was parsed: under the same number another map may hold another text.
    text: Arc<str>,
    /// By the byte from which each was parsed.
    steps: BTreeMap<usize, Step>,
}

impl Ahead {
    /// Parses files. Errors are passed over: they are found again, and reported, when the file is run.
    #[must_use]
    pub fn parse(files: &[FileId], sources: &SourceMap) -> Self {
        let parse = |&file: &FileId| {
            let text = Arc::clone(&sources.file(file).text);
            let mut steps = BTreeMap::new();
            parse_statements_of(&text, file, &mut Diagnostics::default(), |from, statement, next| {
                steps.insert(from, (Arc::new(statement), next));
                next
            });
            (file, File { text, steps })
        };
        Self { files: Arc::new(files.iter().map(parse).collect()) }
    }

    /// The statement of `file` that was parsed from byte `offset` on, and where the next one starts.
    #[must_use]
    pub fn statement(&self, file: FileId, sources: &SourceMap, offset: usize) -> Option<Step> {
        let parsed = self.files.get(&file).filter(|parsed| Arc::ptr_eq(&parsed.text, &sources.file(file).text))?;
        parsed.steps.get(&offset).cloned()
    }

    /// The statements of a file, in its order.
    pub fn statements(&self, file: FileId) -> impl Iterator<Item = &Statement> {
        self.files.get(&file).into_iter().flat_map(|parsed| parsed.steps.values()).map(|(statement, _)| &**statement)
    }
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
}
