//! How a cell is made from a model directory: the statements to run, the files to load, the object that is the cell.
//!
//! A recipe comes from the command line, from `neuron-reduce.toml`, or is found by trying what the files suggest; it can be printed as the
//! command-line options that give it again.

use std::path::Path;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::membrane::GivenLinearization;
use crate::source::{SourceMap, Span};

/// The name of the file in a model directory that may hold a recipe.
pub const RECIPE_FILE: &str = "neuron-reduce.toml";

/// How a cell is made, in the order in which it is done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Recipe {
    /// hoc statements that run before anything is loaded.
    pub before: Vec<String>,
    /// hoc files to load, relative to the model directory.
    pub load: Vec<String>,
    /// A `new` expression without `new`, such as `L5PCtemplate("cell1.asc")`, or an object that then exists.
    pub cell: Option<String>,
    /// A morphology that is imported into the cell from outside.
    pub morphology: Option<String>,
    /// hoc statements that run last; `cell` is the cell.
    pub run: Vec<String>,
    /// Linearizations that are given instead of the equations of mechanisms; only the file has them.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub linearization: IndexMap<String, GivenLinearization>,
}

const HOW_TO_WRITE: &str =
    "`before`, `load` and `run` are lists of texts such as ['init.hoc'], `cell` and `morphology` a text each";

impl Recipe {
    /// The recipe in the model directory's own file, where there is one.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML or has unknown keys.
    pub fn from_directory(sources: &mut SourceMap) -> Result<Option<Self>, Diagnostic> {
        let path = Path::new(RECIPE_FILE);
        if sources.locate(path).is_err() {
            return Ok(None);
        }
        let file = sources
            .read(path)
            .map_err(|error| Diagnostic::error("entry::recipe", format!("`{RECIPE_FILE}` cannot be read: {error}")))?;
        let recipe: Self = toml::from_str(&sources.file(file).text).map_err(|error| {
            let found =
                Diagnostic::error("entry::recipe", format!("`{RECIPE_FILE}`: {}", error.message())).help(HOW_TO_WRITE);
            match error.span() {
                Some(range) => found.label(Span::new(file, range), ""),
                None => found,
            }
        })?;
        for (mechanism, given) in &recipe.linearization {
            given.check().map_err(|reason| {
                let message = format!("`{RECIPE_FILE}`: the linearization of `{mechanism}`: {reason}");
                let header = format!("[linearization.{mechanism}]");
                let at = sources.file(file).text.find(&header).unwrap_or_default();
                Diagnostic::error("entry::recipe", message).label(Span::new(file, at..at + header.len()), "")
            })?;
        }
        Ok(Some(recipe))
    }

    /// This recipe with what it leaves open taken from `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            before: or_else(self.before, other.before),
            load: or_else(self.load, other.load),
            cell: self.cell.or(other.cell),
            morphology: self.morphology.or(other.morphology),
            run: or_else(self.run, other.run),
            linearization: if self.linearization.is_empty() { other.linearization } else { self.linearization },
        }
    }

    /// The command-line options that give this recipe, ready to be copied into a shell.
    #[must_use]
    pub fn to_arguments(&self) -> String {
        let before = self.before.iter().map(|statement| ("--before", statement));
        let load = self.load.iter().map(|file| ("--load", file));
        let cell = self.cell.iter().map(|cell| ("--cell", cell));
        let morphology = self.morphology.iter().map(|file| ("--morphology", file));
        let run = self.run.iter().map(|statement| ("--run", statement));
        let options = before.chain(load).chain(cell).chain(morphology).chain(run);
        options.map(|(option, value)| format!("{option} {}", shell_quoted(value))).collect::<Vec<_>>().join(" ")
    }
}

fn or_else(first: Vec<String>, second: Vec<String>) -> Vec<String> {
    if first.is_empty() { second } else { first }
}

/// The text as one word of a POSIX shell.
#[must_use]
pub fn shell_quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./,:=+%@".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(text: &str) -> Result<Option<Recipe>, Diagnostic> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(RECIPE_FILE), text).unwrap();
        Recipe::from_directory(&mut SourceMap::open(folder.path()).unwrap())
    }

    #[test]
    fn the_file_has_the_keys_of_the_options() {
        let found = recipe("before = ['celsius = 34']\nload = ['a.hoc']\ncell = 'T(1)'\n").unwrap().unwrap();
        assert_eq!(found.to_arguments(), "--before 'celsius = 34' --load a.hoc --cell 'T(1)'");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let error = recipe("cells = 'T(1)'\n").unwrap_err();
        assert!(error.message.contains("unknown field `cells`"), "{}", error.message);
        assert!(error.span().is_some());
    }

    #[test]
    fn no_file_is_no_recipe() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Recipe::from_directory(&mut SourceMap::open(folder.path()).unwrap()).unwrap(), None);
    }

    #[test]
    fn the_command_line_wins_key_by_key() {
        let told = Recipe { cell: Some("T(2)".into()), ..Recipe::default() };
        let filed = Recipe { cell: Some("T(1)".into()), load: vec!["a.hoc".into()], ..Recipe::default() };
        assert_eq!(told.or(filed).to_arguments(), "--load a.hoc --cell 'T(2)'");
    }

    #[test]
    fn quotes_survive_the_shell() {
        assert_eq!(shell_quoted("print \"it's\""), r#"'print "it'\''s"'"#);
    }
}
