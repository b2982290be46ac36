//! Which rows can be one object.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::read::Columns;
use super::table::{Row, Table};
use crate::by_name::Lookup;
use crate::cell::processes::Site;
use crate::diagnostic::Diagnostic;
use crate::mechanism::{Catalog, MechanismKind};
use crate::reduce::processes::Kinds;

/// Between the parts of a key.
const SEPARATOR: char = '\u{1f}';

/// What is known of a kind.
struct Kind {
    /// Columns that are its parameters.
    parameters: Vec<usize>,
    /// Why its instances do not add up; none where they do.
    apart: Option<String>,
    /// The model knows it.
    is_known: bool,
    count: usize,
}

/// The groups that were met.
pub(super) struct Groups<'a> {
    columns: &'a [String],
    kinds: Kinds<'a>,
    known: BTreeMap<String, Kind>,
    /// By kind, place and parameters.
    met: Lookup<String, usize>,
    key: String,
    count: usize,
}

impl<'a> Groups<'a> {
    pub(super) fn of(table: &'a Table, columns: &Columns, kinds: Kinds<'a>) -> Self {
        let mut groups = Self {
            columns: &table.columns,
            kinds,
            known: BTreeMap::new(),
            met: Lookup::default(),
            key: String::new(),
            count: 0,
        };
        for row in table.rows() {
            let name = kind_of(row, columns);
            if !groups.known.contains_key(name) {
                let kind = groups.kind(name);
                groups.known.insert(name.to_owned(), kind);
            }
        }
        groups
    }

    fn kind(&self, name: &str) -> Kind {
        let catalog = self.kinds.catalog;
        let of_kind = |column: &String| is_variable(catalog, Some(name), column);
        let of_any = |column: &String| is_variable(catalog, None, column);
        let is_known = catalog.find(name).is_some_and(|id| is_process(catalog.mechanism(id).kind));
        let is_parameter = |column: &String| if is_known { of_kind(column) } else { of_any(column) };
        let numbered = self.columns.iter().enumerate();
        let parameters = numbered.filter(|(_, column)| is_parameter(column)).map(|(place, _)| place).collect();
        let apart = is_known.then(|| (self.kinds.superposes)(name).err()).flatten();
        Kind { parameters, apart, is_known, count: 0 }
    }

    /// The group of a row at its reduced place.
    pub(super) fn group(&mut self, row: Row<'_>, columns: &Columns, site: Site) -> usize {
        let name = kind_of(row, columns);
        let next = self.count;
        let Some(kind) = self.known.get_mut(name) else { return next };
        kind.count += 1;
        let group = if kind.apart.is_some() {
            next
        } else {
            self.key.clear();
            // Writing to a text does not fail.
            let _ = write!(self.key, "{name}{SEPARATOR}{}{SEPARATOR}{:x}", site.section, site.x.to_bits());
            for &parameter in &kind.parameters {
                self.key.push(SEPARATOR);
                push_plain(&mut self.key, row.field(parameter).unwrap_or(""));
            }
            match self.met.get(self.key.as_str()) {
                Some(&known) => known,
                None => *self.met.entry(self.key.clone()).or_insert(next),
            }
        };
        self.count = self.count.max(group + 1);
        group
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let columns = self.columns;
        let said = self.known.iter().filter_map(|(name, kind)| match &kind.apart {
            Some(reason) => {
                let message = format!("{} rows of `{name}` are not merged: {reason}", kind.count);
                Some(Diagnostic::warning("synapses::apart", message))
            }
            None if !kind.is_known && !name.is_empty() => {
                let names = kind.parameters.iter().filter_map(|&place| columns.get(place));
                let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
                let merged = if names.is_empty() {
                    "are merged whatever their columns say".to_owned()
                } else {
                    format!("are merged where {} are equal", names.join(", "))
                };
                let message = format!("`{name}` is no point process of the model: its {} rows {merged}", kind.count);
                Some(Diagnostic::warning("synapses::kind", message))
            }
            None => None,
        });
        said.collect()
    }
}

fn kind_of<'a>(row: Row<'a>, columns: &Columns) -> &'a str {
    columns.kind.and_then(|column| row.field(column)).unwrap_or("").trim()
}

fn is_process(kind: MechanismKind) -> bool {
    matches!(kind, MechanismKind::PointProcess | MechanismKind::ArtificialCell)
}

/// Is it a variable of a point process: of the named one, or of any?
fn is_variable(catalog: &Catalog, kind: Option<&str>, variable: &str) -> bool {
    let mut mechanisms = catalog.mechanisms().map(|(_, mechanism)| mechanism);
    mechanisms.any(|mechanism| {
        is_process(mechanism.kind)
            && kind.is_none_or(|kind| mechanism.name == kind)
            && mechanism.variables.iter().any(|known| known.name == variable)
    })
}

/// Numbers that are equal have one text.
fn push_plain(key: &mut String, field: &str) {
    let field = field.trim();
    match field.parse::<f64>() {
        // Writing to a text does not fail.
        Ok(number) => _ = write!(key, "{:x}", (number + 0.0).to_bits()),
        Err(_) => key.push_str(field),
    }
}
