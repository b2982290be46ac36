//! Running statements.

use std::sync::Arc;

use crate::hoc::ast::{Declaration, Expression, ExpressionKind, Name, Statement, StatementKind};
use crate::hoc::builtin;
use crate::hoc::error::{Ending, Evaluated, Failure, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::unknown::shown_number;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{Dimensions, ObjectId, ScopeId, Slot, Symbol};
use crate::hoc::value::Value;
use crate::source::Span;

/// How a statement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// The next one follows.
    Next,
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `return`
    Return,
}

/// Elements of an array that hoc may make.
const LARGEST_ARRAY: usize = 1 << 26;

impl Interpreter {
    /// Runs statements in a row.
    pub(crate) fn run_all(&mut self, statements: &[Statement]) -> Evaluated<Flow> {
        for statement in statements {
            let flow = self.run(statement)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    /// Runs a statement.
    pub(crate) fn run(&mut self, statement: &Statement) -> Evaluated<Flow> {
        self.step(statement.span)?;
        let mark = self.temporaries.len();
        let flow = self.nested(statement.span, |this| this.dispatch(statement));
        let dropped = self.drop_temporaries(mark, statement.span);
        let flow = flow?;
        dropped.map(|()| flow)
    }

    fn dispatch(&mut self, statement: &Statement) -> Evaluated<Flow> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Expression(expression) => {
                if !self.skips_mechanism_call(expression)? {
                    self.evaluate(expression)?;
                }
            }
            StatementKind::Print(values) => self.print_values(values, span)?,
            StatementKind::Block(statements) => return self.run_all(statements),
            StatementKind::If { condition, then, otherwise } => {
                return match (self.evaluate_number(condition)? != 0.0, otherwise) {
                    (true, _) => self.run(then),
                    (false, Some(otherwise)) => self.run(otherwise),
                    (false, None) => Ok(Flow::Next),
                };
            }
            StatementKind::While { condition, body } => return self.while_loop(condition, body),
            StatementKind::For { init, condition, step, body } => {
                return self.for_loop(init.as_deref(), condition, step.as_deref(), body);
            }
            StatementKind::ForRange { variable, first, last, body } => {
                return self.range_loop(variable, first, last, body);
            }
            StatementKind::ForSegments { variable, with_ends, body } => {
                return self.segment_loop(variable, with_ends.as_ref(), body);
            }
            StatementKind::ForIterator { iterator, body } => return self.iterator_loop(iterator, body, span),
            StatementKind::Forall(body) => return self.forall(body),
            StatementKind::Forsec { sections, body } => return self.forsec(sections, body),
            StatementKind::Ifsec { sections, body } => return self.ifsec(sections, body),
            StatementKind::Return(value) => return self.return_value(value.as_ref(), span),
            StatementKind::Break => return Ok(Flow::Break),
            StatementKind::Continue => return Ok(Flow::Continue),
            StatementKind::Stop => return Err(Failure::ending(Ending::Stop, span)),
            StatementKind::Quit => return Err(Failure::ending(Ending::Quit, span)),
            StatementKind::IteratorStatement => return self.iterator_statement(span),
            StatementKind::Objref(declarations) => self.declare_all(declarations, Self::declare_objref)?,
            StatementKind::Strdef(names) => self.declare_texts(names)?,
            StatementKind::Double(declarations) => self.declare_all(declarations, Self::declare_array)?,
            StatementKind::Create(declarations) => self.create_sections(declarations)?,
            StatementKind::Connect { child, parent } => self.connect(child, parent, span)?,
            StatementKind::Access(path) => self.access(path)?,
            StatementKind::Insert(name) => self.insert(name)?,
            StatementKind::Uninsert(name) => self.uninsert(name)?,
            StatementKind::SetPointer { pointer, target } => self.set_pointer(pointer, target)?,
            StatementKind::Delete(name) => self.delete(name)?,
            StatementKind::InSection { section, body } => return self.in_section(section, body),
            StatementKind::Define(definition) => self.define(definition)?,
            StatementKind::BeginTemplate(name) => self.begin_template(name)?,
            StatementKind::EndTemplate(name) => self.end_template(name)?,
            StatementKind::Public(names) => self.public(names)?,
            StatementKind::External(names) => self.external(names)?,
            StatementKind::Refused(name) if matches!(name.text.as_str(), "help" | "edit" | "debug") => {
                self.note_once("hoc::interactive", "statements for the keyboard are skipped", name.span);
            }
            StatementKind::Refused(name) => {
                let what = format!("the statement `{}`", name.text);
                return Err(HocError::Unsupported { what }.at(name.span));
            }
        }
        Ok(Flow::Next)
    }

