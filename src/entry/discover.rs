//! Trying recipes until one gives a cell.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;

use crate::source::SourceMap;

use super::Failure;
use super::alone::confirmed;
use super::attempt::{Demand, Found, Miss, MissKind, attempt, guessed_numbers, with_commands};
use super::build::Workshop;
use super::candidates::{self, Candidate, Group, MORPHOLOGY_EXTENSIONS};
use super::error::EntryError;
use super::recipe::Recipe;
use super::scan::ScannedFile;

/// More suggestions than this are not tried: the user has to choose.
const MOST_TRIES: usize = 32;

/// The cell of a told recipe, or of the recipes that the files suggest.
pub(super) fn find_cell(workshop: Workshop, files: &[ScannedFile], told: Recipe) -> Result<Found, Failure> {
    if !told.load.is_empty() {
        return attempt(&workshop, told, Demand::Sections).map_err(|miss| miss.failure);
    }
    let mut misses = vec![];
    for stage in stages(files, &workshop.sources, &told) {
        if stage.groups.len() > MOST_TRIES {
            let recipes: Vec<_> = stage.groups.into_iter().flatten().map(|candidate| candidate.recipe).collect();
            return Err(several_ways(workshop.sources, &recipes));
        }
        let (found, missed) = try_all(&workshop, &stage, &told);
        match found {
            Outcome::None => {}
            Outcome::One(found) if stage.is_driver => return Ok(*found),
            Outcome::One(found) => return confirmed(&workshop, files, &told, *found),
            Outcome::Several(recipes) => return Err(several_ways(workshop.sources, &recipes)),
        }
        if let Some(last) = missed.iter().position(|miss| ends_search(miss.kind, stage.is_driver)) {
            return Err(missed.into_iter().nth(last).map(|miss| miss.failure).unwrap_or_default());
        }
        misses.extend(missed);
    }
    Err(nothing_found(workshop.sources, misses, files))
}

/// What was tried last is the answer: what the author's own driver does wrong, or what the user has to choose.
fn ends_search(kind: MissKind, is_driver: bool) -> bool {
    match kind {
        MissKind::Several | MissKind::Numbers => true,
        MissKind::Failed => is_driver,
        MissKind::Empty | MissKind::Bare => false,
    }
}

/// Suggestions of one kind.
struct Stage {
    groups: Vec<Group>,
    demand: Demand,
    /// The file that the model's author means to be loaded first.
    is_driver: bool,
}

impl Stage {
    fn new(groups: Vec<Group>, demand: Demand) -> Self {
        Self { groups, demand, is_driver: false }
    }
}

fn stages(files: &[ScannedFile], sources: &SourceMap, told: &Recipe) -> Vec<Stage> {
    let morphologies = sources.find(MORPHOLOGY_EXTENSIONS);
    if let Some(cell) = &told.cell {
        let declared: Vec<_> = candidates::declaring(cell, files).into_iter().collect();
        let loads = if declared.is_empty() {
            // The driver may make it; what it does wrong otherwise does not matter.
            vec![candidates::driver(files).into_iter().collect(), candidates::entry_files(files)]
        } else {
            vec![declared]
        };
        let stage = |recipes: Vec<Recipe>| Stage::new(candidates::each_alone(recipes), Demand::Sections);
        return loads.into_iter().map(stage).collect();
    }
    let templates = candidates::templates(files, &morphologies);
    let imported = candidates::imported(&templates, &morphologies);
    // What is told to run may insert something anywhere.
    let entries = if told.run.is_empty() && told.before.is_empty() {
        [candidates::filled_entry_files(files), candidates::first_bare_entry_file(files).into_iter().collect()]
    } else {
        [candidates::entry_files(files), vec![]]
    };
    let entries = entries.map(|recipes| Stage::new(candidates::each_alone(recipes), Demand::Membrane));
    let mut stages = vec![
        Stage { is_driver: true, ..Stage::new(candidates::each_alone(candidates::driver(files)), Demand::Membrane) },
        Stage::new(templates, Demand::Membrane),
        Stage::new(imported, Demand::Membrane),
    ];
    stages.extend(entries);
    stages
}

/// The groups that gave a cell.
enum Outcome {
    None,
    One(Box<Found>),
    /// Their recipes.
    Several(Vec<Recipe>),
}

impl Outcome {
    fn and(self, found: Found) -> Self {
        match self {
            Self::None => Self::One(Box::new(found)),
            Self::One(first) => Self::Several(vec![first.recipe, found.recipe]),
            Self::Several(mut recipes) => {
                recipes.push(found.recipe);
                Self::Several(recipes)
            }
        }
    }
}

