//! What a page is made of: sections of text, figures and tables.

use serde::Serialize;

use super::number::Number;
use crate::draw::Panel;

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// What it is about.
    pub title: String,
    /// Which kind of page it is.
    pub kind: &'static str,
    /// What it says first.
    pub lead: String,
    /// The few numbers that matter most.
    pub facts: Vec<Fact>,
    /// Both cells, to be looked at.
    pub cells: Option<super::cells::Cells>,
    /// Everything else.
    pub sections: Vec<Section>,
}

/// A number that matters, with what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// Before and after, or one.
    pub numbers: Vec<Number>,
    /// `MΩ`
    pub unit: &'static str,
    /// What it means.
    pub note: String,
}

/// A part of the page under a heading of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Its name within the page.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What is said before it is shown.
    pub text: Vec<String>,
    /// What is shown.
    pub blocks: Vec<Block>,
}

/// Something that is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A figure.
    Figure(Figure),
    /// A table.
    Table(Table),
    /// A command to be copied.
    Command(String),
    /// Messages: how grave, the code, what is said.
    Messages(Vec<Message>),
}

/// A figure: panels that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// Its name within the page, and its file's.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What there is to know about it.
    pub caption: String,
    /// Its panels, each with what it shows.
    pub panels: Vec<Named>,
    /// Many small panels beside each other.
    pub is_small: bool,
}

/// A panel and what it shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Named {
    /// What it shows, in a few words.
    pub name: String,
    /// What is drawn.
    pub panel: Panel,
}

impl Named {
    /// A panel under a name.
    #[must_use]
    pub fn new(name: impl Into<String>, panel: Panel) -> Self {
        Self { name: name.into(), panel }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Table {
    /// Its name within the page.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Entry>>,
}

/// What stands in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Words.
    Words(String),
    /// A name of the model.
    Name(String),
    /// A number.
    Number(Number),
}

impl Entry {
    /// A name of the model.
    #[must_use]
    pub fn name(text: impl Into<String>) -> Self {
        Self::Name(text.into())
    }

    /// A number where there is one.
    #[must_use]
    pub fn number(number: Option<Number>) -> Self {
        number.map_or_else(|| Self::Words(String::from("–")), Self::Number)
    }
}

/// A diagnostic of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `warning`
    pub severity: &'static str,
    /// `reduce::nothing`
    pub code: &'static str,
    /// What is said.
    pub text: String,
    /// What else is said.
    pub notes: Vec<String>,
    /// How often.
    pub count: usize,
}

impl Section {
    /// A section, where it has something to show.
    #[must_use]
    pub fn shown(self) -> Option<Self> {
        let is_empty = |block: &Block| match block {
            Block::Figure(figure) => figure.panels.is_empty(),
            Block::Table(table) => table.rows.is_empty(),
            Block::Command(_) => false,
            Block::Messages(messages) => messages.is_empty(),
        };
        let blocks: Vec<Block> = self.blocks.into_iter().filter(|block| !is_empty(block)).collect();
        (!blocks.is_empty()).then_some(Self { blocks, ..self })
    }
}
