//! A unit with the words for it: what a message shows.

use super::dimension::Unit;
use super::parse::{UnitText, unit_text};
use super::problem::NO_UNIT;
use super::table::UnitTable;

/// Longer products are called by a unit of the file that is the same, where there is one.
const MOST_NAMES: usize = 2;

/// A unit and the product of names that it was computed from: `S-mV/cm2`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WrittenUnit {
    /// What it is.
    pub unit: Unit,
    /// What stands before the names.
    factor: f64,
    /// Names of the file's units and the power of each.
    names: Vec<(String, i32)>,
}

impl WrittenUnit {
    pub(super) fn number(factor: f64) -> Self {
        Self { unit: Unit::number(factor), factor, names: vec![] }
    }

    /// What a text means; else the name that nothing defines.
    pub(super) fn read<'a>(text: &'a str, table: &UnitTable) -> Result<Self, &'a str> {
        let unit = table.unit(text)?;
        let UnitText { factor, terms } = unit_text(text);
        let mut written = Self { unit, factor, names: vec![] };
        for term in terms {
            written.add(term.name, if term.below { -term.power } else { term.power });
        }
        Ok(written)
    }

    pub(super) fn times(mut self, other: &Self) -> Self {
        other.names.iter().for_each(|(name, power)| self.add(name, *power));
        Self { unit: self.unit * other.unit, factor: self.factor * other.factor, ..self }
    }

    pub(super) fn per(self, other: &Self) -> Self {
        self.times(&other.clone().power(-1))
    }

    pub(super) fn power(self, exponent: i32) -> Self {
        let raise = |(name, power): (String, i32)| (name, power.saturating_mul(exponent));
        Self {
            unit: self.unit.power(exponent),
            factor: self.factor.powi(exponent),
            names: self.names.into_iter().map(raise).filter(|(_, power)| *power != 0).collect(),
        }
    }

    fn add(&mut self, name: &str, power: i32) {
        match self.names.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum = sum.saturating_add(power),
            None => self.names.push((name.to_owned(), power)),
        }
        self.names.retain(|(_, power)| *power != 0);
    }

    /// The words for a message: in backticks, or `no unit`.
    pub(super) fn shown(&self, known: &[Self]) -> String {
        if self.unit.is_same(Unit::ONE) {
            return NO_UNIT.to_owned();
        }
        let is_long = self.names.len() > MOST_NAMES || self.factor != 1.0;
        let other = known.iter().filter(|_| is_long).find(|known| known.unit.is_same(self.unit));
        format!("`{}`", other.unwrap_or(self).text())
    }

    /// In NEURON's notation: `mA/cm2`, `/ms`, `1000 mV`.
    pub(super) fn text(&self) -> String {
        let (above, below) = (self.joined(1), self.joined(-1));
        let factor = if self.factor == 1.0 { String::new() } else { short(self.factor) };
        let above = if factor.is_empty() || above.is_empty() { factor + &above } else { factor + " " + &above };
        match (above.is_empty(), below.is_empty()) {
            (true, true) => "1".to_owned(),
            (false, true) => above,
            (_, false) => format!("{above}/{below}"),
        }
    }

    fn joined(&self, sign: i32) -> String {
        let on_this_side = self.names.iter().filter(|(_, power)| power.signum() == sign);
        let words = on_this_side.map(|(name, power)| match power.unsigned_abs() {
            1 => name.clone(),
            power => format!("{name}{power}"),
        });
        words.collect::<Vec<_>>().join("-")
    }
}

/// A factor in at most six digits, as a mod file can take it.
pub(super) fn short(factor: f64) -> String {
    let rounded: f64 = format!("{factor:.5e}").parse().unwrap_or(factor);
    let (plain, exponent) = (rounded.to_string(), format!("{rounded:e}"));
    if plain.len() <= exponent.len() + 2 { plain } else { exponent }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> WrittenUnit {
        WrittenUnit::read(text, &UnitTable::default()).unwrap()
    }

    #[test]
    fn words_multiply_and_cancel() {
        let conductance = read("siemens/cm2");
        assert_eq!(conductance.clone().times(&read("volt")).text(), "siemens-volt/cm2");
        assert_eq!(conductance.clone().per(&read("/cm2")).text(), "siemens");
        assert_eq!(read("ms").power(-2).text(), "/ms2");
        assert_eq!(read("volt").per(&read("volt")).text(), "1");
        assert_eq!(WrittenUnit::number(1000.0).times(&read("volt")).text(), "1000 volt");
        assert_eq!(WrittenUnit::number(1000.0).text(), "1000");
    }

    #[test]
    fn long_words_are_replaced_by_a_unit_of_the_file() {
        let current = read("siemens/cm2").times(&read("millivolt"));
        assert_eq!(current.shown(&[]), "`siemens-millivolt/cm2`");
        assert_eq!(current.shown(&[read("ms"), read("milliamp/cm2")]), "`milliamp/cm2`");
        assert_eq!(read("milliamp").shown(&[read("ampere"), read("1-3 ampere")]), "`milliamp`");
        assert_eq!(read("volt/volt").shown(&[]), "no unit");
    }

    #[test]
    fn factors_are_short() {
        for (factor, text) in
            [(0.001, "0.001"), (1e-6, "1e-6"), (1000.0, "1000"), (1e6, "1e6"), (1e10, "1e10"), (1.0 / 3.0, "0.333333")]
        {
            assert_eq!(short(factor), text);
        }
    }
}
