//! Path distances from the middle of the soma.

use crate::cell::Cell;
use crate::cell::resolved::segment_centre;

/// Where the way from the soma enters a section, and how long it is up to there.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entrance {
    x: f64,
    way_um: f64,
}

/// Path distances in a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Distances(Vec<Option<Entrance>>);

impl Distances {
    /// From the middle of the section `soma`.
    #[must_use]
    pub fn of(cell: &Cell, soma: usize) -> Self {
        let mut found = Self(vec![None; cell.sections.len()]);
        found.enter(soma, Entrance { x: 0.5, way_um: 0.0 });
        let mut here = soma;
        while let Some(parent) = cell.sections.get(here).and_then(|section| section.parent) {
            let own_end = cell.sections.get(here).map_or(0.0, |section| section.own_end.x());
            let way_um = found.um(cell, here, own_end).unwrap_or_default();
            if !found.enter(parent.section, Entrance { x: parent.x, way_um }) {
                break;
            }
            here = parent.section;
        }
        for place in cell.parents_first() {
            let Some(section) = cell.sections.get(place) else { continue };
            let way_um = section.parent.and_then(|parent| found.um(cell, parent.section, parent.x));
            if let Some(way_um) = way_um {
                found.enter(place, Entrance { x: section.own_end.x(), way_um });
            }
        }
        found
    }

    /// The first way in is the way.
    fn enter(&mut self, section: usize, entrance: Entrance) -> bool {
        let slot = self.0.get_mut(section).filter(|slot| slot.is_none());
        slot.map(|slot| *slot = Some(entrance)).is_some()
    }

    /// To a place, um; none where the soma is not connected to it.
    #[must_use]
    pub fn um(&self, cell: &Cell, section: usize, x: f64) -> Option<f64> {
        let entrance = self.0.get(section).copied().flatten()?;
        Some(entrance.way_um + (x - entrance.x).abs() * cell.sections.get(section)?.length_um)
    }

    /// To the centre of a segment, um.
    #[must_use]
    pub fn segment_um(&self, cell: &Cell, section: usize, segment: usize) -> Option<f64> {
        self.um(cell, section, segment_centre(segment, cell.sections.get(section)?.nseg))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::resolved::{Attachment, End, Section};

    fn section(name: &str, length_um: f64, nseg: usize, parent: Option<(usize, f64)>) -> Section {
        let parent = parent.map(|(section, x)| Attachment { section, x });
        Section { name: name.into(), length_um, nseg, parent, own_end: End::Zero, ..Section::default() }
    }

    #[test]
    fn ways_go_up_and_down_the_tree() {
        let mut sections = vec![
            section("root", 100.0, 2, None),
            section("soma", 20.0, 1, Some((0, 1.0))),
            section("dend", 50.0, 1, Some((1, 1.0))),
            section("side", 10.0, 1, Some((0, 0.25))),
        ];
        for (parent, child) in [(0, 1), (1, 2), (0, 3)] {
            sections[parent].children.push(child);
        }
        let cell = Cell { sections, ..Cell::default() };
        let distances = Distances::of(&cell, 1);
        for (section, x, um) in
            [(1, 0.5, 0.0), (1, 0.0, 10.0), (2, 1.0, 60.0), (0, 1.0, 10.0), (0, 0.0, 110.0), (3, 1.0, 95.0)]
        {
            assert_eq!(distances.um(&cell, section, x), Some(um), "{section}({x})");
        }
        assert_eq!(distances.segment_um(&cell, 0, 0), Some(85.0));
        assert_eq!(distances.um(&cell, 9, 0.5), None);
    }
}
