//! `psth`, `inf`, `smhist`, `trigavg`: what is made of recorded events and traces; the functions that `fit` knows.

use std::f64::consts::PI;

use super::arrange::padded;
use super::fourier::convolution;

/// `psth(counts, dt, trials, size)`: events per second around each bin, over as many bins as hold `size` events.
#[must_use]
pub fn adaptive_rates(counts: &[f64], dt_ms: f64, trials: f64, size: f64) -> Vec<f64> {
    let last = counts.len().saturating_sub(1);
    let at = |index: usize| counts.get(index).copied().unwrap_or(0.0);
    let rate = |index: usize| {
        let (mut first, mut end, mut events) = (index, index, at(index));
        while events < size && (first > 0 || end < last) {
            if end < last {
                end += 1;
                events += at(end);
            }
            if first > 0 && events < size {
                first -= 1;
                events += at(first);
            }
        }
        events / trials * 1000.0 / ((end - first + 1) as f64 * dt_ms)
    };
    (0..counts.len()).map(rate).collect()
}

/// `inf(..)`: a cell that integrates and fires.
#[derive(Debug, Clone, Copy)]
pub struct IntegrateAndFire {
    /// Time step, ms.
    pub dt_ms: f64,
    /// Leak conductance.
    pub g_leak: f64,
    /// Where it starts and leaks to.
    pub e_leak: f64,
    /// Capacitance.
    pub c: f64,
    /// Where it fires.
    pub threshold: f64,
    /// Where it goes on after a spike, which is 0.
    pub reset: f64,
    /// How long it does not fire again, ms.
    pub refractory_ms: f64,
}

impl IntegrateAndFire {
    /// One voltage for each value of the stimulus.
    #[must_use]
    pub fn voltages(&self, stimulus: &[f64]) -> Vec<f64> {
        let (mut v, mut waits_ms) = (self.e_leak, 0.0);
        let mut voltages = vec![v];
        let mut currents = stimulus.iter();
        while let Some(stimulus_now) = currents.next().filter(|_| voltages.len() < stimulus.len()) {
            let next = v + (stimulus_now - self.g_leak * (v - self.e_leak)) / (self.c / self.dt_ms);
            if next >= self.threshold && waits_ms <= 0.0 {
                voltages.extend([0.0, self.reset]);
                (v, waits_ms) = (self.reset, self.refractory_ms);
                currents.next();
            } else {
                voltages.push(next);
                (v, waits_ms) = (next, waits_ms - self.dt_ms);
            }
        }
        voltages.truncate(stimulus.len());
        voltages
    }
}

/// `smhist(values, start, size, step, variance, weights)`: counts in bins, convolved with a Gaussian.
#[must_use]
pub fn smooth_histogram(
    values: &[f64],
    weights: Option<&[f64]>,
    [start, step, variance]: [f64; 3],
    bins: usize,
) -> Vec<f64> {
    let scaled_variance = 2.0 * variance / (step * step);
    let scale = 1.0 / (2.0 * PI * variance).sqrt();
    let reach = (10.0 * scaled_variance).sqrt() as usize;
    let gauss = |distance: usize| scale * (-((distance * distance) as f64) / scaled_variance).exp();
    let response: Vec<f64> = (0..=reach).chain((1..=reach).rev()).map(gauss).collect();
    let n = (bins + response.len()).next_power_of_two();
    let mut counts = vec![0.0; n];
    for (index, value) in
        values.iter().enumerate().filter(|(_, value)| (start..start + n as f64 * step).contains(value))
    {
        if let Some(count) = counts.get_mut(((value - start) / step) as usize) {
            *count += weights.map_or(1.0, |weights| weights.get(index).copied().unwrap_or(0.0));
        }
    }
    padded(&convolution(&counts, &response), bins)
}

/// `trigavg(values, triggers, before, after)`: the mean around the triggers that are not too near to an end, and how many
/// they are.
#[must_use]
pub fn triggered_average(values: &[f64], triggers: &[f64], before: usize, after: usize) -> (Vec<f64>, usize) {
    let windows = triggers.iter().filter_map(|&trigger| {
        let trigger = if trigger > -1.0 { trigger as usize } else { return None };
        if trigger >= values.len().saturating_sub(after) {
            return None;
        }
        values.get(trigger.checked_sub(before)?..trigger + after)
    });
    let (mut sum, mut used) = (vec![0.0; before + after], 0);
    for window in windows {
        used += 1;
        sum.iter_mut().zip(window).for_each(|(sum, value)| *sum += value);
    }
    (sum.into_iter().map(|sum| sum / used as f64).collect(), used)
}

/// A function that `fit` knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// a x + b
    Line,
    /// a x^2 + b x + c
    Quadratic,
    /// a exp(-x/b)
    Exponential,
    /// a exp(-x/b) + c exp(-x/d)
    TwoExponentials,
    /// a (1 - exp(-x/b)) + c (1 - exp(-x/d))
    Charging,
}

impl Curve {
    /// The function of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "line" => Self::Line,
            "quad" => Self::Quadratic,
            "exp1" => Self::Exponential,
            "exp2" => Self::TwoExponentials,
            "charging" => Self::Charging,
            _ => return None,
        })
    }

    /// How many parameters it needs.
    #[must_use]
    pub const fn parameters(self) -> usize {
        match self {
            Self::Line | Self::Exponential => 2,
            Self::Quadratic => 3,
            Self::TwoExponentials | Self::Charging => 4,
        }
    }

    /// Its value; parameters that are missing are 0.
    #[must_use]
    pub fn at(self, x: f64, parameters: &[f64]) -> f64 {
        let of = |index: usize| parameters.get(index).copied().unwrap_or(0.0);
        let [a, b, c, d] = [of(0), of(1), of(2), of(3)];
        match self {
            Self::Line => a * x + b,
            Self::Quadratic => a * x * x + b * x + c,
            Self::Exponential => a * (-x / b).exp(),
            Self::TwoExponentials => a * (-x / b).exp() + c * (-x / d).exp(),
            Self::Charging => a * (1.0 - (-x / b).exp()) + c * (1.0 - (-x / d).exp()),
        }
    }
}
