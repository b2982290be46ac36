//! Where every section is drawn: at its 3-d points where it has some, else as a straight cable.

use std::f64::consts::TAU;

use crate::cell::Cell;
use crate::cell::resolved::{Attachment, Section};
use crate::reduce::Reduction;

/// x, y, z and diameter, um.
pub type Point = [f64; 4];

/// The points of every section, from its 0 end.
pub type Layout = Vec<Vec<Point>>;

/// The direction of a cable that has none, for all that is known of it.
const UP: [f64; 3] = [0.0, 1.0, 0.0];

/// A cell as it stands. Sections without 3-d points leave their parents in directions of their own: as much of the circle for
/// each as it has tips.
#[must_use]
pub fn of_cell(cell: &Cell) -> Layout {
    let order = cell.parents_first();
    let sectors = sectors(cell, &order);
    let mut layout = vec![vec![]; cell.sections.len()];
    for place in order {
        let (Some(section), Some(&[from, to])) = (cell.sections.get(place), sectors.get(place)) else { continue };
        let angle = f64::midpoint(from, to);
        let start = section.parent.and_then(|parent| at(&layout, parent)).unwrap_or_default();
        let drawn = measured(section).unwrap_or_else(|| straight(section, start, [angle.cos(), angle.sin(), 0.0]));
        if let Some(slot) = layout.get_mut(place) {
            *slot = drawn;
        }
    }
    layout
}

/// A reduced cell: what stays where it was, or where the cable that it hangs on is now; each cable straight towards the middle
/// of what it replaces.
#[must_use]
pub fn of_reduction(cell: &Cell, detailed: &Layout, reduction: &Reduction) -> Layout {
    let mut layout: Layout = vec![vec![]; reduction.cell.sections.len()];
    for place in reduction.cell.parents_first() {
        let Some(section) = reduction.cell.sections.get(place) else { continue };
        let drawn = match reduction.kept.get(place) {
            Some(&original) => moved(&layout, cell, detailed, original, section),
            None => cable(&layout, detailed, reduction, place, section),
        };
        if let Some(slot) = layout.get_mut(place) {
            *slot = drawn;
        }
    }
    layout
}

fn measured(section: &Section) -> Option<Vec<Point>> {
    let points = section.points.iter().map(|point| [point.x_um, point.y_um, point.z_um, point.diam_um]);
    (section.points.len() > 1).then(|| points.collect())
}

/// A section that stays, as far from its old place as what it hangs on.
fn moved(layout: &Layout, cell: &Cell, detailed: &Layout, original: usize, section: &Section) -> Vec<Point> {
    let points = detailed.get(original).cloned().unwrap_or_default();
    let before = cell.sections.get(original).and_then(|section| section.parent);
    let Some((now, before)) = section.parent.zip(before) else { return points };
    let Some((now, before)) = at(layout, now).zip(at(detailed, before)) else { return points };
    let [dx, dy, dz] = between(before, now);
    points.into_iter().map(|[x, y, z, diam]| [x + dx, y + dy, z + dz, diam]).collect()
}

fn cable(layout: &Layout, detailed: &Layout, reduction: &Reduction, place: usize, section: &Section) -> Vec<Point> {
    let found = reduction.subtrees.iter().find(|subtree| subtree.reduced_section == place);
    let start = section.parent.and_then(|parent| at(layout, parent)).unwrap_or_default();
    let Some(replaced) = found else { return straight(section, start, UP) };
    let from = at(detailed, replaced.subtree.attached).unwrap_or(start);
    let sections = replaced.subtree.sections.iter().filter_map(|&section| detailed.get(section));
    let middle = middle(sections.flatten());
    straight(section, start, direction(between(from, middle)).unwrap_or(UP))
}

/// A straight cable with a point at the end of each segment, of the segment's diameter.
fn straight(section: &Section, start: Point, [dx, dy, dz]: [f64; 3]) -> Vec<Point> {
    let [x, y, z, _] = start;
    let step_um = section.length_um / section.nseg.max(1) as f64;
    let point = |(place, diam_um): (usize, f64)| {
        let way_um = place as f64 * step_um;
        [x + way_um * dx, y + way_um * dy, z + way_um * dz, diam_um]
    };
    let last = section.diam_um.last().copied();
    section.diam_um.iter().copied().chain(last).enumerate().map(point).collect()
}

