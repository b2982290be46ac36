//! Sections: creating, connecting, accessing, inserting, and statements in them.

use std::sync::Arc;

use crate::cell::SectionId;
use crate::hoc::ast::{Arguments, Declaration, Expression, ExpressionKind, Head, Member, Name, Path, Statement};
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::builtin::skipped::known_text;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::loops::{Round, after_body};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::place::Place;
use crate::hoc::eval::read::cell_error;
use crate::hoc::eval::statement::Flow;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::memory::SECTION_BYTES;
use crate::hoc::object::{Dimensions, ObjectId, ScopeId, Slot};
use crate::hoc::section_name_pattern::SectionNamePatternError;
use crate::hoc::value::{Reference, Value};
use crate::source::Span;

impl Interpreter {
    /// The accessed section; where none is, or it is gone, the first one that exists.
    pub(crate) fn accessed_section(&mut self, span: Span) -> Evaluated<SectionId> {
        if let Some(section) = self.section_stack.top().filter(|&section| self.model.exists(section)) {
            return Ok(section);
        }
        let first = self.model.sections().next().ok_or_else(|| HocError::NoSection.at(span))?;
        self.section_stack.access(first);
        Ok(first)
    }

    /// Runs with a section accessed.
    pub(crate) fn with_section<T>(
        &mut self,
        section: SectionId,
        span: Span,
        work: impl FnOnce(&mut Self) -> Evaluated<T>,
    ) -> Evaluated<T> {
        let depth = self.section_stack.depth();
        if !self.section_stack.push(section) {
            self.section_stack.pop();
            return Err(HocError::NestedTooDeeply.at(span));
        }
        let result = work(self);
        self.section_stack.pop();
        if result.is_err() {
            self.section_stack.truncate(depth);
        }
        result
    }

    /// The section that a path names.
    pub(crate) fn section(&mut self, path: &Path) -> Evaluated<SectionId> {
        let place = self.place(path)?;
        let found = match &place {
            Place::Section(section, _) | Place::Value(Value::Section(section)) => Ok(*section),
            Place::Value(_) | Place::At(_) | Place::Everywhere(_) | Place::Stretch(..) => {
                let found = self.read(&place, path.span)?.describe();
                let name = self.sources.text(path.span).to_owned();
                Err(HocError::WrongKind { name, found, expected: "a section" }.at(path.span))
            }
        };
        found.and_then(|section| {
            if self.model.exists(section) { Ok(section) } else { Err(HocError::DeletedSection.at(path.span)) }
        })
    }

    /// `section statement`. What is no section but was evaluated stands for itself: hoc reads `list.append(a) x = 1`
    /// so, and goes on in the section that it is in.
    pub(crate) fn in_section(&mut self, path: &Path, body: &Statement) -> Evaluated<Flow> {
        match self.place(path)? {
            Place::Section(section, _) | Place::Value(Value::Section(section)) => {
                if !self.model.exists(section) {
                    return Err(HocError::DeletedSection.at(path.span));
                }
                self.with_section(section, path.span, |this| this.run(body))
            }
            Place::Value(_) | Place::At(_) | Place::Everywhere(_) | Place::Stretch(..) => self.run(body),
        }
    }

    /// `create a, b[3]`: created again it starts anew.
    pub(crate) fn create_sections(&mut self, declarations: &[Declaration]) -> Evaluated<()> {
        for declaration in declarations {
            let name = &declaration.name;
            let dimensions = self.dimensions(declaration)?;
            let (scope, symbol) =
                self.own_symbol(name, "a section", |slot| matches!(slot, Slot::Empty | Slot::Sections(..)))?;
            let count = dimensions.as_ref().map_or(1, |dimensions| dimensions.iter().product());
            self.room_for("sections", SECTION_BYTES.saturating_mul(count), name.span)?;
            if let Slot::Sections(_, old) = self.slot(scope, symbol).clone() {
                for section in old {
                    self.delete_section(section);
                }
            }
            let sections = self.new_sections(scope, &name.text, dimensions.as_ref());
            self.set_slot(scope, symbol, Slot::Sections(dimensions, sections));
        }
        Ok(())
    }

    /// New sections of one name. Those of a template that is being defined last until its end.
    pub(crate) fn new_sections(
        &mut self,
        scope: ScopeId,
        name: &str,
        dimensions: Option<&Dimensions>,
    ) -> Vec<SectionId> {
        let names = element_names(name, dimensions);
        match scope {
            ScopeId::Top => names.into_iter().map(|name| self.new_section(None, name)).collect(),
            ScopeId::Object(object) => {
                let owner = self.objects.name(object);
                let mut create = |name: String| self.new_section(Some(object), format!("{owner}.{name}"));
                names.into_iter().map(&mut create).collect()
            }
            ScopeId::Template(class) => {
                let class =
                    self.objects.template(class).map_or_else(|| Arc::from(""), |template| Arc::clone(&template.name));
                names.into_iter().map(|name| self.new_section(None, format!("{class}.{name}"))).collect()
            }
        }
    }

