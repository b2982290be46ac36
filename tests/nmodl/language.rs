//! NMODL: own small mod files and what is read from them, and the bounds on hostile ones.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::mechanism::{MechanismType, VariableKind};
use neuron_reduce::nmodl;
use neuron_reduce::nmodl::ast::ModFile;
use neuron_reduce::nmodl::symbols::Symbols;
use neuron_reduce::source::{FileId, SourceMap};
use proptest::prelude::*;

/// A map over an empty directory, which need not live on: nothing is read from it.
fn sources() -> SourceMap {
    SourceMap::open(tempfile::tempdir().unwrap().path()).unwrap()
}

fn parse_in(sources: &mut SourceMap, name: &str, text: &str) -> (FileId, Option<ModFile>, Diagnostics) {
    let file = sources.add_text(name, text);
    let mut diagnostics = Diagnostics::default();
    let text = sources.file(file).text.clone();
    let mod_file = nmodl::parse(&text, file, &mut diagnostics);
    (file, mod_file, diagnostics)
}

/// What `text` gives: its mechanism, and everything that `check` says.
fn read(name: &str, text: &str) -> (Option<MechanismType>, String) {
    let mut sources = sources();
    let (_, mod_file, mut diagnostics) = parse_in(&mut sources, name, text);
    let stem = Path::new(name).file_stem().unwrap().to_string_lossy().into_owned();
    diagnostics.extend(mod_file.iter().flat_map(|tree| nmodl::check(tree, &Symbols::of(tree), &stem)));
    let mechanism = mod_file.filter(|_| !diagnostics.has_fatal());
    let mechanism = mechanism.and_then(|tree| nmodl::mechanism_type(&tree, &stem, &mut Diagnostics::default()));
    (mechanism, render_all(&diagnostics, &sources, MessageFormat::Human, false))
}

fn messages(text: &str) -> String {
    read("a.mod", text).1
}

fn tree(text: &str) -> ModFile {
    let (_, mod_file, diagnostics) = parse_in(&mut sources(), "a.mod", text);
    mod_file.unwrap_or_else(|| panic!("{text}\n{diagnostics:?}"))
}

/// The tree without its places.
fn shape(mod_file: &ModFile) -> String {
    let places = regex::Regex::new(r"Span \{[^}]*\}|FileId\(\d+\)").unwrap();
    places.replace_all(&format!("{mod_file:?}"), "").into_owned()
}

fn assert_round_trip(text: &str) {
    let first = tree(text);
    let printed = nmodl::print(&first);
    assert_eq!(shape(&tree(&printed)), shape(&first), "{printed}");
}

/// A mechanism as a short table.
fn table(mechanism: &MechanismType) -> String {
    let mut text = format!("{:?} {}\n", mechanism.kind, mechanism.name);
    for variable in &mechanism.variables {
        let kind = match variable.kind {
            VariableKind::Parameter => "parameter",
            VariableKind::Assigned => "assigned",
            VariableKind::State => "state",
        };
        let length = if variable.length == 1 { String::new() } else { format!("[{}]", variable.length) };
        writeln!(text, "{kind} {}{length} = {} ({})", variable.name, variable.default, variable.unit).unwrap();
    }
    for global in &mechanism.globals {
        writeln!(text, "global {} = {} x {}", global.name, global.default, global.length).unwrap();
    }
    for ion in &mechanism.ions {
        let (reads, writes) = (ion.reads.join(" "), ion.writes.join(" "));
        writeln!(text, "ion {} reads [{reads}] writes [{writes}] valence {:?}", ion.ion, ion.valence).unwrap();
    }
    writeln!(text, "functions {}", mechanism.functions.join(" ")).unwrap();
    writeln!(text, "pointers {}", mechanism.pointers.join(" ")).unwrap();
    text
}

#[test]
fn good_files() {
    insta::glob!("../corpus/nmodl/ok", "*.mod", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert_round_trip(&text);
        let (mechanism, messages) = read(&name, &text);
        let printed = nmodl::print(&tree(&text));
        insta::with_settings!({ snapshot_path => "../corpus/nmodl/ok", prepend_module_to_snapshot => false, description => text, omit_expression => true }, {
            insta::assert_snapshot!(format!("{}\n{messages}\n{printed}", table(&mechanism.unwrap())));
        });
    });
}

#[test]
fn bad_files() {
    insta::glob!("../corpus/nmodl/err", "*.mod", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (mechanism, messages) = read(&name, &text);
        assert!(mechanism.is_none(), "{name}");
        insta::with_settings!({ snapshot_path => "../corpus/nmodl/err", prepend_module_to_snapshot => false, description => text, omit_expression => true }, {
            insta::assert_snapshot!(messages);
        });
    });
}

#[test]
fn odd_files() {
    insta::glob!("../corpus/nmodl/odd", "*.mod", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (mechanism, messages) = read(&name, &text);
        assert!(mechanism.is_some() && !messages.is_empty(), "{name}");
        insta::with_settings!({ snapshot_path => "../corpus/nmodl/odd", prepend_module_to_snapshot => false, description => text, omit_expression => true }, {
            insta::assert_snapshot!(messages);
        });
    });
}

