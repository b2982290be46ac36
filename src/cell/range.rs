//! Range variables: values that a section has in each segment.

use super::section::Section;
use super::topology::Node;
use super::{CellError, Model, SectionId};
use crate::mechanism::VariableId;

/// Stretches shorter than this are refused.
const SHORTEST_STRETCH: f64 = 1e-10;
/// Segment centres this far outside of a stretch still belong to it (relative to its length).
const STRETCH_MARGIN: f64 = 1e-9;
/// 3-d points longer or shorter than L by more are scaled before they take diameters, um.
const SAME_LENGTH_UM: f64 = 0.001;

/// What a range variable's name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range {
    /// `v`
    Voltage,
    /// `diam`, `cm` and every variable of a mechanism or ion.
    Variable(VariableId),
}

/// `=`, `+=`, `-=`, `*=`, `/=`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Subtract,
    /// `*=`
    Multiply,
    /// `/=`
    Divide,
}

impl Assignment {
    /// The value that is stored.
    ///
    /// # Errors
    /// On division by zero.
    pub fn apply(self, old: f64, value: f64) -> Result<f64, CellError> {
        Ok(match self {
            Self::Set => value,
            Self::Add => old + value,
            Self::Subtract => old - value,
            Self::Multiply => old * value,
            Self::Divide if value == 0.0 => return Err(CellError::DivideByZero),
            Self::Divide => old / value,
        })
    }
}

impl Model {
    /// What a name stands for as a range variable.
    #[must_use]
    pub fn find_range(&self, name: &str) -> Option<Range> {
        match name {
            "v" => Some(Range::Voltage),
            _ => self.catalog().find_variable(name).map(Range::Variable),
        }
    }

    /// `gbar_Ih(x)`: the value in the segment that contains `x`; `v` has values of its own at the ends. Geometry is
    /// recomputed first where `diam` is asked for.
    ///
    /// # Errors
    /// When the section was deleted, x lies outside of it, the mechanism is not inserted, the array has no such element,
    /// or a diameter is not positive.
    pub fn get(&mut self, id: SectionId, x: f64, range: Range, element: usize) -> Result<f64, CellError> {
        if range == Range::Variable(self.diam) {
            self.refresh_if_stale(id)?;
        }
        self.peek(id, x, range, element)
    }

    /// `object.section.diam(x)`: the value as it is stored, which for a `diam` that is out of date NEURON does not
    /// recompute when it is read through an object.
    ///
    /// # Errors
    /// As [`Model::get`].
    pub fn peek(&self, id: SectionId, x: f64, range: Range, element: usize) -> Result<f64, CellError> {
        match range {
            Range::Voltage => self.v_mv(self.node(id, x)?),
            Range::Variable(variable) => {
                let node = self.section(id)?.node_at(x)?;
                let column = self.column(id, variable, element)?;
                self.section(id)?.column(column).get(node).copied().ok_or(CellError::Position { x })
            }
        }
    }

    /// The values over the segments from the 0 end to the 1 end, as they are stored.
    ///
    /// # Errors
    /// When the section was deleted, the mechanism is not inserted, or the array has no such element.
    pub fn values(&self, id: SectionId, range: Range, element: usize) -> Result<Vec<f64>, CellError> {
        let section = self.section(id)?;
        let values = match range {
            Range::Voltage => section.v_mv.get(..section.nseg).unwrap_or_default(),
            Range::Variable(variable) => section.column(self.column(id, variable, element)?),
        };
        Ok(section.in_x_order(values))
    }

    /// `gbar_Ih(x) = value`, `diam(x) *= 2`: sets one segment; gives back the value that was stored.
    ///
    /// `diam` reaches only those 3-d points that lie in the segment, and is lost where there are none.
    ///
    /// # Errors
    /// As [`Model::get`], and on division by zero.
    pub fn assign(
        &mut self,
        id: SectionId,
        x: f64,
        range: Range,
        element: usize,
        assignment: Assignment,
        value: f64,
    ) -> Result<f64, CellError> {
        let is_diam = range == Range::Variable(self.diam);
        if is_diam && self.points_fixed {
            return Ok(value);
        }
        if is_diam && assignment != Assignment::Set {
            self.refresh_if_stale(id)?;
        }
        let value = self.poke(id, x, range, element, assignment, value)?;
        if is_diam {
            self.diam_changed(id)?;
        }
        Ok(value)
    }

