//! What the evaluator says about programs that are wrong, or that it cannot run.

use insta::assert_snapshot;
use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::source::SourceMap;

use crate::support::hoc::{Model, failure, failure_of, message, printed};

#[test]
fn names_that_stand_for_nothing() {
    assert_snapshot!(failure("gain = 2\nprint gian\n"), @"
    error[hoc::undefined-variable]: undefined variable `gian`
     --> a.hoc:2:7
      |
    2 | print gian
      |       ^^^^
      |
      = help: did you mean `gain`?
    ");
    assert_snapshot!(failure("proc grow() {}\ngorw(3)\n"), @"
    error[hoc::undefined-function]: undefined function `gorw`
     --> a.hoc:2:1
      |
    2 | gorw(3)
      | ^^^^
      |
      = help: did you mean `grow`?
    ");
    assert_snapshot!(failure("objref cell\ncell = new Lsit()\n"), @"
    error[hoc::class]: there is no class `Lsit`
     --> a.hoc:2:12
      |
    2 | cell = new Lsit()
      |            ^^^^
      |
      = help: did you mean `List`?
    ");
}

#[test]
fn a_range_variable_that_does_not_exist() {
    assert_snapshot!(failure("create soma[1]\nsoma[0] insert pas\nsoma[0].g_pass = 3\n"), @"
    error[hoc::range-variable]: section `soma[0]` has no range variable `g_pass`
     --> a.hoc:3:9
      |
    3 | soma[0].g_pass = 3
      |         ^^^^^^
      |
      = help: did you mean `g_pas`?
    ");
    assert_snapshot!(failure("create soma\nsoma g_pas = 0.001\n"), @"
    error[hoc::range-variable]: mechanism `pas` is not inserted in section `soma`
     --> a.hoc:2:6
      |
    2 | soma g_pas = 0.001
      |      ^^^^^
    ");
    assert_snapshot!(failure("create soma\nsoma g_pass(0.5) = 0.001\n"), @"
    error[hoc::range-variable]: section `soma` has no range variable `g_pass`
     --> a.hoc:2:6
      |
    2 | soma g_pass(0.5) = 0.001
      |      ^^^^^^
      |
      = help: did you mean `g_pas`?
    ");
}

#[test]
fn a_range_variable_gone_wrong_is_no_silent_variable() {
    let reported = |text: &str| {
        let model = Model::new(&[("a.hoc", text)]);
        let mut hoc = model.interpreter();
        hoc.load_file("a.hoc", None).unwrap();
        hoc.diagnostics.iter().map(|diagnostic| message(diagnostic, &hoc)).collect::<String>()
    };
    let wrong = "create soma[2]\nforall {\n    insert hh\n    gnabarr_hh = 0.2\n}\n";
    assert_snapshot!(reported(wrong), @"
    warning[hoc::range-variable]: section `soma[0]` has no range variable `gnabarr_hh`
     --> a.hoc:4:5
      |
    4 |     gnabarr_hh = 0.2
      |     ^^^^^^^^^^ set here for 2 sections
      |
      = note: mechanism `hh` declares `gnabar`
      = note: as in NEURON the name became a variable; nothing reads it
      = help: did you mean `gnabar_hh`?
    ");
    assert_eq!(reported("create soma\nsoma insert hh\ngnabarr_hh = 0.2\n"), "", "outside of a section");
    assert_eq!(reported("create soma\nsoma { insert hh gnabarr_hh = 0.2 gnabar_hh = gnabarr_hh }\n"), "", "it is read");
    assert_eq!(reported("create soma\nsoma { insert hh total_area_hh = 0.2 }\n"), "", "near to no variable");
    assert_eq!(reported("create soma\nsoma gnabarr_hh = 0.2\n"), "", "where the mechanism is not");
}

#[test]
fn an_unknown_mechanism() {
    let files = [("a.hoc", "create soma\nsoma insert pass\n"), ("mod/x.mod", "")];
    assert_snapshot!(failure_of(&files), @"
    error[hoc::mechanism]: there is no mechanism `pass`
     --> a.hoc:2:13
      |
    2 | soma insert pass
      |             ^^^^
      |
      = note: mod files were found in `mod`
      = help: did you mean `pas`?
    ");
    assert_snapshot!(failure("create soma\nsoma insert IClamp\n"), @"
    error[hoc::mechanism]: `IClamp` is not a density mechanism: it cannot be inserted
     --> a.hoc:2:13
      |
    2 | soma insert IClamp
      |             ^^^^^^
    ");
}

#[test]
fn objects_and_their_members() {
    assert_snapshot!(failure("objref cell\nprint cell.soma\n"), @"
    error[hoc::member]: `cell` is NULLobject: it has no member `soma`
     --> a.hoc:2:12
      |
    2 | print cell.soma
      |            ^^^^
    ");
    assert_snapshot!(failure("begintemplate T\npublic size\nsize = 1\nendtemplate T\nobjref one\none = new T()\nprint one.sise\n"), @"
    error[hoc::member]: `T` has no public member `sise`
     --> a.hoc:7:11
      |
    7 | print one.sise
      |           ^^^^
      |
      = help: did you mean `size`?
    ");
    assert_snapshot!(failure("objref l\nl = new SectionList()\nl.apend()\n"), @"
    error[hoc::member]: `SectionList` has no public member `apend`
     --> a.hoc:3:3
      |
    3 | l.apend()
      |   ^^^^^
      |
      = help: did you mean `append`?
    ");
    assert_snapshot!(failure("x = 1\nprint x.y\n"), @"
    error[hoc::member]: `x` is a number: it has no member `y`
     --> a.hoc:2:9
      |
    2 | print x.y
      |         ^
    ");
}

#[test]
fn types_and_arguments() {
    assert_snapshot!(failure("strdef s\ns = 3\n"), @"
    error[hoc::type]: `s` is a strdef, not a number
     --> a.hoc:2:1
      |
    2 | s = 3
      | ^
    ");
    assert_snapshot!(failure("x = 3\nx = \"text\"\n"), @r#"
    error[hoc::type]: `x` is a variable for numbers, not a strdef
     --> a.hoc:2:1
      |
    2 | x = "text"
      | ^
    "#);
    assert_snapshot!(failure("objref o\nprint o + 1\n"), @"
    error[hoc::type]: expected a number, found an object
     --> a.hoc:2:7
      |
    2 | print o + 1
      |       ^
    ");
    assert_snapshot!(failure("proc p() { print $2 }\np(1)\n"), @"
    error[hoc::argument]: the call has no argument `$2`
     --> a.hoc:1:18
      |
    1 | proc p() { print $2 }
      |                  ^^
    2 | p(1)
      | - in `p`, called here
    ");
    assert_snapshot!(failure("print $1\n"), @"
    error[hoc::argument]: `$1` has no meaning here: no procedure is running
     --> a.hoc:1:7
      |
    1 | print $1
      |       ^^
    ");
    assert_snapshot!(failure("proc p() { print $s1 }\np(1)\n"), @"
    error[hoc::type]: `$s1` is a number, not a string
     --> a.hoc:1:18
      |
    1 | proc p() { print $s1 }
      |                  ^^^
    2 | p(1)
      | - in `p`, called here
    ");
    assert_snapshot!(failure("print sqrt(-1)\n"), @"
    error[hoc::arithmetic]: `sqrt(-1)` is not defined
     --> a.hoc:1:12
      |
    1 | print sqrt(-1)
      |            ^^
    ");
    assert_snapshot!(failure("print 1/0\n"), @"
    error[hoc::arithmetic]: division by zero
     --> a.hoc:1:7
      |
    1 | print 1/0
      |       ^^^
    ");
    assert_snapshot!(failure("func f() { x = 1 }\nprint f()\n"), @"
    error[hoc::return]: `f` is a function but ended without `return` and a value
     --> a.hoc:2:7
      |
    2 | print f()
      |       ^
    ");
    assert_snapshot!(failure("create soma\nsoma print n3d(), x3d(0)\n"), @"
    error[hoc::section]: `soma` has 0 3-d points, there is none at 0
     --> a.hoc:2:19
      |
    2 | soma print n3d(), x3d(0)
      |                   ^^^
    ");
}

#[test]
fn arrays() {
    assert_snapshot!(failure("double a[3]\na[3] = 1\n"), @"
    error[hoc::array]: index 3 of `a` is out of range, it has 3 elements
     --> a.hoc:2:1
      |
    2 | a[3] = 1
      | ^
    ");
    assert_snapshot!(failure("double a[3]\nprint a[1][2]\n"), @"
    error[hoc::array]: `a` has 1 dimension, not 2
     --> a.hoc:2:7
      |
    2 | print a[1][2]
      |       ^
    ");
    assert_snapshot!(failure("double a[0]\n"), @"
    error[hoc::array]: a dimension of 0 is not possible: it must be at least 1
     --> a.hoc:1:10
      |
    1 | double a[0]
      |          ^
    ");
    assert_snapshot!(failure("double a[1e6][1e6]\n"), @"
    error[hoc::array]: an array of 1000000000000 elements is too large
     --> a.hoc:1:15
      |
    1 | double a[1e6][1e6]
      |               ^^^
    ");
    assert_snapshot!(failure("x = 1\nprint x[2]\n"), @"
    error[hoc::array]: `x` is not an array
     --> a.hoc:2:7
      |
    2 | print x[2]
      |       ^
    ");
}

#[test]
fn sections() {
    assert_snapshot!(failure("nseg = 3\n"), @"
    error[hoc::section]: no section is accessed: there is none
     --> a.hoc:1:1
      |
    1 | nseg = 3
      | ^^^^
    ");
    assert_snapshot!(failure("create soma, dend\nconnect dend(0.5), soma(1)\n"), @"
    error[hoc::section]: `dend` must connect by its end 0 or 1, not at 0.5
     --> a.hoc:2:1
      |
    2 | connect dend(0.5), soma(1)
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(failure("create a, b\nconnect a(0), b(1)\nconnect b(0), a(1)\n"), @"
    error[hoc::section]: connecting `b` to `a` would form a loop
     --> a.hoc:3:1
      |
    3 | connect b(0), a(1)
      | ^^^^^^^^^^^^^^^^^^
    ");
    assert_snapshot!(failure("create soma\nsoma delete_section()\naccess soma\n"), @"
    error[hoc::section]: the section was deleted
     --> a.hoc:3:8
      |
    3 | access soma
      |        ^^^^
    ");
    assert_snapshot!(failure("create dend[3]\npush_section(\"dend3\")\n"), @r#"
    error[hoc::section]: there is no section `dend3`
     --> a.hoc:2:14
      |
    2 | push_section("dend3")
      |              ^^^^^^^
    "#);
    assert_snapshot!(failure("create soma\nsoma print v(2)\n"), @"
    error[hoc::section]: a place in a section lies between 0 and 1, not at 2
     --> a.hoc:2:12
      |
    2 | soma print v(2)
      |            ^^^^
    ");
}

#[test]
fn declarations_that_clash() {
    assert_snapshot!(failure("strdef s\nobjref s\n"), @"
    error[hoc::already-declared]: `s` is already declared as a strdef
     --> a.hoc:2:8
      |
    2 | objref s
      |        ^
    ");
    assert_snapshot!(failure("objref v\n"), @"
    error[hoc::already-declared]: `v` is already declared as a range variable
     --> a.hoc:1:8
      |
    1 | objref v
      |        ^
    ");
    assert_snapshot!(failure("begintemplate T\nendtemplate T\nbegintemplate T\nendtemplate T\n"), @"
    error[hoc::already-declared]: template `T` is already defined
     --> a.hoc:3:15
      |
    3 | begintemplate T
      |               ^
    ");
    assert_snapshot!(failure("begintemplate T\nendtemplate U\n"), @"
    error[hoc::misplaced]: `endtemplate U` ends the template `T`
     --> a.hoc:2:13
      |
    2 | endtemplate U
      |             ^
    ");
}

#[test]
fn the_calls_are_named() {
    let inner = "proc inner() { print missing_thing }\nproc outer() { inner() }\nouter()\n";
    assert_snapshot!(failure(inner), @"
    error[hoc::undefined-variable]: undefined variable `missing_thing`
     --> a.hoc:1:22
      |
    1 | proc inner() { print missing_thing }
      |                      ^^^^^^^^^^^^^
    2 | proc outer() { inner() }
      |                ----- in `inner`, called here
    3 | outer()
      | ----- in `outer`, called here
    ");
    let template = "begintemplate Cell\nproc init() { grow($1) }\nproc grow() { print unknown_name }\nendtemplate Cell\nobjref c\nc = new Cell(3)\n";
    assert_snapshot!(failure(template), @"
    error[hoc::undefined-variable]: undefined variable `unknown_name`
     --> a.hoc:3:21
      |
    2 | proc init() { grow($1) }
      |               ---- in `grow`, called here
    3 | proc grow() { print unknown_name }
      |                     ^^^^^^^^^^^^
    ...
    6 | c = new Cell(3)
      |         ----
      |         |
      |         in `init`, called here
      |         in `new Cell`, called here
    ");
    assert_snapshot!(failure("execute(\"x = 1 y = nothing_here\")\n"), @r#"
    error[hoc::undefined-variable]: undefined variable `nothing_here`
     --> execute:1:11
      |
    1 | x = 1 y = nothing_here
      |           ^^^^^^^^^^^^
      |
     ::: a.hoc:1:1
      |
    1 | execute("x = 1 y = nothing_here")
      | ------- in `execute`, called here
    "#);
    assert_snapshot!(failure_of(&[("a.hoc", "load_file(\"b.hoc\")\n"), ("b.hoc", "execerror(\"bad\", \"thing\")\n")]), @r#"
    error[hoc::execerror]: bad thing
     --> b.hoc:1:1
      |
    1 | execerror("bad", "thing")
      | ^^^^^^^^^
      |
     ::: a.hoc:1:11
      |
    1 | load_file("b.hoc")
      |           ------- `b.hoc` is loaded here
    "#);
}

#[test]
fn recursion_without_end() {
    assert_snapshot!(failure("proc p() { p() }\np()\n"), @"
    error[hoc::recursion]: recursion without end: 512 calls are nested
     --> a.hoc:1:12
      |
    1 | proc p() { p() }
      |            ^
      |            |
      |            in `p`, called here
    2 | p()
      | - in `p`, called here
      |
      = note: and 509 more calls
      = help: a procedure may call itself without end
    ");
    assert!(
        failure("func f() { return f($1 + 1) + (1 + (2 + f(3))) }\nprint f(1)\n").contains("recursion without end")
    );
    assert!(failure("proc p() { execute(\"p()\") }\np()\n").contains("recursion without end"));
    assert!(failure_of(&[("a.hoc", "load_file(1, \"a.hoc\")\n")]).contains("recursion without end"));
    let template =
        "begintemplate T\nobjref next\nproc init() { next = new T() }\nendtemplate T\nobjref one\none = new T()\n";
    assert!(failure(template).contains("recursion without end"));
}

#[test]
fn deep_nesting_is_no_crash() {
    let blocks =
        format!("proc p() {}{}\n{}p(){}\n", "{".repeat(100), "}".repeat(100), "{".repeat(400), "}".repeat(400));
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
    assert_snapshot!(message(&error, &hoc), @"
    error[hoc::max-steps]: the step budget of 1000 is used up
     --> a.hoc:2:13
      |
    2 | while (1) { x += 1 }
      |             ^^^^^^
      |
      = help: a loop may have no end; `--max-steps N` raises the budget
    ");
    for text in
        ["while (1) {}\n", "for (;1;) {}\n", "for i = 0, 1e300 {}\n", "execute1(\"while (1) {}\")\nwhile (1) {}\n"]
    {
        let model = Model::new(&[("a.hoc", text)]);
        let mut hoc = model.interpreter_with(Options { max_steps: 1000, ..Options::default() });
        let error = hoc.load_file("a.hoc", None).unwrap_err();
        assert_eq!(error.code, "hoc::max-steps", "{text}");
    }
}

#[test]
fn files_that_are_not_there() {
    assert_snapshot!(failure("xopen(\"nowhere.hoc\")\n"), @r#"
    error[hoc::cannot-read]: cannot read `nowhere.hoc`: No such file or directory (os error 2)
     --> a.hoc:1:7
      |
    1 | xopen("nowhere.hoc")
      |       ^^^^^^^^^^^^^
    "#);
    assert_snapshot!(failure("xopen(\"/etc/passwd\")\n"), @r#"
    error[hoc::cannot-read]: cannot read `/etc/passwd`: it lies outside the model directory
     --> a.hoc:1:7
      |
    1 | xopen("/etc/passwd")
      |       ^^^^^^^^^^^^^
    "#);
    let model = Model::new(&[("a.hoc", "print load_file(\"Cells.hoc\")\n"), ("cells.hoc", "")]);
    let mut hoc = model.interpreter();
    hoc.load_file("a.hoc", None).unwrap();
    assert_eq!(hoc.output, "0 \n");
    let said: Vec<String> = hoc.diagnostics.iter().map(|diagnostic| message(diagnostic, &hoc)).collect();
    assert_snapshot!(said.concat(), @r#"
    warning[hoc::missing-file]: cannot load `Cells.hoc`: No such file or directory (os error 2)
     --> a.hoc:1:17
      |
    1 | print load_file("Cells.hoc")
      |                 ^^^^^^^^^^^ the program goes on without it, as NEURON does
      |
      = help: did you mean `cells.hoc`?
    "#);
}

#[test]
fn what_is_not_done_is_noted_once() {
    let text = "objref g\ng = new Graph()\ng.size(0,1,2,3)\ng.x = 3\nprint g.x\nxpanel(\"a\")\nxpanel()\nfinitialize(-70)\nrun()\n";
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    hoc.load_file("a.hoc", None).unwrap();
    let said: Vec<String> = hoc.diagnostics.iter().map(|diagnostic| message(diagnostic, &hoc)).collect();
    assert_snapshot!(said.concat(), @"
    note[hoc::graphics]: graphics calls are skipped
     --> a.hoc:2:9
      |
    2 | g = new Graph()
      |         ^^^^^ first met here
    note[hoc::simulation]: simulation calls are skipped: the cell is only built
     --> a.hoc:9:1
      |
    9 | run()
      | ^^^ first met here
    ");
}

#[test]
fn a_missing_directory_or_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let sources = SourceMap::open(folder.path()).unwrap();
    let mut hoc = Interpreter::new(sources, Catalog::with_builtins(), Options::default());
    let error = hoc.load_file("no.hoc", None).unwrap_err();
    assert_snapshot!(message(&error, &hoc), @"error[hoc::cannot-read]: cannot read `no.hoc`: No such file or directory (os error 2)");
}

#[test]
fn a_way_between_places_that_are_not_connected() {
    let start = "create a, b\nobjref r, l\nr = new RangeVarPlot(\"v\")\na r.begin(0)\n";
    assert_snapshot!(failure(&format!("{start}b r.end(1)\n")), @"
    error[hoc::execerror]: no path from begin to end points
     --> a.hoc:5:5
      |
    5 | b r.end(1)
      |     ^^^
    ");
    assert_snapshot!(failure(&format!("{start}l = new Vector()\nr.list(l)\n")), @"
    error[hoc::argument]: argument 1 of `list` must be a SectionList, not another object
     --> a.hoc:6:8
      |
    6 | r.list(l)
      |        ^
    ");
    assert_snapshot!(failure(&format!("{start}r.lefft()\n")), @"
    error[hoc::member]: `RangeVarPlot` has no public member `lefft`
     --> a.hoc:5:3
      |
    5 | r.lefft()
      |   ^^^^^
      |
      = help: did you mean `left`?
    ");
}
