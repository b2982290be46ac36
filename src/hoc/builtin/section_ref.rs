//! `SectionRef`: a section as a value, and its neighbours.

use crate::cell::SectionId;
use crate::hoc::builtin::{BuiltinObject, Call, list};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId, Slot};
use crate::hoc::value::Value;

/// The reference.
#[derive(Debug, Clone)]
pub(crate) struct SectionRef {
    section: SectionId,
    is_named: bool,
}

impl SectionRef {
    /// The section.
    pub(crate) const fn section(&self) -> SectionId {
        self.section
    }
}

const METHODS: &[&str] = &[
    "sec",
    "parent",
    "trueparent",
    "root",
    "child",
    "nchild",
    "has_parent",
    "has_trueparent",
    "exists",
    "rename",
    "unname",
    "is_cas",
];

/// `section object = new SectionRef()`
pub(crate) fn create(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let section = this.accessed_section(call.name.span)?;
    Ok(BuiltinObject::SectionRef(SectionRef { section, is_named: true }))
}

/// Its methods, and the sections that it names.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(BuiltinObject::SectionRef(SectionRef { section, .. })) = this.objects.builtin(object) else {
        return Err(call.error(HocError::DeletedSection));
    };
    let section = *section;
    let method = call.name.text.as_str();
    if method == "exists" {
        return Ok(Value::from_bool(this.model.exists(section)));
    }
    if !this.model.exists(section) {
        return Err(call.error(HocError::DeletedSection));
    }
    let no_parent = || {
        let message = format!("section `{}` has no parent", this.model.name(section));
        call.error(HocError::Raised { message })
    };
    let parent = this.model.parent(section).map(|attachment| attachment.parent);
    Ok(match method {
        "sec" => Value::Section(section),
        "parent" => Value::Section(parent.ok_or_else(no_parent)?),
        "trueparent" => Value::Section(this.model.true_parent(section).ok_or_else(no_parent)?),
        "root" => Value::Section(this.model.root(section)),
        "child" => Value::Section(child(this, section, call)?),
        "nchild" => Value::Number(this.model.children(section).len() as f64),
        "has_parent" => Value::from_bool(parent.is_some()),
        "has_trueparent" => Value::from_bool(this.model.true_parent(section).is_some()),
        "is_cas" => Value::from_bool(this.accessed_section(call.name.span)? == section),
        "unname" => unname(this, object, section),
        "rename" => rename(this, object, section, call)?,
        _ => return Err(call.no_method("SectionRef", METHODS.iter().copied())),
    })
}

fn child(this: &Interpreter, section: SectionId, call: &Call<'_>) -> Evaluated<SectionId> {
    let index = call.number(this, 0)?;
    let children = this.model.children(section);
    children
        .get(index as usize)
        .copied()
        .filter(|_| index >= 0.0)
        .ok_or_else(|| HocError::IndexRange { name: "child".to_owned(), index, size: children.len() }.at(call.span(0)))
}

/// The section is no longer an element of the variable that it was created as.
fn unname(this: &mut Interpreter, object: ObjectId, section: SectionId) -> Value {
    let name = this.model.name(section).to_owned();
    if let Named::Variable(ScopeId::Top, symbol) = this.resolve_at_top(&name)
        && matches!(this.slot(ScopeId::Top, symbol), Slot::Sections(None, named) if *named == [section])
    {
        this.set_slot(ScopeId::Top, symbol, Slot::Sections(None, Vec::new()));
    }
    if let Some(BuiltinObject::SectionRef(reference)) = this.objects.builtin_mut(object) {
        reference.is_named = false;
    }
    Value::Number(1.0)
}

/// `rename("name")`, `rename("name", list)`: a top-level section variable made of sections that were unnamed.
fn rename(this: &mut Interpreter, object: ObjectId, section: SectionId, call: &Call<'_>) -> Evaluated<Value> {
    if let Some(BuiltinObject::SectionRef(reference)) = this.objects.builtin(object)
        && reference.is_named
    {
        let said = format!("{} must first be unnamed\n", this.model.name(section));
        return this.print(&said, call.name.span).map(|()| Value::Number(0.0));
    }
    let name = call.text(this, 0)?;
    let sections = if call.count() > 1 { listed(this, call)? } else { vec![section] };
    let is_array = call.count() > 1;
    for (index, &section) in sections.iter().enumerate() {
        let full = if is_array { format!("{name}[{index}]") } else { name.to_string() };
        let renamed = this.model.rename(section, full);
        renamed.map_err(|error| HocError::Raised { message: error.to_string() }.at(call.span(0)))?;
    }
    let symbol = this.declare_symbol(ScopeId::Top, &name);
    if let Slot::Sections(_, old) = this.slot(ScopeId::Top, symbol).clone() {
        old.into_iter().filter(|old| !sections.contains(old)).for_each(|old| this.delete_section(old));
    }
    let dimensions = is_array.then(|| vec![sections.len()]);
    this.set_slot(ScopeId::Top, symbol, Slot::Sections(dimensions, sections));
    Ok(Value::Number(1.0))
}

/// The sections of a `List` of `SectionRef`s.
fn listed(this: &Interpreter, call: &Call<'_>) -> Evaluated<Vec<SectionId>> {
    let list = call.object(this, 1)?;
    (0..list::count(this, list))
        .map(|index| match list::item(this, list, index).and_then(|item| this.objects.builtin(item)) {
            Some(BuiltinObject::SectionRef(reference)) => Ok(reference.section()),
            Some(_) | None => Err(call.wrong(1, "a List of SectionRefs", "one with another object")),
        })
        .collect()
}
