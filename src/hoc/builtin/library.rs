//! What NEURON's own hoc library defines: the variables of the standard run system, `lambda_f`, and calls that only
//! matter to a simulation.

use std::f64::consts::{PI, SQRT_2};

use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::geometry::of_section;
use crate::hoc::builtin::initialize::initialize;
use crate::hoc::builtin::integrator::cvode_active;
use crate::hoc::builtin::skipped::{fadvance, graphics, quiet, set_time, simulation};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::value::Value;

pub(crate) const FUNCTIONS: Table = &[
    ("lambda_f", lambda_f),
    ("init", init),
    ("stdinit", stdinit),
    ("run", run),
    ("continuerun", continuerun),
    ("steprun", fadvance),
    ("step", fadvance),
    ("advance", fadvance),
    ("setdt", quiet),
    ("set_v_init", set_v_init),
    ("set_ra", set_ra),
    ("stoppedrun", quiet),
    ("cvode_active", cvode_active),
    ("cvode_local", quiet),
    ("cvode_simgraph", quiet),
    ("tstop_changed", quiet),
    ("initPlot", graphics),
    ("Plot", graphics),
    ("flushPlot", graphics),
    ("fastflushPlot", graphics),
    ("addplot", graphics),
    ("nrnmainmenu", graphics),
    ("nrncontrolmenu", graphics),
    ("nrnpointmenu", graphics),
    ("nrnsecmenu", graphics),
    ("nrnglobalmechmenu", graphics),
    ("nrnmechmenu", graphics),
    ("screen_update", graphics),
    ("graph_menu_remove_most", graphics),
    ("mview", graphics),
    ("runbutton", graphics),
];

/// Variables of `stdlib.hoc` and `stdrun.hoc` with their values after these are loaded; loops there leave some.
const VARIABLES: &[(&str, f64)] = &[
    ("v_init", -65.0),
    ("tstop", 5.0),
    ("steps_per_ms", 40.0),
    ("nstep_steprun", 1.0),
    ("global_ra", 35.4),
    ("runStopAt", 5.0),
    ("runStopIn", 1.0),
    ("stdrun_quiet", 0.0),
    ("realtime", 0.0),
    ("screen_update_invl", 0.05),
    ("eventcount", 0.0),
    ("eventslow", 1.0),
    ("using_cvode_", 0.0),
    ("use_local_dt_", 0.0),
    ("cvode_is_local_", 0.0),
    ("n_graph_lists", 4.0),
    ("running_", 0.0),
    ("i", 4.0),
    ("j", 0.0),
    ("cnt", 0.0),
    ("itmp", 0.0),
];

/// The variable of that name in NEURON's hoc library: its value at the start.
pub(crate) fn library_variable(name: &str) -> Option<f64> {
    VARIABLES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// Is it an object that `stdrun.hoc` makes: the integrator?
pub(crate) fn is_library_object(name: &str) -> bool {
    name == "cvode"
}

/// `lambda_f(f)`: the length constant at a frequency (Hz), um, from the 3-d points where there are at least two.
fn lambda_f(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    const MIDDLE: f64 = 0.5;
    /// What NEURON says where there is no capacitance, um.
    const ENDLESS_UM: f64 = 1e10;
    /// Both diam in um and Ra in ohm cm, cm in uF/cm2: to um.
    const SCALE: f64 = 1e5;
    let frequency_hz = call.number(this, 0)?;
    let range = |this: &Interpreter, name| this.model.find_range(name).ok_or_else(|| call.error(HocError::NoSection));
    let (cm, diam) = (range(this, "cm")?, range(this, "diam")?);
    let cm = of_section(this, call, |this, section| this.model.get(section, MIDDLE, cm, 0))?;
    if cm == 0.0 {
        return Ok(Value::Number(ENDLESS_UM));
    }
    let points = of_section(this, call, |this, section| Ok(this.model.point_count(section)))?;
    let ra = of_section(this, call, |this, section| this.model.ra_ohm_cm(section))?;
    if points < 2 {
        let diam = of_section(this, call, |this, section| this.model.get(section, MIDDLE, diam, 0))?;
        return Ok(Value::Number(SCALE * (diam / (4.0 * PI * frequency_hz * ra * cm)).sqrt()));
    }
    let mut lambdas = 0.0;
    let at = |this: &mut Interpreter, index| {
        of_section(this, call, |this, section| {
            Ok((this.model.arc_um(section, index)?, this.model.point(section, index)?.diam_um.abs()))
        })
    };
    let mut before = at(this, 0)?;
    for index in 1..points {
        if before.1 == 0.0 {
            let message = format!("lambda_f error: 0 diameter for 3d point {}", index - 1);
            return Err(call.error(HocError::Raised { message }));
        }
        let point = at(this, index)?;
        lambdas += (point.0 - before.0) / (before.1 + point.1).sqrt();
        before = point;
    }
    lambdas *= SQRT_2 * (1.0 / SCALE) * (4.0 * PI * frequency_hz * ra * cm).sqrt();
    let length_um = of_section(this, call, |this, section| this.model.length_um(section))?;
    Ok(Value::Number(length_um / lambdas))
}

/// `init()`: at the voltage `v_init`.
fn init(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let v_init_mv = this.number("v_init");
    initialize(this, call, v_init_mv).map(|()| Value::Number(0.0))
}

/// `stdinit()`: calls `init`, which a model may define anew.
fn stdinit(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let own = call_own(this, "init", call)?;
    if own { Ok(Value::Number(0.0)) } else { init(this, call) }
}

/// Calls a procedure of the library that the model defined anew; false where it did not.
fn call_own(this: &mut Interpreter, name: &str, call: &Call<'_>) -> Evaluated<bool> {
    let Named::Procedure(scope, definition) = this.resolve_in(ScopeId::Top, name) else { return Ok(false) };
    this.call_procedure(scope, &definition, Vec::new(), call.name.span).map(|_| true)
}

/// `run()`: initializes, and time goes to its end.
fn run(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if !call_own(this, "stdinit", call)? {
        stdinit(this, call)?;
    }
    continuerun(this, call)
}

/// `continuerun(t)`: time goes on.
fn continuerun(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let end_ms = call.number_or(this, 0, this.number("tstop").unwrap_or(0.0))?;
    set_time(this, end_ms);
    simulation(this, call)
}

fn set_v_init(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let value = call.number_or(this, 0, -65.0)?;
    this.set_top_number("v_init", value, call.name.span)?;
    Ok(Value::Number(value))
}

/// `set_ra(ohm cm)`: in every section, `global_ra` without an argument.
fn set_ra(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if call.count() > 0 {
        let value = call.number(this, 0)?;
        this.set_top_number("global_ra", value, call.name.span)?;
    }
    let ra_ohm_cm = this.number("global_ra").unwrap_or(35.4);
    let sections: Vec<_> = this.model.sections().collect();
    for section in sections {
        this.model.set_ra_ohm_cm(section, ra_ohm_cm).map_err(|error| call.error(cell_error(&error)))?;
    }
    Ok(Value::Number(0.0))
}
