//! What a path leads to.

use crate::cell::{Range, SectionId};
use crate::hoc::value::{Reference, Value};

/// What a path leads to: something to read or to assign.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    /// A value that is no variable: what a function gave.
    Value(Value),
    /// One variable.
    At(Reference),
    /// A section.
    Section(SectionId, Reached),
    /// `gbar_Ih` without a place: read in the middle, assigned everywhere.
    Everywhere(RangePlace),
    /// `gbar_Ih(0:1)`
    Stretch(RangePlace, f64, f64),
}

/// A range variable of a section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RangePlace {
    pub(crate) section: SectionId,
    pub(crate) range: Range,
    pub(crate) element: usize,
    /// Reached as `object.section.name`: taken as it is stored.
    pub(crate) stored: bool,
}

/// How a section was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    /// By its own name.
    ByName,
    /// As a member of an object.
    ThroughObject,
}

impl RangePlace {
    /// The variable at one place of the section.
    pub(crate) const fn at(self, x: f64) -> Reference {
        let Self { section, range, element, stored } = self;
        Reference::Range { section, range, element, x, stored }
    }
}
