//! Equations as lists of operations: the same bits as the trees that they come from, and what stays a tree.

use std::fmt::Write;
use std::sync::Arc;

use crate::support::folders::{Folder, own, written_for_tests};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::membrane::memory::Memory;
use neuron_reduce::membrane::program::{Body, SolvedBlock};
use neuron_reduce::membrane::segment::{OperatingPoint, Patch, Segment};
use neuron_reduce::membrane::{Program, compile, site};
use neuron_reduce::nmodl;
use neuron_reduce::source::SourceMap;

fn program(text: &str) -> Program {
    let mut sources = SourceMap::default();
    let file = sources.add_text("a.mod", text);
    let mut diagnostics = Diagnostics::default();
    let tree = nmodl::parse(text, file, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"));
    compile(&tree, "a")
}

/// A mechanism whose `BREAKPOINT` has these statements, with functions of its own.
fn currents(statements: &str, functions: &str) -> Program {
    program(&format!(
        "NEURON {{ SUFFIX a NONSPECIFIC_CURRENT i RANGE n }}\nASSIGNED {{ v i n k }}\nBREAKPOINT {{ {statements} }}\n{functions}"
    ))
}

fn bodies(program: &mut Program) -> Vec<&mut Body> {
    let rates = program.solves.iter_mut().filter_map(|solve| match &mut solve.block {
        SolvedBlock::Derivative(body) => Some(body),
        _ => None,
    });
    program.initial.iter_mut().chain(&mut program.currents_code).chain(&mut program.after_solve).chain(rates).collect()
}

fn lists(program: &Program) -> usize {
    bodies(&mut program.clone()).iter().filter(|body| body.flat.is_some()).count()
}

fn as_tree(program: &Program) -> Program {
    let mut tree = program.clone();
    for body in bodies(&mut tree) {
        body.flat = None;
    }
    tree
}

/// Values and derivatives of a segment at several voltages, with all their bits.
fn bits(start: impl Fn(f64) -> Segment) -> String {
    let mut text = String::new();
    for v_mv in [-154.9, -95.0, -65.0, -55.0, -40.0, -38.0, -35.0, -27.0, 0.0, 13.3] {
        let segment = start(v_mv);
        let point = segment.evaluate(v_mv, &segment.initial_states()).unwrap();
        writeln!(text, "{point:?} {:?}", segment.linearize(&point).unwrap()).unwrap();
    }
    text
}

fn alone(program: Program) -> impl Fn(f64) -> Segment {
    let program = Arc::new(program);
    move |v_mv| {
        let mechanisms = vec![(Arc::clone(&program), Memory::new(&program))];
        let patch =
            Patch { celsius: 20.0, diam_um: 10.0, area_um2: 1000.0, cm_uf_per_cm2: 1.0, mechanisms, ions: vec![] };
        Segment::start(patch, v_mv, None).unwrap_or_else(|(_, fault)| panic!("{fault:?}"))
    }
}

/// The current of a mechanism that has to be a list, the same as that of its tree.
fn current(program: &Program, v_mv: f64) -> f64 {
    assert_eq!(lists(program), 1);
    let point = |program: Program| -> OperatingPoint {
        let segment = alone(program)(v_mv);
        segment.evaluate(v_mv, &[]).unwrap()
    };
    let (list, tree) = (point(program.clone()), point(as_tree(program)));
    assert_eq!(list, tree);
    list.current_ma_per_cm2()
}

#[test]
fn lists_of_real_mechanisms_give_the_bits_of_their_trees() {
    let mut compared = 0;
    for folder in [own(), written_for_tests()] {
        let folder = Folder::read(&folder);
        for program in folder.programs.iter().filter(|program| lists(program) > 0 && program.name != "foreign") {
            let start = |program: Program| {
                let patch = site::alone(&[Arc::new(program)], &folder.catalog, 34.0);
                move |v_mv| Segment::start(patch.clone(), v_mv, None).unwrap()
            };
            assert_eq!(bits(start(Program::clone(program))), bits(start(as_tree(program))), "{}", program.name);
            compared += lists(program);
        }
    }
    assert!(compared >= 20, "{compared}");
}

#[test]
fn branches_take_the_first_that_holds() {
    let grades =
        currents("if (v > 0) { i = 3 } else if (v > -50) { i = 2 } else if (v > -80) { i = 1 } else { i = 0.5 }", "");
    assert_eq!([10.0, -20.0, -60.0, -90.0].map(|v_mv| current(&grades, v_mv)), [3.0, 2.0, 1.0, 0.5]);
}

#[test]
fn the_right_side_is_not_called_where_the_left_one_decides() {
    let counts = "FUNCTION more() { n = n + 1 more = 1 }";
    let called =
        |condition: &str| current(&currents(&format!("n = 0 if ({condition}) {{ k = 1 }} i = n"), counts), -60.0);
    assert_eq!(called("v > 0 && more()"), 0.0);
    assert_eq!(called("v < 0 && more()"), 1.0);
    assert_eq!(called("v < 0 || more()"), 0.0);
    assert_eq!(called("v > 0 || more() && more()"), 2.0);
}

#[test]
fn what_is_read_before_a_call_is_what_was_there_before_it() {
    let changes = "FUNCTION change(x) { n = n + 10 change = x }";
    assert_eq!(current(&currents("n = 1 i = n + change(100)", changes), -60.0), 101.0);
    assert_eq!(current(&currents("n = 1 i = change(100) + n", changes), -60.0), 111.0);
    assert_eq!(current(&currents("n = 2 i = pow(n, change(3))", changes), -60.0), 8.0);
    assert_eq!(current(&currents("n = 1 i = change(change(n)) - n", changes), -60.0), -20.0);
}

#[test]
fn locals_start_at_nothing_in_every_call() {
    let sums = "FUNCTION sum(x) { LOCAL s s = s + x sum = s } FUNCTION nothing(x) { LOCAL y y = x }";
    assert_eq!(current(&currents("i = sum(1) + sum(2) + sum(sum(4))", sums), -60.0), 7.0);
    assert_eq!(current(&currents("i = 5 + nothing(3)", sums), -60.0), 5.0);
    assert_eq!(current(&currents("LOCAL a, b a = a + 1 i = a + b", ""), -60.0), 1.0);
}

#[test]
fn numbers_under_way_are_kept_through_calls() {
    let functions = "FUNCTION f(x, y) { LOCAL a a = x * 2 f = a + y } FUNCTION g(x) { g = f(x, f(x, 1)) * f(1, x) }";
    // g(3) = (6 + (6 + 1)) * (2 + 3) = 65
    assert_eq!(
        current(&currents("i = (1 + g(3)) * (2 + g(3)) - (g(3) - (g(3) - 1))", functions), -60.0),
        66.0 * 67.0 - 1.0
    );
}

#[test]
fn what_loops_or_calls_itself_stays_a_tree() {
    let stays =
        |statements: &str, functions: &str| assert_eq!(lists(&currents(statements, functions)), 0, "{statements}");
    stays("n = 0 while (n < 3) { n = n + 1 } i = n", "");
    stays("i = 0 FROM j = 0 TO 3 { i = i + j }", "");
    stays("i = down(3)", "FUNCTION down(x) { if (x > 0) { down = down(x - 1) } else { down = 1 } }");
    stays("i = one(3)", "FUNCTION one(x) { one = other(x) } FUNCTION other(x) { if (x > 0) { other = one(x - 1) } }");
    stays("i = table(v)", "FUNCTION_TABLE table(x)");
    stays("i = nothing + v", "");
}

#[test]
fn functions_that_multiply_stay_a_tree() {
    let doubling = |last: usize| -> String {
        let function = |n: usize| format!("FUNCTION f{n}(x) {{ f{n} = f{}(x) + f{0}(x) }}\n", n - 1);
        format!("FUNCTION f0(x) {{ f0 = x }}\n{}", (1..=last).map(function).collect::<String>())
    };
    assert_eq!(current(&currents("i = f4(v)", &doubling(4)), -60.0), -960.0);
    assert_eq!(lists(&currents("i = f40(v)", &doubling(40))), 0);
}

#[test]
fn tables_stand_for_the_code_of_a_list() {
    let folder = Folder::read(&written_for_tests());
    let tabled = folder.programs.iter().find(|program| program.name == "tabled").unwrap();
    assert!(lists(tabled) > 0);
    let current = |program: &Program, interpolates: bool| {
        let patch = site::alone(&[Arc::new(program.clone())], &folder.catalog, 34.0);
        let tables = interpolates.then(neuron_reduce::membrane::Tables::default);
        let segment = Segment::start(patch, -41.7, tables).unwrap();
        segment.evaluate(-41.7, &segment.initial_states()).unwrap()
    };
    assert_eq!(current(tabled, true), current(&as_tree(tabled), true));
    assert_eq!(current(tabled, false), current(&as_tree(tabled), false));
    assert_ne!(current(tabled, true), current(tabled, false));
}
