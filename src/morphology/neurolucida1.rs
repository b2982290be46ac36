//! Neurolucida's first text format, read as `Import3d_Neurolucida_read` reads it.
//!
//! A place a line, `[major,minor] (x, y, z) radius`: major 2 moves to the beginning of a stretch, 1 draws on, `[10,5]` is
//! a branch point; the minor number of the first place tells the kind. A stretch is connected where it begins: to the
//! branch point there, and where there is none by rules that import3d has for what such files get wrong.

mod lines;
mod sections;
mod soma;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::morphology::Morphology;
use crate::source::{FileId, Span};
pub use lines::is_place;

/// Distances that are measured at most to find where stretches begin that begin at no branch point.
const MOST_DISTANCES: usize = 20_000_000;

/// Reads a file of lines; none, with an error, where it cannot be read.
///
/// The result is what `Import3d_Neurolucida_read.input` leaves.
pub fn parse_neurolucida1(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Morphology> {
    let file_lines = lines::read(text, file, diagnostics);
    let read = sections::make(&file_lines).and_then(|mut trees| {
        trees.join()?;
        soma::connect(&mut trees)?;
        Ok(trees)
    });
    let trees = match read {
        Ok(trees) => trees,
        Err(error) => {
            diagnostics.push(error);
            return None;
        }
    };
    diagnostics.extend(trees.found);
    let sections: Vec<_> = trees.sections.into_iter().map(|section| section.raw).collect();
    let kinds = || sections.iter().map(|section| section.kind);
    let (Some(lowest), Some(highest)) = (kinds().min(), kinds().max()) else {
        let message = "nothing to import: no line `[2,n] (x, y, z) radius` begins a stretch";
        diagnostics.push(Diagnostic::error("nlcda::empty", message).label(Span::new(file, 0..text.len()), ""));
        return None;
    };
    Some(Morphology { sections, kinds: lowest..=highest })
}

fn too_many(at: Span) -> Diagnostic {
    Diagnostic::error("nlcda::unconnected", "too many stretches begin at no branch point")
        .label(at, "this one and many before it")
        .help("this does not look like a Neurolucida file of the first version")
}
