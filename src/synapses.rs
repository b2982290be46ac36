//! Synapses that live outside of the model: a table of places in, the same table with reduced places out.
//!
//! ```text
//! csv (section, x, kind, parameters, anything)  or  lines [apical,74,0.75]  ->  rows  ->  reduced place and merge group
//! ```
//! Rows of one group can be one object: same kind, same parameters, same reduced segment, and a kind whose instances add up.

mod error;
mod groups;
mod places;
mod read;
mod table;
mod write;

use crate::cell::Cell;
use crate::diagnostic::Diagnostic;
use crate::reduce::Reduction;
use crate::reduce::processes::Kinds;
use crate::source::{FileId, SourceMap};
use error::RowErrors;
use groups::Groups;
use places::Places;

/// The name of the table in an output directory.
pub const FILE: &str = "synapses.csv";

/// The table with reduced places, and what there is to say of it.
///
/// # Errors
/// What is wrong with the table, row by row.
pub fn reduced_table(
    file: FileId,
    sources: &SourceMap,
    original: &Cell,
    reduction: &Reduction,
    kinds: Kinds<'_>,
) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
    let text = &sources.file(file).text;
    let table = read::read(text, file, original)?;
    let columns = read::Columns::of(&table, file)?;
    let places = Places::of(original);
    let mut errors = RowErrors::new(file, text);
    let mut groups = Groups::of(&table, &columns, kinds);
    let mut places_of_rows = Vec::with_capacity(table.row_count());
    for row in table.rows() {
        match places.find(row, &columns) {
            Ok(site) => {
                let moved = reduction.site_of(original, site);
                places_of_rows.push(moved.map(|moved| (moved, groups.group(row, &columns, moved))));
            }
            Err(fault) => errors.push(row.start(), &fault),
        }
    }
    let found = errors.into_diagnostics();
    if !found.is_empty() {
        return Err(found);
    }
    Ok((write::write(&table, &places_of_rows, &reduction.cell), groups.into_diagnostics()))
}
