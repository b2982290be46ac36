//! What hoc gets no value for is refused where the value matters, and passed over where it does not.

use neuron_reduce::diagnostic::Severity;

use crate::support::hoc::{Model, printed};

const HEAD: &str = "objref o, p\nstrdef s\nproc take() { L = $1 }\ncreate a\naccess a\n";

/// The message of a program that is refused, with the text that it points at.
fn refused(text: &str) -> String {
    let model = Model::new(&[("a.hoc", &format!("{HEAD}{text}\n"))]);
    let mut hoc = model.interpreter();
    let error = hoc.load_file("a.hoc", None).expect_err(text);
    assert_eq!(error.severity, Severity::Unsupported, "{text}: {}", error.message);
    format!("{} @ {}", error.message, hoc.sources.text(error.labels[0].span))
}

#[test]
fn a_stand_in_is_no_number() {
    let nothing = |class: &str| format!("a value from `{class}`, which does nothing here, is not supported");
    assert_eq!(refused("o = new SaveState()\nL = o.save()"), nothing("SaveState") + " @ L = o.save()");
    assert_eq!(refused("o = new Graph()\nx = 2 * o.size(1)\nL = x"), nothing("Graph") + " @ L = x");
    assert_eq!(refused("o = new Graph()\nx = o.count\nif (x > 1) L = 3"), nothing("Graph") + " @ x");
    assert_eq!(refused("o = new Shape()\nif (o.nearest(1, 2) < 3) L = 7"), nothing("Shape") + " @ o.nearest(1, 2)");
    assert_eq!(
        refused("o = new CVode()\np = o.netconlist(\"\", \"\", \"\")\nfor x = 1, p.count() L = x"),
        nothing("CVode") + " @ p.count()"
    );
    assert_eq!(refused("o = new Timer()\nL = sqrt(o.seconds())"), nothing("Timer") + " @ o.seconds()");
    assert_eq!(refused("o = new Graph()\nwhile (o.view_count()) L = 3"), nothing("Graph") + " @ o.view_count()");
    assert_eq!(refused("o = new Graph()\no.kind = s\nL = o.kind"), nothing("Graph") + " @ L = o.kind");
}

#[test]
fn an_impedance_of_what_is_not_evaluated_is_no_number() {
    let with = |what: &str| format!("an impedance with {what}, is not supported @ L = o.input(0.5)");
    let look =
        |start: &str| refused(&format!("{start}\no = new Impedance()\no.loc(0.5)\no.compute(10)\nL = o.input(0.5)"));
    let mechanism = |name: &str| with(&format!("the mechanism `{name}`, which is not evaluated here"));
    assert_eq!(look("insert extracellular"), mechanism("extracellular"));
    assert_eq!(look("p = new SEClamp(0.5)"), mechanism("SEClamp"));
    assert_eq!(look("p = new AlphaSynapse(0.5)\np.onset = -1"), mechanism("AlphaSynapse"));
}

#[test]
fn what_was_set_is_known_and_what_is_only_called_is_passed_over() {
    let quiet =
        "o = new Graph()\no.size(0, 5, -80, 50)\n{o.addvar(\"v(0.5)\")}\no.shift = 3\nL = 2 * o.shift\nprint L\n";
    assert_eq!(printed(&format!("{HEAD}{quiet}")), "\t0 \n6 \n");
    assert_eq!(printed("objref o[2]\no[0] = new Shape()\no[1] = o[0].view()\nprint o[0] == o[1]\n"), "1 \n");
}

/// Recorded from NEURON 9.0.2 with `stdrun.hoc`.
#[test]
fn the_integrator_tells_its_settings() {
    let text = "objref o\no = new CVode()\nprint o.active(), o.active(1), o.active(), o.atol(), o.atol(1e-4), o.atol()\n\
                print o.use_local_dt(), o.maxstep(), o.maxorder(), o.condition_order(), o.cache_efficient()\n";
    assert_eq!(printed(text), "0 1 1 0.001 0.0001 0.0001 \n0 1e+09 5 1 1 \n");
}

#[test]
fn what_neuron_does_not_compute_for_a_subset_is_an_error() {
    let message = |arguments: &str| {
        let text = format!("{HEAD}o = new SectionList()\na o.append()\np = new SubsetDomainIterator(o, {arguments})\n");
        let model = Model::new(&[("a.hoc", &text)]);
        model.interpreter().load_file("a.hoc", None).expect_err(arguments).message
    };
    assert_eq!(message("1, 0, 0"), "NEURON has no such metric of SubsetDomainIterator");
    assert_eq!(message("4, 0, 0"), "NEURON has no such metric of SubsetDomainIterator");
    assert_eq!(message("0, 2, 0"), "NEURON has no such ends of SubsetDomainIterator");
    assert_eq!(message("0, 0, 2"), "NEURON has no such ends of SubsetDomainIterator");
}

