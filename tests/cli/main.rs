//! The program as a user meets it: files in a folder, arguments, exit code, exact messages.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod batch;
mod case;
mod check;
mod cut;
mod discovery;
mod dump;
mod impedance;
mod inspect;
mod method;
mod options;
mod places;
#[path = "../support/schema.rs"]
mod schema;
mod synapses;
mod terminal;
mod texts;
mod verify;

use case::Case;

#[test]
fn an_unknown_mechanism_is_named_with_the_nearest_one() {
    let case = Case::passive().file("cell.hoc", "create soma\nsoma insert Ihh\n").file("mod/Ih.mod", texts::IH);
    insta::assert_snapshot!(case.fails(), @"
    error[hoc::mechanism]: there is no mechanism `Ihh`
     --> cell.hoc:2:13
      |
    2 | soma insert Ihh
      |             ^^^
      |
      = note: mod files were found in `mod`
      = help: did you mean `Ih`?
    ");
}

#[test]
fn a_range_variable_that_does_not_exist_is_named_with_its_section() {
    let case = Case::new()
        .file("mod/Ih.mod", texts::IH)
        .file("cell.hoc", "create soma\nsoma {\n  insert Ih\n  gIhbarr_Ih(0.5) = 0.0002\n}\n");
    insta::assert_snapshot!(case.fails(), @"
    error[hoc::range-variable]: section `soma` has no range variable `gIhbarr_Ih`
     --> cell.hoc:4:3
      |
    4 |   gIhbarr_Ih(0.5) = 0.0002
      |   ^^^^^^^^^^
      |
      = note: mechanism `Ih` declares `gbar` in mod/Ih.mod:2:12
      = help: did you mean `gbar_Ih`?
    ");
    let dotted = Case::new()
        .file("mod/Ih.mod", texts::IH)
        .file("cell.hoc", "create soma\nsoma insert Ih\nsoma.gbarr_Ih = 0.0002\n");
    insta::assert_snapshot!(dotted.fails(), @"
    error[hoc::range-variable]: section `soma` has no range variable `gbarr_Ih`
     --> cell.hoc:3:6
      |
    3 | soma.gbarr_Ih = 0.0002
      |      ^^^^^^^^
      |
      = note: mechanism `Ih` declares `gbar` in mod/Ih.mod:2:12
      = help: did you mean `gbar_Ih`?
    ");
}

#[test]
fn an_assignment_that_neuron_takes_for_a_new_variable_is_a_warning() {
    let case = Case::passive()
        .file("mod/Ih.mod", texts::IH)
        .file("cell.hoc", &format!("{}forall {{\n  insert Ih\n  gbarr_Ih = 0.0002\n}}\n", texts::PASSIVE));
    insta::assert_snapshot!(case.warns(), @"
    warning[hoc::range-variable]: section `soma` has no range variable `gbarr_Ih`
      --> cell.hoc:14:3
       |
    14 |   gbarr_Ih = 0.0002
       |   ^^^^^^^^ set here for 3 sections
       |
       = note: mechanism `Ih` declares `gbar` in mod/Ih.mod:2:12
       = note: as in NEURON the name became a variable; nothing reads it
       = help: did you mean `gbar_Ih`?
    ");
}

#[test]
fn a_missing_morphology_is_named_where_it_is_asked_for() {
    let case = Case::new().file("cell.hoc", texts::TEMPLATE).arguments(&[
        "--load",
        "cell.hoc",
        "--cell",
        "Cell(\"gone.asc\")",
    ]);
    insta::assert_snapshot!(case.fails(), @r#"
    error[morphology::missing]: cannot read the morphology `gone.asc`: there is no such file
      --> cell.hoc:13:18
       |
    13 |     reader.input($s1)
       |                  ^^^ named here
       |
      ::: --cell:1:5
       |
     1 | new Cell("gone.asc")
       |     ----
       |     |
       |     in `init`, called here
       |     in `new Cell`, called here
    "#);
}

#[test]
fn the_unclosed_bracket_of_a_truncated_morphology_is_shown() {
    let case = Case::new()
        .file("cell.hoc", texts::TEMPLATE)
        .file("cell.asc", "(Dendrite)\n((Dendrite)\n  (0 0 0 1)\n  (0 10 0 1)\n");
    insta::assert_snapshot!(case.fails(), @r#"
    error[asc::unclosed]: the file ends inside a block
      --> cell.asc:2:1
       |
     2 | ((Dendrite)
       | ^ this `(` is never closed
     3 |   (0 0 0 1)
     4 |   (0 10 0 1)
       |             - the file ends here
       |
      ::: cell.hoc:13:18
       |
    13 |     reader.input($s1)
       |                  --- read from here
       |
      ::: --cell:1:5
       |
     1 | new Cell("cell.asc")
       |     ----
       |     |
       |     in `init`, called here
       |     in `new Cell`, called here
       |
       = help: the file may be truncated
    "#);
}

#[test]
fn a_cycle_in_an_swc_is_shown() {
    let case = Case::new()
        .file("cell.hoc", &texts::TEMPLATE.replace("Import3d_Neurolucida3", "Import3d_SWC_read"))
        .file("cell.swc", "1 1 0 0 0 5 -1\n2 3 0 10 0 1 4\n3 3 0 20 0 1 2\n4 3 0 30 0 1 3\n");
    insta::assert_snapshot!(case.fails(), @r#"
    error[swc::cycle]: 3 points are each other's ancestors
      --> cell.swc:2:1
       |
     2 | 2 3 0 10 0 1 4
       | ^^^^^^^^^^^^^^ the parent of 2 is 4
     3 | 3 3 0 20 0 1 2
       | -------------- the parent of 3 is 2
     4 | 4 3 0 30 0 1 3
       | -------------- the parent of 4 is 3
       |
      ::: cell.hoc:13:18
       |
    13 |     reader.input($s1)
       |                  --- read from here
       |
      ::: --cell:1:5
       |
     1 | new Cell("cell.swc")
       |     ----
       |     |
       |     in `init`, called here
       |     in `new Cell`, called here
    "#);
}

#[test]
fn a_mod_file_with_a_syntax_error_is_shown() {
    let case = Case::passive().file("mod/Ih.mod", &texts::IH.replace("gbar = 1e-5", "gbar = = 1e-5"));
    insta::assert_snapshot!(case.fails(), @"
    error[nmodl::syntax]: expected `[`, `=`, `<`, a unit, a name or `}`
     --> mod/Ih.mod:7:10
      |
    7 |     gbar = = 1e-5 (S/cm2)
      |          ^ found `=`
    ");
}

#[test]
fn what_only_a_simulation_computes_is_refused() {
    let balance = "objref s\nsoma s = new ExpSyn(0.5)\nfinitialize(-70)\nsoma e_pas = v + s.i/g_pas\n";
    let case = Case::new().file("cell.hoc", &format!("{}{balance}", texts::PASSIVE));
    insta::assert_snapshot!(case.fails(), @"
    unsupported[hoc::computed]: `i` is computed by a simulation, and none was run: its value is not known
      --> cell.hoc:15:18
       |
    14 | finitialize(-70)
       | ----------- skipped here
    15 | soma e_pas = v + s.i/g_pas
       |                  ^^^
       |
       = note: a cell stands by then: `--keep-going` takes it as it is here
       = help: leave the statement out of what is loaded, and set what it would set with `--run`
    ");
}

#[test]
fn the_leak_is_balanced_from_currents() {
    let balance = "finitialize(-70)\nforall for (x, 0) e_pas(x) = v(x) + ina(x)/g_pas(x)\n";
    let case = Case::new().file("cell.hoc", &format!("{}forall insert hh\n{balance}", texts::PASSIVE));
    let dumped = case.dumps("cell", &["--format", "json"]);
    let cell: serde_json::Value = serde_json::from_str(&dumped).unwrap();
    let e_pas = cell["sections"][0]["mechs"]["pas"]["e_pas"].as_f64().unwrap();
    assert!((e_pas + 70.0).abs() > 1e-3 && (e_pas + 70.0).abs() < 10.0, "{e_pas}");
}

#[test]
fn the_cells_of_a_model_are_listed_with_its_buttons() {
    let driver = "objref a, b, c\na = new Cell()\nb = new Cell()\nc = new Cell()\nc.soma.L = 33\nxpanel(\"choose\")\n\
                  xbutton(\"bigger\", \"bigger(3)\")\nxbutton(\"run\", \"run()\")\nxpanel()\nproc bigger() { load_file(\"big.hoc\") }\n";
    let case = Case::new().file("init.hoc", &format!("{}{driver}", texts::BALL_AND_STICK));
    insta::assert_snapshot!(case.cells(&[]), @"
    --load init.hoc

    cell                     equal  sections  segments  stems  mechanisms; point processes
    Cell[0]                      2         2         2      1  pas
    Cell[2]                      1         2         2      1  pas

    buttons of its panels would build more; options to copy:
      --load init.hoc --run 'bigger(3)'
    ");
}

#[test]
fn all_cells_of_a_model_are_reduced_into_directories_of_their_own() {
    let driver = "objref a, b, c\na = new Cell()\nb = new Cell()\nc = new Cell()\nc.soma.L = 33\n";
    let case = Case::new().file("init.hoc", &format!("{}{driver}", texts::BALL_AND_STICK)).arguments(&["--all"]);
    case.succeeds();
    assert_eq!(case.output_listing(), ["Cell_0", "Cell_2"], "equal cells are reduced once");
    assert!(case.output_text("Cell_2/README.md").contains("--cell 'Cell[2]'"));
    insta::assert_snapshot!(case.fails(), @"
    error[reduce::cell]: `Cell[0]`: the output `out/Cell_0` exists
    error[reduce::cell]: `Cell[2]`: the output `out/Cell_2` exists
    ");
}

#[test]
fn a_file_outside_of_the_model_is_asked_for_with_the_way_to_give_it() {
    let cell = format!("load_file(\"../../beside.hoc\")\n{}", texts::PASSIVE);
    let case = Case::new().file("sub/cell.hoc", &cell).file("../beside.hoc", "x = 1\n");
    insta::assert_snapshot!(case.arguments(&["--load", "sub/cell.hoc"]).warns(), @r#"
    warning[hoc::missing-file]: cannot load `../../beside.hoc`: it lies outside the model directory
     --> sub/cell.hoc:1:11
      |
    1 | load_file("../../beside.hoc")
      |           ^^^^^^^^^^^^^^^^^^ asked for here
      |
      = help: name the directory that holds all of the model, and load this file from there: `--load FOLDER/FILE`
    "#);
}

#[test]
fn buttons_are_suggested_where_nothing_is_built() {
    let panel = "proc load_it() { xopen($s1) }\nxpanel(\"choose\")\nxbutton(\"a\", \"load_it(\\\"a.geo\\\")\")\nxpanel()\ncreate soma\nforall delete_section()\n";
    let case = Case::new().file("mosinit.hoc", panel).file("a.geo", texts::PASSIVE);
    insta::assert_snapshot!(case.fails(), @r#"
    note[hoc::graphics]: graphics calls are skipped
     --> mosinit.hoc:2:1
      |
    2 | xpanel("choose")
      | ^^^^^^ first met here
    error[entry::no-cell]: no cell found: no section exists after `--load mosinit.hoc`
     |
     = help: add one of these lines to the command
             --load mosinit.hoc --run 'load_it("a.geo")'
    "#);
}

#[test]
fn statements_of_a_button_that_stand_side_by_side_are_suggested_as_a_block() {
    let panel = "proc load_it() { xopen($s1) }\nxpanel(\"choose\")\nxbutton(\"a\", \"x = 1 load_it(\\\"a.geo\\\")\")\nxpanel()\ncreate soma\nforall delete_section()\n";
    let case = || Case::new().file("mosinit.hoc", panel).file("a.geo", texts::PASSIVE);
    let options = ["--load", "mosinit.hoc", "--run", "{x = 1 load_it(\"a.geo\")}"];
    let suggested = format!("--load mosinit.hoc --run '{}'", options[3]);
    let message = case().fails();
    assert!(message.contains(&suggested), "{message}");
    case().arguments(&options).succeeds();
}

#[test]
fn an_error_behind_a_cell_can_be_passed_over() {
    let case =
        Case::new().file("cell.hoc", &format!("{}x = not_there\n", texts::PASSIVE)).arguments(&["--load", "cell.hoc"]);
    insta::assert_snapshot!(case.fails(), @"
    error[hoc::undefined-variable]: undefined variable `not_there`
      --> cell.hoc:12:5
       |
    12 | x = not_there
       |     ^^^^^^^^^
       |
       = note: a cell stands by then: `--keep-going` takes it as it is here
    ");
    insta::assert_snapshot!(case.arguments(&["--keep-going"]).warns(), @"
    warning[hoc::undefined-variable]: undefined variable `not_there`
      --> cell.hoc:12:5
       |
    12 | x = not_there
       |     ^^^^^^^^^
       |
       = note: the program ends here: the cell is as it stands then
    ");
}

#[test]
fn recursion_without_end_is_given_up() {
    let case = Case::passive().file("cell.hoc", "create soma\nfunc f() {\n  return f($1 + 1)\n}\nx = f(0)\n");
    insta::assert_snapshot!(case.fails(), @"
    error[hoc::recursion]: recursion without end: 512 calls are nested
     --> cell.hoc:3:10
      |
    3 |   return f($1 + 1)
      |          ^
      |          |
      |          in `f`, called here
    4 | }
    5 | x = f(0)
      |     - in `f`, called here
      |
      = note: and 509 more calls
      = help: a procedure may call itself without end
    ");
}

#[test]
fn an_endless_loop_is_given_up() {
    let case = Case::passive()
        .file("cell.hoc", "create soma\nwhile (1) {\n  x = x + 1\n}\n")
        .arguments(&["--max-steps", "10000"]);
    insta::assert_snapshot!(case.fails(), @"
    error[hoc::max-steps]: the step budget of 10000 is used up
     --> cell.hoc:3:3
      |
    3 |   x = x + 1
      |   ^^^^^^^^^
      |
      = help: a loop may have no end; `--max-steps N` raises the budget
    ");
}

#[test]
fn a_program_that_takes_too_much_memory_is_given_up() {
    let hoc = "create soma\nobjref big\nbig = new Vector(1e6)\n";
    let case = || Case::passive().file("cell.hoc", hoc);
    insta::assert_snapshot!(case().arguments(&["--max-memory", "4"]).fails(), @"
    error[hoc::memory]: a Vector: 7.6 MiB more do not fit, 1.5 KiB of 4.0 MiB are taken
     --> cell.hoc:3:18
      |
    3 | big = new Vector(1e6)
      |                  ^^^
      |
      = help: `--max-memory MIB` raises the bound
    ");
    insta::assert_snapshot!(case().arguments(&["--max-memory", "0"]).refused(), @"
    error: invalid value '0' for '--max-memory <MIB>': a number of MiB is needed
    ");
}

#[test]
fn a_directory_without_hoc_has_no_cell() {
    insta::assert_snapshot!(Case::new().file("notes.txt", "").fails(), @r#"
    error[entry::no-cell]: no cell found: the directory holds no hoc file
     |
     = help: say how the cell is made, for example `--load FILE.hoc --cell 'Template("morphology.asc")'`
    "#);
}

#[test]
fn hoc_that_creates_nothing_has_no_cell() {
    insta::assert_snapshot!(Case::new().file("a.hoc", "x = 1\n").fails(), @r#"
    error[entry::no-cell]: no cell found: none of the 1 hoc files creates sections
     |
     = help: say how the cell is made, for example `--load FILE.hoc --cell 'Template("morphology.asc")'`
    "#);
}

#[test]
fn two_cells_are_listed_as_commands() {
    let second = texts::PASSIVE.replace("soma", "body");
    let case = Case::passive().file("other.hoc", &second);
    insta::assert_snapshot!(case.fails(), @"
    error[entry::several-cells]: 2 ways lead to a cell: choose one
     |
     = help: add one of these lines to the command
             --load cell.hoc
             --load other.hoc
    ");
}

#[test]
fn two_instances_of_one_run_are_listed_as_commands() {
    let driver = "objref a, b\na = new Cell()\nb = new Cell()\n";
    let case = Case::new().file("init.hoc", &format!("{}{driver}", texts::BALL_AND_STICK));
    insta::assert_snapshot!(case.fails(), @"
    error[entry::several-cells]: 2 cells exist: choose one
     |
     = note: `Cell[0]` has 2 sections
     = note: `Cell[1]` has 2 sections
     = help: add one of these lines to the command
             --load init.hoc --cell 'Cell[0]'
             --load init.hoc --cell 'Cell[1]'
    ");
}

#[test]
fn an_output_that_exists_is_not_touched() {
    let case = Case::passive().output_file("thesis.tex", "years of work");
    insta::assert_snapshot!(case.fails(), @"
    error[output::write]: the output `out` exists
     |
     = help: name another directory with `-o`, or replace it with `--force`
    ");
    assert_eq!(case.output_listing(), ["thesis.tex"]);
}

#[test]
fn even_force_does_not_replace_what_the_program_did_not_write() {
    let case = Case::passive().output_file("thesis.tex", "years of work").arguments(&["--force"]);
    insta::assert_snapshot!(case.fails(), @"
    error[output::write]: the output `out` holds `thesis.tex`, which neuron-reduce did not write
     |
     = help: move it away, or name another directory with `-o`
    ");
    assert_eq!(case.output_listing(), ["thesis.tex"]);
}

#[test]
fn force_replaces_an_earlier_result() {
    let case = Case::passive();
    case.succeeds();
    let first = case.output_bytes();
    let again = case.arguments(&["--force", "--frequency", "100"]);
    again.succeeds();
    assert_ne!(again.output_bytes(), first);
}

#[test]
fn the_model_directory_is_never_written_to() {
    let case = Case::passive().output("model/out");
    insta::assert_snapshot!(case.fails(), @"
    error[output::write]: the output `model/out` would change the model directory `model`
     |
     = help: name a directory outside the model's with `-o`
    ");
}

#[test]
fn a_model_directory_that_is_not_there_is_named() {
    let case = Case::new().arguments(&["--mods", "mod"]).missing_model();
    insta::assert_snapshot!(case.fails(), @"error[entry::directory]: the model directory `gone` cannot be read: No such file or directory (os error 2)");
}

#[test]
fn an_output_below_a_file_cannot_be_written() {
    let case = Case::passive().output("model/cell.hoc/out");
    insta::assert_snapshot!(case.fails(), @"
    error[output::write]: the output `model/cell.hoc/out` would change the model directory `model`
     |
     = help: name a directory outside the model's with `-o`
    ");
}

#[test]
fn a_read_only_output_is_named() {
    let Some(case) = Case::passive().read_only_parent() else {
        println!("skipped: this user may write everywhere");
        return;
    };
    let errors = case.fails();
    assert!(errors.contains("error[output::write]: the output `locked/out` cannot be written: "), "{errors}");
    assert_eq!(case.folder_listing(), ["locked", "model"]);
}

#[test]
fn a_failed_run_leaves_nothing() {
    let case = Case::passive().file("cell.hoc", "create soma\nsoma insert nothing\n");
    case.fails();
    assert_eq!(case.folder_listing(), ["model"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (Case::passive(), Case::passive());
    first.succeeds();
    second.succeeds();
    assert_eq!(first.output_bytes(), second.output_bytes());
    assert!(first.output_listing().contains(&"reduction.json".to_owned()));
}

#[test]
fn messages_can_be_one_line_each() {
    let case = Case::passive()
        .file("cell.hoc", "create soma\nsoma insert nothing\n")
        .arguments(&["--message-format", "short"]);
    insta::assert_snapshot!(case.fails(), @"cell.hoc:2:13: error[hoc::mechanism]: there is no mechanism `nothing`");
}

#[test]
fn messages_can_be_json() {
    let case =
        Case::passive().file("cell.hoc", "create soma\nsoma insert nothing\n").arguments(&["--message-format", "json"]);
    let line: serde_json::Value = serde_json::from_str(case.fails().lines().last().unwrap()).unwrap();
    assert_eq!(line["labels"][0]["line"], 2);
}

#[test]
fn an_ion_that_outlived_its_mechanism_is_declared() {
    let text = "NEURON { SUFFIX caleak  USEION ca READ eca WRITE ica }\nASSIGNED { v eca ica }\nBREAKPOINT { ica = 1e-6*(v - eca) }\n";
    let taken_out = format!("{}forall {{ insert caleak uninsert caleak }}\n", texts::PASSIVE);
    let case = Case::new().file("cell.hoc", &taken_out).file("caleak.mod", text);
    case.succeeds();
    assert!(case.output_text("cell.hoc").contains("insert ca_ion"));
    assert!(!case.output_text("mod/caleak.mod").is_empty());
}

#[test]
fn the_summary_tells_what_a_skipped_simulation_keeps_from_the_cell() {
    let more = "run()\nobjref w\nw = new Vector(3)\nw.medfltr()\ncreate spine\nconnect spine(0), soma(1)\n";
    let case = Case::new().file("cell.hoc", &format!("{}\n{more}", texts::PASSIVE));
    let summary = case.succeeds();
    let told = summary.lines().find(|line| line.starts_with("after a skipped simulation")).unwrap();
    let line = texts::PASSIVE.lines().count() + 5;
    let words = format!("3 statements are not run, from cell.hoc:{line}:1 on");
    assert_eq!(
        told,
        format!(
            "after a skipped simulation {words}: they could change the cell by `connect`, `create`, first at cell.hoc:{}:1",
            line + 1
        )
    );
    assert!(!Case::passive().succeeds().contains("after a skipped simulation"));
}