    fn new_section(&mut self, owner: Option<ObjectId>, name: String) -> SectionId {
        let section = match owner {
            Some(owner) => self.model.create_section_of(owner.owner(), name.clone()),
            None => self.model.create_section(name.clone()),
        };
        self.memory.add(SECTION_BYTES);
        let same_name = self.section_names.entry(name.into_boxed_str()).or_default();
        same_name.retain(|&other| self.model.exists(other));
        same_name.push(section);
        section
    }

    /// `connect child(0), parent(1)`
    pub(crate) fn connect(&mut self, child: &Path, parent: &Expression, span: Span) -> Evaluated<()> {
        let (child, own_end) = self.section_and_place(child)?;
        let own_end = own_end.unwrap_or(0.0);
        let (parent, x) = if let Some(found) = self.parent_section(parent)? {
            found
        } else {
            let x = self.evaluate_number(parent)?;
            (self.accessed_section(span)?, x)
        };
        let connected = self.model.connect(child, own_end, parent, x);
        connected.map(|_| ()).map_err(|error| cell_error(&error).at(span))
    }

    /// A parent that is named with its place; none where it is a place in the accessed section.
    fn parent_section(&mut self, parent: &Expression) -> Evaluated<Option<(SectionId, f64)>> {
        let ExpressionKind::Path(path) = &parent.kind else { return Ok(None) };
        if path.members.is_empty() {
            let Head::Member(member) = &path.head else { return Ok(None) };
            let Named::Variable(scope, symbol) = self.resolve(&member.name.text) else { return Ok(None) };
            if !matches!(self.slot(scope, symbol), Slot::Sections(..)) {
                return Ok(None);
            }
        } else if !matches!(last_member(path).map(|member| &member.arguments), Some(Arguments::List(_))) {
            return Ok(None);
        }
        let (section, x) = self.section_and_place(path)?;
        match x {
            Some(x) => Ok(Some((section, x))),
            None => {
                Err(HocError::MissingArgument { name: self.sources.text(path.span).to_owned(), number: 1 }
                    .at(path.span))
            }
        }
    }

    /// `section(x)`: the section and the place, where there is one.
    pub(crate) fn section_and_place(&mut self, path: &Path) -> Evaluated<(SectionId, Option<f64>)> {
        let mut bare = path.clone();
        let last = match bare.members.last_mut() {
            Some(member) => Some(member),
            None => match &mut bare.head {
                Head::Member(member) => Some(member),
                Head::NumberArgument(_)
                | Head::TextArgument(_)
                | Head::ObjectArgument(_)
                | Head::PointerArgument(..) => None,
            },
        };
        let arguments = last.map(|member| std::mem::replace(&mut member.arguments, Arguments::None));
        let section = self.section(&bare)?;
        let x = match arguments {
            Some(Arguments::List(list)) => match list.first() {
                Some(x) => Some(self.with_section(section, x.span, |this| this.evaluate_number(x))?),
                None => None,
            },
            Some(Arguments::None | Arguments::Stretch(..)) | None => None,
        };
        Ok((section, x))
    }

    /// `access section`
    pub(crate) fn access(&mut self, path: &Path) -> Evaluated<()> {
        let section = self.section(path)?;
        self.section_stack.access(section);
        Ok(())
    }

    /// `insert mechanism`
    pub(crate) fn insert(&mut self, name: &Name) -> Evaluated<()> {
        let section = self.accessed_section(name.span)?;
        let Some(mechanism) = self.model.catalog().find(&name.text) else {
            return Err(self.unknown_mechanism(name));
        };
        let before = self.value_bytes(section);
        let inserted = self.model.insert(section, mechanism).map_err(|error| cell_error(&error).at(name.span));
        self.account_for_values(section, before);
        inserted
    }

    /// `uninsert mechanism`
    pub(crate) fn uninsert(&mut self, name: &Name) -> Evaluated<()> {
        let section = self.accessed_section(name.span)?;
        let Some(mechanism) = self.model.catalog().find(&name.text) else {
            return Err(self.unknown_mechanism(name));
        };
        let before = self.value_bytes(section);
        let removed = self.model.uninsert(section, mechanism).map_err(|error| cell_error(&error).at(name.span));
        self.account_for_values(section, before);
        removed
    }

