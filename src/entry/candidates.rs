//! What the files of a directory suggest: recipes worth trying, the likeliest first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::recipe::Recipe;
use super::scan::{ScannedFile, ScannedTemplate};
use crate::hoc::ArgumentUse;

/// Files that modellers load first, by custom.
const DRIVERS: [&str; 4] = ["mosinit.hoc", "init.hoc", "main.hoc", "start.hoc"];

/// Extensions of morphology files.
pub(super) const MORPHOLOGY_EXTENSIONS: &[&str] = &["asc", "swc"];

/// Something to try.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) recipe: Recipe,
    /// The same with other numbers in the places of those that were guessed; none where no number was.
    pub(super) other_numbers: Vec<Recipe>,
}

/// Candidates of which the first that works is meant.
pub(super) type Group = Vec<Candidate>;

/// Groups of one recipe without a guessed number.
pub(super) fn each_alone(recipes: impl IntoIterator<Item = Recipe>) -> Vec<Group> {
    recipes.into_iter().map(|recipe| vec![Candidate { recipe, other_numbers: vec![] }]).collect()
}

/// The driver file at the top of the directory, where there is one.
pub(super) fn driver(files: &[ScannedFile]) -> Option<Recipe> {
    let loaded = |driver: &str| files.iter().flat_map(|file| &file.loads).any(|path| path == driver);
    let is_there = |driver: &&&str| files.iter().any(|file| file.path == Path::new(driver)) && !loaded(driver);
    let found = DRIVERS.iter().find(is_there)?;
    Some(Recipe { load: vec![(*found).to_owned()], ..Recipe::default() })
}

/// The files that declare the template of a told `new` expression; none where it names no template.
pub(super) fn declaring(cell: &str, files: &[ScannedFile]) -> Option<Recipe> {
    let name = cell.split('(').next().unwrap_or_default().trim().trim_start_matches("new ");
    let (file, template) = all_templates(files).find(|(_, template)| template.name == name)?;
    Some(Recipe { load: load_order(file, template, files), ..Recipe::default() })
}

/// Every template that builds a cell and that no other template makes, with its arguments filled. Of the recipes of one
/// group the first that works is meant.
pub(super) fn templates(files: &[ScannedFile], morphologies: &[PathBuf]) -> Vec<Group> {
    let made: BTreeSet<&str> =
        all_templates(files).flat_map(|(_, template)| &template.makes).map(String::as_str).collect();
    all_templates(files)
        .filter(|(_, template)| !made.contains(template.name.as_str()) && leads_to_sections(template, files))
        .flat_map(|(file, template)| {
            let load = load_order(file, template, files);
            fill_arguments(&template.init, morphologies).into_iter().map(move |group| {
                let recipe = |arguments: &String| Recipe {
                    load: load.clone(),
                    cell: Some(format!("{}({arguments})", template.name)),
                    ..Recipe::default()
                };
                group
                    .into_iter()
                    .map(|filled| Candidate {
                        recipe: recipe(&filled.arguments),
                        other_numbers: filled.other_numbers.iter().map(recipe).collect(),
                    })
                    .collect()
            })
        })
        .collect()
}

/// The templates that ask for no file, each with each of the morphologies imported from outside.
pub(super) fn imported(templates: &[Group], morphologies: &[PathBuf]) -> Vec<Group> {
    let asks_for_none = |recipe: &Recipe| recipe.cell.as_deref().is_some_and(|cell| !cell.contains('"'));
    templates
        .iter()
        .flatten()
        .filter(|candidate| asks_for_none(&candidate.recipe))
        .flat_map(|candidate| morphologies.iter().map(|morphology| vec![with_morphology(candidate, morphology)]))
        .collect()
}

fn with_morphology(candidate: &Candidate, morphology: &Path) -> Candidate {
    let import = |recipe: &Recipe| Recipe { morphology: Some(text(morphology)), ..recipe.clone() };
    Candidate { recipe: import(&candidate.recipe), other_numbers: candidate.other_numbers.iter().map(import).collect() }
}

/// The recipe followed by one of the procedures of its template, for each of them: only the model's author knows which.
pub(super) fn with_procedure(recipe: &Recipe, files: &[ScannedFile]) -> Vec<Recipe> {
    let name = recipe.cell.as_deref().and_then(|cell| cell.split('(').next()).unwrap_or_default();
    let template = all_templates(files).find(|(_, template)| template.name == name);
    let procedures = template.map(|(_, template)| template.procedures.as_slice()).unwrap_or_default();
    let run = |procedure: &String| Recipe { run: vec![format!("cell.{procedure}()")], ..recipe.clone() };
    procedures.iter().filter(|procedure| *procedure != "init").map(run).collect()
}

/// Files that create sections outside templates and that no other file loads.
pub(super) fn entry_files(files: &[ScannedFile]) -> Vec<Recipe> {
    entry_files_that(files, |_| true)
}

/// Those that may insert something.
pub(super) fn filled_entry_files(files: &[ScannedFile]) -> Vec<Recipe> {
    entry_files_that(files, |file| !file.is_bare)
}

/// The first of those that are morphologies: it stands for all of them, for none has a membrane.
pub(super) fn first_bare_entry_file(files: &[ScannedFile]) -> Option<Recipe> {
    entry_files_that(files, |file| file.is_bare).into_iter().next()
}

fn entry_files_that(files: &[ScannedFile], is_wanted: impl Fn(&ScannedFile) -> bool) -> Vec<Recipe> {
    let loaded: BTreeSet<&str> = files.iter().flat_map(|file| &file.loads).map(|path| base_name(path)).collect();
    files
        .iter()
        .filter(|file| is_wanted(file))
        .filter(|file| !loaded.contains(base_name(&text(&file.path))) && reaches_sections(file, files))
        .map(|file| Recipe { load: vec![text(&file.path)], ..Recipe::default() })
        .collect()
}

