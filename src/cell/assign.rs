//! Assigning range variables: in one segment, in all, along a stretch.

use std::ops::RangeInclusive;

use super::section::Section;
use super::{CellError, Model, Range, SectionId};

/// Stretches shorter than this are refused.
const SHORTEST_STRETCH: f64 = 1e-10;
/// Segment centres this far outside of a stretch still belong to it (relative to its length).
const STRETCH_MARGIN: f64 = 1e-9;
/// 3-d points longer or shorter than L by more are scaled before they take diameters, um.
const SAME_LENGTH_UM: f64 = 0.001;

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
    /// The nodes from the one that contains the start of a stretch to the one that contains its end.
    fn nodes_within(&self, (from, to): (f64, f64)) -> Result<RangeInclusive<usize>, CellError> {
        let (first, last) = (self.node_at(from)?, self.node_at(to)?);
        Ok(first.min(last)..=first.max(last))
    }

    fn ramp(
        &mut self,
        nodes: RangeInclusive<usize>,
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
