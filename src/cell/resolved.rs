//! The resolved cell: what every numeric stage sees, with nothing of a parser or an evaluator behind it.
//!
//! Sections stand in NEURON's `allsec` order and name each other by their place in [`Cell::sections`].
//! Every list over segments runs from the 0 end of the section to its 1 end and has [`Section::nseg`] values.
//! Units are NEURON's own: um, um2, `MOhm`, ohm cm, uF/cm2, S/cm2, mV, mM.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::plain_names::{within_object, without_index};
use crate::mechanism::function_table::FunctionTables;
pub use crate::morphology::Point3d;

/// One cell at rest in memory: geometry, topology and every value that was set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// Temperature, degrees Celsius.
    pub celsius: f64,
    /// The voltage at which a run starts, mV.
    pub v_init_mv: f64,
    /// Global variables by mechanism and hoc name (`vhalf_Ih`, `nai0_na_ion`).
    pub globals: IndexMap<String, IndexMap<String, f64>>,
    /// What hoc filled the `FUNCTION_TABLE`s of its mechanisms with.
    pub function_tables: FunctionTables,
    /// The sections, in NEURON's `allsec` order.
    pub sections: Vec<Section>,
}

/// Values over the segments by hoc name (`gbar_Ih`, `ena`), in the order in which the mechanism declares them.
pub type RangeValues = IndexMap<String, Vec<f64>>;

/// An unbranched cable.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Name without its object, no other section's: `dend[3]`, or `hill` where the section is no array element.
    pub name: String,
    /// Section lists that hold it: `basal`, `somatic`; without `all`.
    pub lists: Vec<String>,
    /// Number of segments, at least 1.
    pub nseg: usize,
    /// Length, um.
    pub length_um: f64,
    /// Axial resistivity, ohm cm.
    pub ra_ohm_cm: f64,
    /// Specific membrane capacitance of each segment, uF/cm2.
    pub cm_uf_per_cm2: Vec<f64>,
    /// Where it is attached; none for a root.
    pub parent: Option<Attachment>,
    /// Which of its own ends is attached (for a root: the end its tree is rooted at).
    pub own_end: End,
    /// 3-d points, from the 0 end; empty for a plain cylinder.
    pub points: Vec<Point3d>,
    /// Places in [`Cell::sections`] of its children, in NEURON's order (the last one connected first).
    pub children: Vec<usize>,
    /// Part of its area that is not in its 3-d points: the area of those marked as spines (`setSpineArea`), um2.
    pub spine_area_um2: f64,
    /// NEURON's `rallbranch`: the number of equal branches that this section stands for.
    pub rall_branch: f64,
    /// Density mechanisms and ions (`na_ion`) with the values the user owns: parameters; for an ion its reversal
    /// potential and concentrations. An element of an array variable is named `name[2]`.
    pub mechanisms: IndexMap<String, RangeValues>,
    /// NEURON's `ion_style` of each ion.
    pub ion_style: IndexMap<String, i32>,
    /// The number that hoc left in the voltage at its 0 end, as templates of circuits number their sections
    /// (`v(0.0001) = index`); none where it is no index.
    pub number: Option<u32>,
    /// Diameter of each segment, um.
    pub diam_um: Vec<f64>,
    /// Membrane area of each segment, um2.
    pub area_um2: Vec<f64>,
    /// Axial resistance from each segment's centre to the node before it (towards the attached end), `MOhm`.
    pub ri_mohm: Vec<f64>,
    /// Axial resistance from the last segment's centre to the far end, `MOhm`.
    pub ri_end_mohm: f64,
}

/// A place on a parent section.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Place of the parent in [`Cell::sections`].
    pub section: usize,
    /// Normalized position on the parent, 0 to 1.
    pub x: f64,
}

/// An end of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum End {
    /// x = 0.
    #[default]
    Zero,
    /// x = 1.
    One,
}

impl End {
    /// The normalized position, 0 or 1.
    #[must_use]
    pub fn x(self) -> f64 {
        match self {
            Self::Zero => 0.0,
            Self::One => 1.0,
        }
    }
}

impl Section {
    /// The name without its index: `dend` of `dend[3]`, also of `Cell[0].dend[3]`.
    #[must_use]
    pub fn type_name(&self) -> &str {
        without_index(within_object(&self.name))
    }

    /// Length of the polyline through its 3-d points, um: another than [`Section::length_um`] where `L` was assigned after
    /// the points, because NEURON keeps the points in single precision and the length in double.
    #[must_use]
    pub fn polyline_length_um(&self) -> f64 {
        let pairs = self.points.iter().zip(self.points.iter().skip(1));
        pairs.map(|(a, b)| (b.x_um - a.x_um).hypot(b.y_um - a.y_um).hypot(b.z_um - a.z_um)).sum()
    }

    /// The place of a segment's centre, to four digits: `apic[36](0.0714)`.
    #[must_use]
    pub fn place_name(&self, segment: usize) -> String {
        let x = (segment_centre(segment, self.nseg) * 1e4).round() / 1e4;
        format!("{}({x})", self.name)
    }

    /// Is it in the section list of that name?
    #[must_use]
    pub fn is_in_list(&self, list: &str) -> bool {
        self.lists.iter().any(|name| name == list)
    }

    /// The values of a range variable over the segments, where its mechanism is inserted.
    #[must_use]
    pub fn values(&self, mechanism: &str, variable: &str) -> Option<&[f64]> {
        self.mechanisms.get(mechanism)?.get(variable).map(Vec::as_slice)
    }
}

impl Cell {
    /// Place in [`Cell::sections`] of the section of that name. Linear: not for loops.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.sections.iter().position(|section| section.name == name)
    }

    /// Places of all sections, every parent before its children.
    #[must_use]
    pub fn parents_first(&self) -> Vec<usize> {
        let is_root = |&place: &usize| self.sections.get(place).is_some_and(|section| section.parent.is_none());
        let mut open: Vec<usize> = (0..self.sections.len()).rev().filter(is_root).collect();
        let mut order = Vec::with_capacity(self.sections.len());
        while let Some(place) = open.pop().filter(|_| order.len() < self.sections.len()) {
            order.push(place);
            open.extend(self.sections.get(place).into_iter().flat_map(|section| section.children.iter().rev()));
        }
        order
    }

    /// Number of segments of all sections.
    #[must_use]
    pub fn segment_count(&self) -> usize {
        self.sections.iter().map(|section| section.nseg).sum()
    }
}

/// Normalized position of the centre of segment `index` of `nseg`.
#[must_use]
pub fn segment_centre(index: usize, nseg: usize) -> f64 {
    (index as f64 + 0.5) / nseg as f64
}

/// The segment of `nseg` that contains `x`, counted from the 0 end.
#[must_use]
pub fn segment_at(x: f64, nseg: usize) -> usize {
    ((x * nseg as f64) as usize).min(nseg.saturating_sub(1))
}
