//! What was done to a cell, to be looked at: one page, and its figures one by one.
//!
//! ```text
//! Reduced, .. -> reduction::page -> content::Page -> page::html  one file: report.html
//!   (cells, numbers of reduction.json)   (data)   -> figures     a svg file for each figure
//! ```
//! Figures and tables are data first; every number of a table that `reduction.json` has is taken from there. Nothing here parses
//! or evaluates a model.

pub mod cells;
pub mod channels;
pub mod content;
pub mod distance;
mod impedance;
pub mod layout;
pub mod made;
pub mod number;
pub mod page;
pub mod plot;
mod processes;
pub mod reduction;
mod rest;
mod shapes;
pub mod view;

pub use content::Page;
pub use page::html;
pub(crate) use page::prepare;
pub use reduction::Reduced;

use crate::draw::shape::shapes_svg;
use crate::draw::{Figure, Panel, svg};
use crate::emit::{EmitError, OutputFile};
use content::Block;

/// The page's file in an output directory.
pub const FILE: &str = "report.html";

/// Small panels that stand in a row of a figure for papers.
const COLUMNS: usize = 4;

/// The page as a file.
///
/// # Errors
/// As [`html`].
pub fn file(page: &Page) -> Result<OutputFile, EmitError> {
    Ok(OutputFile::text(FILE, html(page)?))
}

/// Both cells and the figures of a page, each as a file of its own.
#[must_use]
pub fn figures(page: &Page) -> Vec<OutputFile> {
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let figures = blocks.filter_map(|block| match block {
        Block::Figure(figure) => Some(figure),
        Block::Table(_) | Block::Command(_) | Block::Messages(_) => None,
    });
    let file = |figure: &content::Figure| {
        let panels =
            figure.panels.iter().map(|named| Panel { title: named.name.clone(), ..named.panel.clone() }).collect();
        let columns = if figure.is_small { COLUMNS } else { figure.panels.len().min(2) };
        let drawn = Figure { heading: figure.title.clone(), panels, columns };
        OutputFile::text(&format!("{}.svg", figure.id), svg(&drawn))
    };
    let cells = page.cells.as_ref().map(|cells| OutputFile::text("cells.svg", shapes_svg(&shapes::shapes(cells))));
    cells.into_iter().chain(figures.map(file)).collect()
}
