//! `finitialize`: every segment with its mechanisms initialized at one voltage.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::{RestError, Resting};
use crate::cell::Cell;
use crate::cell::resolved::Section;
use crate::mechanism::Catalog;
use crate::membrane::Library;
use crate::membrane::segment::Segment;
use crate::membrane::site::of_cell;

/// The segments of every section at `v_mv`.
pub(super) fn start(
    cell: &Cell,
    library: &Library,
    catalog: &Catalog,
    v_mv: f64,
) -> Result<Vec<Vec<Resting>>, RestError> {
    let section = |(section, found): (usize, &Section)| -> Result<Vec<Resting>, RestError> {
        (0..found.nseg)
            .map(|segment| {
                let patch = of_cell(cell, section, segment, library, catalog)?;
                let membrane = Segment::start(patch, v_mv, None).map_err(RestError::of)?;
                let point = membrane.evaluate(v_mv, &membrane.initial_states()).map_err(RestError::of)?;
                Ok(Resting { membrane, point })
            })
            .collect()
    };
    cell.sections.par_iter().enumerate().map(section).collect()
}
