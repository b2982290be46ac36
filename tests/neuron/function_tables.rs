//! `FUNCTION_TABLE`s that hoc fills: their values by hand, what is refused, and NEURON on the emitted model.

use std::fs;
use std::path::Path;

use neuron_reduce::cell::snapshot;
use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::emit::write::write_directory;
use neuron_reduce::entry::{Recipe, Settings};
use neuron_reduce::reduce::Options;
use tempfile::TempDir;

use crate::support::neuron::{Model, compile_mods};

/// `one` and `two` are what tables of one and two arguments give at the voltage of `INITIAL`.
const TABLED: &str = "\
NEURON { SUFFIX tabled  NONSPECIFIC_CURRENT i  RANGE one, two, same }
PARAMETER { c = 0.35 }
ASSIGNED { v (mV)  i  one  two  same }
FUNCTION_TABLE f(v (mV))
FUNCTION_TABLE g(v (mV), c)
FUNCTION_TABLE k(v (mV))
INITIAL { one = f(v)  two = g(v, c)  same = k(v) }
BREAKPOINT { i = 1e-4*f(v)*(v + 65) }
";

const CELL: &str = "\
create soma, dend
access soma
{L = 20  diam = 20  celsius = 20  v_init = -70}
dend { L = 200  nseg = 5 }
connect dend(0), soma(1)
forall { insert pas  insert tabled }
";

/// Vectors, an array with equal steps and an array of places, a constant.
const FILLED: &str = "\
objref x, y
{x = new Vector() x.append(-100, -80, 0)}
{y = new Vector() y.append(1, 3, 0.5)}
double z[6], w[2]
for i = 0, 5 z[i] = i + 1
{w[0] = 0.1 w[1] = 0.5}
table_f_tabled(y, x)
{table_g_tabled(&z[0], 3, -100, 0, 2, &w[0]) table_k_tabled(7)}
";

/// Between the places: f(-70) on the way from 3 to 0.5, g(-70, 0.35) in the middle of four numbers.
const VALUES: [f64; 3] = [3.0 - 2.5 * 10.0 / 80.0, 2.825, 7.0];

fn directory(hoc: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tabled.mod"), TABLED).unwrap();
    fs::write(folder.path().join("a.hoc"), format!("{CELL}{hoc}")).unwrap();
    folder
}

fn converted(directory: &Path) -> Result<Converted, String> {
    let recipe = Recipe { load: vec!["a.hoc".to_owned()], ..Recipe::default() };
    convert(directory, &Settings { recipe, ..Settings::default() }, &Options::default())
        .map_err(|failure| render_all(&failure.diagnostics, &failure.sources, MessageFormat::Short, false))
}

/// What of the mechanism stands in the soma after `finitialize`, by way of a parameter.
fn shown(hoc: &str, variable: &str) -> f64 {
    let folder = directory(&format!("{hoc}finitialize(v_init)\nsoma.e_pas = {variable}_tabled\n"));
    let converted = converted(folder.path()).unwrap_or_else(|messages| panic!("{messages}"));
    converted.detailed.cell.sections[0].values("pas", "e_pas").unwrap()[0]
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found}, expected {expected}");
}

#[test]
fn tables_are_interpolated() {
    for (variable, expected) in ["one", "two", "same"].into_iter().zip(VALUES) {
        near(shown(FILLED, variable), expected);
    }
}

#[test]
fn beyond_the_ends_they_are_constant() {
    for (v_mv, expected) in [(-150.0, 1.0), (-100.0, 1.0), (-80.0, 3.0), (0.0, 0.5), (40.0, 0.5)] {
        near(shown(&format!("{FILLED}v_init = {v_mv}\n"), "one"), expected);
    }
    near(shown(&format!("{FILLED}v_init = 20\n"), "two"), 5.0 + 0.25 / 0.4);
}

#[test]
fn the_vectors_are_kept_not_their_numbers() {
    near(shown(&format!("{FILLED}{{y.x[1] = 13 y = new Vector()}}\n"), "one"), 13.0 - 12.5 * 10.0 / 80.0);
    near(shown(&format!("{FILLED}table_f_tabled(4)\n"), "one"), 4.0);
}

#[test]
fn a_table_that_nobody_filled_has_no_value() {
    let folder = directory("table_g_tabled(1)\n");
    let messages = converted(folder.path()).unwrap_err();
    let expected = "unsupported[membrane::value]: mechanism `tabled` cannot be evaluated: no hoc gave `f` its numbers";
    assert!(messages.contains(expected), "{messages}");
}

#[test]
fn what_neuron_refuses_is_refused() {
    let vectors = "objref x, y\n{x = new Vector(2) y = new Vector(3)}\ndouble z[2]\n";
    for (call, message) in [
        ("table_f_tabled(x, y)", "the vectors of a table must have the same size, and not be empty"),
        ("table_g_tabled(x, x)", "vectors fill a table of one argument only"),
        ("table_f_tabled(&z[0], 0, -100, 0)", "a table needs at least one place along an argument"),
        ("table_f_tabled(&z[0], 2, 0, -100)", "the first place of a table lies beyond its last"),
    ] {
        let folder = directory(&format!("{vectors}{call}\n"));
        let messages = converted(folder.path()).unwrap_err();
        assert!(messages.contains(&format!("a.hoc:10:1: error[hoc::execerror]: {message}\n")), "{call}: {messages}");
    }
}

#[test]
fn neuron_has_the_same_values_in_what_is_written() {
    let folder = directory(FILLED);
    let converted = converted(folder.path()).unwrap_or_else(|messages| panic!("{messages}"));
    let output = folder.path().join("out");
    write_directory(&converted.files, &output, false).unwrap();
    assert!(compile_mods(&output).is_some());
    let said =
        "h.finitialize(h.v_init)\nfound = [h.soma(0.5).tabled.one, h.soma(0.5).tabled.two, h.soma(0.5).tabled.same]";
    let check = format!("{said}\nassert max(abs(a - b) for a, b in zip(found, {VALUES:?})) < 1e-12, found");
    let cell = "import sys; sys.path.insert(0, '.')\nimport model\ncell = model.build()\nmodel.build()\n";
    let path = output.canonicalize().unwrap();
    let from_python = cell.replace("'.'", &format!("'{}'", path.display())) + &check.replace("h.soma", "cell.soma");
    let from_hoc = check.replace("h.soma", "h.cell.soma");
    Model::of_file(&output, "init.hoc").python(&from_hoc).soma("soma").simulate();
    Model::of_file(&output, "init.hoc").python(&from_python).soma("soma").simulate();
}

#[test]
fn a_snapshot_has_them() {
    let folder = directory(FILLED);
    let cell = converted(folder.path()).unwrap_or_else(|messages| panic!("{messages}")).detailed.cell;
    assert_eq!(cell.function_tables["tabled"].keys().collect::<Vec<_>>(), ["f_tabled", "g_tabled", "k_tabled"]);
    let back = snapshot::read(&snapshot::write(&cell).to_string()).unwrap();
    assert_eq!(back.function_tables, cell.function_tables);
}
