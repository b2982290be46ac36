//! Functions of the membrane potential that rates, steady values and time constants are made of.

use crate::units::ELEMENTARY_CHARGE_MV_PER_BOLTZMANN_K;

/// A function of the membrane potential, mV, by `KSChan`'s names for its numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Rate {
    /// A
    Constant(f64),
    /// A exp(k (v - d))
    Exponential([f64; 3]),
    /// A k (v - d) / (1 - exp(-k (v - d)))
    Linoid([f64; 3]),
    /// A / (1 + exp(k (v - d)))
    Sigmoid([f64; 3]),
    /// Steady value of a gate that charges move (Borg-Graham): rate, half voltage, valence, asymmetry, shortest time.
    ChargeSteady([f64; 5]),
    /// Its time constant.
    ChargeTime([f64; 5]),
    /// Values in equal steps from `first_mv` to `last_mv`, with lines between them.
    Table {
        /// At least two.
        values: Vec<f64>,
        /// Where the first is.
        first_mv: f64,
        /// Where the last is.
        last_mv: f64,
    },
}

/// Beyond this the argument of an exponential stays what it is here.
pub(super) const LARGEST_EXPONENT: f64 = 700.0;

/// Closer to its singularity the linoid is a line.
pub(super) const LINOID_LINE: f64 = 1e-6;

/// Freezing point of water, K.
pub(super) const ZERO_CELSIUS_K: f64 = 273.15;

impl Rate {
    /// A function by its number in `KSChan`; none where it needs more numbers.
    #[must_use]
    pub fn of_form(form: u8, numbers: &[f64], (first_mv, last_mv): (f64, f64)) -> Option<Self> {
        let three = || numbers.first_chunk::<3>().copied();
        let five = || numbers.first_chunk::<5>().copied();
        match form {
            1 => numbers.first().copied().map(Self::Constant),
            2 => three().map(Self::Exponential),
            3 => three().map(Self::Linoid),
            4 => three().map(Self::Sigmoid),
            5 => five().map(Self::ChargeSteady),
            6 => five().map(Self::ChargeTime),
            7 if numbers.len() > 1 && last_mv > first_mv => {
                Some(Self::Table { values: numbers.to_vec(), first_mv, last_mv })
            }
            7 => None,
            _ => Some(Self::Constant(1.0)),
        }
    }

    /// The function as NEURON takes it beside the other of its transition: charges have one time constant, that of their
    /// steady value.
    #[must_use]
    pub fn beside(self, first: &Self) -> Self {
        match (first, self) {
            (Self::ChargeSteady(numbers), Self::ChargeTime(_)) => Self::ChargeTime(*numbers),
            (_, own) => own,
        }
    }

    /// The numbers that it is made of are all finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        let are_finite = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite());
        match self {
            Self::Constant(number) => number.is_finite(),
            Self::Exponential(numbers) | Self::Linoid(numbers) | Self::Sigmoid(numbers) => are_finite(numbers),
            Self::ChargeSteady(numbers) | Self::ChargeTime(numbers) => are_finite(numbers),
            Self::Table { values, first_mv, last_mv } => are_finite(values) && are_finite(&[*first_mv, *last_mv]),
        }
    }

    /// The value at a potential.
    #[must_use]
    pub fn at(&self, v_mv: f64, celsius: f64) -> f64 {
        match self {
            Self::Constant(number) => *number,
            &Self::Exponential([a, k, d]) => a * exp(k * (v_mv - d)),
            &Self::Linoid([a, k, d]) => {
                let x = k * (v_mv - d);
                if x.abs() > LINOID_LINE { a * x / (1.0 - exp(-x)) } else { a * (1.0 + x / 2.0) }
            }
            &Self::Sigmoid([a, k, d]) => a / (1.0 + exp(k * (v_mv - d))),
            Self::ChargeSteady(numbers) => charged(numbers, v_mv, celsius).0,
            Self::ChargeTime(numbers) => charged(numbers, v_mv, celsius).1,
            Self::Table { values, first_mv, last_mv } => between(values, *first_mv, *last_mv, v_mv),
        }
    }
}

fn exp(x: f64) -> f64 {
    x.clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT).exp()
}

/// Steady value and time constant, ms.
fn charged(&[rate, half_mv, valence, asymmetry, shortest_ms]: &[f64; 5], v_mv: f64, celsius: f64) -> (f64, f64) {
    let x = ELEMENTARY_CHARGE_MV_PER_BOLTZMANN_K / (ZERO_CELSIUS_K + celsius) * valence * (v_mv - half_mv);
    let (forth, back) = (rate * exp(asymmetry * x), rate * exp((asymmetry - 1.0) * x));
    let time_ms = 1.0 / (forth + back);
    (forth * time_ms, time_ms + shortest_ms)
}

fn between(values: &[f64], first_mv: f64, last_mv: f64, v_mv: f64) -> f64 {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else { return f64::NAN };
    if v_mv <= first_mv {
        return first;
    }
    if v_mv >= last_mv {
        return last;
    }
    let place = (v_mv - first_mv) * ((values.len() - 1) as f64 / (last_mv - first_mv));
    let index = place as usize;
    match (values.get(index), values.get(index + 1)) {
        (Some(&before), Some(&after)) => before + (after - before) * (place - place.floor()),
        (Some(_) | None, None) | (None, Some(_)) => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_lines_between_its_values_and_ends_as_it_begins() {
        let table = Rate::of_form(7, &[1.0, 3.0, 2.0], (-10.0, 10.0)).unwrap();
        let at = |v_mv| table.at(v_mv, 6.3);
        assert_eq!([-20.0, -10.0, -5.0, 0.0, 5.0, 10.0, 20.0].map(at), [1.0, 1.0, 2.0, 3.0, 2.5, 2.0, 2.0]);
    }

    #[test]
    fn a_form_needs_its_numbers() {
        assert_eq!(Rate::of_form(2, &[1.0, 2.0], (0.0, 0.0)), None);
        assert_eq!(Rate::of_form(7, &[1.0], (0.0, 1.0)), None);
        assert_eq!(Rate::of_form(7, &[1.0, 2.0], (1.0, 1.0)), None);
        assert_eq!(Rate::of_form(0, &[], (0.0, 0.0)), Some(Rate::Constant(1.0)));
    }

    #[test]
    fn the_linoid_has_no_hole() {
        let linoid = Rate::Linoid([2.0, 0.1, -40.0]);
        assert_eq!(linoid.at(-40.0, 6.3), 2.0);
        assert!((linoid.at(-40.0 + 1e-4, 6.3) - 2.0).abs() < 1e-4);
    }
}
