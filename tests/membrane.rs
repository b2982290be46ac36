//! Mechanisms evaluated and linearized against closed formulas.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a helper of a test may fail the test")]

use std::sync::Arc;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::mechanism::ion::IonStyle;
use neuron_reduce::membrane::memory::Memory;
use neuron_reduce::membrane::segment::{Ion, Patch, Segment};
use neuron_reduce::membrane::{Library, Program, compile};
use neuron_reduce::nmodl;
use neuron_reduce::source::SourceMap;

fn program(text: &str) -> Arc<Program> {
    let mut sources = SourceMap::open(tempfile::tempdir().unwrap().path()).unwrap();
    let file = sources.add_text("a.mod", text);
    let mut diagnostics = Diagnostics::default();
    let tree = nmodl::parse(text, file, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"));
    Arc::new(compile(&tree, "a"))
}

fn ion(name: &str, valence: f64, e_mv: f64) -> Ion {
    Ion { name: name.into(), valence, e_mv, inner_mm: 1.0, outer_mm: 1.0, style: IonStyle::default() }
}

fn patch(celsius: f64, mechanisms: Vec<Arc<Program>>, ions: Vec<Ion>) -> Patch {
    let mechanisms = mechanisms.into_iter().map(|program| (Arc::clone(&program), Memory::new(&program))).collect();
    Patch { celsius, diam_um: 10.0, area_um2: 1000.0, cm_uf_per_cm2: 1.0, mechanisms, ions }
}

#[test]
fn hodgkin_and_huxley() {
    let mut sources = SourceMap::default();
    let library = Library::of([], &mut sources);
    let hh = library.get("hh").unwrap();
    let segment =
        Segment::start(patch(6.3, vec![Arc::clone(hh)], vec![ion("na", 1.0, 50.0), ion("k", 1.0, -77.0)]), -65.0, None)
            .unwrap();
    let steady = segment.steady(-65.0).unwrap();
    assert!(steady.converged);
    let linear = segment.linearize(&steady.point).unwrap();
    eprintln!("{:?}", steady.point);
    eprintln!("{:?}", linear.branches());
    eprintln!("{:?}", linear.free_eigenvalues_per_ms());
    for f in [0.0, 50.0, 67.0, 100.0] {
        eprintln!("{f} {:?}", 1.0 / linear.admittance_s_per_cm2(f).norm());
    }
    let _ = program;
}
