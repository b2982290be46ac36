//! Sums, means, extremes.

/// `sum()`
#[must_use]
pub fn sum(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, value| sum + value)
}

/// `sumsq()`
#[must_use]
pub fn sum_of_squares(values: &[f64]) -> f64 {
    dot(values, values)
}

/// `dot(other)` over the shorter of the two.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

/// `mean()`; none of no values.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values) / values.len() as f64)
}

/// `var()`, of a sample; none of fewer than two values.
#[must_use]
pub fn variance(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares = values.iter().fold(0.0, |sum, value| sum + (value - mean) * (value - mean));
    Some(squares / (values.len() - 1) as f64)
}

/// `median()`; none of no values.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle).copied()?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(middle.checked_sub(1)?).map(|lower| (lower + upper) / 2.0)
}

/// `min_ind()`: the first of the smallest.
#[must_use]
pub fn smallest(values: &[f64]) -> Option<usize> {
    first_extreme(values, |candidate, best| candidate < best)
}

/// `max_ind()`: the first of the largest.
#[must_use]
pub fn largest(values: &[f64]) -> Option<usize> {
    first_extreme(values, |candidate, best| candidate > best)
}

/// `meansqerr(other, weights)` over the values of the first, which has some.
#[must_use]
pub fn mean_square_error(values: &[f64], other: &[f64], weights: Option<&[f64]>) -> f64 {
    let squares = values.iter().zip(other).map(|(a, b)| (a - b) * (a - b));
    let total = match weights {
        Some(weights) => squares.zip(weights).fold(0.0, |sum, (square, weight)| sum + square * weight),
        None => squares.fold(0.0, |sum, square| sum + square),
    };
    total / values.len() as f64
}

fn first_extreme(values: &[f64], is_better: impl Fn(f64, f64) -> bool) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (index, &value) in values.iter().enumerate() {
        if best.is_none_or(|(_, best)| is_better(value, best)) {
            best = Some((index, value));
        }
    }
    best.map(|(index, _)| index)
}
