//! `finitialize`: every segment with its mechanisms initialized at one voltage.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::{RestError, Resting};
use crate::cell::Cell;
use crate::cell::resolved::Section;
use crate::mechanism::Catalog;
use crate::membrane::Library;
use crate::membrane::segment::{OperatingPoint, Segment};
use crate::membrane::site::of_cell;

/// The segments of every section at `v_mv`; what flows there is not looked at yet.
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
                let point = OperatingPoint { v_mv, states: membrane.initial_states(), ..OperatingPoint::default() };
                Ok(Resting { membrane, point })
            })
            .collect()
    };
    cell.sections.par_iter().enumerate().map(section).collect()
}

/// Looks at what flows in segments that were started.
pub(super) fn evaluate(mut started: Vec<Vec<Resting>>) -> Result<Vec<Vec<Resting>>, RestError> {
    let look = |Resting { membrane, point }: &mut Resting| -> Result<(), RestError> {
        *point = membrane.evaluate(point.v_mv, &point.states).map_err(RestError::of)?;
        Ok(())
    };
    started.par_iter_mut().flatten().try_for_each(look)?;
    Ok(started)
}
