//! A channel's equations as a mod file.

mod functions;
mod scheme;

use super::declare::{ions, units};
use super::{Channel, Drive, Gate};
use crate::emit::number::number;
use crate::mechanism::IonUse;
use functions::{Functions, names_of};
use scheme::Components;

/// What a channel can have that NMODL has not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Numbers that stand nowhere, and rates that were never given.
    #[error("a rate is not given, or one of its numbers is not finite")]
    NotFinite,
    /// `inf` and `tau` of moving charges as rates of a gate of one state: NEURON starts and steps it differently.
    #[error("the gate `{0}` takes a steady value and a time constant of moving charges for its rates")]
    ChargedRates(String),
}

/// The text of the mod file.
///
/// # Errors
/// What cannot be written.
pub fn mod_file(channel: &Channel) -> Result<String, Fault> {
    check(channel)?;
    let names = names_of(channel);
    let functions = Functions { channel, names: &names };
    let components = Components::of(channel);
    let alone = (0..channel.states.len()).any(|state| channel.is_alone(state));
    let solves = [(alone, "    SOLVE gates METHOD cnexp\n"), (components.any(), "    SOLVE scheme METHOD sparse\n")];
    let solves: String = solves.iter().filter(|(is_there, _)| *is_there).map(|(_, text)| *text).collect();
    let parts = [
        format!(": The channel `{}`, which hoc defines with KSChan.\n\n", channel.name),
        head(channel),
        declarations(channel),
        format!("BREAKPOINT {{\n{solves}{}}}\n\n", current(channel)),
        format!("INITIAL {{\n{}{}}}\n", functions.initial(), components.initial(channel)),
        functions.derivative(),
        components.kinetic(channel, &functions),
        functions.texts(),
    ];
    Ok(parts.concat())
}

/// The text of a mod file whose current has no value, for a channel that [`mod_file`] does not write.
#[must_use]
pub fn without_equations(channel: &Channel, is_random: bool) -> String {
    let states = Channel { states: vec![], ..channel.clone() };
    let value = if is_random { "scop_random()" } else { "a_rate_that_is_given()" };
    let written = channel.carrier.as_ref().map(|carrier| format!("    i{} = i\n", carrier.ion)).unwrap_or_default();
    format!("{}{}BREAKPOINT {{\n    i = {value}\n{written}}}\n", head(channel), declarations(&states))
}

fn check(channel: &Channel) -> Result<(), Fault> {
    let of_channel = [channel.maximum, channel.reversal_mv];
    let fractions = channel.states.iter().map(|state| state.fraction);
    let finite = of_channel.into_iter().chain(fractions).all(f64::is_finite);
    for transition in &channel.transitions {
        let is_finite = match &transition.drive {
            Drive::Rates(one, other) | Drive::SteadyState(one, other) => one.is_finite() && other.is_finite(),
            Drive::Ligand { binding, unbinding, .. } => binding.is_finite() && unbinding.is_finite(),
        };
        if !is_finite {
            return Err(Fault::NotFinite);
        }
        let is_alone = transition.source == transition.target && channel.is_alone(transition.source);
        if is_alone && functions::takes_charges_for_rates(&transition.drive) {
            let name = channel.states.get(transition.source).map(|state| state.name.clone());
            return Err(Fault::ChargedRates(name.unwrap_or_default()));
        }
    }
    if finite { Ok(()) } else { Err(Fault::NotFinite) }
}

fn head(channel: &Channel) -> String {
    let kind = if channel.is_point { "POINT_PROCESS" } else { "SUFFIX" };
    let uses: String = ions(channel).iter().map(use_ion).collect();
    let current = if channel.carrier.is_none() { "    NONSPECIFIC_CURRENT i\n" } else { "" };
    let letter = channel.letter();
    let counted = if channel.may_be_counted { "Nsingle, " } else { "" };
    let reversal = if channel.carrier.is_none() { "e, " } else { "" };
    format!(
        "NEURON {{\n    {kind} {}\n{uses}{current}    RANGE {counted}{letter}max, {reversal}{letter}, i\n}}\n\n",
        channel.name
    )
}

