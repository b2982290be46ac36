//! Numbers with their derivatives with respect to several inputs at once.
//!
//! A mechanism looks at few numbers: the voltage, two or three states, an ion. One evaluation with a lane for each of them
//! gives what [`Dual`] numbers give one by one, and every exponential is taken once.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::scalar::{Dual, Elementary, Scalar};

/// Inputs of one evaluation.
pub const LANES: usize = 4;

/// A value and its derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lanes {
    /// The value.
    pub value: f64,
    /// The derivative with respect to the input of each lane.
    pub slopes: [f64; LANES],
}

impl Lanes {
    /// The input of a lane: its derivative is 1.
    #[must_use]
    pub fn varying(mut self, lane: usize) -> Self {
        self.slopes.iter_mut().skip(lane).take(1).for_each(|slope| *slope = 1.0);
        self
    }

    /// The same number with other slopes, made of both numbers' slopes lane by lane.
    #[inline]
    fn with(self, other: Self, value: f64, slope: impl Fn(f64, f64) -> f64) -> Self {
        let pairs = self.slopes.into_iter().zip(other.slopes);
        let mut slopes = [0.0; LANES];
        slopes.iter_mut().zip(pairs).for_each(|(found, (one, other))| *found = slope(one, other));
        Self { value, slopes }
    }

    #[inline]
    fn scaled(mut self, value: f64, factor: f64) -> Self {
        self.slopes.iter_mut().for_each(|slope| *slope = times(*slope, factor));
        Self { value, ..self }
    }
}

/// A factor that is zero stays zero even where what it multiplies is infinite, as in [`Dual`].
#[inline]
fn times(slope: f64, factor: f64) -> f64 {
    if slope == 0.0 { slope } else { slope * factor }
}

impl From<f64> for Lanes {
    #[inline]
    fn from(value: f64) -> Self {
        Self { value, slopes: [0.0; LANES] }
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        self.with(other, self.value + other.value, |one, other| one + other)
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self.with(other, self.value - other.value, |one, other| one - other)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline]
    #[allow(clippy::suspicious_arithmetic_impl, reason = "the rule of products is a sum")]
    fn mul(self, other: Self) -> Self {
        let (left, right) = (self.value, other.value);
        self.with(other, left * right, |one, other| times(one, right) + times(other, left))
    }
}

impl Div for Lanes {
    type Output = Self;
    #[inline]
    fn div(self, other: Self) -> Self {
        let (value, inverse) = (self.value / other.value, 1.0 / other.value);
        self.with(other, value, |one, other| times(one - times(other, value), inverse))
    }
}

impl Neg for Lanes {
    type Output = Self;
    #[inline]
    fn neg(mut self) -> Self {
        self.slopes.iter_mut().for_each(|slope| *slope = -*slope);
        Self { value: -self.value, ..self }
    }
}

impl Scalar for Lanes {
    #[inline]
    fn value(self) -> f64 {
        self.value
    }

    fn varies(self) -> bool {
        self.slopes.iter().any(|slope| *slope != 0.0)
    }

    fn outer(self) -> Dual {
        Dual::constant(self.value)
    }

    fn from_outer(outer: Dual) -> Self {
        Self::from(outer.value)
    }

    fn chain(self, function: Elementary) -> Self {
        let value = function.at(self.value);
        self.scaled(value, function.slope(self.value, value))
    }

    fn power(self, exponent: Self) -> Self {
        let value = self.value.powf(exponent.value);
        // x^0 is 1 at x = 0 too, and does not vary.
        let varies = self.varies() && exponent.value != 0.0;
        let lower = if varies { exponent.value * self.value.powf(exponent.value - 1.0) } else { 0.0 };
        let by_exponent = if exponent.varies() { value * self.value.ln() } else { 0.0 };
        self.with(exponent, value, |one, other| times(one, lower) + times(other, by_exponent))
    }

    fn arc_tangent_of(self, x: Self) -> Self {
        let inverse = 1.0 / (x.value * x.value + self.value * self.value);
        let value = self.value.atan2(x.value);
        self.with(x, value, |one, other| times(times(one, x.value) - times(other, self.value), inverse))
    }
}
