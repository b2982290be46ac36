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
    let printed: f64 = format!("{value:.7e}").parse().unwrap_or(value);
    f64::from(printed as f32)
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
    fn eight_digits_lose_what_single_precision_would_keep() {
        // Between 10 and 16 single precision is a little finer than eight digits.
        let successive = std::iter::successors(Some(12.0_f32), |value| Some(value.next_up())).take(100).map(f64::from);
        let lost = successive.filter(|&value| stored(value) != value).count();
        assert_eq!(lost, 5);
    }
}
