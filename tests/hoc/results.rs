//! Results of simulations, which are never run: reading them is refused, or ends the program where it is analysis.

use insta::assert_snapshot;
use neuron_reduce::diagnostic::Severity;
use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::{Catalog, GlobalVariable, MechanismKind, MechanismType, RangeVariable, VariableKind};

use crate::support::hoc::{Model, failure, message, printed};

const HH: &str = "create soma\naccess soma\ninsert hh\nobjref stim, vec, syn\nstim = new APCount(0.5)\nsyn = new ExpSyn(0.5)\n\
                  vec = new Vector()\n{vec.record(&v(0.5))}\nproc look() { print $&1 }\n";

fn run(text: &str) -> (Interpreter, Vec<String>) {
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter();
    if let Err(error) = hoc.load_file("a.hoc", None) {
        panic!("{}", message(&error, &hoc));
    }
    let warnings = hoc.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning);
    let warnings = warnings.map(|diagnostic| message(diagnostic, &hoc)).collect();
    (hoc, warnings)
}

#[test]
fn after_initializing_alone_what_has_no_equations_is_refused() {
    for read in [
        "L = 100*syn.i",
        "look(&syn.g)",
        "L = vec.size",
        "L = vec.x[0]",
        "L = vec.max",
        "objref w\nw = new Vector()\nw.copy(vec)",
        "execute1(\"L = 3 + syn.i\")",
        "e_pas = v + vext[0]",
    ] {
        for simulate in ["finitialize(-65)", "init()", "stdinit()"] {
            let text = format!("{HH}insert pas\ninsert extracellular\nvec.resize(3)\n{{{simulate}}}\n{read}\n");
            let said = failure(&text);
            assert!(said.starts_with("unsupported[hoc::computed]"), "{simulate} {read}: {said}");
        }
    }
    assert_snapshot!(failure("objref syn\ncreate soma\nsoma syn = new ExpSyn(0.5)\ninit()\nsoma.L = 1e3*syn.i\n"), @"
    unsupported[hoc::computed]: `i` is computed by a simulation, and none was run: its value is not known
     --> a.hoc:5:14
      |
    4 | init()
      | ---- skipped here
    5 | soma.L = 1e3*syn.i
      |              ^^^^^
      |
      = help: leave the statement out of what is loaded, and set what it would set with `--run`
    ");
}

#[test]
fn after_initializing_states_and_currents_are_known() {
    let resting =
        "create soma\naccess soma\ninsert hh\n{finitialize(-65)}\nprint m_hh, h_hh, n_hh, ina, ik, dina_dv_\n";
    let [alpha, beta] = [0.1 * 25.0 / (2.5_f64.exp() - 1.0), 4.0];
    let m = alpha / (alpha + beta);
    let h = 0.07 / (0.07 + 1.0 / (3.0_f64.exp() + 1.0));
    let alpha = 0.01 * 10.0 / (1.0_f64.exp() - 1.0);
    let n = alpha / (alpha + 0.125);
    let found: Vec<f64> = printed(resting).split_whitespace().map(|number| number.parse().unwrap()).collect();
    let (ina, ik) = (0.12 * m.powi(3) * h * (-65.0 - 50.0), 0.036 * n.powi(4) * (-65.0 + 77.0));
    for (expected, found) in [m, h, n, ina, ik].iter().zip(&found) {
        assert!((expected - found).abs() < 1e-4 * expected.abs(), "{expected}, found {found}");
    }
}

#[test]
fn what_the_user_set_is_still_known_after_initializing() {
    let known = "{finitialize(-65)}\nprint gnabar_hh, ena, el_hh, v(0.5), syn.tau, nai, L\n";
    assert_eq!(printed(&format!("{HH}{known}")), "0.12 50 -54.3 -65 0.1 10 100 \n");
    assert_eq!(printed("create soma\naccess soma\ninsert hh\nprint ina\n"), "0 \n", "nothing was skipped yet");
}

#[test]
fn a_curve_of_voltages_after_a_simulation_is_not_known() {
    let curve = "objref r, y\ny = new Vector()\nr = new RangeVarPlot(\"v\", 0, 1)\n";
    let text = format!("{HH}{curve}{{r.to_vector(y)}}\nL = y.x[0] + 100\nrun()\n{{r.to_vector(y)}}\n");
    let (hoc, warnings) = run(&text);
    assert_eq!(printed(&format!("{HH}{curve}{{r.to_vector(y)}}\nprint y.size, y.x[2]\n")), "3 -65 \n");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("`v` is computed by a simulation, and none was run"), "{warnings:?}");
    assert!(hoc.model.sections().count() == 1);
}

