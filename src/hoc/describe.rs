//! What hoc made: templates, their instances, the sections and lists behind their names, point processes.

use std::collections::BTreeMap;

use crate::cell::SectionId;
use crate::hoc::ast::{ArgumentIndex, Definition, Head};
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::builtin::net_con::{NetCon, Source};
use crate::hoc::builtin::point_process::PointProcess;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ClassId, ObjectId, ScopeId, Slot, Template};
use crate::hoc::value::Reference;
use crate::hoc::walk::{Node, walk};
use crate::mechanism::MechanismId;
use crate::source::Span;

/// A template that hoc defined.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateInfo {
    /// Its name.
    pub name: String,
    /// Where `begintemplate` names it.
    pub declared: Option<Span>,
    /// Is there a `create` in it?
    pub creates_sections: bool,
    /// Its public names, in the order in which they are declared.
    pub public: Vec<String>,
    /// What `init` takes: by number (from 1), as far as its text shows.
    pub init_arguments: BTreeMap<usize, ArgumentUse>,
}

/// As what a procedure uses an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentUse {
    /// `$1`
    Number,
    /// `$s1`
    Text,
    /// `$o1`
    Object,
    /// `$&1`
    Pointer,
}

/// Sections and lists by the names that hoc has for them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScopeDescription {
    /// The template's name; empty at the top level.
    pub template: String,
    /// `L5PCtemplate[0]`; empty at the top level.
    pub name: String,
    /// What `create` made, in the order in which the names were declared.
    pub sections: Vec<SectionArray>,
    /// Every `SectionList`: its `objref`, and its sections that exist.
    pub section_lists: Vec<(String, Vec<SectionId>)>,
}

/// What `create` made of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionArray {
    /// `dend`
    pub name: String,
    /// Was it created with a size?
    pub is_array: bool,
    /// Those that exist.
    pub sections: Vec<SectionId>,
}

/// A point process or artificial cell that exists.
#[derive(Debug, Clone, PartialEq)]
pub struct PointProcessInfo {
    /// The object.
    pub object: ObjectId,
    /// `Exp2Syn[3]`
    pub name: String,
    /// Its kind.
    pub mechanism: MechanismId,
    /// Section and x of the segment's centre or the end; none for what has no place.
    pub place: Option<(SectionId, f64)>,
    /// Its variables in the mechanism's order, each with its elements.
    pub values: Vec<Vec<f64>>,
}

/// A `NetCon` that exists.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionInfo {
    /// The object.
    pub object: ObjectId,
    /// Where the events come from.
    pub source: ConnectionSource,
    /// The point process or artificial cell that gets them.
    pub target: Option<ObjectId>,
    /// Threshold of a watched variable, mV.
    pub threshold_mv: f64,
    /// Delay, ms.
    pub delay_ms: f64,
    /// As many as hoc can set.
    pub weights: Vec<f64>,
}

/// Where the events of a `NetCon` come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ConnectionSource {
    /// Nowhere.
    None,
    /// An object that makes events.
    Object(ObjectId),
    /// A range variable at a place.
    Section(SectionId, f64),
    /// Some other variable.
    Other,
}

impl Interpreter {
    /// The templates that hoc defined, in the order of their definition.
    pub fn templates(&self) -> impl Iterator<Item = TemplateInfo> {
        self.objects.templates().map(|(_, template)| template_info(template))
    }

    /// The instances of templates that live and own sections, in the order of their classes and numbers.
    pub fn instances(&self) -> impl Iterator<Item = ObjectId> {
        let classes: Vec<ClassId> = self.objects.templates().map(|(class, _)| class).collect();
        classes
            .into_iter()
            .flat_map(|class| self.objects.instances(class))
            .filter(|object| !self.model.sections_of(object.owner()).is_empty())
    }

    /// The sections and lists of an object.
    #[must_use]
    pub fn describe(&self, object: ObjectId) -> ScopeDescription {
        let mut description = self.describe_scope(ScopeId::Object(object));
        description.name = self.objects.name(object);
        description
    }

    /// The sections and lists of the top level.
    #[must_use]
    pub fn top_level(&self) -> ScopeDescription {
        self.describe_scope(ScopeId::Top)
    }

    /// `Name[3]`, where the object lives.
    #[must_use]
    pub fn name_of(&self, object: ObjectId) -> Option<String> {
        self.objects.is_alive(object).then(|| self.objects.name(object))
    }

