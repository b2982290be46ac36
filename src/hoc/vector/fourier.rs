//! `fft`, `convlv`, `filter`, `correl`, `spctrm`: transforms of real numbers, whose count is a power of 2.
//!
//! A transform of n numbers is kept as n numbers: the real parts of the frequencies 0..=n/2, then the imaginary parts of
//! n/2-1 down to 1. `fft` gives them in pairs, with the real part of n/2 at the second place.

use std::f64::consts::TAU;

use num_complex::Complex64;

use super::arrange::padded;

/// The power of 2 that is not below any of the counts.
#[must_use]
pub fn power_of_two(counts: &[usize]) -> usize {
    counts.iter().copied().max().unwrap_or(1).max(1).next_power_of_two()
}

/// `fft(values, 1)`: pairs of real and imaginary parts.
#[must_use]
pub fn paired_transform(values: &[f64]) -> Vec<f64> {
    let n = power_of_two(&[values.len()]);
    let transformed = transform(&padded(values, n));
    let Some(&constant) = transformed.first() else { return vec![] };
    let fastest = transformed.get(n / 2).copied().filter(|_| n > 1);
    let pairs = (1..n / 2).filter_map(|k| Some([*transformed.get(k)?, -*transformed.get(n - k)?]));
    [constant].into_iter().chain(fastest).chain(pairs.flatten()).collect()
}

/// `fft(pairs, -1)`: the values whose pairs these are, n/2 times.
#[must_use]
pub fn paired_inverse(pairs: &[f64]) -> Vec<f64> {
    let n = power_of_two(&[pairs.len()]);
    let half = n as f64 / 2.0;
    let mut halfcomplex = vec![0.0; n];
    for (index, value) in padded(pairs, n).into_iter().enumerate() {
        let (place, value) = match index {
            0 => (0, value),
            1 => (n / 2, value),
            even if even % 2 == 0 => (even / 2, value),
            odd => (n - odd / 2, -value),
        };
        if let Some(number) = halfcomplex.get_mut(place) {
            *number = value * half;
        }
    }
    inverse(&halfcomplex)
}

/// `convlv(values, response)`; the response, of odd length, wraps around.
#[must_use]
pub fn convolution(values: &[f64], response: &[f64]) -> Vec<f64> {
    let n = power_of_two(&[values.len(), response.len()]);
    let transformed = transform(&padded(values, n));
    let response = transform(&wrapped(response, n));
    let frequency = |numbers: &[f64], k: usize| spectrum_at(numbers, n, k);
    inverse(&halfcomplex(n, |k| frequency(&transformed, k) * frequency(&response, k)))
}

/// `convlv(values, response, -1)`, which NEURON computes so: the scale of each frequency is that of the result before it.
/// None where it is 0.
#[must_use]
pub fn deconvolution(values: &[f64], response: &[f64]) -> Option<Vec<f64>> {
    let n = power_of_two(&[values.len(), response.len()]);
    let values = transform(&padded(values, n));
    let response = transform(&wrapped(response, n));
    let mut result = vec![0.0; n];
    let ends = [0, n / 2].map(|k| spectrum_at(&values, n, k).re * spectrum_at(&response, n, k).re);
    if let Some(first) = result.first_mut() {
        *first = ends[0];
    }
    for k in 1..n / 2 {
        let before = *result.get(k - 1)?;
        let scale = 2.0 * before * before;
        if scale == 0.0 {
            return None;
        }
        let (a, b) = (spectrum_at(&values, n, k), spectrum_at(&response, n, k));
        *result.get_mut(k)? = (a.re * b.im - a.im * b.re) / scale;
    }
    *result.get_mut(n / 2)? = ends[1];
    Some(inverse(&result))
}

/// `filter(values, filter)`: a convolution with the transform of the filter, of which as many numbers are used as it has.
#[must_use]
pub fn filtered(values: &[f64], filter: &[f64]) -> Vec<f64> {
    let n = power_of_two(&[values.len(), filter.len()]);
    let transformed = transform(&padded(filter, n));
    let used = transformed.get(..filter.len()).unwrap_or(&[]);
    convolution(&padded(values, n), used)
}