#[test]
fn an_ion_follows_its_style() {
    let style = |style: &str| {
        let text = format!(
            "create soma\naccess soma\ninsert hh\nion_style(\"na_ion\", {style})\n{{init()}}\nprint ena, nai\n"
        );
        printed(&text).split_whitespace().filter_map(|word| word.parse::<f64>().ok()).collect::<Vec<_>>()
    };
    let nernst_mv = 1000.0 * 8.314_462_618 * 279.45 / 96_485.332_12 * 14.0_f64.ln();
    let [.., ena, nai] = style("1, 2, 1, 1, 0")[..] else { panic!("two numbers are printed") };
    assert!((ena - nernst_mv).abs() < 1e-3 && nai == 10.0, "{ena} {nai}");
    assert!(style("1, 1, 0, 0, 0").ends_with(&[50.0, 10.0]));
    assert!(style("3, 1, 0, 0, 1").ends_with(&[50.0, 10.0]));
}

#[test]
fn after_time_has_passed_the_program_ends_where_a_result_is_read() {
    for run_it in ["run()", "continuerun(5)", "fadvance()", "steprun()", "init()\nwhile (t < 1) { fadvance() }"] {
        for read in
            ["L = -v(0.5)", "L = 1 + vec.size", "L = ina", "objref w\nw = vec.c", "L = vec.x[0]", "L = stim.n + 1"]
        {
            let (hoc, warnings) = run(&format!("{HH}L = 33\n{run_it}\nRa = 44\n{read}\nRa = 55\n"));
            assert_eq!(warnings.len(), 1, "{run_it} {read}: {warnings:?}");
            let soma = hoc.model.sections().next().unwrap();
            assert_eq!((hoc.model.length_um(soma), hoc.model.ra_ohm_cm(soma)), (Ok(33.0), Ok(44.0)));
        }
    }
    let (_, warnings) = run("create soma\naccess soma\nrun()\nL = -v(0.5)\nthis_is_never_reached()\n");
    assert_snapshot!(warnings.concat(), @"
    warning[hoc::computed]: `v` is computed by a simulation, and none was run: its value is not known
     --> a.hoc:4:6
      |
    3 | run()
      | --- skipped here
    4 | L = -v(0.5)
      |      ^^^^^^
      |
      = note: what follows needs the results of a simulation: it is not run; the cell is as it was built before
      = note: 2 statements are not run, from a.hoc:4:1 on: they could change the cell by `L =`, first at a.hoc:4:1
    ");
}

#[test]
fn other_ways_to_let_time_pass() {
    for run_it in [
        "objref pc\npc = new ParallelContext()\n{pc.set_maxstep(10) pc.psolve(7)}",
        "objref c\nc = new CVode()\nc.solve(7)",
        "cvode.solve(7)",
    ] {
        let (_, warnings) = run(&format!("{HH}{run_it}\nprint v(0.5)\n"));
        assert_eq!(warnings.len(), 1, "{run_it}: {warnings:?}");
    }
}

#[test]
fn the_voltage_is_known_again_after_it_was_initialized() {
    assert_eq!(printed("create soma\naccess soma\nv_init = -80\n{run() init()}\nprint v(0.5)\n"), "-80 \n");
    assert_eq!(printed("create soma\naccess soma\n{run() finitialize(-61)}\nprint v(0.5)\n"), "-61 \n");
    let (_, warnings) = run("create soma\naccess soma\n{run() finitialize()}\nprint v(0.5)\n");
    assert_eq!(warnings.len(), 1);
}

#[test]
fn a_voltage_is_known_again_where_it_was_assigned() {
    let two = "create soma, dend\naccess soma\nrun()\n";
    assert_eq!(printed(&format!("{two}forall v = -71\nprint v(0.5), dend.v(0.1)\n")), "-71 -71 \n");
    let (_, warnings) = run(&format!("{two}v = -71\nprint v(0.5)\nprint dend.v(0.5)\n"));
    assert!(warnings.concat().contains("dend.v(0.5)"), "{warnings:?}");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let (_, warnings) = run(&format!("{two}v = -71\nfadvance()\nprint v(0.5)\n"));
    assert_eq!(warnings.len(), 1, "{warnings:?}");
}

#[test]
fn the_oldest_stimuli_let_no_time_pass() {
    for stimulus in ["fstim(1)\nfstim(0, 0.5, 2, 3, 1)", "fclamp(1, 0.5)", "fsyn(1)", "x = fsyni(0)"] {
        let (_, warnings) = run(&format!("create soma\naccess soma\n{{{stimulus}}}\n"));
        assert_eq!(warnings, Vec::<String>::new(), "{stimulus}");
    }
    assert_eq!(printed("create soma\naccess soma\n{fstim(1)}\nprint v(0.5)\n"), "-65 \n");
}

#[test]
fn a_list_takes_results_that_are_not_known() {
    let listed =
        format!("{HH}objref l, w\nl = new List()\n{{finitialize(-65) l.append(vec)}}\nw = l.o(0)\nprint l.count\n");
    assert_eq!(printed(&listed), "1 \n");
    assert!(failure(&format!("{listed}soma.L = w.size\n")).starts_with("unsupported[hoc::computed]"));
}

#[test]
fn vectors_that_record_nothing_are_known() {
    assert_eq!(
        printed("objref a\ncreate soma\na = new Vector(3, 2)\n{run()}\nprint a.size, a.sum, a.x[1]\n"),
        "3 6 2 \n"
    );
    let recorded = "create soma\nobjref pc, a, b\na = new Vector()\nb = new Vector()\npc = new ParallelContext()\n\
                    pc.spike_record(-1, a, b)\nrun()\nprint b.size\n";
    assert_eq!(run(recorded).1.len(), 1);
}

#[test]
fn errors_come_of_missing_results_once_time_has_passed() {
    let loops = "create c[3]\nfor i = 0, 5 { c[i].L = 12 }\n";
    let said = failure(&format!("create soma\n{{finitialize(-65)}}\n{loops}"));
    assert!(said.starts_with("error[hoc::array]"), "{said}");
    assert_eq!(run(&format!("create soma\nrun()\n{loops}")).1.len(), 1);
    let (_, warnings) = run("create soma\nobjref v1\nv1 = new Vector()\nrun()\nprint v1.x[3]\nprint 5\n");
    assert_snapshot!(warnings.concat(), @"
    warning[hoc::array]: index 3 of `x` is out of range, it has 0 elements
     --> a.hoc:5:10
      |
    5 | print v1.x[3]
      |          ^
      |
      = note: what follows needs the results of a simulation: it is not run; the cell is as it was built before
      = note: 2 statements are not run, from a.hoc:5:1 on: they change nothing in the cell
    ");
    let waits = "create soma\n{finitialize(-65)}\nwhile (t < 5) { fadvance() }\nprint t >= 5\n";
    assert_eq!(printed(waits), "1 \n");
}

/// What the only warning of a program says of what is not run.
fn not_run(text: &str) -> String {
    let (hoc, warnings) = run(text);
    assert_eq!((warnings.len(), hoc.not_run.len()), (1, 1), "{warnings:?}");
    let words = hoc.not_run[0].words(&hoc.sources);
    assert!(warnings[0].contains(&format!("= note: {words}\n")), "{}", warnings[0]);
    words
}

#[test]
fn what_is_not_run_after_a_simulation_is_counted_with_what_it_could_change() {
    let head = "create soma\naccess soma\nobjref f, w\nw = new Vector(3)\nrun()\n";
    assert_eq!(
        not_run(&format!("{head}w.medfltr()\nprint 1\n")),
        "2 statements are not run, from a.hoc:6:1 on: they change nothing in the cell"
    );
    assert_eq!(
        not_run(&format!("{head}w.medfltr()\nprint 1\ncreate dend\nconnect dend(0), soma(1)\nsoma insert pas\n")),
        "5 statements are not run, from a.hoc:6:1 on: they could change the cell by `connect`, `create`, `insert pas`, \
         first at a.hoc:8:1"
    );
    assert_eq!(
        not_run(&format!("{head}proc more() {{ L = 3 }}\nproc all() {{ more() all() }}\n{{w.medfltr() all()}}\n")),
        "1 statement is not run, from a.hoc:8:1 on: they could change the cell by `L =`, first at a.hoc:8:1"
    );
    assert_eq!(
        not_run(&format!("{head}L = v(0.5)\nf = new IClamp(0.5)\nexecute(\"Ra = 3\")\n")),
        "3 statements are not run, from a.hoc:6:1 on: they could change the cell by `L =`, `execute()`, `new IClamp`, \
         first at a.hoc:6:1"
    );
}

#[test]
fn the_files_that_load_what_ends_are_not_run_on_either() {
    let inner = "run()\nprint v(0.5)\nnseg = 3\n";
    let outer = "create soma\naccess soma\nxopen(\"inner.hoc\")\nsoma pt3dadd(0, 0, 0, 1)\n";
    let model = Model::new(&[("a.hoc", outer), ("inner.hoc", inner)]);
    let mut hoc = model.interpreter();
    hoc.load_file("a.hoc", None).unwrap();
    assert_eq!(
        hoc.not_run[0].words(&hoc.sources),
        "3 statements are not run, from inner.hoc:2:1 on: they could change the cell by `nseg =`, `pt3dadd()`, \
         first at inner.hoc:3:1"
    );
}

#[test]
fn a_loop_without_end_is_an_error_after_a_simulation_too() {
    let model = Model::new(&[("a.hoc", "create soma\nrun()\nwhile (1) {}\n")]);
    let mut hoc = model.interpreter_with(Options { max_steps: 1000, ..Options::default() });
    let error = hoc.load_file("a.hoc", None).unwrap_err();
    assert_eq!((error.code, error.message.as_str()), ("hoc::max-steps", "the step budget of 1000 is used up"));
}

#[test]
fn a_models_own_initialization_is_run() {
    let own = "create soma\naccess soma\ninsert hh\ninsert pas\nproc init() {\n    finitialize(v_init)\n    soma.e_pas = v + ina/g_pas\n}\n";
    let balanced = printed(&format!("{own}init()\nprint (e_pas - v)*g_pas/ina\n"));
    assert!(balanced.ends_with("1 \n"), "{balanced}");
    for simulate in ["run()", "stdinit()", "init()"] {
        let (hoc, _) = run(&format!("{own}{simulate}\n"));
        let soma = hoc.model.sections().next().unwrap();
        let e_pas = hoc.model.find_range("e_pas").unwrap();
        assert_ne!(hoc.model.values(soma, e_pas, 0), Ok(vec![-70.0]), "{simulate}");
    }
    assert_eq!(printed(own), "", "nothing runs it");
}

#[test]
fn what_is_not_supported_is_not_swallowed() {
    let said = failure("objref f\nprint execute1(\"f = new Vector()\\nf.medfltr()\")\n");
    assert!(said.starts_with("unsupported[hoc::unsupported]"), "{said}");
    assert_eq!(printed("print execute1(\"x = 1/0\"), 4\n"), "0 4 \n");
}

#[test]
fn methods_without_a_value_here_are_not_supported() {
    for method in ["take(\"a\")", "post(\"a\", 1)", "upkstr(s)", "look(\"a\")", "py_allgather(s)", "splitcell(1)"] {
        let text = format!("objref pc\nstrdef s\npc = new ParallelContext()\nx = pc.{method}\n");
        let said = failure(&text);
        assert!(said.starts_with("unsupported[hoc::unsupported]"), "{method}: {said}");
    }
    let unset = "objref pc\npc = new ParallelContext()\nx = pc.gid2cell(3)\n";
    assert!(failure(unset).contains("gid 3 has not been set"), "as NEURON says");
    let twice = "objref pc\npc = new ParallelContext()\n{pc.set_gid2node(3, 0) pc.set_gid2node(3, 0)}\n";
    assert!(failure(twice).contains("gid 3 already exists"), "as NEURON says");
    let no_cell =
        "objref pc, nc\ncreate a\npc = new ParallelContext()\na nc = new NetCon(&v(0.5), pc)\npc.cell(3, nc)\n";
    assert!(failure(no_cell).contains("gid 3 has not been set"), "as NEURON says");
}

#[test]
fn a_mechanisms_skipped_function_leaves_its_globals_unknown() {
    let mut catalog = Catalog::with_builtins();
    let global = |name: &str, is_computed| GlobalVariable { name: name.into(), default: 2.0, length: 1, is_computed };
    let range = RangeVariable {
        name: "g_x".into(),
        kind: VariableKind::Assigned,
        default: 0.0,
        length: 1,
        unit: String::new(),
    };
    catalog.add(MechanismType {
        name: "x".into(),
        kind: MechanismKind::Density,
        variables: vec![range],
        globals: vec![global("vhalf_x", false), global("tau_x", true)],
        ions: vec![],
        functions: vec!["rates_x".into()],
        pointers: vec![],
        declared: None,
    });
    let result = |text: &str| {
        let model = Model::new(&[("a.hoc", &format!("create soma\naccess soma\ninsert x\n{text}"))]);
        let mut hoc = model.interpreter_of(catalog.clone());
        hoc.load_file("a.hoc", None).map(|()| hoc.output).map_err(|error| error.code)
    };
    assert_eq!(result("print vhalf_x, tau_x, g_x\n"), Ok("2 2 0 \n".to_owned()));
    assert_eq!(result("rates_x(3)\nprint vhalf_x\n"), Ok("2 \n".to_owned()));
    assert_eq!(result("rates_x(3)\ntau_x = 7\nprint tau_x\n"), Ok("7 \n".to_owned()));
    for simulate in ["rates_x(3)", "init()"] {
        assert_eq!(result(&format!("{simulate}\nprint tau_x\n")), Err("hoc::computed"));
        assert_eq!(result(&format!("{simulate}\nprint g_x\n")), Err("hoc::computed"));
    }
}