    /// `setpointer a, b`: pointers matter to a simulation alone; both sides must exist. Those of objects are remembered.
    pub(crate) fn set_pointer(&mut self, pointer: &Path, target: &Path) -> Evaluated<()> {
        let target = self.pointer(target)?;
        if !pointer.members.is_empty()
            && let Ok(Place::At(Reference::Member { object, name, .. })) = self.place(pointer)
            && let Some(BuiltinObject::PointProcess(process)) = self.objects.builtin_mut(object)
        {
            process.point(&name, target);
            return Ok(());
        }
        self.note_once("hoc::pointer", "POINTER variables are not followed", pointer.span);
        Ok(())
    }

    /// `forall body`: within an object, its own sections.
    pub(crate) fn forall(&mut self, body: &Statement) -> Evaluated<Flow> {
        let sections = self.visible_sections();
        self.each_section(sections, body)
    }

    /// What `forall` and `forsec "name"` see from here.
    pub(crate) fn visible_sections(&self) -> Vec<SectionId> {
        match self.frames.current().scope {
            ScopeId::Object(object) => self.model.sections_of(object.owner()),
            ScopeId::Top | ScopeId::Template(_) => self.model.sections().collect(),
        }
    }

    fn each_section(&mut self, sections: Vec<SectionId>, body: &Statement) -> Evaluated<Flow> {
        for section in sections {
            if !self.model.exists(section) {
                continue;
            }
            let flow = self.with_section(section, body.span, |this| this.run(body))?;
            if let Round::Leave(flow) = after_body(flow) {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// `forsec "name" body`, `forsec list body`
    pub(crate) fn forsec(&mut self, sections: &Expression, body: &Statement) -> Evaluated<Flow> {
        let chosen = match self.evaluate(sections)? {
            Value::Text(pattern) => {
                known_text(&pattern).map_err(|error| error.at(sections.span))?;
                let matches = match self.frames.current().scope {
                    ScopeId::Object(object) => self.patterns.in_object(&self.objects.name(object), &pattern),
                    ScopeId::Top | ScopeId::Template(_) => self.patterns.anywhere(&pattern),
                };
                let matches = matches.map_err(|error| pattern_error(&error, sections.span))?;
                let mut chosen = self.visible_sections();
                chosen.retain(|&section| matches.matches(self.model.name(section)));
                chosen
            }
            Value::Object(Some(object)) => self.listed_sections(object, sections.span)?,
            other => return Err(not_a_list(&other, sections.span)),
        };
        self.each_section(chosen, body)
    }

    /// `ifsec "name" body`, `ifsec list body`
    pub(crate) fn ifsec(&mut self, sections: &Expression, body: &Statement) -> Evaluated<Flow> {
        let section = self.accessed_section(sections.span)?;
        let is_among = match self.evaluate(sections)? {
            Value::Text(pattern) => {
                known_text(&pattern).map_err(|error| error.at(sections.span))?;
                let matches = self.patterns.anywhere(&pattern);
                let matches = matches.map_err(|error| pattern_error(&error, sections.span))?;
                matches.matches(self.model.name(section))
            }
            Value::Object(Some(object)) => self.listed_sections(object, sections.span)?.contains(&section),
            other => return Err(not_a_list(&other, sections.span)),
        };
        if is_among { self.run(body) } else { Ok(Flow::Next) }
    }

    fn listed_sections(&self, object: ObjectId, span: Span) -> Evaluated<Vec<SectionId>> {
        match self.objects.builtin(object) {
            Some(BuiltinObject::SectionList(list)) => Ok(list.sections().to_vec()),
            _ => Err(not_a_list(&Value::Object(Some(object)), span)),
        }
    }
}

fn not_a_list(value: &Value, span: Span) -> crate::hoc::error::Failure {
    let found = match value {
        Value::Object(None) => "NULLobject",
        Value::Object(Some(_)) => "another object",
        Value::Number(_) | Value::Text(_) | Value::Section(_) => value.describe(),
    };
    HocError::WrongValue { expected: "a string or a SectionList", found }.at(span)
}

fn pattern_error(error: &SectionNamePatternError, span: Span) -> crate::hoc::error::Failure {
    match error {
        SectionNamePatternError::Invalid { .. } => HocError::Raised { message: error.to_string() }.at(span),
        SectionNamePatternError::Unsupported { .. } => {
            HocError::Unsupported { what: "a regular expression with back references or lookaheads".to_owned() }
                .at(span)
        }
    }
}

fn last_member(path: &Path) -> Option<&Member> {
    path.members.last()
}

/// `soma`, or `dend[0]`, `dend[1]`, ..
fn element_names(name: &str, dimensions: Option<&Dimensions>) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    for &size in dimensions.into_iter().flatten() {
        names = names.iter().flat_map(|name| (0..size).map(move |index| format!("{name}[{index}]"))).collect();
    }
    names
}
