//! `ParallelContext`: there is one host, so everything is done here and at once.

use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;

const METHODS: &[&str] = &[
    "allreduce",
    "allgather",
    "barrier",
    "broadcast",
    "cell",
    "done",
    "event_time",
    "gid_clear",
    "gid_exists",
    "id",
    "id_bbs",
    "id_world",
    "multisplit",
    "nhost",
    "nhost_bbs",
    "nhost_world",
    "nthread",
    "nworker",
    "optimize_node_order",
    "outputcell",
    "partition",
    "pthread",
    "psolve",
    "runworker",
    "set_gid2node",
    "set_maxstep",
    "setup_transfer",
    "spike_record",
    "step_time",
    "step_wait",
    "thread_busywait",
    "thread_ctime",
    "thread_stat",
    "threshold",
    "time",
    "timeout",
    "wait_time",
    "working",
];

/// `new ParallelContext()`
pub(crate) fn create(_interpreter: &mut Interpreter, _call: &Call<'_>) -> Evaluated<BuiltinObject> {
    Ok(BuiltinObject::ParallelContext)
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.name.text.as_str();
    if !METHODS.contains(&name) {
        return Err(call.no_method("ParallelContext", METHODS.iter().copied()));
    }
    Ok(Value::Number(match name {
        "nhost" | "nhost_bbs" | "nhost_world" | "nthread" => 1.0,
        "allreduce" => call.number(interpreter, 0)?,
        _ => 0.0,
    }))
}
