//! Channels that hoc puts together, as mod files; NEURON evaluates the same file in `tests/neuron/mechanisms.rs`.

use neuron_reduce::channel::mod_file::{Fault, mod_file};
use neuron_reduce::channel::{Carrier, Channel, Drive, Gate, Rate, State, Transition};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::nmodl::{mechanism_type, parse};
use neuron_reduce::source::SourceMap;

/// A drive of every form: three gates of one state, then four states.
fn assembled() -> Channel {
    let states = [("m", 1.0), ("h", 1.0), ("q", 1.0), ("C1", 0.0), ("C2", 0.0), ("O1", 1.0), ("O2", 0.25)];
    let charges = [0.5, -42.0, 3.0, 0.3, 0.2];
    let table = Rate::Table { values: vec![20.0, 35.0, 50.0, 12.0, 8.5, 4.0], first_mv: -90.0, last_mv: 10.0 };
    let binding =
        Drive::Ligand { ion: "ca".to_owned(), valence: 2.0, is_inside: true, count: 2, binding: 4e4, unbinding: 0.1 };
    let drives = [
        (0, 0, Drive::Rates(Rate::Linoid([1.5, 0.1, -40.0]), Rate::Exponential([4.0, -0.05, -65.0]))),
        (1, 1, Drive::SteadyState(Rate::Sigmoid([1.0, 0.12, -50.0]), table)),
        (2, 2, Drive::SteadyState(Rate::ChargeSteady(charges), Rate::ChargeTime(charges))),
        (3, 4, Drive::Rates(Rate::Exponential([0.3, 0.05, -40.0]), Rate::Sigmoid([0.2, 0.1, -30.0]))),
        (5, 6, Drive::SteadyState(Rate::Sigmoid([1.0, -0.1, -20.0]), Rate::Constant(12.5))),
        (4, 5, binding),
    ];
    let gate = |first, count, power| Gate { first, count, power };
    Channel {
        name: "assembled".to_owned(),
        is_point: false,
        carrier: Some(Carrier { ion: "k".to_owned(), valence: 1.0, is_ghk: false }),
        maximum: 0.002,
        reversal_mv: 0.0,
        states: states.map(|(name, fraction)| State { name: name.to_owned(), fraction }).into(),
        gates: vec![gate(0, 1, 2), gate(1, 1, 1), gate(2, 1, 1), gate(3, 4, 1)],
        transitions: drives.map(|(source, target, drive)| Transition { source, target, drive }).into(),
        may_be_counted: false,
    }
}

/// Its gates of one state alone.
fn gated() -> Channel {
    let mut channel = Channel { name: "gated".to_owned(), ..assembled() };
    channel.states.truncate(3);
    channel.gates.truncate(3);
    channel.transitions.truncate(3);
    channel
}

/// Its gate of four states alone.
fn bound() -> Channel {
    let mut channel = Channel { name: "bound".to_owned(), ..assembled() };
    channel.states.drain(..3);
    channel.gates = vec![Gate { first: 0, count: 4, power: 1 }];
    channel.transitions.drain(..3);
    for transition in &mut channel.transitions {
        transition.source -= 3;
        transition.target -= 3;
    }
    channel
}

#[test]
fn every_form_is_written() {
    assert_eq!(mod_file(&gated()).unwrap(), include_str!("../corpus/membrane/gated.mod"));
    assert_eq!(mod_file(&bound()).unwrap(), include_str!("../corpus/membrane/bound.mod"));
}

#[test]
fn gates_beside_a_scheme_are_solved_by_themselves() {
    let text = accepted(&assembled()).unwrap();
    assert!(text.contains("SOLVE gates METHOD cnexp\n    SOLVE scheme METHOD sparse\n"), "{text}");
    assert!(text.contains("g = gmax*m^2*h*q*(O1 + 0.25*O2)\n"), "{text}");
}

/// Is the text one that NEURON takes?
fn accepted(channel: &Channel) -> Result<String, String> {
    let text = mod_file(channel).map_err(|fault| fault.to_string())?;
    let mut sources = SourceMap::default();
    let file = sources.add_text("made.mod", &text);
    let mut found = Diagnostics::default();
    let tree = parse(&text, file, &mut found);
    let is_right = tree.is_some_and(|tree| mechanism_type(&tree, "made", &mut found).is_some());
    if is_right { Ok(text) } else { Err(found.iter().map(|found| found.message.clone()).collect()) }
}

#[test]
fn a_point_process_of_goldman_hodgkin_and_katz_states_a_valence_that_nobody_knows() {
    let carrier = Some(Carrier { ion: "mg".to_owned(), valence: 2.0, is_ghk: true });
    let channel = Channel { is_point: true, carrier, may_be_counted: true, ..assembled() };
    let text = accepted(&channel).unwrap();
    assert!(text.contains("POINT_PROCESS assembled\n    USEION mg READ mgi, mgo WRITE img VALENCE 2\n"), "{text}");
    assert!(text.contains("RANGE Nsingle, pmax, p, i"), "{text}");
    assert!(text.contains("i = (1e6)*p*nrn_ghk(v, mgi, mgo, 2)"), "{text}");
}

#[test]
fn a_leak_has_neither_gates_nor_states() {
    let leak = Channel { carrier: None, states: vec![], gates: vec![], transitions: vec![], ..assembled() };
    let text = accepted(&leak).unwrap();
    assert!(text.contains("NONSPECIFIC_CURRENT i") && text.contains("g = gmax\n    i = g*(v - e)\n"), "{text}");
}

/// `C3` meets nothing and is no gate's first state: nothing is ever in it. Two gates that meet hold two.
#[test]
fn what_meets_nothing_stays_as_it_starts() {
    let mut channel = assembled();
    channel.states.push(State { name: "C3".to_owned(), fraction: 1.0 });
    channel.gates = vec![Gate { first: 3, count: 2, power: 1 }, Gate { first: 5, count: 3, power: 0 }];
    let text = accepted(&channel).unwrap();
    assert!(text.contains("    O1 = 1\n    O2 = 0\n    C3 = 0\n"), "{text}");
    assert!(text.contains("CONSERVE C1 + C2 + O1 + O2 = 2\n"), "{text}");
    assert!(text.contains("*1\n"), "{text}");
}

#[test]
fn names_of_functions_are_told_apart_from_states() {
    let mut channel = assembled();
    for (state, name) in [(3, "alpha_m"), (4, "alpha_m_2")] {
        channel.states[state].name = name.to_owned();
    }
    let text = accepted(&channel).unwrap();
    assert!(text.contains("FUNCTION alpha_m_3(v (mV))"), "{text}");
}

#[test]
fn what_cannot_be_written_is_said() {
    let mut channel = assembled();
    channel.transitions[0].drive = Drive::Rates(Rate::Constant(f64::NAN), Rate::Constant(1.0));
    assert_eq!(mod_file(&channel), Err(Fault::NotFinite));
    let charges = [0.5, -42.0, 3.0, 0.3, 0.2];
    channel.transitions[0].drive = Drive::Rates(Rate::ChargeSteady(charges), Rate::ChargeTime(charges));
    assert_eq!(mod_file(&channel), Err(Fault::ChargedRates("m".to_owned())));
    let mut channel = assembled();
    channel.states[0].name = "v".to_owned();
    assert!(accepted(&channel).is_err(), "`v` is the membrane potential");
}
