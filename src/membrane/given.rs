//! The linearization of a mechanism whose equations cannot be evaluated, as the user gives it.
//!
//! ```toml
//! [linearization.kca]          # the mechanism
//! ion = "k"                    # what carries its current; none for a nonspecific one
//! v-mv = -70                   # where it holds
//! current-ma-per-cm2 = 2e-4    # the current there
//! conductance-s-per-cm2 = 1e-5 # at infinite frequency
//! branches = [{ conductance-s-per-cm2 = 3e-5, tau-ms = 12 }]
//! scale = "gbar"               # the numbers are for gbar = 1; without it they are as they stand
//! ```
//! It becomes a mechanism of its own: `i = i0 + g (v - v0) + sum of g_k x_k`, `tau_k x_k' = v - v0 - x_k`, so that its
//! admittance is `g + sum of g_k/(1 + i w tau_k)`.

use serde::{Deserialize, Serialize};

/// A linear membrane current.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct GivenLinearization {
    /// The ion that carries the current; none for a nonspecific one.
    pub ion: Option<String>,
    /// The voltage where it holds, mV.
    pub v_mv: f64,
    /// The current there, mA/cm2.
    pub current_ma_per_cm2: f64,
    /// The conductance at infinite frequency, S/cm2.
    pub conductance_s_per_cm2: f64,
    /// What comes with a delay.
    pub branches: Vec<GivenBranch>,
    /// The parameter that everything is multiplied by.
    pub scale: Option<String>,
}

/// A conductance that comes with a delay.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GivenBranch {
    /// What it adds at 0 Hz, S/cm2.
    pub conductance_s_per_cm2: f64,
    /// Time constant, ms.
    pub tau_ms: f64,
}

impl GivenLinearization {
    /// What is wrong with it.
    ///
    /// # Errors
    /// A name that is none, a number that is not finite, a time constant that is not positive.
    pub fn check(&self) -> Result<(), String> {
        if let Some(name) = self.ion.iter().chain(&self.scale).find(|name| !is_name(name)) {
            return Err(format!("`{name}` is no name of NMODL"));
        }
        let branches = self.branches.iter().map(|branch| branch.conductance_s_per_cm2);
        let numbers = [self.v_mv, self.current_ma_per_cm2, self.conductance_s_per_cm2].into_iter().chain(branches);
        if !numbers.into_iter().all(f64::is_finite) {
            return Err("a number is not finite".to_owned());
        }
        match self.branches.iter().find(|branch| !(branch.tau_ms > 0.0 && branch.tau_ms.is_finite())) {
            Some(branch) => Err(format!("`tau-ms = {}` is not positive", branch.tau_ms)),
            None => Ok(()),
        }
    }

    /// The mod file of a mechanism with this current.
    #[must_use]
    pub fn mod_file(&self, mechanism: &str) -> String {
        let current = self.ion.as_ref().map_or_else(|| "i".to_owned(), |ion| format!("i{ion}"));
        let carrier = self
            .ion
            .as_ref()
            .map_or_else(|| "NONSPECIFIC_CURRENT i".to_owned(), |ion| format!("USEION {ion} WRITE i{ion}"));
        let scale = self.scale.as_deref().unwrap_or("1");
        let (range, parameter) = self
            .scale
            .as_ref()
            .map_or_else(Default::default, |scale| (format!("RANGE {scale}"), format!("PARAMETER {{ {scale} = 1 }}")));
        let (mut states, mut sum, mut rates) = (vec![], vec![], vec![]);
        for (place, GivenBranch { conductance_s_per_cm2, tau_ms }) in self.branches.iter().enumerate() {
            let state = format!("delayed{place}");
            states.push(state.clone());
            sum.push(format!(" + ({conductance_s_per_cm2:e})*{state}"));
            rates.push(format!("{state}' = (v - ({v:e}) - {state})/({tau_ms:e})", v = self.v_mv));
        }
        let Self { v_mv, current_ma_per_cm2, conductance_s_per_cm2, .. } = self;
        let (block, solve) = if self.branches.is_empty() {
            (String::new(), "")
        } else {
            let (states, rates) = (states.join(" "), rates.join(" "));
            (format!("STATE {{ {states} }}\nDERIVATIVE delays {{ {rates} }}\n"), "SOLVE delays METHOD cnexp ")
        };
        format!(
            "NEURON {{ SUFFIX {mechanism} {carrier} {range} }}\n{parameter}\nASSIGNED {{ v {current} }}\n{block}\
             BREAKPOINT {{ {solve}{current} = \
             {scale}*(({current_ma_per_cm2:e}) + ({conductance_s_per_cm2:e})*(v - ({v_mv:e})){sum}) }}\n",
            sum = sum.concat(),
        )
    }
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> GivenLinearization {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn it_becomes_a_mechanism() {
        let given = given(
            "ion = 'k'\nv-mv = -70\ncurrent-ma-per-cm2 = 2e-4\nconductance-s-per-cm2 = 1e-5\nscale = 'gbar'\n\
             branches = [{ conductance-s-per-cm2 = 3e-5, tau-ms = 12 }]",
        );
        assert_eq!(given.check(), Ok(()));
        assert_eq!(
            given.mod_file("kca"),
            "NEURON { SUFFIX kca USEION k WRITE ik RANGE gbar }\nPARAMETER { gbar = 1 }\nASSIGNED { v ik }\n\
             STATE { delayed0 }\nDERIVATIVE delays { delayed0' = (v - (-7e1) - delayed0)/(1.2e1) }\n\
             BREAKPOINT { SOLVE delays METHOD cnexp ik = gbar*((2e-4) + (1e-5)*(v - (-7e1)) + (3e-5)*delayed0) }\n"
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let message = |text: &str| given(text).check().unwrap_err();
        assert_eq!(message("ion = 'k k'"), "`k k` is no name of NMODL");
        assert_eq!(message("v-mv = inf"), "a number is not finite");
        assert_eq!(message("branches = [{ conductance-s-per-cm2 = 1, tau-ms = 0 }]"), "`tau-ms = 0` is not positive");
    }
}
