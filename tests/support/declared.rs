//! What hoc files declare, as hoc text again, for a NEURON that parses one of them alone.

use std::collections::{BTreeMap, BTreeSet};

use neuron_reduce::hoc::ast::{Arguments, Declaration, DefinitionKind, Head, Member, Statement, StatementKind};

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    Section(usize),
    /// A section by its use: it is made by other means.
    Used(usize),
    Object(usize),
    Text,
    Numbers(usize),
    Defined(DefinitionKind),
    Template,
}

/// The names of a scope.
pub type Names = BTreeMap<String, Declared>;

/// What statements declare, those inside of others included.
pub fn names(statements: &[&Statement]) -> Names {
    let mut names = Names::new();
    for statement in statements {
        add(statement, &mut names);
    }
    names
}

fn add_all(statements: &[Statement], names: &mut Names) {
    for statement in statements {
        add(statement, names);
    }
}

fn add(statement: &Statement, names: &mut Names) {
    let arrays = |declared: &[Declaration], kind: fn(usize) -> Declared, names: &mut Names| {
        for Declaration { name, dimensions } in declared {
            let before = match names.get(&name.text) {
                Some(Declared::Section(before) | Declared::Object(before) | Declared::Numbers(before)) => *before,
                _ => 0,
            };
            names.insert(name.text.clone(), kind(dimensions.len().max(before)));
        }
    };
    match &statement.kind {
        StatementKind::Create(declared) => arrays(declared, Declared::Section, names),
        StatementKind::Objref(declared) => arrays(declared, Declared::Object, names),
        StatementKind::Double(declared) => arrays(declared, Declared::Numbers, names),
        StatementKind::Strdef(declared) => {
            names.extend(declared.iter().map(|name| (name.text.clone(), Declared::Text)));
        }
        StatementKind::Define(definition) => {
            names.insert(definition.name.text.clone(), Declared::Defined(definition.kind));
            add_all(&definition.body, names);
        }
        StatementKind::BeginTemplate(name) => {
            names.insert(name.text.clone(), Declared::Template);
        }
        StatementKind::Block(body) => add_all(body, names),
        StatementKind::If { then, otherwise, .. } => {
            add(then, names);
            if let Some(otherwise) = otherwise {
                add(otherwise, names);
            }
        }
        StatementKind::While { body, .. }
        | StatementKind::For { body, .. }
        | StatementKind::ForRange { body, .. }
        | StatementKind::ForSegments { body, .. }
        | StatementKind::ForIterator { body, .. }
        | StatementKind::Forall(body)
        | StatementKind::Forsec { body, .. }
        | StatementKind::Ifsec { body, .. } => add(body, names),
        StatementKind::InSection { section, body } => {
            if let Head::Member(Member { name, indices, arguments: Arguments::None }) = &section.head
                && section.members.is_empty()
            {
                merge(names, Names::from([(name.text.clone(), Declared::Used(indices.len()))]));
            }
            add(body, names);
        }
        _ => {}
    }
}

/// Adds names; one that is known as an array keeps its dimensions, for hoc takes it without indices, too.
pub fn merge(names: &mut Names, more: Names) {
    for (name, declared) in more {
        let merged = match (declared, names.get(&name)) {
            (Declared::Section(one), Some(Declared::Section(other))) => Declared::Section(one.max(*other)),
            (Declared::Used(one), Some(Declared::Used(other))) => Declared::Used(one.max(*other)),
            (Declared::Used(_), Some(known)) => *known,
            (Declared::Object(one), Some(Declared::Object(other))) => Declared::Object(one.max(*other)),
            (Declared::Numbers(one), Some(Declared::Numbers(other))) => Declared::Numbers(one.max(*other)),
            _ => declared,
        };
        names.insert(name, merged);
    }
}

/// hoc that declares the names, but those of `without`.
pub fn text(names: &Names, without: &BTreeSet<String>) -> Vec<String> {
    names.iter().filter(|(name, _)| !without.contains(*name)).map(|(name, declared)| one(name, *declared)).collect()
}

fn one(name: &str, declared: Declared) -> String {
    let array = |dimensions: usize| format!("{name}{}", "[1]".repeat(dimensions));
    match declared {
        Declared::Section(dimensions) | Declared::Used(dimensions) => format!("create {}", array(dimensions)),
        Declared::Object(dimensions) => format!("objref {}", array(dimensions)),
        Declared::Numbers(dimensions) => format!("double {}", array(dimensions)),
        Declared::Text => format!("strdef {name}"),
        Declared::Template => format!("begintemplate {name}\nendtemplate {name}"),
        Declared::Defined(DefinitionKind::Procedure) => format!("proc {name}() {{ }}"),
        Declared::Defined(DefinitionKind::Function) => format!("func {name}() {{ return 0 }}"),
        Declared::Defined(DefinitionKind::ObjectFunction | DefinitionKind::StringFunction) => {
            format!("obfunc {name}() {{ localobj o  return o }}")
        }
        Declared::Defined(DefinitionKind::Iterator) => format!("iterator {name}() {{ iterator_statement }}"),
    }
}
