//! `finitialize` and `fcurrent`: voltages, states, ions and currents at one time, without a step of a simulation.

use std::sync::Arc;

use crate::cell::{Assignment, CellError, Range};
use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::skipped::set_time;
use crate::hoc::error::Evaluated;
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;
use crate::membrane::Library;
use crate::membrane::standing::Unevaluated;

pub(crate) const FUNCTIONS: Table = &[("finitialize", finitialize), ("fcurrent", fcurrent)];

/// `finitialize()`, `finitialize(v)`
fn finitialize(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let v_mv = if call.count() > 0 { Some(call.number(this, 0)?) } else { None };
    initialize(this, call, v_mv)?;
    Ok(Value::Number(1.0))
}

/// Time is set back, the voltage is set where it is given, mechanisms are evaluated.
pub(crate) fn initialize(this: &mut Interpreter, call: &Call<'_>, v_mv: Option<f64>) -> Evaluated<()> {
    set_time(this, 0.0);
    let failed = |error: CellError| cell_error(&error).at(call.name.span);
    if let Some(v_mv) = v_mv {
        let sections: Vec<_> = this.model.sections().collect();
        for section in sections {
            this.model.assign_all(section, Range::Voltage, 0, Assignment::Set, v_mv).map_err(failed)?;
        }
    }
    let (library, dt_ms) = (this.equations(), this.number("dt").unwrap_or_default());
    let found = this.standing.initialize(&mut this.model, &library, dt_ms).map_err(failed)?;
    this.initialized(&found, v_mv.is_some(), call.name.span);
    this.say_unevaluated(&found);
    Ok(())
}

/// `fcurrent()`: currents at the voltages and states that stand.
fn fcurrent(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (library, dt_ms) = (this.equations(), this.number("dt").unwrap_or_default());
    let found = this.standing.currents(&mut this.model, &library, dt_ms);
    let found = found.map_err(|error| cell_error(&error).at(call.name.span))?;
    this.say_unevaluated(&found);
    this.not_evaluated(&found, call.name.span);
    Ok(Value::Number(0.0))
}

impl Interpreter {
    /// The equations of the mechanisms.
    pub(crate) fn equations(&mut self) -> Arc<Library> {
        if let Some(library) = &self.equations {
            return Arc::clone(library);
        }
        let library = Arc::new(Library::of(self.mods.iter(), &indexmap::IndexMap::new(), &mut self.sources));
        self.equations = Some(Arc::clone(&library));
        library
    }

    /// One note for each mechanism whose equations are not evaluated.
    fn say_unevaluated(&mut self, found: &Unevaluated) {
        for (&mechanism, fault) in found {
            let name = self.model.catalog().mechanism(mechanism).name.clone();
            if self.noted.insert(format!("not evaluated: {name}"))
                && self
                    .model
                    .catalog()
                    .mechanism(mechanism)
                    .ions
                    .first()
                    .is_none_or(|ion| name != format!("{}_ion", ion.ion))
            {
                let mut diagnostic = fault.diagnostic(&name);
                diagnostic.severity = crate::diagnostic::Severity::Note;
                diagnostic.help = None;
                diagnostic.notes.push("what it computes is not known after `finitialize`".to_owned());
                self.diagnostics.push(diagnostic);
            }
        }
    }
}
