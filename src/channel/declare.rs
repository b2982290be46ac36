//! What hoc sees of a channel: its range variables by NEURON's names, its ions.

use super::Channel;
use crate::mechanism::{IonUse, MechanismKind, MechanismType, RangeVariable, VariableKind};

/// The mechanism.
#[must_use]
pub fn mechanism_type(channel: &Channel) -> MechanismType {
    MechanismType {
        name: channel.name.clone(),
        kind: if channel.is_point { MechanismKind::PointProcess } else { MechanismKind::Density },
        variables: variables(channel),
        globals: vec![],
        ions: ions(channel),
        functions: vec![],
        pointers: vec![],
        declared: None,
    }
}

/// The name that a variable of the channel has in hoc.
#[must_use]
pub fn hoc_name(channel: &Channel, variable: &str) -> String {
    if channel.is_point { variable.to_owned() } else { format!("{variable}_{}", channel.name) }
}

fn variables(channel: &Channel) -> Vec<RangeVariable> {
    let variable = |name: &str, kind, default, unit: &str| RangeVariable {
        name: hoc_name(channel, name),
        kind,
        default,
        length: 1,
        unit: unit.to_owned(),
    };
    let letter = channel.letter();
    let (conductance, current) = units(channel);
    let (parameter, assigned) = (VariableKind::Parameter, VariableKind::Assigned);
    let counted = channel.may_be_counted.then(|| variable("Nsingle", parameter, 1.0, ""));
    let maximum = variable(&format!("{letter}max"), parameter, channel.maximum, conductance);
    let reversal = channel.carrier.is_none().then(|| variable("e", parameter, channel.reversal_mv, "mV"));
    let computed = [variable(&letter.to_string(), assigned, 0.0, conductance), variable("i", assigned, 0.0, current)];
    let states = channel.states.iter().map(|state| variable(&state.name, VariableKind::State, 0.0, ""));
    counted.into_iter().chain([maximum]).chain(reversal).chain(computed).chain(states).collect()
}

/// Of conductance (or permeability) and current.
pub(super) fn units(channel: &Channel) -> (&'static str, &'static str) {
    match (channel.letter(), channel.is_point) {
        ('p', false) => ("cm/s", "mA/cm2"),
        ('p', true) => ("cm3/s", "nA"),
        (_, false) => ("S/cm2", "mA/cm2"),
        (_, true) => ("uS", "nA"),
    }
}

/// Its ions with what it reads and writes of each, the carrier first.
pub(super) fn ions(channel: &Channel) -> Vec<IonUse> {
    let mut found: Vec<IonUse> = channel
        .carrier
        .iter()
        .map(|carrier| {
            let ion = &carrier.ion;
            let reads =
                if carrier.is_ghk { vec![format!("{ion}i"), format!("{ion}o")] } else { vec![format!("e{ion}")] };
            IonUse { ion: ion.clone(), reads, writes: vec![format!("i{ion}")], valence: Some(carrier.valence) }
        })
        .collect();
    for (ion, valence, is_inside) in channel.ligands() {
        let read = concentration(ion, is_inside);
        match found.iter_mut().find(|known| known.ion == ion) {
            Some(known) if known.reads.contains(&read) => {}
            Some(known) => known.reads.push(read),
            None => {
                found.push(IonUse { ion: ion.to_owned(), reads: vec![read], writes: vec![], valence: Some(valence) });
            }
        }
    }
    found
}

/// `cai`, `cao`
pub(super) fn concentration(ion: &str, is_inside: bool) -> String {
    format!("{ion}{}", if is_inside { 'i' } else { 'o' })
}
