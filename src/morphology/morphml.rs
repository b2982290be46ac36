//! MorphML (the morphology of NeuroML 1), read as `Import3d_MorphML` reads it.
//!
//! A segment goes from its proximal point, where it has one, to its distal point; segments of one cable are a section. A
//! cable is connected to that of its first segment's parent, where its `fractAlongParent` says or at the end. Kinds are
//! not read: all sections are `dend_0`, as in NEURON.

mod tree;

use std::collections::HashMap;

use roxmltree::{Document, Node, ParsingOptions};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::morphology::{Attachment, Morphology, RawSection, Shape};
use crate::source::{FileId, Span};
use tree::{Cable, Tree};

/// No file has more elements and texts.
const MOST_NODES: u32 = 20_000_000;
/// Namespaces that are declared at most: each is looked up among those of the elements around it.
const MOST_NAMESPACES: usize = 1000;

/// Reads a MorphML file; none, with an error, where it cannot be read.
///
/// The result is what `Import3d_MorphML.input` leaves.
pub fn parse_morphml(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Morphology> {
    match read(text, file) {
        Ok(cables) => Some(Morphology { sections: sections(&cables), kinds: 0..=0 }),
        Err(error) => {
            diagnostics.push(error);
            None
        }
    }
}

fn read(text: &str, file: FileId) -> Result<Vec<Cable>, Diagnostic> {
    if text.matches("xmlns").nth(MOST_NAMESPACES).is_some() {
        let at = Span::new(file, 0..text.len());
        let message = format!("more than {MOST_NAMESPACES} namespaces are declared");
        return Err(Diagnostic::error("morphml::syntax", message).label(at, ""));
    }
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| syntax(text, file, &error))?;
    let mut tree = Tree::new(file);
    for node in document.descendants().filter(|node| is_morphml(*node)) {
        tree.add(node)?;
    }
    let cables = tree.into_cables();
    if cables.is_empty() {
        let at = Span::new(file, 0..text.len());
        return Err(Diagnostic::error("morphml::empty", "nothing to import: no segment of MorphML").label(at, ""));
    }
    Ok(cables)
}

/// Is it an element of MorphML, `http://morphml.org/morphml/schema`?
fn is_morphml(node: Node<'_, '_>) -> bool {
    let namespace = node.tag_name().namespace().unwrap_or("");
    node.is_element() && namespace.rsplit('/').nth(1) == Some("morphml")
}

fn syntax(text: &str, file: FileId, error: &roxmltree::Error) -> Diagnostic {
    let position = error.pos();
    let lines = text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize);
    let line = lines.map(str::len).sum::<usize>();
    let column = text.get(line..).unwrap_or("").char_indices().nth(position.col.saturating_sub(1) as usize);
    let at = (line + column.map_or(0, |(at, _)| at)).min(text.len());
    Diagnostic::error("morphml::syntax", "this is not well-formed XML")
        .label(Span::new(file, at..at), "")
        .with_note(error.to_string())
}

fn sections(cables: &[Cable]) -> Vec<RawSection> {
    // A number that comes again stands for its last cable.
    let numbers: HashMap<i64, usize> = cables.iter().enumerate().map(|(index, cable)| (cable.id, index)).collect();
    let section = |(index, cable): (usize, &Cable)| RawSection {
        kind: 0,
        points: cable.points.clone(),
        parent: cable
            .parent
            .and_then(|parent| numbers.get(&parent))
            .filter(|&&parent| parent < index)
            .map(|&section| Attachment { section, x: cable.x }),
        wired: false,
        shape: Shape::Cable,
        span: cable.span,
    };
    cables.iter().enumerate().map(section).collect()
}
