//! A point of a reconstruction.

/// Where a neurite passes and how thick it is there: NEURON's pt3d.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point3d {
    /// x in um.
    pub x_um: f64,
    /// y in um.
    pub y_um: f64,
    /// z in um.
    pub z_um: f64,
    /// Diameter in um.
    pub diam_um: f64,
}

impl Point3d {
    /// A point at `position` (um) with a diameter (um).
    #[must_use]
    pub fn new(position: [f64; 3], diam_um: f64) -> Self {
        let [x_um, y_um, z_um] = position;
        Self { x_um, y_um, z_um, diam_um }
    }

    /// x, y, z in um.
    #[must_use]
    pub fn position(self) -> [f64; 3] {
        [self.x_um, self.y_um, self.z_um]
    }

    /// The point after hoc has printed it with `%.8g`, read it again, and stored it in single precision.
    #[must_use]
    pub fn as_stored(self) -> Self {
        let [x, y, z] = self.position().map(stored);
        Self::new([x, y, z], stored(self.diam_um))
    }

    /// NEURON can hold it: every number is finite in single precision.
    #[must_use]
    pub fn is_finite(self) -> bool {
        [self.x_um, self.y_um, self.z_um, self.diam_um].iter().all(|&value| (value as f32).is_finite())
    }
}

fn stored(value: f64) -> f64 {
    let printed = if has_few_digits(value) { value } else { format!("{value:.7e}").parse().unwrap_or(value) };
    f64::from(printed as f32)
}

/// The number nearest to one with four decimals and eight digits at most, as most are that a file states: it is
/// printed with these digits and read again as itself.
fn has_few_digits(value: f64) -> bool {
    const UNIT: f64 = 1e4;
    let units = (value * UNIT).round();
    units.abs() < 1e8 && units / UNIT == value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_digits_and_single_precision_are_kept() {
        assert_eq!(stored(0.1), f64::from(0.1_f32));
        assert_eq!(stored(1_234.567_849_9), f64::from(1_234.567_8_f32));
        assert_eq!(stored(-5.0), -5.0);
        assert_eq!(stored(1e-9), f64::from(1e-9_f32));
    }

    #[test]
    fn few_digits_are_printed_and_read_again_as_themselves() {
        let printed = |value: f64| format!("{value:.7e}").parse::<f64>().unwrap();
        let decimals = (0..100_000_000_u32).step_by(7_919).map(|units| f64::from(units) / 1e4);
        for value in decimals.chain([9_999.999_9, -0.000_1, -0.0]) {
            assert!(has_few_digits(value));
            assert_eq!(printed(value).to_bits(), value.to_bits());
        }
        for value in [0.1_f64.next_up(), 12_345.678_91, 10_000.0, 1e-9, f64::NAN, f64::INFINITY] {
            assert!(!has_few_digits(value));
        }
    }

    #[test]
    fn eight_digits_lose_what_single_precision_would_keep() {
        // Between 10 and 16 single precision is a little finer than eight digits.
        let successive = std::iter::successors(Some(12.0_f32), |value| Some(value.next_up())).take(100).map(f64::from);
        let lost = successive.filter(|&value| stored(value) != value).count();
        assert_eq!(lost, 5);
    }
}
