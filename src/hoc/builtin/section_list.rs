//! `SectionList`: sections in an order. Deleted ones drop out when the list is looked at.

use indexmap::IndexSet;

use crate::cell::SectionId;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;

/// The list.
#[derive(Debug, Clone, Default)]
pub(crate) struct SectionList {
    sections: Vec<SectionId>,
}

impl SectionList {
    /// Its sections, deleted ones included.
    pub(crate) fn sections(&self) -> &[SectionId] {
        &self.sections
    }
}

const METHODS: &[&str] =
    &["append", "remove", "wholetree", "subtree", "children", "unique", "printnames", "contains", "allroots", "size"];

/// `new SectionList()`
pub(crate) fn create(_this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<BuiltinObject> {
    Ok(BuiltinObject::SectionList(SectionList::default()))
}

/// Its methods.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let accessed = |this: &mut Interpreter| this.accessed_section(call.name.span);
    let added = match call.name.text.as_str() {
        "append" => vec![accessed(this)?],
        "children" => {
            let section = accessed(this)?;
            this.model.children(section)
        }
        "subtree" => {
            let section = accessed(this)?;
            this.model.subtree_by_level(section)
        }
        "wholetree" => {
            let section = accessed(this)?;
            this.model.subtree_by_level(this.model.root(section))
        }
        "allroots" => this.model.sections().filter(|&section| this.model.parent(section).is_none()).collect(),
        "remove" => return remove(this, object, call),
        "unique" => return Ok(unique(this, object)),
        "contains" => {
            let section = accessed(this)?;
            let listed = list(this, object).is_some_and(|list| list.sections.contains(&section));
            return Ok(Value::from_bool(listed));
        }
        "size" => return Ok(Value::Number(living(this, object).count() as f64)),
        "printnames" => {
            let sections: Vec<SectionId> = living(this, object).collect();
            for section in sections {
                let line = format!("{}\n", this.model.name(section));
                this.print(&line, call.name.span)?;
            }
            return Ok(Value::Number(1.0));
        }
        _ => return Err(call.no_method("SectionList", METHODS.iter().copied())),
    };
    if let Some(BuiltinObject::SectionList(list)) = this.objects.builtin_mut(object) {
        list.sections.extend(added);
    }
    Ok(Value::Number(1.0))
}

/// Appends sections to a list that is the first argument.
pub(crate) fn extend(this: &mut Interpreter, call: &Call<'_>, sections: Vec<SectionId>) -> Evaluated<()> {
    let object = call.object(this, 0)?;
    let Some(BuiltinObject::SectionList(list)) = this.objects.builtin_mut(object) else {
        return Err(call.wrong(0, "a SectionList", "another object"));
    };
    list.sections.extend(sections);
    Ok(())
}

fn list(this: &Interpreter, object: ObjectId) -> Option<&SectionList> {
    match this.objects.builtin(object)? {
        BuiltinObject::SectionList(list) => Some(list),
        _ => None,
    }
}

/// The sections that exist.
fn living(this: &Interpreter, object: ObjectId) -> impl Iterator<Item = SectionId> {
    let sections = list(this, object).map_or(&[][..], SectionList::sections);
    sections.iter().copied().filter(|&section| this.model.exists(section))
}

fn replace(this: &mut Interpreter, object: ObjectId, sections: Vec<SectionId>) {
    if let Some(BuiltinObject::SectionList(list)) = this.objects.builtin_mut(object) {
        list.sections = sections;
    }
}

/// `remove()` takes out the accessed section once, `remove(list)` every section of another list.
fn remove(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let sections: Vec<SectionId> = living(this, object).collect();
    let kept: Vec<SectionId> = if call.count() == 0 {
        let section = this.accessed_section(call.name.span)?;
        let place = sections.iter().position(|&found| found == section);
        let is_other = |(index, &section): (usize, &SectionId)| (Some(index) != place).then_some(section);
        sections.iter().enumerate().filter_map(is_other).collect()
    } else {
        let other = call.object(this, 0)?;
        if !matches!(this.objects.builtin(other), Some(BuiltinObject::SectionList(_))) {
            return Err(HocError::WrongValue { expected: "a SectionList", found: "another object" }.at(call.span(0)));
        }
        let gone: IndexSet<SectionId> = living(this, other).collect();
        sections.iter().copied().filter(|section| !gone.contains(section)).collect()
    };
    let removed = sections.len() - kept.len();
    replace(this, object, kept);
    Ok(Value::Number(removed as f64))
}

/// Keeps the first of each; how many went.
fn unique(this: &mut Interpreter, object: ObjectId) -> Value {
    let sections: Vec<SectionId> = living(this, object).collect();
    let once: IndexSet<SectionId> = sections.iter().copied().collect();
    let removed = sections.len() - once.len();
    replace(this, object, once.into_iter().collect());
    Value::Number(removed as f64)
}
