//! Graphics and simulation: accepted, not done, noted once for each kind.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::value::Value;
use crate::source::Span;

/// Stands in texts for what is not known; no text of a model has it, for it is no character.
pub(crate) const UNKNOWN_TEXT: &str = "\u{ffff}";

/// What such a text is.
pub(crate) const PRINTED: &str = "a text that a command of the operating system would print";

/// Refuses a text of which something is not known.
pub(crate) fn known_text(text: &str) -> Result<(), HocError> {
    if text.contains(UNKNOWN_TEXT) { Err(HocError::Unsupported { what: PRINTED.to_owned() }) } else { Ok(()) }
}

pub(crate) const FUNCTIONS: Table = &[
    ("xpanel", graphics),
    ("xbutton", button),
    ("xcheckbox", graphics),
    ("xstatebutton", graphics),
    ("xlabel", graphics),
    ("xmenu", graphics),
    ("xvalue", graphics),
    ("xpvalue", graphics),
    ("xradiobutton", button),
    ("xfixedvalue", graphics),
    ("xvarlabel", graphics),
    ("xslider", graphics),
    ("boolean_dialog", dialog),
    ("continue_dialog", graphics),
    ("string_dialog", dialog),
    ("doEvents", graphics),
    ("doNotify", graphics),
    ("pwman_place", graphics),
    ("ivoc_style", graphics),
    ("nrniv_bind_thread", graphics),
    ("save_session", graphics),
    ("print_session", graphics),
    ("graph", graphics),
    ("graphmode", graphics),
    ("plot", graphics),
    ("plotx", graphics),
    ("ploty", graphics),
    ("axis", graphics),
    ("plt", graphics),
    ("regraph", graphics),
    ("setcolor", graphics),
    ("hoc_stdout", quiet),
    ("show_winio", quiet),
    ("show_errmess_always", quiet),
    ("variable_domain", quiet),
    ("startsw", quiet),
    ("stopsw", quiet),
    ("coredump_on_error", quiet),
    ("nrn_feenableexcept", quiet),
    ("nrnmpi_init", quiet),
    ("use_exp_pow_precision", quiet),
    ("cachevec", quiet),
    ("psection", quiet),
    ("fadvance", fadvance),
    ("frecord_init", quiet),
    ("fmatrix", unknown),
    ("fstim", stimulus),
    ("fstimi", unknown),
    ("fclamp", stimulus),
    ("fclampi", unknown),
    ("fclampv", unknown),
    ("fsyn", stimulus),
    ("fsyni", unknown),
    ("fsyng", unknown),
    ("batch_run", batch_run),
    ("batch_save", unknown),
    ("attr_praxis", unknown),
    ("fit_praxis", unknown),
    ("system", system),
];

/// Nothing to see: no window is opened.
pub(crate) fn graphics(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    this.note_once("hoc::graphics", "graphics calls are skipped", call.name.span);
    Ok(Value::Number(0.0))
}

/// `xbutton("label", "command")`: no window is opened, the command is remembered.
fn button(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if this.frames.current().scope == ScopeId::Top && call.is_text(0) && call.is_text(1) {
        let (label, command) = (call.text(this, 0)?, call.text(this, 1)?);
        this.add_button(&label, &command);
    }
    graphics(this, call)
}

/// Time passes, so that loops which wait for it end, and nothing else happens.
pub(crate) fn fadvance(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let after_step_ms = this.number("t").unwrap_or(0.0) + this.number("dt").unwrap_or(0.0);
    set_time(this, after_step_ms);
    simulation(this, call)
}

/// Sets `t`, ms.
pub(crate) fn set_time(this: &mut Interpreter, t_ms: f64) {
    if let Some(index) = this.variables.find("t") {
        this.variables.set(index, t_ms);
    }
}

/// Time would pass, nothing happens.
pub(crate) fn simulation(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    note_simulation(this, call);
    this.pass_time(call.name.span);
    Ok(Value::Number(0.0))
}

fn note_simulation(this: &mut Interpreter, call: &Call<'_>) {
    this.note_once("hoc::simulation", "simulation calls are skipped: the cell is only built", call.name.span);
}

/// NEURON's oldest stimuli, which are no objects: they are not carried over, and no time passes.
fn stimulus(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    note_simulation(this, call);
    Ok(Value::Number(0.0))
}

/// Without meaning here.
pub(crate) fn quiet(_this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::Number(0.0))
}

/// No time passes, and what it gives is not known: of a fit, too, whose errors are those of simulations.
fn unknown(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    note_simulation(this, call);
    Ok(this.unknown_value(&call.name.text))
}

/// Simulations, one after the other.
fn batch_run(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    simulation(this, call)?;
    Ok(this.unknown_value(&call.name.text))
}

/// Nobody is there to answer.
fn dialog(_this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    Err(call.error(HocError::Unsupported { what: format!("the answer to `{}`", call.name.text) }))
}

/// Commands of the operating system are never run: as if they had succeeded. What they would print is not known.
fn system(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    this.note_once("hoc::system", "commands of the operating system are not run", call.name.span);
    if call.count() > 1 {
        this.set_text(call.text_variable(1)?, Arc::from(UNKNOWN_TEXT), call.span(1))?;
    }
    Ok(Value::Number(0.0))
}

impl Interpreter {
    /// Adds a note, the first time that this kind of thing is met.
    pub(crate) fn note_once(&mut self, code: &'static str, message: &str, span: Span) {
        if self.noted.insert(message.to_owned()) {
            self.diagnostics.push(Diagnostic::note(code, message).label(span, "first met here"));
        }
    }
}
