//! What NEURON answers, as the heads of `tests/neuron/mechanisms.py` and `admittance.py` say.

use std::collections::BTreeMap;

use num_complex::Complex64;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Variables by their hoc names (`m_hh`, `cai`, `ica`); elements of arrays as `name[0]`.
pub type Values = BTreeMap<String, f64>;

/// Of a script, one result per job.
#[derive(Debug, Clone, Deserialize)]
pub struct Answers<Answer> {
    /// As its package is numbered.
    pub neuron_version: String,
    /// In the order of the jobs; the message of one that fails.
    #[serde(deserialize_with = "answers", bound(deserialize = "Answer: Deserialize<'de>"))]
    pub results: Vec<Result<Answer, String>>,
}

/// What NEURON makes of an [`Evaluation`](super::Evaluation).
#[derive(Debug, Clone, Deserialize)]
pub struct Evaluated {
    /// STATEs, and the concentrations of all ions.
    pub states: Vec<String>,
    /// ASSIGNED range variables, nonspecific currents among them.
    pub assigned: Vec<String>,
    /// PARAMETER range variables.
    pub parameters: Vec<String>,
    /// Globals of the mechanisms.
    pub globals: Vec<String>,
    /// Ions by name.
    pub ions: BTreeMap<String, IonStyle>,
    /// In the order of the question; the message where NEURON fails.
    #[serde(deserialize_with = "answers")]
    pub voltages: Vec<Result<AtVoltage, String>>,
}

/// What `ion_style` and `ion_charge` tell.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct IonStyle {
    /// Concentrations: 0 unused, 1 parameter, 2 assigned, 3 state.
    pub c_style: u8,
    /// Concentrations start from the global values.
    pub c_init: u8,
    /// Reversal potential: 0 unused, 1 parameter, 2 assigned.
    pub e_style: u8,
    /// It is computed by INITIAL.
    pub e_init: u8,
    /// It is computed at every evaluation of currents.
    pub e_advance: u8,
    /// Charge.
    pub valence: f64,
}

/// After `finitialize(v)`.
#[derive(Debug, Clone, Deserialize)]
pub struct AtVoltage {
    /// mV.
    #[serde(rename = "v")]
    pub v_mv: f64,
    /// All variables.
    #[serde(deserialize_with = "numbers")]
    pub initial: Values,
    /// Per offset.
    pub currents: Vec<Currents>,
    /// Per offset.
    pub rates: Vec<Rates>,
}

/// BREAKPOINT evaluated at another voltage, the states as they were.
#[derive(Debug, Clone, Deserialize)]
pub struct Currents {
    /// mV.
    #[serde(rename = "offset")]
    pub offset_mv: f64,
    /// Of all mechanisms, outward.
    #[serde(rename = "total", deserialize_with = "number")]
    pub total_ma_per_cm2: f64,
    /// ASSIGNED, ionic currents and reversal potentials.
    #[serde(deserialize_with = "numbers")]
    pub values: Values,
}

/// How states begin to change at another voltage.
#[derive(Debug, Clone, Deserialize)]
pub struct Rates {
    /// mV.
    #[serde(rename = "offset")]
    pub offset_mv: f64,
    /// By the variable step method, when it takes all mechanisms.
    #[serde(rename = "cvode")]
    pub equations: Option<Equations>,
    /// Why it does not.
    pub refused: Option<String>,
    /// By fixed steps.
    pub steps: Vec<Step>,
}

/// The variable step method's `f(y)`.
#[derive(Debug, Clone, Deserialize)]
pub struct Equations {
    /// Of states and of concentrations that are states.
    #[serde(rename = "rates", deserialize_with = "numbers")]
    pub rates_per_ms: Values,
    /// Of all mechanisms, outward, from dv/dt.
    #[serde(rename = "total", deserialize_with = "number")]
    pub total_ma_per_cm2: f64,
    /// All variables.
    #[serde(deserialize_with = "numbers")]
    pub values: Values,
}

/// One `fadvance` with v held.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// ms.
    #[serde(rename = "dt")]
    pub dt_ms: f64,
    /// States and concentrations.
    #[serde(deserialize_with = "numbers")]
    pub before: Values,
    /// States and concentrations.
    #[serde(deserialize_with = "numbers")]
    pub after: Values,
    /// All variables, afterwards.
    #[serde(deserialize_with = "numbers")]
    pub values: Values,
}

