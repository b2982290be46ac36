//! `submit` and `working`: jobs that wait until somebody asks for results, in the order in which they came.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::hoc::builtin::Call;
use crate::hoc::builtin::vector::value_of;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::value::Value;

/// The jobs of a model.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    waiting: VecDeque<Job>,
    submitted: u32,
    user_id: f64,
    result: f64,
}

/// A statement, or a function with its arguments.
#[derive(Debug, Clone)]
struct Job {
    number: u32,
    user_id: f64,
    text: Arc<str>,
    arguments: Vec<f64>,
}

/// `submit("function", 1, 2)`, `submit(user_id, "statement")`, `working()`, `retval()`, `userid()`, `context("statement")`
pub(super) fn call(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::Number(match call.name.text.as_str() {
        "submit" => submit(interpreter, call)?,
        "working" => work(interpreter, call)?,
        "retval" => interpreter.jobs.result,
        "userid" => interpreter.jobs.user_id,
        // It is for the other hosts.
        _ => 1.0,
    }))
}

fn submit(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
    let first = usize::from(call.is_number(0));
    if !call.is_text(first) {
        return Err(call.error(HocError::Unsupported { what: "a job of an object".to_owned() }));
    }
    let number = interpreter.jobs.submitted + 1;
    let user_id = if first == 1 { call.number(interpreter, 0)? } else { f64::from(number) };
    let arguments = (first + 1..call.count()).map(|index| call.number(interpreter, index));
    let arguments = arguments.collect::<Evaluated<Vec<f64>>>()?;
    let text = call.text(interpreter, first)?;
    interpreter.room_for("a job", text.len() + arguments.len() * size_of::<f64>(), call.name.span)?;
    interpreter.jobs.submitted = number;
    interpreter.jobs.waiting.push_back(Job { number, user_id, text, arguments });
    Ok(user_id)
}

/// Does the next job; its number, 0 where none is left.
fn work(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
    let Some(job) = interpreter.jobs.waiting.pop_front() else { return Ok(0.0) };
    let result = if job.arguments.is_empty() {
        interpreter.execute(&job.text, ScopeId::Top, call.name.span)?;
        interpreter.number("hoc_ac_").unwrap_or(0.0)
    } else {
        value_of(interpreter, call, &job.text, &job.arguments)?
    };
    interpreter.jobs.result = result;
    interpreter.jobs.user_id = job.user_id;
    Ok(f64::from(job.number))
}
