//! A hoc file: parsed, printed and checked; and run, with little of everything, in a folder that it must leave as it is.

use std::path::Path;
use std::sync::LazyLock;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::hoc::check::check_file;
use neuron_reduce::hoc::parse::parse_file;
use neuron_reduce::hoc::print::print_file;
use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::source::SourceMap;
use tempfile::TempDir;

/// What a program may use.
const BOUNDS: Options = Options { max_steps: 20_000, max_memory_bytes: 16 << 20 };

/// Where programs run.
static EMPTY: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

pub fn parse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut sources = SourceMap::default();
    let file = sources.add_text("a.hoc", &text);
    check_file(&text, file, &mut Diagnostics::default());
    let mut found = Diagnostics::default();
    let tree = parse_file(&text, file, &mut found);
    if !found.has_fatal() {
        let printed = print_file(&tree);
        let file = sources.add_text("printed.hoc", &printed);
        let again = parse_file(&printed, file, &mut found);
        assert!(!found.has_fatal(), "{found:?} in\n{printed}");
        assert_eq!(print_file(&again), printed);
    }
}

pub fn run(bytes: &[u8]) {
    let folder = EMPTY.path();
    let sources = SourceMap::open(folder).unwrap();
    let mut hoc = Interpreter::new(sources, Catalog::with_builtins(), BOUNDS);
    if let Err(error) = hoc.run_text("a.hoc", &String::from_utf8_lossy(bytes)) {
        super::is_not_internal(&error);
    }
    super::is_no_fault(&hoc.diagnostics);
    assert!(is_empty(folder), "the program has written");
}

fn is_empty(folder: &Path) -> bool {
    folder.read_dir().unwrap().next().is_none()
}
