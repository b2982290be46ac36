//! Channels that hoc puts together: what of them has no value, and what is an error where NEURON would break down.

use crate::support::hoc::Model;

const HEAD: &str = "create soma\naccess soma\nobjref ks, p, vec, none\n{ ion_register(\"ca\", 2) }\n";

/// A gate of two states; its rates are not given yet.
const TWO_STATES: &str =
    "ks.add_ksstate(none, \"C\")\nks.add_ksstate(ks.gate(0), \"O\").frac(1)\nks.add_transition(0, 1)\n";

const RATES: &str =
    "vec = new Vector()\nvec.append(1, 2, 3)\nks.trans(0).set_f(0, 1, vec)\nks.trans(0).set_f(1, 1, vec)\n";

/// The message that the text ends with, and the warnings before it.
fn ended(text: &str) -> (String, Vec<String>) {
    let model = Model::new(&[("a.hoc", &format!("{HEAD}{text}"))]);
    let mut hoc = model.interpreter();
    let message = hoc.load_file("a.hoc", None).err().map(|error| error.message);
    let warnings = hoc.diagnostics.iter().filter(|found| found.code == "hoc::channel");
    (message.unwrap_or_default(), warnings.map(|found| found.message.clone()).collect())
}

fn message(text: &str) -> String {
    ended(text).0
}

#[test]
fn a_rate_that_is_not_given_leaves_currents_unknown() {
    let text = format!("ks = new KSChan()\n{TWO_STATES}ks.ion(\"k\")\ninsert Chan0\nfinitialize(-60)\n");
    let expected =
        "the channel `Chan0` has no equations here: a rate is not given, or one of its numbers is not finite";
    for (value, name) in [("O_Chan0", "O_Chan0"), ("g_Chan0", "g_Chan0"), ("ik", "ik")] {
        let (message, warnings) = ended(&format!("{text}print {value}\n"));
        assert!(message.starts_with(&format!("`{name}` is computed by a simulation")), "{message}");
        assert_eq!(warnings, [expected]);
    }
    assert_eq!(ended(&format!("{text}print gmax_Chan0\n")), (String::new(), vec![expected.to_owned()]));
}

#[test]
fn a_state_whose_name_nmodl_keeps_for_itself_has_no_equations() {
    let text = "ks = new KSChan()\nks.add_hhstate(\"dt\")\nvec = new Vector(3)\nks.trans(0).set_f(0, 1, vec)\n\
                ks.trans(0).set_f(1, 1, vec)\ninsert Chan0\nfinitialize(-60)\nprint i_Chan0\n";
    let (message, warnings) = ended(text);
    assert!(message.starts_with("`i_Chan0` is computed"), "{message}");
    assert!(warnings[0].starts_with("the channel `Chan0` has no equations here: as a mod file, "), "{warnings:?}");
}

#[test]
fn channels_that_are_counted_open_at_random() {
    let text = format!("ks = new KSChan(1)\n{TWO_STATES}{RATES}ks.single(1)\np = new Chan0(0.5)\n");
    let (message, warnings) = ended(&format!("{text}finitialize(-60)\nprint p.O\n"));
    assert!(message.starts_with("`Chan0[0].O` is computed") || message.starts_with("`O` is computed"), "{message}");
    assert_eq!(
        warnings,
        [
            "the channel `Chan0` has no equations here: its channels are counted one by one (`Nsingle`), and open at random"
        ]
    );
    assert_eq!(ended(&format!("{text}p.Nsingle = 0\nfinitialize(-60)\nprint p.O\n")), (String::new(), vec![]));
    let message = ended(&format!("{text}p.nsingle(3)\n")).0;
    assert_eq!(message, "how many channels are counted (`nsingle`) is not supported");
}

#[test]
fn what_of_a_channel_is_not_taken_is_said() {
    let own =
        "a channel whose current follows a reversal potential that it computes itself (`iv_type(1)`) is not supported";
    assert_eq!(message("ks = new KSChan()\nks.iv_type(1)\n"), own);
    assert_eq!(message("ks = new KSTrans()\n"), "a `KSTrans` is only made by its KSChan");
}

/// NEURON ends itself at each of these.
#[test]
fn what_does_not_fit_together_is_an_error() {
    let misfit = "the states, gates and transitions of the channel would not fit together";
    let of_ion = "ks = new KSChan()\nks.add_hhstate(\"m\")\nks.trans(0).type(3, \"cai\")\n";
    assert_eq!(message(of_ion), misfit);
    assert_eq!(message("ks = new KSChan()\nks.add_hhstate(\"m\")\nks.remove_transition(0)\n"), misfit);
    assert_eq!(message("ks = new KSChan()\nks.add_hhstate(\"m\")\nks.add_ksstate(ks.gate(0), \"n\")\n"), misfit);
    let structure = |numbers: &str| {
        message(&format!("ks = new KSChan()\nvec = new Vector()\nvec.append({numbers})\nks.setstructure(vec)\n"))
    };
    assert_eq!(structure("0, 1, 2, 0, 1, 0, 1, 0, 2, 1, 0, 1, 0, 5, 0, -1"), misfit);
    assert_eq!(structure("0, 1, 2, 0, 1, 0, 1, 1e300, 1e300, 1, 0, 1, 0, 1, 0, -1"), misfit);
    assert_eq!(structure("0, 1"), "the vector is too short for the structure that it begins with");
    assert_eq!(structure("0, 0, 0, 0, 0, 1, 0"), "`setstructure` with ligands");
    assert_eq!(structure("0, 1, 2, 0, 1, 0, 1, 0, 2, 1, 0, 1, 0, 1, 0, -1"), "");
    assert_eq!(
        message("ks = new KSChan()\nks.ion(\"zz\")\n"),
        "`zz_ion` is no ion: `ion_register(\"zz\", charge)` makes one"
    );
    let table = "ks = new KSChan()\nks.add_hhstate(\"m\")\nks.trans(0).set_f(0, 7, new Vector(1))\n";
    assert_eq!(message(table), "a table needs two values, and an end behind its beginning");
}

#[test]
fn a_channel_does_not_grow_without_end() {
    let grown = message("ks = new KSChan()\nfor i = 0, 5000 ks.add_hhstate(\"m\")\n");
    assert_eq!(grown, "a channel of more than 1000 states, gates and transitions is not supported");
}
