//! What the options of a reduction and of the recipe do, and what is said where they are wrong.

use crate::case::Case;
use crate::texts;

fn four_stems() -> Case {
    Case::new().file("cell.hoc", texts::FOUR_STEMS)
}

fn names(case: &Case) -> Vec<String> {
    let record = case.record();
    record["sections"].as_array().unwrap().iter().map(|section| section["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_stem_is_kept() {
    let case = four_stems().arguments(&["--keep", "apic[0]"]);
    case.succeeds();
    assert_eq!(names(&case), ["soma", "apic[0]", "apic[1]", "axon", "dend[0]", "dend[1]"]);
    assert!(case.output_text("README.md").contains("--keep 'apic[0]' -o OUT"));
}

#[test]
fn all_sections_of_a_name_are_kept() {
    let case = four_stems().arguments(&["--keep", "dend"]);
    case.succeeds();
    assert_eq!(names(&case), ["soma", "dend[0]", "dend[1]", "axon", "apic[0]"]);
}

#[test]
fn a_section_to_keep_that_does_not_exist_is_named() {
    insta::assert_snapshot!(four_stems().arguments(&["--keep", "apical[0]"]).fails(), @"
    error[reduce::unknown-section]: `--keep apical[0]` names no section of the cell
     |
     = help: did you mean `apic[0]`?
    ");
}

#[test]
fn the_soma_can_be_told() {
    let body = texts::FOUR_STEMS.replace("soma", "body");
    let case = Case::new().file("cell.hoc", &body);
    insta::assert_snapshot!(case.fails(), @"
    note[reduce::axon-by-name]: taken for axon by name: `axon`
     |
     = help: where that is wrong, say with `--axon` what is axon
    error[reduce::no-soma]: no section of the cell is a soma
     |
     = help: name it, such as `--soma body`, or put it in a section list `somatic`
    ");
    let case = case.arguments(&["--soma", "body"]);
    case.succeeds();
    assert_eq!(names(&case), ["body", "axon", "apic[0]", "dend[0]", "dend[1]"]);
    assert!(case.output_text("init.hoc").ends_with("access cell.body\n"));
}

#[test]
fn the_axon_can_be_told() {
    let case = four_stems().arguments(&["--axon", "dend[1]"]);
    case.succeeds();
    assert_eq!(names(&case), ["soma", "dend[1]", "apic[0]", "dend[0]", "dend[2]"]);
    assert!(case.output_text("cell.hoc").contains("dend[1] axonal.append()"));
}

#[test]
fn segments_can_be_told() {
    let segments = |arguments: &[&str]| {
        let case = four_stems().arguments(arguments);
        case.succeeds();
        case.record()["n_seg_dend"].as_u64().unwrap()
    };
    assert_eq!(segments(&[]), 11);
    assert_eq!(segments(&["--segments", "auto"]), 11);
    // shared by length and rounded up for each cylinder
    assert!((30..33).contains(&segments(&["--segments", "31"])));
    assert_eq!(segments(&["--segments", "0.5"]), 11);
    assert_eq!(segments(&["--segments", "0.9"]), 16);
}

#[test]
fn segments_that_are_none_are_refused() {
    insta::assert_snapshot!(four_stems().arguments(&["--segments", "many"]).refused(), @"error: invalid value 'many' for '--segments <auto|N|FRACTION>': `auto`, a whole number above 1, or a fraction between 0 and 1 is needed");
    for wrong in ["0", "1", "1.0", "1.5", "-3", "-0.5", "NaN", "inf", "99999999999999999999999999", ""] {
        let message = four_stems().arguments(&["--segments", wrong]).refused();
        assert!(message.contains("`auto`, a whole number above 1, or a fraction between 0 and 1"), "{message}");
    }
}

#[test]
fn a_frequency_that_is_none_is_refused() {
    insta::assert_snapshot!(four_stems().arguments(&["--frequency", "-1"]).refused(), @"error: invalid value '-1' for '--frequency <HERTZ>': a number of Hz is needed, 0 or more");
    for wrong in ["NaN", "inf", "fast", ""] {
        let message = four_stems().arguments(&["--frequency", wrong]).refused();
        assert!(message.contains("a number of Hz is needed, 0 or more"), "{message}");
    }
}

#[test]
fn what_the_hoc_says_comes_before_the_options() {
    let case = Case::passive().arguments(&["--celsius", "20", "--v-init", "-80"]);
    insta::assert_snapshot!(case.warns(), @"
    warning[entry::ignored-option]: the hoc sets `celsius = 34`: `--celsius 20` is ignored
     |
     = help: to change it anyway, add `--run 'celsius = 20'`
    warning[entry::ignored-option]: the hoc sets `v_init = -70`: `--v-init -80` is ignored
     |
     = help: to change it anyway, add `--run 'v_init = -80'`
    ");
    assert_eq!((case.record()["celsius"].clone(), case.record()["v_init"].clone()), (34.0.into(), (-70.0).into()));
    assert!(Case::passive().arguments(&["--celsius", "34", "--v-init=-70"]).warns().is_empty());
}

#[test]
fn options_stand_where_the_hoc_says_nothing() {
    let hoc = texts::PASSIVE.replace("celsius = 34\n", "").replace("v_init = -70\n", "");
    let silent = Case::new().file("cell.hoc", &hoc);
    insta::assert_snapshot!(silent.warns(), @"
    warning[entry::assumed]: the hoc does not set `celsius`: 6.3 is assumed, as in NEURON
     |
     = help: state it: `--celsius 6.3`
    warning[entry::assumed]: the hoc does not set `v_init`: -65 is assumed, as in NEURON
     |
     = help: state it: `--v-init -65`
    ");
    let told = Case::new().file("cell.hoc", &hoc).arguments(&["--celsius", "20", "--v-init", "-80"]);
    assert!(told.warns().is_empty());
    assert!(told.output_text("init.hoc").contains("celsius = 20\nv_init = -80\n"));
    assert!(told.output_text("README.md").contains("--celsius 20 --v-init -80 --membrane passive -o OUT"));
}

#[test]
fn a_warning_says_how_a_value_of_the_hoc_is_changed() {
    let case = Case::passive().arguments(&["--celsius", "20", "--run", "celsius = 20"]);
    assert!(case.warns().is_empty());
    assert_eq!(case.record()["celsius"], 20.0);
}

#[test]
fn numbers_of_options_are_finite() {
    insta::assert_snapshot!(Case::passive().arguments(&["--celsius", "warm"]).refused(), @"error: invalid value 'warm' for '--celsius <DEGREES>': a finite number is needed");
    assert!(Case::passive().arguments(&["--v-init", "NaN"]).refused().contains("a finite number is needed"));
}

#[test]
fn the_recipe_runs_in_order() {
    let case = Case::new()
        .file("first.hoc", "order[at] = 2\nat += 1\n")
        .file("second.hoc", &format!("order[at] = 3\nat += 1\n{}", texts::FROM_OUTSIDE))
        .file("cell.swc", texts::SWC)
        .arguments(&["--before", "double order[5]", "--before", "at = 0"])
        .arguments(&["--before", "order[at] = 1", "--before", "at += 1"])
        .arguments(&["--load", "first.hoc", "--load", "second.hoc", "--cell", "Cell()", "--morphology", "cell.swc"])
        .arguments(&["--run", "cell.membrane()", "--run", "celsius = order[0] + 10*order[1] + 100*order[2]"])
        .arguments(&["--v-init", "-65"]);
    assert!(case.warns().is_empty());
    assert_eq!(case.record()["celsius"], 321.0);
}

#[test]
fn a_wrong_statement_of_an_option_is_shown() {
    insta::assert_snapshot!(Case::passive().arguments(&["--load", "cell.hoc", "--run", "cell.biophys()"]).fails(), @"
    error[hoc::undefined-variable]: undefined variable `cell`
     --> --run:1:1
      |
    1 | cell.biophys()
      | ^^^^
    ");
    insta::assert_snapshot!(Case::passive().arguments(&["--load", "cell.hoc", "--before", "celsius = = 34"]).fails(), @"
    error[hoc::syntax]: expected a value, found `=`
     --> --before:1:11
      |
    1 | celsius = = 34
      |           ^
    ");
    insta::assert_snapshot!(Case::passive().arguments(&["--load", "gone.hoc"]).fails(), @"error[hoc::cannot-read]: cannot read `gone.hoc`: No such file or directory (os error 2)");
    insta::assert_snapshot!(Case::passive().arguments(&["--load", "cell.hoc", "--cell", "Cel()"]).fails(), @r#"
    error[hoc::class]: there is no class `Cel`
     --> --cell:1:5
      |
    1 | new Cel()
      |     ^^^
      |
      = help: a cell is `--cell 'Template("cell.asc")'`, an object that exists then, or the root section of its tree
    "#);
    insta::assert_snapshot!(Case::passive().arguments(&["--load", "cell.hoc", "--cell", "celsius"]).fails(), @r#"
    error[hoc::type]: expected an object, found a number
     --> --cell:1:1
      |
    1 | celsius
      | ^^^^^^^
      |
      = help: a cell is `--cell 'Template("cell.asc")'`, an object that exists then, or the root section of its tree
    "#);
}

#[test]
fn trees_outside_templates_are_named() {
    let hoc = format!("{}create other, more\nconnect more(0), other(1)\nforall insert pas\n", texts::PASSIVE);
    let case = Case::new().file("cell.hoc", &hoc);
    insta::assert_snapshot!(case.fails(), @"
    error[entry::several-cells]: 2 cells exist: choose one
     |
     = note: `soma` has 3 sections
     = note: `other` has 2 sections
     = help: add one of these lines to the command
             --load cell.hoc --cell soma
             --load cell.hoc --cell other
    ");
    let other = case.arguments(&["--load", "cell.hoc", "--cell", "other", "--soma", "other"]);
    other.succeeds();
    assert_eq!(names(&other), ["other", "dend[0]"]);
}

#[test]
fn a_cell_in_which_nothing_is_inserted_is_told() {
    let bare = texts::PASSIVE.replace("  insert pas\n", "");
    let case = Case::new().file("cell.hoc", &bare);
    insta::assert_snapshot!(case.fails(), @"
    error[entry::no-cell]: nothing is inserted in the cell of `--load cell.hoc`: something more has to be run
     |
     = help: call what inserts the channels, for example `--run 'biophys()'`, or insert a leak: `--run 'forall insert pas'`
    ");
    case.arguments(&["--load", "cell.hoc", "--run", "forall insert pas"]).succeeds();
}

#[test]
fn the_recipe_file_has_the_keys_of_the_options() {
    let recipe = "\
before = ['celsius = 31']
load = ['cell.hoc']
cell = 'Cell()'
morphology = 'cell.swc'
run = ['cell.membrane()', 'v_init = -66']
";
    let case = Case::new()
        .file("cell.hoc", texts::FROM_OUTSIDE)
        .file("other.hoc", texts::PASSIVE)
        .file("cell.swc", texts::SWC)
        .file("neuron-reduce.toml", recipe);
    assert!(case.warns().is_empty());
    let record = case.record();
    assert_eq!((record["celsius"].clone(), record["v_init"].clone()), (31.0.into(), (-66.0).into()));
    insta::assert_snapshot!(record["command"].as_str().unwrap(), @"neuron-reduce reduce model --before 'celsius = 31' --load cell.hoc --cell 'Cell()' --morphology cell.swc --run 'cell.membrane()' --run 'v_init = -66' --membrane passive -o OUT");
}

#[test]
fn the_command_line_wins_key_by_key() {
    let case = Case::new()
        .file("cell.hoc", texts::FROM_OUTSIDE)
        .file("cell.swc", texts::SWC)
        .file(
            "neuron-reduce.toml",
            "load = ['cell.hoc']\ncell = 'Cell()'\nmorphology = 'gone.swc'\nrun = ['cell.gone()']\n",
        )
        .arguments(&["--morphology", "cell.swc", "--run", "cell.discretize()"]);
    case.succeeds();
    assert_eq!(case.record()["model"]["recipe"]["load"][0], "cell.hoc");
}

#[test]
fn an_unknown_key_of_the_recipe_file_is_shown() {
    let case = Case::passive().file("neuron-reduce.toml", "load = ['cell.hoc']\nmorphologie = 'a.asc'\n");
    insta::assert_snapshot!(case.fails(), @"
    error[entry::recipe]: `neuron-reduce.toml`: unknown field `morphologie`, expected one of `before`, `load`, `cell`, `morphology`, `run`, `linearization`
     --> neuron-reduce.toml:2:1
      |
    2 | morphologie = 'a.asc'
      | ^^^^^^^^^^^
      |
      = help: `before`, `load` and `run` are lists of texts such as ['init.hoc'], `cell` and `morphology` a text each
    ");
    insta::assert_snapshot!(Case::passive().file("neuron-reduce.toml", "load = 'cell.hoc'\n").fails(), @r#"
    error[entry::recipe]: `neuron-reduce.toml`: invalid type: string "cell.hoc", expected a sequence
     --> neuron-reduce.toml:1:8
      |
    1 | load = 'cell.hoc'
      |        ^^^^^^^^^^
      |
      = help: `before`, `load` and `run` are lists of texts such as ['init.hoc'], `cell` and `morphology` a text each
    "#);
    insta::assert_snapshot!(Case::passive().file("neuron-reduce.toml", "load = [\n").fails(), @"
    error[entry::recipe]: `neuron-reduce.toml`: unclosed array, expected `]`
     --> neuron-reduce.toml:1:9
      |
    1 | load = [
      |         ^
      |
      = help: `before`, `load` and `run` are lists of texts such as ['init.hoc'], `cell` and `morphology` a text each
    ");
}

#[test]
fn one_of_two_mod_folders_is_told() {
    let hoc = format!("{}soma insert Ih\n", texts::PASSIVE);
    let case = || {
        let new = texts::IH.replace("1e-5", "3e-5");
        Case::new().file("cell.hoc", &hoc).file("mod/Ih.mod", texts::IH).file("mod_new/Ih.mod", &new)
    };
    insta::assert_snapshot!(case().fails(), @"
    error[nmodl::mechanism-twice]: mechanism `Ih` is in two different mod files
     --> mod_new/Ih.mod:2:12
      |
    2 |     SUFFIX Ih
      |            ^^ named again
      |
     ::: mod/Ih.mod:2:12
      |
    2 |     SUFFIX Ih
      |            -- first named here
      |
      = help: NEURON takes one folder of mod files: choose it with `--mods FOLDER`, or remove one of the two
    error[entry::mods]: mod files lie in 2 folders: choose the one that NEURON compiles
     |
     = help: add one of these lines to the command
             --mods mod
             --mods mod_new
    ");
    let old = case().arguments(&["--mods", "mod"]);
    old.succeeds();
    assert_eq!(old.output_text("mod/Ih.mod"), texts::IH);
    let new = case().arguments(&["--mods", "mod_new/"]);
    new.succeeds();
    assert!(new.output_text("mod/Ih.mod").contains("3e-5"));
    insta::assert_snapshot!(case().arguments(&["--mods", "mods"]).fails(), @"
    error[entry::mods]: the model directory has no mod files in `mods`
     |
     = help: folders with mod files: `mod`, `mod_new`
    ");
}

#[test]
fn without_arguments_the_usage_is_said() {
    let output = Case::new().shell("neuron-reduce");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Usage: neuron-reduce"));
    assert_eq!(Case::new().shell("neuron-reduce reduce").status.code(), Some(2));
    assert_eq!(Case::new().shell("neuron-reduce reduce model").status.code(), Some(2), "-o is needed");
    assert_eq!(Case::new().shell("neuron-reduce --help").status.code(), Some(0));
}
