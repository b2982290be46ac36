//! What straight lines between the points of tables make of a site's figures.

use super::point::{Point, Refused, point};
use super::site::Site;

/// The largest changes over some voltages, relative to the figures of the code that fills the tables.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TableChange {
    /// Of the whole current.
    pub current: f64,
    /// Of the slope conductance at 0 Hz.
    pub slope: f64,
}

/// How far points with interpolated tables are from those of the code.
///
/// # Errors
/// An equation that cannot be evaluated.
pub fn table_change(site: &Site, interpolated: &[Point]) -> Result<TableChange, Refused> {
    let mut largest = TableChange::default();
    for with_tables in interpolated {
        let code = point(site, with_tables.v_mv, false)?.membrane;
        let tables = &with_tables.membrane;
        largest.current = largest.current.max(change(tables.current_ma_per_cm2, code.current_ma_per_cm2));
        largest.slope = largest.slope.max(change(tables.slope.s_per_cm2, code.slope.s_per_cm2));
    }
    Ok(largest)
}

fn change(found: f64, wanted: f64) -> f64 {
    if found == wanted { 0.0 } else { ((found - wanted) / wanted).abs() }
}
