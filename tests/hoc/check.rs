//! hoc files that are checked without running them: broken ones of our own, judged by NEURON too, and right ones.

use std::path::{Path, PathBuf};

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::hoc::check::check_file;
use neuron_reduce::source::SourceMap;

use crate::support::mechanisms::Judge;
use crate::support::programs::{Program, Run};
use crate::support::venv::Neuron;

fn corpus(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc").join(kind)
}

/// The messages about a file of a folder.
fn checked(folder: &Path, name: &str) -> (Diagnostics, SourceMap) {
    let mut sources = SourceMap::open(folder).unwrap();
    let file = sources.read(Path::new(name)).unwrap();
    let mut diagnostics = Diagnostics::default();
    check_file(&sources.file(file).text.clone(), file, &mut diagnostics);
    (diagnostics, sources)
}

/// The messages about a text, a line each.
fn messages(text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add_text("a.hoc", text);
    let mut diagnostics = Diagnostics::default();
    check_file(&sources.file(file).text.clone(), file, &mut diagnostics);
    render_all(&diagnostics, &sources, MessageFormat::Short, false)
}

#[test]
fn every_broken_file_is_told_what_is_wrong_where_and_what_to_do() {
    let folder = corpus("broken");
    let programs = Program::all_in(&folder);
    assert!(programs.len() >= 40, "{}", programs.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for Program { file, .. } in programs {
            let (found, sources) = checked(&folder, &file);
            let shown = render_all(&found, &sources, MessageFormat::Human, false);
            assert!(found.has_fatal() && shown.contains(&format!("--> {file}:")), "{file}: {shown}");
            assert!(shown.contains("help: "), "{file}: {shown}");
            insta::assert_snapshot!(file.strip_suffix(".hoc").unwrap(), shown);
        }
    });
}

/// What NEURON says while it parses.
const SAID: &[&str] = &[
    "syntax error",
    "parse error",
    "missing quote",
    "strange $",
    "used outside",
    "already declared local",
    "Invalid assignment operator",
    "Not in a template",
    "end template mismatched",
    "templatestack underflow",
];

/// The files of a folder that NEURON does not refuse to parse.
fn parsed_by_neuron(folder: &Path) -> Vec<String> {
    let programs = Program::all_in(folder);
    let runs: Vec<Result<Run, String>> = Judge::of(Neuron::Nine).programs(&programs);
    let is_refused = |run: &Run| run.refusal().is_some_and(|said| SAID.iter().any(|words| said.contains(words)));
    let parsed = programs.iter().zip(runs).filter(|(_, run)| !run.as_ref().is_ok_and(is_refused));
    parsed.map(|(program, _)| program.file.clone()).collect()
}

/// At `$i` without a local `i` NEURON itself breaks down.
const BREAKS_NEURON: &str = "argument_by_index_without_local.hoc";

#[test]
fn neuron_refuses_the_broken_files_too() {
    assert_eq!(parsed_by_neuron(&corpus("broken")), [BREAKS_NEURON]);
    assert_eq!(parsed_by_neuron(&corpus("err")), [""; 0]);
}

#[test]
fn what_is_right_is_not_reported() {
    for text in [
        "proc p() { local i  if ($1 > 2) { return }\n for i = 1, numarg() print $i }\nfunc f() { return $1 }\n",
        "iterator it() { local i\n for i = 0, 2 { $&1 = i iterator_statement } }\nx = 0\nfor it(&x) print x\n",
        "begintemplate A\npublic s, x\nexternal cvode\nstrdef s\nproc init() { s = $s1 }\nendtemplate A\ns = 3\n",
        "strdef s\nproc p() { local s\n s = 3 }\nobjref o\ns = o.label()\n",
        "begintemplate A\nstrdef s\nbegintemplate B\npublic x\nendtemplate B\nproc init() { s = \"a\" }\nendtemplate A\n",
        "create a, b\na connect b(0), 1\nconnect b(0), a(0.5)\nobjref o\nconnect o.a(0), b(1)\n",
        "func f() { return 1 }\nx = f()\ncreate a\na { v(0.5) = 3 }\n",
    ] {
        assert_eq!(messages(text), "", "{text}");
    }
}

