//! Programs without end or measure are stopped: by the bound on memory, or by the budget of steps, which built-in
//! operations use up as well.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

#[path = "support/hoc.rs"]
mod hoc;

use hoc::{Model, printed};
use neuron_reduce::hoc::Options;

/// Code and message with which a program ends that has 16 MiB and a million steps.
fn ends(text: &str) -> (&'static str, String) {
    let options = Options { max_steps: 1_000_000, max_memory_bytes: 16 << 20 };
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter_with(options);
    let error = hoc.load_file("a.hoc", None).expect_err(text);
    (error.code, error.message)
}

#[test]
fn memory_is_bounded_whatever_takes_it() {
    let programs = [
        "create a[60000000]\n",
        "strdef s\ns = \"abc\"\nfor i=0,60 { sprint(s, \"%s%s\", s, s) }\n",
        "objref l\nl = new List()\nfor i=0,1000 l.append(new Vector(5e4, 1))\n",
        "objref l\nl = new List()\nwhile (1) l.append(new List())\n",
        "objref q\nq = new Vector(5e7)\n",
        "objref q\nq = new Vector(1)\nwhile (1) q.resize(2*q.size())\n",
        "objref m\nm = new Matrix(3000, 3000)\n",
        "begintemplate T\npublic a\nobjref a, b\nproc init() { if ($1 > 0) { a = new T($1-1) b = new T($1-1) } }\n\
         endtemplate T\nobjref o\no = new T(30)\n",
        "begintemplate W\ndouble w[200000]\nendtemplate W\nobjref o[100]\nfor i=0,99 o[i] = new W()\n",
        "begintemplate W\ncreate w[2000]\nendtemplate W\nobjref o[100]\nfor i=0,99 o[i] = new W()\n",
        "create a[2000]\nforall nseg = 32767\n",
        "create a[100]\nforall nseg = 1000\nforall { insert hh insert extracellular }\n",
        "create a\naccess a\nwhile (1) pt3dadd(1, 2, 3, 4)\n",
        "strdef s\ni = 0\nwhile (1) { sprint(s, \"y%d = 1\", i) execute(s) i += 1 }\n",
        "strdef s\ni = 0\nwhile (1) { sprint(s, \"y = nothing%d\", i) execute1(s) i += 1 }\n",
        "create a[90]\nforall nseg = 300\nforall insert hh\nfinitialize()\n",
        "create a[90]\nforall nseg = 300\nforall insert hh\nfcurrent()\n",
        "double w[10000000]\n",
        "while (1) load_file(\"nowhere.hoc\")\n",
    ];
    for text in programs {
        assert_eq!(ends(text).0, "hoc::memory", "{text}");
    }
}

#[test]
fn the_message_says_what_was_asked_for() {
    let (_, message) = ends("create a[60000000]\n");
    assert_eq!(message, "sections: 67.1 GiB more do not fit, 161 bytes of 16.0 MiB are taken");
    let (_, message) = ends("objref q\nq = new Vector(5e7)\n");
    assert_eq!(message, "a Vector: 381.5 MiB more do not fit, 161 bytes of 16.0 MiB are taken");
}

#[test]
fn memory_that_was_let_go_is_there_again() {
    let program = "objref q\nstrdef s\nfor i=0,200 { q = new Vector(5e5) }\n\
                   create a\nfor i=0,100 { a { nseg = 1001 insert hh } create a }\n\
                   begintemplate T\ndouble w[100000]\nendtemplate T\nobjref o\nfor i=0,100 o = new T()\n\
                   for i=0,100 { a { nseg = 301 insert hh } finitialize() create a }\n\
                   for i=0,20000 { sprint(s, \"x = %d\", i) execute(s) }\nprint x\n";
    let options = Options { max_memory_bytes: 16 << 20, ..Options::default() };
    let model = Model::new(&[("a.hoc", program)]);
    let mut hoc = model.interpreter_with(options);
    hoc.load_file("a.hoc", None).unwrap();
    assert_eq!(hoc.output, "20000 \n");
}

#[test]
fn built_in_operations_use_up_the_budget() {
    let programs = [
        "objref q\nq = new Vector(1e6)\nwhile (1) { q.add(1) }\n",
        "objref q\nq = new Vector(1e6)\nwhile (1) { x = q.sum() }\n",
        "objref q, w\nq = new Vector(1e5)\nw = q.sumgauss(-1e5, 1e5, 1, 1e9)\n",
        "objref m\nm = new Matrix(1000, 1000)\nm = m.mulm(m)\n",
        "objref m\nm = new Matrix(1000, 1000)\nm.ident()\nm = m.inverse()\n",
        "objref m\nm = new Matrix(1000, 1000)\nm.ident()\nm = m.pow(9)\n",
    ];
    for text in programs {
        assert_eq!(ends(text).0, "hoc::max-steps", "{text}");
    }
}

