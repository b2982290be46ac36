//! What the rest of the program asks of the interpreter: run something, look at what stands then.

use crate::diagnostic::{Diagnostic, Severity};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::load::finished;
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId, Slot, Symbol};
use crate::hoc::parse::parse_expression;
use crate::hoc::value::{Reference, Value};
use crate::source::{FileId, Span};

impl Interpreter {
    /// Runs a hoc file, as `load_file` does; `path` is relative to the model directory.
    ///
    /// # Errors
    /// When the file cannot be read, is not hoc, or what it does is an error or not supported.
    pub fn load_file(&mut self, path: &str, span: Option<Span>) -> Result<(), Diagnostic> {
        let unread = |reason: String| {
            let diagnostic = Diagnostic::error("hoc::cannot-read", format!("cannot read `{path}`: {reason}"));
            match span {
                Some(span) => diagnostic.label(span, ""),
                None => diagnostic,
            }
        };
        let file = self.sources.read(path.as_ref()).map_err(|error| unread(error.to_string()))?;
        let span = span.unwrap_or_else(|| Span::new(file, 0..0));
        let result = self.with_large_stack(|this| finished(this.load_once(path, true, span).map(|_| ())))?;
        self.settled(result)
    }

    /// Runs statements, as if they were typed at the top level; `name` is what messages call the text. Unlike the model's
    /// own files they may use members that are not public.
    ///
    /// # Errors
    /// When the text is not hoc, or what it does is an error or not supported.
    pub fn run_text(&mut self, name: &str, text: &str) -> Result<(), Diagnostic> {
        let file = self.sources.add_text(name, text);
        self.outside_texts.insert(file);
        let result = self.with_large_stack(|this| finished(this.run_file(file, Span::new(file, 0..0))))?;
        self.settled(result)
    }

    /// Errors are warnings once time would have passed: the cell stands by then, and what follows is analysis of results
    /// which a skipped simulation does not give.
    pub(crate) fn settled(&mut self, result: Result<(), Diagnostic>) -> Result<(), Diagnostic> {
        self.report_suspects();
        let unrun = self.unrun.take();
        match result {
            Err(mut error) if self.simulation.excuses(error.code) => {
                error.severity = Severity::Warning;
                error.help = None;
                error.notes.push(
                    "what follows needs the results of a simulation: it is not run; the cell is as it was built before"
                        .to_owned(),
                );
                if let Some(unrun) = unrun {
                    error.notes.push(unrun.words(&self.sources));
                    self.not_run.push(unrun);
                }
                self.diagnostics.push(error);
                Ok(())
            }
            other => other,
        }
    }

    /// The object that a text names or makes: `cell`, `outer.CellRef`, `new L5PCtemplate("cell1.asc")`. It has one
    /// reference more, so that it stays.
    ///
    /// # Errors
    /// When the text is no expression, its value is no object, or evaluating it is an error or not supported.
    pub fn evaluate_object(&mut self, name: &str, text: &str) -> Result<Option<ObjectId>, Diagnostic> {
        let file = self.sources.add_text(name, text);
        self.outside_texts.insert(file);
        let mut object = None;
        let found = &mut object;
        self.with_large_stack(move |this| finished(this.kept_object(file).map(|value| *found = value)))??;
        self.report_suspects();
        Ok(object)
    }

    fn kept_object(&mut self, file: FileId) -> Evaluated<Option<ObjectId>> {
        let expression = parse_expression(&self.sources.file(file).text, file)?;
        let mark = self.temporaries.len();
        let value = self.evaluate(&expression)?;
        let Value::Object(object) = value else {
            let error = HocError::WrongValue { expected: "an object", found: value.describe() };
            return Err(error.at(expression.span));
        };
        if let Some(object) = object {
            self.objects.retain(object);
        }
        self.drop_temporaries(mark, expression.span)?;
        Ok(object)
    }

    /// `objref name`, `name = object` at the top level.
    pub fn define_object(&mut self, name: &str, object: ObjectId) {
        let symbol = self.top.symbols.define(name, Symbol::Data);
        self.objects.retain(object);
        self.set_slot(ScopeId::Top, symbol, Slot::Object(Some(object)));
    }

    /// The value of a number at the top level: of hoc's own variables or of those that NEURON has, such as `celsius`
    /// and `v_init`.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        if let Named::Variable(scope, symbol) = self.resolve_in(ScopeId::Top, name) {
            return match self.slot(scope, symbol) {
                Slot::Number(number) => Some(*number),
                Slot::Empty
                | Slot::Numbers(..)
                | Slot::Text(_)
                | Slot::Object(_)
                | Slot::Objects(..)
                | Slot::Sections(..) => None,
            };
        }
        let builtin = self.variables.find(name).map(|index| self.variables.get(index));
        builtin.or_else(|| crate::hoc::builtin::library_variable(name))
    }

    /// Was the variable (`celsius`, `v_init`) assigned by hoc?
    #[must_use]
    pub fn was_set(&self, name: &str) -> bool {
        self.variables.was_set(name) || self.assigned_library.contains(name)
    }

    /// Sets a variable of the top level.
    pub(crate) fn set_top_number(&mut self, name: &str, value: f64, span: Span) -> Evaluated<()> {
        match self.resolve_at_top(name) {
            Named::Variable(scope, symbol) => {
                self.set_number(&Reference::Variable { scope, symbol, element: 0 }, value, span)
            }
            _ => Err(HocError::UndefinedVariable { name: name.to_owned() }.at(span)),
        }
    }
}
