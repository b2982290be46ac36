//! What a path leads to.

use crate::cell::{Range, SectionId};
use crate::hoc::ast::Member;
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

/// What a path that is assigned to leads to, before its last part is looked at: it is accessed from there on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SectionVariable<'a> {
    /// `section.name`
    Of { section: SectionId, reached: Reached, member: &'a Member },
    /// No variable of a section that is named.
    None(Place),
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

    /// The same variable of another section.
    pub(crate) const fn of(self, section: SectionId) -> Self {
        Self { section, ..self }
    }
}

impl Place {
    /// Is it a variable of a section?
    pub(crate) const fn is_of_section(&self) -> bool {
        matches!(
            self,
            Self::At(Reference::Range { .. } | Reference::Property { .. }) | Self::Everywhere(_) | Self::Stretch(..)
        )
    }

    /// The same variable of another section; what is no variable of a section stays as it is.
    pub(crate) fn of(self, section: SectionId) -> Self {
        match self {
            Self::At(Reference::Range { range, element, x, stored, .. }) => {
                Self::At(Reference::Range { section, range, element, x, stored })
            }
            Self::At(Reference::Property { property, .. }) => Self::At(Reference::Property { section, property }),
            Self::Everywhere(range) => Self::Everywhere(range.of(section)),
            Self::Stretch(range, from, to) => Self::Stretch(range.of(section), from, to),
            other @ (Self::Value(_) | Self::At(_) | Self::Section(..)) => other,
        }
    }
}
