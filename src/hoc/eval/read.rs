//! Reading places and references.

use std::sync::Arc;

use crate::cell::{CellError, Range, SectionId};
use crate::hoc::builtin;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::place::Place;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::Slot;
use crate::hoc::value::{Argument, ArgumentKind, Property, Reference, Value};
use crate::source::Span;

/// Where a range variable without a place is read.
const MIDDLE: f64 = 0.5;

impl Interpreter {
    /// The value at a place.
    pub(crate) fn read(&mut self, place: &Place, span: Span) -> Evaluated<Value> {
        match place {
            Place::Value(value) => Ok(value.clone()),
            Place::At(reference) => self.read_reference(reference, span),
            Place::Section(section, _) => Ok(Value::Section(*section)),
            Place::Everywhere(range) => self.read_reference(&range.at(MIDDLE), span),
            Place::Stretch(..) => Err(HocError::Misplaced { statement: "(from:to)", place: "an assignment" }.at(span)),
        }
    }

    /// The value of a reference; geometry is brought up to date where that is needed.
    pub(crate) fn read_reference(&mut self, reference: &Reference, span: Span) -> Evaluated<Value> {
        if let Reference::Range { section, range, element, x, stored: false } = *reference {
            self.refuse_computed(reference).map_err(|error| error.at(span))?;
            let value = self.model.get(section, x, range, element);
            return value.map(Value::Number).map_err(|error| cell_error(&error).at(span));
        }
        self.peek_reference(reference).map_err(|error| error.at(span))
    }

    /// The value of a reference as it stands.
    pub(crate) fn peek_reference(&self, reference: &Reference) -> Result<Value, HocError> {
        self.refuse_computed(reference)?;
        match reference {
            Reference::Variable { scope, symbol, element } => {
                slot_value(self.slot(*scope, *symbol), *element).ok_or(HocError::DanglingReference)
            }
            Reference::Local { call, local, element } => {
                let slot = self.frames.find(*call).and_then(|frame| frame.locals.get(*local));
                slot.and_then(|(_, slot)| slot_value(slot, *element)).ok_or(HocError::DanglingReference)
            }
            Reference::CallArgument { call, argument } => {
                let frame = self.frames.find(*call);
                let argument = frame.and_then(|frame| frame.arguments.as_ref()?.get(*argument));
                self.argument_kind(&argument.ok_or(HocError::DanglingReference)?.kind)
            }
            Reference::Nowhere => Err(HocError::DanglingReference),
            Reference::Builtin(index) => Ok(Value::Number(self.variables.get(*index))),
            Reference::Mechanism { name, element } => {
                let value = self.model.global(name).and_then(|values| values.get(*element));
                value.copied().map(Value::Number).ok_or(HocError::DanglingReference)
            }
            Reference::Range { section, range, element, x, stored: _ } => {
                self.model.peek(*section, *x, *range, *element).map(Value::Number).map_err(|error| cell_error(&error))
            }
            Reference::Property { section, property } => self.property(*section, *property).map(Value::Number),
            Reference::Member { object, name, element } => match builtin::read_member(self, *object, name, *element) {
                Some(number) => Ok(Value::Number(number)),
                None if self.is_inert(*object) => Ok(Value::Object(Some(*object))),
                None => Err(HocError::DanglingReference),
            },
        }
    }

    /// How many elements the variable has that a reference leads into.
    pub(crate) fn elements(&self, reference: &Reference) -> usize {
        let slot_length = |slot: &Slot| match slot {
            Slot::Numbers(_, numbers) => numbers.len(),
            Slot::Objects(_, objects) => objects.len(),
            Slot::Sections(_, sections) => sections.len(),
            Slot::Empty | Slot::Number(_) | Slot::Text(_) | Slot::Object(_) => 1,
        };
        match reference {
            Reference::Variable { scope, symbol, .. } => slot_length(self.slot(*scope, *symbol)),
            Reference::Local { call, local, .. } => {
                let slot = self.frames.find(*call).and_then(|frame| frame.locals.get(*local));
                slot.map_or(1, |(_, slot)| slot_length(slot))
            }
            Reference::Mechanism { name, .. } => self.model.global(name).map_or(1, <[f64]>::len),
            Reference::Range { range, .. } => self.range_length(*range),
            Reference::Member { object, name, .. } => builtin::member_length(self, *object, name, false).unwrap_or(1),
            Reference::CallArgument { .. }
            | Reference::Builtin(_)
            | Reference::Property { .. }
            | Reference::Nowhere => 1,
        }
    }

    /// How many elements a range variable has.
    pub(crate) fn range_length(&self, range: Range) -> usize {
        match range {
            Range::Voltage => 1,
            Range::Variable(id) => self.model.catalog().variable(id).length.max(1),
        }
    }

    fn property(&self, section: SectionId, property: Property) -> Result<f64, HocError> {
        match property {
            Property::Length => self.model.length_um(section),
            Property::SegmentCount => self.model.nseg(section).map(|nseg| nseg as f64),
            Property::AxialResistivity => self.model.ra_ohm_cm(section),
            Property::RallBranch => self.model.rall_branch(section),
        }
        .map_err(|error| cell_error(&error))
    }

    /// The value of an argument, at its place.
    pub(crate) fn argument_value(&self, argument: &Argument) -> Evaluated<Value> {
        self.argument_kind(&argument.kind).map_err(|error| error.at(argument.span))
    }

    /// The value of an argument.
    pub(crate) fn argument_kind(&self, kind: &ArgumentKind) -> Result<Value, HocError> {
        match kind {
            ArgumentKind::Number(number) => Ok(Value::Number(*number)),
            ArgumentKind::Text(text) => Ok(Value::Text(Arc::clone(text))),
            ArgumentKind::Object(object) => Ok(Value::Object(*object)),
            ArgumentKind::TextVariable(reference)
            | ArgumentKind::ObjectVariable(reference)
            | ArgumentKind::Pointer(reference) => self.peek_reference(reference),
        }
    }
}

fn slot_value(slot: &Slot, element: usize) -> Option<Value> {
    match slot {
        Slot::Empty => None,
        Slot::Number(number) => Some(Value::Number(*number)),
        Slot::Numbers(_, numbers) => numbers.get(element).copied().map(Value::Number),
        Slot::Text(text) => Some(Value::Text(Arc::clone(text))),
        Slot::Object(object) => Some(Value::Object(*object)),
        Slot::Objects(_, objects) => objects.get(element).copied().map(Value::Object),
        Slot::Sections(_, sections) => sections.get(element).copied().map(Value::Section),
    }
}

/// An error of the model in hoc's words.
pub(crate) fn cell_error(error: &CellError) -> HocError {
    let code = match error {
        CellError::NotInserted { .. } | CellError::Element { .. } => "hoc::range-variable",
        CellError::NotDensity { .. } | CellError::Permanent { .. } | CellError::TooManyValues { .. } => {
            "hoc::mechanism"
        }
        CellError::NotIon { .. } | CellError::IonStyle { .. } => "hoc::ion",
        CellError::DivideByZero => "hoc::arithmetic",
        CellError::NotFinite { .. }
        | CellError::GlobalNotFinite { .. }
        | CellError::Deleted
        | CellError::Position { .. }
        | CellError::OwnEnd { .. }
        | CellError::ParentPlace { .. }
        | CellError::Loop { .. }
        | CellError::SegmentCount { .. }
        | CellError::Diameter { .. }
        | CellError::Point { .. }
        | CellError::Stretch { .. }
        | CellError::NoOrigin
        | CellError::ParentOutside { .. } => "hoc::section",
    };
    HocError::Model { code, message: error.to_string() }
}
