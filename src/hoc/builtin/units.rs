//! `units`: the unit of a variable, as NEURON knows it or as hoc labelled it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::cell::Range;
use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::value::{Reference, Value};

pub(crate) const FUNCTIONS: Table = &[("units", units)];

/// What variables were labelled with, by name; behind that of its template where it is an object's.
pub(crate) type Labels = HashMap<Arc<str>, Arc<str>>;

/// Units of what is no variable of a mechanism.
const UNITS: &[(&str, &str)] =
    &[("L", "um"), ("Ra", "ohm-cm"), ("celsius", "degC"), ("dt", "ms"), ("t", "ms"), ("v", "mV")];

/// `units("g_pas")`, `units(&x)`; `units(&x, "mV")` labels a variable, for all that it stands for. `units(0)` is a switch
/// of windows.
fn units(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if call.is_number(0) {
        let is_on = call.number_within(this, 0, 0.0, 1.0)? >= 1.0;
        return Ok(Value::text(if is_on { "on" } else { "off" }));
    }
    let name = variable_name(this, call)?;
    if call.count() > 1 {
        let label = call.text(this, 1)?;
        this.unit_labels.extend(name.map(|name| (name, Arc::clone(&label))));
        return Ok(Value::Text(label));
    }
    let Some(name) = name else { return Ok(Value::text("")) };
    let label = this.unit_labels.get(&name).cloned();
    Ok(label.map_or_else(|| Value::Text(known(this, &name)), Value::Text))
}

fn known(this: &Interpreter, name: &str) -> Arc<str> {
    if let Some((_, unit)) = UNITS.iter().find(|(known, _)| *known == name) {
        return Arc::from(*unit);
    }
    match this.model.find_range(name) {
        Some(Range::Variable(variable)) => this.model.catalog().variable(variable).unit.as_str().into(),
        Some(Range::Voltage) | None => Arc::from(""),
    }
}

/// The name of the variable that the first argument names or points to; none of one that has none of its own.
fn variable_name(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Option<Arc<str>>> {
    if !call.is_text(0) {
        return Ok(pointed(this, call.pointer(0)?));
    }
    let name = call.text(this, 0)?;
    let is_known = UNITS.iter().any(|(known, _)| *known == name.as_ref()) || this.model.find_range(&name).is_some();
    if !is_known && matches!(this.resolve_at_top(&name), Named::Unknown) {
        return Err(HocError::UndefinedVariable { name: name.to_string() }.at(call.span(0)));
    }
    Ok(Some(name))
}

fn pointed(this: &Interpreter, reference: &Reference) -> Option<Arc<str>> {
    match reference {
        Reference::Variable { scope, symbol, .. } => {
            let template = this.template(*scope)?;
            let (name, _) = template.symbols.iter().nth(*symbol)?;
            let is_top = *scope == ScopeId::Top;
            Some(if is_top { Arc::clone(name) } else { Arc::from(format!("{}.{name}", template.name)) })
        }
        Reference::Builtin(variable) => Some(Arc::from(this.variables.name(*variable))),
        Reference::Mechanism { name, .. } => Some(Arc::clone(name)),
        Reference::Range { range: Range::Variable(variable), .. } => {
            Some(Arc::from(this.model.catalog().variable(*variable).name.as_str()))
        }
        Reference::Range { range: Range::Voltage, .. } => Some(Arc::from("v")),
        Reference::Local { .. }
        | Reference::CallArgument { .. }
        | Reference::Property { .. }
        | Reference::Nowhere
        | Reference::Member { .. } => None,
    }
}
