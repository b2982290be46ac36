//! The sections of an SWC tree: import3d's rules for where one ends, where its children are connected, and which points
//! they get.

#![allow(clippy::indexing_slicing, reason = "parents are smaller indices into the same list")]

use super::points::TreePoint;
use crate::morphology::import3d::vector::{distance, equal, less};
use crate::morphology::{Attachment, Point3d, RawSection, Shape};

const SOMA: i32 = 1;

/// The sections of a tree, in the order of their last points; a parent comes before its children.
pub fn make(points: &[TreePoint]) -> Vec<RawSection> {
    let mut tree = Tree::new(points);
    let ends = tree.section_ends();
    let mut first = 0;
    for end in ends {
        let section = tree.section(first, end + 1);
        tree.sections.push(section);
        tree.starts.push(first);
        tree.section_of.extend(std::iter::repeat_n(tree.starts.len() - 1, end + 1 - first));
        first = end + 1;
    }
    tree.sections
}

/// How many children a point has, as import3d counts them: a child that does not follow its parent directly, and one of
/// another type, count a little more than 1, so that only what goes on without a break is exactly 1.
const BREAK: f64 = 0.01;

struct Tree<'a> {
    points: &'a [TreePoint],
    /// Parents, as corrected for a soma of three points.
    parents: Vec<Option<usize>>,
    /// Soma points among the children of each point.
    soma_children: Vec<usize>,
    /// The branch begins at the 0 end of its parent: at its first point, which hangs on the soma by a wire.
    at_start: Vec<bool>,
    /// A soma of three points that means a sphere.
    sphere: bool,
    sections: Vec<RawSection>,
    /// First point of each section.
    starts: Vec<usize>,
    /// Section of each point.
    section_of: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn new(points: &'a [TreePoint]) -> Self {
        let count = points.len();
        Self {
            points,
            parents: points.iter().map(|point| point.parent).collect(),
            soma_children: vec![0; count],
            at_start: vec![false; count],
            sphere: false,
            sections: vec![],
            starts: vec![],
            section_of: Vec::with_capacity(count),
        }
    }

    fn kind(&self, index: usize) -> i32 {
        self.points[index].kind
    }

    /// The last point of each section.
    fn section_ends(&mut self) -> Vec<usize> {
        let mut children = self.count_children();
        self.count_soma_children();
        if self.points.iter().filter(|point| point.kind == SOMA).count() == 3 {
            self.recognize_sphere(&children);
        }
        for index in 1..self.points.len() {
            let before = index - 1;
            let goes_on = self.kind(before) == SOMA && self.kind(index) == SOMA && self.parents[index] == Some(before);
            if goes_on && (before == 0 || self.soma_children[before] <= 1) {
                children[before] = 1.0;
            }
        }
        (0..children.len()).filter(|&index| !equal(children[index], 1.0)).collect()
    }

    fn count_children(&mut self) -> Vec<f64> {
        let mut children = vec![0.0; self.points.len()];
        for index in 0..self.points.len() {
            let Some(parent) = self.parents[index] else { continue };
            children[parent] += 1.0;
            if parent + 1 != index {
                children[parent] += BREAK;
                if self.hangs_on_soma(parent) {
                    self.at_start[index] = true;
                    children[parent] = 1.0;
                }
            }
            if self.kind(parent) != self.kind(index) {
                children[parent] += BREAK;
            }
        }
        children
    }

    /// Is it the first point of a neurite on the soma, or a root that is no soma? (Point 1 is never asked.)
    fn hangs_on_soma(&self, index: usize) -> bool {
        let above = match index {
            0 => return self.kind(0) != SOMA,
            1 => return false,
            // import3d reads a missing parent as the first point.
            _ => self.parents[index].unwrap_or(0),
        };
        self.kind(index) != SOMA && self.kind(above) == SOMA
    }

    fn count_soma_children(&mut self) {
        for index in 1..self.points.len() {
            if let Some(parent) = self.parents[index]
                && self.kind(index) == SOMA
                && self.kind(parent) == SOMA
            {
                self.soma_children[parent] += 1;
            }
        }
    }

    /// The soma of three points that `neuromorpho.org` writes: the root in the middle, the ends one radius away, one diameter for all.
    fn recognize_sphere(&mut self, children: &[f64]) {
        let &[root, one, two, ..] = self.points else { return };
        if self.parents[1] != Some(0) || self.parents[2] != Some(0) || children[1] != 0.0 || children[2] != 0.0 {
            return;
        }
        let diam_um = root.point.diam_um;
        let length_um = distance(one.point.position(), root.point.position())
            + distance(two.point.position(), root.point.position());
        let same = equal(one.point.diam_um, diam_um) && equal(two.point.diam_um, diam_um);
        if same && diam_um != 0.0 && less((length_um / diam_um - 1.0).abs(), 0.01) {
            self.sphere = true;
            self.parents[2] = Some(1);
        }
    }

    /// The section of the points `first..end`.
    fn section(&self, first: usize, end: usize) -> RawSection {
        let kind = self.kind(first);
        let own_end = if self.sphere && first == 0 { 1 } else { end };
        let mut points: Vec<Point3d> = self.points[first..own_end].iter().map(|point| point.point).collect();
        let span = self.points[first].span.to(self.points[end - 1].span);
        let mut section = RawSection { kind, points: vec![], parent: None, wired: false, shape: Shape::Cable, span };
        if first > 0 {
            let joint = self.joint(first, end - first);
            let mut start = self.points[self.parents[first].unwrap_or(0)].point;
            if self.sections[joint.parent.section].kind == SOMA && kind != SOMA {
                start.diam_um = points[0].diam_um;
            }
            points.insert(0, start);
            section.parent = Some(joint.parent);
            section.wired = joint.wired;
        }
        section.points = points;
        section
    }

    /// Where the section that begins with point `first` and has `count` points of its own is connected.
    fn joint(&self, first: usize, count: usize) -> Joint {
        let parent = self.parents[first];
        let section = self.section_of[parent.unwrap_or(0)];
        let mut joint =
            self.joint_to_root(section, first, count).unwrap_or_else(|| self.joint_to(section, first, count));
        if self.at_start[first] {
            joint.parent.x = 0.0;
        }
        joint
    }

    /// On the first section a single point is a sphere with everything at its middle, and the first point is the 0 end.
    fn joint_to_root(&self, section: usize, first: usize, count: usize) -> Option<Joint> {
        let neurite = self.kind(first) != SOMA;
        if section != 0 {
            return None;
        }
        if neurite && self.sections[0].kind == SOMA && self.sections[0].points.len() == 1 {
            return Some(Joint::new(section, 0.5, count > 1));
        }
        (self.parents[first] == Some(0)).then(|| Joint::new(section, 0.0, neurite && self.soma_children[0] > 1))
    }

    /// Elsewhere it is the 1 end, except for what leaves a soma between its ends: that goes to its middle.
    fn joint_to(&self, section: usize, first: usize, count: usize) -> Joint {
        let neurite = self.kind(first) != SOMA;
        let parent = &self.sections[section];
        if parent.kind != SOMA {
            return Joint::new(section, 1.0, false);
        }
        let start = self.starts[section];
        let last = start + parent.points.len() - if start == 0 { 1 } else { 2 };
        let between = self.parents[first].is_none_or(|point| point < last);
        if between {
            return Joint::new(section, 0.5, neurite && count > 1);
        }
        let beside_soma = self.parents[first].is_some_and(|point| self.soma_children[point] > 1);
        Joint::new(section, 1.0, neurite && count > 1 && beside_soma)
    }
}

/// A connection, and whether it is a wire.
struct Joint {
    parent: Attachment,
    wired: bool,
}

impl Joint {
    fn new(section: usize, x: f64, wired: bool) -> Self {
        Self { parent: Attachment { section, x }, wired }
    }
}
