//! What the rest of the program sees of a hoc run: templates, instances, lists, point processes, variables, files.

use neuron_reduce::hoc::{ArgumentUse, ConnectionSource, Interpreter};

use crate::support::hoc::{Model, message, printed};

const CELL: &str = "\
begintemplate Cell
public soma, dend, all, apical
create soma, dend[2]
objref all, apical, hidden
proc init() {
    all = new SectionList()
    apical = new SectionList()
    hidden = new List()
    forall all.append()
    dend[1] apical.append()
    grow($s1, $2)
    if (numarg() > 2) { hidden.append($o3) }
}
proc grow() { connect dend[0](0), soma(1) soma { L = $2 } }
endtemplate Cell
begintemplate Helper
public x
x = 1
endtemplate Helper
create stump[1]
objref cell, other, helper, list
list = new SectionList()
stump[0] list.append()
";

fn run(text: &str) -> Interpreter {
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    if let Err(error) = hoc.load_file("a.hoc", None) {
        panic!("{}", message(&error, &hoc));
    }
    hoc
}

#[test]
fn templates_say_what_they_make_and_take() {
    let hoc = run(CELL);
    let templates: Vec<_> = hoc.templates().collect();
    let [cell, helper] = templates.as_slice() else { panic!("{templates:?}") };
    assert_eq!(cell.name, "Cell");
    assert!(cell.creates_sections && !helper.creates_sections);
    assert_eq!(cell.public, ["soma", "dend", "all", "apical"]);
    let uses: Vec<_> = cell.init_arguments.iter().map(|(number, kind)| (*number, *kind)).collect();
    assert_eq!(uses, [(1, ArgumentUse::Text), (2, ArgumentUse::Number), (3, ArgumentUse::Object)]);
    assert_eq!(hoc.sources.text(cell.declared.unwrap()), "Cell");
}

#[test]
fn instances_show_their_sections_and_lists() {
    let mut hoc = run(CELL);
    hoc.run_text("--run", "cell = new Cell(\"a\", 12)\nother = new Cell(\"b\", 1)\nhelper = new Helper()\n").unwrap();
    let instances: Vec<_> = hoc.instances().collect();
    assert_eq!(instances.len(), 2, "the helper has no sections");
    let first = hoc.describe(instances[0]);
    assert_eq!((first.template.as_str(), first.name.as_str()), ("Cell", "Cell[0]"));
    let arrays: Vec<_> =
        first.sections.iter().map(|array| (array.name.as_str(), array.is_array, array.sections.len())).collect();
    assert_eq!(arrays, [("soma", false, 1), ("dend", true, 2)]);
    let lists: Vec<_> = first.section_lists.iter().map(|(name, list)| (name.as_str(), list.len())).collect();
    assert_eq!(lists, [("all", 3), ("apical", 1)]);
    let apical = first.section_lists[1].1[0];
    assert_eq!(hoc.model.name(apical), "Cell[0].dend[1]");
    assert_eq!(hoc.owner_of(apical), Some(instances[0]));
    assert_eq!(hoc.model.length_um(first.sections[0].sections[0]), Ok(12.0));
}

#[test]
fn the_top_level_is_described_like_an_object() {
    let hoc = run(CELL);
    let top = hoc.top_level();
    assert_eq!(top.name, "");
    assert_eq!(top.sections.len(), 1);
    assert_eq!((top.sections[0].name.as_str(), top.sections[0].is_array), ("stump", true));
    assert_eq!(top.section_lists, [("list".to_owned(), top.sections[0].sections.clone())]);
}

#[test]
fn a_cell_is_made_by_an_expression_and_named() {
    let mut hoc = run(CELL);
    let cell = hoc.evaluate_object("--cell", "new Cell(\"x\", 30)").unwrap().unwrap();
    hoc.define_object("cell", cell);
    hoc.run_text("--run", "print cell, cell.soma.L\ncell.grow(\"y\", 40)\nprint cell.soma.L\n").unwrap();
    assert_eq!(hoc.output, "Cell[0] 30 \n\t0 \n40 \n", "a private procedure may be called from outside");
    assert_eq!(hoc.evaluate_object("--cell", "cell").unwrap(), Some(cell));
    assert_eq!(hoc.evaluate_object("--cell", "other").unwrap(), None);
    let error = hoc.evaluate_object("--cell", "3 + 4").unwrap_err();
    assert_eq!(error.message, "expected an object, found a number");
    hoc.run_text("--run", "objref cell\n").unwrap();
    assert_eq!(hoc.name_of(cell).as_deref(), Some("Cell[0]"), "evaluating it keeps it alive");
}

