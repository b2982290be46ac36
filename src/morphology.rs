//! Morphology files, and the sections that NEURON's import3d makes of them.
//!
//! [`parse_neurolucida`], [`parse_swc`] and the like read a file into a [`Morphology`]: the contours and unbranched stretches as
//! import3d holds them before it names them. [`instantiate`] turns that into what `Import3d_GUI.instantiate(cell)` does
//! to a cell, in its order: sections made, lists filled, children connected, points added.

mod eutectic;
mod import3d;
mod line;
mod morphml;
mod neurolucida;
mod neurolucida1;
mod point3d;
mod readings;
mod recognize;
mod swc;

use std::ops::RangeInclusive;

use crate::source::Span;
pub use eutectic::parse_eutectic;
pub use import3d::{ImportedSection, Instantiation, Step, instantiate};
pub use morphml::parse_morphml;
pub use neurolucida::parse_neurolucida;
pub use neurolucida1::parse_neurolucida1;
pub use point3d::Point3d;
pub use readings::{Format, Reading, Readings};
pub use swc::parse_swc;

/// A place on another section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attachment {
    /// Index of the parent in the list that holds both.
    pub section: usize,
    /// Where on the parent, 0..=1.
    pub x: f64,
}

/// What the points of a [`RawSection`] trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// The centre line of a cable.
    Cable,
    /// The outline of a soma, or the first outline of a stack; `stack` holds the indices of the further ones.
    Contour {
        /// Further outlines of the same soma.
        stack: Vec<usize>,
    },
    /// An outline that belongs to the stack of an earlier one: makes no section.
    InStack,
}

/// One unbranched stretch or one contour, before NEURON names it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawSection {
    /// 1 soma, 2 axon, 3 basal dendrite, 4 apical dendrite, any other number as SWC has it.
    pub kind: i32,
    /// The points; the first one is the parent's where the stretch begins elsewhere.
    pub points: Vec<Point3d>,
    /// Where its 0 end is connected.
    pub parent: Option<Attachment>,
    /// The first point only says where a wire to the parent begins: no point of the section.
    pub wired: bool,
    /// What the points trace.
    pub shape: Shape,
    /// Where its points stand in the file.
    pub span: Span,
}

/// A morphology file as import3d sees it once it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Morphology {
    /// In import3d's order: soma contours first, parents before their children.
    pub sections: Vec<RawSection>,
    /// From the smallest to the largest kind in the file.
    pub kinds: RangeInclusive<i32>,
}
