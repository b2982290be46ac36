//! What the user chooses.

use indexmap::IndexMap;

use super::ReduceError;
use crate::rest::Policy;

/// The choices of a reduction.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Frequencies at which the impedances are measured, Hz; where there are none, those that are usual for the membrane.
    pub frequencies_hz: Vec<f64>,
    /// How many segments the cylinders get.
    pub segments: Segments,
    /// Which membrane the impedances are measured with.
    pub membrane: Membrane,
    /// Where the cell is linearized, for a membrane with channels.
    pub rest: Policy,
    /// Mechanisms whose currents are left out of that.
    pub treat_passive: Vec<String>,
    /// Sections (`dend[3]`, or `dend` for all of that name) whose stems stay as they are.
    pub keep: Vec<String>,
    /// Sections (as for `keep`) whose stems are replaced only beyond them: what hangs on them.
    pub cut: Vec<String>,
    /// Path distance from the soma, um: only subtrees that begin there or beyond are replaced, in every stem.
    pub cut_distance_um: Option<f64>,
    /// The greatest error of the soma's input impedance that is no reason to complain, percent.
    pub max_error_percent: Option<f64>,
    /// Sections that are the soma; where there are some, nothing else is.
    pub soma: Vec<String>,
    /// Sections that are axon; where there are some, nothing else is.
    pub axon: Vec<String>,
    /// What `insert` gives range variables, by hoc name (`gbar_Ih`). They stand where a section has a mechanism of which
    /// no original segment had a value.
    pub defaults: IndexMap<String, f64>,
}

/// Where the passive method measures, Hz.
const PASSIVE_HZ: f64 = 38.0;

/// Where the levels of a cell with channels are measured, Hz: places of equal steady voltage.
const LEVEL_HZ: [f64; 1] = [0.0];

/// How many segments the reduced cell gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segments {
    /// Passive: about ten per space constant, an odd number each. Quasi-active: as many as cost little, for as many cables
    /// as keep most.
    Auto,
    /// So many in all. Passive: the soma's one included, shared by electrotonic length. Quasi-active: with what stays, shared
    /// by what they keep.
    Total(usize),
    /// As `Auto`, but at least this part (0 to 1) of the segments of the subtrees.
    Fraction(f64),
}

/// Which membrane the impedances are measured with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membrane {
    /// `pas` and the capacitance alone.
    Passive,
    /// All channels, linearized where the cell rests.
    QuasiActive,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            frequencies_hz: vec![],
            segments: Segments::Auto,
            membrane: Membrane::QuasiActive,
            rest: Policy::Steady,
            treat_passive: vec![],
            keep: vec![],
            cut: vec![],
            cut_distance_um: None,
            max_error_percent: None,
            soma: vec![],
            axon: vec![],
            defaults: IndexMap::new(),
        }
    }
}

impl Options {
    /// Everything as usual, with the passive method: the cell that `neuron_reduce` makes.
    #[must_use]
    pub fn passive() -> Self {
        Self { membrane: Membrane::Passive, ..Self::default() }
    }

    /// The frequency of the passive method, Hz.
    #[must_use]
    pub fn passive_hz(&self) -> f64 {
        self.frequencies_hz.first().copied().unwrap_or(PASSIVE_HZ)
    }

    /// The frequencies at which the levels of a cell with channels are measured, Hz.
    #[must_use]
    pub fn level_hz(&self) -> Vec<f64> {
        if self.frequencies_hz.is_empty() { LEVEL_HZ.to_vec() } else { self.frequencies_hz.clone() }
    }

    /// The frequencies at which the membrane is measured, Hz.
    #[must_use]
    pub fn measured_hz(&self) -> Vec<f64> {
        match self.membrane {
            Membrane::Passive => vec![self.passive_hz()],
            Membrane::QuasiActive => self.level_hz(),
        }
    }

    pub(super) fn check(&self) -> Result<(), ReduceError> {
        if let Some(&frequency_hz) = self.frequencies_hz.iter().find(|&&frequency_hz| !is_amount(frequency_hz)) {
            return Err(ReduceError::Frequency { frequency_hz });
        }
        if self.membrane == Membrane::Passive && self.frequencies_hz.len() > 1 {
            return Err(ReduceError::Frequencies);
        }
        if let Some(cut_um) = self.cut_distance_um.filter(|cut_um| !is_amount(*cut_um)) {
            return Err(ReduceError::CutDistance { cut_um });
        }
        if let Some(percent) = self.max_error_percent.filter(|percent| !is_amount(*percent)) {
            return Err(ReduceError::MaxError { percent });
        }
        match self.segments {
            Segments::Total(0 | 1) => Err(ReduceError::TooFewSegments),
            Segments::Fraction(fraction) if !(fraction > 0.0 && fraction <= 1.0) => {
                Err(ReduceError::Fraction { fraction })
            }
            Segments::Auto | Segments::Total(_) | Segments::Fraction(_) => Ok(()),
        }
    }
}

fn is_amount(value: f64) -> bool {
    value.is_finite() && value >= 0.0
}