fn nested(depth: usize, open: &str, close: &str) -> String {
    format!("BREAKPOINT {{ i = {}1{} }}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn nested_parentheses_parse_fast() {
    let text = nested(200, "(", ")");
    let start = Instant::now();
    tree(&text);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn nested_calls_indices_and_blocks_parse_fast() {
    let start = Instant::now();
    tree(&nested(200, "f(", ")"));
    tree(&nested(200, "a[", "]"));
    tree(&format!("INITIAL {{ {} {} }}", "if (x) {".repeat(120), "}".repeat(120)));
    tree(&format!("INITIAL {{ {} {} }}", "{".repeat(200), "}".repeat(200)));
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn an_error_within_nested_parentheses_is_found_fast() {
    let start = Instant::now();
    assert!(messages(&format!("BREAKPOINT {{ i = {}1 +{} }}", "f(".repeat(200), ")".repeat(200))).contains("expected"));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    for (open, close) in [("(", ")"), ("f(", ")"), ("a[", "]")] {
        assert!(messages(&nested(100_000, open, close)).contains("brackets nested deeper than 256"));
    }
    let blocks = format!("INITIAL {} {}", "{".repeat(100_000), "}".repeat(100_000));
    assert!(messages(&blocks).contains("brackets nested deeper than 256"));
}

#[test]
fn what_is_too_long_is_refused() {
    for operators in ["1 + ", "1 ^ ", "-", "!", "1 * "] {
        let text = format!("BREAKPOINT {{ i = {}1 }}", operators.repeat(20_000));
        assert!(messages(&text).contains("expression with more than 1000 operators"), "{operators}");
    }
    let level = |inner: String| format!("{}({inner})", "1 + ".repeat(300));
    let text = (0..20).fold("1".to_owned(), |inner, _| level(inner));
    assert!(messages(&format!("BREAKPOINT {{ i = {text} }}")).contains("expression with more than 1000 operators"));
}

#[test]
fn a_long_expression_is_read() {
    for operator in ["+", "^", "* -"] {
        assert_round_trip(&format!("BREAKPOINT {{ i = 1 {} }}", format!("{operator} a ").repeat(250)));
    }
}

#[test]
fn a_long_file_is_read() {
    let text =
        format!("NEURON {{ SUFFIX a }} ASSIGNED {{ i g e a b }} BREAKPOINT {{ {} }}", "i = g*(v - e)\n".repeat(20_000));
    let text = format!("{text} INITIAL {{ if (a) {{ }} {} }}", "else if (b) { } ".repeat(20_000));
    assert!(read("a.mod", &text).0.is_some());
}

#[test]
fn a_linear_system_may_have_states_that_it_does_not_solve_for() {
    let text = "NEURON { POINT_PROCESS a NONSPECIFIC_CURRENT i } ASSIGNED { v } STATE { i g x }
        BREAKPOINT { SOLVE s METHOD cnexp p() } PROCEDURE p() { SOLVE l } DERIVATIVE s { g' = -g }
        LINEAR l SOLVEFOR i, x { ~ 2*i = v - x ~ i = g*x }";
    assert_eq!(messages(text), "");
}

#[test]
fn what_c_code_or_hoc_may_declare_is_not_missed() {
    let with_c = "NEURON { SUFFIX a } ASSIGNED { x }\nVERBATIM\nstatic double seed;\nENDVERBATIM\nINITIAL { x = seed }";
    assert_eq!(messages(with_c), "");
    let external = "NEURON { SUFFIX a EXTERNAL other } ASSIGNED { x } INITIAL { x = other*celsius + area + M_PI }";
    assert_eq!(messages(external), "");
    let lag = "NEURON { SUFFIX a } PARAMETER { d = 1 } ASSIGNED { v x } BREAKPOINT { LAG v BY d x = lag_v_d }";
    assert_eq!(messages(lag), "");
    let random = "NEURON { SUFFIX a RANDOM r } ASSIGNED { x } INITIAL { x = random_normal(r, 0, 1) }";
    assert_eq!(messages(random), "");
}

fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("v".to_owned()),
        Just("m'".to_owned()),
        Just("3 (mV)".to_owned()),
        Just("1e-3".to_owned()),
        Just("ca[i + 1]".to_owned()),
        Just("x@1".to_owned()),
    ];
    leaf.prop_recursive(6, 64, 3, |inner| {
        let operator =
            prop::sample::select(vec!["+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "&&", "||"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(left, sign, right)| format!("{left} {sign} {right}")),
            inner.clone().prop_map(|value| format!("({value})")),
            inner.clone().prop_map(|value| format!("-{value}")),
            inner.clone().prop_map(|value| format!("!{value}")),
            (inner.clone(), inner).prop_map(|(one, two)| format!("f({one}, {two})")),
        ]
    })
}

proptest! {
    #[test]
    fn printed_expressions_read_the_same(value in expression()) {
        assert_round_trip(&format!("BREAKPOINT {{ i = {value} }}"));
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC*") {
        messages(&text);
    }

    #[test]
    fn any_words_are_read_without_panic(words in prop::collection::vec(prop::sample::select(vec![
        "NEURON", "SUFFIX", "RANGE", "PARAMETER", "STATE", "BREAKPOINT", "SOLVE", "{", "}", "(", ")", "[", "]", "<", ">", "a", "b",
        "1", "2.5", "=", "+", "-", "~", ",", "\"", ":", "?", "\n", "COMMENT", "ENDCOMMENT", "VERBATIM", "ENDVERBATIM", "TITLE",
        "REPRESENTS", "USEION", "READ", "'", "TABLE", "FROM", "TO", "WITH", "DEFINE", "INCLUDE", "µ", "\u{1a}",
    ]), 0..40)) {
        messages(&words.join(" "));
    }
}
