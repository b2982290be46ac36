//! `ParallelContext`: there is one host, so everything is done here and at once.

pub(crate) mod jobs;

use crate::hoc::builtin::net_con::{self, Source, Threshold};
use crate::hoc::builtin::{BuiltinObject, Call, vector};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;

/// What is known of a cell's number.
#[derive(Debug, Clone)]
pub(crate) struct Gid {
    stage: Stage,
    /// Where its events come from, once `cell` said so.
    source: Source,
    /// It stays when the connection that `cell` was given is gone.
    threshold: Option<Threshold>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// `set_gid2node`: it lives here.
    Set,
    /// `cell(gid, netcon, 0)`: it has a source of events.
    Cell,
    /// `cell(gid, netcon)`, `outputcell(gid)`: its events leave the host.
    Output,
}

impl Gid {
    /// What `gid_exists` returns.
    const fn number(&self) -> f64 {
        match self.stage {
            Stage::Set => 1.0,
            Stage::Cell => 2.0,
            Stage::Output => 3.0,
        }
    }

    /// Where its events come from.
    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }
}

/// The largest number of a cell.
const LARGEST_GID: f64 = 2_147_483_647.0;

/// Methods that only matter to a simulation, or to other hosts: what they return is 0.
const IDLE: &[&str] = &[
    "barrier",
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
];

/// Methods that this program knows.
const METHODS: &[&str] = &[
    "allgather",
    "allreduce",
    "alltoall",
    "broadcast",
    "cell",
    "context",
    "gid2cell",
    "gid2obj",
    "gid_clear",
    "gid_connect",
    "gid_exists",
    "nhost",
    "nhost_bbs",
    "nhost_world",
    "nthread",
    "nworker",
    "outputcell",
    "psolve",
    "retval",
    "set_gid2node",
    "submit",
    "threshold",
    "userid",
    "working",
];

/// Methods whose results this program does not have.
const UNSUPPORTED: &[&str] = &[
    "dt",
    "look",
    "look_take",
    "pack",
    "post",
    "py_allgather",
    "splitcell",
    "subworlds",
    "t",
    "take",
    "unpack",
    "upkscalar",
    "upkstr",
    "upkvec",
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
        "broadcast" if call.is_text(0) => call.text(interpreter, 0)?.len() as f64,
        "broadcast" => super::vector::argument(interpreter, call, 0)?.len() as f64,
        "psolve" => {
            let end_ms = call.number(interpreter, 0)?;
            super::skipped::set_time(interpreter, end_ms);
            super::skipped::simulation(interpreter, call)?;
            0.0
        }
        "set_gid2node" => set_gid(interpreter, call)?,
        "gid_exists" => {
            let gid = gid(interpreter, call)?;
            interpreter.gids.get(&gid).map_or(0.0, Gid::number)
        }
        "cell" => {
            let leaves = call.number_or(interpreter, 2, 1.0)? != 0.0;
            let stage = change_gid(interpreter, call, if leaves { Stage::Output } else { Stage::Cell })?;
            set_source(interpreter, call)?;
            stage
        }
        "outputcell" => change_gid(interpreter, call, Stage::Output)?,
        "gid2cell" | "gid2obj" => return cell_of(interpreter, call).map(Value::Object),
        "gid_connect" => return connected(interpreter, call),
        "threshold" => threshold(interpreter, call)?,
        "allgather" => gather(interpreter, call)?,
        "alltoall" => exchange(interpreter, call)?,
        "submit" | "context" | "working" | "retval" | "userid" => return jobs::call(interpreter, call),
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
    if call.number(interpreter, 1)?.trunc() == 0.0
        && interpreter.gids.insert(gid, Gid { stage: Stage::Set, source: Source::None, threshold: None }).is_some()
    {
        let message = format!("gid {gid} already exists on this host");
        return Err(call.error(HocError::Raised { message }));
    }
    Ok(0.0)
}

fn change_gid(interpreter: &mut Interpreter, call: &Call<'_>, to: Stage) -> Evaluated<f64> {
    known(interpreter, call)?.stage = to;
    Ok(0.0)
}

fn known<'a>(interpreter: &'a mut Interpreter, call: &Call<'_>) -> Evaluated<&'a mut Gid> {
    let gid = gid(interpreter, call)?;
    let unset = || {
        let message = format!("gid {gid} has not been set on this host");
        call.error(HocError::Raised { message })
    };
    interpreter.gids.get_mut(&gid).ok_or_else(unset)
}

/// The source of the connection that `cell(gid, connection)` is given.
fn set_source(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<()> {
    let connection = call.object(interpreter, 1)?;
    let (source, threshold) = match interpreter.objects.builtin(connection) {
        Some(BuiltinObject::NetCon(connection)) => (connection.source.clone(), connection.threshold().clone()),
        Some(_) | None => return Err(call.wrong(1, "a NetCon", "another object")),
    };
    let gid = known(interpreter, call)?;
    gid.source = source;
    gid.threshold = Some(threshold);
    Ok(())
}

/// `gid2cell(gid)`: the object that has the section of the source, or the source itself.
fn cell_of(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Option<ObjectId>> {
    let source = known(interpreter, call)?.source.clone();
    Ok(net_con::source_cell(interpreter, &source).or_else(|| net_con::source_object(&source)))
}

/// `gid_connect(gid, target)`: a connection from the gid's source.
fn connected(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let gid = gid(interpreter, call)?;
    let source = interpreter.gids.get(&gid).map_or(Source::None, |gid| gid.source.clone());
    let target = call.object(interpreter, 1)?;
    let connection = net_con::connection(interpreter, source, Some(target));
    Ok(Value::Object(Some(interpreter.add_temporary("NetCon", BuiltinObject::NetCon(connection)))))
}

/// `threshold(gid)`, `threshold(gid, mV)`
fn threshold(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
    let threshold_mv = if call.count() > 1 { Some(call.number(interpreter, 1)?) } else { None };
    let Some(threshold) = &known(interpreter, call)?.threshold else { return Ok(Threshold::default().get()) };
    if let Some(threshold_mv) = threshold_mv {
        threshold.set(threshold_mv);
    }
    Ok(threshold.get())
}

/// `allgather(number, vector)`: the numbers of all hosts
fn gather(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
    let number = call.number(interpreter, 0)?;
    set_vector(interpreter, call, 1, vec![number])
}

/// `alltoall(source, counts, target)`: what this host sends to itself
fn exchange(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
    let source = vector::argument(interpreter, call, 0)?;
    let counts = vector::argument(interpreter, call, 1)?;
    if counts.len() != 1 || counts.iter().sum::<f64>() != source.len() as f64 {
        return Err(call.error(HocError::Raised { message: "the counts do not fit the one host".to_owned() }));
    }
    set_vector(interpreter, call, 2, source)
}

fn set_vector(interpreter: &mut Interpreter, call: &Call<'_>, index: usize, numbers: Vec<f64>) -> Evaluated<f64> {
    vector::set_argument(interpreter, call, index, numbers).map(|()| 0.0)
}