    fn print_values(&mut self, values: &[Expression], span: Span) -> Evaluated<()> {
        for value in values {
            let text = match self.evaluate(value)? {
                Value::Number(number) => format!("{} ", shown_number(number)),
                Value::Text(text) if is_of_an_object(value) => format!("{text} "),
                Value::Text(text) => text.to_string(),
                Value::Object(object) => format!("{} ", self.object_name(object)),
                other @ Value::Section(_) => {
                    let error = HocError::WrongValue { expected: "a value", found: other.describe() };
                    return Err(error.at(value.span));
                }
            };
            self.print(&text, span)?;
        }
        self.print("\n", span)
    }

    fn return_value(&mut self, value: Option<&Expression>, span: Span) -> Evaluated<Flow> {
        if self.frames.current().arguments.is_none() {
            return Err(HocError::NoCall { text: "return".to_owned() }.at(span));
        }
        let value = value.map(|value| self.evaluate(value)).transpose()?;
        if let Some(Value::Object(Some(object))) = value {
            self.objects.retain(object);
        }
        self.frames.current_mut().returned = value;
        Ok(Flow::Return)
    }

    fn declare_all(
        &mut self,
        declarations: &[Declaration],
        declare: fn(&mut Self, &Name, Option<Dimensions>) -> Evaluated<()>,
    ) -> Evaluated<()> {
        for declaration in declarations {
            let dimensions = self.dimensions(declaration)?;
            declare(self, &declaration.name, dimensions)?;
        }
        Ok(())
    }

    /// The dimensions of a declaration; none for a scalar.
    pub(crate) fn dimensions(&mut self, declaration: &Declaration) -> Evaluated<Option<Dimensions>> {
        if declaration.dimensions.is_empty() {
            return Ok(None);
        }
        let mut total = 1.0;
        let mut dimensions = Dimensions::new();
        for dimension in &declaration.dimensions {
            let size = self.evaluate_number(dimension)? + self.variables.epsilon();
            if !(1.0..=f64::MAX).contains(&size) {
                return Err(HocError::BadDimension { size: size.trunc() }.at(dimension.span));
            }
            total *= size.trunc();
            if total > LARGEST_ARRAY as f64 {
                return Err(HocError::ArrayTooLarge { elements: total }.at(dimension.span));
            }
            dimensions.push(size as usize);
        }
        Ok(Some(dimensions))
    }

    /// `objref a`, `objref a[3]`: declared again it lets go of what it held.
    fn declare_objref(&mut self, name: &Name, dimensions: Option<Dimensions>) -> Evaluated<()> {
        let (scope, symbol) = self
            .own_symbol(name, "an objref", |slot| matches!(slot, Slot::Empty | Slot::Object(_) | Slot::Objects(..)))?;
        let slot = match dimensions {
            None => Slot::Object(None),
            Some(dimensions) => {
                let total = dimensions.iter().product();
                self.room_for("an array", total * size_of::<Option<ObjectId>>(), name.span)?;
                Slot::Objects(dimensions, vec![None; total])
            }
        };
        let held = self.slot(scope, symbol).held_objects();
        self.set_slot(scope, symbol, slot);
        held.into_iter().try_for_each(|object| self.release(object, name.span))
    }

