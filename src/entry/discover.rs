//! Trying recipes until one gives a cell.

use crate::diagnostic::Diagnostic;
use crate::hoc::{Interpreter, ObjectId};
use crate::source::SourceMap;

use super::Failure;
use super::build::Workshop;
use super::candidates::{self, MORPHOLOGY_EXTENSIONS};
use super::error::EntryError;
use super::recipe::Recipe;
use super::scan::{ScannedFile, scan};
use super::trees::{Tree, trees};

/// Of more suggestions than this the user has to choose one.
const MOST_TRIES: usize = 32;

/// A recipe that gave a cell.
pub(super) struct Found {
    pub(super) interpreter: Interpreter,
    pub(super) tree: Tree,
    pub(super) recipe: Recipe,
}

/// A recipe that gave none.
struct Miss {
    recipe: Recipe,
    failure: Failure,
    kind: MissKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MissKind {
    /// Something is wrong.
    Failed,
    /// It ran without an error and left sections, but no membrane.
    Bare,
    /// It left several cells.
    Several,
}

/// The cell of a told recipe, or of the recipes that the files suggest.
pub(super) fn find_cell(mut workshop: Workshop, told: Recipe) -> Result<Found, Failure> {
    if !told.load.is_empty() {
        return attempt(&workshop, told, Demand::Sections).map_err(|miss| miss.failure);
    }
    let files = scan(&mut workshop.sources);
    let mut misses = vec![];
    for (groups, demand) in stages(&files, &workshop.sources, &told) {
        let (mut found, missed) = try_all(&workshop, groups, &told, demand);
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => return Ok(only),
            (Some(last), false) => return Err(several_ways(found.into_iter().chain([last]).collect())),
            (None, _) => misses.extend(missed),
        }
        if let Some(several) = misses.iter().position(|miss| miss.kind == MissKind::Several) {
            return Err(misses.swap_remove(several).failure);
        }
    }
    Err(nothing_found(workshop.sources, misses, &files))
}

/// What a try must leave to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    /// Any section: the user named the way.
    Sections,
    /// A tree with a membrane: the way was guessed.
    Membrane,
}

/// Recipes of which the first that works is meant.
type Group = Vec<Recipe>;

fn stages(files: &[ScannedFile], sources: &SourceMap, told: &Recipe) -> Vec<(Vec<Group>, Demand)> {
    let morphologies = sources.find(MORPHOLOGY_EXTENSIONS);
    if let Some(cell) = &told.cell {
        let declared = candidates::declaring(cell, files).into_iter().collect::<Vec<_>>();
        let loads = if declared.is_empty() { candidates::entry_files(files) } else { declared };
        return vec![(each_alone(loads), Demand::Sections)];
    }
    let templates = candidates::templates(files, &morphologies);
    let imported = templates
        .iter()
        .flatten()
        .filter(|recipe| recipe.cell.as_deref().is_some_and(|cell| !cell.contains('"')))
        .flat_map(|recipe| candidates::with_morphology(recipe, &morphologies))
        .collect();
    vec![
        (each_alone(candidates::driver(files)), Demand::Membrane),
        (templates, Demand::Membrane),
        (each_alone::<Vec<_>>(imported), Demand::Membrane),
        (each_alone(candidates::entry_files(files)), Demand::Membrane),
    ]
}

fn each_alone<R: IntoIterator<Item = Recipe>>(recipes: R) -> Vec<Group> {
    recipes.into_iter().map(|recipe| vec![recipe]).collect()
}

fn try_all(workshop: &Workshop, groups: Vec<Group>, told: &Recipe, demand: Demand) -> (Vec<Found>, Vec<Miss>) {
    let (mut found, mut missed) = (vec![], vec![]);
    for group in groups.into_iter().take(MOST_TRIES) {
        for recipe in group {
            match attempt(workshop, told.clone().or(recipe), demand) {
                Ok(cell) => {
                    found.push(cell);
                    break;
                }
                Err(miss) => missed.push(*miss),
            }
        }
    }
    (found, missed)
}

fn attempt(workshop: &Workshop, recipe: Recipe, demand: Demand) -> Result<Found, Box<Miss>> {
    let (interpreter, done) = workshop.run(&recipe);
    let cell = match done {
        Ok(cell) if !interpreter.diagnostics.has_fatal() => cell,
        Ok(_) => return Err(miss(recipe, interpreter, MissKind::Failed, None)),
        Err(diagnostic) => return Err(miss(recipe, interpreter, MissKind::Failed, Some(diagnostic))),
    };
    let chosen = if workshop.every_section { every_section(&interpreter) } else { choose_tree(&interpreter, cell) };
    match chosen {
        Ok(tree) if tree.has_membrane || demand == Demand::Sections => Ok(Found { interpreter, tree, recipe }),
        Ok(_) => {
            let bare = EntryError::NoMembrane { recipe: recipe.to_arguments() }.diagnostic();
            Err(miss(recipe, interpreter, MissKind::Bare, Some(bare)))
        }
        Err(trees) if trees.is_empty() => {
            let empty = EntryError::Empty { recipe: recipe.to_arguments() }.diagnostic();
            Err(miss(recipe, interpreter, MissKind::Failed, Some(empty)))
        }
        Err(trees) => {
            let several = several_cells(&trees, &interpreter, &recipe);
            Err(miss(recipe, interpreter, MissKind::Several, Some(several)))
        }
    }
}

