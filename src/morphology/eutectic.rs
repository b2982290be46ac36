//! Eutectic's text format, which `ntscable` read too, as `Import3d_Eutectic_read` reads it.
//!
//! A point a line: number, what it is, kind, x, y, z, diameter. Stretches follow each other as a walk through the tree
//! meets them: behind a branch point (`BP`) come its two branches, behind an end (`NE`, `ES`, ..) the second branch of
//! the last branch point that still waits for one.

mod points;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::morphology::import3d::contour::{Bounds, centre};
use crate::morphology::import3d::soma::{MARGIN_UM, WIRE_DIAM_UM};
use crate::morphology::{Attachment, Morphology, Point3d, RawSection, Shape};
use crate::source::{FileId, Span};
pub use points::is_point;
use points::{Place, Points};

/// Reads a Eutectic file; none, with an error, where it cannot be read.
///
/// The result is what `Import3d_Eutectic_read.input` leaves.
pub fn parse_eutectic(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Morphology> {
    let points = points::read(text, file, diagnostics);
    let mut sections = match sections(&points, diagnostics) {
        Ok(sections) => sections,
        Err(error) => {
            diagnostics.push(error);
            return None;
        }
    };
    connect_to_soma(&mut sections);
    let kinds = || sections.iter().map(|section| section.kind);
    let (Some(lowest), Some(highest)) = (kinds().min(), kinds().max()) else {
        let message = "nothing to import: no line `1 MTO 3 x y z diameter` begins a stretch";
        diagnostics.push(Diagnostic::error("eutectic::empty", message).label(Span::new(file, 0..text.len()), ""));
        return None;
    };
    Some(Morphology { sections, kinds: lowest..=highest })
}

/// The outline of the soma, then the stretches in the order of the file.
fn sections(points: &Points, diagnostics: &mut Diagnostics) -> Result<Vec<RawSection>, Diagnostic> {
    let mut sections: Vec<RawSection> = points.outline().and_then(outline).into_iter().collect();
    // Stretches that end with a branch point, and whether one of their branches was met.
    let mut open: Vec<(usize, bool)> = vec![];
    for &start in &points.starts {
        let behind = points.all.get(start..).unwrap_or(&[]);
        let end = behind.iter().position(|point| matches!(point.place, Place::Branch | Place::End | Place::Outline));
        let Some(own) = end.and_then(|end| behind.get(..=end)) else {
            let message = "a stretch without an end";
            let at = behind.first().map_or(Span::new(points.file, 0..0), |point| point.span);
            return Err(Diagnostic::error("eutectic::end", message)
                .label(at, "no branch point (`BP`) and no end (`NE`, `ES`, ..) follows"));
        };
        let parent = open.pop();
        if let Some((parent, false)) = parent {
            open.push((parent, true));
        }
        let parent = parent.map(|(parent, _)| parent);
        let Some(section) = stretch(own, parent.and_then(|index| Some((index, sections.get(index)?)))) else {
            continue;
        };
        if own.last().is_some_and(|point| point.place == Place::Branch) {
            open.push((sections.len(), false));
        }
        sections.push(section);
    }
    if let Some(section) = open.last().and_then(|&(section, _)| sections.get(section)) {
        diagnostics.push(
            Diagnostic::warning("eutectic::branches", "the file ends before all branches were met")
                .label(section.span, "a branch is missing behind this stretch"),
        );
    }
    Ok(sections)
}

fn outline(points: &[points::Point]) -> Option<RawSection> {
    let mut section = stretch(points, None)?;
    section.shape = Shape::Contour { stack: vec![] };
    Some(section)
}

/// With the last point of its parent for the first one.
fn stretch(own: &[points::Point], parent: Option<(usize, &RawSection)>) -> Option<RawSection> {
    let (first, last) = (own.first()?, own.last()?);
    let start = parent.and_then(|(_, parent)| parent.points.last());
    let start = start.map(|start| Point3d { diam_um: first.at.diam_um, ..*start });
    let points = start.into_iter().chain(own.iter().map(|point| point.at)).collect();
    let parent = parent.map(|(section, _)| Attachment { section, x: 1.0 });
    let span = first.span.to(last.span);
    Some(RawSection { kind: first.kind, points, parent, wired: false, shape: Shape::Cable, span })
}

/// What begins within the outline is wired to its middle.
fn connect_to_soma(sections: &mut [RawSection]) {
    let Some((soma, others)) = sections.split_first_mut().filter(|(soma, _)| soma.shape != Shape::Cable) else {
        return;
    };
    let bounds = Bounds::of(&soma.points).widened(MARGIN_UM);
    let middle = centre(&soma.points);
    for section in others.iter_mut().filter(|section| section.parent.is_none()) {
        if section.points.first().is_some_and(|first| bounds.contain(first.x_um, first.y_um)) {
            section.parent = Some(Attachment { section: 0, x: 0.5 });
            section.points.insert(0, Point3d::new(middle, WIRE_DIAM_UM));
            section.wired = true;
        }
    }
}
