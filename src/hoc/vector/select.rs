//! Elements chosen by their value: `where`, `indwhere`, `indvwhere`, `contains`, `eq`.

/// A comparison with one bound or two; numbers nearer than `float_epsilon` are equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comparison {
    /// `"=="`
    Equal(f64),
    /// `"!="`
    NotEqual(f64),
    /// `">"`
    Greater(f64),
    /// `"<"`
    Less(f64),
    /// `">="`
    GreaterOrEqual(f64),
    /// `"<="`
    LessOrEqual(f64),
    /// `"()"`, `"[]"`, `"[)"`, `"(]"`
    Interval {
        /// Lower bound.
        low: f64,
        /// It belongs to the interval.
        low_included: bool,
        /// Upper bound.
        high: f64,
        /// It belongs to the interval.
        high_included: bool,
    },
}

impl Comparison {
    /// Does the operator take a second bound?
    #[must_use]
    pub fn is_interval(operator: &str) -> bool {
        matches!(operator, "()" | "[]" | "[)" | "(]")
    }

    /// The comparison of that operator; none for an unknown one. `high` is the second bound of an interval.
    #[must_use]
    pub fn new(operator: &str, value: f64, high: f64) -> Option<Self> {
        Some(match operator {
            "==" => Self::Equal(value),
            "!=" => Self::NotEqual(value),
            ">" => Self::Greater(value),
            "<" => Self::Less(value),
            ">=" => Self::GreaterOrEqual(value),
            "<=" => Self::LessOrEqual(value),
            "()" | "[]" | "[)" | "(]" => Self::Interval {
                low: value,
                low_included: operator.starts_with('['),
                high,
                high_included: operator.ends_with(']'),
            },
            _ => return None,
        })
    }

    /// Does a number satisfy it?
    #[must_use]
    pub fn holds(self, x: f64, epsilon: f64) -> bool {
        match self {
            Self::Equal(value) => nearly_equal(x, value, epsilon),
            Self::NotEqual(value) => !nearly_equal(x, value, epsilon),
            Self::Greater(value) => x > value + epsilon,
            Self::Less(value) => x < value - epsilon,
            Self::GreaterOrEqual(value) => x >= value - epsilon,
            Self::LessOrEqual(value) => x <= value + epsilon,
            Self::Interval { low, low_included, high, high_included } => {
                let above = if low_included { x >= low - epsilon } else { x > low + epsilon };
                above && if high_included { x <= high + epsilon } else { x < high - epsilon }
            }
        }
    }

    /// `where`: the values that satisfy it.
    #[must_use]
    pub fn values(self, values: &[f64], epsilon: f64) -> Vec<f64> {
        values.iter().copied().filter(|&value| self.holds(value, epsilon)).collect()
    }

    /// `indvwhere`: the indices of the values that satisfy it.
    #[must_use]
    pub fn indices(self, values: &[f64], epsilon: f64) -> Vec<f64> {
        let satisfying = values.iter().enumerate().filter(|&(_, &value)| self.holds(value, epsilon));
        satisfying.map(|(index, _)| index as f64).collect()
    }

    /// `indwhere`: the first index, -1 where there is none.
    #[must_use]
    pub fn first_index(self, values: &[f64], epsilon: f64) -> f64 {
        values.iter().position(|&value| self.holds(value, epsilon)).map_or(-1.0, |index| index as f64)
    }
}

/// Equality of numbers in hoc.
#[must_use]
pub fn nearly_equal(a: f64, b: f64, epsilon: f64) -> bool {
    a - b < epsilon && b - a < epsilon
}

/// `eq(other)`
#[must_use]
pub fn all_nearly_equal(a: &[f64], b: &[f64], epsilon: f64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| nearly_equal(a, b, epsilon))
}
