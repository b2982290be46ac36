//! `ParallelContext`: there is one host, so everything is done here and at once.

use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;

/// What is known of a cell's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gid {
    /// `set_gid2node`: it lives here.
    Set,
    /// `cell(gid, netcon, 0)`: it has a source of events.
    Cell,
    /// `cell(gid, netcon)`, `outputcell(gid)`: its events leave the host.
    Output,
}

impl Gid {
    /// What `gid_exists` returns.
    const fn number(self) -> f64 {
        match self {
            Self::Set => 1.0,
            Self::Cell => 2.0,
            Self::Output => 3.0,
        }
    }
}

/// The largest number of a cell.
const LARGEST_GID: f64 = 2_147_483_647.0;

/// Methods that only matter to a simulation, or to other hosts: what they return is 0.
const IDLE: &[&str] = &[
    "barrier",
    "broadcast",
    "done",
    "event_time",
    "id",
    "id_bbs",
    "id_world",
    "integ_time",
    "multisplit",
    "optimize_node_order",
    "partition",
    "prcellstate",
    "pthread",
    "runworker",
    "send_time",
    "set_maxstep",
    "setup_transfer",
    "source_var",
    "spike_compress",
    "spike_record",
    "spike_statistics",
    "step_time",
    "step_wait",
    "target_var",
    "thread_busywait",
    "thread_ctime",
    "thread_stat",
    "time",
    "timeout",
    "vtransfer_time",
    "wait_time",
    "working",
];

/// Methods that this program knows.
const METHODS: &[&str] = &[
    "allreduce",
    "cell",
    "gid_clear",
    "gid_exists",
    "nhost",
    "nhost_bbs",
    "nhost_world",
    "nthread",
    "nworker",
    "outputcell",
    "psolve",
    "set_gid2node",
];

/// Methods whose results this program does not have.
const UNSUPPORTED: &[&str] = &[
    "allgather",
    "alltoall",
    "context",
    "dt",
    "gid2cell",
    "gid2obj",
    "gid_connect",
    "look",
    "look_take",
    "pack",
    "post",
    "py_allgather",
    "splitcell",
    "submit",
    "subworlds",
    "t",
    "take",
    "threshold",
    "unpack",
    "upkscalar",
    "upkstr",
    "upkvec",
    "userid",
];

/// `new ParallelContext()`
pub(crate) fn create(_interpreter: &mut Interpreter, _call: &Call<'_>) -> Evaluated<BuiltinObject> {
    Ok(BuiltinObject::ParallelContext)
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let number = match call.name.text.as_str() {
        "nhost" | "nhost_bbs" | "nhost_world" => 1.0,
        "nworker" => 0.0,
        "nthread" => call.number_or(interpreter, 0, 1.0)?.max(1.0),
        // Of one host the sum is what was given: a vector stays as it is.
        "allreduce" if call.is_object(0) => 0.0,
        "allreduce" => call.number(interpreter, 0)?,
        "psolve" => {
            let end_ms = call.number(interpreter, 0)?;
            super::skipped::set_time(interpreter, end_ms);
            super::skipped::simulation(interpreter, call)?;
            0.0
        }
        "set_gid2node" => set_gid(interpreter, call)?,
        "gid_exists" => {
            let gid = gid(interpreter, call)?;
            interpreter.gids.get(&gid).map_or(0.0, |gid| gid.number())
        }
        "cell" => {
            let leaves = call.number_or(interpreter, 2, 1.0)? != 0.0;
            change_gid(interpreter, call, if leaves { Gid::Output } else { Gid::Cell })?
        }
        "outputcell" => change_gid(interpreter, call, Gid::Output)?,
        "gid_clear" => {
            interpreter.gids.clear();
            0.0
        }
        name if IDLE.contains(&name) => 0.0,
        name if UNSUPPORTED.contains(&name) => {
            return Err(call.error(HocError::Unsupported { what: format!("`ParallelContext.{name}`") }));
        }
        _ => return Err(call.no_method("ParallelContext", [METHODS, IDLE, UNSUPPORTED].concat())),
    };
    Ok(Value::Number(number))
}

fn gid(interpreter: &Interpreter, call: &Call<'_>) -> Evaluated<u32> {
    Ok(call.number_within(interpreter, 0, 0.0, LARGEST_GID)? as u32)
}

/// `set_gid2node(gid, host)`: the cell lives here when this is the host.
fn set_gid(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
    let gid = gid(interpreter, call)?;
    if call.number(interpreter, 1)?.trunc() == 0.0 && interpreter.gids.insert(gid, Gid::Set).is_some() {
        let message = format!("gid {gid} already exists on this host");
        return Err(call.error(HocError::Raised { message }));
    }
    Ok(0.0)
}

fn change_gid(interpreter: &mut Interpreter, call: &Call<'_>, to: Gid) -> Evaluated<f64> {
    let gid = gid(interpreter, call)?;
    let Some(known) = interpreter.gids.get_mut(&gid) else {
        let message = format!("gid {gid} has not been set on this host");
        return Err(call.error(HocError::Raised { message }));
    };
    *known = to;
    Ok(0.0)
}
