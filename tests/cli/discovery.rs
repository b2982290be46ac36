//! How the cell is found where nothing is told, and what is listed where it cannot be.

use crate::case::Case;
use crate::texts;

fn recipe(case: &Case) -> String {
    let summary = case.succeeds();
    summary.lines().next().unwrap().to_owned()
}

/// The lines of a message that hold options to copy.
fn listed(message: &str) -> Vec<String> {
    message.lines().map(str::trim).filter(|line| line.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn a_driver_file_is_found() {
    let case = Case::passive().file("mosinit.hoc", "load_file(\"cell.hoc\")\n").file("other.hoc", texts::PASSIVE);
    assert_eq!(recipe(&case), "model --load mosinit.hoc");
}

#[test]
fn a_session_of_the_cell_builder_is_found() {
    let session = std::fs::read_to_string("tests/corpus/hoc_differential/cell_build/branches.ses").unwrap();
    let case = Case::new().file("cell.ses", &session);
    assert_eq!(recipe(&case), "model --load cell.ses");
}

#[test]
fn a_told_object_is_made_by_what_the_driver_loads() {
    let made = "load_file(\"cells.hoc\")\nobjref a, b\na = new Cell()\nb = new Other()\n";
    let case = Case::new().file("cells.hoc", &two_templates()).file("mosinit.hoc", made);
    assert_eq!(recipe(&case.arguments(&["--cell", "Other[0]"])), "model --load mosinit.hoc --cell 'Other[0]'");
    let case = Case::passive().file("mosinit.hoc", "xpanel(\"figures\")\nxpanel()\n").arguments(&["--cell", "soma"]);
    assert_eq!(recipe(&case), "model --load cell.hoc --cell soma");
}

#[test]
fn a_driver_that_only_opens_panels_is_passed_over() {
    let panel = "load_file(\"nrngui.hoc\")\nxpanel(\"figures\")\nxbutton(\"run\", \"run()\")\nxpanel()\n";
    let case = Case::passive().file("mosinit.hoc", panel);
    assert_eq!(recipe(&case), "model --load cell.hoc");
}

#[test]
fn a_single_template_takes_the_single_morphology() {
    let case = Case::new()
        .file("template.hoc", &texts::TEMPLATE.replace("Import3d_Neurolucida3", "Import3d_SWC_read"))
        .file("morphologies/cell.swc", texts::SWC);
    assert_eq!(recipe(&case), "model --load template.hoc --cell 'Cell(\"morphologies/cell.swc\")'");
}

#[test]
fn of_two_morphologies_one_has_to_be_chosen() {
    let case = Case::new()
        .file("template.hoc", &texts::TEMPLATE.replace("Import3d_Neurolucida3", "Import3d_SWC_read"))
        .file("a.swc", texts::SWC)
        .file("b.swc", texts::SWC);
    insta::assert_snapshot!(case.fails(), @r#"
    error[entry::several-cells]: 2 ways lead to a cell: choose one
     |
     = help: add one of these lines to the command
             --load template.hoc --cell 'Cell("a.swc")'
             --load template.hoc --cell 'Cell("b.swc")'
    "#);
    every_listed_command_works(&case, 2);
}

#[test]
fn of_two_templates_one_has_to_be_chosen() {
    let case = Case::new().file("cells.hoc", &two_templates());
    insta::assert_snapshot!(case.fails(), @"
    error[entry::several-cells]: 2 ways lead to a cell: choose one
     |
     = help: add one of these lines to the command
             --load cells.hoc --cell 'Cell()'
             --load cells.hoc --cell 'Other()'
    ");
    every_listed_command_works(&case, 2);
}

fn two_templates() -> String {
    format!("{}{}", texts::BALL_AND_STICK, texts::BALL_AND_STICK.replace("Cell", "Other"))
}

#[test]
fn a_template_that_needs_an_import_and_a_procedure_is_listed_with_both() {
    let case = Case::new().file("it's a cell.hoc", texts::FROM_OUTSIDE).file("cell.swc", texts::SWC);
    insta::assert_snapshot!(case.fails(), @r"
    error[entry::no-cell]: nothing is inserted in the cell of `--load 'it'\''s a cell.hoc' --cell 'Cell()' --morphology cell.swc`: something more has to be run
     |
     = help: add one of these lines to the command
             --load 'it'\''s a cell.hoc' --cell 'Cell()' --morphology cell.swc --run 'cell.membrane()'
             --load 'it'\''s a cell.hoc' --cell 'Cell()' --morphology cell.swc --run 'cell.discretize()'
    ");
    every_listed_command_works(&case, 2);
}

fn every_listed_command_works(case: &Case, count: usize) {
    let commands = listed(&case.fails());
    assert_eq!(commands.len(), count, "{commands:?}");
    for (at, command) in commands.iter().enumerate() {
        let output = case.shell(&format!("neuron-reduce reduce model -o out{at} {command}"));
        assert_eq!(output.status.code(), Some(0), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_instances_that_are_listed_can_be_chosen() {
    let driver = format!("{}objref a, b\na = new Cell()\nb = new Cell()\n", texts::BALL_AND_STICK);
    every_listed_command_works(&Case::new().file("init.hoc", &driver), 2);
}

#[test]
fn the_entry_among_files_that_load_each_other_is_found() {
    let case = Case::new()
        .file("main_figure.hoc", "load_file(\"lib/shape.hoc\")\nload_file(\"lib/membrane.hoc\")\n")
        .file("lib/shape.hoc", "create soma, dend\nconnect dend(0), soma(1)\n")
        .file("lib/membrane.hoc", "xopen(\"constants.hoc\")\nforall insert pas\nforall g_pas = gp\n")
        .file("lib/constants.hoc", "gp = 1e-4\n");
    assert_eq!(recipe(&case), "model --load main_figure.hoc");
}

#[test]
fn a_told_cell_finds_its_template() {
    let case = Case::new().file("cells.hoc", &two_templates()).arguments(&["--cell", "Other()"]);
    assert_eq!(recipe(&case), "model --load cells.hoc --cell 'Other()'");
}

#[test]
fn the_command_of_the_readme_makes_the_same_directory() {
    let case = Case::new().file("the cells.hoc", &two_templates()).arguments(&[
        "--cell",
        "Other()",
        "--celsius",
        "20",
        "--segments",
        "0.5",
        "--frequency",
        "0",
    ]);
    case.succeeds();
    let record = case.record();
    let command = record["command"].as_str().unwrap().replace("-o OUT", "-o again");
    assert_eq!(case.shell(&command).status.code(), Some(0), "{command}");
    assert!(case.shell("diff -r out again").stdout.is_empty());
}

#[test]
fn files_that_cannot_be_run_are_told_with_the_reason() {
    let case = Case::new()
        .file("a.hoc", "create soma\nsoma insert gone\n")
        .file("b.hoc", "create soma\nsoma { insert pas }\nx = \n y[ = 2\n");
    insta::assert_snapshot!(case.fails(), @r#"
    error[entry::no-cell]: no cell found: 2 ways to build one were tried
     |
     = note: `--load a.hoc`: there is no mechanism `gone`
     = note: `--load b.hoc`: expected a value, found the end of the line
     = help: say how the cell is made, for example `--load FILE.hoc --cell 'Template("morphology.asc")'`
    "#);
}

#[test]
fn morphologies_alone_have_no_membrane() {
    let bare = texts::PASSIVE.replace("insert pas", "");
    let case = || Case::new().file("a.hoc", &bare).file("b.hoc", &bare);
    insta::assert_snapshot!(case().fails(), @"
    error[entry::no-cell]: nothing is inserted in the cell of `--load a.hoc`: something more has to be run
     |
     = help: call what inserts the channels, for example `--run 'biophys()'`, or insert a leak: `--run 'forall insert pas'`
    ");
    let leaky = ["--run", "forall insert pas"];
    assert_eq!(
        listed(&case().arguments(&leaky).fails()),
        ["--load a.hoc --run 'forall insert pas'", "--load b.hoc --run 'forall insert pas'"]
    );
    let one = Case::new().file("a.hoc", &bare).arguments(&leaky);
    assert_eq!(recipe(&one), "model --load a.hoc --run 'forall insert pas'");
}

#[test]
fn where_nothing_shows_what_builds_the_cell_files_that_load_others_are_suggested() {
    let start = "strdef s\ns = \"../lib/cell.hoc\"\nxopen(s)\nload_file(\"../lib/fill.hoc\")\nfill()\n";
    let case = Case::new()
        .file("lib/cell.hoc", &texts::PASSIVE.replace("insert pas", ""))
        .file("lib/fill.hoc", "proc fill() { forall insert pas }\n")
        .file("experiment/start.hoc", start);
    insta::assert_snapshot!(case.fails(), @"
    error[entry::no-cell]: nothing is inserted in the cell of `--load lib/cell.hoc`: something more has to be run
     |
     = help: add one of these lines to the command
             --load experiment/start.hoc
    ");
    case.arguments(&["--load", "experiment/start.hoc"]).succeeds();
}

/// A template that only holds a section of its own, beside the cell's.
const HELPER: &str = "\
begintemplate Clock
public dummy
create dummy
proc init() { create dummy  dummy insert pas }
endtemplate Clock
";

fn with_a_helper(main: &str) -> Case {
    Case::new().file("clock.hoc", HELPER).file("figure.hoc", &format!("load_file(\"clock.hoc\")\n{main}"))
}

/// What `cells` says on stderr, and its first line.
fn found(case: &Case) -> (String, String) {
    let output = case.shell("neuron-reduce cells model");
    let [shown, said] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert_eq!(output.status.code(), Some(0), "{said}");
    (said, shown.lines().next().unwrap().to_owned())
}

#[test]
fn a_helper_of_one_section_is_not_taken_in_silence() {
    let case = with_a_helper("objref input\ninput = new File()\ninput.ropen(\"gone.txt\")\nx = input.scanvar()\n");
    let (said, recipe) = found(&case);
    assert_eq!(recipe, "--load clock.hoc --cell 'Clock()'");
    insta::assert_snapshot!(said, @r"
    warning[entry::one-section]: `figure.hoc` ends with an error: the cell is what `--load clock.hoc --cell 'Clock()'` makes alone, one section
     --> figure.hoc:5:11
      |
    5 | x = input.scanvar()
      |           ^^^^^^^ file `gone.txt` is not open for reading
      |
      = help: mend that and add `--load figure.hoc`; to keep this cell, say how it is made
    ");
}

#[test]
fn what_the_file_makes_that_loads_a_helper_is_taken() {
    let main = "objref clock\nclock = new Clock()\n\
                proc cell() { execute1(\"create soma, dend\")  execute1(\"connect dend(0), soma(1)\")\n\
                execute1(\"forall insert pas\") }\ncell()\n";
    assert_eq!(found(&with_a_helper(main)), (String::new(), "--load figure.hoc".to_owned()));
}

#[test]
fn a_template_of_one_section_that_nothing_loads_is_taken() {
    let case = Case::new().file("clock.hoc", HELPER);
    assert_eq!(found(&case), (String::new(), "--load clock.hoc --cell 'Clock()'".to_owned()));
}

#[test]
fn a_button_is_pressed_in_the_folder_of_the_loaded_file() {
    let start = "proc build() { chdir(\"../cells\")  xopen(\"a.geo\")  chdir(\"../start\") }\n\
                 xpanel(\"\")\nxbutton(\"\", \"build()\")\nxpanel()\ncreate soma\nforall delete_section()\n";
    let case = || Case::new().file("start/mosinit.hoc", start).file("cells/a.geo", texts::PASSIVE);
    let message = case().fails();
    assert!(message.contains("--load start/mosinit.hoc --run 'chdir(\"start\")' --run 'build()'"), "{message}");
    let pressed = ["--load", "start/mosinit.hoc", "--run", "chdir(\"start\")", "--run", "build()"];
    case().arguments(&pressed).succeeds();
}

#[test]
fn where_nothing_is_left_and_no_button_builds_it_is_said_how_to_tell() {
    let case = Case::new().file("mosinit.hoc", "load_file(\"nrngui.hoc\")\nprint \"only mod files\"\n");
    insta::assert_snapshot!(case.fails(), @r#"
    error[entry::no-cell]: no cell found: no section exists after `--load mosinit.hoc`
     |
     = help: say how the cell is made, for example `--load FILE.hoc --cell 'Template("morphology.asc")'`
    "#);
}

#[test]
fn what_stands_by_an_error_of_what_runs_last_can_be_taken() {
    let arguments = ["--load", "cell.hoc", "--run", "measure()", "--keep-going"];
    let hoc = format!("{}proc measure() {{ x = gone }}\n", texts::PASSIVE);
    let case = |arguments: &[&str]| Case::new().file("cell.hoc", &hoc).arguments(arguments);
    let message = case(&arguments[..4]).fails();
    assert!(message.contains("a cell stands by then: `--keep-going` takes it as it is here"), "{message}");
    case(&arguments).succeeds();
}

#[test]
fn what_a_mod_file_computes_in_c_can_be_said_in_hoc() {
    let twice = "NEURON { SUFFIX cee }\nFUNCTION twice(x) {\nVERBATIM\n_ltwice = 2*_lx;\nENDVERBATIM\n}\n";
    let hoc = format!("{}soma L = twice_cee(10)\n", texts::PASSIVE);
    let case = |more: &[&str]| {
        let arguments = [&["--load", "cell.hoc"], more].concat();
        Case::new().file("cell.hoc", &hoc).file("cee.mod", twice).arguments(&arguments)
    };
    let message = case(&[]).fails();
    let said = "say in hoc what it computes: `--before 'func twice_cee() { return .. }'`";
    assert!(message.contains(said), "{message}");
    case(&["--before", "func twice_cee() { return 2*$1 }"]).succeeds();
}

#[test]
fn a_file_of_data_with_other_capitals_is_suggested() {
    let hoc = format!("{}objref f\nf = new File()\nf.ropen(\"./data/a.dat\")\nx = f.scanvar()\n", texts::PASSIVE);
    let case = Case::new().file("cell.hoc", &hoc).file("Data/a.dat", "1\n").arguments(&["--load", "cell.hoc"]);
    let message = case.fails();
    assert!(message.contains("did you mean `Data/a.dat`?"), "{message}");
}

#[test]
fn numbers_of_a_file_that_is_not_there_are_told_with_its_name() {
    let hoc = format!("{}ropen(\"gone.dat\")\nx = fscan()\n", texts::PASSIVE);
    let message = Case::new().file("cell.hoc", &hoc).fails();
    assert!(message.contains("`cell.hoc` ends before all is read: `ropen` found no `gone.dat`"), "{message}");
}
