//! What a mechanism says of itself.

use super::{Inspected, given, paragraph};
use crate::inspect::declaration::{Declaration, Parameter, Solved};
use crate::mechanism::{IonUse, MechanismKind};

pub(super) fn declared(declaration: &Declaration, inspected: &Inspected) -> String {
    let kind = match declaration.kind {
        MechanismKind::Density => "density mechanism",
        MechanismKind::PointProcess => "point process",
        MechanismKind::ArtificialCell => "artificial cell: no membrane to look at",
        MechanismKind::Library => "no mechanism: functions and global variables alone",
        MechanismKind::Ion => "ion",
    };
    let title = declaration.title.as_ref().map(|title| paragraph("title", title)).unwrap_or_default();
    let mut text = format!("{}  {kind}, {}\n{title}", declaration.name, declaration.file);
    for ion in &declaration.ions {
        text += &paragraph(&format!("ion {}", ion.ion), &ion_use(ion));
    }
    for (name, is_electrode) in &declaration.other_currents {
        let carrier = if *is_electrode { "injected by an electrode" } else { "nonspecific" };
        text += &paragraph("current", &format!("{name}, {carrier}"));
    }
    text += &states(declaration);
    for (place, parameter) in declaration.parameters.iter().enumerate() {
        let name = if place == 0 { "parameters" } else { "" };
        text += &paragraph(name, &parameter_line(parameter, declaration, inspected));
    }
    if !declaration.constructs.is_empty() {
        text += &paragraph("uses", &declaration.constructs.join(" "));
    }
    text + &paragraph("linearized", &linearized(inspected))
}

fn ion_use(ion: &IonUse) -> String {
    let part = |verb: &str, names: &[String]| (!names.is_empty()).then(|| format!("{verb} {}", names.join(" ")));
    let valence = ion.valence.map(|valence| format!("valence {}", given(valence)));
    [part("reads", &ion.reads), part("writes", &ion.writes), valence]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn states(declaration: &Declaration) -> String {
    let shown =
        |(name, unit): &(String, String)| if unit.is_empty() { name.clone() } else { format!("{name} ({unit})") };
    let states: Vec<String> = declaration.states.iter().map(shown).collect();
    let mut text = if states.is_empty() { String::new() } else { paragraph("states", &states.join(" ")) };
    for solved in &declaration.solves {
        text += &paragraph("solve", &solve_line(solved));
    }
    text
}

fn solve_line(solved: &Solved) -> String {
    let method = if solved.method.is_empty() { String::new() } else { format!(" by {}", solved.method) };
    let steady = if solved.steady_state { ", steady state" } else { "" };
    let place = if solved.in_breakpoint { "" } else { ", in INITIAL" };
    format!("{} {}{method}{steady}{place}", solved.kind, solved.block)
}

fn parameter_line(parameter: &Parameter, declaration: &Declaration, inspected: &Inspected) -> String {
    let widest = declaration.parameters.iter().map(|parameter| parameter.name.chars().count()).max().unwrap_or(0);
    let mut line = format!("{:<widest$} = {}", parameter.name, given(parameter.default));
    if !parameter.unit.is_empty() && parameter.unit != "1" {
        line = format!("{line} {}", parameter.unit);
    }
    if let Some([low, high]) = parameter.limits {
        line = format!("{line}, {} to {}", given(low), given(high));
    }
    if parameter.is_global {
        line += ", global";
    }
    match value(parameter, inspected).filter(|value| *value != parameter.default) {
        Some(value) => line + &format!("; here {}", given(value)),
        None => line,
    }
}

/// The value that the figures are for.
fn value(parameter: &Parameter, inspected: &Inspected) -> Option<f64> {
    let (program, memory) = inspected.subject.site.as_ref()?.patch.mechanisms.first()?;
    Some(memory.get(program.variables.get(&parameter.name).filter(|variable| !variable.is_array)?.slot))
}

fn linearized(inspected: &Inspected) -> String {
    match &inspected.points {
        Ok(points) if points.is_empty() => "no: it has no membrane".to_owned(),
        Ok(_) => "yes".to_owned(),
        Err(refused) => format!("no: {}", refused.fault.kind),
    }
}
