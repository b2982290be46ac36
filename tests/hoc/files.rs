//! hoc files from outside, checked by us and parsed by NEURON: `NEURON_REDUCE_HOC=FOLDER:FOLDER` names model directories.
//!
//! NEURON parses a statement by what ran before, and runs it at once. Here each statement of a file is given to it as
//! `if (0) statement`, definitions as they are, after declarations of what the folder's files declare; names that mod
//! files would declare are replaced by such that NEURON has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::hoc::ast::{Statement, StatementKind};
use neuron_reduce::hoc::check::{check_file, statements};
use neuron_reduce::mechanism::{Catalog, MechanismKind};
use neuron_reduce::nmodl::{load_catalog, mod_folders};
use neuron_reduce::source::SourceMap;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::support::declared::{self, Declared, Names};
use crate::support::folders::named;
use crate::support::mechanisms::Judge;
use crate::support::venv::{Neuron, say};

#[derive(Debug, Clone, Serialize)]
struct Job {
    library: bool,
    context: Vec<String>,
    pieces: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Verdict {
    message: Option<String>,
    line: Option<String>,
}

/// What is said of a file.
struct File {
    path: PathBuf,
    text: String,
    refused: bool,
    statements: Vec<Statement>,
}

fn read(folder: &Path) -> Vec<File> {
    let mut sources = SourceMap::open(folder).unwrap();
    let paths = sources.find(&["hoc", "ses", "oc", "tem", "cll", "nrn", "geo"]);
    let files = paths.into_iter().map(|path| {
        let file = sources.read(&path).unwrap();
        let text = sources.file(file).text.to_string();
        let mut found = Diagnostics::default();
        check_file(&text, file, &mut found);
        let statements = statements(&text, file, &mut Diagnostics::default());
        File { path, text, refused: found.has_fatal(), statements }
    });
    files.collect()
}

/// Names of mechanisms and of their variables, with those that NEURON has instead.
fn substitutes(folder: &Path) -> BTreeMap<String, &'static str> {
    let mut sources = SourceMap::open(folder).unwrap();
    let known = Catalog::with_builtins();
    let mut found = BTreeMap::new();
    for paths in mod_folders(&sources).into_values() {
        let (catalog, _) = load_catalog(&mut sources, &paths, &mut Diagnostics::default());
        for (_, mechanism) in catalog.mechanisms().filter(|(_, mechanism)| known.find(&mechanism.name).is_none()) {
            let (name, in_section) = match mechanism.kind {
                MechanismKind::Density | MechanismKind::Ion => ("pas", true),
                MechanismKind::PointProcess | MechanismKind::ArtificialCell => ("IClamp", false),
                MechanismKind::Library => continue,
            };
            found.insert(mechanism.name.clone(), name);
            if in_section {
                found.extend(mechanism.variables.iter().map(|variable| (variable.name.clone(), "g_pas")));
            }
        }
    }
    found
}

