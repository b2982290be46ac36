//! A unit as a number and powers of the base units.

use std::fmt;
use std::ops::{Div, Mul};

/// The base units. Money, bits and traffic are NEURON's inheritance from the Unix `units` program.
pub const BASE_UNITS: [&str; 9] = ["m", "kg", "sec", "coul", "candela", "dollar", "bit", "erlang", "K"];

/// Two factors that differ by less are the same to NEURON's `modlunit`.
pub const TOLERANCE: f64 = 1e-5;

/// A factor times a power of each base unit: `mV` is `0.001 m2-kg/sec2-coul`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// How many of the base units it is.
    pub factor: f64,
    /// The power of each of [`BASE_UNITS`].
    pub powers: [i32; BASE_UNITS.len()],
}

impl Unit {
    /// The unit of a plain number.
    pub const ONE: Self = Self::number(1.0);

    /// A number as a unit: a dozen is `12`.
    #[must_use]
    pub const fn number(factor: f64) -> Self {
        Self { factor, powers: [0; BASE_UNITS.len()] }
    }

    /// The base unit of that place in [`BASE_UNITS`].
    #[must_use]
    pub fn base(place: usize) -> Self {
        let mut unit = Self::ONE;
        if let Some(power) = unit.powers.get_mut(place) {
            *power = 1;
        }
        unit
    }

    /// `number` times as large.
    #[must_use]
    pub fn scaled(self, number: f64) -> Self {
        Self { factor: self.factor * number, ..self }
    }

    /// Its power.
    #[must_use]
    pub fn power(self, exponent: i32) -> Self {
        Self { factor: self.factor.powi(exponent), powers: self.powers.map(|power| power.saturating_mul(exponent)) }
    }

    /// It measures no quantity: a plain number of some size.
    #[must_use]
    pub fn is_dimensionless(self) -> bool {
        self.powers.iter().all(|&power| power == 0)
    }

    /// Both measure the same quantity, be it in different sizes.
    #[must_use]
    pub fn measures_same(self, other: Self) -> bool {
        self.powers == other.powers
    }

    /// The same unit, as exactly as `modlunit` looks.
    #[must_use]
    pub fn is_same(self, other: Self) -> bool {
        let differs = (other.factor / self.factor - 1.0).abs() > TOLERANCE;
        self.measures_same(other) && !differs
    }
}

impl Mul for Unit {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let mut product = self.scaled(other.factor);
        for (power, more) in product.powers.iter_mut().zip(other.powers) {
            *power = power.saturating_add(more);
        }
        product
    }
}

impl Div for Unit {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let mut quotient = Self { factor: self.factor / other.factor, ..self };
        for (power, less) in quotient.powers.iter_mut().zip(other.powers) {
            *power = power.saturating_sub(less);
        }
        quotient
    }
}

/// In NEURON's notation: `1.6-19 coul`, `0.001 m2-kg/sec2-coul`.
impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (above, below) = (self.named(|power| power), self.named(i32::saturating_neg));
        let factor = neuron_number(self.factor);
        match (self.factor == 1.0, above.is_empty()) {
            (true, false) => formatter.write_str(&above)?,
            (true, true) if below.is_empty() => formatter.write_str("1")?,
            (true, true) => {}
            (false, true) => formatter.write_str(&factor)?,
            (false, false) => write!(formatter, "{factor} {above}")?,
        }
        if below.is_empty() { Ok(()) } else { write!(formatter, "/{below}") }
    }
}

impl Unit {
    /// The base units whose power `sign` makes positive. A power has one digit, so that large ones are written in parts.
    fn named(&self, sign: fn(i32) -> i32) -> String {
        let mut parts = vec![];
        for (name, power) in BASE_UNITS.iter().zip(self.powers) {
            let mut left = sign(power);
            while left > 0 {
                parts.push(if left == 1 { (*name).to_owned() } else { format!("{name}{}", left.min(9)) });
                left -= left.min(9);
            }
        }
        parts.join("-")
    }
}

/// Numbers of units have exponents without an `e`: `1.6-19`, `3+8`.
fn neuron_number(number: f64) -> String {
    if (1e-4..1e6).contains(&number) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    if text.contains("e-") { text.replace('e', "") } else { text.replace('e', "+") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metre() -> Unit {
        Unit::base(0)
    }

    fn second() -> Unit {
        Unit::base(2)
    }

    #[test]
    fn powers_add_and_subtract() {
        let speed = metre().scaled(1000.0) / second();
        assert_eq!(speed.powers, [1, 0, -1, 0, 0, 0, 0, 0, 0]);
        assert_eq!((speed * second()).powers, metre().powers);
        assert_eq!(speed.power(-2), Unit { factor: 1e-6, powers: [-2, 0, 2, 0, 0, 0, 0, 0, 0] });
    }

    #[test]
    fn units_print_in_neurons_notation() {
        assert_eq!(Unit::ONE.to_string(), "1");
        assert_eq!(Unit::number(1e-19).to_string(), "1-19");
        assert_eq!(metre().scaled(2.5e8).to_string(), "2.5+8 m");
        assert_eq!((metre().scaled(1e-3) / second().power(2)).to_string(), "0.001 m/sec2");
        assert_eq!((Unit::ONE / second()).to_string(), "/sec");
        assert_eq!((Unit::number(1000.0) / second()).to_string(), "1000/sec");
        assert_eq!(metre().power(11).to_string(), "m9-m2");
    }

    #[test]
    fn a_hundred_thousandth_is_no_difference() {
        let (one, other) = (metre(), metre().scaled(1.000_009));
        assert!(one.is_same(other));
        assert!(!one.is_same(metre().scaled(1.000_02)));
        assert!(!one.is_same(second()));
        assert!(one.measures_same(metre().scaled(5.0)));
    }

    #[test]
    fn huge_powers_do_not_overflow() {
        let huge = metre().power(i32::MAX).power(9);
        assert_eq!((huge * huge).powers[0], i32::MAX);
        assert_eq!((Unit::ONE / huge / huge).powers[0], i32::MIN);
    }
}