fn miss(recipe: Recipe, interpreter: Interpreter, kind: MissKind, last: Option<Diagnostic>) -> Box<Miss> {
    let Interpreter { sources, mut diagnostics, .. } = interpreter;
    diagnostics.extend(last);
    Box::new(Miss { recipe, failure: Failure { diagnostics, sources }, kind })
}

/// The tree that is the cell: the named object's own, else the only one that counts; all that count where there is not
/// just one.
fn choose_tree(interpreter: &Interpreter, named: Option<ObjectId>) -> Result<Tree, Vec<Tree>> {
    let all = trees(interpreter);
    let owned: Vec<_> = all.iter().filter(|tree| named.is_some() && tree.owner == named).cloned().collect();
    let mut trees = if owned.is_empty() { all } else { owned };
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

/// All that exists, as if it were one tree.
fn every_section(interpreter: &Interpreter) -> Result<Tree, Vec<Tree>> {
    let mut trees = trees(interpreter).into_iter();
    let mut all = trees.next().ok_or_else(Vec::new)?;
    for tree in trees {
        all.sections.extend(tree.sections);
        all.has_membrane |= tree.has_membrane;
    }
    Ok(all)
}

/// More trees than this are counted only.
const MOST_TREES: usize = 8;

fn several_cells(trees: &[Tree], interpreter: &Interpreter, recipe: &Recipe) -> Diagnostic {
    let commands = trees
        .iter()
        .filter(|tree| tree.owner.is_some())
        .map(|tree| Recipe { cell: Some(tree.owner_name.clone()), ..recipe.clone() }.to_arguments());
    let diagnostic = trees.iter().take(MOST_TREES).fold(
        EntryError::SeveralCells { count: trees.len() }.diagnostic(),
        |diagnostic, tree| {
            let (root, count) = (interpreter.model.name(tree.root), tree.sections.len());
            let sections = if count == 1 { "section" } else { "sections" };
            diagnostic.with_note(format!("the tree of `{root}` has {count} {sections}"))
        },
    );
    with_commands(diagnostic.help(HOW_TO_DELETE), commands)
}

fn several_ways(found: Vec<Found>) -> Failure {
    let commands = found.iter().map(|found| found.recipe.to_arguments());
    let diagnostic = with_commands(EntryError::SeveralWays { count: found.len() }.diagnostic(), commands);
    let sources = found.into_iter().next().map(|found| found.interpreter.sources).unwrap_or_default();
    Failure::new(diagnostic, sources)
}

fn nothing_found(sources: SourceMap, misses: Vec<Miss>, files: &[ScannedFile]) -> Failure {
    if files.is_empty() {
        return Failure::new(EntryError::NoHoc.diagnostic().help(HOW_TO_TELL), sources);
    }
    if let Some(bare) = misses.iter().rev().find(|miss| miss.kind == MissKind::Bare) {
        let diagnostic = EntryError::NoMembrane { recipe: bare.recipe.to_arguments() }.diagnostic().help(HOW_TO_INSERT);
        let alike = misses
            .iter()
            .filter(|miss| miss.kind == MissKind::Bare && miss.recipe.morphology == bare.recipe.morphology);
        let commands = alike.flat_map(|miss| candidates::with_procedure(&miss.recipe, files));
        return Failure::new(with_commands(diagnostic, commands.map(|recipe| recipe.to_arguments())), sources);
    }
    let count = misses.len();
    let mut misses = misses.into_iter();
    match (misses.next(), count) {
        (None, _) => {
            Failure::new(EntryError::NoSections { files: files.len() }.diagnostic().help(HOW_TO_TELL), sources)
        }
        (Some(only), 1) => only.failure,
        (Some(first), _) => {
            let tried = std::iter::once(first).chain(misses);
            let diagnostic = tried.fold(EntryError::NothingWorked { tries: count }.diagnostic(), |diagnostic, miss| {
                diagnostic.with_note(format!("`{}`: {}", miss.recipe.to_arguments(), first_error(&miss.failure)))
            });
            Failure::new(diagnostic.help(HOW_TO_TELL), sources)
        }
    }
}

const HOW_TO_TELL: &str =
    "say how the cell is made, for example `--load FILE.hoc --cell 'Template(\"morphology.asc\")'`";

const HOW_TO_INSERT: &str =
    "call what inserts the channels, for example `--run 'biophys()'`, or insert a leak: `--run 'forall insert pas'`";

const HOW_TO_DELETE: &str = "delete what is not the cell, for example `--run 'forsec \"NAME\" delete_section()'`";

fn first_error(failure: &Failure) -> String {
    let fatal = failure.diagnostics.iter().find(|diagnostic| diagnostic.is_fatal());
    fatal.map_or_else(|| "no error".to_owned(), |diagnostic| diagnostic.message.clone())
}

/// Options to copy, a line each, where there are some.
fn with_commands(diagnostic: Diagnostic, commands: impl Iterator<Item = String>) -> Diagnostic {
    let lines: Vec<_> = std::iter::once("add one of these lines to the command".to_owned()).chain(commands).collect();
    if lines.len() > 1 { diagnostic.help(lines.join("\n")) } else { diagnostic }
}
