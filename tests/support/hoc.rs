//! What the tests of the evaluator share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::Path;

use neuron_reduce::diagnostic::Diagnostic;
use neuron_reduce::diagnostic::render::{MessageFormat, render};
use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::source::SourceMap;

/// An interpreter over a folder, with the mechanisms that NEURON has itself.
pub fn interpreter(folder: &Path) -> Interpreter {
    Interpreter::new(SourceMap::open(folder).unwrap(), Catalog::with_builtins(), Options::default())
}

/// A model directory that is gone when it is dropped.
pub struct Model {
    folder: tempfile::TempDir,
}

impl Model {
    /// A directory with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self { folder }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// An interpreter over it, with bounds.
    pub fn interpreter_with(&self, options: Options) -> Interpreter {
        Interpreter::new(SourceMap::open(self.folder.path()).unwrap(), Catalog::with_builtins(), options)
    }

    /// An interpreter over it, with these mechanisms.
    pub fn interpreter_of(&self, catalog: Catalog) -> Interpreter {
        Interpreter::new(SourceMap::open(self.folder.path()).unwrap(), catalog, Options::default())
    }

    /// An interpreter over it.
    pub fn interpreter(&self) -> Interpreter {
        interpreter(self.folder.path())
    }
}

/// A message as the user reads it.
pub fn message(diagnostic: &Diagnostic, hoc: &Interpreter) -> String {
    render(diagnostic, &hoc.sources, MessageFormat::Human, false)
}

/// What a program prints.
pub fn printed(text: &str) -> String {
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    if let Err(error) = hoc.load_file("a.hoc", None) {
        panic!("{}", message(&error, &hoc));
    }
    hoc.output
}

/// The message with which a program ends.
pub fn failure(text: &str) -> String {
    failure_of(&[("a.hoc", text)])
}

/// The message with which `a.hoc` of a directory ends.
pub fn failure_of(files: &[(&str, &str)]) -> String {
    let model = Model::new(files);
    let mut hoc = model.interpreter();
    let error = hoc.load_file("a.hoc", None).expect_err("the program is wrong");
    message(&error, &hoc)
}
