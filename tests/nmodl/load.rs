//! The mod files of a directory: which are taken, what they include, and what is refused.

use std::path::{Path, PathBuf};

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::nmodl::{LoadedMod, load_catalog, mod_folders};
use neuron_reduce::source::SourceMap;

struct Loaded {
    catalog: Catalog,
    mods: Vec<LoadedMod>,
    messages: String,
}

/// A directory with these files, all of whose mod files are loaded.
fn load(files: &[(&str, &str)]) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut sources = SourceMap::open(folder.path()).unwrap();
    let mut diagnostics = Diagnostics::default();
    let paths: Vec<PathBuf> = mod_folders(&sources).into_values().flatten().collect();
    let (catalog, mods) = load_catalog(&mut sources, &paths, &mut diagnostics);
    Loaded { catalog, mods, messages: render_all(&diagnostics, &sources, MessageFormat::Human, false) }
}

fn names(loaded: &Loaded) -> Vec<&str> {
    loaded.mods.iter().map(|loaded| loaded.mechanism.as_str()).collect()
}

const LEAK: &str = "NEURON { SUFFIX leak NONSPECIFIC_CURRENT i RANGE g }\nPARAMETER { g = 1 }\nASSIGNED { i }\n";

#[test]
fn folders_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["mod/b.mod", "mod/a.MOD", "c.mod", "old/mod/a.mod", ".hidden/d.mod"] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, LEAK).unwrap();
    }
    let folders = mod_folders(&SourceMap::open(folder.path()).unwrap());
    let listed: Vec<_> = folders.iter().map(|(folder, files)| (folder.to_str().unwrap(), files.len())).collect();
    assert_eq!(listed, [("", 1), ("mod", 2), ("old/mod", 1)]);
}

#[test]
fn a_mechanism_comes_on_top_of_neurons_own() {
    let loaded = load(&[("mod/leak.mod", LEAK)]);
    assert_eq!(loaded.messages, "");
    assert_eq!(names(&loaded), ["leak"]);
    assert_eq!(loaded.mods[0].path, Path::new("mod/leak.mod"));
    assert!(loaded.catalog.find("hh").is_some());
    let g = loaded.catalog.find_variable("g_leak").unwrap();
    assert_eq!(loaded.catalog.variable(g).default, 1.0);
}

#[test]
fn a_copy_is_taken_once() {
    let loaded = load(&[("a/leak.mod", LEAK), ("b/leak2.mod", LEAK)]);
    assert_eq!((names(&loaded), loaded.messages.as_str()), (vec!["leak"], ""));
}