    /// The object that owns a section.
    #[must_use]
    pub fn owner_of(&self, section: SectionId) -> Option<ObjectId> {
        self.model.owner(section).map(ObjectId::from_owner)
    }

    /// The point processes and artificial cells that exist, in the order of their classes and numbers.
    pub fn point_processes(&self) -> impl Iterator<Item = PointProcessInfo> {
        self.objects.builtins().filter_map(|(object, builtin)| match builtin {
            BuiltinObject::PointProcess(process) => Some(self.point_process_info(object, process)),
            _ => None,
        })
    }

    /// The `NetCon`s that exist, by number.
    pub fn connections(&self) -> impl Iterator<Item = ConnectionInfo> {
        self.objects.builtins().filter_map(|(object, builtin)| match builtin {
            BuiltinObject::NetCon(connection) => Some(connection_info(object, connection)),
            _ => None,
        })
    }

    fn describe_scope(&self, scope: ScopeId) -> ScopeDescription {
        let Some(template) = self.template(scope) else { return ScopeDescription::default() };
        let mut description = ScopeDescription { template: template.name.to_string(), ..ScopeDescription::default() };
        for (index, (name, _)) in template.symbols.iter().enumerate() {
            match self.slot(scope, index) {
                Slot::Sections(dimensions, sections) => {
                    let sections = self.existing(sections);
                    if !sections.is_empty() {
                        let (name, is_array) = (name.to_string(), dimensions.is_some());
                        description.sections.push(SectionArray { name, is_array, sections });
                    }
                }
                Slot::Object(Some(object)) => {
                    if let Some(BuiltinObject::SectionList(list)) = self.objects.builtin(*object) {
                        description.section_lists.push((name.to_string(), self.existing(list.sections())));
                    }
                }
                Slot::Empty
                | Slot::Number(_)
                | Slot::Numbers(..)
                | Slot::Text(_)
                | Slot::Object(None)
                | Slot::Objects(..) => {}
            }
        }
        description
    }

    fn existing(&self, sections: &[SectionId]) -> Vec<SectionId> {
        sections.iter().copied().filter(|&section| self.model.exists(section)).collect()
    }

    fn point_process_info(&self, object: ObjectId, process: &PointProcess) -> PointProcessInfo {
        let mechanism = process.mechanism();
        let count = self.model.catalog().mechanism(mechanism).variables.len();
        PointProcessInfo {
            object,
            name: self.objects.name(object),
            mechanism,
            place: process.place().and_then(|place| self.model.locate(place)),
            values: (0..count).map(|index| process.values(index).to_vec()).collect(),
        }
    }
}

fn connection_info(object: ObjectId, connection: &NetCon) -> ConnectionInfo {
    let source = match &connection.source {
        Source::None => ConnectionSource::None,
        Source::Object(object) => ConnectionSource::Object(*object),
        Source::Variable(Reference::Range { section, x, .. }) => ConnectionSource::Section(*section, *x),
        Source::Variable(_) => ConnectionSource::Other,
    };
    let threshold_mv = connection.threshold_mv();
    let NetCon { target, delay_ms, weights, .. } = connection.clone();
    ConnectionInfo { object, source, target, threshold_mv, delay_ms, weights }
}

fn template_info(template: &Template) -> TemplateInfo {
    TemplateInfo {
        name: template.name.to_string(),
        declared: template.declared,
        creates_sections: template.slots.iter().any(|slot| matches!(slot, Slot::Sections(..))),
        public: template.public.iter().map(ToString::to_string).collect(),
        init_arguments: template.procedure("init").map(|init| argument_uses(init)).unwrap_or_default(),
    }
}

/// As what a procedure uses its arguments, by number (from 1), as far as its text shows.
pub(crate) fn argument_uses(definition: &Definition) -> BTreeMap<usize, ArgumentUse> {
    let mut uses = BTreeMap::new();
    for statement in &definition.body {
        walk(statement, &mut |node| {
            if let Node::Path(path) = node {
                let (index, kind) = match &path.head {
                    Head::NumberArgument(index) => (index, ArgumentUse::Number),
                    Head::TextArgument(index) => (index, ArgumentUse::Text),
                    Head::ObjectArgument(index) => (index, ArgumentUse::Object),
                    Head::PointerArgument(index, _) => (index, ArgumentUse::Pointer),
                    Head::Member(_) => return true,
                };
                if let ArgumentIndex::Number(number) = index {
                    uses.insert(*number, kind);
                }
            }
            true
        });
    }
    uses
}
