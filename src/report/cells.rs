//! Both cells to be looked at: where they are drawn, what is known of each segment, which goes where.

use serde::Serialize;

use super::layout::{self, Layout, Point};
use super::number::drawn;
use super::view::View;
use crate::reduce::Reduction;
use crate::reduce::classify::Kind;

/// Both cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cells {
    /// The subtrees that were replaced: what is coloured alike.
    pub stems: Vec<Stem>,
    /// The cell before.
    pub detailed: Outline,
    /// The cell after.
    pub reduced: Outline,
    /// Where each segment of the cell before went: the segment of the cell after, counted over its sections.
    pub segment: Vec<Option<usize>>,
    /// The place itself in its section, 0 to 1.
    pub x: Vec<Option<f64>>,
}

/// A subtree that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stem {
    /// Its root.
    pub root: String,
    /// What replaces it.
    pub section: String,
    /// `apical`
    pub kind: &'static str,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outline {
    /// Its sections.
    pub sections: Vec<Drawn>,
    /// Segment by segment, section by section: path distance from the soma, um.
    pub distance: Vec<f64>,
    /// Electrotonic distance from the soma.
    pub electrotonic: Vec<f64>,
    /// Steady input impedance, `MOhm`.
    pub input: Vec<f64>,
    /// Steady transfer impedance to the soma, `MOhm`.
    pub transfer: Vec<f64>,
    /// Voltage at rest, mV.
    pub rest: Vec<f64>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drawn {
    /// Its name.
    pub name: String,
    /// Number of segments.
    pub nseg: usize,
    /// The section that it hangs on.
    pub parent: Option<usize>,
    /// Its place among the stems; none where it stays.
    pub stem: Option<usize>,
    /// Is it (a part of) the soma?
    pub soma: bool,
    /// Its attached end is the 1 end.
    pub backwards: bool,
    /// Electrotonic distances of its attached end and its other end.
    pub ends: [f64; 2],
    /// x, y, z in tenths and diameter in hundredths of a um, point by point; after the first point differences.
    pub points: Vec<i64>,
}

/// Cells with more 3-d points than this are drawn with fewer.
const MANY_POINTS: usize = 20_000;

/// Points nearer than this to the one before are then left out, um.
const NEAR_UM: f64 = 2.0;

/// Both cells.
#[must_use]
pub fn cells(detailed: &View<'_>, reduced: &View<'_>, reduction: &Reduction, somata: &[bool]) -> Cells {
    let before = layout::of_cell(detailed.cell);
    let after = layout::of_reduction(detailed.cell, &before, reduction);
    let mut stems_before = vec![None; detailed.cell.sections.len()];
    let mut stems_after = vec![None; reduced.cell.sections.len()];
    for (stem, subtree) in reduction.subtrees.iter().enumerate() {
        for &section in &subtree.subtree.sections {
            put(&mut stems_before, section, stem);
        }
        put(&mut stems_after, subtree.reduced_section, stem);
    }
    let is_soma = |section: usize| somata.get(section).copied().unwrap_or_default();
    let somata_after: Vec<bool> = reduction.kept.iter().map(|&section| is_soma(section)).collect();
    let firsts = firsts(reduced);
    let mapped = || {
        let places = reduction.map.sections.iter().zip(&detailed.cell.sections);
        places.flat_map(|(places, section)| (0..section.nseg).map(|segment| places.get(segment)))
    };
    Cells {
        stems: reduction.subtrees.iter().map(|subtree| stem(reduced, subtree)).collect(),
        detailed: outline(detailed, &before, &stems_before, somata),
        reduced: outline(reduced, &after, &stems_after, &somata_after),
        segment: mapped()
            .map(|place| place.and_then(|place| Some(firsts.get(place.section)? + place.segment)))
            .collect(),
        x: mapped().map(|place| place.map(|place| place.x)).collect(),
    }
}

fn put(stems: &mut [Option<usize>], section: usize, stem: usize) {
    if let Some(slot) = stems.get_mut(section) {
        *slot = Some(stem);
    }
}

fn stem(reduced: &View<'_>, subtree: &crate::reduce::ReducedSubtree) -> Stem {
    let section = reduced.cell.sections.get(subtree.reduced_section);
    let kind = if subtree.subtree.kind == Kind::Apical { "apical" } else { "basal" };
    Stem { root: subtree.root.clone(), section: section.map(|section| section.name.clone()).unwrap_or_default(), kind }
}

/// The first segment of each section, counted over the sections.
fn firsts(view: &View<'_>) -> Vec<usize> {
    let mut next = 0;
    let first = |section: &crate::cell::resolved::Section| {
        next += section.nseg;
        next - section.nseg
    };
    view.cell.sections.iter().map(first).collect()
}

fn outline(view: &View<'_>, layout: &Layout, stems: &[Option<usize>], somata: &[bool]) -> Outline {
    let many = layout.iter().map(Vec::len).sum::<usize>() > MANY_POINTS;
    let section = |(place, section): (usize, &crate::cell::resolved::Section)| {
        let points = layout.get(place).map(Vec::as_slice).unwrap_or_default();
        Drawn {
            name: section.name.clone(),
            nseg: section.nseg,
            parent: section.parent.map(|parent| parent.section),
            stem: stems.get(place).copied().flatten(),
            soma: somata.get(place).copied().unwrap_or_default(),
            backwards: section.own_end.x() > 0.5,
            ends: view.electrotonic_ends(place).map(drawn),
            points: if many { packed(&thinned(points)) } else { packed(points) },
        }
    };
    let over = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        view.segments().map(|(section, segment)| drawn(of(section, segment))).collect()
    };
    Outline {
        sections: view.cell.sections.iter().enumerate().map(section).collect(),
        distance: over(&|section, segment| view.distance_um(section, segment)),
        electrotonic: over(&|section, segment| view.electrotonic(section, segment)),
        input: over(&|section, segment| view.input(section, segment)),
        transfer: over(&|section, segment| view.transfer(section, segment)),
        rest: over(&|section, segment| view.rest_mv(section, segment)),
    }
}

/// The points without those that are near to the one before; both ends stay.
fn thinned(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = vec![];
    for (place, &point) in points.iter().enumerate() {
        let is_near = kept.last().is_some_and(|&[x, y, z, _]| {
            let [ex, ey, ez, _] = point;
            (ex - x).hypot(ey - y).hypot(ez - z) < NEAR_UM
        });
        if !is_near || place + 1 == points.len() {
            kept.push(point);
        }
    }
    kept
}

fn packed(points: &[Point]) -> Vec<i64> {
    let mut before = [0; 4];
    let mut packed = Vec::with_capacity(4 * points.len());
    for &[x, y, z, diam] in points {
        let now = [10.0 * x, 10.0 * y, 10.0 * z, 100.0 * diam].map(|value| value.round() as i64);
        packed.extend(now.iter().zip(before).map(|(now, before)| now - before));
        before = now;
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_packed_as_differences() {
        let points = [[1.0, -2.0, 0.0, 0.5], [1.25, -2.0, 3.0, 0.52]];
        assert_eq!(packed(&points), [10, -20, 0, 50, 3, 0, 30, 2]);
    }

    #[test]
    fn near_points_are_left_out_but_the_ends() {
        let at = |x: f64| [x, 0.0, 0.0, 1.0];
        assert_eq!(thinned(&[at(0.0), at(1.0), at(2.5), at(3.0), at(3.5)]), [at(0.0), at(2.5), at(3.5)]);
    }
}
