//! Mathematical functions.

use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;

pub(crate) const FUNCTIONS: Table = &[
    ("sin", |this, call| apply(this, call, "sin", f64::sin)),
    ("cos", |this, call| apply(this, call, "cos", f64::cos)),
    ("atan", |this, call| apply(this, call, "atan", f64::atan)),
    ("tanh", |this, call| apply(this, call, "tanh", f64::tanh)),
    ("log", |this, call| apply(this, call, "log", f64::ln)),
    ("log10", |this, call| apply(this, call, "log10", f64::log10)),
    ("exp", |this, call| apply(this, call, "exp", exponential)),
    ("sqrt", |this, call| apply(this, call, "sqrt", f64::sqrt)),
    ("int", int),
    ("abs", |this, call| apply(this, call, "abs", f64::abs)),
    ("erf", |this, call| apply(this, call, "erf", |x| 1.0 - complementary_error(x))),
    ("erfc", |this, call| apply(this, call, "erfc", complementary_error)),
    ("atan2", atan2),
];

/// The greatest exponent; beyond it `exp` stays the same, and below its negative it is 0.
const LARGEST_EXPONENT: f64 = 700.0;

fn apply(this: &mut Interpreter, call: &Call<'_>, function: &'static str, f: fn(f64) -> f64) -> Evaluated<Value> {
    let x = call.number(this, 0)?;
    let value = f(x);
    if value.is_nan() && !x.is_nan() {
        return Err(HocError::Domain { function, argument: x }.at(call.span(0)));
    }
    Ok(Value::Number(value))
}

fn exponential(x: f64) -> f64 {
    if x < -LARGEST_EXPONENT { 0.0 } else { x.clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT).exp() }
}

/// Numbers just below an integer count as the integer.
fn int(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (x, epsilon) = (call.number(this, 0)?, this.variables.epsilon());
    let away = if x < 0.0 { -epsilon } else { epsilon };
    // Adding 0 makes -0 plain 0.
    Ok(Value::Number((x + away).trunc() + 0.0))
}

fn atan2(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::Number(call.number(this, 0)?.atan2(call.number(this, 1)?)))
}

/// erfc: the power series of erf near 0, the continued fraction far from it; relative error below 1e-14.
fn complementary_error(x: f64) -> f64 {
    const NEAR: f64 = 2.0;
    let magnitude = x.abs();
    let tail = if magnitude < NEAR { 1.0 - error_series(magnitude) } else { error_fraction(magnitude) };
    if x < 0.0 { 2.0 - tail } else { tail }
}

/// erf(x) = 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!
fn error_series(x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (x, x, 1.0);
    while term > sum * f64::EPSILON / 4.0 {
        term *= 2.0 * x * x / (2.0 * n + 1.0);
        sum += term;
        n += 1.0;
    }
    std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// erfc(x) = exp(-x^2)/sqrt(pi) / (x + 1/2/(x + 1/(x + 3/2/(x + ...))))
fn error_fraction(x: f64) -> f64 {
    const TERMS: i32 = 120;
    let fraction = (1..=TERMS).rev().fold(x, |below, n| x + f64::from(n) / 2.0 / below);
    (-x * x).exp() * std::f64::consts::FRAC_2_SQRT_PI / 2.0 / fraction
}

#[cfg(test)]
mod tests {
    use super::complementary_error;

    #[test]
    fn erfc_agrees_with_its_tabulated_values() {
        for (x, expected) in [
            (0.0, 1.0),
            (0.5, 0.479_500_122_186_953_5),
            (1.0, 0.157_299_207_050_285_13),
            (2.0, 0.004_677_734_981_047_266),
            (3.0, 2.209_049_699_858_544e-5),
            (5.0, 1.537_459_794_428_035e-12),
            (-1.0, 1.842_700_792_949_715),
        ] {
            let relative: f64 = complementary_error(x) / expected - 1.0;
            assert!(relative.abs() < 1e-13, "erfc({x}) is off by {relative:e}");
        }
    }
}