/// Tries every group, side by side: each is an evaluation of its own.
fn try_all(workshop: &Workshop, stage: &Stage, told: &Recipe) -> (Outcome, Vec<Miss>) {
    let (mut outcome, mut missed) = (Outcome::None, vec![]);
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    for together in stage.groups.chunks(threads) {
        let tried: Vec<_> = std::thread::scope(|scope| {
            let try_it = |group| move || try_group(workshop, group, told, stage.demand);
            let running: Vec<_> = together.iter().map(|group| scope.spawn(try_it(group))).collect();
            running.into_iter().map(|running| running.join().unwrap_or_else(|fault| resume_unwind(fault))).collect()
        });
        for (found, misses) in tried {
            outcome = match found {
                Some(found) => outcome.and(found),
                None => outcome,
            };
            missed.extend(misses);
        }
    }
    (outcome, missed)
}

/// The first of a group that works, and those before it.
fn try_group(workshop: &Workshop, group: &Group, told: &Recipe, demand: Demand) -> (Option<Found>, Vec<Miss>) {
    let mut missed = vec![];
    for candidate in group {
        match try_candidate(workshop, candidate, told, demand) {
            Ok(found) => return (Some(found), missed),
            Err(miss) => missed.push(*miss),
        }
    }
    (None, missed)
}

/// Numbers that were guessed must not matter: with others the cell has to be the same.
fn try_candidate(
    workshop: &Workshop,
    candidate: &Candidate,
    told: &Recipe,
    demand: Demand,
) -> Result<Found, Box<Miss>> {
    let run = |recipe: &Recipe| attempt(workshop, told.clone().or(recipe.clone()), demand);
    let mut found = run(&candidate.recipe)?;
    if candidate.other_numbers.is_empty() {
        return Ok(found);
    }
    let other = candidate.other_numbers.iter().find_map(|recipe| run(recipe).ok());
    if other.is_some_and(|mut other| is_same_cell(&mut found, &mut other)) {
        return Ok(found);
    }
    Err(guessed_numbers(found))
}

fn is_same_cell(one: &mut Found, other: &mut Found) -> bool {
    let [one, other] =
        [one, other].map(|found| found.interpreter.model.resolve(&found.tree.sections, &BTreeSet::new(), 0.0));
    matches!((one, other), (Ok(one), Ok(other)) if one == other)
}

fn several_ways(sources: SourceMap, recipes: &[Recipe]) -> Failure {
    let diagnostic = EntryError::SeveralWays { count: recipes.len() }.diagnostic();
    Failure::new(with_commands(diagnostic, recipes.iter().map(Recipe::to_arguments)), sources)
}

fn nothing_found(sources: SourceMap, misses: Vec<Miss>, files: &[ScannedFile]) -> Failure {
    if files.is_empty() {
        return Failure::new(EntryError::NoHoc.diagnostic().help(HOW_TO_TELL), sources);
    }
    if let Some(place) = misses.iter().position(|miss| miss.kind == MissKind::Empty && !miss.pressed.is_empty()) {
        return misses.into_iter().nth(place).map(|miss| miss.failure).unwrap_or_default();
    }
    if let Some(bare) = misses.iter().rev().find(|miss| miss.kind == MissKind::Bare) {
        let diagnostic = EntryError::NoMembrane { recipe: bare.recipe.to_arguments() }.diagnostic().help(HOW_TO_INSERT);
        let is_alike = |miss: &&Miss| miss.kind == MissKind::Bare && miss.recipe.morphology == bare.recipe.morphology;
        let commands = misses.iter().filter(is_alike);
        let commands = commands.flat_map(|miss| {
            let procedures = candidates::with_procedure(&miss.recipe, files).into_iter();
            miss.pressed.iter().cloned().chain(procedures.map(|recipe| recipe.to_arguments()))
        });
        let is_tried = |recipe: &Recipe| misses.iter().any(|miss| miss.recipe.load == recipe.load);
        let openers = candidates::openers(files).into_iter().filter(|recipe| !is_tried(recipe));
        let commands = commands.chain(openers.map(|recipe| recipe.to_arguments()));
        return Failure::new(with_commands(diagnostic, commands), sources);
    }
    let count = misses.len();
    let mut misses = misses.into_iter();
    match (misses.next(), count) {
        (None, _) => {
            let diagnostic = EntryError::NoSections { files: files.len() }.diagnostic().help(HOW_TO_TELL);
            let openers = candidates::openers(files).into_iter().map(|recipe| recipe.to_arguments());
            Failure::new(with_commands(diagnostic, openers), sources)
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

/// What to do where no way is found.
pub(super) const HOW_TO_TELL: &str =
    "say how the cell is made, for example `--load FILE.hoc --cell 'Template(\"morphology.asc\")'`";

const HOW_TO_INSERT: &str =
    "call what inserts the channels, for example `--run 'biophys()'`, or insert a leak: `--run 'forall insert pas'`";

fn first_error(failure: &Failure) -> String {
    let fatal = failure.diagnostics.iter().find(|diagnostic| diagnostic.is_fatal());
    fatal.map_or_else(|| "no error".to_owned(), |diagnostic| diagnostic.message.clone())
}
