//! From the live sections to a resolved [`Cell`].

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::resolved::{self, Cell, End, Point3d, RangeValues};
use super::{CellError, Model, Range, SectionId};
use crate::mechanism::{MechanismId, MechanismKind, MechanismType, RangeVariable, VariableId, VariableKind};

impl Model {
    /// The resolved cell made of some of the sections, geometry recomputed.
    ///
    /// The cell's sections are those given, in the order of all sections; children that were not given are left out.
    /// Names lose the object that all of them belong to. Section lists are not known here:
    /// [`resolved::Section::lists`] is empty.
    ///
    /// # Errors
    /// When a section was deleted, has a parent that was not given, or has a diameter that is not positive.
    pub fn resolve(&mut self, sections: &[SectionId], v_init_mv: f64) -> Result<Cell, CellError> {
        self.refresh_all()?;
        let wanted: HashSet<_> = sections.iter().copied().collect();
        if !wanted.iter().all(|&id| self.exists(id)) {
            return Err(CellError::Deleted);
        }
        let ids: Vec<_> = self.sections().filter(|id| wanted.contains(id)).collect();
        let places = ids.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        let mut sections: Vec<_> = ids.iter().map(|&id| self.resolve_section(id, &places)).collect::<Result<_, _>>()?;
        let owner = common_owner(ids.iter().map(|&id| self.name(id))).len();
        for section in &mut sections {
            section.name.drain(..owner);
        }
        Ok(Cell { celsius: self.celsius(), v_init_mv, globals: self.globals_in_use(&ids), sections })
    }

    fn resolve_section(
        &self,
        id: SectionId,
        places: &HashMap<SectionId, usize>,
    ) -> Result<resolved::Section, CellError> {
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
            mechanisms: self.resolve_mechanisms(id)?,
            ion_style: self.resolve_styles(id)?,
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
        let own = [self.diam.mechanism, self.cm.mechanism];
        let found = self.mechanisms(id).into_iter().filter(move |mechanism| !own.contains(mechanism));
        found.map(|mechanism| (mechanism, self.catalog().mechanism(mechanism)))
    }

    fn globals_in_use(&self, ids: &[SectionId]) -> IndexMap<String, IndexMap<String, f64>> {
        let mut globals = IndexMap::new();
        for (_, mechanism) in ids.iter().flat_map(|&id| self.users_mechanisms(id)) {
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

/// What all names start with, up to a dot: the `L5PCtemplate[0].` of an object's sections.
fn common_owner<'a>(mut names: impl Iterator<Item = &'a str>) -> &'a str {
    let owner = |name: &'a str| name.rfind('.').and_then(|dot| name.get(..=dot)).unwrap_or("");
    let first = names.next().map_or("", owner);
    if names.all(|name| owner(name) == first) { first } else { "" }
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
