//! Ions' variables that a file uses without `READ` or `WRITE`: to NEURON they are variables of the file's own.

use super::context::{Context, counted};
use super::uses::{Role, Use};
use crate::diagnostic::Diagnostic;
use crate::mechanism::ion::{IonVariable, ion_variable};
use crate::nmodl::ast::{IonStatement, Name};

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for statement in context.mod_file.ions() {
        let of_ion = |found: &&Use| {
            let name = found.name.text.as_str();
            ion_variable(&statement.ion.text, name).is_some() && !is_listed(statement, name) && is_silent(context, name)
        };
        let names = counted(context.file_uses().filter(of_ion).map(|found| found.name));
        found.extend(names.into_values().filter_map(|(name, _)| own_variable(context, statement, name)));
    }
    found
}

fn is_listed(statement: &IonStatement, name: &str) -> bool {
    statement.reads.iter().chain(&statement.writes).any(|listed| listed.text == name)
}

/// The author says nowhere that it is meant to be the file's own.
fn is_silent(context: &Context, name: &str) -> bool {
    let marks = context.symbols.marks_of(name);
    let is_said = [marks.range, marks.global, marks.pointer, marks.external].iter().any(Option::is_some);
    !is_said && !context.file_locals.contains_key(name) && context.symbols.variables.contains_key(name)
}

/// A concentration or potential is worth a word where it is read, a current where it is computed.
fn own_variable(context: &Context, statement: &IonStatement, name: &Name) -> Option<Diagnostic> {
    let (ion, text) = (&statement.ion.text, &name.text);
    let part = ion_variable(ion, text)?;
    let is_set = context.file_uses().any(|found| found.role == Role::Set && found.name.text == *text);
    let is_odd = (part == IonVariable::Current) == is_set;
    if !is_odd {
        return None;
    }
    let verb = if is_set { "WRITE" } else { "READ" };
    let declared = context.symbols.variables.get(text).and_then(|symbol| symbol.declared)?;
    Some(
        Diagnostic::warning("nmodl::ion", format!("`{text}` is not the ion's: `USEION {ion}` does not name it"))
            .label(name.span, if is_set { "assigned here" } else { "used here" })
            .label(declared, "a variable of this file alone")
            .label(statement.ion.span, format!("no `{verb} {text}` here"))
            .help(format!("add `{verb} {text}`, or give the variable another name")),
    )
}
