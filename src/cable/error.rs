//! What a cable can be refused for.

use crate::diagnostic::Diagnostic;

/// A tree of sections that no impedance can be computed for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CableError {
    /// An axial resistance that is no positive number.
    #[error("section `{section}` has an axial resistance of {ri_mohm} MOhm")]
    AxialResistance {
        /// The section's name.
        section: String,
        /// The resistance, `MOhm`.
        ri_mohm: f64,
    },
    /// A segment area that is no number, or negative.
    #[error("section `{section}` has a segment of {area_um2} um2")]
    Area {
        /// The section's name.
        section: String,
        /// The area, um2.
        area_um2: f64,
    },
    /// A membrane value that is no number.
    #[error("`{variable}` of section `{section}` is {value}")]
    Membrane {
        /// The section's name.
        section: String,
        /// `g_pas` or `cm`.
        variable: &'static str,
        /// The value.
        value: f64,
    },
    /// A list over segments of another length than `nseg`.
    #[error("section `{section}` has {nseg} segments and {found} values of `{list}`")]
    Length {
        /// The section's name.
        section: String,
        /// Its number of segments.
        nseg: usize,
        /// What the list holds.
        list: &'static str,
        /// Its length.
        found: usize,
    },
    /// A place in `Cell::sections` that does not exist.
    #[error("the cell has no section number {place}")]
    NoSection {
        /// The place.
        place: usize,
    },
    /// A section whose parent does not stand before it.
    #[error("section `{section}` stands before its parent")]
    Order {
        /// The section's name.
        section: String,
    },
}

impl CableError {
    /// The message for the user.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            Self::AxialResistance { .. } => "cable::axial-resistance",
            Self::Area { .. } => "cable::area",
            Self::Membrane { .. } => "cable::membrane",
            Self::Length { .. } => "cable::length",
            Self::NoSection { .. } => "cable::no-section",
            Self::Order { .. } => "cable::order",
        };
        Diagnostic::error(code, self.to_string())
    }
}
