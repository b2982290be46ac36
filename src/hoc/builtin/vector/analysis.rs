//! Methods of `Vector` that analyse: Fourier transforms, fits, averages of what was recorded.

use super::{argument, checked_size, own, raised, set, source};
use crate::hoc::ast::Name;
use crate::hoc::builtin::Call;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{Argument, ArgumentKind, Reference, Value};
use crate::hoc::vector::{fit, fourier, recorded, statistics};
use crate::source::Span;

pub(super) const METHODS: &[&str] =
    &["convlv", "correl", "fft", "filter", "fit", "inf", "psth", "smhist", "spctrm", "trigavg"];

/// Fits with more parameters are refused, as NEURON does.
const MOST_PARAMETERS: usize = 17;

/// What the method gives; none where it is no such method.
pub(super) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<Value>> {
    let numbers = match call.name.text.as_str() {
        "fft" => transform(interpreter, object, call),
        "convlv" => convolve(interpreter, call),
        "filter" => filter(interpreter, object, call),
        "correl" => correlate(interpreter, call),
        "spctrm" => spectrum(interpreter, object, call),
        "psth" => rates(interpreter, call),
        "inf" => integrate_and_fire(interpreter, call),
        "smhist" => smooth_histogram(interpreter, call),
        "trigavg" => return Some(triggered_average(interpreter, object, call)),
        "fit" => return Some(fitted(interpreter, object, call)),
        _ => return None,
    };
    Some(numbers.map(|numbers| {
        set(interpreter, object, numbers);
        Value::Object(Some(object))
    }))
}

/// `fft(source, 1)`, `fft(source, -1)`
fn transform(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (from, next) = source(interpreter, object, call)?;
    let direction = if call.count() > next { call.number_within(interpreter, next, -1.0, 1.0)? } else { 1.0 };
    Ok(if direction.trunc() == -1.0 { fourier::paired_inverse(&from) } else { fourier::paired_transform(&from) })
}

/// `convlv(source, response)`, `convlv(source, response, -1)`
fn convolve(interpreter: &Interpreter, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (values, response) = (argument(interpreter, call, 0)?, response(interpreter, call, 1)?);
    match call.number_or(interpreter, 2, 1.0)?.trunc() {
        1.0 => Ok(fourier::convolution(&values, &response)),
        -1.0 => {
            let result = fourier::deconvolution(&values, &response);
            result.ok_or_else(|| raised(call, "the response is zero somewhere"))
        }
        _ => Err(raised(call, "the direction must be 1 or -1")),
    }
}

fn filter(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (from, next) =
        if call.count() > 1 { source(interpreter, object, call)? } else { (own(interpreter, object).to_vec(), 0) };
    Ok(fourier::filtered(&from, &response(interpreter, call, next)?))
}

