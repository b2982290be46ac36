//! `deriv`, `integral`, `histogram`, `hist`, `sumgauss`, `pow`, `sin`, `spikebin`.

use std::f64::consts::PI;

/// `deriv(values, dx, 2)`: differences between the neighbours on both sides, one-sided at the ends.
#[must_use]
pub fn central_differences(values: &[f64], dx: f64) -> Vec<f64> {
    let one_sided = |pair: Option<&[f64]>| match pair {
        Some(&[a, b]) => vec![(b - a) / dx],
        Some(_) | None => vec![],
    };
    let inner = values.windows(3).filter_map(|three| match three {
        &[before, _, after] => Some((after - before) / (dx * 2.0)),
        _ => None,
    });
    let first = one_sided(values.get(..2));
    let last = one_sided(values.len().checked_sub(2).and_then(|start| values.get(start..)));
    first.into_iter().chain(inner).chain(last).collect()
}

/// `deriv(values, dx, 1)`: differences from one to the next, one fewer than values.
#[must_use]
pub fn forward_differences(values: &[f64], dx: f64) -> Vec<f64> {
    values.iter().zip(values.iter().skip(1)).map(|(a, b)| (b - a) / dx).collect()
}

/// `integral(values, dx)`: the first value, then sums.
#[must_use]
pub fn running_integral(values: &[f64], dx: f64) -> Vec<f64> {
    let mut total = None;
    let mut next = |value: f64| {
        let sum = total.map_or(value, |total: f64| total + value * dx);
        total = Some(sum);
        sum
    };
    values.iter().map(|&value| next(value)).collect()
}

/// `histogram(low, high, width)`: counts below, in every bin, and in the last that may be cut.
#[must_use]
pub fn histogram(values: &[f64], low: f64, width: f64, bins: usize) -> Vec<f64> {
    counts(values.iter().map(|value| ((value - low) / width).floor() + 1.0), bins)
}

/// `hist(values, start, size, step)`: counts in every bin.
#[must_use]
pub fn counts_in_bins(values: &[f64], start: f64, step: f64, bins: usize) -> Vec<f64> {
    counts(values.iter().map(|value| ((value - start) / step).floor()), bins)
}

fn counts(bins_hit: impl Iterator<Item = f64>, bins: usize) -> Vec<f64> {
    let mut counts = vec![0.0; bins];
    for bin in bins_hit.filter(|&bin| bin >= 0.0) {
        if let Some(count) = counts.get_mut(bin as usize) {
            *count += 1.0;
        }
    }
    counts
}

/// How many steps from its centre a Gaussian of `sumgauss` reaches at most.
#[must_use]
pub fn gaussian_window(step: f64, variance: f64) -> f64 {
    (2.0 * 20.0 * variance).sqrt() / step
}

/// `sumgauss(low, high, step, variance, weights)`: a Gaussian for every value, added up at `points` places.
#[must_use]
pub fn sum_of_gaussians(
    values: &[f64],
    weights: Option<&[f64]>,
    low: f64,
    step: f64,
    variance: f64,
    points: usize,
) -> Vec<f64> {
    let scaled_variance = variance / (step * step);
    let scale = 1.0 / (2.0 * PI * variance).sqrt();
    let window = gaussian_window(step, variance);
    let mut sum = vec![0.0; points];
    for (index, value) in values.iter().enumerate() {
        let weight = weights.map_or(1.0, |weights| weights.get(index).copied().unwrap_or(0.0));
        let centre = ((value - low) / step).trunc();
        let first = (centre - window).max(0.0) as usize;
        let count = ((2.0 * window) as usize).saturating_add(2);
        for (place, sum) in sum.iter_mut().enumerate().skip(first).take(count) {
            let distance = place as f64 - centre;
            let exponent = -distance * distance / (2.0 * scaled_variance);
            if exponent > -20.0 {
                *sum += exponent.exp() * scale * weight;
            }
        }
    }
    sum
}

/// `scale(low, high)`: the factor that stretches the values to that range, and the stretched values.
#[must_use]
pub fn scaled(values: &[f64], low: f64, high: f64) -> (f64, Vec<f64>) {
    let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = largest - smallest;
    if range > 0.0 {
        let factor = (high - low) / range;
        return (factor, values.iter().map(|value| (value - smallest) * factor + low).collect());
    }
    (0.0, values.to_vec())
}

/// `sin(frequency, phase, dx)`: a sine in steps of `dx` ms, frequency in Hz.
#[must_use]
pub fn sine(count: usize, frequency: f64, phase: f64, dx: f64) -> Vec<f64> {
    let step = 2.0 * PI / 1000.0 * frequency * dx;
    (0..count).map(|index| (step * index as f64 + phase).sin()).collect()
}

/// `pow(values, exponent)`: the common exponents without `pow`'s rounding.
#[must_use]
pub fn power(value: f64, exponent: f64) -> f64 {
    match exponent {
        -1.0 => 1.0 / value,
        0.0 => 1.0,
        0.5 => value.sqrt(),
        1.0 => value,
        2.0 => value * value,
        other => value.powf(other),
    }
}

/// `spikebin(values, threshold, size)`: 1 for every bin of `size` values in which the threshold is crossed upwards.
#[must_use]
pub fn crossings_in_bins(values: &[f64], threshold: f64, size: usize) -> Vec<f64> {
    let mut above = false;
    let bins = values.chunks_exact(size.max(1)).map(|bin| {
        let mut crossed = 0.0;
        for &value in bin {
            if value >= threshold && !above {
                crossed = 1.0;
            }
            above = value >= threshold;
        }
        crossed
    });
    bins.collect()
}