fn use_ion(used: &IonUse) -> String {
    let list = |word: &str, names: &[String]| match names {
        [] => String::new(),
        _ => format!(" {word} {}", names.join(", ")),
    };
    let (reads, writes) = (list("READ", &used.reads), list("WRITE", &used.writes));
    let is_known = matches!(used.ion.as_str(), "na" | "k" | "ca");
    let valence = used.valence.filter(|_| !is_known).map(|valence| format!(" VALENCE {}", number(valence)));
    format!("    USEION {}{reads}{writes}{}\n", used.ion, valence.unwrap_or_default())
}

fn declarations(channel: &Channel) -> String {
    let letter = channel.letter();
    let (conductance, current) = units(channel);
    let counted = if channel.may_be_counted { "    Nsingle = 1\n" } else { "" };
    let reversal = match channel.carrier {
        None => format!("    e = {} (mV)\n", number(channel.reversal_mv)),
        Some(_) => String::new(),
    };
    let of_ions: Vec<_> = ions(channel)
        .iter()
        .flat_map(|used| used.reads.iter().chain(&used.writes))
        .map(|name| format!("    {name} ({})\n", unit_of_ion(name, current)))
        .collect();
    let states: Vec<_> = channel.states.iter().map(|state| state.name.as_str()).collect();
    let states = if states.is_empty() { String::new() } else { format!("STATE {{ {} }}\n\n", states.join(" ")) };
    format!(
        "UNITS {{\n    (mV) = (millivolt)\n    (mA) = (milliamp)\n    (nA) = (nanoamp)\n    (S) = (siemens)\n    \
         (uS) = (microsiemens)\n    (mM) = (milli/liter)\n}}\n\n\
         PARAMETER {{\n{counted}    {letter}max = {} ({conductance})\n{reversal}}}\n\n\
         ASSIGNED {{\n    v (mV)\n    celsius (degC)\n{}    {letter} ({conductance})\n    i ({current})\n}}\n\n\
         {states}",
        number(channel.maximum),
        of_ions.concat(),
    )
}

fn unit_of_ion<'a>(name: &str, current: &'a str) -> &'a str {
    match (name.starts_with('i'), name.starts_with('e')) {
        (true, _) if !name.ends_with(['i', 'o']) => current,
        (_, true) if !name.ends_with(['i', 'o']) => "mV",
        _ => "mM",
    }
}

fn current(channel: &Channel) -> String {
    let letter = channel.letter();
    let gates: Vec<_> = channel.gates.iter().map(|gate| format!("*{}", open(channel, gate))).collect();
    let conductance = format!("    {letter} = {letter}max{}\n", gates.concat());
    let Some(carrier) = &channel.carrier else { return format!("{conductance}    i = g*(v - e)\n") };
    let ion = &carrier.ion;
    let per_area = if channel.is_point { "(1e6)*" } else { "" };
    let flows = if carrier.is_ghk {
        format!("{per_area}p*nrn_ghk(v, {ion}i, {ion}o, {})", number(carrier.valence))
    } else {
        format!("g*(v - e{ion})")
    };
    format!("{conductance}    i = {flows}\n    i{ion} = i\n")
}

/// What a gate lets through.
fn open(channel: &Channel, gate: &Gate) -> String {
    let states = channel.states.iter().skip(gate.first).take(gate.count);
    let terms: Vec<_> = states
        .filter(|state| state.fraction != 0.0)
        .map(|state| match state.fraction {
            1.0 => state.name.clone(),
            fraction => format!("{}*{}", number(fraction), state.name),
        })
        .collect();
    let sum = match terms.as_slice() {
        [] => "0".to_owned(),
        [term] if !term.contains('*') => term.clone(),
        _ => format!("({})", terms.join(" + ")),
    };
    match gate.power {
        0 => "1".to_owned(),
        1 => sum,
        power => format!("{sum}^{power}"),
    }
}