#[test]
fn variables_are_told_with_whether_hoc_set_them() {
    let mut hoc = run("x = 3\n");
    assert_eq!(hoc.number("x"), Some(3.0));
    assert_eq!((hoc.number("celsius"), hoc.was_set("celsius")), (Some(6.3), false));
    assert_eq!((hoc.number("v_init"), hoc.was_set("v_init")), (Some(-65.0), false));
    assert_eq!(hoc.number("nothing"), None);
    hoc.run_text("--before", "print v_init\n").unwrap();
    assert!(!hoc.was_set("v_init"), "reading is not setting");
    hoc.run_text("--before", "celsius = 34\nv_init = -70\n").unwrap();
    assert_eq!((hoc.number("celsius"), hoc.was_set("celsius")), (Some(34.0), true));
    assert_eq!((hoc.number("v_init"), hoc.was_set("v_init")), (Some(-70.0), true));
    assert_eq!(hoc.model.celsius(), 34.0);
}

#[test]
fn point_processes_and_connections_are_listed() {
    let text = "create soma, dend\nobjref stim, syn, nc, ns\nsoma { nseg = 3 stim = new IClamp(0.4) }\n\
                dend syn = new ExpSyn(0.5)\nstim.amp = 0.7\nns = new NetStim()\nsoma nc = new NetCon(&v(0.5), syn, -20, 2, 0.1)\n\
                objref n2\nn2 = new NetCon(ns, syn)\n";
    let hoc = run(text);
    let processes: Vec<_> = hoc.point_processes().collect();
    assert_eq!(
        processes.iter().map(|process| process.name.as_str()).collect::<Vec<_>>(),
        ["IClamp[0]", "ExpSyn[0]", "NetStim[0]"]
    );
    let (section, x) = processes[0].place.unwrap();
    assert_eq!((hoc.model.name(section), x), ("soma", 0.5), "the segment's centre");
    let mechanism = hoc.model.catalog().mechanism(processes[0].mechanism);
    let amp = mechanism.variables.iter().position(|variable| variable.name == "amp").unwrap();
    assert_eq!(processes[0].values[amp], [0.7]);
    assert_eq!(processes[2].place, None);
    let connections: Vec<_> = hoc.connections().collect();
    let soma = hoc.model.sections().next().unwrap();
    assert_eq!(connections[0].source, ConnectionSource::Section(soma, 0.5));
    assert_eq!(connections[0].target, Some(processes[1].object));
    assert_eq!((connections[0].threshold_mv, connections[0].delay_ms, connections[0].weights[0]), (-20.0, 2.0, 0.1));
    assert_eq!(connections[1].source, ConnectionSource::Object(processes[2].object));
}

#[test]
fn files_are_found_from_where_they_are_loaded() {
    let model = Model::new(&[
        (
            "main.hoc",
            "load_file(\"parts/first.hoc\")\nload_file(\"parts/first.hoc\")\nload_file(1, \"parts/first.hoc\")\nprint getcwd_ends()\n",
        ),
        ("parts/first.hoc", "print \"first\"\nload_file(\"second.hoc\")\nfunc getcwd_ends() { return 1 }\n"),
        ("parts/second.hoc", "print \"second\"\nxopen(\"third.hoc\")\n"),
        ("parts/third.hoc", "print \"third\"\n"),
        (
            "change.hoc",
            "print chdir(\"parts\")\nxopen(\"third.hoc\")\nprint chdir(\"nowhere\")\nprint chdir(\"..\")\nxopen(\"parts/third.hoc\")\n",
        ),
    ]);
    let mut hoc = model.interpreter();
    hoc.load_file("main.hoc", None).unwrap();
    let lines: Vec<&str> = hoc.output.lines().filter(|line| !line.starts_with('\t')).collect();
    assert_eq!(lines, ["first", "second", "third", "first", "1 "], "once for each name, again when it is asked for");
    hoc.output.clear();
    hoc.load_file("change.hoc", None).unwrap();
    let lines: Vec<&str> = hoc.output.lines().filter(|line| !line.starts_with('\t')).collect();
    assert_eq!(lines, ["0 ", "third", "-1 ", "0 ", "third"]);
}

#[test]
fn stop_and_quit_end_a_file_without_an_error() {
    assert_eq!(printed("print 1\nquit()\nprint 2\n"), "1 \n");
    assert_eq!(printed("proc p() { print 1 stop print 2 }\np()\nprint 3\n"), "1 \n");
}
