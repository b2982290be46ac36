//! One try: run a recipe, and see whether what it leaves is a cell.

use crate::diagnostic::Diagnostic;
use crate::hoc::Interpreter;

use super::Failure;
use super::build::{Named, Workshop};
use super::discover::HOW_TO_TELL;
use super::error::EntryError;
use super::recipe::Recipe;
use super::trees::{Tree, trees};

/// A recipe that gave a cell.
pub(super) struct Found {
    pub(super) interpreter: Interpreter,
    pub(super) tree: Tree,
    pub(super) recipe: Recipe,
}

/// A recipe that gave none.
pub(super) struct Miss {
    pub(super) recipe: Recipe,
    pub(super) failure: Failure,
    pub(super) kind: MissKind,
    /// The recipe followed by what a button runs, as options to copy.
    pub(super) pressed: Vec<String>,
}

/// Why a recipe gave no cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MissKind {
    /// Something is wrong.
    Failed,
    /// It ran without an error, and no section exists.
    Empty,
    /// It left sections, but no membrane.
    Bare,
    /// It left several cells.
    Several,
    /// It left a cell that depends on numbers that were guessed.
    Numbers,
}

/// What a try must leave to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// Any section: the user named the way.
    Sections,
    /// A tree with a membrane: the way was guessed.
    Membrane,
}

/// Runs a recipe.
pub(super) fn attempt(workshop: &Workshop, recipe: Recipe, demand: Demand) -> Result<Found, Box<Miss>> {
    let (mut interpreter, done) = workshop.run(&recipe);
    let named = match done {
        Ok(named) if !interpreter.diagnostics.has_fatal() => named,
        Ok(_) => return Err(miss(recipe, interpreter, MissKind::Failed, None)),
        Err(diagnostic) => return Err(miss(recipe, interpreter, MissKind::Failed, Some(diagnostic))),
    };
    let chosen = if workshop.every_section { every_section(&interpreter) } else { choose_tree(&interpreter, named) };
    let shown = recipe.to_arguments();
    match chosen {
        Ok(tree) if tree.has_membrane || demand == Demand::Sections => {
            interpreter.diagnostics.extend(stands_in(&interpreter, named, &tree));
            Ok(Found { interpreter, tree, recipe })
        }
        Ok(_) => {
            let bare = EntryError::NoMembrane { recipe: shown }.diagnostic();
            let pressed = pressed(&mut interpreter, &recipe);
            Err(Box::new(Miss { pressed, ..*miss(recipe, interpreter, MissKind::Bare, Some(bare)) }))
        }
        Err(trees) if trees.is_empty() => {
            let empty = EntryError::Empty { recipe: shown }.diagnostic();
            let pressed = pressed(&mut interpreter, &recipe);
            let empty = with_commands(empty.help(HOW_TO_TELL), pressed.iter().cloned());
            Err(Box::new(Miss { pressed, ..*miss(recipe, interpreter, MissKind::Empty, Some(empty)) }))
        }
        Err(trees) => {
            let several = several_cells(&trees, &recipe);
            Err(miss(recipe, interpreter, MissKind::Several, Some(several)))
        }
    }
}

/// The miss of a recipe that left a cell with guessed numbers in it.
pub(super) fn guessed_numbers(found: Found) -> Box<Miss> {
    let template = found.recipe.cell.as_deref().and_then(|cell| cell.split('(').next()).unwrap_or_default();
    let numbers = EntryError::Numbers { template: template.to_owned() }.diagnostic();
    let open = Recipe { cell: Some(format!("{template}(...)")), ..found.recipe.clone() };
    let numbers = numbers.help(format!("give them: `{}`", open.to_arguments()));
    miss(found.recipe, found.interpreter, MissKind::Numbers, Some(numbers))
}

fn miss(recipe: Recipe, interpreter: Interpreter, kind: MissKind, last: Option<Diagnostic>) -> Box<Miss> {
    let Interpreter { sources, mut diagnostics, .. } = interpreter;
    diagnostics.extend(last);
    Box::new(Miss { recipe, failure: Failure { diagnostics, sources }, kind, pressed: vec![] })
}