#[test]
fn nobody_answers() {
    assert_eq!(
        refused("if (boolean_dialog(\"go?\")) L = 3"),
        "the answer to `boolean_dialog` is not supported @ boolean_dialog"
    );
    assert_eq!(
        refused("string_dialog(\"name?\", s)"),
        "the answer to `string_dialog` is not supported @ string_dialog"
    );
    assert_eq!(
        refused("o = new File()\nif (o.chooser()) L = 3"),
        "the answer to `File.chooser` is not supported @ chooser"
    );
    assert_eq!(
        refused("x = 1\nL = fit_praxis(1, \"f\", &x)"),
        "a value from `fit_praxis`, which does nothing here, is not supported @ L = fit_praxis(1, \"f\", &x)"
    );
}

#[test]
fn numbers_that_only_neuron_gives_are_refused() {
    assert_eq!(
        refused("o = new MechanismType(0)\nL = o.internal_type()"),
        "`MechanismType.internal_type` is not supported @ internal_type"
    );
}

#[test]
fn what_a_command_prints_is_not_known() {
    let head = "strdef s, path\n{system(\"uname -m\", s) sprint(path, \"results/%s\", s)}\n";
    let said = |at: &str| format!("a text that a command of the operating system would print is not supported @ {at}");
    for (statement, at) in [
        ("if (strcmp(s, \"x86_64\") == 0) L = 7", "s"),
        ("load_file(path)", "path"),
        ("x = 0\nsscanf(s, \"%d\", &x)", "s"),
        ("o = new File()\no.ropen(path)", "path"),
        ("execute(s)", "s"),
    ] {
        assert_eq!(refused(&format!("{head}{statement}")), said(at), "{statement}");
    }
    let used = "strdef s, path\n{system(\"date\", s) sprint(path, \"results/%s\", s)}\nobjref o\no = new File()\no.wopen(path)\n";
    assert_eq!(printed(&format!("{used}print path\ns = \"a\"\nprint strcmp(s, \"a\")\n")), "\t1 \nresults/\n0 \n");
}

/// `n` is the length of a text that is not known.
const UNKNOWN_LENGTH: &str = "objref f\nf = new StringFunctions()\n{system(\"date\", s)}\nn = f.len(s)\n";

#[test]
fn what_is_not_known_is_kept_computed_with_and_printed_as_nothing() {
    let cut =
        "{f.left(s, n - 1)}\nm = 2*n + 1\nm += 3\n{f.head(s, \" \", s)}\n{f.tail(s, \" \", s)}\n{f.rtrim(s, s)}\n";
    let shown = "print \"<\", s, \">\"\nprint \"<\", m, \">\"\n{printf(\"<%d %s>\", m, \"text\")}\nprint \"\"\n";
    assert_eq!(printed(&format!("{HEAD}{UNKNOWN_LENGTH}{cut}{shown}")), "<>\n< >\n\n");
    let again = "s = \"abc\"\nn = f.len(s)\nL = n\nprint L, n\n";
    assert_eq!(printed(&format!("{HEAD}{UNKNOWN_LENGTH}{again}")), "3 3 \n");
}

#[test]
fn what_is_not_known_decides_nothing_and_does_not_come_into_the_cell() {
    let said = |at: &str| format!("a text that a command of the operating system would print is not supported @ {at}");
    for (statement, at) in [
        ("L = n", "L = n"),
        ("L += n", "L += n"),
        ("x = n\nx *= 2\na.nseg = x", "a.nseg = x"),
        ("diam(0.5) = n + 1", "diam(0.5) = n + 1"),
        ("diam(0:1) = 1:n", "n"),
        ("celsius = n", "celsius = n"),
        ("take(n)", "L = $1"),
        ("if (n > 3) L = 7", "n"),
        ("if (3 == n) L = 7", "n"),
        ("if (n && 0) L = 7", "n"),
        ("if (n) L = 7", "n"),
        ("if (!n) L = 7", "n"),
        ("L = -n", "n"),
        ("while (n) L = 7", "n"),
        ("for i = 0, n L = i", "n"),
        ("for (i = 0; i < n; i += 1) L = i", "n"),
        ("create b[n]", "n"),
        ("o = new Vector(n)", "n"),
        ("o = new Vector(1)\no.x[0] = n", "o.x[0] = n"),
        ("L = sqrt(n)", "n"),
        ("L = f.substr(s, \"x\")", "L = f.substr(s, \"x\")"),
        ("sprint(s, \"%d\", n)\nexecute(s)", "s"),
        ("forsec s L = 7", "s"),
        ("ifsec s L = 7", "s"),
    ] {
        assert_eq!(refused(&format!("{UNKNOWN_LENGTH}{statement}")), said(at), "{statement}");
    }
}

#[test]
fn commands_are_taken_to_succeed_and_to_print_nothing() {
    assert_eq!(printed("system(\"ls\")\n{system(\"ls\")}\nprint 1\n"), "\t0 \n1 \n");
    assert_eq!(
        printed("strdef s\ns = \"x\"\nx = 3\nx = system(\"uname -m\", s)\nprint x, \"<\", s, \">\"\n"),
        "0 <>\n"
    );
}