    /// `object.section.diam(x) = value`: sets one segment, and nothing else: NEURON forgets here to mark the geometry as
    /// out of date.
    ///
    /// # Errors
    /// As [`Model::assign`].
    pub fn poke(
        &mut self,
        id: SectionId,
        x: f64,
        range: Range,
        element: usize,
        assignment: Assignment,
        value: f64,
    ) -> Result<f64, CellError> {
        let value = assignment.apply(self.peek(id, x, range, element)?, value)?;
        match range {
            Range::Voltage => *self.v_mv_mut(self.node(id, x)?)? = value,
            Range::Variable(variable) => {
                let column = self.column(id, variable, element)?;
                let section = self.section_mut(id)?;
                let node = section.node_at(x)?;
                section.column_mut(column).iter_mut().skip(node).take(1).for_each(|old| *old = value);
            }
        }
        Ok(value)
    }

    /// `gbar_Ih = value`, `diam *= 2`: sets every segment (for `v` the ends as well); gives back the last value stored.
    ///
    /// # Errors
    /// As [`Model::assign`].
    pub fn assign_all(
        &mut self,
        id: SectionId,
        range: Range,
        element: usize,
        assignment: Assignment,
        value: f64,
    ) -> Result<f64, CellError> {
        match range {
            Range::Voltage => self.assign_all_v(id, assignment, value),
            Range::Variable(variable) if variable == self.diam => self.assign_all_diam(id, assignment, value),
            Range::Variable(variable) => {
                let column = self.column(id, variable, element)?;
                change_all(self.section_mut(id)?.column_mut(column), assignment, value)
            }
        }
    }

    /// `gbar_Ih(from:to) = first:last`: sets the segments whose centres lie in the stretch, by linear interpolation
    /// between its ends.
    ///
    /// # Errors
    /// As [`Model::assign`], and when the stretch has no length.
    pub fn assign_ramp(
        &mut self,
        id: SectionId,
        stretch: (f64, f64),
        range: Range,
        element: usize,
        assignment: Assignment,
        values: (f64, f64),
    ) -> Result<(), CellError> {
        let ramp = Ramp::new(stretch, values)?;
        let is_diam = range == Range::Variable(self.diam);
        let nodes = self.section(id)?.nodes_within(stretch)?;
        if is_diam && self.points_fixed {
            return Ok(());
        }
        let column = match range {
            Range::Voltage => {
                self.assign_v_at_ends(id, &ramp, assignment)?;
                None
            }
            Range::Variable(variable) => Some(self.column(id, variable, element)?),
        };
        self.section_mut(id)?.ramp(nodes, column, &ramp, assignment)?;
        if is_diam { self.diam_changed(id) } else { Ok(()) }
    }

    /// The column of a variable of an inserted mechanism.
    pub(super) fn column(&self, id: SectionId, variable: VariableId, element: usize) -> Result<usize, CellError> {
        let section = self.section(id)?;
        let (Some(block), Some(offset)) = (
            section.block(variable.mechanism),
            self.layouts.get(variable.mechanism.0).and_then(|layout| layout.offsets.get(variable.index)),
        ) else {
            let mechanism = self.catalog().mechanism(variable.mechanism).name.clone();
            return Err(CellError::NotInserted { mechanism, section: section.name.clone() });
        };
        let declared = self.catalog().variable(variable);
        let length = declared.length.max(1);
        if element >= length {
            return Err(CellError::Element { variable: declared.name.clone(), index: element, length });
        }
        Ok(block.start + offset + element)
    }

    fn v_mv(&self, node: Node) -> Result<f64, CellError> {
        match node {
            Node::Root(id) => Ok(self.section(id)?.root_v_mv),
            Node::Of(id, node) => self.section(id)?.v_mv.get(node).copied().ok_or(CellError::Deleted),
        }
    }

    fn v_mv_mut(&mut self, node: Node) -> Result<&mut f64, CellError> {
        match node {
            Node::Root(id) => Ok(&mut self.section_mut(id)?.root_v_mv),
            Node::Of(id, node) => self.section_mut(id)?.v_mv.get_mut(node).ok_or(CellError::Deleted),
        }
    }

