//! The places that are looked at: a mechanism on its own, or a segment of a cell.

use std::sync::Arc;

use thiserror::Error;

use crate::cell::Cell;
use crate::cell::resolved::{Section, segment_at};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::mechanism::Catalog;
use crate::membrane::segment::Patch;
use crate::membrane::site::{SiteError, alone, of_cell};
use crate::membrane::{Library, Program};
use crate::reduce::Options;
use crate::reduce::classify::{Kind, classify};

/// A place and what its membrane is made of.
#[derive(Debug, Clone)]
pub struct Site {
    /// The mechanism's name, or `apic[36](0.5)`.
    pub name: String,
    /// Its membrane.
    pub patch: Patch,
    /// Axial resistivity, ohm cm; none for a mechanism on its own.
    pub ra_ohm_cm: Option<f64>,
}

impl Site {
    /// A mechanism on its own, at its defaults.
    #[must_use]
    pub fn of_program(program: &Arc<Program>, catalog: &Catalog, celsius: f64) -> Self {
        let patch = alone(&[Arc::clone(program)], catalog, celsius);
        Self { name: program.name.clone(), patch, ra_ohm_cm: None }
    }

    /// Is it a segment of a cell?
    #[must_use]
    pub fn is_segment(&self) -> bool {
        self.ra_ohm_cm.is_some()
    }
}

/// A segment of a cell, by places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The section's place in the cell.
    pub section: usize,
    /// The segment, counted from its 0 end.
    pub segment: usize,
}

/// Text that names no segment.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SpotError {
    /// It is written otherwise.
    #[error("`{0}` names no place")]
    Form(String),
    /// There is no such section.
    #[error("the cell has no section `{name}`")]
    NoSection {
        /// The section.
        name: String,
        /// What may be meant.
        suggestion: Option<String>,
    },
    /// x lies outside the section.
    #[error("`{0}` lies outside of its section")]
    Outside(String),
}

impl SpotError {
    /// What is said of it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let found = Diagnostic::error("inspect::place", self.to_string());
        match self {
            Self::Form(_) => found.help("write a section and a place in it: `--at 'dend[3](0.5)'`"),
            Self::NoSection { suggestion, .. } => found.help_if(suggestion.clone()),
            Self::Outside(_) => found.help("places run from 0 to 1"),
        }
    }
}

/// The segment that `apic[36](0.5)` names; the middle one where no place is given.
///
/// # Errors
/// There is none.
pub fn spot(cell: &Cell, text: &str) -> Result<Spot, SpotError> {
    let form = || SpotError::Form(text.to_owned());
    let (name, x) = match text.trim().strip_suffix(')') {
        None => (text.trim(), 0.5),
        Some(rest) => {
            let (name, x) = rest.rsplit_once('(').ok_or_else(form)?;
            (name.trim(), x.trim().parse::<f64>().map_err(|_| form())?)
        }
    };
    let section = cell.find(name).ok_or_else(|| SpotError::NoSection {
        name: name.to_owned(),
        suggestion: did_you_mean(name, cell.sections.iter().map(|section| section.name.as_str())),
    })?;
    if !(0.0..=1.0).contains(&x) {
        return Err(SpotError::Outside(text.to_owned()));
    }
    let nseg = cell.sections.get(section).map_or(1, |section| section.nseg);
    Ok(Spot { section, segment: segment_at(x, nseg) })
}

/// The middle of the soma, and for each mechanism that is not there the middle of the first section that has it.
#[must_use]
pub fn default_spots(cell: &Cell) -> Vec<Spot> {
    let kinds = classify(cell, &Options::default()).unwrap_or_default();
    let soma = kinds.iter().position(|kind| *kind == Kind::Soma).unwrap_or_default();
    let mut chosen = vec![soma];
    for (place, section) in cell.sections.iter().enumerate() {
        let is_new = |name: &String| {
            let is_known = |&known: &usize| cell.sections.get(known).is_some_and(|known| has(known, name));
            !name.ends_with("_ion") && !chosen.iter().any(is_known)
        };
        if section.mechanisms.keys().any(is_new) {
            chosen.push(place);
        }
    }
    let middle = |section: usize| cell.sections.get(section).map_or(0, |section| segment_at(0.5, section.nseg));
    chosen.into_iter().map(|section| Spot { section, segment: middle(section) }).collect()
}

fn has(section: &Section, mechanism: &str) -> bool {
    section.mechanisms.contains_key(mechanism)
}

/// A segment of the cell with its own values.
///
/// # Errors
/// The equations of one of its mechanisms are not known.
pub fn site(cell: &Cell, spot: Spot, library: &Library, catalog: &Catalog) -> Result<Site, SiteError> {
    let Spot { section, segment } = spot;
    let patch = of_cell(cell, section, segment, library, catalog)?;
    let found = cell.sections.get(section).ok_or(SiteError::NoSegment { section, segment })?;
    Ok(Site { name: found.place_name(segment), patch, ra_ohm_cm: Some(found.ra_ohm_cm) })
}