    /// `double x[3]`
    fn declare_array(&mut self, name: &Name, dimensions: Option<Dimensions>) -> Evaluated<()> {
        let (scope, symbol) = self
            .own_symbol(name, "an array", |slot| matches!(slot, Slot::Empty | Slot::Number(_) | Slot::Numbers(..)))?;
        let slot = match dimensions {
            None => Slot::Number(0.0),
            Some(dimensions) => {
                let total = dimensions.iter().product();
                self.room_for("an array", total * size_of::<f64>(), name.span)?;
                Slot::Numbers(dimensions, vec![0.0; total])
            }
        };
        self.set_slot(scope, symbol, slot);
        Ok(())
    }

    /// A `strdef` is declared when its statement is read, not each time that it runs.
    fn declare_texts(&mut self, names: &[Name]) -> Evaluated<()> {
        for name in names {
            let (scope, symbol) =
                self.own_symbol(name, "a strdef", |slot| matches!(slot, Slot::Empty | Slot::Text(_)))?;
            if matches!(self.slot(scope, symbol), Slot::Empty) {
                self.set_slot(scope, symbol, Slot::Text(Arc::from("")));
            }
        }
        Ok(())
    }

    /// The place of a name that is declared in the running scope as something that fits.
    pub(crate) fn own_symbol(
        &mut self,
        name: &Name,
        wanted: &'static str,
        fits: fn(&Slot) -> bool,
    ) -> Evaluated<(ScopeId, usize)> {
        let declared = |found| HocError::AlreadyDeclared { name: name.text.clone(), found }.at(name.span);
        let scope = self.declaring_scope(&name.text);
        match self.symbols(scope).and_then(|symbols| symbols.find(&name.text)) {
            Some((_, Symbol::Procedure(_))) => Err(declared("a procedure")),
            Some((_, Symbol::Class(_))) => Err(declared("a template")),
            Some((index, Symbol::Data)) if !fits(self.slot(scope, index)) => {
                let found = self.slot(scope, index).describe();
                if found == wanted { Ok((scope, index)) } else { Err(declared(found)) }
            }
            Some((index, Symbol::Data)) => Ok((scope, index)),
            Some((_, Symbol::External)) | None => {
                if scope == ScopeId::Top
                    && let Some(found) = self.own_name_of_neuron(&name.text)
                {
                    return Err(declared(found));
                }
                Ok((scope, self.declare_symbol(scope, &name.text)))
            }
        }
    }

    /// What NEURON itself calls so: such a name cannot be declared at the top level.
    fn own_name_of_neuron(&mut self, name: &str) -> Option<&'static str> {
        match self.resolve_at_top(name) {
            Named::Range(_) => Some("a range variable"),
            Named::Property(_) => Some("a property of sections"),
            Named::Function(_) if builtin::library_function(name).is_none() => Some("a function of NEURON's"),
            Named::Builtin(_) | Named::Mechanism => Some("a variable of NEURON's"),
            Named::Local(_)
            | Named::Variable(..)
            | Named::Procedure(..)
            | Named::Class(_)
            | Named::Function(_)
            | Named::Unknown => None,
        }
    }

    /// Where a declaration takes effect: an `external` name is the top level's.
    fn declaring_scope(&self, name: &str) -> ScopeId {
        let scope = self.frames.current().scope;
        match self.symbols(scope).and_then(|symbols| symbols.find(name)) {
            Some((_, Symbol::External)) => ScopeId::Top,
            Some((_, Symbol::Data | Symbol::Procedure(_) | Symbol::Class(_))) | None => scope,
        }
    }

    fn delete(&mut self, name: &Name) -> Evaluated<()> {
        match self.resolve(&name.text) {
            Named::Variable(scope, symbol) => {
                self.set_slot(scope, symbol, Slot::Empty);
                Ok(())
            }
            _ => Err(HocError::UndefinedVariable { name: name.text.clone() }.at(name.span)),
        }
    }
}

/// Is it a string that an object has? hoc prints those as values, with a blank behind.
pub(crate) fn is_of_an_object(expression: &Expression) -> bool {
    matches!(&expression.kind, ExpressionKind::Path(path) if !path.members.is_empty())
}
