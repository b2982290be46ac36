//! A mod file: parsed, printed, checked, compiled, and linearized at voltages.

use std::fs;
use std::path::Path;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::entry::Settings;
use neuron_reduce::inspect::load::load;
use neuron_reduce::inspect::point;
use neuron_reduce::nmodl::{examine_file, parse, print};
use neuron_reduce::source::SourceMap;

/// Voltages with singular points of usual gates among them, mV.
const VOLTAGES_MV: [f64; 3] = [-65.0, -40.0, 0.0];

pub fn nmodl(bytes: &[u8]) {
    prints_as_it_reads(&String::from_utf8_lossy(bytes));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mod");
    fs::write(&path, bytes).unwrap();
    let examined = examine_file(&mut SourceMap::open(folder.path()).unwrap(), Path::new("a.mod"));
    match load(&path, &Settings::default(), &[], &[]) {
        Err(failure) => super::is_refused(&failure),
        Ok(loaded) => {
            assert!(examined.mechanism.is_some() || loaded.subjects.is_empty());
            for site in loaded.subjects.iter().filter_map(|subject| subject.site.as_ref()) {
                // What cannot be evaluated or linearized is refused.
                for v_mv in VOLTAGES_MV {
                    drop(point(site, v_mv, false));
                }
                drop(point(site, VOLTAGES_MV[0], true));
            }
        }
    }
}

/// What is printed reads and prints the same.
fn prints_as_it_reads(text: &str) {
    let mut sources = SourceMap::default();
    let mut read = |text: &str| {
        let mut found = Diagnostics::default();
        let file = sources.add_text("a.mod", text);
        parse(text, file, &mut found).filter(|_| !found.has_fatal()).ok_or(found)
    };
    match read(text) {
        Err(found) => super::says_why(&found),
        Ok(tree) => {
            let printed = print(&tree);
            let again = read(&printed).unwrap_or_else(|found| panic!("{found:?} in\n{printed}"));
            assert_eq!(print(&again), printed);
        }
    }
}
