//! SWC files, read as import3d reads them.
//!
//! A point a line: id, type, x, y, z, radius, parent. Stretches of points without a branch and of one type become
//! sections; lines may stand in any order as long as a parent's id is smaller than its children's.

mod error;
mod points;
mod sections;

use crate::diagnostic::Diagnostics;
use crate::morphology::Morphology;
use crate::source::FileId;

/// Reads an SWC file; none, with errors, where it cannot be read.
///
/// The result is what `Import3d_SWC_read.input` leaves.
pub fn parse_swc(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Morphology> {
    let tree = points::read(text, file, diagnostics)?;
    let kinds = || tree.iter().map(|point| point.kind);
    let (lowest, highest) = (kinds().min()?, kinds().max()?);
    Some(Morphology { sections: sections::make(&tree), kinds: lowest..=highest })
}
