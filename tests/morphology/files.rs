//! Morphology files of our own: what becomes of each, and what is said about it.
//!
//! Every file below `corpus/{asc,swc}/ok` that NEURON 9.0.2 reads was compared with it, name for name and bit for bit;
//! `neuron_files.rs` does so with those of the other formats.

use std::fmt::Write as _;
use std::path::Path;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::morphology::{
    ImportedSection, Instantiation, Step, instantiate, parse_eutectic, parse_morphml, parse_neurolucida,
    parse_neurolucida1, parse_swc,
};
use neuron_reduce::source::SourceMap;

/// The import of a file, and what was found on the way.
fn read(name: &str, text: &str) -> (Option<Instantiation>, Diagnostics, SourceMap) {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let file = sources.add_text(name, text);
    let text = &sources.file(file).text;
    let parse = match name.rsplit('.').next() {
        Some("swc") => parse_swc,
        Some("nlcda") => parse_neurolucida1,
        Some("nts") => parse_eutectic,
        Some("xml") => parse_morphml,
        _ => parse_neurolucida,
    };
    let imported = parse(text, file, &mut diagnostics).and_then(|read| instantiate(&read, &mut diagnostics));
    assert_eq!(imported.is_none(), diagnostics.has_fatal(), "a failure has an error, and an error is a failure");
    (imported, diagnostics, sources)
}

/// The import of a file, and its messages.
fn import(name: &str, text: &str) -> (Option<Instantiation>, String) {
    let (imported, diagnostics, sources) = read(name, text);
    (imported, render_all(&diagnostics, &sources, MessageFormat::Human, false))
}

fn shown(imported: &Instantiation) -> String {
    let mut text = String::new();
    for step in &imported.steps {
        match step {
            Step::Create { name, size } => writeln!(text, "create {name}[{size}]").unwrap(),
            Step::Append { pattern, list } => writeln!(text, "forsec \"{pattern}\" {list}.append").unwrap(),
        }
    }
    for section in &imported.sections {
        write!(text, "{}", full_name(section)).unwrap();
        if let Some(parent) = section.parent {
            write!(text, " at {}({})", full_name(&imported.sections[parent.section]), parent.x).unwrap();
        }
        if let Some([x, y, z]) = section.logical_connection_um {
            write!(text, ", by a wire from ({}, {}, {})", x as f32, y as f32, z as f32).unwrap();
        }
        text.push('\n');
        for point in &section.points {
            let [x, y, z] = point.position().map(|value| value as f32);
            writeln!(text, "    {x} {y} {z} {}", point.diam_um as f32).unwrap();
        }
    }
    text
}

fn full_name(section: &ImportedSection) -> String {
    format!("{}[{}]", section.name, section.index)
}

fn check(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let (imported, messages) = import(&name, &text);
    let imported = imported.as_ref().map(shown).unwrap_or_default();
    let folder = path.parent().unwrap();
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, description => text, omit_expression => true }, {
        insta::assert_snapshot!(format!("{imported}{messages}"));
    });
}

#[test]
fn neurolucida_files_become_sections() {
    insta::glob!("../corpus/asc/ok", "*.asc", check);
}

#[test]
fn neurolucida_files_that_cannot_be_read() {
    insta::glob!("../corpus/asc/err", "*.asc", check);
}

#[test]
fn swc_files_become_sections() {
    insta::glob!("../corpus/swc/ok", "*.swc", check);
}

#[test]
fn swc_files_that_cannot_be_read() {
    insta::glob!("../corpus/swc/err", "*.swc", check);
}

#[test]
fn files_of_lines_become_sections() {
    insta::glob!("../corpus/nlcda/ok", "*.nlcda", check);
    insta::glob!("../corpus/eutectic/ok", "*.nts", check);
    insta::glob!("../corpus/morphml/ok", "*.xml", check);
}

