//! `name=value` of the command line, put into sites: parameters by their hoc names, ions, the segment's own values.

use std::str::FromStr;

use thiserror::Error;

use super::site::Site;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::mechanism::ion::{IonRole, IonVariable, ion_variable};
use crate::membrane::Program;
use crate::membrane::program::Role;
use crate::membrane::segment::{Ion, Patch};

/// A value that the user gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// `gbar_ih`, `gbar`, `cai`, `cm`
    pub name: String,
    /// The value, in the unit of what is set.
    pub value: f64,
}

/// Not written as `name=value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("NAME=VALUE is needed, such as gbar=0.001")]
pub struct FormError;

impl FromStr for Setting {
    type Err = FormError;

    fn from_str(text: &str) -> Result<Self, FormError> {
        let (name, value) = text.split_once('=').ok_or(FormError)?;
        let value = value.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or(FormError)?;
        let name = name.trim();
        if name.is_empty() { Err(FormError) } else { Ok(Self { name: name.to_owned(), value }) }
    }
}

/// Why a value cannot be given.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SettingError {
    /// Nothing has that name.
    #[error("nothing is called `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// What may be meant.
        suggestion: Option<String>,
    },
    /// The mechanism computes it.
    #[error("`{name}` is computed by mechanism `{mechanism}`")]
    Computed {
        /// The name.
        name: String,
        /// The mechanism.
        mechanism: String,
    },
    /// Another option is for it.
    #[error("`{name}` is given by `{option}`")]
    Elsewhere {
        /// The name.
        name: String,
        /// The option.
        option: &'static str,
    },
}

impl SettingError {
    /// What is said of it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let found = Diagnostic::error("inspect::set", self.to_string());
        match self {
            Self::Unknown { suggestion, .. } => found.help_if(suggestion.clone()),
            Self::Computed { .. } => found.help("parameters can be set, and what a `POINTER` points to"),
            Self::Elsewhere { option, .. } => found.help(format!("write `{option} NUMBER`")),
        }
    }
}

/// Gives every site that has the name its value.
///
/// # Errors
/// No site has it, or it is none to be given.
pub fn apply(settings: &[Setting], sites: &mut [Site]) -> Result<(), SettingError> {
    for setting in settings {
        elsewhere(&setting.name)?;
        let mut is_found = false;
        for site in sites.iter_mut() {
            is_found |= set(setting, site)?;
        }
        if !is_found {
            return Err(unknown(&setting.name, sites));
        }
    }
    Ok(())
}

/// Is another option for the name?
fn elsewhere(name: &str) -> Result<(), SettingError> {
    let option = match name {
        "v" | "v_init" => "--v",
        "celsius" => "--celsius",
        _ => return Ok(()),
    };
    Err(SettingError::Elsewhere { name: name.to_owned(), option })
}

fn unknown(name: &str, sites: &[Site]) -> SettingError {
    let known: Vec<String> = sites.iter().flat_map(names).collect();
    SettingError::Unknown { name: name.to_owned(), suggestion: did_you_mean(name, known.iter().map(String::as_str)) }
}

/// Everything of a site that can be given.
fn names(site: &Site) -> Vec<String> {
    let mut names: Vec<String> = ["cm", "diam", "Ra"].map(str::to_owned).to_vec();
    for ion in &site.patch.ions {
        names.extend([format!("e{}", ion.name), format!("{}i", ion.name), format!("{}o", ion.name)]);
    }
    for (program, _) in &site.patch.mechanisms {
        let given = program.variables.iter().filter(|(_, variable)| variable.role == Role::Parameter);
        for (name, _) in given {
            names.extend([name.clone(), format!("{name}_{}", program.name)]);
        }
    }
    names
}

/// Gives the value to a site; tells whether it has the name.
fn set(setting: &Setting, site: &mut Site) -> Result<bool, SettingError> {
    let Setting { name, value } = setting;
    for ion in &mut site.patch.ions {
        if let Some(variable) = ion_variable(&ion.name, name).filter(|found| *found != IonVariable::Current) {
            set_ion(ion, variable, *value);
            return Ok(true);
        }
    }
    if set_parameter(setting, &mut site.patch)? {
        return Ok(true);
    }
    match (name.as_str(), &mut site.ra_ohm_cm) {
        ("cm", _) => site.patch.cm_uf_per_cm2 = *value,
        ("diam", _) => site.patch.diam_um = *value,
        ("Ra", Some(ra_ohm_cm)) => *ra_ohm_cm = *value,
        _ => return Ok(false),
    }
    Ok(true)
}

/// A reversal potential that is given is no longer computed.
fn set_ion(ion: &mut Ion, variable: IonVariable, value: f64) {
    match variable {
        IonVariable::Reversal => {
            ion.e_mv = value;
            let style = ion.style;
            ion.style =
                style.set(role_number(style.concentration()), 1, false, false, style.initializes_concentrations());
        }
        IonVariable::Inner => ion.inner_mm = value,
        IonVariable::Outer => ion.outer_mm = value,
        IonVariable::Current => {}
    }
}

fn role_number(role: IonRole) -> u32 {
    match role {
        IonRole::Unused => 0,
        IonRole::Parameter => 1,
        IonRole::Assigned => 2,
        IonRole::State => 3,
    }
}

fn set_parameter(setting: &Setting, patch: &mut Patch) -> Result<bool, SettingError> {
    let mut is_found = false;
    for (program, memory) in &mut patch.mechanisms {
        let Some(slot) = program.slot_of(&setting.name) else { continue };
        if !is_given(program, slot) {
            return Err(SettingError::Computed { name: setting.name.clone(), mechanism: program.name.clone() });
        }
        memory.set(slot, setting.value);
        is_found = true;
    }
    Ok(is_found)
}

/// Is it a parameter, or a variable of another mechanism?
fn is_given(program: &Program, slot: usize) -> bool {
    let owner = program.variables.values().find(|found| (found.slot..found.slot + found.length).contains(&slot));
    let is_parameter = owner.is_some_and(|variable| variable.role == Role::Parameter);
    is_parameter || (program.watched.contains(&slot) && !program.foreign.contains(&slot))
}
