//! The distributions of `Random`, each drawing from uniform numbers in NEURON's order.
//!
//! Where NEURON loops until a number fits, so does this; the loops are bounded because arguments come from models.

use std::f64::consts::E;

/// More draws than any distribution in use needs for one number.
const MAX_DRAWS: usize = 1_000_000;

/// What `repick()` draws from.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// `uniform(low, high)`
    Uniform {
        /// Lower bound.
        low: f64,
        /// High minus low bound.
        width: f64,
    },
    /// `discunif(low, high)`, both included
    DiscreteUniform {
        /// Lower bound.
        low: i64,
        /// How many values.
        count: f64,
    },
    /// `normal(mean, variance)`
    Normal(Polar),
    /// `lognormal(mean, variance)`
    LogNormal(Polar),
    /// `negexp(mean)`
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// `poisson(mean)`
    Poisson {
        /// Mean.
        mean: f64,
    },
    /// `binomial(n, p)`
    Binomial {
        /// How often is drawn.
        draws: i64,
        /// Probability of a success.
        probability: f64,
    },
    /// `geometric(mean)`: draws until one is above
    Geometric {
        /// Probability to go on.
        probability: f64,
    },
    /// `hypergeo(mean, variance)`
    HyperExponential {
        /// Mean.
        mean: f64,
        /// Probability of the branch.
        probability: f64,
    },
    /// `erlang(mean, variance)`
    Erlang {
        /// How many exponential waits.
        stages: i64,
        /// Rate of each.
        rate: f64,
    },
    /// `weibull(alpha, beta)`
    Weibull {
        /// 1 / shape.
        inverse_shape: f64,
        /// Scale.
        scale: f64,
    },
}

/// The polar method: every second number was made with the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Polar {
    mean: f64,
    deviation: f64,
    spare: Option<f64>,
}

impl Distribution {
    /// `uniform(a, b)` with its bounds in any order.
    #[must_use]
    pub fn uniform(a: f64, b: f64) -> Self {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        Self::Uniform { low, width: high - low }
    }

    /// `discunif(a, b)` with its bounds in any order.
    #[must_use]
    pub fn discrete_uniform(a: f64, b: f64) -> Self {
        let (a, b) = (a as i64, b as i64);
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        Self::DiscreteUniform { low, count: high.saturating_sub(low).saturating_add(1) as f64 }
    }

    /// `normal(mean, variance)`
    #[must_use]
    pub fn normal(mean: f64, variance: f64) -> Self {
        Self::Normal(Polar { mean, deviation: variance.sqrt(), spare: None })
    }

    /// `lognormal(mean, variance)`, both of the numbers drawn.
    #[must_use]
    pub fn log_normal(mean: f64, variance: f64) -> Self {
        let square = mean * mean;
        let deviation = ((variance + square) / square).ln().sqrt();
        Self::LogNormal(Polar { mean: (square / (variance + square).sqrt()).ln(), deviation, spare: None })
    }

    /// `hypergeo(mean, variance)`
    #[must_use]
    pub fn hyper_exponential(mean: f64, variance: f64) -> Self {
        let ratio = variance / (mean * mean);
        Self::HyperExponential { mean, probability: 0.5 * (1.0 - ((ratio - 1.0) / (ratio + 1.0)).sqrt()) }
    }

    /// `erlang(mean, variance)`
    #[must_use]
    pub fn erlang(mean: f64, variance: f64) -> Self {
        let stages = ((mean * mean / variance + 0.5) as i64).max(1);
        Self::Erlang { stages, rate: stages as f64 / mean }
    }

    /// `weibull(alpha, beta)`
    #[must_use]
    pub fn weibull(alpha: f64, beta: f64) -> Self {
        Self::Weibull { inverse_shape: 1.0 / alpha, scale: beta }
    }

    /// The next number, from uniform ones.
    pub fn pick(&mut self, uniform: &mut impl FnMut() -> f64) -> f64 {
        match self {
            Self::Uniform { low, width } => *low + *width * uniform(),
            Self::DiscreteUniform { low, count } => low.saturating_add((*count * uniform()).floor() as i64) as f64,
            Self::Normal(polar) => polar.pick(uniform),
            Self::LogNormal(polar) => E.powf(polar.pick(uniform)),
            Self::Exponential { mean } => -*mean * uniform().ln(),
            Self::Poisson { mean } => poisson(*mean, uniform),
            Self::Binomial { draws, probability } => {
                bounded(*draws).filter(|_| uniform() < *probability).count() as f64
            }
            Self::Geometric { probability } => {
                1.0 + bounded(i64::MAX).take_while(|_| uniform() < *probability).count() as f64
            }
            Self::HyperExponential { mean, probability } => {
                let branch = if uniform() > *probability { 1.0 - *probability } else { *probability };
                -*mean * uniform().ln() / (2.0 * branch)
            }
            Self::Erlang { stages, rate } => {
                let product = bounded(*stages).fold(1.0, |product, _| product * uniform());
                -f64::ln(product) / *rate
            }
            Self::Weibull { inverse_shape, scale } => (*scale * -(1.0 - uniform()).ln()).powf(*inverse_shape),
        }
    }
}

impl Polar {
    fn pick(&mut self, uniform: &mut impl FnMut() -> f64) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare * self.deviation + self.mean;
        }
        for _ in 0..MAX_DRAWS {
            let v1 = 2.0 * uniform() - 1.0;
            let v2 = 2.0 * uniform() - 1.0;
            let w = v1 * v1 + v2 * v2;
            if w <= 1.0 {
                let y = ((-2.0 * w.ln()) / w).sqrt();
                self.spare = Some(v2 * y);
                return v1 * y * self.deviation + self.mean;
            }
        }
        f64::NAN
    }
}

fn poisson(mean: f64, uniform: &mut impl FnMut() -> f64) -> f64 {
    let bound = (-mean).exp();
    let mut product = 1.0;
    let counted = bounded(i64::MAX).take_while(|_| {
        let goes_on = product >= bound;
        if goes_on {
            product *= uniform();
        }
        goes_on
    });
    counted.count() as f64 - 1.0
}

fn bounded(times: i64) -> std::ops::Range<usize> {
    0..usize::try_from(times).unwrap_or(0).min(MAX_DRAWS)
}