#[test]
fn files_of_lines_that_cannot_be_read() {
    insta::glob!("../corpus/nlcda/err", "*.nlcda", check);
    insta::glob!("../corpus/eutectic/err", "*.nts", check);
    insta::glob!("../corpus/morphml/err", "*.xml", check);
}

#[test]
fn deep_elements_and_many_lines_are_read_or_refused() {
    let deep = |open: &str| read("deep.xml", &open.repeat(100_000)).1;
    assert!(deep("<a>").has_fatal());
    let declared = deep("<a xmlns=\"http://morphml.org/morphml/schema\">");
    assert_eq!(declared.iter().next().unwrap().message, "more than 1000 namespaces are declared");
    let mut apart = "[2,1] (0, 0, 0) 1\n".to_owned();
    for x in 0..6_000 {
        writeln!(apart, "[10,5] ({x}, 0, 0) 1\n[2,2] ({x}, 1, 0) 1").unwrap();
    }
    let (imported, messages) = import("apart.nlcda", &apart);
    assert_eq!(imported, None);
    assert!(messages.contains("error[nlcda::unconnected]: too many stretches begin at no branch point"), "{messages}");
}

#[test]
fn both_ends_of_a_bracket_that_is_never_closed_are_shown() {
    let (imported, messages) = import("cut.asc", "((Axon) (1 2 3 4)\n (5 6 7 8) ((1");
    assert_eq!(imported, None);
    insta::assert_snapshot!(messages, @r#"
    error[asc::unclosed]: the file ends inside a block
     --> cut.asc:2:13
      |
    2 |  (5 6 7 8) ((1
      |             ^ - the file ends here
      |             |
      |             this `(` is never closed
      |
      = help: the file may be truncated
    "#);
}

#[test]
fn the_lines_of_an_swc_cycle_are_shown() {
    let (imported, messages) = import("loop.swc", "1 1 0 0 0 1 -1\n2 3 0 0 0 1 3\n3 3 0 0 0 1 2\n");
    assert_eq!(imported, None);
    insta::assert_snapshot!(messages, @r#"
    error[swc::cycle]: 2 points are each other's ancestors
     --> loop.swc:2:1
      |
    2 | 2 3 0 0 0 1 3
      | ^^^^^^^^^^^^^ the parent of 2 is 3
    3 | 3 3 0 0 0 1 2
      | ------------- the parent of 3 is 2
    "#);
}

#[test]
fn deep_splits_are_read_without_recursion() {
    for depth in [200, 100_000] {
        let mut text = "((Dendrite) (0 0 0 1) (1 0 0 1)".to_owned();
        for level in 1..=depth {
            write!(text, "\n(({level} 1 0 1) ({level} 2 0 1)").unwrap();
        }
        text.push_str(&")".repeat(depth + 1));
        let (imported, messages) = import("deep.asc", &text);
        assert_eq!(messages, "");
        assert_eq!(imported.unwrap().sections.len(), depth + 1);
    }
}

#[test]
fn deep_brackets_of_other_kinds_are_read_or_refused() {
    let pairs =
        [("(", ")"), ("<", ">"), ("(Set \"a\" ", ")"), ("(Color ", ")"), ("((Axon) ", ")"), ("((Axon)(1 2)(", "))")];
    for depth in [200, 100_000] {
        for (open, close) in pairs {
            let opened = open.repeat(depth);
            assert_eq!(read("deep.asc", &opened).0, None, "{open}");
            read("deep.asc", &(opened + &close.repeat(depth)));
        }
    }
}

#[test]
fn a_long_swc_chain_of_branches_is_read() {
    let mut text = "1 1 0 0 0 1 -1\n2 3 5 0 0 1 1\n".to_owned();
    for id in 3..200_000 {
        writeln!(text, "{id} 3 {id} 0 0 1 {}", if id % 2 == 0 { id - 2 } else { id - 1 }).unwrap();
    }
    let (imported, ..) = read("chain.swc", &text);
    assert!(imported.unwrap().sections.len() > 90_000);
}
