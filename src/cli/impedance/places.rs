//! The places of a cell whose impedances are shown.

use num_complex::Complex64;

use crate::cell::Cell;
use crate::cell::resolved::{Attachment, segment_centre};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::inspect::site::{default_spots, spot};
use crate::quasi_active::QuasiActive;
use crate::reduce::Options;
use crate::reduce::subtree::plan;

/// A segment's centre.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) section: usize,
    pub(super) segment: usize,
    nseg: usize,
}

impl Place {
    fn of(cell: &Cell, section: usize, segment: usize) -> Option<Self> {
        let found = cell.sections.get(section)?;
        Some(Self { name: found.place_name(segment), section, segment, nseg: found.nseg })
    }

    pub(super) fn attachment(&self) -> Attachment {
        Attachment { section: self.section, x: segment_centre(self.segment, self.nseg) }
    }
}

/// The segment that a text names.
pub(super) fn place(cell: &Cell, text: &str) -> Result<Place, Diagnostic> {
    let found = spot(cell, text).map_err(|error| error.diagnostic())?;
    let nothing = || Diagnostic::error("impedance::place", format!("`{text}` names no segment"));
    Place::of(cell, found.section, found.segment).ok_or_else(nothing)
}

/// Where the electrode is: the place that is named, or the middle of the soma.
pub(super) fn electrode(cell: &Cell, named: Option<&str>) -> Result<Place, Diagnostic> {
    if let Some(text) = named {
        return place(cell, text);
    }
    let soma = default_spots(cell).into_iter().next();
    let nothing = || Diagnostic::error("impedance::place", "the cell has no section");
    soma.and_then(|soma| Place::of(cell, soma.section, soma.segment)).ok_or_else(nothing)
}

/// The electrode's place, and of each stem the segment with the lowest transfer impedance to it at 0 Hz.
pub(super) fn furthest(cell: &Cell, cable: &QuasiActive, from: &Place) -> Vec<Place> {
    let mut places = vec![from.clone()];
    // What is a stem is a question of the reduction: where it has no answer the electrode stands alone.
    let Ok(plan) = plan(cell, &Options::default(), &mut Diagnostics::default()) else { return places };
    let impedances = cable.impedances(&[from.attachment()], 0.0);
    for subtree in plan.subtrees {
        let segments = subtree.sections.iter().flat_map(|&section| {
            let nseg = cell.sections.get(section).map_or(0, |found| found.nseg);
            (0..nseg).map(move |segment| (section, segment))
        });
        let modulus = |&(section, segment): &(usize, usize)| {
            impedances.segment_transfer(section, segment).map_or(f64::INFINITY, Complex64::norm)
        };
        let lowest = segments.min_by(|one, other| modulus(one).total_cmp(&modulus(other)));
        places.extend(lowest.and_then(|(section, segment)| Place::of(cell, section, segment)));
    }
    places.dedup();
    places
}
