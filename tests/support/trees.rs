//! Small cells made of plain cylinders.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::f64::consts::PI;

use indexmap::IndexMap;
use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::{Attachment, End, Section};

pub const RA_OHM_CM: f64 = 150.0;
pub const RM_OHM_CM2: f64 = 20_000.0;
pub const CM_UF_PER_CM2: f64 = 1.0;

/// A plain cylinder with `pas`, as NEURON discretizes it.
pub fn cylinder(name: &str, length_um: f64, diam_um: f64, nseg: usize) -> Section {
    let half_mohm = 1e-2 * RA_OHM_CM * (length_um / nseg as f64 / 2.0) / (PI * diam_um * diam_um / 4.0);
    let mut ri_mohm = vec![2.0 * half_mohm; nseg];
    ri_mohm[0] = half_mohm;
    let pas = [("g_pas", 1.0 / RM_OHM_CM2), ("e_pas", -70.0)].map(|(name, value)| (name.to_owned(), vec![value; nseg]));
    Section {
        name: name.to_owned(),
        nseg,
        length_um,
        ra_ohm_cm: RA_OHM_CM,
        cm_uf_per_cm2: vec![CM_UF_PER_CM2; nseg],
        rall_branch: 1.0,
        mechanisms: IndexMap::from([("pas".to_owned(), IndexMap::from(pas))]),
        diam_um: vec![diam_um; nseg],
        area_um2: vec![PI * diam_um * length_um / nseg as f64; nseg],
        ri_mohm,
        ri_end_mohm: half_mohm,
        ..Section::default()
    }
}

/// A cell under construction.
#[derive(Default)]
pub struct Builder {
    pub cell: Cell,
}

impl Builder {
    /// A section without a parent.
    pub fn root(mut self, section: Section) -> Self {
        self.cell.sections.push(section);
        self
    }

    /// A section attached by its 0 end.
    pub fn child(self, section: Section, parent: &str, x: f64) -> Self {
        self.child_by(section, End::Zero, parent, x)
    }

    /// A section attached by one of its ends.
    pub fn child_by(mut self, mut section: Section, own_end: End, parent: &str, x: f64) -> Self {
        if own_end == End::One {
            section.ri_mohm.reverse();
        }
        let parent = self.cell.find(parent).unwrap();
        section.parent = Some(Attachment { section: parent, x });
        section.own_end = own_end;
        let place = self.cell.sections.len();
        self.cell.sections[parent].children.insert(0, place);
        self.cell.sections.push(section);
        self
    }

    /// Sets a range variable over the last section.
    pub fn with(mut self, mechanism: &str, variable: &str, value: f64) -> Self {
        let section = self.cell.sections.last_mut().unwrap();
        let values = vec![value; section.nseg];
        section.mechanisms.entry(mechanism.to_owned()).or_default().insert(variable.to_owned(), values);
        self
    }

    /// Puts the last section in a section list.
    pub fn in_list(mut self, list: &str) -> Self {
        self.cell.sections.last_mut().unwrap().lists.push(list.to_owned());
        self
    }
}

/// Places of all sections, parents first.
pub fn parents_first(cell: &Cell) -> Vec<usize> {
    let is_root = |&place: &usize| cell.sections[place].parent.is_none();
    let mut order: Vec<usize> = (0..cell.sections.len()).filter(is_root).collect();
    let mut next = 0;
    while next < order.len() {
        order.extend(&cell.sections[order[next]].children);
        next += 1;
    }
    order
}
