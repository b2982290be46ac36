//! Definitions and templates: what they declare, and new instances.

use std::sync::Arc;

use crate::hoc::ast::{Definition, Name};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::memory::{OBJECT_BYTES, SECTION_BYTES};
use crate::hoc::object::{ClassId, ObjectData, ObjectId, ScopeId, Slot, Symbol, Template};
use crate::hoc::value::Argument;
use crate::source::Span;

impl Interpreter {
    /// `proc p() { .. }`: defined again it replaces the old one.
    pub(crate) fn define(&mut self, definition: &Arc<Definition>) -> Evaluated<()> {
        let name = &definition.name;
        let scope = self.frames.current().scope;
        if let Some((index, Symbol::Data)) = self.symbols(scope).and_then(|symbols| symbols.find(&name.text)) {
            let slot = self.slot(scope, index);
            if !matches!(slot, Slot::Empty) {
                let found = slot.describe();
                return Err(HocError::AlreadyDeclared { name: name.text.clone(), found }.at(name.span));
            }
        }
        if let Some(template) = self.template_mut(scope) {
            template.symbols.define(&name.text, Symbol::Procedure(Arc::clone(definition)));
        }
        Ok(())
    }

    /// `begintemplate Name`
    pub(crate) fn begin_template(&mut self, name: &Name) -> Evaluated<()> {
        if self.frames.current().scope != ScopeId::Top {
            return Err(HocError::Misplaced { statement: "begintemplate", place: "the top level" }.at(name.span));
        }
        let class = self.objects.class(&name.text);
        if self.objects.template(class).is_some() {
            return Err(HocError::TemplateRedefined { name: name.text.clone() }.at(name.span));
        }
        self.objects.set_template(class, Template::new(&name.text, Some(name.span)));
        self.top.symbols.define(&name.text, Symbol::Class(class));
        self.frames.current_mut().scope = ScopeId::Template(class);
        Ok(())
    }

    /// `endtemplate Name`
    pub(crate) fn end_template(&mut self, name: &Name) -> Evaluated<()> {
        let scope = self.frames.current().scope;
        let open = self.template(scope).filter(|_| matches!(scope, ScopeId::Template(_)));
        match open.map(|template| Arc::clone(&template.name)) {
            Some(open) if open.as_ref() == name.text => {
                self.delete_prototypes(scope);
                self.frames.current_mut().scope = ScopeId::Top;
                Ok(())
            }
            Some(open) => {
                let expected = open.to_string();
                Err(HocError::WrongTemplateEnd { expected, found: name.text.clone() }.at(name.span))
            }
            None => Err(HocError::Misplaced { statement: "endtemplate", place: "a template" }.at(name.span)),
        }
    }

    /// The sections that a template made while it was defined are gone with its end; each instance makes its own.
    fn delete_prototypes(&mut self, scope: ScopeId) {
        let slots = self.template_mut(scope).map_or(&mut [][..], |template| &mut template.slots);
        let made = slots.iter_mut().flat_map(|slot| match slot {
            Slot::Sections(_, sections) => std::mem::take(sections),
            Slot::Empty | Slot::Number(_) | Slot::Numbers(..) | Slot::Text(_) | Slot::Object(_) | Slot::Objects(..) => {
                Vec::new()
            }
        });
        for section in made.collect::<Vec<_>>() {
            self.delete_section(section);
        }
    }

    /// `public a, b`
    pub(crate) fn public(&mut self, names: &[Name]) -> Evaluated<()> {
        for name in names {
            let scope = self.template_scope("public", name.span)?;
            if let Some(template) = self.template_mut(scope) {
                template.public.insert(Arc::from(name.text.as_str()));
                template.symbols.declare(&name.text);
            }
        }
        Ok(())
    }

    /// `external a, b`
    pub(crate) fn external(&mut self, names: &[Name]) -> Evaluated<()> {
        for name in names {
            let scope = self.template_scope("external", name.span)?;
            self.define_from_library(&name.text);
            if let Some(template) = self.template_mut(scope) {
                template.symbols.define(&name.text, Symbol::External);
            }
        }
        Ok(())
    }

    fn template_scope(&self, statement: &'static str, span: Span) -> Evaluated<ScopeId> {
        match self.frames.current().scope {
            scope @ ScopeId::Template(_) => Ok(scope),
            ScopeId::Top | ScopeId::Object(_) => {
                Err(HocError::Misplaced { statement, place: "a template, before its procedures" }.at(span))
            }
        }
    }

    /// A new instance, with one reference that belongs to the caller.
    pub(crate) fn instantiate(&mut self, class: ClassId, arguments: Vec<Argument>, span: Span) -> Evaluated<ObjectId> {
        self.room_for("an object", self.instance_bytes(class), span)?;
        let object = self.objects.add(class, ObjectData::Instance(Vec::new()));
        self.objects.retain(object);
        self.account_for_instance(object);
        self.fill_instance(class, object);
        let init = self.objects.template(class).and_then(|template| template.procedure("init")).cloned();
        if let Some(init) = init
            && let Err(failure) = self.call_procedure(ScopeId::Object(object), &init, arguments, span)
        {
            self.let_go_later(object);
            let name = self.objects.class_name(object).map_or_else(String::new, ToString::to_string);
            return Err(failure.called(&format!("new {name}"), span));
        }
        Ok(object)
    }

    /// What a new instance takes.
    fn instance_bytes(&self, class: ClassId) -> usize {
        let slots = self.objects.template(class).map_or(&[][..], |template| &template.slots);
        let each = slots.iter().map(|slot| match slot {
            Slot::Sections(dimensions, _) => {
                let count = dimensions.as_ref().map_or(1, |dimensions| dimensions.iter().product());
                SECTION_BYTES.saturating_mul(count)
            }
            other => size_of::<Slot>() + other.bytes(),
        });
        each.fold(OBJECT_BYTES, usize::saturating_add)
    }

    /// The instance's data: the shape of the template's, with sections of its own.
    fn fill_instance(&mut self, class: ClassId, object: ObjectId) {
        let Some(template) = self.objects.template(class) else { return };
        let shapes: Vec<(Arc<str>, Slot)> = template
            .symbols
            .iter()
            .zip(&template.slots)
            .map(|((name, _), slot)| (Arc::clone(name), slot.cleared()))
            .collect();
        for (symbol, (name, slot)) in shapes.into_iter().enumerate() {
            let scope = ScopeId::Object(object);
            let slot = match slot {
                Slot::Sections(dimensions, _) => {
                    let sections = self.new_sections(scope, &name, dimensions.as_ref());
                    Slot::Sections(dimensions, sections)
                }
                Slot::Object(_) if name.as_ref() == "this" => Slot::Object(Some(object)),
                other => other,
            };
            self.set_slot(scope, symbol, slot);
        }
    }
}