    fn assign_all_v(&mut self, id: SectionId, assignment: Assignment, value: f64) -> Result<f64, CellError> {
        for x in [0.0, 1.0] {
            self.poke(id, x, Range::Voltage, 0, assignment, value)?;
        }
        let section = self.section_mut(id)?;
        let nseg = section.nseg;
        change_all(section.v_mv.get_mut(..nseg).unwrap_or_default(), assignment, value)
    }

    fn assign_all_diam(&mut self, id: SectionId, assignment: Assignment, value: f64) -> Result<f64, CellError> {
        if self.points_fixed {
            return Ok(value);
        }
        if assignment != Assignment::Set {
            self.refresh_if_stale(id)?;
        }
        let column = self.diam_column();
        let value = change_all(self.section_mut(id)?.column_mut(column), assignment, value)?;
        self.diam_changed(id)?;
        Ok(value)
    }

    fn assign_v_at_ends(&mut self, id: SectionId, ramp: &Ramp, assignment: Assignment) -> Result<(), CellError> {
        for (x, value) in [(ramp.from, ramp.first), (ramp.to, ramp.last)] {
            if x == 0.0 || x == 1.0 {
                self.poke(id, x, Range::Voltage, 0, assignment, value)?;
            }
        }
        Ok(())
    }

    /// 3-d points take the diameters of the segments that they lie in.
    fn diam_changed(&mut self, id: SectionId) -> Result<(), CellError> {
        let column = self.diam_column();
        self.changed.diam = true;
        let section = self.section_mut(id)?;
        section.stale = true;
        if !section.points.is_empty() {
            section.points_take_diam(column)?;
            self.changed.shape = true;
        }
        Ok(())
    }
}

fn change_all(values: &mut [f64], assignment: Assignment, value: f64) -> Result<f64, CellError> {
    let mut stored = value;
    for old in values {
        stored = assignment.apply(*old, value)?;
        *old = stored;
    }
    Ok(stored)
}

/// Values from `first` at `from` to `last` at `to`.
struct Ramp {
    from: f64,
    to: f64,
    first: f64,
    last: f64,
}

impl Ramp {
    fn new((from, to): (f64, f64), (first, last): (f64, f64)) -> Result<Self, CellError> {
        let long_enough = to - from >= SHORTEST_STRETCH;
        if long_enough { Ok(Self { from, to, first, last }) } else { Err(CellError::Stretch { from, to }) }
    }

    fn at(&self, x: f64) -> Option<f64> {
        let part = (x - self.from) / (self.to - self.from);
        (-STRETCH_MARGIN..=1.0 + STRETCH_MARGIN).contains(&part).then_some(self.first * (1.0 - part) + self.last * part)
    }
}

impl Section {
    pub(super) fn in_x_order(&self, values: &[f64]) -> Vec<f64> {
        if self.reversed { values.iter().rev().copied().collect() } else { values.to_vec() }
    }

    /// The nodes from the one that contains the start of a stretch to the one that contains its end.
    fn nodes_within(&self, (from, to): (f64, f64)) -> Result<std::ops::RangeInclusive<usize>, CellError> {
        let (first, last) = (self.node_at(from)?, self.node_at(to)?);
        Ok(first.min(last)..=first.max(last))
    }

    fn ramp(
        &mut self,
        nodes: std::ops::RangeInclusive<usize>,
        column: Option<usize>,
        ramp: &Ramp,
        assignment: Assignment,
    ) -> Result<(), CellError> {
        for node in nodes {
            let Some(value) = ramp.at(self.centre(node)) else { continue };
            let values = match column {
                Some(column) => self.column_mut(column),
                None => &mut self.v_mv,
            };
            if let Some(old) = values.get_mut(node) {
                *old = assignment.apply(*old, value)?;
            }
        }
        Ok(())
    }

    fn points_take_diam(&mut self, diam_column: usize) -> Result<(), CellError> {
        let length_um = self.used_length_um();
        if self.points.last().is_some_and(|last| (length_um - last.arc_um).abs() > SAME_LENGTH_UM) {
            self.scale_points(length_um);
        }
        for index in 0..self.points.len() {
            let Some(arc_um) = self.points.get(index).map(|point| point.arc_um) else { continue };
            let x = arc_um / length_um;
            let node = self.node_at(if x > 1.0 { 1.0 } else { x })?;
            let diam = self.column(diam_column).get(node).copied();
            if let (Some(point), Some(diam)) = (self.points.get_mut(index), diam) {
                point.diam = diam as f32;
            }
        }
        Ok(())
    }
}