fn response(interpreter: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<Vec<f64>> {
    let response = argument(interpreter, call, index)?;
    if response.is_empty() { Err(raised(call, "the response is empty")) } else { Ok(response) }
}

/// `correl(source)`, `correl(source, other)`
fn correlate(interpreter: &Interpreter, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let one = argument(interpreter, call, 0)?;
    let other = if call.count() > 1 { argument(interpreter, call, 1)? } else { one.clone() };
    Ok(fourier::correlation(&one, &other))
}

/// `spctrm(source)`, `spctrm(source, size)`; what is longer before stays longer.
fn spectrum(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let values = argument(interpreter, call, 0)?;
    let size = call.number_or(interpreter, 1, (values.len() / 8) as f64)?;
    let size = fourier::power_of_two(&[checked_size(size.max(1.0)).map_err(|error| call.error(error))?]);
    interpreter.room_for("a Vector", 6 * size * size_of::<f64>(), call.name.span)?;
    let mut power = fourier::power_spectrum(&values, size);
    power.extend(own(interpreter, object).iter().skip(size));
    Ok(power)
}

/// `psth(source, dt, trials, size)`: a rate from as many bins around each as hold `size` events.
fn rates(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let counts = argument(interpreter, call, 0)?;
    let dt_ms = call.number_within(interpreter, 1, 0.0, 9e99)?;
    let trials = call.number_within(interpreter, 2, 0.0, 9e99)?;
    let size = call.number_within(interpreter, 3, 0.0, (counts.len() / 2) as f64)?;
    if counts.iter().sum::<f64>() < size {
        return Err(raised(call, "there are too few events"));
    }
    interpreter.work_on(counts.len().saturating_mul(counts.len()), call.name.span)?;
    Ok(recorded::adaptive_rates(&counts, dt_ms, trials, size))
}

/// `inf(stimulus, dt, gl, el, cm, threshold, reset, refractory)`
fn integrate_and_fire(interpreter: &Interpreter, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let stimulus = argument(interpreter, call, 0)?;
    let dt_ms = call.number_within(interpreter, 1, 1e-99, 9e99)?;
    let number = |index| call.number(interpreter, index);
    let cell = recorded::IntegrateAndFire {
        dt_ms,
        g_leak: number(2)?,
        e_leak: number(3)?,
        c: number(4)?,
        threshold: number(5)?,
        reset: number(6)?,
        refractory_ms: call.number_or(interpreter, 7, 0.0)?,
    };
    Ok(cell.voltages(&stimulus))
}

/// `smhist(source, start, size, step, variance, weights)`
fn smooth_histogram(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let values = argument(interpreter, call, 0)?;
    let start = call.number(interpreter, 1)?;
    let bins = checked_size(call.number(interpreter, 2)?.max(0.0)).map_err(|error| error.at(call.span(2)))?;
    let step = call.number_within(interpreter, 3, 1e-99, 1e99)?;
    let variance = call.number_within(interpreter, 4, 0.0, 1e99)?;
    let weights = if call.count() > 5 { Some(argument(interpreter, call, 5)?) } else { None };
    if weights.as_ref().is_some_and(|weights| weights.len() != values.len()) {
        return Err(raised(call, "the weights are not as many as the values"));
    }
    let reach = (20.0 * variance / (step * step)).sqrt();
    let reach = checked_size(2.0 * reach + 1.0).map_err(|error| call.error(error))?;
    interpreter.work_on(4 * (bins + reach), call.name.span)?;
    interpreter.room_for("a Vector", 16 * (bins + reach) * size_of::<f64>(), call.name.span)?;
    let epsilon = interpreter.variables.epsilon();
    let smooth = recorded::smooth_histogram(&values, weights.as_deref(), [start, step, variance], bins);
    Ok(smooth.into_iter().map(|value| if value > epsilon { value } else { 0.0 }).collect())
}

/// `trigavg(source, triggers, before, after)`; how many triggers were used
fn triggered_average(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let (values, triggers) = (argument(interpreter, call, 0)?, argument(interpreter, call, 1)?);
    let last = values.len() as f64 - 1.0;
    let before = call.number_within(interpreter, 2, 0.0, last)? as usize;
    let after = call.number_within(interpreter, 3, 0.0, last)? as usize;
    let (average, used) = recorded::triggered_average(&values, &triggers, before, after);
    set(interpreter, object, average);
    Ok(Value::Number(used as f64))
}

/// `fit(fitted, "function", x, &a, &b, ..)`; the mean square error that is left
fn fitted(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let y = own(interpreter, object).to_vec();
    let target = call.object(interpreter, 0)?;
    let name = call.text(interpreter, 1)?;
    let x = argument(interpreter, call, 2)?;
    if x.len() != y.len() {
        return Err(raised(call, "x and y have different sizes"));
    }
    let places = (3..call.count()).map(|index| call.pointer(index).cloned()).collect::<Evaluated<Vec<Reference>>>()?;
    let mut parameters =
        (3..call.count()).map(|index| call.number(interpreter, index)).collect::<Evaluated<Vec<f64>>>()?;
    let wanted = recorded::Curve::named(&name).map_or(0, recorded::Curve::parameters);
    if parameters.len() < wanted || parameters.len() >= MOST_PARAMETERS {
        return Err(raised(call, "the function has another number of parameters"));
    }
    let error = fit::minimize(&mut parameters, &mut |parameters| -> Evaluated<f64> {
        interpreter.step(call.name.span)?;
        interpreter.work_on(x.len(), call.name.span)?;
        let values = curve(interpreter, call, &name, parameters, &x)?;
        Ok(statistics::mean_square_error(&values, &y, None))
    })?;
    let values = curve(interpreter, call, &name, &parameters, &x)?;
    set(interpreter, target, values);
    for (place, value) in places.iter().zip(parameters) {
        interpreter.set_number(place, value, call.name.span)?;
    }
    Ok(Value::Number(error))
}

/// The values of a function that NEURON knows, or of hoc's own.
fn curve(
    interpreter: &mut Interpreter,
    call: &Call<'_>,
    name: &str,
    parameters: &[f64],
    x: &[f64],
) -> Evaluated<Vec<f64>> {
    if let Some(curve) = recorded::Curve::named(name) {
        return Ok(x.iter().map(|&x| curve.at(x, parameters)).collect());
    }
    x.iter().map(|&x| value_of(interpreter, call, name, &[&[x], parameters].concat())).collect()
}

/// The value of a function of hoc or of NEURON.
pub(crate) fn value_of(interpreter: &mut Interpreter, call: &Call<'_>, name: &str, numbers: &[f64]) -> Evaluated<f64> {
    let span = call.span(0);
    let argument = |&number: &f64| Argument { kind: ArgumentKind::Number(number), span };
    value_with(interpreter, name, numbers.iter().map(argument).collect(), span)
}

/// The number that a function gives for arguments.
pub(crate) fn value_with(
    interpreter: &mut Interpreter,
    name: &str,
    arguments: Vec<Argument>,
    span: Span,
) -> Evaluated<f64> {
    let result = match interpreter.resolve(name) {
        Named::Procedure(scope, definition) => interpreter.call_procedure(scope, &definition, arguments, span)?,
        Named::Function(function) => {
            let name = Name { text: name.to_owned(), span };
            function(interpreter, &Call { name: &name, arguments: &arguments })?
        }
        _ => return Err(HocError::UndefinedFunction { name: name.to_owned() }.at(span)),
    };
    match result {
        Value::Number(number) => Ok(number),
        other @ (Value::Text(_) | Value::Object(_) | Value::Section(_)) => {
            Err(HocError::WrongValue { expected: "a number", found: other.describe() }.at(span))
        }
    }
}