/// A string, a name or a number.
static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""(\\.|[^"\\])*"|[A-Za-z_][A-Za-z_0-9]*|[0-9][0-9a-zA-Z_.]*"#).unwrap());

/// The text with other names; strings stay.
fn renamed(text: &str, names: &BTreeMap<String, &'static str>) -> String {
    let replace =
        |found: &regex::Captures<'_>| names.get(&found[0]).map_or_else(|| found[0].to_owned(), |new| (*new).to_owned());
    TOKEN.replace_all(text, replace).into_owned()
}

/// A statement with the rest of its line, such that NEURON only parses it.
fn piece(file: &File, statement: &Statement) -> String {
    let range = statement.span.range();
    let line = &file.text[range.end..];
    let rest = line.split('\n').next().unwrap();
    let rest = if rest.contains("/*") || rest.contains('\u{1a}') || rest.contains('\u{4}') { "" } else { rest };
    let text = format!("{}{rest}", &file.text[range]);
    match statement.kind {
        StatementKind::Define(_)
        | StatementKind::BeginTemplate(_)
        | StatementKind::EndTemplate(_)
        | StatementKind::Public(_)
        | StatementKind::External(_) => text,
        StatementKind::Refused(_) => String::new(),
        _ => format!("if (0) {text}"),
    }
}

/// A template's statements go together. Those between `object_push` and `object_pop` use names of an object that is
/// not there: they are left out.
fn pieces(file: &File) -> Vec<String> {
    let mut in_object = false;
    let (mut pieces, mut inside): (Vec<String>, Option<(String, Vec<&Statement>)>) = (vec![], None);
    for statement in &file.statements {
        let text = piece(file, statement);
        in_object = (in_object || text.contains("object_push(")) && !text.contains("object_pop(");
        if in_object && inside.is_none() && !matches!(statement.kind, StatementKind::Define(_)) {
            continue;
        }
        match (&statement.kind, &mut inside) {
            (StatementKind::BeginTemplate(_), None) => inside = Some((text, vec![])),
            (StatementKind::EndTemplate(_), Some((begin, body))) => {
                let own = declared::text(&declared::names(body), &BTreeSet::new()).join("\n");
                let is_head = |statement: &&&Statement| {
                    matches!(statement.kind, StatementKind::Public(_) | StatementKind::External(_))
                };
                let (head, rest): (Vec<&Statement>, Vec<&Statement>) = body.iter().partition(|one| is_head(one));
                let texts = |part: &[&Statement]| {
                    part.iter().map(|statement| piece(file, statement)).collect::<Vec<_>>().join("\n")
                };
                pieces.push([begin.clone(), texts(&head), own, texts(&rest), text].join("\n"));
                inside = None;
            }
            (_, Some((_, body))) => body.push(statement),
            (_, None) => pieces.push(text),
        }
    }
    pieces
}

/// What the files declare at the top level.
fn top_level(files: &[&File]) -> Names {
    let mut all = Names::new();
    for file in files {
        let mut inside = false;
        let outside = file.statements.iter().filter(|statement| {
            let was_inside = inside;
            match statement.kind {
                StatementKind::BeginTemplate(_) => inside = true,
                StatementKind::EndTemplate(_) => inside = false,
                _ => {}
            }
            !was_inside
        });
        let outside: Vec<&Statement> = outside.collect();
        declared::merge(&mut all, declared::names(&outside));
    }
    all
}

fn jobs(folder: &Path, files: &[File]) -> Vec<Job> {
    let library = !folder.join("stdrun.hoc").exists();
    let substitutes = substitutes(folder);
    let all: Vec<&File> = files.iter().collect();
    let (everywhere, none) = (top_level(&all), BTreeSet::new());
    let job = |file: &File| {
        let mut names = everywhere.clone();
        let own = top_level(&[file]);
        declared::merge(&mut names, own.clone());
        let templates = own.into_iter().filter(|(_, declared)| *declared == Declared::Template).map(|(name, _)| name);
        let templates: BTreeSet<String> = templates.collect();
        let context = declared::text(&names, if file.refused { &none } else { &templates });
        let pieces = if file.refused { vec![file.text.clone()] } else { pieces(file) };
        let mut substitutes = substitutes.clone();
        substitutes.retain(|name, _| !names.contains_key(name));
        let rename = |texts: Vec<String>| texts.iter().map(|text| renamed(text, &substitutes)).collect();
        Job { library, context: rename(context), pieces: rename(pieces) }
    };
    files.iter().map(job).collect()
}

/// Messages that depend on what was run, not on the text: the rest of such a file is not judged.
const OF_NAMES: &[&str] = &[
    "is not a template",
    "is not a MECHANISM",
    "already declared",
    "already defined",
    "not an array",
    "subscripts",
    "not a section variable",
    "redefined",
    "not declared at the top level",
    "the process ends",
];

/// NEURON refuses these of ModelDB 20212 by what mod files declare, which a file alone does not tell: a range variable
/// that is called without a place, and a point process that stands alone.
const BY_MOD_FILES: &[&str] = &["not-currently-used/test.hoc", "not-currently-used/testh.hoc"];

#[test]
fn neuron_refuses_the_files_that_we_refuse() {
    let (mut count, mut statements, mut unjudged, mut different) = (0, 0, 0, vec![]);
    for folder in named("NEURON_REDUCE_HOC") {
        let files = read(&folder);
        let jobs = jobs(&folder, &files);
        let verdicts: Vec<Result<Verdict, String>> = Judge::of(Neuron::Nine).syntax(&jobs);
        for (file, verdict) in files.iter().zip(verdicts) {
            count += 1;
            statements += file.statements.len();
            let place = folder.join(&file.path).display().to_string();
            // Where NEURON itself breaks down the process ends.
            let verdict = verdict.unwrap_or_else(|error| Verdict { message: Some(error), line: None });
            let Some(message) = verdict.message else {
                different.extend(file.refused.then(|| format!("{place}: NEURON parses it")));
                continue;
            };
            if OF_NAMES.iter().any(|words| message.contains(words)) {
                unjudged += 1;
                say(&format!("{place}: not judged to its end: {message}"));
            } else if !file.refused && !BY_MOD_FILES.iter().any(|known| file.path.ends_with(known)) {
                different.push(format!("{place}: NEURON says {message:?} of {}", verdict.line.unwrap_or_default()));
            }
        }
    }
    say(&format!("{count} files, {statements} statements: {} verdicts differ, {unjudged} not judged", different.len()));
    assert!(different.is_empty(), "{}", different.join("\n"));
}
