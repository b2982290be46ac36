//! Neurolucida's text format (ASC), read as import3d reads it.
//!
//! Trees, soma outlines (`"CellBody"`, `"Cell Body"`, `"Soma"`) and what stands in them are read; every other block is
//! passed over. Where import3d takes something in an unexpected way (the kind of a tree comes from its last property, a
//! marker at the head of a branch becomes part of it) it is done the same way, because that is the cell the model has.

mod error;
mod reader;
mod token;

use crate::diagnostic::Diagnostics;
use crate::morphology::Morphology;
use crate::morphology::import3d::soma::connect_to_somata;
use crate::source::{FileId, Span};
use error::Problem;

/// Reads a Neurolucida file; none, with an error, where it cannot be read.
///
/// The result is what `Import3d_Neurolucida3.input` leaves: outlines first, trees connected to the somata.
pub fn parse_neurolucida(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Morphology> {
    let sections = match token::tokenize(text, file).and_then(|tokens| reader::read(&tokens, file, diagnostics)) {
        Ok(sections) => sections,
        Err(problem) => {
            diagnostics.push(problem.into());
            return None;
        }
    };
    let kinds = || sections.iter().map(|section| section.kind);
    let (Some(lowest), Some(highest)) = (kinds().min(), kinds().max()) else {
        diagnostics.push(Problem::Empty { at: Span::new(file, 0..text.len()) }.into());
        return None;
    };
    Some(Morphology { sections: connect_to_somata(sections, diagnostics), kinds: lowest..=highest })
}