/// The tree that is the cell: the named object's or section's own, else the only one that counts; all that count where
/// there is not just one.
fn choose_tree(interpreter: &Interpreter, named: Option<Named>) -> Result<Tree, Vec<Tree>> {
    let all = trees(interpreter);
    let own: Vec<_> = all.iter().filter(|tree| named.is_some_and(|named| is_named(tree, named))).cloned().collect();
    let mut trees = if own.is_empty() { all } else { own };
    if trees.iter().any(|tree| tree.has_membrane) {
        trees.retain(|tree| tree.has_membrane);
    }
    if trees.iter().any(|tree| tree.sections.len() > 1) {
        trees.retain(|tree| tree.sections.len() > 1);
    }
    match <[Tree; 1]>::try_from(trees) {
        Ok([only]) => Ok(only),
        Err(trees) => Err(trees),
    }
}

fn is_named(tree: &Tree, named: Named) -> bool {
    match named {
        Named::Object(object) => tree.owner == Some(object),
        Named::Section(section) => tree.sections.contains(&section),
    }
}

/// The named object has no sections of its own: another's are taken, such as those of the object that it made.
fn stands_in(interpreter: &Interpreter, named: Option<Named>, tree: &Tree) -> Option<Diagnostic> {
    let Some(Named::Object(object)) = named.filter(|named| !is_named(tree, *named)) else { return None };
    let name = interpreter.name_of(object)?;
    let owner = if tree.owner_name.is_empty() { "the top level" } else { &tree.owner_name };
    let message = format!("`{name}` has no sections of its own: the cell is that of `{owner}`");
    Some(Diagnostic::note("entry::other-owner", message))
}

/// All that exists, as if it were one tree.
fn every_section(interpreter: &Interpreter) -> Result<Tree, Vec<Tree>> {
    let trees = trees(interpreter);
    let has_membrane = trees.iter().any(|tree| tree.has_membrane);
    let first = trees.into_iter().next().ok_or_else(Vec::new)?;
    Ok(Tree { sections: interpreter.model.sections().collect(), has_membrane, ..first })
}

/// The recipe followed by what a button of the model's panels runs, for each that builds something. Who presses it
/// started NEURON in the folder of the loaded file.
pub(super) fn pressed(interpreter: &mut Interpreter, recipe: &Recipe) -> Vec<String> {
    let buttons = interpreter.building_buttons().into_iter();
    let folder = recipe.load.last().and_then(|file| file.rsplit_once('/')).filter(|_| recipe.run.is_empty());
    let enter = folder.map(|(folder, _)| format!("chdir(\"{folder}\")"));
    let run = |command: String| recipe.run.iter().cloned().chain(enter.clone()).chain([command]).collect();
    buttons.map(|button| Recipe { run: run(button.command), ..recipe.clone() }.to_arguments()).collect()
}

/// More trees than this are counted only.
const MOST_TREES: usize = 8;

fn several_cells(trees: &[Tree], recipe: &Recipe) -> Diagnostic {
    let cell = |tree: &Tree| if tree.owner.is_some() { tree.owner_name.clone() } else { tree.root_name.clone() };
    let commands = trees.iter().map(|tree| Recipe { cell: Some(cell(tree)), ..recipe.clone() }.to_arguments());
    let mut diagnostic = EntryError::SeveralCells { count: trees.len() }.diagnostic();
    for tree in trees.iter().take(MOST_TREES) {
        let (cell, count) = (cell(tree), tree.sections.len());
        diagnostic = diagnostic.with_note(format!("`{cell}` has {count} section{}", if count == 1 { "" } else { "s" }));
    }
    with_commands(diagnostic, commands)
}

/// More commands than this are counted only.
const MOST_COMMANDS: usize = 24;

/// Options to copy, a line each, where there are some.
pub(super) fn with_commands(diagnostic: Diagnostic, commands: impl Iterator<Item = String>) -> Diagnostic {
    let mut lines = vec!["add one of these lines to the command".to_owned()];
    lines.extend(commands);
    if lines.len() <= 1 {
        return diagnostic;
    }
    let more = lines.len().saturating_sub(1 + MOST_COMMANDS);
    lines.truncate(1 + MOST_COMMANDS);
    lines.extend((more > 0).then(|| format!("and {more} more like these")));
    diagnostic.help(lines.join("\n"))
}
