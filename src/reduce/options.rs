//! What the user chooses.

use indexmap::IndexMap;

use super::ReduceError;
use crate::rest::Policy;

/// The choices of a reduction.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Frequency at which the cylinders keep the impedances, Hz.
    pub frequency_hz: f64,
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

/// Where cylinders with channels are fitted besides, Hz.
const BROADBAND_HZ: [f64; 3] = [0.0, 10.0, 100.0];

/// How many segments the cylinders get.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segments {
    /// About ten per space constant, an odd number each.
    Auto,
    /// So many in all, the soma's one included; shared by electrotonic length.
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
            frequency_hz: 38.0,
            segments: Segments::Auto,
            membrane: Membrane::Passive,
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
    /// The frequencies that cylinders with channels are fitted at, the first one counting most, Hz.
    pub(super) fn fitted_hz(&self) -> Vec<f64> {
        let mut fitted = vec![self.frequency_hz];
        fitted.extend(BROADBAND_HZ.iter().filter(|&&frequency| frequency != self.frequency_hz));
        fitted
    }

    pub(super) fn check(&self) -> Result<(), ReduceError> {
        if !is_amount(self.frequency_hz) {
            return Err(ReduceError::Frequency { frequency_hz: self.frequency_hz });
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