/// Recorded from NEURON 9.0.2: beyond the window the terms are none.
#[test]
fn a_sum_of_gaussians_is_the_same_within_its_window() {
    let text = "objref q, w\nq = new Vector()\nq.append(1, 5, 5.5)\nw = q.sumgauss(0, 10, 0.5, 0.3)\nw.printf(\"%.12g \")\n\
                w = q.sumgauss(4, 10, 1, 0.04)\nw.printf(\"%.12g \")\n";
    assert_eq!(printed(text), GAUSSIANS);
}

const GAUSSIANS: &str = "\tVector[0] \n0.137570495638 0.480168210605 0.728365620395 0.480168210605 0.137570718447 0.0171515399625 0.00187568501953 0.018078259862 0.154700235998 0.617738706244 1.208533831 1.208533831 0.617738706244 0.154700013189 0.0180564602589 0.000948742311284 2.20224117691e-05 2.22808733452e-07 0 0 \t20 \n1.48671951473e-05 3.98942280401 1.48671951473e-05 0 0 0 \t6 \n";

/// The place of an executed text is used again, unless something points into it.
#[test]
fn executed_texts_are_forgotten_but_not_what_messages_point_at() {
    let text = "create soma\nstrdef s\nobjref c\nexecute(\"c = new CVode()\")\nfor i=0,500 { sprint(s, \"x = %d\", i) execute(s) }\n\
                execute(\"x = 2*gian\")\n";
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    let error = hoc.load_file("a.hoc", None).unwrap_err();
    assert_eq!(hoc.sources.text(error.labels[0].span), "gian");
    let skipped = hoc.diagnostics.iter().find(|diagnostic| diagnostic.code == "hoc::simulation").unwrap();
    assert_eq!(hoc.sources.text(skipped.labels[0].span), "CVode");
}

/// Texts that differ in digits share a tree, one after the other.
#[test]
fn a_message_about_one_of_many_alike_texts_shows_that_one() {
    let text = "double a[3]\nstrdef s\nfor i=0,6 { sprint(s, \"a[%d] = %d\", i, 9-i) execute(s) }\n";
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    let error = hoc.load_file("a.hoc", None).unwrap_err();
    assert_eq!(&*hoc.sources.file(error.labels[0].span.file).text, "a[3] = 6");
}

#[test]
fn a_text_that_a_warning_points_into_is_not_changed_by_alike_ones() {
    let text = "create a[3]\nforall insert hh\nstrdef s\n\
                for i=0,2 a[i] { sprint(s, \"gnabarr_hh = 0.%d\", i+1) execute(s) }\n";
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    hoc.load_file("a.hoc", None).unwrap();
    let warning = hoc.diagnostics.iter().find(|diagnostic| diagnostic.code == "hoc::range-variable").unwrap();
    assert_eq!(warning.labels[0].text, "set here for 3 sections");
    assert_eq!(&*hoc.sources.file(warning.labels[0].span.file).text, "gnabarr_hh = 0.1");
}

#[test]
fn a_text_that_runs_an_alike_one_keeps_its_numbers() {
    let text = "strdef s\nn = 0\nfunc f() { if ($1 < 4) { sprint(s, \"n = f(%d) + %d\", $1+1, $1) execute(s) } return n }\n\
                for i=1,2 { n = 0 f(1) print n }\n";
    assert_eq!(printed(text), "6 \n6 \n");
}

#[test]
fn long_lists_of_sections_are_made_in_linear_time() {
    let text = "create a\naccess a\nobjref sl\nsl = new SectionList()\nfor i=0,200000 sl.append()\nprint sl.size()\n";
    assert_eq!(printed(text).lines().last(), Some("200001 "));
    let named = "create a[20000]\nstrdef s\nfor i=0,19999 { sprint(s, \"a[%d]\", i) push_section(s) pop_section() }\n\
                 print section_exists(\"a\", 19999), section_exists(\"a\", 20000), section_exists(\"a[3]\")\n\
                 create b\ncreate b\nprint section_exists(\"b\")\nb delete_section()\nprint section_exists(\"b\")\n";
    assert!(printed(named).ends_with("1 0 1 \n1 \n0 \n"), "{}", printed(named));
}

/// The drawing of a long chain is as wide as the chain: the limit on output holds while it is drawn.
#[test]
fn a_drawing_without_measure_is_stopped() {
    let text = "create a[14000]\nfor i=1,13999 connect a[i](0), a[i-1](1)\ntopology()\n";
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    let error = hoc.load_file("a.hoc", None).unwrap_err();
    assert_eq!(error.code, "hoc::memory");
    assert!(error.message.starts_with("printed output: "), "{}", error.message);
}
