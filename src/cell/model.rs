//! Every section that exists, by id, with the mechanisms that can be in them.

use super::list::SectionList;
use super::place::NodeArena;
use super::section::{Layout, Section};
use super::{CellError, Place};
use crate::by_name::ByName;
use crate::mechanism::function_table::FunctionTables;
use crate::mechanism::{
    Catalog, GlobalVariable, MechanismId, MechanismKind, MechanismType, RangeVariable, VariableId, VariableKind,
};
use crate::neuron_defaults;

/// A section of a [`Model`]; an id is never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub(super) u32);

/// Where a section is attached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attachment {
    /// The parent section.
    pub parent: SectionId,
    /// Normalized place on the parent, 0 to 1.
    pub x: f64,
    /// The attached end of the section itself, 0 or 1.
    pub own_end: f64,
}

/// All sections, as NEURON keeps them.
///
/// Geometry is lazy as in NEURON: assignments mark a section stale, and the reads that NEURON uses to recompute
/// (`area`, `ri`, `diam`) recompute here, which is why they take `&mut self`.
#[derive(Debug, Clone)]
pub struct Model {
    catalog: Catalog,
    pub(super) layouts: Vec<Layout>,
    pub(super) arena: Vec<Section>,
    pub(super) list: SectionList,
    pub(super) nodes: NodeArena,
    pub(super) diam: VariableId,
    pub(super) cm: VariableId,
    globals: ByName<String, Vec<f64>>,
    celsius: f64,
    /// Values of range variables of all sections.
    pub(super) value_count: usize,
    pub(super) spine_area_um2: f64,
    pub(super) points_fixed: bool,
    pub(super) origin: Option<Place>,
    pub(super) connections: u64,
    /// Counts what [`Model::arrangement`] counts.
    pub(super) arrangement: u64,
    pub(super) changed: Changed,
    /// What hoc filled the `FUNCTION_TABLE`s of mechanisms with.
    pub function_tables: FunctionTables,
}

/// What changed since NEURON last looked; decides only whether `define_shape` does anything.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Changed {
    /// Sections, connections or segment counts.
    pub tree: bool,
    /// Diameters, lengths, resistivities.
    pub diam: bool,
    /// 3-d points.
    pub shape: bool,
}

impl Model {
    /// An empty world in which the mechanisms of `catalog` can be inserted.
    ///
    /// `morphology` (`diam`) and `capacitance` (`cm`), which are in every section, are added where they are missing.
    #[must_use]
    pub fn new(mut catalog: Catalog) -> Self {
        let diam = ensure(&mut catalog, "morphology", "diam", neuron_defaults::DIAM_UM);
        let cm = ensure(&mut catalog, "capacitance", "cm", neuron_defaults::CM_UF_PER_CM2);
        let layouts = catalog.mechanisms().map(|(_, mechanism)| Layout::of(mechanism)).collect();
        let globals = catalog.mechanisms().flat_map(|(_, mechanism)| mechanism.globals.iter().map(initial)).collect();
        Self {
            catalog,
            layouts,
            arena: vec![],
            list: SectionList::default(),
            nodes: NodeArena::default(),
            diam,
            cm,
            globals,
            celsius: neuron_defaults::CELSIUS,
            value_count: 0,
            spine_area_um2: 0.0,
            points_fixed: false,
            origin: None,
            connections: 0,
            arrangement: 0,
            changed: Changed { tree: true, diam: true, shape: true },
            function_tables: FunctionTables::new(),
        }
    }

    /// Adds an ion that no mechanism uses, where it is not there.
    pub fn add_ion(&mut self, ion: &str, valence: f64) {
        if self.catalog.find(&format!("{ion}_ion")).is_some() {
            return;
        }
        self.catalog.add_ion(ion, Some(valence));
        self.lay_out_last();
    }

    fn lay_out_last(&mut self) {
        if let Some((_, added)) = self.catalog.mechanisms().last() {
            self.layouts.push(Layout::of(added));
            self.globals.extend(added.globals.iter().map(initial));
        }
    }

