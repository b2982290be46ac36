//! A number or a row of numbers: `-77`, `-100:20:1`.

use std::str::FromStr;

use thiserror::Error;

/// More values than this are a slip of the pen.
const MOST_VALUES: f64 = 100_000.0;

/// Values at equal distances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    from: f64,
    step: f64,
    count: usize,
}

/// A text that is no range.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RangeError {
    /// It is written otherwise.
    #[error("a number or FROM:TO:STEP is needed, such as -65 or -100:20:1")]
    Form,
    /// The steps lead away from the end, or nowhere.
    #[error("steps of {step} do not lead from {from} to {to}")]
    Step {
        /// The first value.
        from: String,
        /// The last value.
        to: String,
        /// The distance.
        step: String,
    },
    /// There are too many.
    #[error("these are more than {MOST_VALUES} values")]
    TooMany,
}

impl Range {
    /// One value.
    #[must_use]
    pub fn one(value: f64) -> Self {
        Self { from: value, step: 0.0, count: 1 }
    }

    /// The values, the first one first.
    pub fn values(self) -> impl Iterator<Item = f64> {
        // What the steps add up to is rounded, so that 0.1 is 0.1.
        let rounded = |value: f64| (value * 1e9).round() / 1e9;
        (0..self.count).map(
            move |place| {
                if place == 0 { self.from } else { rounded(self.from + place as f64 * self.step) }
            },
        )
    }

    /// The value, where there is just one.
    #[must_use]
    pub fn only(self) -> Option<f64> {
        (self.count == 1).then_some(self.from)
    }

    /// The greatest value.
    #[must_use]
    pub fn greatest(self) -> f64 {
        self.values().fold(f64::NEG_INFINITY, f64::max)
    }
}

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let number = |part: &str| part.trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let parts: Option<Vec<f64>> = text.split(':').map(number).collect();
        match parts.as_deref() {
            Some([value]) => Ok(Self::one(*value)),
            Some([from, to, step]) => stepped(*from, *to, *step),
            _ => Err(RangeError::Form),
        }
    }
}

fn stepped(from: f64, to: f64, step: f64) -> Result<Range, RangeError> {
    let steps = (to - from) / step;
    if !(steps.is_finite() && steps >= 0.0) {
        let [from, to, step] = [from, to, step].map(|value| value.to_string());
        return Err(RangeError::Step { from, to, step });
    }
    if steps >= MOST_VALUES {
        return Err(RangeError::TooMany);
    }
    Ok(Range { from, step, count: (steps + 1e-9).floor() as usize + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<f64> {
        text.parse::<Range>().unwrap().values().collect()
    }

    fn error(text: &str) -> String {
        text.parse::<Range>().unwrap_err().to_string()
    }

    #[test]
    fn one_value_and_many() {
        assert_eq!(values("-77"), [-77.0]);
        assert_eq!(values("-1:1:0.5"), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(values("0:0.3:0.1"), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(values("1:0:-0.4"), [1.0, 0.6, 0.2]);
        assert_eq!("0:200:1".parse::<Range>().unwrap().greatest(), 200.0);
    }

    #[test]
    fn what_is_none() {
        let form = "a number or FROM:TO:STEP is needed, such as -65 or -100:20:1";
        for text in ["", "a", "0:1", "0:1:2:3", "nan", "0:inf:1"] {
            assert_eq!(error(text), form, "{text}");
        }
        assert_eq!(error("0:10:-1"), "steps of -1 do not lead from 0 to 10");
        assert_eq!(error("0:10:0"), "steps of 0 do not lead from 0 to 10");
        assert_eq!(error("0:1:1e-9"), "these are more than 100000 values");
    }
}
