//! From the live sections to a resolved [`Cell`].

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use super::plain_names::plain_names;
use super::resolved::{self, Cell, End, Point3d, RangeValues};
use super::{CellError, Model, Range, SectionId, finite};
use crate::mechanism::{MechanismId, MechanismKind, MechanismType, RangeVariable, VariableId, VariableKind};

impl Model {
    /// The resolved cell made of some of the sections, geometry recomputed.
    ///
    /// The cell's sections are those given, in the order of all sections; children that were not given are left out.
    /// Names lose the objects that they belong to; where two then clash, the later section gets the lowest free index
    /// of an array of that name. Section lists are not known here: [`resolved::Section::lists`] is empty.
    ///
    /// The cell has the global variables of the mechanisms that are inserted in it, and of those named by
    /// `also_globals_of`: of point processes, which no section lists.
    ///
    /// # Errors
    /// When a section was deleted, has a parent that was not given, has a diameter that is not positive, or when a
    /// number is infinite or none.
    pub fn resolve(
        &mut self,
        sections: &[SectionId],
        also_globals_of: &BTreeSet<String>,
        v_init_mv: f64,
    ) -> Result<Cell, CellError> {
        self.refresh_all()?;
        let wanted: HashSet<_> = sections.iter().copied().collect();
        if !wanted.iter().all(|&id| self.exists(id)) {
            return Err(CellError::Deleted);
        }
        let ids: Vec<_> = self.sections().filter(|id| wanted.contains(id)).collect();
        let mut sections = self.bare_sections(&ids, &places(&ids))?;
        for (section, &id) in sections.iter_mut().zip(&ids) {
            section.mechanisms = self.resolve_mechanisms(id)?;
            section.ion_style = self.resolve_styles(id)?;
        }
        let wholes: Vec<&str> = ids.iter().map(|&id| self.name(id)).collect();
        for (section, name) in sections.iter_mut().zip(plain_names(&wholes)) {
            section.name = name;
        }
        let globals = self.globals_in_use(&ids, also_globals_of);
        let mut function_tables = self.function_tables.clone();
        function_tables.retain(|mechanism, _| globals.contains_key(mechanism));
        let cell = Cell { celsius: self.celsius(), v_init_mv, globals, function_tables, sections };
        finite::check(&cell)?;
        Ok(cell)
    }

    /// All sections without their mechanisms, geometry recomputed, and the place of each.
    ///
    /// # Errors
    /// When a section has a diameter that is not positive.
    pub fn bare(&mut self) -> Result<(Cell, HashMap<SectionId, usize>), CellError> {
        self.refresh_all()?;
        let ids: Vec<_> = self.sections().collect();
        let places = places(&ids);
        let sections = self.bare_sections(&ids, &places)?;
        Ok((Cell { sections, ..Cell::default() }, places))
    }

    fn bare_sections(
        &self,
        ids: &[SectionId],
        places: &HashMap<SectionId, usize>,
    ) -> Result<Vec<resolved::Section>, CellError> {
        ids.iter().map(|&id| self.bare_section(id, places)).collect()
    }

    fn bare_section(&self, id: SectionId, places: &HashMap<SectionId, usize>) -> Result<resolved::Section, CellError> {
        let section = self.section(id)?;
        let resistances = |conductances: &[f64]| conductances.iter().map(|conductance| 1.0 / conductance).collect();
        let (ri_mohm, ri_end): (Vec<f64>, Vec<f64>) = section
            .conductance_us
            .split_at_checked(section.nseg)
            .map_or_else(Default::default, |(segments, end)| (resistances(segments), resistances(end)));
        Ok(resolved::Section {
            name: section.name.clone(),
            lists: vec![],
            nseg: section.nseg,
            length_um: section.length_um,
            ra_ohm_cm: section.ra_ohm_cm,
            cm_uf_per_cm2: self.values(id, Range::Variable(self.cm), 0)?,
            parent: self.resolve_parent(id, places)?,
            own_end: if section.reversed { End::One } else { End::Zero },
            points: section
                .points
                .iter()
                .map(|point| Point3d { diam_um: f64::from(point.diam), ..point.public() })
                .collect(),
            children: section.children.values().filter_map(|child| places.get(child).copied()).collect(),
            rall_branch: section.rall_branch,
            spine_area_um2: section.spine_count() as f64 * self.spine_area_um2(),
            mechanisms: IndexMap::new(),
            ion_style: IndexMap::new(),
            number: self.values(id, Range::Voltage, 0)?.first().copied().and_then(index),
            diam_um: self.values(id, Range::Variable(self.diam), 0)?,
            area_um2: section.in_x_order(section.area_um2.get(..section.nseg).unwrap_or_default()),
            ri_mohm: section.in_x_order(&ri_mohm),
            ri_end_mohm: ri_end.first().copied().unwrap_or(f64::INFINITY),
        })
    }