/// Files that load others of the directory and that none loads, those at the top first: what they build does not show.
pub(super) fn openers(files: &[ScannedFile]) -> Vec<Recipe> {
    let loaded: BTreeSet<&str> = files.iter().flat_map(|file| &file.loads).map(|path| base_name(path)).collect();
    let known: BTreeSet<String> = files.iter().map(|file| base_name(&text(&file.path)).to_owned()).collect();
    let opens = |file: &&ScannedFile| file.loads.iter().any(|path| known.contains(base_name(path)));
    let is_first = |file: &&ScannedFile| !loaded.contains(base_name(&text(&file.path)));
    let mut found: Vec<_> = files.iter().filter(opens).filter(is_first).collect();
    found.sort_by_key(|file| file.path.components().count());
    found.into_iter().map(|file| Recipe { load: vec![text(&file.path)], ..Recipe::default() }).collect()
}

/// Does what a recipe loads load the file, directly or not?
pub(super) fn leads_to(recipe: &Recipe, file: &str, files: &[ScannedFile]) -> bool {
    let loaded = files.iter().filter(|known| recipe.load.contains(&text(&known.path)));
    loaded.flat_map(|known| reachable(known, files)).any(|path| text(path) == file)
}

fn all_templates(files: &[ScannedFile]) -> impl Iterator<Item = (&ScannedFile, &ScannedTemplate)> {
    files.iter().flat_map(|file| file.templates.iter().map(move |template| (file, template)))
}

/// It creates sections, or makes an object that does.
fn leads_to_sections(template: &ScannedTemplate, files: &[ScannedFile]) -> bool {
    let (mut open, mut seen) = (vec![template], BTreeSet::new());
    while let Some(template) = open.pop() {
        if template.creates_sections {
            return true;
        }
        if seen.insert(template.name.as_str()) {
            open.extend(
                all_templates(files).map(|(_, other)| other).filter(|other| template.makes.contains(&other.name)),
            );
        }
    }
    false
}

/// The file that declares the template, after the files that declare what it makes and that it does not load itself.
fn load_order(file: &ScannedFile, template: &ScannedTemplate, files: &[ScannedFile]) -> Vec<String> {
    let own = reachable(file, files);
    let (mut order, mut open, mut seen) = (vec![], vec![template], BTreeSet::new());
    while let Some(template) = open.pop() {
        if !seen.insert(template.name.as_str()) {
            continue;
        }
        for name in &template.makes {
            let Some((needed, made)) = all_templates(files).find(|(_, other)| other.name == *name) else { continue };
            open.push(made);
            let path = text(&needed.path);
            if !own.contains(&needed.path) && !order.contains(&path) {
                order.insert(0, path);
            }
        }
    }
    order.push(text(&file.path));
    order
}

/// The file and all files that it loads, directly or not.
fn reachable<'a>(file: &'a ScannedFile, files: &'a [ScannedFile]) -> BTreeSet<&'a PathBuf> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![file]);
    while let Some(file) = open.pop() {
        if seen.insert(&file.path) {
            let loads =
                |other: &&ScannedFile| file.loads.iter().any(|load| base_name(load) == base_name(&text(&other.path)));
            open.extend(files.iter().filter(loads));
        }
    }
    seen
}

fn reaches_sections(file: &ScannedFile, files: &[ScannedFile]) -> bool {
    let reached = reachable(file, files);
    files.iter().any(|other| other.creates_sections && reached.contains(&other.path))
}

/// More arguments than this no `init` has: a number beyond it is a slip.
const MOST_ARGUMENTS: usize = 64;

/// Numbers that stand for the ones that are asked for, and those that show whether they matter.
const NUMBERS: [&str; 3] = ["0", "1", "2"];

/// The text between the parentheses.
struct Filled {
    arguments: String,
    other_numbers: Vec<String>,
}

/// Texts for the arguments of `init`: a text is a morphology, or the directory itself where there is none.
///
/// A group for each morphology: all arguments that `init` reads, then those up to its last text, which may be all it
/// wants. No group where an object is asked for.
fn fill_arguments(init: &BTreeMap<usize, ArgumentUse>, morphologies: &[PathBuf]) -> Vec<Vec<Filled>> {
    let count = init.keys().last().copied().unwrap_or_default();
    if count > MOST_ARGUMENTS || init.values().any(|used| *used == ArgumentUse::Object) {
        return vec![];
    }
    let last_text = init.iter().rev().find(|(_, used)| **used == ArgumentUse::Text).map(|(&number, _)| number);
    let group = |value: &str| {
        let fewer = last_text.filter(|&last| last < count);
        std::iter::once(count).chain(fewer).map(|count| filled(init, count, value)).collect()
    };
    match (last_text, morphologies) {
        (Some(_), []) => vec![group("./")],
        (Some(_), morphologies) => morphologies.iter().map(|path| group(&text(path))).collect(),
        (None, _) => vec![group("")],
    }
}

fn filled(init: &BTreeMap<usize, ArgumentUse>, count: usize, value: &str) -> Filled {
    let is_text = |number: usize| init.get(&number) == Some(&ArgumentUse::Text);
    let with = |guess: &str| {
        let arguments =
            (1..=count).map(|number| if is_text(number) { format!("\"{value}\"") } else { guess.to_owned() });
        arguments.collect::<Vec<_>>().join(", ")
    };
    let has_numbers = !(1..=count).all(is_text);
    let [first, others @ ..] = NUMBERS;
    let other_numbers = if has_numbers { others.map(with).to_vec() } else { vec![] };
    Filled { arguments: with(first), other_numbers }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