/// `correl(a, b)`
#[must_use]
pub fn correlation(a: &[f64], b: &[f64]) -> Vec<f64> {
    let n = power_of_two(&[a.len(), b.len()]);
    let (a, b) = (transform(&padded(a, n)), transform(&padded(b, n)));
    inverse(&halfcomplex(n, |k| spectrum_at(&a, n, k) * spectrum_at(&b, n, k).conj()))
}

/// `spctrm(values, size)`: the power of `size` frequencies (a power of 2), of pieces under a triangular window that
/// overlap by half.
#[must_use]
pub fn power_spectrum(values: &[f64], size: usize) -> Vec<f64> {
    let pairs = ((values.len() as f64 / size as f64 - 1.0) / 2.0).ceil().max(0.0) as usize;
    let values = padded(values, (2 * pairs + 1) * size);
    let window: Vec<f64> = (0..2 * size).map(|j| 1.0 - ((j as f64 - size as f64) / size as f64).abs()).collect();
    let mut power = vec![0.0; size];
    for piece in (0..2 * pairs).filter_map(|k| values.get(k * size..(k + 2) * size)) {
        let weighted: Vec<f64> = piece.iter().zip(&window).map(|(value, weight)| value * weight).collect();
        let transformed = transform(&weighted);
        for (k, sum) in power.iter_mut().enumerate() {
            *sum += spectrum_at(&transformed, 2 * size, k).norm_sqr();
        }
    }
    let weight: f64 = window.iter().map(|weight| weight * weight).sum();
    let scale = 1.0 / (weight * (2 * size) as f64 * pairs as f64);
    power.iter().enumerate().map(|(k, sum)| sum * scale * if k == 0 { 0.5 } else { 1.0 }).collect()
}

/// A response with its second half at the end of n numbers.
fn wrapped(response: &[f64], n: usize) -> Vec<f64> {
    let m = response.len();
    let (before, after) = (m.div_ceil(2), m.saturating_sub(1) / 2);
    let mut wrapped = padded(response.get(..before).unwrap_or(&[]), n);
    let tail = response.iter().rev().take(after);
    wrapped.iter_mut().rev().zip(tail).for_each(|(number, value)| *number = *value);
    wrapped
}

/// The frequency k of a transform of n numbers.
fn spectrum_at(transformed: &[f64], n: usize, k: usize) -> Complex64 {
    let at = |place: usize| transformed.get(place).copied().unwrap_or(0.0);
    if k == 0 || 2 * k == n { Complex64::new(at(k), 0.0) } else { Complex64::new(at(k), at(n - k)) }
}

fn halfcomplex(n: usize, frequency: impl Fn(usize) -> Complex64) -> Vec<f64> {
    (0..n).map(|place| if 2 * place <= n { frequency(place).re } else { frequency(n - place).im }).collect()
}

fn transform(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let values: Vec<Complex64> = values.iter().map(|&value| Complex64::from(value)).collect();
    let transformed = fast(&values, -TAU);
    halfcomplex(n, |k| transformed.get(k).copied().unwrap_or_default())
}

fn inverse(transformed: &[f64]) -> Vec<f64> {
    let n = transformed.len();
    let frequencies = (0..n)
        .map(|k| if 2 * k <= n { spectrum_at(transformed, n, k) } else { spectrum_at(transformed, n, n - k).conj() });
    let values = fast(&frequencies.collect::<Vec<_>>(), TAU);
    values.iter().map(|value| value.re / n as f64).collect()
}

/// The sum over j of `values[j]` exp(i `turn` j k/n) for each k: Cooley and Tukey 1965.
fn fast(values: &[Complex64], turn: f64) -> Vec<Complex64> {
    let n = values.len();
    if n < 2 {
        return values.to_vec();
    }
    let half = |from: usize| fast(&values.iter().copied().skip(from).step_by(2).collect::<Vec<_>>(), turn);
    let (even, odd) = (half(0), half(1));
    let turned = odd.iter().enumerate().map(|(k, value)| value * Complex64::cis(turn * k as f64 / n as f64));
    let pairs: Vec<_> = even.iter().zip(turned).map(|(even, odd)| (even + odd, even - odd)).collect();
    pairs.iter().map(|pair| pair.0).chain(pairs.iter().map(|pair| pair.1)).collect()
}
