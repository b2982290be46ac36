//! A resolved cell holds numbers only: no infinity and no NaN goes on to the numeric stages or into a file.

use super::CellError;
use super::resolved::{Cell, Section};

/// # Errors
/// On the first value that is no number, with the name that hoc has for it.
pub(super) fn check(cell: &Cell) -> Result<(), CellError> {
    let own = [("celsius", cell.celsius), ("v_init", cell.v_init_mv)];
    let globals = cell.globals.values().flatten().map(|(name, &value)| (name.as_str(), value));
    match own.into_iter().chain(globals).find(|(_, value)| !value.is_finite()) {
        Some((variable, value)) => Err(CellError::GlobalNotFinite { variable: variable.to_owned(), value }),
        None => cell.sections.iter().try_for_each(check_section),
    }
}

fn check_section(section: &Section) -> Result<(), CellError> {
    match numbers(section).find(|(_, value)| !value.is_finite()) {
        Some((variable, value)) => {
            Err(CellError::NotFinite { section: section.name.clone(), variable: variable.to_owned(), value })
        }
        None => Ok(()),
    }
}

/// Every number of a section with its name, what the user sets before what is computed from it.
fn numbers(section: &Section) -> impl Iterator<Item = (&str, f64)> {
    let points = section
        .points
        .iter()
        .flat_map(|point| [("x3d", point.x_um), ("y3d", point.y_um), ("z3d", point.z_um), ("diam3d", point.diam_um)]);
    let own = [("L", section.length_um), ("Ra", section.ra_ohm_cm), ("rallbranch", section.rall_branch)];
    let parent = section.parent.map(|parent| ("parent_connection", parent.x));
    let mechanisms = section.mechanisms.values().flatten();
    let lists = [("diam", &section.diam_um), ("cm", &section.cm_uf_per_cm2)].into_iter();
    let computed = [("area", &section.area_um2), ("ri", &section.ri_mohm)];
    let over_segments = lists
        .chain(mechanisms.map(|(name, values)| (name.as_str(), values)))
        .chain(computed)
        .flat_map(|(name, values)| values.iter().map(move |&value| (name, value)));
    let ends = [("ri", section.ri_end_mohm), ("area of its spines", section.spine_area_um2)];
    points.chain(own).chain(parent).chain(over_segments).chain(ends)
}
