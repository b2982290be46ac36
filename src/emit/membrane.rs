//! What has to be set in a section after `insert`: the values that differ from what `insert` gives.

use std::collections::HashSet;

use super::names::split_index;
use crate::cell::resolved::{Cell, Section};
use crate::mechanism::ion::{IonStyle, ion_style_of};
use crate::mechanism::{Catalog, MechanismKind, MechanismType};

/// A mechanism of a section, with the values to set.
#[derive(Debug, Clone, PartialEq)]
pub struct InsertedMechanism {
    /// Its name.
    pub name: String,
    /// It is an ion that comes with the mechanisms that use it.
    pub comes_by_itself: bool,
    /// Values to set.
    pub values: Vec<SetValue>,
}

/// A range variable with the values it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct SetValue {
    /// Its hoc name.
    pub variable: String,
    /// One value for the whole section, or one for each segment.
    pub values: Values,
}

/// One value for the whole section, or one for each segment.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// The same in all segments.
    Uniform(f64),
    /// From the 0 end to the 1 end.
    PerSegment(Vec<f64>),
}

impl Values {
    /// The values of a section's segments, as one where they are equal.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        match values {
            [first, rest @ ..] if rest.iter().all(|value| value.to_bits() == first.to_bits()) => Self::Uniform(*first),
            _ => Self::PerSegment(values.to_vec()),
        }
    }

    fn is_everywhere(&self, value: f64) -> bool {
        matches!(self, Self::Uniform(uniform) if *uniform == value)
    }
}

/// The mechanisms of a section in its order, ions last: their values stand only once they are there. An ion of which
/// nothing has to be said is left out.
#[must_use]
pub fn inserted_mechanisms(section: &Section, catalog: &Catalog) -> Vec<InsertedMechanism> {
    let known = |name: &str| catalog.find(name).map(|id| catalog.mechanism(id));
    let densities = || section.mechanisms.keys().filter_map(|name| known(name)).filter(|found| !is_ion(found));
    let used: HashSet<String> =
        densities().flat_map(|found| &found.ions).map(|used| format!("{}_ion", used.ion)).collect();
    let mut inserted: Vec<_> = section
        .mechanisms
        .iter()
        .map(|(name, variables)| {
            let mechanism = known(name);
            let values = variables
                .iter()
                .map(|(variable, values)| SetValue { variable: variable.clone(), values: Values::of(values) })
                .filter(|set| !mechanism.is_some_and(|found| is_default(set, found)))
                .collect();
            InsertedMechanism { name: name.to_owned(), comes_by_itself: used.contains(name), values }
        })
        .filter(|mechanism| !(mechanism.comes_by_itself && mechanism.values.is_empty()))
        .collect();
    inserted.sort_by_key(|mechanism| known(&mechanism.name).is_some_and(is_ion));
    inserted
}

fn is_ion(mechanism: &MechanismType) -> bool {
    mechanism.kind == MechanismKind::Ion
}

/// Is it what `insert` gives anyway?
fn is_default(set: &SetValue, mechanism: &MechanismType) -> bool {
    let (name, _) = split_index(&set.variable);
    let declared = mechanism.variables.iter().find(|variable| variable.name == name);
    declared.is_some_and(|variable| set.values.is_everywhere(variable.default))
}

/// The arguments of `ion_style`: `c_style`, `e_style`, `einit`, `eadvance`, `cinit`.
pub type IonStyleArguments = [u32; 5];

/// Ions whose style is not the one that NEURON gives them from the section's mechanisms, with the arguments that set it.
#[must_use]
pub fn set_ion_styles(section: &Section, catalog: &Catalog) -> Vec<(String, IonStyleArguments)> {
    let found: Option<Vec<_>> = section.mechanisms.keys().map(|name| catalog.find(name)).collect();
    let Some(mechanisms) = found else { return vec![] };
    let uses = || mechanisms.iter().flat_map(|&id| &catalog.mechanism(id).ions);
    section
        .ion_style
        .iter()
        .filter_map(|(ion, &number)| {
            let expected = ion_style_of(uses().filter(|used| ion.strip_suffix("_ion") == Some(used.ion.as_str())));
            let arguments = ion_style_arguments(IonStyle::from_number(number.try_into().ok()?));
            (arguments != ion_style_arguments(expected)).then(|| (ion.clone(), arguments))
        })
        .collect()
}

fn ion_style_arguments(style: IonStyle) -> IonStyleArguments {
    [
        style.concentration() as u32,
        style.reversal() as u32,
        u32::from(style.initializes_reversal()),
        u32::from(style.advances_reversal()),
        u32::from(style.initializes_concentrations()),
    ]
}

/// Global variables that do not have the value they have before anything is set, in the cell's order.
#[must_use]
pub fn changed_globals(cell: &Cell, catalog: &Catalog) -> Vec<(String, f64)> {
    let default = |mechanism: &str, name: &str| {
        let found = catalog.mechanism(catalog.find(mechanism)?);
        let (name, _) = split_index(name);
        found.globals.iter().find(|global| global.name == name).map(|global| global.default)
    };
    cell.globals
        .iter()
        .flat_map(|(mechanism, globals)| globals.iter().map(move |(name, value)| (mechanism, name, *value)))
        .filter(|(mechanism, name, value)| default(mechanism, name) != Some(*value))
        .map(|(_, name, value)| (name.clone(), value))
        .collect()
}
