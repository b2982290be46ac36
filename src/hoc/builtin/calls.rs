//! Functions about the running call, about names and about running text.

use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::{self, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId, Slot};
use crate::hoc::parse::is_keyword;
use crate::hoc::value::{ArgumentKind, Value};

pub(crate) const FUNCTIONS: Table = &[
    ("numarg", numarg),
    ("argtype", argtype),
    ("execute", execute),
    ("execute1", execute1),
    ("execerror", execerror),
    ("name_declared", name_declared),
    ("object_id", object_id),
    ("object_push", object_push),
    ("object_pop", object_pop),
    ("object_pushed", object_pushed),
];

fn numarg(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    match &this.frames.current().arguments {
        Some(arguments) => Ok(Value::Number(arguments.len() as f64)),
        None => Err(call.error(HocError::NoCall { text: "numarg".to_owned() })),
    }
}

/// 0 number, 1 object, 2 string, 3 pointer; -1 where there is no such argument.
fn argtype(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let number = call.number(this, 0)?;
    let Some(arguments) = &this.frames.current().arguments else {
        return Err(call.error(HocError::NoCall { text: "argtype".to_owned() }));
    };
    let argument = (number as usize).checked_sub(1).and_then(|place| arguments.get(place));
    Ok(Value::Number(match argument.map(|argument| &argument.kind) {
        None => -1.0,
        Some(ArgumentKind::Number(_)) => 0.0,
        Some(ArgumentKind::Object(_) | ArgumentKind::ObjectVariable(_)) => 1.0,
        Some(ArgumentKind::Text(_) | ArgumentKind::TextVariable(_)) => 2.0,
        Some(ArgumentKind::Pointer(_)) => 3.0,
    }))
}

fn execute(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (text, scope) = (call.text(this, 0)?, execution_scope(this, call)?);
    this.execute(&text, scope, call.name.span)?;
    Ok(Value::Number(0.0))
}

/// Like `execute`, but an error only gives 0.
fn execute1(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (text, scope) = (call.text(this, 0)?, execution_scope(this, call)?);
    let (depth, temporaries) = (this.section_stack.depth(), this.temporaries.len());
    let result = if scope == ScopeId::Top && is_definition(&text) {
        this.run_definitions(&text, call.name.span)
    } else {
        this.execute(&text, scope, call.name.span)
    };
    match result {
        Ok(()) => Ok(Value::Number(1.0)),
        Err(failure) if failure.is_final() => Err(failure),
        Err(_) => {
            this.section_stack.truncate(depth);
            this.drop_temporaries(temporaries, call.name.span)?;
            Ok(Value::Number(0.0))
        }
    }
}

/// Does it define something? `execute1` reads it as lines then, as a file is.
fn is_definition(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or("");
    matches!(word, "proc" | "func" | "obfunc" | "iterator" | "begintemplate")
}

/// The top level, or the object that is given.
fn execution_scope(this: &Interpreter, call: &Call<'_>) -> Evaluated<ScopeId> {
    if !call.is_object(1) {
        return Ok(ScopeId::Top);
    }
    match call.object_or_null(this, 1)? {
        Some(object) => instance_scope(this, call, object),
        None => Ok(ScopeId::Top),
    }
}

fn instance_scope(this: &Interpreter, call: &Call<'_>, object: ObjectId) -> Evaluated<ScopeId> {
    let scope = ScopeId::Object(object);
    match this.template(scope) {
        Some(_) => Ok(scope),
        None => Err(call.wrong(1, "an object of a template", "one of a built-in class")),
    }
}

fn execerror(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let mut message = call.text(this, 0)?.to_string();
    if call.is_text(1) {
        message.push(' ');
        message.push_str(&call.text(this, 1)?);
    }
    Err(call.error(HocError::Raised { message }))
}

/// 0 unknown, 1 other, 2 objref, 3 section, 4 strdef, 5 number.
fn name_declared(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.text(this, 0)?;
    let mode = call.number_or(this, 1, 0.0)?;
    let named = if mode == 1.0 { this.resolve(&name) } else { this.resolve_at_top(&name) };
    Ok(Value::Number(match named {
        Named::Unknown => f64::from(this.is_other_name(&name, mode == 1.0)),
        Named::Variable(scope, symbol) => match this.slot(scope, symbol) {
            Slot::Empty => 0.0,
            Slot::Object(_) | Slot::Objects(..) => 2.0,
            Slot::Sections(..) => 3.0,
            Slot::Text(_) => 4.0,
            Slot::Numbers(..) if mode == 2.0 => 6.0,
            Slot::Number(_) | Slot::Numbers(..) => 5.0,
        },
        Named::Builtin(_) | Named::Mechanism | Named::Property(_) => 5.0,
        Named::Local(_) | Named::Procedure(..) | Named::Class(_) | Named::Range(_) | Named::Function(_) => 1.0,
    }))
}

impl Interpreter {
    /// Is it a keyword, a mechanism, a class, or the name of a variable that was deleted?
    fn is_other_name(&self, name: &str, in_scope: bool) -> bool {
        let scope = if in_scope { self.frames.current().scope } else { ScopeId::Top };
        let was_declared = self.symbols(scope).is_some_and(|symbols| symbols.find(name).is_some());
        was_declared || is_keyword(name) || self.model.catalog().find(name).is_some() || builtin::class(name).is_some()
    }
}

/// A number that tells objects apart, 0 for `NULLobject`; with a second argument the object's own number.
fn object_id(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let object = call.object_or_null(this, 0)?;
    if call.number_or(this, 1, 0.0)? != 0.0 {
        let number = object.and_then(|object| this.objects.number(object));
        return Ok(Value::Number(number.map_or(-1.0, |number| number as f64)));
    }
    Ok(Value::Number(object.map_or(0.0, |object| object.owner() as f64)))
}

/// The names are those of an object from here on. A window has none: what follows for it is skipped.
fn object_push(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let scope = match call.object_or_null(this, 0)? {
        Some(object) if this.objects.builtin(object).is_some() => {
            this.windows += 1;
            this.skipped_windows = true;
            return Ok(Value::Number(0.0));
        }
        Some(object) => ScopeId::Object(object),
        None => ScopeId::Top,
    };
    let before = std::mem::replace(&mut this.frames.current_mut().scope, scope);
    this.pushed_scopes.push(before);
    Ok(Value::Number(0.0))
}

fn object_pop(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if this.windows > 0 {
        this.windows -= 1;
        return Ok(Value::Number(0.0));
    }
    let before = this.pushed_scopes.pop();
    let before = before.ok_or_else(|| call.error(HocError::Misplaced { statement: "object_pop", place: "pairs" }))?;
    this.frames.current_mut().scope = before;
    Ok(Value::Number(0.0))
}

fn object_pushed(this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<Value> {
    Ok(Value::Object(match this.frames.current().scope {
        ScopeId::Object(object) => Some(object),
        ScopeId::Top | ScopeId::Template(_) => None,
    }))
}