#[test]
fn two_different_files_of_one_name_are_refused() {
    let other = LEAK.replace("g = 1", "g = 2");
    let loaded = load(&[("a/leak.mod", LEAK), ("b/leak.mod", &other)]);
    assert_eq!(names(&loaded), ["leak"]);
    insta::assert_snapshot!(loaded.messages, @r#"
    error[nmodl::mechanism-twice]: mechanism `leak` is in two different mod files
     --> b/leak.mod:1:17
      |
    1 | NEURON { SUFFIX leak NONSPECIFIC_CURRENT i RANGE g }
      |                 ^^^^ named again
      |
     ::: a/leak.mod:1:17
      |
    1 | NEURON { SUFFIX leak NONSPECIFIC_CURRENT i RANGE g }
      |                 ---- first named here
      |
      = help: NEURON takes one folder of mod files: choose it with `--mods FOLDER`, or remove one of the two
    "#);
}

#[test]
fn neurons_own_names_are_refused() {
    let loaded = load(&[("pas.mod", "NEURON { SUFFIX pas }\n")]);
    assert!(names(&loaded).is_empty());
    insta::assert_snapshot!(loaded.messages, @r#"
    error[nmodl::mechanism-twice]: `pas` is one of NEURON's own names
     --> pas.mod:1:17
      |
    1 | NEURON { SUFFIX pas }
      |                 ^^^ named here
      |
      = help: NEURON refuses to load it: give it another name
    "#);
}

#[test]
fn an_ion_comes_with_the_first_mechanism_that_uses_it() {
    let pump = "NEURON { SUFFIX pump USEION ca READ cai USEION zz WRITE zzi VALENCE 2 }\nASSIGNED { cai zzi }\n";
    let loaded = load(&[("pump.mod", pump)]);
    assert_eq!(loaded.messages, "");
    let order: Vec<_> = loaded.catalog.mechanisms().map(|(_, mechanism)| mechanism.name.as_str()).collect();
    assert_eq!(order[order.len() - 3..], ["ca_ion", "zz_ion", "pump"]);
}

#[test]
fn a_valence_may_stand_in_another_file() {
    let loaded = load(&[
        ("a.mod", "NEURON { SUFFIX a USEION zz READ zzi }\nASSIGNED { zzi }\n"),
        ("b.mod", "NEURON { SUFFIX b USEION zz WRITE izz VALENCE -1 }\nASSIGNED { izz }\n"),
    ]);
    assert_eq!(loaded.messages, "");
    let ion = loaded.catalog.mechanism(loaded.catalog.find("zz_ion").unwrap());
    assert_eq!(ion.ions[0].valence, Some(-1.0));
}

#[test]
fn an_ion_without_valence_is_refused() {
    let loaded = load(&[("a.mod", "NEURON { SUFFIX a USEION zz READ zzi }\nASSIGNED { zzi }\n")]);
    insta::assert_snapshot!(loaded.messages, @r#"
    error[nmodl::valence]: no mod file states the valence of ion `zz`
     --> a.mod:1:26
      |
    1 | NEURON { SUFFIX a USEION zz READ zzi }
      |                          ^^ used here
      |
      = help: write `VALENCE` and its charge after one of the `USEION zz`
    "#);
}

#[test]
fn two_valences_are_refused() {
    let loaded = load(&[
        ("a.mod", "NEURON { SUFFIX a USEION zz READ zzi VALENCE 1 }\nASSIGNED { zzi }\n"),
        (
            "b.mod",
            "NEURON { SUFFIX b USEION zz READ zzi VALENCE 2 USEION na READ nai VALENCE 3 }\nASSIGNED { zzi nai }\n",
        ),
    ]);
    insta::assert_snapshot!(loaded.messages, @r#"
    error[nmodl::valence]: ion `zz` has two valences: 1 and 2
     --> b.mod:1:46
      |
    1 | NEURON { SUFFIX b USEION zz READ zzi VALENCE 2 USEION na READ nai VALENCE 3 }
      |                                              ^ 2 here
      |
     ::: a.mod:1:46
      |
    1 | NEURON { SUFFIX a USEION zz READ zzi VALENCE 1 }
      |                                              - 1 here
    error[nmodl::valence]: ion `na` has two valences: 1 and 3
     --> b.mod:1:75
      |
    1 | NEURON { SUFFIX b USEION zz READ zzi VALENCE 2 USEION na READ nai VALENCE 3 }
      |                                                                           ^ 3 here
      |
      = note: 1 is NEURON's own
    "#);
}

#[test]
fn a_bad_file_does_not_hide_the_others() {
    let loaded = load(&[("bad.mod", "NEURON {\n"), ("leak.mod", LEAK)]);
    assert_eq!(names(&loaded), ["leak"]);
    insta::assert_snapshot!(loaded.messages, @r#"
    error[nmodl::syntax]: `{` is not closed
     --> bad.mod:1:8
      |
    1 | NEURON {
      |        ^ opened here
    "#);
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut sources = SourceMap::open(folder.path()).unwrap();
    let mut diagnostics = Diagnostics::default();
    let (_, mods) = load_catalog(&mut sources, &[PathBuf::from("no.mod")], &mut diagnostics);
    assert!(mods.is_empty());
    assert!(diagnostics.iter().next().unwrap().message.starts_with("cannot read `no.mod`"));
}

#[test]
fn included_blocks_are_put_in_place() {
    let loaded = load(&[
        ("mod/a.mod", "NEURON { SUFFIX a RANGE x, y, z }\nINCLUDE \"one.inc\"\nPARAMETER { z = 3 }\n"),
        ("mod/one.inc", "PARAMETER { x = 1 }\nINCLUDE \"two.inc\"\n"),
        ("two.inc", "PARAMETER { y = 2 }\n"),
    ]);
    assert_eq!(loaded.messages, "");
    let mechanism = loaded.catalog.mechanism(loaded.catalog.find("a").unwrap());
    let defaults: Vec<_> = mechanism.parameters().map(|variable| (variable.name.as_str(), variable.default)).collect();
    assert_eq!(defaults, [("x_a", 1.0), ("y_a", 2.0), ("z_a", 3.0)]);
}

#[test]
fn an_include_that_includes_itself_is_refused() {
    let loaded =
        load(&[("a.mod", "INCLUDE \"a.inc\"\n"), ("a.inc", "INCLUDE \"b.inc\"\n"), ("b.inc", "INCLUDE \"a.inc\"\n")]);
    insta::assert_snapshot!(loaded.messages, @r#"
    error[nmodl::include]: `a.inc` includes itself
     --> b.inc:1:1
      |
    1 | INCLUDE "a.inc"
      | ^^^^^^^^^^^^^^^ included again here
    "#);
}

#[test]
fn a_missing_include_is_said_where_it_is_asked_for() {
    let loaded = load(&[("a.mod", "NEURON { SUFFIX a }\nINCLUDE \"gone.inc\"\n")]);
    insta::assert_snapshot!(loaded.messages, @r#"
    error[nmodl::include]: cannot read `gone.inc`
     --> a.mod:2:1
      |
    2 | INCLUDE "gone.inc"
      | ^^^^^^^^^^^^^^^^^^ included here
    "#);
}

#[test]
fn includes_that_multiply_are_stopped() {
    let mut files = vec![("a.mod".to_owned(), "INCLUDE \"0.inc\"\n".to_owned())];
    for level in 0..30 {
        let next = level + 1;
        files.push((format!("{level}.inc"), format!("INCLUDE \"{next}.inc\"\nINCLUDE \"{next}.inc\"\n")));
    }
    files.push(("30.inc".to_owned(), "PARAMETER { x }\n".to_owned()));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert!(load(&files).messages.contains("more than 1000 includes"));
}

#[test]
fn what_does_not_matter_to_a_cell_is_left_to_the_check() {
    let refused_by_9 = "VERBATIM\nvoid* nrn_random_arg(int);\nENDVERBATIM\n";
    let text = format!("{LEAK}PARAMETER {{ unused = 1 }}\nSTATE {{ still }}\n{refused_by_9}");
    let loaded = load(&[("leak.mod", &text)]);
    assert_eq!((names(&loaded), loaded.messages.as_str()), (vec!["leak"], ""));
}

#[test]
fn what_does_not_compile_is_no_mechanism() {
    let loaded = load(&[("leak.mod", &format!("{LEAK}BREAKPOINT {{ i = gg*2 + leek }}\n"))]);
    assert!(loaded.mods.is_empty());
    assert!(loaded.messages.contains("error[nmodl::undeclared]: `leek` is not declared"), "{}", loaded.messages);
}
