//! Neurolucida files: outlines become somata, and the trees that begin in or near them are connected to their middle.

use super::contour::{Bounds, centre, distance_um, plane_um, stack_centre};
use super::vector::{equal, less};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::morphology::{Attachment, Point3d, RawSection, Shape};

/// A tree may begin this far outside the box around a single outline.
pub const MARGIN_UM: f64 = 0.5;
/// The diameter that import3d gives the far end of the wire from a tree to the soma.
pub const WIRE_DIAM_UM: f64 = 0.01;
/// No soma farther than this is found to be the nearest.
const FARTHEST_UM: f64 = 1e9;

/// The sections of a file in import3d's order (outlines first), with the trees connected to the somata.
pub fn connect_to_somata(sections: Vec<RawSection>, diagnostics: &mut Diagnostics) -> Vec<RawSection> {
    let mut sections = outlines_first(sections);
    let somata = stack_outlines(&mut sections);
    for &soma in &somata {
        check_stack(&sections, soma, diagnostics);
    }
    let middles: Vec<Middle> = somata.iter().filter_map(|&soma| middle(&sections, soma)).collect();
    if middles.is_empty() {
        return sections;
    }
    let mut nearest = 0;
    for section in &mut sections {
        if section.shape != Shape::Cable || section.parent.is_some() {
            continue;
        }
        let Some(&start) = section.points.first() else { continue };
        let inside = middles.iter().position(|middle| middle.bounds.contain(start.x_um, start.y_um));
        if inside.is_none() {
            nearest = nearest_soma(start, &middles, nearest);
            diagnostics.push(
                Diagnostic::note("asc::outside-soma", "a tree begins outside every soma")
                    .label(section.span, "as in NEURON, it is connected to the middle of the nearest soma"),
            );
        }
        if let Some(middle) = middles.get(inside.unwrap_or(nearest)) {
            section.points.insert(0, Point3d::new(middle.centre_um, WIRE_DIAM_UM));
            section.parent = Some(Attachment { section: middle.section, x: 0.5 });
            section.wired = true;
        }
    }
    sections
}

/// Where the trees of one soma are connected.
struct Middle {
    section: usize,
    bounds: Bounds,
    centre_um: [f64; 3],
}

fn outlines_first(sections: Vec<RawSection>) -> Vec<RawSection> {
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_key(|&index| sections.get(index).is_none_or(|section| section.shape == Shape::Cable));
    let mut new_index = vec![0; sections.len()];
    for (new, &old) in order.iter().enumerate() {
        if let Some(slot) = new_index.get_mut(old) {
            *slot = new;
        }
    }
    let mut old: Vec<Option<RawSection>> = sections.into_iter().map(Some).collect();
    let mut take = |index: usize| old.get_mut(index).and_then(Option::take);
    let mut moved: Vec<RawSection> = order.into_iter().filter_map(&mut take).collect();
    for parent in moved.iter_mut().filter_map(|section| section.parent.as_mut()) {
        parent.section = new_index.get(parent.section).copied().unwrap_or(parent.section);
    }
    moved
}

/// Joins each outline to the one before it where their boxes overlap; the indices of the first outlines.
fn stack_outlines(sections: &mut [RawSection]) -> Vec<usize> {
    let mut stacks: Vec<Vec<usize>> = vec![];
    let mut previous: Option<Bounds> = None;
    for (index, section) in sections.iter().enumerate().take_while(|(_, section)| section.shape != Shape::Cable) {
        let bounds = Bounds::of(&section.points);
        match stacks.last_mut() {
            Some(stack) if previous.is_some_and(|previous| previous.overlap(&bounds)) => stack.push(index),
            _ => stacks.push(vec![index]),
        }
        previous = Some(bounds);
    }
    for stack in &stacks {
        let (first, rest) = stack.split_first().unwrap_or((&0, &[]));
        for &index in rest {
            set_shape(sections, index, Shape::InStack);
        }
        set_shape(sections, *first, Shape::Contour { stack: rest.to_vec() });
    }
    stacks.iter().filter_map(|stack| stack.first().copied()).collect()
}

fn set_shape(sections: &mut [RawSection], index: usize, shape: Shape) {
    if let Some(section) = sections.get_mut(index) {
        section.shape = shape;
    }
}

/// The outlines of the soma `section`, the first one first.
pub fn outlines(sections: &[RawSection], section: usize) -> Vec<&[Point3d]> {
    let Some(first) = sections.get(section) else { return vec![] };
    let rest: &[usize] = match &first.shape {
        Shape::Contour { stack } => stack,
        Shape::Cable | Shape::InStack => &[],
    };
    let points = |index: &usize| sections.get(*index).map(|section| section.points.as_slice());
    std::iter::once(first.points.as_slice()).chain(rest.iter().filter_map(points)).collect()
}

fn middle(sections: &[RawSection], section: usize) -> Option<Middle> {
    let outlines = outlines(sections, section);
    let bounds = outlines.iter().map(|points| Bounds::of(points)).reduce(Bounds::around)?;
    Some(match outlines.as_slice() {
        [single] => Middle { section, bounds: bounds.widened(MARGIN_UM), centre_um: centre(single) },
        stack => Middle { section, bounds, centre_um: stack_centre(stack) },
    })
}

/// The soma whose middle is nearest; `before` where all are too far.
fn nearest_soma(start: Point3d, middles: &[Middle], before: usize) -> usize {
    let mut best = (before, FARTHEST_UM);
    for (index, middle) in middles.iter().enumerate() {
        let distance = distance_um(start, middle.centre_um);
        if less(distance, best.1) {
            best = (index, distance);
        }
    }
    best.0
}

/// A stack should be planes of constant z, one above the other.
fn check_stack(sections: &[RawSection], soma: usize, diagnostics: &mut Diagnostics) {
    let outlines = outlines(sections, soma);
    if outlines.len() < 2 {
        return;
    }
    let planes: Option<Vec<f64>> = outlines.iter().map(|points| plane_um(points)).collect();
    let steps: Option<Vec<bool>> = planes.as_ref().and_then(|planes| {
        let step = |pair: &[f64]| match pair {
            &[from, to] if !equal(from, to) => Some(to > from),
            _ => None,
        };
        planes.windows(2).map(step).collect()
    });
    let trouble = match (planes, steps) {
        (None, _) => "an outline of it is not in one plane of constant z",
        (_, None) => "two outlines of it lie in the same plane",
        (_, Some(steps)) if steps.windows(2).any(|pair| pair.first() != pair.last()) => "its planes go up and down",
        _ => return,
    };
    if let Some(section) = sections.get(soma) {
        diagnostics.push(
            Diagnostic::warning("asc::soma-stack", format!("this soma is a stack of outlines, but {trouble}"))
                .label(section.span, "the first outline")
                .with_note("NEURON joins outlines that overlap in x and y; the area of such a soma may be far off"),
        );
    }
}
