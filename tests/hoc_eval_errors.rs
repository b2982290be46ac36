//! What the evaluator says about programs that are wrong, or that it cannot run.

mod hoc_support;

use hoc_support::{Model, failure, failure_of, message, printed};
use insta::assert_snapshot;
use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::source::SourceMap;

#[test]
fn names_that_stand_for_nothing() {
    assert_snapshot!(failure("gain = 2\nprint gian\n"), @"");
    assert_snapshot!(failure("proc grow() {}\ngorw(3)\n"), @"");
    assert_snapshot!(failure("objref cell\ncell = new Lsit()\n"), @"");
}

#[test]
fn a_range_variable_that_does_not_exist() {
    assert_snapshot!(failure("create soma[1]\nsoma[0] insert pas\nsoma[0].g_pass = 3\n"), @"");
    assert_snapshot!(failure("create soma\nsoma g_pas = 0.001\n"), @"");
    assert_snapshot!(failure("create soma\nsoma g_pass(0.5) = 0.001\n"), @"");
}

#[test]
fn an_unknown_mechanism() {
    let files = [("a.hoc", "create soma\nsoma insert pass\n"), ("mod/x.mod", "")];
    assert_snapshot!(failure_of(&files), @"");
    assert_snapshot!(failure("create soma\nsoma insert IClamp\n"), @"");
}

#[test]
fn objects_and_their_members() {
    assert_snapshot!(failure("objref cell\nprint cell.soma\n"), @"");
    assert_snapshot!(failure("begintemplate T\npublic size\nsize = 1\nendtemplate T\nobjref t\nt = new T()\nprint t.sise\n"), @"");
    assert_snapshot!(failure("objref l\nl = new SectionList()\nl.apend()\n"), @"");
    assert_snapshot!(failure("x = 1\nprint x.y\n"), @"");
}

#[test]
fn types_and_arguments() {
    assert_snapshot!(failure("strdef s\ns = 3\n"), @"");
    assert_snapshot!(failure("x = 3\nx = \"text\"\n"), @"");
    assert_snapshot!(failure("objref o\nprint o + 1\n"), @"");
    assert_snapshot!(failure("proc p() { print $2 }\np(1)\n"), @"");
    assert_snapshot!(failure("print $1\n"), @"");
    assert_snapshot!(failure("proc p() { print $s1 }\np(1)\n"), @"");
    assert_snapshot!(failure("print sqrt(-1)\n"), @"");
    assert_snapshot!(failure("print 1/0\n"), @"");
    assert_snapshot!(failure("func f() { x = 1 }\nprint f()\n"), @"");
    assert_snapshot!(failure("create soma\nsoma print n3d(), x3d(0)\n"), @"");
}

#[test]
fn arrays() {
    assert_snapshot!(failure("double a[3]\na[3] = 1\n"), @"");
    assert_snapshot!(failure("double a[3]\nprint a[1][2]\n"), @"");
    assert_snapshot!(failure("double a[0]\n"), @"");
    assert_snapshot!(failure("double a[1e6][1e6]\n"), @"");
    assert_snapshot!(failure("x = 1\nprint x[2]\n"), @"");
}

#[test]
fn sections() {
    assert_snapshot!(failure("nseg = 3\n"), @"");
    assert_snapshot!(failure("create soma, dend\nconnect dend(0.5), soma(1)\n"), @"");
    assert_snapshot!(failure("create a, b\nconnect a(0), b(1)\nconnect b(0), a(1)\n"), @"");
    assert_snapshot!(failure("create soma\nsoma delete_section()\naccess soma\n"), @"");
    assert_snapshot!(failure("create dend[3]\npush_section(\"dend3\")\n"), @"");
    assert_snapshot!(failure("create soma\nsoma print v(2)\n"), @"");
}

#[test]
fn declarations_that_clash() {
    assert_snapshot!(failure("strdef s\nobjref s\n"), @"");
    assert_snapshot!(failure("objref v\n"), @"");
    assert_snapshot!(failure("begintemplate T\nendtemplate T\nbegintemplate T\nendtemplate T\n"), @"");
    assert_snapshot!(failure("begintemplate T\nendtemplate U\n"), @"");
}

