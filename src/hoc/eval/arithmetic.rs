//! hoc's arithmetic: comparisons within `float_epsilon`, no short circuit, errors instead of infinities.

use crate::cell::Assignment;
use crate::hoc::ast::BinaryOperator;
use crate::hoc::error::HocError;

/// `a operator b`; `epsilon` is `float_epsilon`.
pub(crate) fn binary(operator: BinaryOperator, a: f64, b: f64, epsilon: f64) -> Result<f64, HocError> {
    let truth = f64::from;
    Ok(match operator {
        BinaryOperator::Or => truth(a != 0.0 || b != 0.0),
        BinaryOperator::And => truth(a != 0.0 && b != 0.0),
        BinaryOperator::Greater => truth(a > b + epsilon),
        BinaryOperator::GreaterOrEqual => truth(a >= b - epsilon),
        BinaryOperator::Less => truth(a < b - epsilon),
        BinaryOperator::LessOrEqual => truth(a <= b + epsilon),
        BinaryOperator::Equal => truth(a <= b + epsilon && a >= b - epsilon),
        BinaryOperator::NotEqual => truth(a < b - epsilon || a > b + epsilon),
        BinaryOperator::Add => a + b,
        BinaryOperator::Subtract => a - b,
        BinaryOperator::Multiply => a * b,
        BinaryOperator::Divide if b == 0.0 => return Err(HocError::DivisionByZero),
        BinaryOperator::Divide => a / b,
        BinaryOperator::Remainder => remainder(a, b)?,
        BinaryOperator::Power => power(a, b)?,
    })
}

/// The operator of `+=` and its like.
pub(crate) fn assignment(operator: Option<BinaryOperator>) -> Option<Assignment> {
    Some(match operator {
        None => Assignment::Set,
        Some(BinaryOperator::Add) => Assignment::Add,
        Some(BinaryOperator::Subtract) => Assignment::Subtract,
        Some(BinaryOperator::Multiply) => Assignment::Multiply,
        Some(BinaryOperator::Divide) => Assignment::Divide,
        Some(
            BinaryOperator::Or
            | BinaryOperator::And
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Remainder
            | BinaryOperator::Power,
        ) => return None,
    })
}

/// `a % b`: never negative.
fn remainder(a: f64, b: f64) -> Result<f64, HocError> {
    if b <= 0.0 {
        return Err(HocError::RemainderByNonPositive { divisor: b });
    }
    let mut rest = a;
    if rest >= b {
        rest = a - (a / b).floor() * b;
    } else if rest <= -b {
        rest = a + (-a / b).floor() * b;
    }
    if rest > b {
        rest -= b;
    }
    if rest < 0.0 {
        rest += b;
    }
    Ok(rest)
}

fn power(a: f64, b: f64) -> Result<f64, HocError> {
    let value = a.powf(b);
    let is_domain_error = value.is_nan() && !a.is_nan() && !b.is_nan();
    if is_domain_error { Err(HocError::Domain { function: "^", argument: a }) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::{BinaryOperator, binary};

    const EPSILON: f64 = 1e-11;

    #[test]
    fn numbers_within_epsilon_are_equal() {
        assert_eq!(binary(BinaryOperator::Equal, 1.0, 1.0 + 1e-12, EPSILON), Ok(1.0));
        assert_eq!(binary(BinaryOperator::Less, 1.0, 1.0 + 1e-12, EPSILON), Ok(0.0));
        assert_eq!(binary(BinaryOperator::NotEqual, 1.0, 1.0 + 1e-10, EPSILON), Ok(1.0));
    }

    #[test]
    fn the_remainder_is_never_negative() {
        for (a, b, expected) in [(7.0, 3.0, 1.0), (-1.0, 3.0, 2.0), (-7.0, 3.0, 2.0), (3.0, 3.0, 0.0), (-3.0, 3.0, 0.0)]
        {
            assert_eq!(binary(BinaryOperator::Remainder, a, b, EPSILON), Ok(expected), "{a} % {b}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_an_error() {
        assert!(binary(BinaryOperator::Divide, 1.0, 0.0, EPSILON).is_err());
        assert!(binary(BinaryOperator::Remainder, 1.0, 0.0, EPSILON).is_err());
        assert!(binary(BinaryOperator::Power, -1.0, 0.5, EPSILON).is_err());
        assert_eq!(binary(BinaryOperator::Power, -2.0, 3.0, EPSILON), Ok(-8.0));
    }
}
