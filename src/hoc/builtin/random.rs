//! `Random`: streams of numbers for objects, and the functions that share `MCell`'s generator.

use crate::diagnostic::Diagnostic;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::random::{Distribution, Generator, MCellRan4, Random, Random123, scop_mcell_ran4};
use crate::hoc::value::Value;

const METHODS: &[&str] = &[
    "ACG",
    "Isaac64",
    "MCellRan4",
    "MLCG",
    "Random123",
    "Random123_globalindex",
    "binomial",
    "discunif",
    "erlang",
    "geometric",
    "hypergeo",
    "lognormal",
    "negexp",
    "normal",
    "play",
    "poisson",
    "repick",
    "seq",
    "uniform",
    "weibull",
];

const LARGEST_U32: f64 = 4_294_967_295.0;

/// `new Random(seed, size)`
pub(crate) fn create(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let seed = call.number_or(interpreter, 0, 0.0)?;
    let size = if call.count() > 1 { call.number_within(interpreter, 1, 7.0, 98.0)? } else { 55.0 };
    let random = Random::new(seed as i64 as u32, size as u32, &interpreter.random);
    Ok(BuiltinObject::Random(random))
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let value = match call.name.text.as_str() {
        "repick" => pick(interpreter, object),
        "play" => 0.0,
        "MCellRan4" => mcell_ran4(interpreter, object, call)?,
        "Random123" => random123(interpreter, object, call)?,
        "Random123_globalindex" => {
            if call.count() > 0 {
                interpreter.random.random123_index = call.number_within(interpreter, 0, 0.0, LARGEST_U32)? as u32;
            }
            f64::from(interpreter.random.random123_index)
        }
        "seq" => sequence(interpreter, object, call)?,
        "ACG" | "MLCG" | "Isaac64" => {
            gone(interpreter, call);
            0.0
        }
        name => {
            let Some(distribution) = distribution(interpreter, call, name)? else {
                return Err(call.no_method("Random", METHODS.iter().copied()));
            };
            let given =
                (0..call.count()).map(|index| call.number(interpreter, index)).collect::<Evaluated<Vec<_>>>()?;
            if let Some(BuiltinObject::Random(random)) = interpreter.objects.builtin_mut(object) {
                random.distribution = distribution;
                random.called = Some((name.to_owned(), given));
            }
            pick(interpreter, object)
        }
    };
    Ok(Value::Number(value))
}

/// Draws from what was drawn from last.
pub(crate) fn pick(interpreter: &mut Interpreter, object: ObjectId) -> f64 {
    match interpreter.objects.builtin_mut(object) {
        Some(BuiltinObject::Random(random)) => random.pick(&interpreter.random),
        Some(_) | None => 0.0,
    }
}

fn distribution(interpreter: &Interpreter, call: &Call<'_>, name: &str) -> Evaluated<Option<Distribution>> {
    let number = |index| call.number(interpreter, index);
    Ok(Some(match name {
        "uniform" => Distribution::uniform(number(0)?, number(1)?),
        "discunif" => Distribution::discrete_uniform(number(0)?, number(1)?),
        "normal" => Distribution::normal(number(0)?, number(1)?),
        "lognormal" => Distribution::log_normal(number(0)?, number(1)?),
        "negexp" => Distribution::Exponential { mean: number(0)? },
        "poisson" => Distribution::Poisson { mean: number(0)? },
        "binomial" => Distribution::Binomial {
            draws: call.number_within(interpreter, 0, 0.0, 1e99)? as i64,
            probability: call.number_within(interpreter, 1, 0.0, 1.0)?,
        },
        "geometric" => Distribution::Geometric { probability: call.number_within(interpreter, 0, 0.0, 1.0)? },
        "hypergeo" => Distribution::hyper_exponential(number(0)?, number(1)?),
        "erlang" => Distribution::erlang(number(0)?, number(1)?),
        "weibull" => Distribution::weibull(number(0)?, number(1)?),
        _ => return Ok(None),
    }))
}

fn mcell_ran4(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let high = optional_u32(interpreter, call, 0)?;
    let low = optional_u32(interpreter, call, 1)?;
    interpreter.random.mcell_count = interpreter.random.mcell_count.wrapping_add(1);
    let globals = &interpreter.random;
    let (generator, start) = MCellRan4::new(high, low, globals.mcell_count, globals.mcell_low_index);
    set_generator(interpreter, object, Generator::MCellRan4(generator));
    Ok(f64::from(start))
}

fn random123(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let id1 = optional_u32(interpreter, call, 0)?;
    let id2 = optional_u32(interpreter, call, 1)?;
    let id3 = optional_u32(interpreter, call, 2)?;
    let generator = Random123::new(id1, id2, id3, interpreter.random.random123_index);
    set_generator(interpreter, object, Generator::Random123(generator));
    Ok(0.0)
}

fn optional_u32(interpreter: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<u32> {
    if index >= call.count() {
        return Ok(0);
    }
    Ok(call.number_within(interpreter, index, 0.0, LARGEST_U32)? as u32)
}

fn set_generator(interpreter: &mut Interpreter, object: ObjectId, generator: Generator) {
    if let Some(BuiltinObject::Random(random)) = interpreter.objects.builtin_mut(object) {
        random.generator = generator;
    }
}

fn sequence(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let wanted = if call.count() > 0 { Some(call.number(interpreter, 0)?) } else { None };
    let Some(BuiltinObject::Random(random)) = interpreter.objects.builtin_mut(object) else { return Ok(0.0) };
    if let Some(wanted) = wanted {
        random.generator.set_sequence(wanted, &interpreter.random);
    }
    Ok(random.generator.sequence())
}

fn gone(interpreter: &mut Interpreter, call: &Call<'_>) {
    let message = format!("NEURON 9 has no generator `{}`", call.name.text);
    let diagnostic = Diagnostic::warning("hoc::random", message)
        .label(call.name.span, "Random123 is used instead: other numbers than in the NEURON of that time");
    interpreter.diagnostics.push(diagnostic);
}

/// `mcell_ran4_init(index)`: sets the low index that all share; gives back the one before.
pub(crate) fn mcell_ran4_init(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let before = f64::from(interpreter.random.mcell_low_index);
    if call.count() > 0 {
        interpreter.random.mcell_low_index = call.number_within(interpreter, 0, 0.0, LARGEST_U32)? as u32;
    }
    Ok(Value::Number(before))
}

/// `use_mcell_ran4(1)`: whether `scop_random` in mod files, which is not evaluated, draws from it; gives back what was
/// so before.
pub(crate) fn use_mcell_ran4(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let before = interpreter.random.mcell_in_mod_files;
    if call.count() > 0 {
        interpreter.random.mcell_in_mod_files = call.number_within(interpreter, 0, 0.0, 1.0)?.trunc();
    }
    Ok(Value::Number(before))
}

/// `mcell_ran4(&index)`: a number within [0, 1); the index counts on.
pub(crate) fn mcell_ran4_function(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let index = call.number(interpreter, 0)?;
    let (number, next) = scop_mcell_ran4(index as i64 as u32, interpreter.random.mcell_low_index);
    interpreter.set_number(call.pointer(0)?, f64::from(next), call.span(0))?;
    Ok(Value::Number(number))
}