/// What NEURON makes of an [`AdmittanceOf`](super::AdmittanceOf).
#[derive(Debug, Clone, Deserialize)]
pub struct Measured {
    /// mV.
    #[serde(rename = "v")]
    pub v_mv: f64,
    /// Largest relative change of a state in the last 20 ms of settling.
    #[serde(deserialize_with = "number")]
    pub drift: f64,
    /// All variables at the operating point.
    #[serde(deserialize_with = "numbers")]
    pub values: Values,
    /// By [`Method::Impedance`](super::Method::Impedance).
    pub impedance: Option<Admittances>,
    /// By [`Method::Equations`](super::Method::Equations).
    pub equations: Option<Admittances>,
    /// By [`Method::Sinusoid`](super::Method::Sinusoid).
    pub sinusoid: Option<Admittances>,
}

/// One method's values, in the order of the frequencies.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Admittances {
    /// What NEURON says against it.
    Refused {
        /// Its message.
        refused: String,
    },
    /// Per frequency.
    Found {
        /// Capacitance included.
        admittance: Vec<Admittance>,
    },
}

/// At one frequency; undefined where the equations are singular.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Admittance {
    /// Hz.
    #[serde(rename = "f")]
    pub frequency_hz: f64,
    /// S/cm2.
    #[serde(rename = "re", deserialize_with = "number")]
    pub real: f64,
    /// S/cm2.
    #[serde(rename = "im", deserialize_with = "number")]
    pub imaginary: f64,
    /// Relative difference between the last two refinements.
    #[serde(deserialize_with = "number")]
    pub spread: f64,
}

impl AtVoltage {
    /// di/dv of all mechanisms with the states held, S/cm2: a central difference of eighth order over the script's offsets.
    pub fn slope_conductance(&self) -> f64 {
        let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
        let step_mv = 0.25;
        let at = |offset_mv: f64| self.current(offset_mv).total_ma_per_cm2;
        let difference = |times: f64| at(times * step_mv) - at(-times * step_mv);
        [1.0, 2.0, 3.0, 4.0].into_iter().zip(weights).map(|(times, weight)| weight * difference(times)).sum::<f64>()
            / step_mv
    }

    /// The currents at v + `offset_mv`, which must have been asked for.
    pub fn current(&self, offset_mv: f64) -> &Currents {
        self.currents.iter().find(|current| current.offset_mv == offset_mv).unwrap()
    }

    /// The rates at v + `offset_mv`, which must have been asked for.
    pub fn rate(&self, offset_mv: f64) -> &Rates {
        self.rates.iter().find(|rate| rate.offset_mv == offset_mv).unwrap()
    }
}

impl Admittance {
    /// S/cm2.
    pub fn value(self) -> Complex64 {
        Complex64::new(self.real, self.imaginary)
    }
}

impl Admittances {
    /// Per frequency.
    ///
    /// # Errors
    /// What NEURON says against it.
    pub fn found(&self) -> Result<&[Admittance], &str> {
        match self {
            Self::Refused { refused } => Err(refused),
            Self::Found { admittance } => Ok(admittance),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer<Found> {
    Failed { error: String },
    Done(Found),
}

fn answers<'de, D: Deserializer<'de>, Found: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<Result<Found, String>>, D::Error> {
    let all = Vec::<Answer<Found>>::deserialize(deserializer)?;
    let result = |answer| match answer {
        Answer::Failed { error } => Err(error),
        Answer::Done(found) => Ok(found),
    };
    Ok(all.into_iter().map(result).collect())
}

/// A number, or the name of one that json does not have.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Finite(f64),
    Named(String),
}

impl Number {
    fn value<E: Error>(self) -> Result<f64, E> {
        match self {
            Self::Finite(value) => Ok(value),
            Self::Named(name) => name.parse().map_err(|_| E::custom(format!("`{name}` is no number"))),
        }
    }
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Number::deserialize(deserializer)?.value()
}

fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Values, D::Error> {
    let named = BTreeMap::<String, Number>::deserialize(deserializer)?;
    named.into_iter().map(|(name, number)| Ok((name, number.value()?))).collect()
}