    fn resolve_parent(
        &self,
        id: SectionId,
        places: &HashMap<SectionId, usize>,
    ) -> Result<Option<resolved::Attachment>, CellError> {
        let Some(attachment) = self.parent(id) else { return Ok(None) };
        let name = |id| self.name(id).to_owned();
        match places.get(&attachment.parent) {
            Some(&section) => Ok(Some(resolved::Attachment { section, x: attachment.x })),
            None => Err(CellError::ParentOutside { section: name(id), parent: name(attachment.parent) }),
        }
    }

    fn resolve_mechanisms(&self, id: SectionId) -> Result<IndexMap<String, RangeValues>, CellError> {
        let mut mechanisms = IndexMap::new();
        for (mechanism, found) in self.users_mechanisms(id) {
            let mut values = RangeValues::new();
            for (index, variable) in
                found.variables.iter().enumerate().filter(|(_, variable)| is_users(found, variable))
            {
                for element in 0..variable.length.max(1) {
                    let range = Range::Variable(VariableId { mechanism, index });
                    values.insert(
                        element_name(&variable.name, variable.length, element),
                        self.values(id, range, element)?,
                    );
                }
            }
            mechanisms.insert(found.name.clone(), values);
        }
        mechanisms.sort_unstable_keys();
        Ok(mechanisms)
    }

    fn resolve_styles(&self, id: SectionId) -> Result<IndexMap<String, i32>, CellError> {
        let mut styles = IndexMap::new();
        for (mechanism, found) in self.users_mechanisms(id).filter(|(_, found)| found.kind == MechanismKind::Ion) {
            let style = self.ion_style(id, mechanism)?;
            styles.extend(style.map(|style| (found.name.clone(), i32::try_from(style.number()).unwrap_or_default())));
        }
        styles.sort_unstable_keys();
        Ok(styles)
    }

    /// The mechanisms of a section without `morphology` and `capacitance`, whose values stand apart.
    fn users_mechanisms(&self, id: SectionId) -> impl Iterator<Item = (MechanismId, &MechanismType)> {
        let found = self.mechanisms(id).into_iter().filter(|&mechanism| !self.is_everywhere(mechanism));
        found.map(|mechanism| (mechanism, self.catalog().mechanism(mechanism)))
    }

    fn globals_in_use(&self, ids: &[SectionId], also: &BTreeSet<String>) -> IndexMap<String, IndexMap<String, f64>> {
        let mut globals = IndexMap::new();
        let inserted = ids.iter().flat_map(|&id| self.users_mechanisms(id).map(|(_, mechanism)| mechanism));
        let named = also.iter().filter_map(|name| self.catalog().find(name));
        for mechanism in inserted.chain(named.map(|id| self.catalog().mechanism(id))) {
            if !globals.contains_key(&mechanism.name) {
                globals.insert(mechanism.name.clone(), self.globals_of(mechanism));
            }
        }
        globals.sort_unstable_keys();
        globals
    }

    fn globals_of(&self, mechanism: &MechanismType) -> IndexMap<String, f64> {
        let elements = |name: &str| self.global(name).unwrap_or_default().to_vec().into_iter().enumerate();
        mechanism
            .globals
            .iter()
            .flat_map(|global| {
                elements(&global.name).map(|(index, value)| (element_name(&global.name, global.length, index), value))
            })
            .collect()
    }
}

/// The place of each section.
fn places(ids: &[SectionId]) -> HashMap<SectionId, usize> {
    ids.iter().enumerate().map(|(place, &id)| (id, place)).collect()
}

/// A whole number that is none below zero.
fn index(value: f64) -> Option<u32> {
    let is_index = value.fract() == 0.0 && (0.0..f64::from(u32::MAX)).contains(&value);
    is_index.then_some(value as u32)
}

fn element_name(name: &str, length: usize, element: usize) -> String {
    if length > 1 { format!("{name}[{element}]") } else { name.to_owned() }
}

/// Parameters; of an ion its reversal potential and concentrations.
fn is_users(mechanism: &MechanismType, variable: &RangeVariable) -> bool {
    match mechanism.kind {
        MechanismKind::Ion => {
            let ion = mechanism.name.strip_suffix("_ion").unwrap_or(&mechanism.name);
            [format!("e{ion}"), format!("{ion}i"), format!("{ion}o")].contains(&variable.name)
        }
        MechanismKind::Density
        | MechanismKind::PointProcess
        | MechanismKind::ArtificialCell
        | MechanismKind::Library => variable.kind == VariableKind::Parameter,
    }
}
