//! Sections by the names that tables have for them.

use super::error::RowFault;
use super::read::Columns;
use super::table::Row;
use crate::by_name::Lookup;
use crate::cell::Cell;
use crate::cell::processes::Site;
use crate::diagnostic::did_you_mean;

/// Places of sections by name.
pub(super) struct Places<'a> {
    first: &'a str,
    by_name: Lookup<&'a str, usize>,
}

impl<'a> Places<'a> {
    pub(super) fn of(cell: &'a Cell) -> Self {
        let names = || cell.sections.iter().enumerate().map(|(place, section)| (section.name.as_str(), place));
        let first = names().filter_map(|(name, place)| Some((name.strip_suffix("[0]")?, place)));
        // A section's own name goes before one that leaves out `[0]`.
        let by_name = first.chain(names()).collect();
        Self { first: cell.sections.first().map_or("", |section| &section.name), by_name }
    }

    /// Where a row is.
    pub(super) fn find(&self, row: Row<'_>, columns: &Columns) -> Result<Site, RowFault> {
        let field = |column: usize| row.field(column).unwrap_or("").trim();
        let (name, x) = (field(columns.section), field(columns.x));
        let section = self.section(name).ok_or_else(|| self.unknown(name))?;
        let place = x.parse::<f64>().ok().filter(|x| (0.0..=1.0).contains(x));
        let place = place.ok_or_else(|| {
            RowFault::new(format!("`{x}` is no place in a section"), "a place is a number from 0 to 1".to_owned())
        })?;
        Ok(Site { section, x: place })
    }

    /// With or without the object in front, `soma` for `soma[0]` and the other way round.
    fn section(&self, name: &str) -> Option<usize> {
        let plain = name.rsplit('.').next().unwrap_or(name);
        let found = self.by_name.get(plain).or_else(|| self.by_name.get(plain.strip_suffix("[0]")?));
        found.copied()
    }

    fn unknown(&self, name: &str) -> RowFault {
        let mut names: Vec<&str> = self.by_name.keys().copied().collect();
        names.sort_unstable();
        let plain = name.rsplit('.').next().unwrap_or(name);
        let help =
            did_you_mean(plain, names).unwrap_or_else(|| format!("its sections have names such as `{}`", self.first));
        RowFault::new(format!("the cell has no section `{name}`"), help)
    }
}
