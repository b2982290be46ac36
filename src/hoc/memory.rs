//! The account of the memory that hoc takes, and of the work that built-in operations do.
//!
//! What grows is added here when it is made and taken off when it goes. The sum is compared with the bound at every
//! step; what can be large at once is asked for before it is made. Bytes are estimates: those of one thing of each kind,
//! with its entries in tables.

use crate::cell::SectionId;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId, Slot};
use crate::membrane::Library;
use crate::membrane::standing::Placed;
use crate::source::Span;

/// How much is taken.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    used_bytes: usize,
}

/// A section: itself, its values in one segment, its names.
pub(crate) const SECTION_BYTES: usize = 1200;

/// What is left of a section that was deleted.
const DELETED_SECTION_BYTES: usize = 400;

/// A segment without the values of what is inserted.
const SEGMENT_BYTES: usize = 64;

/// The part of a segment that is not given back.
const NODE_BYTES: usize = 32;

/// A 3-d point.
pub(crate) const POINT_BYTES: usize = 64;

/// An object without what it holds.
pub(crate) const OBJECT_BYTES: usize = 256;

/// A name of a scope with its slot.
pub(crate) const SYMBOL_BYTES: usize = 160;

/// A message.
pub(crate) const MESSAGE_BYTES: usize = 1024;

/// Bytes of the tree of a text, for each of its own.
pub(crate) const TREE_BYTES: usize = 48;

/// Numbers that a built-in operation works on in about the time of one statement.
const NUMBERS_IN_A_STEP: usize = 64;

impl Memory {
    pub(crate) fn add(&mut self, bytes: usize) {
        self.used_bytes = self.used_bytes.saturating_add(bytes);
    }

    pub(crate) fn free(&mut self, bytes: usize) {
        self.used_bytes = self.used_bytes.saturating_sub(bytes);
    }
}

impl Interpreter {
    /// Is there room for so many bytes more?
    pub(crate) fn room_for(&self, what: &'static str, bytes: usize, span: Span) -> Evaluated<()> {
        let (used, limit) = (self.memory.used_bytes, self.memory_limit_bytes);
        if used.saturating_add(bytes) <= limit {
            return Ok(());
        }
        Err(HocError::OutOfMemory { what, asked: bytes, used, limit }.at(span).finally())
    }

    /// Counts the work on so many numbers against the budget of steps, before it is done.
    pub(crate) fn work_on(&mut self, numbers: usize, span: Span) -> Evaluated<()> {
        let steps = (numbers / NUMBERS_IN_A_STEP) as u64;
        if steps == 0 {
            return Ok(());
        }
        self.steps = self.steps.saturating_add(steps - 1);
        self.step(span)
    }

    /// Brings the account of a built-in object up to date.
    pub(crate) fn account_for(&mut self, object: ObjectId) {
        let Some(bytes) = self.objects.builtin(object).map(|builtin| OBJECT_BYTES + builtin.bytes()) else { return };
        let before = self.objects.set_bytes(object, bytes);
        self.memory.free(before);
        self.memory.add(bytes);
    }

    /// Adds an instance of a template, whose slots are added as they are set.
    pub(crate) fn account_for_instance(&mut self, object: ObjectId) {
        let before = self.objects.set_bytes(object, OBJECT_BYTES);
        self.memory.free(before);
        self.memory.add(OBJECT_BYTES);
    }

    /// Takes an object off the account that is about to end.
    pub(crate) fn take_off(&mut self, object: ObjectId) {
        let own = self.objects.set_bytes(object, 0);
        let slots = match self.objects.data(object) {
            Some(ObjectData::Instance(slots)) => slots.iter().map(Slot::bytes).sum(),
            Some(ObjectData::Builtin(_)) | None => 0,
        };
        self.memory.free(own + slots);
    }

    /// Deletes a section.
    pub(crate) fn delete_section(&mut self, section: SectionId) {
        if !self.model.exists(section) {
            return;
        }
        let segments = self.model.nseg(section).unwrap_or(1);
        let values = (segments - 1) * self.segment_bytes(section) + self.inserted_bytes(section);
        let points = self.model.point_count(section) * POINT_BYTES;
        self.memory.free(values + points + SECTION_BYTES - DELETED_SECTION_BYTES);
        self.model.delete_section(section);
    }

    /// Asks for room for a section's segments and adds them.
    pub(crate) fn account_for_segments(&mut self, section: SectionId, nseg: f64, span: Span) -> Evaluated<()> {
        let before = self.model.nseg(section).unwrap_or(1);
        // What the section itself refuses is not made.
        let after = if (1.0..=32767.0).contains(&nseg) { nseg as usize } else { before };
        let each = self.segment_bytes(section);
        let grown = after.saturating_sub(before).saturating_mul(each + NODE_BYTES);
        self.room_for("segments", grown, span)?;
        self.memory.add(grown);
        self.memory.free(before.saturating_sub(after) * each);
        Ok(())
    }

    /// Adds what a mechanism's values take that was inserted, given what they took before.
    pub(crate) fn account_for_values(&mut self, section: SectionId, before: usize) {
        self.memory.free(before);
        self.memory.add(self.value_bytes(section));
    }

    /// Asks for room for what mechanisms keep when they are evaluated, and adds it.
    pub(crate) fn account_for_standing(&mut self, placed: &[Placed], library: &Library, span: Span) -> Evaluated<()> {
        let before = self.standing_bytes;
        let after = self.standing.bytes_of_all(&self.model, placed, library);
        self.room_for("what mechanisms keep", after.saturating_sub(before), span)?;
        self.memory.free(before);
        self.memory.add(after);
        self.standing_bytes = after;
        Ok(())
    }

    /// The values of all mechanisms in all segments.
    pub(crate) fn value_bytes(&self, section: SectionId) -> usize {
        self.model.nseg(section).unwrap_or(1) * self.inserted_bytes(section)
    }

    fn segment_bytes(&self, section: SectionId) -> usize {
        SEGMENT_BYTES + self.inserted_bytes(section)
    }

    /// The values of one segment.
    fn inserted_bytes(&self, section: SectionId) -> usize {
        let catalog = self.model.catalog();
        let mechanisms = self.model.mechanisms(section);
        let variables = mechanisms.iter().flat_map(|&mechanism| &catalog.mechanism(mechanism).variables);
        variables.map(|variable| variable.length.max(1) * size_of::<f64>()).sum()
    }
}
