//! `CVode`: what is set of it is known, by whatever object; where it is active, `finitialize` is another.

use std::collections::BTreeMap;

use crate::hoc::builtin::Call;
use crate::hoc::builtin::initialize::restart;
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;
use crate::membrane::standing::Integrator;

/// What was set.
pub(crate) type Settings = BTreeMap<&'static str, f64>;

const ACTIVE: &str = "active";

/// What it says of itself before anything is set.
const DEFAULTS: &[(&str, f64)] = &[
    (ACTIVE, 0.0),
    ("atol", 0.001),
    ("rtol", 0.0),
    ("use_local_dt", 0.0),
    ("minstep", 0.0),
    ("maxstep", 1e9),
    ("maxorder", 5.0),
    ("jacobian", 0.0),
    ("condition_order", 1.0),
    ("cache_efficient", 1.0),
    ("use_daspk", 0.0),
];

/// A method of a `CVode` that gives a number or evaluates something; none for others, and for other objects.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<Value>> {
    if !is_integrator(this, object) {
        return None;
    }
    if call.name.text == "re_init" {
        return Some(re_init(this, call));
    }
    let &(name, _) = DEFAULTS.iter().find(|(name, _)| *name == call.name.text)?;
    Some(set(this, name, call))
}

/// What a `CVode` says of a setting, where it is one.
pub(crate) fn setting(this: &Interpreter, object: ObjectId, name: &str) -> Option<f64> {
    if is_integrator(this, object) { known(this, name) } else { None }
}

/// `cvode_active()`, `cvode_active(1)`
pub(crate) fn cvode_active(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    set(this, ACTIVE, call)
}

impl Interpreter {
    /// What would advance time.
    pub(crate) fn integrator(&self) -> Integrator {
        let is_active = known(self, ACTIVE).is_some_and(|active| active != 0.0);
        if is_active { Integrator::Variable } else { Integrator::Fixed }
    }
}

fn is_integrator(this: &Interpreter, object: ObjectId) -> bool {
    this.objects.class_name(object).is_some_and(|class| class.as_ref() == "CVode")
}

fn known(this: &Interpreter, name: &str) -> Option<f64> {
    let default = DEFAULTS.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    this.integrator_settings.get(name).copied().or(default)
}

fn set(this: &mut Interpreter, name: &'static str, call: &Call<'_>) -> Evaluated<Value> {
    let value = call.number_or(this, 0, known(this, name).unwrap_or_default())?;
    this.integrator_settings.insert(name, value);
    Ok(Value::Number(value))
}

/// `re_init()`: starts anew from the states that stand, once it is active.
fn re_init(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    match this.integrator() {
        Integrator::Fixed => Ok(Value::Number(0.0)),
        Integrator::Variable => restart(this, call),
    }
}
