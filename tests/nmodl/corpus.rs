//! Mod files from outside: `NEURON_REDUCE_CORPUS=FOLDER:FOLDER` names folders whose mod files, also those in folders
//! within, are parsed, printed, and parsed again.

use std::collections::BTreeSet;
use std::path::Path;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::nmodl::ast::ModFile;
use neuron_reduce::nmodl::{self, parse, print};
use neuron_reduce::source::SourceMap;

use crate::support::folders::named;
use crate::support::venv::say;

/// The tree without its places.
fn shape(mod_file: &ModFile) -> String {
    let places = regex::Regex::new(r"Span \{[^}]*\}|FileId\(\d+\)").unwrap();
    places.replace_all(&format!("{mod_file:?}"), "").into_owned()
}

fn reparsed(text: &str) -> Option<ModFile> {
    let mut sources = SourceMap::default();
    let file = sources.add_text("printed.mod", text);
    parse(text, file, &mut Diagnostics::default())
}

#[derive(Debug, Default)]
struct Count {
    distinct: usize,
    parsed: usize,
    alike: usize,
    makes_mechanism: usize,
}

fn count(folder: &Path, seen: &mut BTreeSet<String>, count: &mut Count) {
    let mut sources = SourceMap::open(folder).unwrap();
    for path in sources.find(&["mod", "inc"]) {
        let Ok(file) = sources.read(&path) else { continue };
        let text = sources.file(file).text.to_string();
        if path.extension().is_none_or(|extension| extension != "mod") || !seen.insert(text.clone()) {
            continue;
        }
        count.distinct += 1;
        let mut diagnostics = Diagnostics::default();
        let Some(tree) = parse(&text, file, &mut diagnostics) else {
            say(&format!("{}: not parsed", path.display()));
            continue;
        };
        count.parsed += 1;
        match reparsed(&print(&tree)) {
            Some(again) if shape(&again) == shape(&tree) => count.alike += 1,
            Some(_) | None => say(&format!("{}: printed it is another tree", path.display())),
        }
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let whole = nmodl::resolve_includes(tree, &mut sources, &mut diagnostics);
        let made = whole.and_then(|whole| nmodl::mechanism_type(&whole, &stem, &mut diagnostics));
        if made.is_some() {
            count.makes_mechanism += 1;
        } else {
            let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_fatal());
            let errors: Vec<_> = errors.map(|diagnostic| diagnostic.message.clone()).collect();
            say(&format!("{}: refused: {}", path.display(), errors.join("; ")));
        }
    }
}

#[test]
fn printing_and_parsing_again_gives_the_same_tree() {
    let (mut seen, mut counted) = (BTreeSet::new(), Count::default());
    for folder in named("NEURON_REDUCE_CORPUS") {
        count(&folder, &mut seen, &mut counted);
    }
    if counted.distinct > 0 {
        say(&format!("{counted:?}"));
    }
    assert_eq!(counted.parsed, counted.alike);
}
