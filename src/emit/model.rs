//! What every writer of the reduced model sees, and what hoc and Python share.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};

use super::EmitError;
use crate::cell::Cell;
use crate::mechanism::Catalog;

/// The reduced model, ready to be written.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    /// The name of the hoc template and the Python class.
    pub template_name: String,
    /// What was reduced, for the head of each file.
    pub origin: String,
    /// The reduced cell.
    pub cell: &'a Cell,
    /// What is known of its mechanisms.
    pub catalog: &'a Catalog,
    /// The section that a run looks at: `soma[0]`.
    pub soma: String,
    /// Mechanisms that are compiled from the output's mod files.
    pub compiled: Vec<String>,
}

/// A name and the text of its value.
#[derive(Debug, Clone, Serialize)]
pub struct NameValue {
    /// The name.
    pub name: String,
    /// The value, as text of the language that is written.
    pub value: String,
}

/// A section list and its sections.
#[derive(Debug, Clone, Serialize)]
pub struct SectionListEntry {
    /// `basal`.
    pub name: String,
    /// Names of its sections.
    pub sections: Vec<String>,
}

/// One `connect`.
#[derive(Debug, Clone, Copy)]
pub struct Connection<'a> {
    /// The child section.
    pub child: &'a str,
    /// Its attached end, 0 or 1.
    pub end: f64,
    /// The parent section.
    pub parent: &'a str,
    /// Place on the parent.
    pub x: f64,
}

/// The lists that every cell has, in the usual order, then its own.
#[must_use]
pub fn section_lists(cell: &Cell) -> Vec<SectionListEntry> {
    let mut names = ["somatic", "basal", "apical", "axonal"].map(str::to_owned).to_vec();
    for list in cell.sections.iter().flat_map(|section| &section.lists) {
        if list != "all" && !names.contains(list) {
            names.push(list.clone());
        }
    }
    let members = |list: &str| {
        let sections = cell.sections.iter().filter(|section| list == "all" || section.is_in_list(list));
        sections.map(|section| section.name.clone()).collect()
    };
    let all = SectionListEntry { name: "all".into(), sections: members("all") };
    std::iter::once(all)
        .chain(names.into_iter().map(|name| SectionListEntry { sections: members(&name), name }))
        .collect()
}

/// The connections in an order that gives NEURON the cell's own order of children: the last one connected comes first.
pub fn connections(cell: &Cell) -> impl Iterator<Item = Connection<'_>> {
    let children = cell.sections.iter().flat_map(|section| section.children.iter().rev());
    children.filter_map(|&child| {
        let child = cell.sections.get(child)?;
        let parent = child.parent?;
        let parent_section = cell.sections.get(parent.section)?;
        Some(Connection { child: &child.name, end: child.own_end.x(), parent: &parent_section.name, x: parent.x })
    })
}

/// The templates of the program, parsed once.
static TEMPLATES: LazyLock<Result<Tera, tera::Error>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.add_raw_templates([
        ("cell.hoc", include_str!("../../templates/cell.hoc")),
        ("init.hoc", include_str!("../../templates/init.hoc")),
        ("model.py", include_str!("../../templates/model.py")),
        ("README.md", include_str!("../../templates/README.md")),
    ])?;
    Ok(tera)
});

/// One of the templates of the program, filled.
pub(super) fn render(name: &str, context: &impl Serialize) -> Result<String, EmitError> {
    let tera = TEMPLATES.as_ref().map_err(EmitError::new)?;
    let filled = Context::from_serialize(context).and_then(|context| tera.render(name, &context));
    filled.map_err(|error| EmitError::new(&error))
}
