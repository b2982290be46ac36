//! The arena: every object that lives, its class and number, and how many references hold it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::by_name::ByName;
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::object::{Slot, Template};

/// An object. An id is never used for a second object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    place: u32,
    generation: u32,
}

impl ObjectId {
    /// The object as the owner of sections.
    pub(crate) fn owner(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.place)
    }

    /// The object that owns a section.
    pub(crate) fn from_owner(owner: u64) -> Self {
        Self { place: owner as u32, generation: (owner >> 32) as u32 }
    }
}

/// Where names are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeId {
    /// Outside of every template.
    Top,
    /// In an instance of a template.
    Object(ObjectId),
    /// In a template while its statements run, before there is an instance.
    Template(ClassId),
}

/// A class: a template or a built-in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(usize);

/// A class with its instances by number.
#[derive(Debug)]
struct Class {
    name: Arc<str>,
    template: Option<Template>,
    next_number: usize,
    instances: BTreeMap<usize, ObjectId>,
}

/// What an object holds.
#[derive(Debug)]
pub(crate) enum ObjectData {
    /// The slots of an instance of a template, by the places of its symbols.
    Instance(Vec<Slot>),
    /// An object of a built-in class.
    Builtin(BuiltinObject),
}

#[derive(Debug)]
struct Entry {
    class: ClassId,
    number: usize,
    references: usize,
    /// What it was last said to take.
    bytes: usize,
    data: ObjectData,
}

/// The arena.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    classes: ByName<Arc<str>, Class>,
    entries: Vec<(u32, Option<Entry>)>,
    free: Vec<u32>,
}

impl Objects {
    /// The class of that name, made where there is none.
    pub(crate) fn class(&mut self, name: &str) -> ClassId {
        if let Some(index) = self.classes.get_index_of(name) {
            return ClassId(index);
        }
        let name: Arc<str> = Arc::from(name);
        let class = Class { name: Arc::clone(&name), template: None, next_number: 0, instances: BTreeMap::new() };
        ClassId(self.classes.insert_full(name, class).0)
    }

    /// The class of that name.
    pub(crate) fn find_class(&self, name: &str) -> Option<ClassId> {
        self.classes.get_index_of(name).map(ClassId)
    }

    /// The template of a class that hoc defined.
    pub(crate) fn template(&self, class: ClassId) -> Option<&Template> {
        self.classes.get_index(class.0).and_then(|(_, class)| class.template.as_ref())
    }

    /// The template of a class that hoc defined.
    pub(crate) fn template_mut(&mut self, class: ClassId) -> Option<&mut Template> {
        self.classes.get_index_mut(class.0).and_then(|(_, class)| class.template.as_mut())
    }

    /// Makes the class a template.
    pub(crate) fn set_template(&mut self, class: ClassId, template: Template) {
        if let Some((_, class)) = self.classes.get_index_mut(class.0) {
            class.template = Some(template);
        }
    }