#[test]
fn a_template_that_is_not_ended_takes_in_what_is_loaded_next() {
    let text = "begintemplate A\nproc init() { }\n";
    assert_eq!(messages(text), "a.hoc:1:15: warning[hoc::misplaced]: the template `A` is not ended\n");
}

#[test]
fn numbers_that_a_file_reads_itself_are_data() {
    let head = "create a\nproc points() { local i  pt3dclear() for i = 1, fscan() pt3dadd(fscan(), fscan(), fscan(), fscan()) }\n";
    let text = format!(
        "{head}a points()\n\nSOMA COORDINATES:\n  2\n// corrected (twice)\n 0 0 0 1\n -1.5 0 2e-3 1\n\nx = = 3\n"
    );
    assert_eq!(
        messages(&text),
        "a.hoc:3:1: note[hoc::data]: 6 lines of data that the file reads itself\n\
         a.hoc:11:5: error[hoc::syntax]: expected a value, found `=`\n"
    );
    let without = text.replace("a points()", "x = 2");
    assert!(messages(&without).contains("a.hoc:5:17: error[hoc::syntax]"), "{}", messages(&without));
    assert_eq!(messages("fscan()\nx = 1\n"), "");
}

#[test]
fn numbers_behind_a_method_of_the_file_are_data() {
    let text = "begintemplate A\npublic rdses\nproc rdses() { x = fscan() y = fscan() }\nendtemplate A\n\
                objref a\na = new A()\na.rdses()\n1\n2 3\nx = = 3\n";
    assert_eq!(
        messages(text),
        "a.hoc:7:1: note[hoc::data]: 2 lines of data that the file reads itself\n\
         a.hoc:10:5: error[hoc::syntax]: expected a value, found `=`\n"
    );
}

#[test]
fn lines_that_are_no_hoc_behind_a_call_of_something_else_are_data() {
    for reader in ["{graphs.append(new Curve(this, 1))}", "restore(3)", "objref g\ng = new Curve()", "g.restore"] {
        let text = format!("{reader}\n1\nVm (mV)\n2 1 0.8 // colour\n// end\n{{x = 1}}\n");
        let line = reader.lines().count();
        let note = format!("a.hoc:{line}:1: note[hoc::data]: 3 lines of data that the file reads itself\n");
        assert_eq!(messages(&text), note, "{reader}");
    }
}

#[test]
fn lines_that_are_no_hoc_behind_anything_else_are_errors() {
    let wrong = "error[hoc::syntax]: expected an operator or the end of the line, found";
    for (text, place) in [
        ("x = 1\n1 2\n", "2:3"),
        ("proc p() { x = 1 }\np()\n1 2\n", "3:3"),
        ("p(3)\nVm mV\n1 2\n", "3:3"),
        ("p(3)\n1\nx = 1 2\n", "3:7"),
    ] {
        assert!(messages(text).starts_with(&format!("a.hoc:{place}: {wrong}")), "{text}: {}", messages(text));
    }
    assert_eq!(messages("p(3)\n1\n-2\n"), "");
}

#[test]
fn a_table_of_numbers_is_no_hoc() {
    assert_eq!(messages("2\n\n0 -1.5 1e3\n1\t2 .5\n"), "a.hoc:1:1: note[hoc::data]: no hoc, but 3 lines of numbers\n");
    assert_eq!(messages("3\n4\n"), "");
}

#[test]
fn bytes_that_no_text_has_may_stand_in_comments_and_strings() {
    assert_eq!(messages("// 5 s\u{6}1\nstrdef s\ns = \"a\u{7}\" /* \u{1} */\n"), "");
    assert_eq!(
        messages("x\u{6} = 1\n"),
        "a.hoc:1:2: error[hoc::syntax]: a hoc file is plain text, and this one has the byte 0x06\n"
    );
}

#[test]
fn a_file_that_is_no_hoc_is_told_once() {
    let html = "<p>text</p>\n".repeat(60);
    assert_eq!(messages(&html), "a.hoc:1:1: error[hoc::syntax]: unexpected `<`\n");
    assert_eq!(
        messages("x = 1\n\0\0"),
        "a.hoc:2:1: error[hoc::syntax]: a hoc file is plain text, and this one has the byte 0x00\n"
    );
}