    /// Adds a mechanism that no mod file declares; none where its name is taken.
    pub fn declare(&mut self, mechanism: MechanismType) -> Option<MechanismId> {
        if self.catalog.find(&mechanism.name).is_some() {
            return None;
        }
        let name = mechanism.name.clone();
        self.catalog.add(mechanism);
        self.lay_out_last();
        self.catalog.find(&name)
    }

    /// Gives a mechanism that was declared other names and variables. Where sections have it, it keeps the number of its
    /// variables.
    pub fn redeclare(&mut self, id: MechanismId, mechanism: MechanismType) {
        let layout = Layout::of(&mechanism);
        self.catalog.replace(id, mechanism);
        if let Some(place) = self.layouts.get_mut(id.0) {
            *place = layout;
        }
        self.arrangement += 1;
    }

    /// The mechanisms that can be inserted.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Temperature, degrees Celsius.
    #[must_use]
    pub fn celsius(&self) -> f64 {
        self.celsius
    }

    /// Sets the temperature, degrees Celsius.
    pub fn set_celsius(&mut self, celsius: f64) {
        self.celsius = celsius;
    }

    /// A global variable of a mechanism by its hoc name: `vhalf_Ih`, `nai0_na_ion`; all elements of an array.
    #[must_use]
    pub fn global(&self, name: &str) -> Option<&[f64]> {
        self.globals.get(name).map(Vec::as_slice)
    }

    /// The values of all global variables.
    pub fn globals(&self) -> impl Iterator<Item = f64> + '_ {
        self.globals.values().flatten().copied()
    }

    /// How many values of range variables all sections have together.
    #[must_use]
    pub fn value_count(&self) -> usize {
        self.value_count
    }

    /// How often a section, a connection or a mechanism came or went: where that is the same, all are where they were.
    #[must_use]
    pub fn arrangement(&self) -> u64 {
        self.arrangement
    }

    /// A global variable to be set.
    pub fn global_mut(&mut self, name: &str) -> Option<&mut [f64]> {
        self.globals.get_mut(name).map(Vec::as_mut_slice)
    }

    /// Does the section exist?
    #[must_use]
    pub fn exists(&self, id: SectionId) -> bool {
        self.section(id).is_ok()
    }

    /// The section's full hoc name, `L5PCtemplate[0].dend[3]`; empty once it is deleted.
    #[must_use]
    pub fn name(&self, id: SectionId) -> &str {
        self.section(id).map_or("", |section| &section.name)
    }

    /// Gives the section another name (`SectionRef.rename`).
    ///
    /// # Errors
    /// When it was deleted.
    pub fn rename(&mut self, id: SectionId, name: String) -> Result<(), CellError> {
        self.section_mut(id)?.name = name;
        Ok(())
    }

    pub(super) fn section(&self, id: SectionId) -> Result<&Section, CellError> {
        match self.arena.get(id.0 as usize) {
            Some(section) if section.alive => Ok(section),
            Some(_) | None => Err(CellError::Deleted),
        }
    }

    pub(super) fn section_mut(&mut self, id: SectionId) -> Result<&mut Section, CellError> {
        match self.arena.get_mut(id.0 as usize) {
            Some(section) if section.alive => {
                section.touched += 1;
                Ok(section)
            }
            Some(_) | None => Err(CellError::Deleted),
        }
    }
}

fn initial(variable: &GlobalVariable) -> (String, Vec<f64>) {
    (variable.name.clone(), vec![variable.default; variable.length.max(1)])
}

fn ensure(catalog: &mut Catalog, mechanism: &str, variable: &str, default: f64) -> VariableId {
    let own = |catalog: &Catalog| {
        catalog.find_variable(variable).filter(|id| catalog.mechanism(id.mechanism).name == mechanism)
    };
    if let Some(id) = own(catalog) {
        return id;
    }
    catalog.add(MechanismType {
        name: mechanism.to_owned(),
        kind: MechanismKind::Density,
        variables: vec![RangeVariable {
            name: variable.to_owned(),
            kind: VariableKind::Parameter,
            default,
            length: 1,
            unit: String::new(),
        }],
        globals: vec![],
        ions: vec![],
        functions: vec![],
        pointers: vec![],
        declared: None,
    });
    own(catalog).unwrap_or(VariableId { mechanism: MechanismId(0), index: 0 })
}
