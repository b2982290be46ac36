//! The numbers that equations are evaluated with: `f64`, and dual numbers over any of them.
//!
//! A [`Dual`] carries a value and its derivative with respect to one seeded input; arithmetic is exact to rounding
//! (forward-mode differentiation). `Dual<Dual<f64>>` gives mixed second derivatives. Comparisons look at the value
//! alone, so that a mod file's own branches are taken as NEURON takes them.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// What the interpreter needs of a number.
pub trait Scalar:
    Copy
    + std::fmt::Debug
    + From<f64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The number without its derivatives.
    fn value(self) -> f64;
    /// Is there a derivative that is not zero?
    fn varies(self) -> bool;
    /// The number with its outermost derivative alone.
    fn outer(self) -> Dual;
    /// A number with that value and that outermost derivative, as far as it has one.
    fn from_outer(outer: Dual) -> Self;
    /// `f(x)`, given the function and its derivative at the value.
    #[must_use]
    fn chain(self, function: Elementary) -> Self;
    /// `self ^ exponent`.
    #[must_use]
    fn power(self, exponent: Self) -> Self;
    /// The angle of the point (`x`, `self`).
    #[must_use]
    fn arc_tangent_of(self, x: Self) -> Self;
}

/// A function of one number whose derivative is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elementary {
    /// `exp`
    Exp,
    /// `log`
    Log,
    /// `log10`
    Log10,
    /// `sqrt`
    Sqrt,
    /// `fabs`
    Abs,
    /// `sin`
    Sin,
    /// `cos`
    Cos,
    /// `tan`
    Tan,
    /// `asin`
    Asin,
    /// `acos`
    Acos,
    /// `atan`
    Atan,
    /// `sinh`
    Sinh,
    /// `cosh`
    Cosh,
    /// `tanh`
    Tanh,
    /// `floor`
    Floor,
    /// `ceil`
    Ceil,
}

impl Elementary {
    /// The function itself.
    #[must_use]
    pub fn at(self, x: f64) -> f64 {
        match self {
            Self::Exp => x.exp(),
            Self::Log => x.ln(),
            Self::Log10 => x.log10(),
            Self::Sqrt => x.sqrt(),
            Self::Abs => x.abs(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Tan => x.tan(),
            Self::Asin => x.asin(),
            Self::Acos => x.acos(),
            Self::Atan => x.atan(),
            Self::Sinh => x.sinh(),
            Self::Cosh => x.cosh(),
            Self::Tanh => x.tanh(),
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
        }
    }

    /// The derivative at `x`, whose function value is `y`.
    pub(super) fn slope<S: Scalar>(self, x: S, y: S) -> S {
        let one = S::from(1.0);
        match self {
            Self::Exp => y,
            Self::Log => one / x,
            Self::Log10 => one / (x * S::from(std::f64::consts::LN_10)),
            Self::Sqrt => S::from(0.5) / y,
            // At 0 the slope to the right: the number still varies there.
            Self::Abs => S::from(if x.value() < 0.0 { -1.0 } else { 1.0 }),
            Self::Sin => x.chain(Self::Cos),
            Self::Cos => -x.chain(Self::Sin),
            Self::Tan => one + y * y,
            Self::Asin => one / (one - x * x).chain(Self::Sqrt),
            Self::Acos => -one / (one - x * x).chain(Self::Sqrt),
            Self::Atan => one / (one + x * x),
            Self::Sinh => x.chain(Self::Cosh),
            Self::Cosh => x.chain(Self::Sinh),
            Self::Tanh => one - y * y,
            Self::Floor | Self::Ceil => S::from(0.0),
        }
    }
}

impl Scalar for f64 {
    fn value(self) -> f64 {
        self
    }

    fn varies(self) -> bool {
        false
    }

    fn outer(self) -> Dual {
        Dual::constant(self)
    }

    fn from_outer(outer: Dual) -> Self {
        outer.value
    }

    fn chain(self, function: Elementary) -> Self {
        function.at(self)
    }

    fn power(self, exponent: Self) -> Self {
        self.powf(exponent)
    }

    fn arc_tangent_of(self, x: Self) -> Self {
        self.atan2(x)
    }
}

/// A value and its derivative with respect to the seeded input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<S = f64> {
    /// The value.
    pub value: S,
    /// The derivative.
    pub slope: S,
}

impl<S: Scalar> Dual<S> {
    /// The input itself: its derivative is 1.
    #[must_use]
    pub fn seed(value: S) -> Self {
        Self { value, slope: S::from(1.0) }
    }

    /// A number that does not depend on the input.
    #[must_use]
    pub fn constant(value: S) -> Self {
        Self { value, slope: S::from(0.0) }
    }

    /// A factor that is zero stays zero even where what it multiplies is infinite: what does not vary has no slope.
    fn times(slope: S, factor: S) -> S {
        if slope.value() == 0.0 && !slope.varies() { slope } else { slope * factor }
    }
}

impl<S: Scalar> From<f64> for Dual<S> {
    fn from(value: f64) -> Self {
        Self::constant(S::from(value))
    }
}

impl<S: Scalar> Add for Dual<S> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl<S: Scalar> Sub for Dual<S> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { value: self.value - other.value, slope: self.slope - other.slope }
    }
}

impl<S: Scalar> Mul for Dual<S> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let slope = Self::times(self.slope, other.value) + Self::times(other.slope, self.value);
        Self { value: self.value * other.value, slope }
    }
}

impl<S: Scalar> Div for Dual<S> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        let rise = self.slope - Self::times(other.slope, value);
        Self { value, slope: Self::times(rise, S::from(1.0) / other.value) }
    }
}

impl<S: Scalar> Neg for Dual<S> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, slope: -self.slope }
    }
}

impl<S: Scalar> Scalar for Dual<S> {
    fn value(self) -> f64 {
        self.value.value()
    }

    fn varies(self) -> bool {
        self.slope.value() != 0.0 || self.slope.varies() || self.value.varies()
    }

    fn outer(self) -> Dual {
        Dual { value: self.value.value(), slope: self.slope.value() }
    }

    fn from_outer(outer: Dual) -> Self {
        Self { value: S::from(outer.value), slope: S::from(outer.slope) }
    }

    fn chain(self, function: Elementary) -> Self {
        let value = self.value.chain(function);
        Self { value, slope: Self::times(self.slope, function.slope(self.value, value)) }
    }

    fn power(self, exponent: Self) -> Self {
        let value = self.value.power(exponent.value);
        // x^0 is 1 at x = 0 too, and does not vary.
        let is_constant = exponent.value.value() == 0.0 && !exponent.value.varies();
        let lower = || exponent.value * self.value.power(exponent.value - S::from(1.0));
        let lower = if is_constant { S::from(0.0) } else { lower() };
        let by_exponent = Self::times(exponent.slope, value * self.value.chain(Elementary::Log));
        Self { value, slope: Self::times(self.slope, lower) + by_exponent }
    }

    fn arc_tangent_of(self, x: Self) -> Self {
        let radius = x.value * x.value + self.value * self.value;
        let rise = Self::times(self.slope, x.value) - Self::times(x.slope, self.value);
        Self { value: self.value.arc_tangent_of(x.value), slope: Self::times(rise, S::from(1.0) / radius) }
    }
}
