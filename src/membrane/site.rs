//! What segments are made of: mechanisms on their own, or those of a cell's segment.

use std::sync::Arc;

use thiserror::Error;

use super::memory::Memory;
use super::segment::{Ion, Patch};
use super::{Library, Program};
use crate::cell::Cell;
use crate::cell::resolved::Section;
use crate::mechanism::Catalog;
use crate::mechanism::ion::{IonStyle, defaults, ion_style_of};

/// Why a segment cannot be put together.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SiteError {
    /// The cell has no such segment.
    #[error("section {section} has no segment {segment}")]
    NoSegment {
        /// The section's place.
        section: usize,
        /// The segment.
        segment: usize,
    },
    /// A mechanism whose equations are not known.
    #[error("the equations of mechanism `{mechanism}` in section `{section}` are not known")]
    NoEquations {
        /// The mechanism.
        mechanism: String,
        /// The section.
        section: String,
    },
}

/// A segment of 1000 um2 (diameter and length of NEURON's textbook segment) with the mechanisms at their defaults.
#[must_use]
pub fn alone(programs: &[Arc<Program>], catalog: &Catalog, celsius: f64) -> Patch {
    let uses: Vec<_> = programs
        .iter()
        .filter_map(|program| catalog.find(&program.name))
        .flat_map(|id| catalog.mechanism(id).ions.clone())
        .collect();
    let mut ions: Vec<Ion> = vec![];
    for used in &uses {
        if ions.iter().any(|ion| ion.name == used.ion) {
            continue;
        }
        let default = defaults(&used.ion);
        ions.push(Ion {
            name: used.ion.clone(),
            valence: valence(&used.ion, catalog),
            e_mv: default.e_mv,
            inner_mm: default.inner_mm,
            outer_mm: default.outer_mm,
            style: ion_style_of(uses.iter().filter(|other| other.ion == used.ion)),
        });
    }
    Patch {
        celsius,
        diam_um: DIAM_UM,
        area_um2: std::f64::consts::PI * DIAM_UM * LENGTH_UM,
        cm_uf_per_cm2: crate::neuron_defaults::CM_UF_PER_CM2,
        mechanisms: programs.iter().map(|program| (Arc::clone(program), Memory::new(program))).collect(),
        ions,
    }
}

/// Diameter of a segment that stands for itself, um.
const DIAM_UM: f64 = 10.0;

/// Its length, um.
const LENGTH_UM: f64 = 100.0;

/// The mechanisms of a cell's segment with its parameters, without those that do nothing to it. `extracellular` is taken
/// as grounded.
///
/// # Errors
/// There is no such segment; the equations of one of its mechanisms are not known.
pub fn of_cell(
    cell: &Cell,
    section: usize,
    segment: usize,
    library: &Library,
    catalog: &Catalog,
) -> Result<Patch, SiteError> {
    let missing = SiteError::NoSegment { section, segment };
    let found = cell.sections.get(section).ok_or(missing.clone())?;
    let at = |values: &[f64]| values.get(segment).copied().ok_or_else(|| missing.clone());
    let mut patch = Patch {
        celsius: cell.celsius,
        diam_um: at(&found.diam_um)?,
        area_um2: at(&found.area_um2)?,
        cm_uf_per_cm2: at(&found.cm_uf_per_cm2)?,
        mechanisms: vec![],
        ions: vec![],
    };
    for (name, values) in &found.mechanisms {
        if let Some(ion) = name.strip_suffix("_ion").filter(|_| found.ion_style.contains_key(name)) {
            patch.ions.push(ion_of(cell, found, ion, segment, catalog));
            continue;
        }
        if name == "extracellular" || library.leaves_out(name) {
            continue;
        }
        let Some(program) = library.get(name) else {
            return Err(SiteError::NoEquations { mechanism: name.clone(), section: found.name.clone() });
        };
        if program.is_idle() {
            continue;
        }
        let mut memory = Memory::new(program);
        for (global, &value) in cell.globals.get(name).into_iter().flatten() {
            set(&mut memory, program, global, value);
        }
        for (variable, values) in values {
            set(&mut memory, program, variable, at(values)?);
        }
        patch.mechanisms.push((Arc::clone(program), memory));
    }
    Ok(patch)
}

fn set(memory: &mut Memory<f64>, program: &Program, hoc_name: &str, value: f64) {
    if let Some(slot) = program.slot_of(hoc_name) {
        memory.set(slot, value);
    }
}

fn ion_of(cell: &Cell, section: &Section, ion: &str, segment: usize, catalog: &Catalog) -> Ion {
    let mechanism = format!("{ion}_ion");
    let default = defaults(ion);
    let value = |name: String, default: f64| {
        let values = section.values(&mechanism, &name);
        values.and_then(|values| values.get(segment)).copied().unwrap_or(default)
    };
    let style = section.ion_style.get(&mechanism).copied().unwrap_or_default();
    let style = IonStyle::from_number(u32::try_from(style).unwrap_or_default());
    let mut found = Ion {
        name: ion.to_owned(),
        valence: valence(ion, catalog),
        e_mv: value(format!("e{ion}"), default.e_mv),
        inner_mm: value(format!("{ion}i"), default.inner_mm),
        outer_mm: value(format!("{ion}o"), default.outer_mm),
        style,
    };
    if style.initializes_concentrations() {
        let global = |side: &str| cell.globals.get(&mechanism)?.get(&format!("{ion}{side}0_{mechanism}")).copied();
        found.inner_mm = global("i").unwrap_or(found.inner_mm);
        found.outer_mm = global("o").unwrap_or(found.outer_mm);
    }
    found
}

fn valence(ion: &str, catalog: &Catalog) -> f64 {
    let mechanism = catalog.find(&format!("{ion}_ion")).map(|id| catalog.mechanism(id));
    mechanism.and_then(|ion| ion.ions.first()).and_then(|ion| ion.valence).unwrap_or_default()
}