/// The part of the circle that each section and what hangs on it has.
fn sectors(cell: &Cell, order: &[usize]) -> Vec<[f64; 2]> {
    let mut tips = vec![0_usize; cell.sections.len()];
    for &place in order.iter().rev() {
        let Some(section) = cell.sections.get(place) else { continue };
        let own: usize = section.children.iter().filter_map(|&child| tips.get(child)).sum();
        if let Some(slot) = tips.get_mut(place) {
            *slot = own.max(1);
        }
    }
    let mut sectors = vec![[0.0, TAU]; cell.sections.len()];
    for &place in order {
        let (Some(section), Some(&[mut from, to])) = (cell.sections.get(place), sectors.get(place)) else { continue };
        let all: usize = section.children.iter().filter_map(|&child| tips.get(child)).sum();
        let each = (to - from) / all.max(1) as f64;
        for &child in &section.children {
            let width = each * tips.get(child).copied().unwrap_or_default() as f64;
            if let Some(slot) = sectors.get_mut(child) {
                *slot = [from, from + width];
            }
            from += width;
        }
    }
    sectors
}

/// A place on a section, by its length.
fn at(layout: &Layout, Attachment { section, x }: Attachment) -> Option<Point> {
    let points = layout.get(section)?;
    let pairs = || points.iter().zip(points.iter().skip(1)).map(|(&from, &to)| (from, to, length(between(from, to))));
    let mut left = x * pairs().map(|(.., length)| length).sum::<f64>();
    for (from, to, length) in pairs() {
        if left <= length && length > 0.0 {
            return Some(mix(from, to, left / length));
        }
        left -= length;
    }
    points.last().copied()
}

fn mix(from: Point, to: Point, part: f64) -> Point {
    let [x, y, z, diam] = from;
    let [ex, ey, ez, _] = to;
    [x + part * (ex - x), y + part * (ey - y), z + part * (ez - z), diam]
}

/// The mean of points.
fn middle<'a>(points: impl Iterator<Item = &'a Point>) -> Point {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for &[x, y, z, _] in points {
        sum = [sum[0] + x, sum[1] + y, sum[2] + z];
        count += 1.0;
    }
    let [x, y, z] = sum.map(|value| value / f64::max(count, 1.0));
    [x, y, z, 0.0]
}

fn between([x, y, z, _]: Point, [ex, ey, ez, _]: Point) -> [f64; 3] {
    [ex - x, ey - y, ez - z]
}

fn length([x, y, z]: [f64; 3]) -> f64 {
    x.hypot(y).hypot(z)
}

fn direction(way: [f64; 3]) -> Option<[f64; 3]> {
    let length = length(way);
    (length > 0.0 && length.is_finite()).then(|| way.map(|value| value / length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(nseg: usize, length_um: f64, parent: Option<(usize, f64)>, children: &[usize]) -> Section {
        Section {
            nseg,
            length_um,
            diam_um: vec![2.0; nseg],
            parent: parent.map(|(section, x)| Attachment { section, x }),
            children: children.to_vec(),
            ..Section::default()
        }
    }

    fn near(found: Point, wanted: Point) {
        for (found, wanted) in found.into_iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
        }
    }

    #[test]
    fn cables_without_points_share_the_circle() {
        let sections = vec![
            section(1, 20.0, None, &[1, 2]),
            section(2, 10.0, Some((0, 1.0)), &[]),
            section(1, 10.0, Some((0, 1.0)), &[]),
        ];
        let layout = of_cell(&Cell { sections, ..Cell::default() });
        near(layout[0][1], [-20.0, 0.0, 0.0, 2.0]);
        assert_eq!(layout[1].len(), 3, "a point for each end of a segment");
        near(layout[1][2], [-20.0, 10.0, 0.0, 2.0]);
        near(layout[2][1], [-20.0, -10.0, 0.0, 2.0]);
    }

    #[test]
    fn a_place_lies_along_the_points() {
        let layout = vec![vec![[0.0, 0.0, 0.0, 1.0], [0.0, 3.0, 0.0, 1.0], [0.0, 3.0, 1.0, 1.0]]];
        near(at(&layout, Attachment { section: 0, x: 0.5 }).unwrap(), [0.0, 2.0, 0.0, 1.0]);
        near(at(&layout, Attachment { section: 0, x: 1.0 }).unwrap(), [0.0, 3.0, 1.0, 1.0]);
    }
}
