//! Expressions.
#![allow(clippy::indexing_slicing, reason = "places in a frame come from the compiler that sized it")]

use super::Machine;
use crate::membrane::fault::{Fault, FaultKind};
use crate::membrane::ghk;
use crate::membrane::program::{Builtin, Expression, ExpressionKind, Operator, Place, special};
use crate::membrane::scalar::{Elementary, Scalar};
use crate::source::Span;

/// A condition that holds for so small a number only is a window around one point.
const WINDOW: f64 = 1e-3;

impl<S: Scalar> Machine<'_, S> {
    pub(in crate::membrane) fn evaluate(&mut self, expression: &Expression) -> Result<S, Fault> {
        let at = expression.span;
        Ok(match &expression.kind {
            ExpressionKind::Number(number) => S::from(*number),
            ExpressionKind::Read(place) => self.read(place, at)?,
            ExpressionKind::Watched(slot) => self.memory.watched(*slot, self.program, at)?,
            ExpressionKind::Negate(inner) => -self.evaluate(inner)?,
            ExpressionKind::Not(inner) => truth(self.evaluate(inner)?.value() == 0.0),
            ExpressionKind::Binary(operator, left, right) => self.binary(*operator, left, right)?,
            ExpressionKind::Call(function, arguments) => self.call(*function, arguments, at)?,
            ExpressionKind::Filled(table, arguments) => self.filled(*table, arguments, at)?,
            ExpressionKind::Builtin(builtin, arguments) => {
                let mut values = [S::from(0.0); 4];
                for (value, argument) in values.iter_mut().zip(arguments) {
                    *value = self.evaluate(argument)?;
                }
                self.builtin(*builtin, values)
            }
            ExpressionKind::Unknown(unknown) => return Err(FaultKind::of(unknown).at(at)),
        })
    }

    pub(super) fn read(&mut self, place: &Place, at: Span) -> Result<S, Fault> {
        Ok(match place {
            Place::Memory(slot) => self.memory.get(*slot),
            Place::Local(local) => self.frames[self.base + local],
            Place::Element(array, index) => {
                let place = self.element(*array, index, at)?;
                if array.is_local {
                    self.frames[self.base + place]
                } else if self.program.watched.is_empty() {
                    self.memory.get(place)
                } else {
                    self.memory.watched(place, self.program, at)?
                }
            }
        })
    }

    fn binary(&mut self, operator: Operator, left: &Expression, right: &Expression) -> Result<S, Fault> {
        let left = self.evaluate(left)?;
        // The right side is not looked at where the left one decides.
        if operator == Operator::Or && left.value() != 0.0 {
            return Ok(truth(true));
        }
        if operator == Operator::And && left.value() == 0.0 {
            return Ok(truth(false));
        }
        let right = self.evaluate(right)?;
        Ok(self.operated(operator, left, right))
    }

    /// What an operator makes of two numbers.
    #[inline]
    pub(super) fn operated(&mut self, operator: Operator, left: S, right: S) -> S {
        match operator {
            Operator::Add => left + right,
            Operator::Subtract => left - right,
            Operator::Multiply => left * right,
            Operator::Divide => left / right,
            Operator::Power => left.power(right),
            Operator::Or | Operator::And => truth(right.value() != 0.0),
            Operator::Greater => self.compared(left.value() > right.value(), left, right),
            Operator::GreaterOrEqual => self.compared(left.value() >= right.value(), left, right),
            Operator::Less => self.compared(left.value() < right.value(), left, right),
            Operator::LessOrEqual => self.compared(left.value() <= right.value(), left, right),
            Operator::Equal => truth(self.meets(left, right)),
            Operator::NotEqual => truth(!self.meets(left, right)),
        }
    }

    #[inline(never)]
    fn meets(&mut self, left: S, right: S) -> bool {
        let meets = left.value() == right.value();
        self.at_singularity |= meets && (left - right).varies();
        meets
    }

    /// Inside a narrow window around one point, such as that of `fabs(x/y) < 1e-6`?
    #[inline(never)]
    fn compared(&mut self, holds: bool, left: S, right: S) -> S {
        let is_inside = |varying: S, bound: S| {
            let (value, bound_value) = (varying.value(), bound.value());
            varying.varies() && !bound.varies() && bound_value <= WINDOW && (0.0..=bound_value).contains(&value)
        };
        self.at_singularity |= is_inside(left, right) || is_inside(right, left);
        truth(holds)
    }

    /// A function of up to four numbers.
    pub(super) fn builtin(&self, builtin: Builtin, [x, y, z, n]: [S; 4]) -> S {
        let one = S::from(1.0);
        match builtin {
            Builtin::Elementary(function) => x.chain(function),
            Builtin::Power => x.power(y),
            Builtin::ArcTangent => x.arc_tangent_of(y),
            Builtin::Remainder => x - y * S::from((x.value() / y.value()).trunc()),
            Builtin::Truncate => S::from(x.value().trunc()),
            Builtin::Erf => erf(x),
            Builtin::Factorial => S::from(factorial(x.value())),
            Builtin::Gauss => {
                let distance = (x - y) / z;
                (S::from(-0.5) * distance * distance).chain(Elementary::Exp) / (S::from(TWO_PI.sqrt()) * z)
            }
            Builtin::Harmonic => z * (S::from(TWO_PI) / y * (x + n)).chain(Elementary::Sin),
            Builtin::Hyperbol => y * x / (x + z),
            Builtin::ReverseHyperbol => y * z / (x + z),
            Builtin::Sigmoid => y / (one + (z / x).power(n)),
            Builtin::ReverseSigmoid => y / (one + (x / z).power(n)),
            Builtin::Ghk => ghk::current_factor(x, y, z, n, self.memory.get(special::CELSIUS).value()),
            Builtin::Nothing => S::from(0.0),
        }
    }
}

pub(super) fn truth<S: Scalar>(holds: bool) -> S {
    S::from(f64::from(u8::from(holds)))
}

/// As NEURON's library rounds it.
#[allow(clippy::approx_constant, reason = "NEURON's own digits")]
const TWO_PI: f64 = 6.283_185_3;

/// The error function as NEURON's library approximates it (Abramowitz and Stegun 7.1.26).
fn erf<S: Scalar>(x: S) -> S {
    let one = S::from(1.0);
    let t = one / (one + S::from(0.327_591_1) * x.chain(Elementary::Abs));
    let coefficients = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let sum = coefficients.into_iter().fold(S::from(0.0), |sum, coefficient| (sum + S::from(coefficient)) * t);
    let value = one - sum * (-(x * x)).chain(Elementary::Exp);
    if x.value() >= 0.0 { value } else { -value }
}

/// Exact below 20, Stirling's approximation above, as in NEURON's library.
fn factorial(x: f64) -> f64 {
    let number = (x + 0.1).trunc();
    if number < 20.0 {
        return (2..=number.max(0.0) as u32).map(f64::from).product();
    }
    (-number).exp() * number.powf(number) * (TWO_PI * number).sqrt()
}
