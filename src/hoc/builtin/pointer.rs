//! `Pointer`: a variable that is kept by its address (`&x`) or by its name at the top level.

use std::sync::Arc;

use crate::hoc::ast::{Expression, ExpressionKind, Statement, StatementKind};
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId};
use crate::hoc::value::{ArgumentKind, Reference, Value};
use crate::source::Span;

/// A variable.
#[derive(Debug, Clone)]
pub(crate) struct Pointer {
    variable: Reference,
    name: Arc<str>,
    /// What `assign` runs, with the number for `$1`.
    statement: Option<Arc<str>>,
}

impl Pointer {
    /// What it points at.
    pub(crate) const fn variable(&self) -> &Reference {
        &self.variable
    }
}

/// `new Pointer(&x)`, `new Pointer("soma.v(0.5)")`, with a statement for `assign` behind.
pub(crate) fn create(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let (variable, name) =
        if let Some(ArgumentKind::Pointer(variable)) = call.arguments.first().map(|first| &first.kind) {
            (variable.clone(), Arc::from("unknown"))
        } else {
            let name = call.text(this, 0)?;
            (this.named_variable(&name, call.span(0))?, name)
        };
    let statement = if call.count() > 1 { Some(call.text(this, 1)?) } else { None };
    Ok(BuiltinObject::Pointer(Pointer { variable, name, statement }))
}

/// Calls a method.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(BuiltinObject::Pointer(pointer)) = this.objects.builtin(object) else {
        return Err(call.error(HocError::DanglingReference));
    };
    let pointer = pointer.clone();
    match call.name.text.as_str() {
        "s" => Ok(Value::Text(pointer.name)),
        "assign" => {
            let number = call.number(this, 0)?;
            this.set_number(&pointer.variable, number, call.name.span)?;
            if let Some(statement) = pointer.statement {
                assign_by(this, &statement, number, call.name.span)?;
            }
            this.read_reference(&pointer.variable, call.name.span)
        }
        _ => Err(call.no_method("Pointer", ["assign", "s", "val"])),
    }
}

fn assign_by(this: &mut Interpreter, statement: &str, number: f64, span: Span) -> Evaluated<()> {
    const VALUE: &str = "hoc_ac_";
    if let Some(value) = this.variables.find(VALUE) {
        this.variables.set(value, number);
    }
    let has_place = statement.contains("$1");
    let text = if has_place { statement.replace("$1", VALUE) } else { format!("{statement}={VALUE}") };
    this.execute(&text, ScopeId::Top, span)
}

impl Interpreter {
    /// The variable that a text names at the top level.
    fn named_variable(&mut self, text: &str, span: Span) -> Evaluated<Reference> {
        let before = self.marks();
        let statements = self.parsed(text)?;
        let [Statement { kind: StatementKind::Expression(Expression { kind: ExpressionKind::Path(path), .. }), .. }] =
            statements.as_slice()
        else {
            return Err(HocError::WrongValue { expected: "the name of a variable", found: "another text" }.at(span));
        };
        let caller = self.frames.push(ScopeId::Top, None, Vec::new());
        let found = self.pointer(path);
        self.frames.pop(caller);
        self.keep_executed(text, before, found.is_err());
        found
    }
}
