//! What the hoc files of a directory declare and ask for, read from their trees without running them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::hoc::ast::{Arguments, ExpressionKind, Head, Path, Statement, StatementKind};
use crate::hoc::parse::Ahead;
use crate::hoc::walk::{Node, walk};
use crate::hoc::{ArgumentUse, argument_uses};
use crate::source::{FileId, SourceMap, Span};

/// Extensions of files that hold hoc.
pub const HOC_EXTENSIONS: &[&str] = &["hoc", "oc", "tem", "cll", "nrn"];

/// What NEURON's CellBuilder writes: hoc in which numbers stand between the statements.
const SESSION_EXTENSIONS: &[&str] = &["ses"];

/// The class whose objects build a cell.
const CELL_BUILDER: &str = "CellBuild";

/// One hoc file, as far as it can be known without running it.
#[derive(Debug, Clone)]
pub struct ScannedFile {
    /// Relative to the model directory.
    pub path: PathBuf,
    /// Templates it declares.
    pub templates: Vec<ScannedTemplate>,
    /// File names in `load_file("..")`, `xopen("..")`.
    pub loads: Vec<String>,
    /// Classes made outside templates.
    pub makes: BTreeSet<String>,
    /// It creates sections outside templates, or has the CellBuilder do it.
    pub creates_sections: bool,
    /// Nothing in it can insert a mechanism: it is a morphology.
    pub is_bare: bool,
}

/// Without one of these a file inserts nothing and loads nothing.
const BEYOND_GEOMETRY: [&str; 7] = ["insert", "load", "xopen", "begintemplate", "new", "exec", "ropen"];

/// A template, as far as it can be known without running it.
#[derive(Debug, Clone)]
pub struct ScannedTemplate {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// It has a `create`.
    pub creates_sections: bool,
    /// Classes it makes.
    pub makes: BTreeSet<String>,
    /// The arguments that its `init` reads, by number (from 1).
    pub init: BTreeMap<usize, ArgumentUse>,
    /// Its procedures.
    pub procedures: Vec<String>,
}

/// The hoc files of a directory, read and not yet looked at.
#[derive(Debug)]
pub(super) struct Texts(Vec<(PathBuf, FileId)>);

impl Texts {
    /// Every hoc file of the directory that can be read, sessions of the CellBuilder too.
    pub(super) fn read(sources: &mut SourceMap) -> Self {
        let mut read = |extensions: &[&str]| {
            let paths = sources.find(extensions).into_iter();
            paths.filter_map(|path| sources.read(&path).ok().map(|file| (path, file))).collect::<Vec<_>>()
        };
        let (mut files, sessions) = (read(HOC_EXTENSIONS), read(SESSION_EXTENSIONS));
        files.extend(sessions.into_iter().filter(|&(_, file)| sources.file(file).text.contains(CELL_BUILDER)));
        Self(files)
    }

    /// The files and their trees. Where one has a syntax error the rest of it still tells something. A morphology, which may
    /// be large, is only looked at.
    pub(super) fn scan(self, sources: &SourceMap) -> (Vec<ScannedFile>, Ahead) {
        let Self(files) = self;
        let is_bare = |file: FileId| !BEYOND_GEOMETRY.iter().any(|word| sources.file(file).text.contains(word));
        let ids: Vec<_> = files.iter().map(|&(_, file)| file).filter(|&file| !is_bare(file)).collect();
        let trees = Ahead::parse(&ids, sources);
        let scanned = files.into_iter().map(|(path, file)| {
            if is_bare(file) {
                bare_file(path, &sources.file(file).text)
            } else {
                scan_file(path, trees.statements(file))
            }
        });
        (scanned.collect(), trees)
    }
}

fn bare_file(path: PathBuf, text: &str) -> ScannedFile {
    ScannedFile {
        path,
        templates: vec![],
        loads: vec![],
        makes: BTreeSet::new(),
        creates_sections: text.contains("create"),
        is_bare: true,
    }
}

fn scan_file<'a>(path: PathBuf, statements: impl Iterator<Item = &'a Statement>) -> ScannedFile {
    let (templates, outside) = split_templates(statements);
    let mut scanned = ScannedFile {
        path,
        templates: templates.into_iter().map(scan_template).collect(),
        loads: vec![],
        makes: BTreeSet::new(),
        creates_sections: false,
        is_bare: false,
    };
    for statement in outside {
        walk(statement, &mut |node| {
            scanned.loads.extend(loaded_file(node));
            let made = made_class(node);
            scanned.creates_sections |= is_create(node) || made.as_deref() == Some(CELL_BUILDER);
            scanned.makes.extend(made);
            true
        });
    }
    scanned
}

type TemplateBody<'a> = (&'a Statement, &'a str, Vec<&'a Statement>);

fn split_templates<'a>(statements: impl Iterator<Item = &'a Statement>) -> (Vec<TemplateBody<'a>>, Vec<&'a Statement>) {
    let (mut templates, mut outside): (Vec<TemplateBody<'_>>, Vec<&Statement>) = (vec![], vec![]);
    let mut inside = false;
    for statement in statements {
        match (&statement.kind, templates.last_mut()) {
            (StatementKind::BeginTemplate(name), _) => {
                templates.push((statement, name.text.as_str(), vec![]));
                inside = true;
            }
            (StatementKind::EndTemplate(_), _) => inside = false,
            (_, Some((_, _, body))) if inside => body.push(statement),
            (_, _) => outside.push(statement),
        }
    }
    (templates, outside)
}

fn scan_template((declared, name, body): TemplateBody<'_>) -> ScannedTemplate {
    let mut template = ScannedTemplate {
        name: name.to_owned(),
        span: declared.span,
        creates_sections: false,
        makes: BTreeSet::new(),
        init: BTreeMap::new(),
        procedures: vec![],
    };
    for statement in body {
        walk(statement, &mut |node| {
            template.makes.extend(made_class(node));
            template.creates_sections |= is_create(node);
            true
        });
        if let StatementKind::Define(definition) = &statement.kind {
            template.procedures.push(definition.name.text.clone());
            if definition.name.text == "init" {
                template.init = argument_uses(definition);
            }
        }
    }
    template
}

fn is_create(node: Node<'_>) -> bool {
    matches!(node, Node::Statement(Statement { kind: StatementKind::Create(_), .. }))
}

fn made_class(node: Node<'_>) -> Option<String> {
    match node {
        Node::Expression(expression) => match &expression.kind {
            ExpressionKind::New { class, .. } => Some(class.text.clone()),
            _ => None,
        },
        Node::Statement(_) | Node::Path(_) => None,
    }
}

fn loaded_file(node: Node<'_>) -> Option<String> {
    let Node::Path(Path { head: Head::Member(member), members, .. }) = node else { return None };
    let loads = ["load_file", "xopen", "load_proc", "load_template"].contains(&member.name.text.as_str());
    match &member.arguments {
        Arguments::List(arguments) if loads && members.is_empty() => {
            arguments.iter().find_map(|argument| match &argument.kind {
                ExpressionKind::Text(text) => Some(text.clone()),
                _ => None,
            })
        }
        Arguments::None | Arguments::List(_) | Arguments::Stretch(..) => None,
    }
}