    /// Every class that hoc defined.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (ClassId, &Template)> {
        let classes = self.classes.values().enumerate();
        classes.filter_map(|(index, class)| class.template.as_ref().map(|template| (ClassId(index), template)))
    }

    /// A new object with no reference to it. Numbers of a class start again when its last object is gone.
    pub(crate) fn add(&mut self, class: ClassId, data: ObjectData) -> ObjectId {
        let place = self.free.pop().unwrap_or_else(|| {
            self.entries.push((0, None));
            self.entries.len() as u32 - 1
        });
        let number = self.next_number(class);
        let mut id = ObjectId { place, generation: 0 };
        if let Some((generation, entry)) = self.entries.get_mut(place as usize) {
            *generation += 1;
            id.generation = *generation;
            *entry = Some(Entry { class, number, references: 0, bytes: 0, data });
        }
        if let Some((_, class)) = self.classes.get_index_mut(class.0) {
            class.next_number += 1;
            class.instances.insert(number, id);
        }
        id
    }

    /// Takes an object out.
    pub(crate) fn remove(&mut self, id: ObjectId) -> Option<ObjectData> {
        let (generation, entry) = self.entries.get_mut(id.place as usize)?;
        let entry = if *generation == id.generation { entry.take() } else { None }?;
        self.free.push(id.place);
        if let Some((_, class)) = self.classes.get_index_mut(entry.class.0) {
            class.instances.remove(&entry.number);
            if class.instances.is_empty() {
                class.next_number = 0;
            }
        }
        Some(entry.data)
    }

    /// Sets what an object takes; what it took before.
    pub(crate) fn set_bytes(&mut self, id: ObjectId, bytes: usize) -> usize {
        self.entry_mut(id).map_or(0, |entry| std::mem::replace(&mut entry.bytes, bytes))
    }

    /// One more reference.
    pub(crate) fn retain(&mut self, id: ObjectId) {
        if let Some(entry) = self.entry_mut(id) {
            entry.references += 1;
        }
    }

    /// One reference less; how many are left.
    pub(crate) fn forget(&mut self, id: ObjectId) -> Option<usize> {
        let entry = self.entry_mut(id)?;
        entry.references = entry.references.saturating_sub(1);
        Some(entry.references)
    }

    /// How many references there are.
    pub(crate) fn references(&self, id: ObjectId) -> usize {
        self.entry(id).map_or(0, |entry| entry.references)
    }

    /// Does the object still live?
    pub(crate) fn is_alive(&self, id: ObjectId) -> bool {
        self.entry(id).is_some()
    }

    /// What an object holds.
    pub(crate) fn data(&self, id: ObjectId) -> Option<&ObjectData> {
        self.entry(id).map(|entry| &entry.data)
    }

    /// What an object holds.
    pub(crate) fn data_mut(&mut self, id: ObjectId) -> Option<&mut ObjectData> {
        self.entry_mut(id).map(|entry| &mut entry.data)
    }

    /// An object of a built-in class.
    pub(crate) fn builtin(&self, id: ObjectId) -> Option<&BuiltinObject> {
        match self.data(id)? {
            ObjectData::Builtin(object) => Some(object),
            ObjectData::Instance(_) => None,
        }
    }

    /// An object of a built-in class.
    pub(crate) fn builtin_mut(&mut self, id: ObjectId) -> Option<&mut BuiltinObject> {
        match self.data_mut(id)? {
            ObjectData::Builtin(object) => Some(object),
            ObjectData::Instance(_) => None,
        }
    }

    /// An object's class.
    pub(crate) fn class_of(&self, id: ObjectId) -> Option<ClassId> {
        self.entry(id).map(|entry| entry.class)
    }

    /// The name of an object's class.
    pub(crate) fn class_name(&self, id: ObjectId) -> Option<&Arc<str>> {
        self.classes.get_index(self.entry(id)?.class.0).map(|(_, class)| &class.name)
    }

    /// `Vector[3]`; `NULLobject` for one that is gone.
    pub(crate) fn name(&self, id: ObjectId) -> String {
        match (self.class_name(id), self.entry(id)) {
            (Some(class), Some(entry)) => format!("{class}[{}]", entry.number),
            (Some(_) | None, Some(_) | None) => "NULLobject".to_owned(),
        }
    }

    /// An object's number within its class.
    pub(crate) fn number(&self, id: ObjectId) -> Option<usize> {
        self.entry(id).map(|entry| entry.number)
    }

    /// The living object of a class with that number.
    pub(crate) fn instance(&self, class: ClassId, number: usize) -> Option<ObjectId> {
        self.classes.get_index(class.0)?.1.instances.get(&number).copied()
    }

    /// The living objects of a class, by number.
    pub(crate) fn instances(&self, class: ClassId) -> impl Iterator<Item = ObjectId> {
        self.classes.get_index(class.0).into_iter().flat_map(|(_, class)| class.instances.values().copied())
    }

    /// The living objects of built-in classes, by class and number.
    pub(crate) fn builtins(&self) -> impl Iterator<Item = (ObjectId, &BuiltinObject)> {
        let ids = self.classes.values().flat_map(|class| class.instances.values().copied());
        ids.filter_map(|id| self.builtin(id).map(|builtin| (id, builtin)))
    }

    /// The number that the next object of a class has.
    pub(crate) fn next_number(&self, class: ClassId) -> usize {
        self.classes.get_index(class.0).map_or(0, |(_, class)| class.next_number)
    }

    /// How many objects of a class live.
    pub(crate) fn instance_count(&self, class: ClassId) -> usize {
        self.classes.get_index(class.0).map_or(0, |(_, class)| class.instances.len())
    }

    /// The living object of a class at a place in their order.
    pub(crate) fn nth_instance(&self, class: ClassId, place: usize) -> Option<ObjectId> {
        let (_, class) = self.classes.get_index(class.0)?;
        if class.next_number == class.instances.len() {
            return class.instances.get(&place).copied();
        }
        class.instances.values().nth(place).copied()
    }

    fn entry(&self, id: ObjectId) -> Option<&Entry> {
        let (generation, entry) = self.entries.get(id.place as usize)?;
        if *generation == id.generation { entry.as_ref() } else { None }
    }

    fn entry_mut(&mut self, id: ObjectId) -> Option<&mut Entry> {
        let (generation, entry) = self.entries.get_mut(id.place as usize)?;
        if *generation == id.generation { entry.as_mut() } else { None }
    }
}
