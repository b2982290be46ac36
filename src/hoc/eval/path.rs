//! Walking a path from its head over its members to a place.

use std::sync::Arc;

use crate::cell::{Range, SectionId};
use crate::hoc::ast::{ArgumentIndex, Arguments, Expression, Head, Member, Path};
use crate::hoc::builtin::{self, BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::place::{Place, RangePlace, Reached, SectionVariable};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId, ScopeId, Slot};
use crate::hoc::value::{Argument, ArgumentKind, Property, Reference, Value};
use crate::source::Span;

impl Interpreter {
    /// Where a path leads.
    pub(crate) fn place(&mut self, path: &Path) -> Evaluated<Place> {
        let mut place = self.head_place(&path.head, path.span)?;
        for member in &path.members {
            place = self.member_place(&place, member, path.span)?;
        }
        Ok(place)
    }

    /// The section whose variable a path names, with the variable: `dend[2]` and `g_pas` of `dend[2].g_pas`. What a
    /// path of another kind leads to comes back as it is.
    pub(crate) fn section_variable<'a>(&mut self, path: &'a Path) -> Evaluated<SectionVariable<'a>> {
        let mut place = self.head_place(&path.head, path.span)?;
        let Some((last, owners)) = path.members.split_last() else { return Ok(SectionVariable::None(place)) };
        for member in owners {
            place = self.member_place(&place, member, path.span)?;
        }
        match place {
            Place::Section(section, reached) => Ok(SectionVariable::Of { section, reached, member: last }),
            Place::Value(_) | Place::At(_) | Place::Everywhere(_) | Place::Stretch(..) => {
                self.member_place(&place, last, path.span).map(SectionVariable::None)
            }
        }
    }

    fn head_place(&mut self, head: &Head, span: Span) -> Evaluated<Place> {
        match head {
            Head::Member(member) => self.named_place(member),
            Head::NumberArgument(index) => self.argument_place(*index, "$", "a number", span),
            Head::TextArgument(index) => self.argument_place(*index, "$s", "a string", span),
            Head::ObjectArgument(index) => self.argument_place(*index, "$o", "an object", span),
            Head::PointerArgument(index, indices) => self.pointed_place(*index, indices, span),
        }
    }

    /// `$1`, `$s1`, `$o1`: the caller's variable where it passed one.
    fn argument_place(
        &mut self,
        index: ArgumentIndex,
        sigil: &str,
        expected: &'static str,
        span: Span,
    ) -> Evaluated<Place> {
        let (number, argument) = self.argument_at(index, sigil, span)?;
        let call = self.frames.current().id;
        let own = Reference::CallArgument { call, argument: number - 1 };
        match (sigil, argument.kind) {
            ("$", ArgumentKind::Number(_)) | ("$s", ArgumentKind::Text(_)) | ("$o", ArgumentKind::Object(_)) => {
                Ok(Place::At(own))
            }
            ("$s", ArgumentKind::TextVariable(reference)) | ("$o", ArgumentKind::ObjectVariable(reference)) => {
                Ok(Place::At(reference))
            }
            (_, kind) => {
                let (name, found) = (format!("{sigil}{number}"), kind.describe());
                Err(HocError::WrongKind { name, found, expected }.at(span))
            }
        }
    }

    /// `$&1`, `$&1[3]`: what the caller's `&x` points to.
    fn pointed_place(&mut self, index: ArgumentIndex, indices: &[Expression], span: Span) -> Evaluated<Place> {
        let (number, argument) = self.argument_at(index, "$&", span)?;
        let ArgumentKind::Pointer(reference) = argument.kind else {
            let (name, found) = (format!("$&{number}"), argument.kind.describe());
            return Err(HocError::WrongKind { name, found, expected: "a pointer" }.at(span));
        };
        let indices = self.indices(indices)?;
        match indices.as_slice() {
            [] => Ok(Place::At(reference)),
            [offset] => {
                let size = self.elements(&reference);
                let pointed = reference.offset(*offset, size).map(Place::At);
                let error = || HocError::IndexRange { name: format!("$&{number}"), index: offset.trunc() + 0.0, size };
                pointed.ok_or_else(|| error().at(span))
            }
            [_, ..] => {
                let name = format!("$&{number}");
                Err(HocError::Dimensions { name, expected: 1, found: indices.len() }.at(span))
            }
        }
    }

    fn argument_at(&mut self, index: ArgumentIndex, sigil: &str, span: Span) -> Evaluated<(usize, Argument)> {
        let number = match index {
            ArgumentIndex::Number(number) => number,
            ArgumentIndex::VariableI => self.value_of_i(span)?,
        };
        let text = || format!("{sigil}{number}");
        let arguments = self.frames.current().arguments.as_ref();
        let arguments = arguments.ok_or_else(|| HocError::NoCall { text: text() }.at(span))?;
        let argument = number.checked_sub(1).and_then(|place| arguments.get(place));
        let argument = argument.ok_or_else(|| HocError::NoSuchArgument { text: text() }.at(span))?;
        Ok((number, argument.clone()))
    }

    fn value_of_i(&mut self, span: Span) -> Evaluated<usize> {
        let reference = match self.resolve("i") {
            Named::Local(local) => Reference::Local { call: self.frames.current().id, local, element: 0 },
            Named::Variable(scope, symbol) => Reference::Variable { scope, symbol, element: 0 },
            _ => return Err(HocError::UndefinedVariable { name: "i".to_owned() }.at(span)),
        };
        match self.read_reference(&reference, span)? {
            Value::Number(number) => Ok(number as usize),
            other => Err(HocError::WrongValue { expected: "a number", found: other.describe() }.at(span)),
        }
    }

    /// The first part of a path that is a name.
    fn named_place(&mut self, member: &Member) -> Evaluated<Place> {
        let (name, span) = (member.name.text.as_str(), member.name.span);
        if name == "this"
            && let ScopeId::Object(object) = self.frames.current().scope
            && matches!(self.resolve_in(ScopeId::Object(object), name), Named::Unknown)
        {
            return Ok(Place::Value(Value::Object(Some(object))));
        }
        if !self.suspects.is_empty() {
            self.suspect_used(name);
        }
        match self.resolve(name) {
            Named::Local(local) => {
                let call = self.frames.current().id;
                let indices = self.indices(&member.indices)?;
                let slot = self.frames.current().locals.get(local).map(|(_, slot)| slot);
                let element = element(slot, member, &indices).map_err(|error| error.at(span))?;
                Self::variable_place(Reference::Local { call, local, element }, member)
            }
            Named::Variable(scope, symbol) => self.data_place(scope, symbol, member, Reached::ByName),
            Named::Procedure(scope, definition) => {
                let arguments = self.arguments(&member.arguments)?;
                self.call_procedure(scope, &definition, arguments, span).map(Place::Value)
            }
            Named::Class(class) => self.instance_place(class, member),
            Named::Range(range) => {
                let section = self.accessed_section(span)?;
                self.range_place(section, range, member, Reached::ByName)
            }
            Named::Property(property) => {
                let section = self.accessed_section(span)?;
                Self::variable_place(Reference::Property { section, property }, member)
            }
            Named::Builtin(index) => Self::variable_place(Reference::Builtin(index), member),
            Named::Mechanism => self.mechanism_place(member),
            Named::Function(function) => {
                let arguments = self.arguments(&member.arguments)?;
                let call = Call { name: &member.name, arguments: &arguments };
                function(self, &call).map(Place::Value)
            }
            Named::Unknown if self.is_mechanism_function(name) => {
                let arguments = self.arguments(&member.arguments)?;
                if let Some(value) = self.library_value(&member.name, &arguments) {
                    return Ok(Place::Value(Value::Number(value)));
                }
                Err(HocError::ModFunction { name: name.to_owned() }.at(span))
            }
            Named::Unknown if self.is_of_a_window(name) && !member.indices.is_empty() => Ok(self.inert_place(name)),
            Named::Unknown => Err(self.undefined(member)),
        }
    }

    /// Is it a class whose objects windows make: other windows, and, where a session file was skipped, point processes?
    fn is_of_a_window(&self, class: &str) -> bool {
        builtin::is_inert(class) || (self.skipped_windows && builtin::is_point_process(self, class))
    }

    /// `PWManager[0]`: windows that NEURON itself opens.
    fn inert_place(&mut self, class: &str) -> Place {
        let object = self.add_inert(class);
        self.let_go_later(object);
        Place::Value(Value::Object(Some(object)))
    }

    /// `name(..)` on a variable is a mistake.
    fn variable_place(reference: Reference, member: &Member) -> Evaluated<Place> {
        match member.arguments {
            Arguments::None => Ok(Place::At(reference)),
            Arguments::List(_) | Arguments::Stretch(..) => {
                let name = member.name.text.clone();
                Err(HocError::WrongKind { name, found: "a variable", expected: "a function" }.at(member.name.span))
            }
        }
    }

    /// Data of a scope, of whatever kind.
    pub(crate) fn data_place(
        &mut self,
        scope: ScopeId,
        symbol: usize,
        member: &Member,
        reached: Reached,
    ) -> Evaluated<Place> {
        let span = member.name.span;
        let indices = self.data_indices(member, reached)?;
        let slot = self.slot(scope, symbol);
        let element = element(Some(slot), member, &indices).map_err(|error| error.at(span))?;
        match slot {
            Slot::Sections(_, sections) => {
                let section = sections.get(element).copied().ok_or_else(|| HocError::DeletedSection.at(span))?;
                Ok(Place::Section(section, reached))
            }
            _ if reached == Reached::ThroughObject => Ok(Place::At(Reference::Variable { scope, symbol, element })),
            _ => Self::variable_place(Reference::Variable { scope, symbol, element }, member),
        }
    }

    /// `object.x(3)` stands for `object.x[3]`.
    fn data_indices(&mut self, member: &Member, reached: Reached) -> Evaluated<Vec<f64>> {
        match &member.arguments {
            Arguments::List(arguments) if reached == Reached::ThroughObject && member.indices.is_empty() => {
                self.indices(arguments)
            }
            Arguments::None | Arguments::List(_) | Arguments::Stretch(..) => self.indices(&member.indices),
        }
    }

    /// `Name[3]`: the living object of that number.
    fn instance_place(&mut self, class: crate::hoc::object::ClassId, member: &Member) -> Evaluated<Place> {
        let (name, span) = (&member.name.text, member.name.span);
        let indices = self.indices(&member.indices)?;
        let [number] = indices.as_slice() else {
            return Err(HocError::WrongKind { name: name.clone(), found: "a class", expected: "a variable" }.at(span));
        };
        match whole(*number).and_then(|number| self.objects.instance(class, number)) {
            Some(object) => Ok(Place::Value(Value::Object(Some(object)))),
            None if self.is_of_a_window(name) => Ok(self.inert_place(name)),
            None => Err(HocError::NoInstance { name: format!("{name}[{}]", number.trunc() + 0.0) }.at(span)),
        }
    }

    fn mechanism_place(&mut self, member: &Member) -> Evaluated<Place> {
        let name: Arc<str> = Arc::from(member.name.text.as_str());
        let indices = self.indices(&member.indices)?;
        let size = self.model.global(&name).map_or(0, <[f64]>::len);
        let index = indices.first().copied().unwrap_or(0.0);
        let Some(element) = whole(index).filter(|&element| element < size) else {
            let error = HocError::IndexRange { name: name.to_string(), index: index.trunc() + 0.0, size };
            return Err(error.at(member.name.span));
        };
        Self::variable_place(Reference::Mechanism { name, element }, member)
    }

    /// A range variable of a section, in one of its forms.
    fn range_place(&mut self, section: SectionId, range: Range, member: &Member, reached: Reached) -> Evaluated<Place> {
        let indices = self.indices(&member.indices)?;
        let index = indices.first().copied().unwrap_or(0.0);
        let Some(element) = whole(index) else {
            let (name, size) = (member.name.text.clone(), self.range_length(range));
            return Err(HocError::IndexRange { name, index: index.trunc() + 0.0, size }.at(member.name.span));
        };
        let place = RangePlace { section, range, element, stored: reached == Reached::ThroughObject };
        match &member.arguments {
            Arguments::None => Ok(Place::Everywhere(place)),
            Arguments::List(arguments) => {
                if let [x] = arguments.as_slice() {
                    return Ok(Place::At(place.at(self.evaluate_number(x)?)));
                }
                let name = member.name.text.clone();
                Err(HocError::MissingArgument { name, number: 1 }.at(member.name.span))
            }
            Arguments::Stretch(from, to) => {
                let from = self.evaluate_number(from)?;
                Ok(Place::Stretch(place, from, self.evaluate_number(to)?))
            }
        }
    }

    fn member_place(&mut self, place: &Place, member: &Member, path: Span) -> Evaluated<Place> {
        if let Place::Section(section, reached) = place {
            let (section, reached) = (*section, *reached);
            return self.with_section(section, member.name.span, |this| this.section_member(section, member, reached));
        }
        let before = Span { end: member.name.span.start.saturating_sub(1).max(path.start), ..path };
        let owner = |sources: &crate::source::SourceMap| sources.text(before).trim_end_matches('.').to_owned();
        match self.read(place, path)? {
            Value::Object(Some(object)) => self.object_member(object, member),
            Value::Object(None) => {
                let name = owner(&self.sources);
                Err(HocError::NullObject { name, member: member.name.text.clone() }.at(member.name.span))
            }
            other @ (Value::Number(_) | Value::Text(_) | Value::Section(_)) => {
                let (name, member_name) = (owner(&self.sources), member.name.text.clone());
                let error = HocError::NoMembers { name, found: other.describe(), member: member_name };
                Err(error.at(member.name.span))
            }
        }
    }

    /// `section.name`, with the section accessed.
    pub(crate) fn section_member(&mut self, section: SectionId, member: &Member, reached: Reached) -> Evaluated<Place> {
        let name = member.name.text.as_str();
        if !self.model.exists(section) {
            return Err(HocError::DeletedSection.at(member.name.span));
        }
        if let Some(range) = self.model.find_range(name) {
            return self.range_place(section, range, member, reached);
        }
        match Property::find(name) {
            Some(property) => Self::variable_place(Reference::Property { section, property }, member),
            None => Err(self.no_range_variable(section, &member.name)),
        }
    }

    /// `object.name`
    fn object_member(&mut self, object: ObjectId, member: &Member) -> Evaluated<Place> {
        match self.objects.data(object) {
            Some(ObjectData::Instance(_)) => self.instance_member(object, member),
            Some(ObjectData::Builtin(_)) => self.builtin_member(object, member),
            None => {
                let name = "object".to_owned();
                Err(HocError::NullObject { name, member: member.name.text.clone() }.at(member.name.span))
            }
        }
    }

    fn instance_member(&mut self, object: ObjectId, member: &Member) -> Evaluated<Place> {
        let (name, span, scope) = (member.name.text.as_str(), member.name.span, ScopeId::Object(object));
        let is_public = self.outside_texts.contains(&span.file)
            || self.template(scope).is_some_and(|template| template.public.contains(name));
        match self.resolve_in(scope, name) {
            Named::Variable(scope, symbol) if is_public => {
                self.data_place(scope, symbol, member, Reached::ThroughObject)
            }
            Named::Procedure(scope, definition) if is_public => {
                let arguments = self.arguments(&member.arguments)?;
                self.objects.retain(object);
                let result = self.call_procedure(scope, &definition, arguments, span);
                self.let_go_later(object);
                result.map(Place::Value)
            }
            Named::Function(function) if is_public => {
                let arguments = self.arguments(&member.arguments)?;
                function(self, &Call { name: &member.name, arguments: &arguments }).map(Place::Value)
            }
            _ => Err(self.no_member(object, member)),
        }
    }

    fn builtin_member(&mut self, object: ObjectId, member: &Member) -> Evaluated<Place> {
        let name = &member.name;
        if let Some(BuiltinObject::Pointer(pointer)) = self.objects.builtin(object)
            && name.text == "val"
        {
            return Ok(Place::At(pointer.variable().clone()));
        }
        if let Some(size) =
            builtin::member_length(self, object, &name.text, !matches!(member.arguments, Arguments::None))
        {
            let indices = self.data_indices(member, Reached::ThroughObject)?;
            let index = self.member_index(&indices, builtin::member_shape(self, object), size);
            let index = index.map_err(|index| {
                let index = index.trunc() + 0.0;
                HocError::IndexRange { name: name.text.clone(), index, size }.at(name.span)
            })?;
            let (name, element) = (Arc::from(name.text.as_str()), index);
            return Ok(Place::At(Reference::Member { object, name, element }));
        }
        let arguments = match &member.arguments {
            Arguments::None => self.argument_list(&member.indices)?,
            arguments @ (Arguments::List(_) | Arguments::Stretch(..)) => self.arguments(arguments)?,
        };
        self.meet_results(object, name, &arguments)?;
        self.objects.retain(object);
        let result = builtin::call_method(self, object, &Call { name, arguments: &arguments });
        self.account_for(object);
        for argument in &arguments {
            if let Ok(Value::Object(Some(target))) = self.argument_value(argument) {
                self.account_for(target);
            }
        }
        self.let_go_later(object);
        match result? {
            Value::Section(section) => Ok(Place::Section(section, Reached::ThroughObject)),
            value @ (Value::Number(_) | Value::Text(_) | Value::Object(_)) => Ok(Place::Value(value)),
        }
    }

    /// The element that one index names, or a row and a column; else the index that is out of range.
    fn member_index(&self, indices: &[f64], shape: Option<(usize, usize)>, size: usize) -> Result<usize, f64> {
        let within = |index: f64, size: usize| {
            let index = index + self.variables.epsilon();
            if index >= 0.0 && (index as usize) < size { Ok(index as usize) } else { Err(index) }
        };
        match (indices, shape) {
            (&[row, column], Some((rows, columns))) => Ok(within(row, rows)? * columns + within(column, columns)?),
            ([index, ..], _) => within(*index, size),
            ([], _) => within(0.0, size),
        }
    }

    /// The values of indices.
    pub(crate) fn indices(&mut self, indices: &[Expression]) -> Evaluated<Vec<f64>> {
        let epsilon = self.variables.epsilon();
        indices.iter().map(|index| Ok(self.evaluate_number(index)? + epsilon)).collect()
    }
}

/// The element of an array that indices name; an array without indices stands for its first element.
fn element(slot: Option<&Slot>, member: &Member, indices: &[f64]) -> Result<usize, HocError> {
    let name = || member.name.text.clone();
    let Some(dimensions) = slot.and_then(Slot::dimensions) else {
        return match indices.len() {
            0 => Ok(0),
            _ => Err(HocError::NotAnArray { name: name() }),
        };
    };
    if indices.is_empty() {
        return Ok(0);
    }
    if indices.len() != dimensions.len() {
        return Err(HocError::Dimensions { name: name(), expected: dimensions.len(), found: indices.len() });
    }
    let mut element = 0;
    for (&index, &size) in indices.iter().zip(dimensions) {
        let Some(index) = whole(index).filter(|&index| index < size) else {
            return Err(HocError::IndexRange { name: name(), index: index.trunc() + 0.0, size });
        };
        element = element * size + index;
    }
    Ok(element)
}

/// An index as a whole number: truncated toward zero, as in C, so that -0.5 is element 0.
fn whole(index: f64) -> Option<usize> {
    /// The whole numbers up to here are exact.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    (index > -1.0 && index < LIMIT).then_some(index as usize)
}
