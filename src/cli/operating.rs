//! The options that say where a cell is linearized: the same for every command that needs it.

use clap::Args;

use crate::convert::Detailed;
use crate::entry::Failure;
use crate::rest::{Policy, Rest, elsewhere};

/// Where the cell is looked at.
#[derive(Debug, Args)]
pub struct OperatingArguments {
    /// Where the cell is linearized: where it comes to rest, at `v_init` as after `finitialize`, or at a voltage in mV
    #[arg(long, value_name = "steady|v_init|MILLIVOLT", default_value = "steady", value_parser = policy, allow_hyphen_values = true)]
    pub(super) rest: Policy,
    /// Mechanism whose currents are left out, where its equations cannot be evaluated (may be repeated)
    #[arg(long, value_name = "MECHANISM")]
    pub(super) treat_passive: Vec<String>,
}

fn policy(text: &str) -> Result<Policy, String> {
    match (text, text.parse::<f64>()) {
        ("steady", _) => Ok(Policy::Steady),
        ("v_init", _) => Ok(Policy::Initial),
        (_, Ok(v_mv)) if v_mv.is_finite() => Ok(Policy::Held(v_mv)),
        _ => Err("`steady`, `v_init` or a voltage in mV is needed".to_owned()),
    }
}

impl OperatingArguments {
    /// The cell at its operating point.
    ///
    /// # Errors
    /// As [`crate::rest::rest`].
    pub(super) fn rest(&self, detailed: Detailed) -> Result<(Detailed, Rest), Failure> {
        let mut detailed = detailed;
        match detailed.rest(self.rest, &self.treat_passive) {
            Ok((library, found)) => {
                let other = elsewhere(&detailed.cell, &library, &detailed.catalog, &found);
                detailed.diagnostics.extend(other);
                Ok((detailed, found))
            }
            Err(error) => {
                detailed.diagnostics.push(error.diagnostic());
                Err(Failure { diagnostics: detailed.diagnostics, sources: detailed.sources })
            }
        }
    }
}
