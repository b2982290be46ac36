//! The units of a mod file: NEURON's own, and those that its `UNITS` blocks add.

use std::sync::LazyLock;

use super::definitions::{PREFIXES, definitions};
use super::dimension::{BASE_UNITS, Unit};
use super::parse::{Term, unit_text};
use crate::by_name::Lookup;

static NEURONS_OWN: LazyLock<Lookup<&'static str, Unit>> = LazyLock::new(neurons_own);

/// Units by name.
#[derive(Debug, Clone, Default)]
pub struct UnitTable {
    added: Lookup<String, Unit>,
}

impl UnitTable {
    /// Adds a unit; false when the name is taken.
    pub fn add(&mut self, name: &str, unit: Unit) -> bool {
        let is_new = self.find(name).is_none();
        if is_new {
            self.added.insert(name.to_owned(), unit);
        }
        is_new
    }

    /// The unit of exactly this name, without prefix and plural.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Unit> {
        self.added.get(name).or_else(|| NEURONS_OWN.get(name)).copied()
    }

    /// The unit that a text means.
    ///
    /// # Errors
    /// With the name that nothing defines.
    pub fn unit<'a>(&self, text: &'a str) -> Result<Unit, &'a str> {
        unit(text, &|name| self.find(name))
    }

    /// The names that a text may have meant by `name`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.added.keys().map(String::as_str).chain(NEURONS_OWN.keys().copied())
    }
}

fn neurons_own() -> Lookup<&'static str, Unit> {
    let mut units: Lookup<_, _> = BASE_UNITS.iter().enumerate().map(|(at, name)| (*name, Unit::base(at))).collect();
    units.insert("", Unit::ONE);
    for (name, text) in definitions() {
        if let Ok(unit) = unit(text, &|name| units.get(name).copied()) {
            units.insert(name, unit);
        }
    }
    units
}

/// The factors are multiplied in NEURON's order: constants are the same to the last bit.
fn unit<'a>(text: &'a str, find: &dyn Fn(&str) -> Option<Unit>) -> Result<Unit, &'a str> {
    let parts = unit_text(text);
    let mut product = Unit::number(parts.factor);
    for Term { name, power, below } in parts.terms {
        let unit = named(name, find).ok_or(name)?;
        for _ in 0..power {
            product = if below { product / unit } else { product * unit };
        }
    }
    Ok(product)
}

/// A name, where there is none a prefix and a name, where there is none without its plural `s`.
fn named(name: &str, find: &dyn Fn(&str) -> Option<Unit>) -> Option<Unit> {
    let (mut name, mut scale) = (name, 1.0);
    loop {
        if let Some(unit) = find(name) {
            return Some(unit.scaled(scale));
        }
        let prefixed = PREFIXES.iter().find_map(|(prefix, size)| Some((name.strip_prefix(prefix)?, size)));
        if let Some((rest, size)) = prefixed {
            (name, scale) = (rest, scale * size);
        } else {
            name = name.strip_suffix('s').filter(|singular| !singular.is_empty())?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> String {
        UnitTable::default().unit(text).map_or_else(|name| format!("no `{name}`"), |unit| unit.to_string())
    }

    #[test]
    fn every_definition_stands_on_earlier_ones() {
        let names = BASE_UNITS.iter().copied().chain([""]).chain(definitions().map(|(name, _)| name));
        let missing: Vec<_> = names.filter(|name| !NEURONS_OWN.contains_key(name)).collect();
        assert_eq!(missing, [""; 0]);
        assert_eq!(NEURONS_OWN.len(), BASE_UNITS.len() + 1 + definitions().count());
    }

    #[test]
    fn prefixes_and_plurals_are_taken_off() {
        assert_eq!(given("millivolts"), "0.001 m2-kg/sec2-coul");
        assert_eq!(given("kilomegohm"), given("gigaohm"));
        assert_eq!(given("siemens"), given("mho"));
        assert_eq!(given("milli/liter"), "0.9999999999999998/m3");
        assert_eq!(given("degC"), "K");
        assert_eq!(given("mV"), "no `mV`");
        assert_eq!(given("mA/cm2"), "no `mA`");
        assert_eq!(given("cm^2"), "no `cm^`");
        assert_eq!(given("s"), "sec");
    }

    #[test]
    fn a_file_adds_units_and_cannot_change_one() {
        let mut table = UnitTable::default();
        let millivolt = table.unit("millivolt").unwrap();
        assert!(table.add("mV", millivolt));
        assert_eq!(table.unit("mV/ms"), Ok(millivolt / table.unit("ms").unwrap()));
        assert!(!table.add("mV", Unit::ONE));
        assert!(!table.add("ms", Unit::ONE));
        assert_eq!(table.unit("mV"), Ok(millivolt));
    }
}
