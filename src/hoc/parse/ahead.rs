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
