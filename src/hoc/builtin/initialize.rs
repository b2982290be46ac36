//! `finitialize` and `fcurrent`: voltages, states, ions and currents at one time, without a step of a simulation.

use std::sync::Arc;

use crate::cell::{Assignment, CellError, Model, Range};
use crate::diagnostic::Severity;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::skipped::set_time;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;
use crate::mechanism::MechanismKind;
use crate::membrane::standing::{Integrator, Placed, Unevaluated};
use crate::membrane::{Library, Standing};

pub(crate) const FUNCTIONS: Table = &[("finitialize", finitialize), ("fcurrent", fcurrent)];

/// A value is as much work to initialize as so many numbers are to compute with.
const NUMBERS_OF_A_VALUE: usize = 64;

/// `finitialize()`, `finitialize(v)`
fn finitialize(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let v_mv = if call.count() > 0 { Some(call.number(this, 0)?) } else { None };
    initialize(this, call, v_mv)?;
    Ok(Value::Number(1.0))
}

/// Time is set back, the voltage is set where it is given, mechanisms are evaluated.
pub(crate) fn initialize(this: &mut Interpreter, call: &Call<'_>, v_mv: Option<f64>) -> Evaluated<()> {
    set_time(this, 0.0);
    run_handlers(this, 3, call)?;
    let failed = |error: CellError| cell_error(&error).at(call.name.span);
    if let Some(v_mv) = v_mv {
        let sections: Vec<_> = this.model.sections().collect();
        for section in sections {
            this.model.assign_all(section, Range::Voltage, 0, Assignment::Set, v_mv).map_err(failed)?;
        }
    }
    run_handlers(this, 0, call)?;
    this.work_on(this.model.value_count().saturating_mul(NUMBERS_OF_A_VALUE), call.name.span)?;
    let (library, dt_ms) = (this.filled_equations(true), this.number("dt").unwrap_or_default());
    let mut placed = this.placed();
    this.account_for_standing(&placed, &library, call.name.span)?;
    let integrator = this.integrator();
    let found =
        this.standing.initialize(&mut this.model, &mut placed, &library, (dt_ms, integrator)).map_err(failed)?;
    this.take_placed(&placed);
    this.initialized(&found, v_mv.is_some(), call.name.span);
    this.say_unevaluated(&found);
    if run_handlers(this, 1, call)? {
        match integrator {
            Integrator::Fixed => fcurrent(this, call)?,
            Integrator::Variable => restart(this, call)?,
        };
    }
    run_handlers(this, 2, call).map(|_| ())
}

/// Runs the statements of the living `FInitializeHandler`s of a kind; false where there are none.
fn run_handlers(this: &mut Interpreter, kind: u8, call: &Call<'_>) -> Evaluated<bool> {
    let handlers = this.objects.builtins().filter_map(|(_, builtin)| match builtin {
        BuiltinObject::Inert(inert) => inert.handler().filter(|handler| handler.kind == kind).cloned(),
        _ => None,
    });
    let handlers: Vec<_> = handlers.collect();
    for handler in &handlers {
        this.execute(&handler.statement, handler.scope, call.name.span)?;
    }
    Ok(!handlers.is_empty())
}

/// `fcurrent()`
fn fcurrent(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    currents(this, call).map(|_| Value::Number(1.0))
}

/// Currents at the voltages and states that stand; the point processes with theirs, and the equations.
pub(crate) fn currents(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<(Vec<Placed>, Arc<Library>)> {
    let dt_ms = this.number("dt").unwrap_or_default();
    evaluate(this, call, |standing, model, placed, library| standing.currents(model, placed, library, dt_ms))
}

/// What `CVode` evaluates when it starts at the voltages and states that stand.
pub(crate) fn restart(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    evaluate(this, call, Standing::restart).map(|_| Value::Number(0.0))
}

type Evaluation = Result<Unevaluated, CellError>;

fn evaluate(
    this: &mut Interpreter,
    call: &Call<'_>,
    what: impl FnOnce(&mut Standing, &mut Model, &mut [Placed], &Library) -> Evaluation,
) -> Evaluated<(Vec<Placed>, Arc<Library>)> {
    let library = this.filled_equations(false);
    this.work_on(this.model.value_count(), call.name.span)?;
    let mut placed = this.placed();
    this.account_for_standing(&placed, &library, call.name.span)?;
    let found = what(&mut this.standing, &mut this.model, &mut placed, &library);
    let found = found.map_err(|error| cell_error(&error).at(call.name.span))?;
    this.take_placed(&placed);
    this.say_unevaluated(&found);
    this.not_evaluated(&found, call.name.span);
    Ok((placed, library))
}

impl Interpreter {
    /// The equations of the mechanisms.
    pub(crate) fn equations(&mut self) -> Arc<Library> {
        let mods = self.mods_with_channels();
        if let Some(library) = &self.equations {
            return Arc::clone(library);
        }
        let without: Vec<_> = self.mods_without_equations().cloned().collect();
        let all = mods.iter().chain(&without);
        let library = Arc::new(Library::of(all, &indexmap::IndexMap::new(), &mut self.sources));
        self.equations = Some(Arc::clone(&library));
        library
    }

    /// The point processes that are in sections.
    fn placed(&self) -> Vec<Placed> {
        let all = self.objects.builtins().filter_map(|(object, builtin)| match builtin {
            BuiltinObject::PointProcess(process) => {
                let (section, x) = process.place().and_then(|place| self.model.locate(place))?;
                let (key, mechanism) = (object.owner(), process.mechanism());
                Some(Placed { key, mechanism, section, x, values: process.all_values().copied().collect() })
            }
            _ => None,
        });
        all.collect()
    }

    fn take_placed(&mut self, placed: &[Placed]) {
        for process in placed {
            if let Some(BuiltinObject::PointProcess(known)) =
                self.objects.builtin_mut(ObjectId::from_owner(process.key))
            {
                known.all_values_mut().zip(&process.values).for_each(|(known, value)| *known = *value);
            }
        }
    }

    /// One note for each mechanism whose equations are not evaluated.
    fn say_unevaluated(&mut self, found: &Unevaluated) {
        for (&id, fault) in found {
            let mechanism = self.model.catalog().mechanism(id);
            if mechanism.kind == MechanismKind::Ion || !self.noted.insert(format!("not evaluated: {}", mechanism.name))
            {
                continue;
            }
            let mut diagnostic = fault.diagnostic(&mechanism.name);
            diagnostic.severity = Severity::Note;
            diagnostic.help = None;
            self.diagnostics.push(diagnostic.with_note("what it computes is not known after `finitialize`"));
        }
    }
}
