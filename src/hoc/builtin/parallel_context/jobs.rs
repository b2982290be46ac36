//! `submit` and `working`: jobs that wait until somebody asks for results, in the order in which they came.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::hoc::builtin::Call;
use crate::hoc::builtin::vector::{self, value_with};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::value::{Argument, ArgumentKind, Value};
use crate::source::Span;

/// The jobs of a model.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    waiting: VecDeque<Job>,
    submitted: u32,
    /// How many were given no number by the user: they count down from -1.
    unnamed: u32,
    user_id: f64,
    result: f64,
}

/// A statement, or a function with its arguments.
#[derive(Debug, Clone)]
struct Job {
    number: u32,
    user_id: f64,
    text: Arc<str>,
    arguments: Vec<Given>,
}

/// An argument of a job, as it was when the job was submitted.
#[derive(Debug, Clone)]
enum Given {
    Number(f64),
    Text(Arc<str>),
    Vector(Vec<f64>),
}

impl Given {
    fn bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Number(_) => 0,
                Self::Text(text) => text.len(),
                Self::Vector(values) => values.len() * size_of::<f64>(),
            }
    }
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
    let unnamed = interpreter.jobs.unnamed + u32::from(first == 0);
    let user_id = if first == 1 { call.number(interpreter, 0)? } else { -f64::from(unnamed) };
    let arguments = (first + 1..call.count()).map(|index| given(interpreter, call, index));
    let arguments = arguments.collect::<Evaluated<Vec<Given>>>()?;
    let text = call.text(interpreter, first)?;
    let bytes = text.len() + arguments.iter().map(Given::bytes).sum::<usize>();
    interpreter.room_for("a job", bytes, call.name.span)?;
    interpreter.jobs.submitted = number;
    interpreter.jobs.unnamed = unnamed;
    interpreter.jobs.waiting.push_back(Job { number, user_id, text, arguments });
    Ok(user_id)
}

fn given(interpreter: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<Given> {
    Ok(if call.is_text(index) {
        Given::Text(call.text(interpreter, index)?)
    } else if call.is_object(index) {
        Given::Vector(vector::argument(interpreter, call, index)?)
    } else {
        Given::Number(call.number(interpreter, index)?)
    })
}

/// The argument that the job's function gets: of a vector its copy.
fn passed(interpreter: &mut Interpreter, given: Given, span: Span) -> Argument {
    let kind = match given {
        Given::Number(number) => ArgumentKind::Number(number),
        Given::Text(text) => ArgumentKind::Text(text),
        Given::Vector(values) => ArgumentKind::Object(Some(vector::add(interpreter, values))),
    };
    Argument { kind, span }
}

/// Does the next job; its number, 0 where none is left.
fn work(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<f64> {
    let Some(job) = interpreter.jobs.waiting.pop_front() else { return Ok(0.0) };
    let result = if job.arguments.is_empty() {
        interpreter.execute(&job.text, ScopeId::Top, call.name.span)?;
        interpreter.number("hoc_ac_").unwrap_or(0.0)
    } else {
        let span = call.name.span;
        let arguments = job.arguments.into_iter().map(|given| passed(interpreter, given, span)).collect();
        value_with(interpreter, &job.text, arguments, span)?
    };
    interpreter.jobs.result = result;
    interpreter.jobs.user_id = job.user_id;
    Ok(f64::from(job.number))
}
