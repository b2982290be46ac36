//! What a change of `nseg` does: values follow the nearest segments.

use super::section::{END_AREA_UM2, Section};
use super::{CellError, Model, SectionId};
use crate::neuron_defaults::MOST_SEGMENTS;

impl Model {
    /// Number of segments.
    ///
    /// # Errors
    /// When the section was deleted.
    pub fn nseg(&self, id: SectionId) -> Result<usize, CellError> {
        Ok(self.section(id)?.nseg)
    }

    /// Sets the number of segments, cut to a whole number; every value is that of the nearest old segment.
    ///
    /// Gives back the number that was set: NEURON makes 1 of anything above 32767.
    ///
    /// # Errors
    /// When the section was deleted, the number is less than 1, or the values would not fit.
    pub fn set_nseg(&mut self, id: SectionId, nseg: f64) -> Result<usize, CellError> {
        let section = self.section(id)?;
        if nseg.is_nan() || nseg < 1.0 {
            return Err(CellError::SegmentCount { section: section.name.clone(), requested: nseg });
        }
        let columns = section.values.len() / section.nseg;
        let wanted = if nseg >= MOST_SEGMENTS as f64 + 1.0 { 1 } else { nseg as usize };
        if wanted != section.nseg {
            let (before, after) = (columns * section.nseg, columns * wanted);
            self.check_room(id, after.saturating_sub(before))?;
            self.change_nseg(id, wanted)?;
            self.value_count = self.value_count - before + after;
        }
        Ok(wanted)
    }

    fn change_nseg(&mut self, id: SectionId, nseg: usize) -> Result<(), CellError> {
        let old = self.section(id)?.nodes.clone();
        let sources = sources(old.len(), nseg);
        let nodes: Vec<_> = sources
            .iter()
            .enumerate()
            .map(|(index, source)| match old.get(source.node).filter(|_| source.same) {
                Some(&node) => {
                    self.nodes.set_index(node, index);
                    node
                }
                None => self.nodes.create(index),
            })
            .collect();
        if nseg < old.len() {
            self.replace_lost(&old, &nodes, &sources);
        }
        self.section_mut(id)?.take_from(&sources);
        self.section_mut(id)?.nodes = nodes;
        self.changed.tree = true;
        self.changed.diam = true;
        Ok(())
    }

    /// What sits on a node that is gone moves to the first new segment whose far end lies beyond it.
    fn replace_lost(&mut self, old: &[super::place::NodeId], new: &[super::place::NodeId], sources: &[Source]) {
        let mut kept = sources.iter().map(|source| source.node).peekable();
        let mut target = 0;
        for (index, &node) in old.iter().enumerate() {
            let centre = (index as f64 + 0.5) / old.len() as f64;
            while target + 1 < new.len() && centre > (target as f64 + 1.0) / new.len() as f64 {
                target += 1;
            }
            if kept.next_if_eq(&index).is_none()
                && let Some(&by) = new.get(target)
            {
                self.nodes.replace(node, by);
            }
        }
    }
}

/// The old node whose values a new one takes, and whether it is that node itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Source {
    node: usize,
    same: bool,
}

fn sources(old: usize, new: usize) -> Vec<Source> {
    let nearest = |index: usize, from: usize, to: usize| (to as f64 * ((index as f64 + 0.5) / from as f64)) as usize;
    let mut sources: Vec<_> =
        (0..new).map(|index| Source { node: nearest(index, new, old), same: new <= old }).collect();
    if new > old {
        for node in 0..old {
            if let Some(source) = sources.get_mut(nearest(node, old, new)) {
                *source = Source { node, same: true };
            }
        }
    }
    sources
}

impl Section {
    fn take_from(&mut self, sources: &[Source]) {
        let pick = |values: &[f64]| -> Vec<f64> {
            sources.iter().filter_map(|source| values.get(source.node).copied()).collect()
        };
        let end_v_mv = self.v_mv.last().copied();
        self.values = self.values.chunks_exact(self.nseg).flat_map(pick).collect();
        self.v_mv = pick(&self.v_mv).into_iter().chain(end_v_mv).collect();
        self.nseg = sources.len();
        self.area_um2 = vec![END_AREA_UM2; self.nseg + 1];
        self.conductance_us = vec![0.0; self.nseg + 1];
        self.stale = true;
    }
}
