//! The table with its new columns.

use super::table::Table;
use crate::cell::Cell;
use crate::cell::processes::Site;
use crate::emit::number::number;

/// The columns that are written behind those of the table.
pub(super) const ADDED: [&str; 3] = ["reduced_section", "reduced_x", "group"];

pub(super) fn write(table: &Table, places: &[Option<(Site, usize)>], reduced: &Cell) -> String {
    let mut writer = csv::Writer::from_writer(vec![]);
    let head = table.columns.iter().map(String::as_str).chain(ADDED);
    // Writing to memory does not fail.
    let _ = writer.write_record(head);
    for (row, place) in table.rows().zip(places) {
        let name = place.and_then(|(site, _)| reduced.sections.get(site.section)).map_or("", |section| &section.name);
        let x = place.map_or_else(String::new, |(site, _)| number(site.x));
        let group = place.map_or_else(String::new, |(_, group)| group.to_string());
        let _ = writer.write_record(row.fields().chain([name, x.as_str(), group.as_str()]));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
