//! The outline of the soma comes first; stretches that are connected to nothing are wired to it, or to what is near.

use super::sections::Trees;
use crate::diagnostic::Diagnostic;
use crate::morphology::import3d::contour::{Bounds, centre};
use crate::morphology::import3d::soma::{MARGIN_UM, WIRE_DIAM_UM};
use crate::morphology::import3d::vector::{distance, equal};
use crate::morphology::{Attachment, Point3d, Shape};

/// Connects what has no parent.
pub fn connect(trees: &mut Trees<'_>) -> Result<(), Diagnostic> {
    let Some(soma) = trees.sections.iter().position(|section| section.raw.shape != Shape::Cable) else { return Ok(()) };
    move_to_front(trees, soma);
    let Some(outline) = trees.sections.first().map(|soma| &soma.raw.points) else { return Ok(()) };
    let bounds = Bounds::of(outline).widened(MARGIN_UM);
    let middle = centre(outline);
    for section in 1..trees.sections.len() {
        let Some(loose) = trees.sections.get(section).filter(|section| section.raw.parent.is_none()) else { continue };
        let (start, first) = (loose.first, loose.raw.points.first().copied());
        let Some(first) = first else { continue };
        if bounds.contain(first.x_um, first.y_um) {
            wire(trees, section, Attachment { section: 0, x: 0.5 }, middle);
        } else if let Some(parent) = ending_at(trees, section, start)? {
            set_parent(trees, section, Attachment { section: parent, x: 1.0 });
        } else {
            connect_outside(trees, section, start, middle)?;
        }
    }
    Ok(())
}

/// The other stretches keep their order.
fn move_to_front(trees: &mut Trees<'_>, soma: usize) {
    if let Some(before) = trees.sections.get_mut(..=soma) {
        before.rotate_right(1);
    }
    for parent in trees.sections.iter_mut().filter_map(|section| section.raw.parent.as_mut()) {
        parent.section = match parent.section {
            moved if moved == soma => 0,
            before if before < soma => before + 1,
            behind => behind,
        };
    }
}

/// The first stretch before it that ends where this one begins.
fn ending_at(trees: &mut Trees<'_>, section: usize, start: usize) -> Result<Option<usize>, Diagnostic> {
    trees.spend(start, section)?;
    let Some(begin) = trees.position(start) else { return Ok(None) };
    let ends = |points: &[Point3d]| points.last().is_some_and(|end| equal(distance(end.position(), begin), 0.0));
    Ok(trees.sections.iter().take(section).position(|section| ends(&section.raw.points)))
}

/// Outside of the soma: to the nearest branch point, or to the soma where that is nearer.
fn connect_outside(trees: &mut Trees<'_>, section: usize, start: usize, middle: [f64; 3]) -> Result<(), Diagnostic> {
    let to_soma_um = trees.position(start).map_or(0.0, |begin| distance(middle, begin));
    let nearest = trees.nearest(start, to_soma_um)?;
    let (parent, from) = match nearest {
        // import3d counts stretches as they were before the outline was moved to the front.
        Some((branch, _)) => (trees.number_of(branch), trees.position(branch).unwrap_or(middle)),
        None => (0, middle),
    };
    wire(trees, section, Attachment { section: parent, x: 1.0 }, from);
    if let Some(section) = trees.sections.get(section) {
        let place = if nearest.is_some() { "the nearest branch point" } else { "the soma" };
        trees.found.push(
            Diagnostic::note("nlcda::outside-soma", "a tree begins outside the soma")
                .label(section.raw.span, format!("as in NEURON, it is connected to {place}")),
        );
    }
    Ok(())
}

fn set_parent(trees: &mut Trees<'_>, section: usize, parent: Attachment) {
    if let Some(section) = trees.sections.get_mut(section) {
        section.raw.parent = Some(parent);
    }
}

fn wire(trees: &mut Trees<'_>, section: usize, parent: Attachment, from: [f64; 3]) {
    set_parent(trees, section, parent);
    if let Some(section) = trees.sections.get_mut(section) {
        section.raw.points.insert(0, Point3d::new(from, WIRE_DIAM_UM));
        section.raw.wired = true;
    }
}
