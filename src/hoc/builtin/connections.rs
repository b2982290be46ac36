//! Functions on the accessed section's name and its place in the tree.

use std::sync::Arc;

use crate::cell::SectionId;
use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::geometry::of_section;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::format::print_number;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;
use crate::source::Span;

pub(crate) const FUNCTIONS: Table = &[
    ("secname", secname),
    ("sectionname", sectionname),
    ("issection", issection),
    ("section_exists", section_exists),
    ("section_owner", section_owner),
    ("delete_section", delete_section),
    ("disconnect", disconnect),
    ("parent_connection", parent_connection),
    ("section_orientation", section_orientation),
    ("this_section", this_section),
    ("parent_section", parent_section),
    ("push_section", push_section),
    ("pop_section", pop_section),
    ("topology", topology),
];

fn secname(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    of_section(this, call, |this, section| Ok(Value::text(this.model.name(section))))
}

fn sectionname(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let target = call.text_variable(0)?.clone();
    let section = this.accessed_section(call.name.span)?;
    let name = Arc::from(this.model.name(section));
    this.set_text(&target, name, call.span(0))?;
    Ok(Value::Number(1.0))
}

fn issection(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let text = call.text(this, 0)?;
    let pattern = this.patterns.whole_name(&text);
    let pattern = pattern.map_err(|error| HocError::Raised { message: error.to_string() }.at(call.span(0)))?;
    of_section(this, call, |this, section| Ok(Value::from_bool(pattern.matches(this.model.name(section)))))
}

/// `section_exists("dend", 3, object)`, `section_exists("dend[3]")`
fn section_exists(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let mut name = call.text(this, 0)?.to_string();
    let mut next = 1;
    let mut index = 0;
    if call.is_number(next) {
        index = call.number(this, next)? as usize;
        next += 1;
    }
    let owner = if call.is_object(next) { call.object_or_null(this, next)? } else { None };
    if let Some(owner) = owner {
        name = format!("{}.{name}", this.object_name(Some(owner)));
    }
    let element = format!("{name}[{index}]");
    let exists = this.find_section(&element).is_some() || index == 0 && this.find_section(&name).is_some();
    Ok(Value::from_bool(exists))
}

fn section_owner(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    of_section(this, call, |this, section| Ok(Value::Object(this.model.owner(section).map(ObjectId::from_owner))))
}

fn delete_section(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    of_section(this, call, |this, section| {
        this.delete_section(section);
        Ok(Value::Number(1.0))
    })
}

fn disconnect(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    of_section(this, call, |this, section| {
        this.model.disconnect(section);
        Ok(Value::Number(0.0))
    })
}

fn parent_connection(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    of_section(this, call, |this, section| this.model.parent_x(section).map(Value::Number))
}

fn section_orientation(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    of_section(this, call, |this, section| this.model.own_end(section).map(Value::Number))
}

/// The number by which `push_section` finds a section again.
fn handle(this: &mut Interpreter, section: SectionId) -> f64 {
    (this.section_handles.insert_full(section).0 + 1) as f64
}

fn this_section(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let section = this.accessed_section(call.name.span)?;
    Ok(Value::Number(handle(this, section)))
}

fn parent_section(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let section = this.accessed_section(call.name.span)?;
    let parent = this.model.parent(section).map(|attachment| attachment.parent);
    Ok(Value::Number(parent.map_or(0.0, |parent| handle(this, parent))))
}

/// `push_section("soma")`, `push_section(number)`
fn push_section(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let section = match call.value(this, 0)? {
        Value::Text(name) => this.find_section(&name).ok_or_else(|| {
            let names: Vec<_> = this.model.sections().map(|section| this.model.name(section)).collect();
            let near = crate::diagnostic::did_you_mean(&name, names);
            HocError::UnknownSection { name: name.to_string(), near }.at(call.span(0))
        })?,
        Value::Number(number) => this
            .section_handles
            .get_index((number as usize).wrapping_sub(1))
            .copied()
            .filter(|&section| this.model.exists(section))
            .ok_or_else(|| call.error(HocError::DeletedSection))?,
        other @ (Value::Object(_) | Value::Section(_)) => {
            return Err(call.wrong(0, "a section's name or number", other.describe()));
        }
    };
    if !this.section_stack.push(section) {
        return Err(call.error(HocError::NestedTooDeeply));
    }
    Ok(Value::Number(1.0))
}

fn pop_section(this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    this.section_stack.pop();
    Ok(Value::Number(1.0))
}

/// Prints each tree as NEURON draws it: a dash for each segment, a child below the segment that it hangs on.
fn topology(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    this.print("\n", call.name.span)?;
    let roots: Vec<_> = this.model.sections().filter(|&section| this.model.parent(section).is_none()).collect();
    for root in roots {
        this.draw_tree(root, call.name.span)?;
    }
    this.print("\n", call.name.span)?;
    Ok(Value::Number(1.0))
}

/// Under which column of its parent a child is drawn: 0 and `nseg + 1` are the ends.
fn drawn_column(x: f64, own_end: f64, nseg: usize) -> usize {
    if x == own_end {
        return 0;
    }
    if x == 1.0 - own_end {
        return nseg + 1;
    }
    let segment = ((x * nseg as f64) as usize).min(nseg - 1);
    if own_end == 1.0 { nseg - segment } else { segment + 1 }
}

impl Interpreter {
    /// The section of that full name.
    pub(crate) fn find_section(&self, name: &str) -> Option<SectionId> {
        let ids = self.section_names.get(name)?;
        ids.iter().copied().find(|&section| self.model.exists(section))
    }

    fn draw_tree(&mut self, root: SectionId, span: Span) -> Evaluated<()> {
        let mut waiting = vec![(root, None)];
        while let Some((section, column)) = waiting.pop() {
            let offset = column.unwrap_or(0);
            let start = column.map_or_else(|| "|-".to_owned(), |column| format!(" {}`", " ".repeat(column)));
            let nseg = self.model.nseg(section).unwrap_or(1);
            let own_end = self.model.own_end(section).unwrap_or(0.0);
            let rall = match self.model.rall_branch(section) {
                Ok(rall) if rall != 1.0 => format!(" with {} rall branches", print_number(rall)),
                Ok(_) | Err(_) => String::new(),
            };
            let ends = if rall.is_empty() { format!("({own_end}-{})", 1.0 - own_end) } else { String::new() };
            let (dashes, name) = ("-".repeat(nseg - 1), self.model.name(section));
            let line = format!("{start}{dashes}|       {name}{ends}{rall}\n");
            self.print(&line, span)?;
            for child in self.model.children(section) {
                let x = self.model.parent_x(child).unwrap_or(0.0);
                waiting.push((child, Some(offset + drawn_column(x, own_end, nseg))));
            }
        }
        Ok(())
    }
}
