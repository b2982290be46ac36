//! Comparisons and vector functions with the rounding and the tolerances that hoc gives them.
//!
//! A contour is turned into a soma by a chain of them, and one comparison decided otherwise moves every point.

/// hoc's `float_epsilon`: numbers nearer than this are equal.
const EPSILON: f64 = 1e-11;
/// The allowance of `Vector.indgen` for a last step that rounds.
const STEP_EPSILON: f64 = 1e-9;

/// hoc's `a == b`.
pub fn equal(a: f64, b: f64) -> bool {
    a <= b + EPSILON && a >= b - EPSILON
}

/// hoc's `a < b`.
pub fn less(a: f64, b: f64) -> bool {
    a < b - EPSILON
}

/// hoc's `a <= b`.
pub fn at_most(a: f64, b: f64) -> bool {
    a <= b + EPSILON
}

/// `Vector.eq` of two positions.
pub fn same_place(a: [f64; 3], b: [f64; 3]) -> bool {
    a.iter().zip(b).all(|(&a, b)| a - b < EPSILON && b - a < EPSILON)
}

/// `Vector.mean`.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// `Vector.dot`.
pub fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}

/// `Vector.mag`.
pub fn magnitude(a: [f64; 3]) -> f64 {
    dot(a, a).sqrt()
}

/// `a - b`, by component.
pub fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|axis| component(a, axis) - component(b, axis))
}

/// Distance between two positions.
pub fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    magnitude(minus(a, b))
}

fn component(a: [f64; 3], axis: usize) -> f64 {
    a.get(axis).copied().unwrap_or(0.0)
}

/// `Vector.indgen(start, end, step)`; none where hoc refuses.
pub fn steps_between(start: f64, end: f64, step: f64) -> Option<Vec<f64>> {
    let count = ((end - start) / step + STEP_EPSILON).floor() + 1.0;
    // A contour asks for 21; what is far from that comes of numbers that are not finite.
    (0.0..1e6).contains(&count).then(|| (0..count as usize).map(|index| index as f64 * step + start).collect())
}

/// `ys.interpolate(targets, knots)`: the values `ys` over `knots`, read at `targets`.
pub fn interpolate(ys: &[f64], targets: &[f64], knots: &[f64]) -> Option<Vec<f64>> {
    let (&first_knot, &first, &last) = (knots.first()?, ys.first()?, ys.get(knots.len() - 1)?);
    let before = targets.iter().take_while(|&&target| target <= first_knot).count();
    let mut values = vec![first; before];
    let mut pending = targets.get(before..).unwrap_or(&[]).iter().copied().peekable();
    for (knot, y) in knots.windows(2).zip(ys.windows(2)) {
        let (&[from, to], &[y_from, y_to]) = (knot, y) else { continue };
        if to <= from {
            continue;
        }
        while let Some(target) = pending.next_if(|&target| target <= to) {
            let part = (target - from) / (to - from);
            values.push((1.0 - part) * y_from + part * y_to);
        }
    }
    values.extend(pending.map(|_| last));
    Some(values)
}

/// Index of the first largest value.
pub fn largest(values: &[f64]) -> Option<usize> {
    first_that(values, |best, value| value > best)
}

/// Index of the first smallest value.
pub fn smallest(values: &[f64]) -> Option<usize> {
    first_that(values, |best, value| value < best)
}

fn first_that(values: &[f64], better: impl Fn(f64, f64) -> bool) -> Option<usize> {
    values
        .iter()
        .enumerate()
        .reduce(|best, candidate| if better(*best.1, *candidate.1) { candidate } else { best })
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_allow_a_little() {
        assert!(equal(1.0, 1.0 + 9e-12) && !equal(1.0, 1.0 + 2e-11));
        assert!(!less(1.0, 1.0 + 9e-12) && less(1.0, 1.0 + 2e-11));
        assert!(at_most(1.0 + 9e-12, 1.0) && !at_most(1.0 + 2e-11, 1.0));
    }

    #[test]
    fn a_step_that_rounds_keeps_its_last_value() {
        let values = steps_between(-1.0, 1.0, 2.0 / 20.0).unwrap();
        assert_eq!(values.len(), 21);
        assert_eq!(steps_between(1.0, -1.0, -0.5).unwrap(), [1.0, 0.5, 0.0, -0.5, -1.0]);
        assert_eq!(steps_between(1.0, 1.0, 0.0), None);
    }

    #[test]
    fn interpolation_is_flat_outside_and_skips_knots_that_do_not_rise() {
        let values = interpolate(&[1.0, 2.0, 7.0, 4.0], &[-1.0, 0.5, 1.0, 1.5, 3.0], &[0.0, 1.0, 1.0, 2.0]).unwrap();
        assert_eq!(values, [1.0, 1.5, 2.0, 5.5, 4.0]);
        assert_eq!(interpolate(&[], &[1.0], &[]), None);
    }

    #[test]
    fn the_first_of_equals_is_found() {
        assert_eq!(largest(&[1.0, 3.0, 3.0]), Some(1));
        assert_eq!(smallest(&[1.0, 0.0, 0.0]), Some(1));
        assert_eq!(largest(&[]), None);
    }
}
