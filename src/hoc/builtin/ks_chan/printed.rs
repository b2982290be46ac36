//! What `KSChan.pr()` prints.

use std::fmt::Write as _;

use super::KsChan;
use super::scheme::{Function, Transition};
use crate::hoc::format::{FormatArgument, format_c};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;

pub(super) fn text(this: &Interpreter, object: ObjectId, channel: &KsChan) -> String {
    let KsChan { scheme, name, is_point, current, maximum, reversal_mv, .. } = channel;
    let ion = channel.ion.as_deref().unwrap_or("NonSpecific");
    let mut text = format!("{} type properties\n", this.objects.name(object));
    let (gates, states, transitions) = (scheme.gates.len(), scheme.states.len(), scheme.transitions.len());
    let (alone, ligands, first) = (scheme.alone, scheme.ligands.len(), scheme.first_ligand);
    let _ = writeln!(text, "name={name} is_point_={is_point} ion_={ion} cond_model_={current}");
    let _ = writeln!(
        text,
        "  ngate={gates} nstate={states} nhhstate={alone} nligand={ligands} ntrans={transitions} ivkstrans={alone} \
         iligtrans={first}"
    );
    let _ = writeln!(text, "  default gmax={} erev={}", short(*maximum), short(*reversal_mv));
    for (index, gate) in scheme.gates.iter().enumerate() {
        let _ = writeln!(text, "    gate {index} index={} nstate={} power={}", gate.first, gate.count, gate.power);
    }
    for (index, ligand) in scheme.ligands.iter().enumerate() {
        let _ = writeln!(text, "    ligand {index} {ligand}");
    }
    for (index, found) in scheme.transitions.iter().enumerate() {
        let Transition { source, target, kind, ligand, functions, .. } = found;
        let bound = ligand.map(|ligand| format!(" ligindex={ligand}")).unwrap_or_default();
        let [one, other] = functions.map(|function| function.map_or(-1, form));
        let _ = writeln!(text, "    trans {index} src={source} target={target} type={kind}{bound}");
        let _ = writeln!(text, "        f0 type={one}   f1 type={other}");
    }
    text += "    state names and fractional conductance\n";
    for (index, state) in scheme.states.iter().enumerate() {
        let _ = writeln!(text, "    {index} {} {}", state.name, short(state.fraction));
    }
    text
}

fn short(number: f64) -> String {
    format_c("%g", &[FormatArgument::Number(number)]).unwrap_or_default()
}

fn form(function: Function) -> i32 {
    i32::from(function.form)
}