#[test]
fn the_calls_are_named() {
    let inner = "proc inner() { print missing_thing }\nproc outer() { inner() }\nouter()\n";
    assert_snapshot!(failure(inner), @"");
    let template = "begintemplate Cell\nproc init() { grow($1) }\nproc grow() { print unknown_name }\nendtemplate Cell\nobjref c\nc = new Cell(3)\n";
    assert_snapshot!(failure(template), @"");
    assert_snapshot!(failure("execute(\"x = 1 y = nothing_here\")\n"), @"");
    assert_snapshot!(failure_of(&[("a.hoc", "load_file(\"b.hoc\")\n"), ("b.hoc", "execerror(\"bad\", \"thing\")\n")]), @"");
}

#[test]
fn recursion_without_end() {
    assert_snapshot!(failure("proc p() { p() }\np()\n"), @"");
    assert!(failure("func f() { return f($1 + 1) + (1 + (2 + f(3))) }\nprint f(1)\n").contains("recursion without end"));
    assert!(failure("proc p() { execute(\"p()\") }\np()\n").contains("recursion without end"));
    assert!(failure_of(&[("a.hoc", "load_file(1, \"a.hoc\")\n")]).contains("recursion without end"));
    let template = "begintemplate T\nobjref t\nproc init() { t = new T() }\nendtemplate T\nobjref t\nt = new T()\n";
    assert!(failure(template).contains("recursion without end"));
}

#[test]
fn deep_nesting_is_no_crash() {
    let blocks = format!("proc p() {}{}\n{}p(){}\n", "{".repeat(100), "}".repeat(100), "{".repeat(400), "}".repeat(400));
    assert_eq!(printed(&blocks), "");
    let deep = format!("func f() {{ return {}f($1+1){} }}\nprint f(1)\n", "(1+".repeat(150), ")".repeat(150));
    let said = failure(&deep);
    assert!(said.contains("nested too deeply") || said.contains("recursion without end"), "{said}");
}

#[test]
fn an_infinite_loop_uses_up_its_budget() {
    let model = Model::new(&[("a.hoc", "x = 0\nwhile (1) { x += 1 }\n")]);
    let mut hoc = model.interpreter_with(Options { max_steps: 1000, ..Options::default() });
    let error = hoc.load_file("a.hoc", None).unwrap_err();
    assert_snapshot!(message(&error, &hoc), @"");
    for text in ["while (1) {}\n", "for (;1;) {}\n", "for i = 0, 1e300 {}\n", "execute1(\"while (1) {}\")\nwhile (1) {}\n"] {
        let model = Model::new(&[("a.hoc", text)]);
        let mut hoc = model.interpreter_with(Options { max_steps: 1000, ..Options::default() });
        let error = hoc.load_file("a.hoc", None).unwrap_err();
        assert_eq!(error.code, "hoc::max-steps", "{text}");
    }
}

#[test]
fn files_that_are_not_there() {
    assert_snapshot!(failure("xopen(\"nowhere.hoc\")\n"), @"");
    assert_snapshot!(failure("xopen(\"/etc/passwd\")\n"), @"");
    let model = Model::new(&[("a.hoc", "print load_file(\"Cells.hoc\")\n"), ("cells.hoc", "")]);
    let mut hoc = model.interpreter();
    hoc.load_file("a.hoc", None).unwrap();
    assert_eq!(hoc.output, "0 \n");
    let said: Vec<String> = hoc.diagnostics.iter().map(|diagnostic| message(diagnostic, &hoc)).collect();
    assert_snapshot!(said.concat(), @"");
}

#[test]
fn what_is_not_done_is_noted_once() {
    let text = "objref g\ng = new Graph()\ng.size(0,1,2,3)\ng.x = 3\nprint g.x\nxpanel(\"a\")\nxpanel()\nfinitialize(-70)\nrun()\n";
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    hoc.load_file("a.hoc", None).unwrap();
    let said: Vec<String> = hoc.diagnostics.iter().map(|diagnostic| message(diagnostic, &hoc)).collect();
    assert_snapshot!(said.concat(), @"");
}

#[test]
fn a_missing_directory_or_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let sources = SourceMap::open(folder.path()).unwrap();
    let mut hoc = Interpreter::new(sources, Catalog::with_builtins(), Options::default());
    let error = hoc.load_file("no.hoc", None).unwrap_err();
    assert_snapshot!(message(&error, &hoc), @"");
}
