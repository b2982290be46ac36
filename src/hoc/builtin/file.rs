//! `File`: reads files of the model; what is written is kept for reading alone.

pub(crate) mod binary;

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::hoc::builtin::{BuiltinObject, Call, expand_environment, text};
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::scan;
use crate::hoc::value::Value;
use crate::source::FileId;
use binary::Bytes;

/// A file object.
#[derive(Debug)]
pub(crate) struct File {
    name: Arc<str>,
    open: Open,
}

#[derive(Debug, Clone)]
enum Open {
    No,
    /// Read up to here, as text.
    Reading(FileId, usize),
    /// Binary numbers were read.
    Binary(Bytes),
    /// What is written is kept for that place.
    Writing(Arc<Path>),
}

const METHODS: &[&str] = &[
    "aopen", "chooser", "close", "dir", "eof", "flush", "getname", "gets", "isopen", "mktemp", "printf", "ropen",
    "scanstr", "scanvar", "seek", "tell", "unlink", "vread", "vwrite", "wopen",
];

/// `new File()`, `new File("name")`
pub(crate) fn create(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let name = if call.count() > 0 { call.text(interpreter, 0)? } else { Arc::from("") };
    Ok(BuiltinObject::File(File { name, open: Open::No }))
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let number = match call.name.text.as_str() {
        "ropen" => open_for_reading(interpreter, object, call)?,
        "wopen" | "aopen" => open_for_writing(interpreter, object, call)?,
        "scanvar" => next_number(interpreter, object, call, None)?,
        "scanstr" => scan_word(interpreter, object, call)?,
        "gets" => line(interpreter, object, call)?,
        "eof" => f64::from(at_end(interpreter, object, call, None)?),
        "isopen" => f64::from(!matches!(state(interpreter, object), Open::No)),
        "close" => {
            set_state(interpreter, object, Open::No);
            0.0
        }
        "seek" => seek(interpreter, object, call)?,
        "tell" => tell(interpreter, object, call)?,
        "vread" => binary::vread(interpreter, object, call)?,
        "printf" => {
            let text = text::formatted(interpreter, call, 0)?;
            write(interpreter, object, &text);
            0.0
        }
        "chooser" if call.count() == 0 => {
            return Err(call.error(HocError::Unsupported { what: "the answer to `File.chooser`".to_owned() }));
        }
        "unlink" => {
            let place = interpreter.place_of(&own_name(interpreter, object));
            interpreter.remove_file(&place);
            1.0
        }
        "chooser" | "flush" => 1.0,
        "mktemp" => {
            set_name(interpreter, object, Arc::from("temporary"));
            1.0
        }
        "getname" => return name(interpreter, object, call),
        "dir" => return Ok(Value::text("")),
        "vwrite" => return Err(call.error(HocError::Writes { name: "File.vwrite".to_owned() })),
        _ => return Err(call.no_method("File", METHODS.iter().copied())),
    };
    Ok(Value::Number(number))
}

/// The next number of an open file, passing over other words.
pub(crate) fn next_number(
    interpreter: &mut Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    argument: Option<usize>,
) -> Evaluated<f64> {
    let (file, offset) = reading(interpreter, object, call, argument)?;
    let found = scan::next_number(&interpreter.sources.file(file).text, offset);
    let Some((number, next)) = found else {
        let message = format!("`{}` has no further number", interpreter.sources.file(file).name);
        return Err(call.error(HocError::Raised { message }));
    };
    set_state(interpreter, object, Open::Reading(file, next));
    Ok(number)
}

/// Is everything read?
pub(crate) fn at_end(
    interpreter: &Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    argument: Option<usize>,
) -> Evaluated<bool> {
    if argument.is_none() && matches!(state(interpreter, object), Open::Writing(_)) {
        return Ok(true);
    }
    let (file, offset) = reading(interpreter, object, call, argument)?;
    Ok(offset >= interpreter.sources.file(file).text.len())
}

fn state(interpreter: &Interpreter, object: ObjectId) -> Open {
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::File(file)) => file.open.clone(),
        Some(_) | None => Open::No,
    }
}

fn set_state(interpreter: &mut Interpreter, object: ObjectId, open: Open) {
    if let Some(BuiltinObject::File(file)) = interpreter.objects.builtin_mut(object) {
        file.open = open;
    }
}

fn set_name(interpreter: &mut Interpreter, object: ObjectId, name: Arc<str>) {
    if let Some(BuiltinObject::File(file)) = interpreter.objects.builtin_mut(object) {
        *file = File { name, open: Open::No };
    }
}

fn own_name(interpreter: &Interpreter, object: ObjectId) -> Arc<str> {
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::File(file)) => Arc::clone(&file.name),
        Some(_) | None => Arc::from(""),
    }
}

/// The file that is being read, and where; `argument` is the argument that the file object is, if any.
fn reading(
    interpreter: &Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    argument: Option<usize>,
) -> Evaluated<(FileId, usize)> {
    if let (Some(index), false) = (argument, is_file(interpreter, object)) {
        return Err(call.wrong(index, "a File", "another object"));
    }
    match state(interpreter, object) {
        Open::Reading(file, offset) => Ok((file, offset)),
        Open::Binary(bytes) => {
            let latin1 = interpreter.sources.file(bytes.file).latin1;
            Ok((bytes.file, bytes.text_place(latin1)))
        }
        Open::No | Open::Writing(_) => {
            let name = own_name(interpreter, object);
            let message = match name.as_ref() {
                "" => String::from("no file is open for reading"),
                name => format!("file `{name}` is not open for reading"),
            };
            let failure = call.error(HocError::Raised { message });
            Err(suggest_file(interpreter, &name, failure))
        }
    }
}

/// Names the file of the model that may have been meant, such as one with other capital letters.
fn suggest_file(interpreter: &Interpreter, name: &str, failure: Failure) -> Failure {
    let wanted = interpreter.place_of(name);
    let ending = wanted.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let Some(ending) = ending else { return failure };
    let files: Vec<String> =
        interpreter.sources.find(&[&ending]).iter().map(|path| path.display().to_string()).collect();
    failure.suggest(&wanted.display().to_string(), files.iter().map(String::as_str))
}

fn is_file(interpreter: &Interpreter, object: ObjectId) -> bool {
    matches!(interpreter.objects.builtin(object), Some(BuiltinObject::File(_)))
}

fn open_for_reading(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    take_name(interpreter, object, call)?;
    let name = own_name(interpreter, object);
    let path = interpreter.directory.join(expand_environment(&name));
    match interpreter.read_file(&path) {
        Ok(file) => {
            set_state(interpreter, object, Open::Reading(file, 0));
            Ok(1.0)
        }
        Err(error) if is_kept_back(&error) => Err(unreadable(&name, &error, call)),
        Err(_) => {
            set_state(interpreter, object, Open::No);
            Ok(0.0)
        }
    }
}

/// Is there such a file, that is not to be read here?
pub(crate) fn is_kept_back(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidData)
}

fn unreadable(name: &str, error: &io::Error, call: &Call<'_>) -> Failure {
    HocError::CannotRead { path: name.to_owned(), reason: error.to_string() }.at(call.span(0))
}

fn open_for_writing(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    if call.count() > 0 {
        let name = call.shown_text(interpreter, 0)?;
        set_name(interpreter, object, name);
    }
    let name = own_name(interpreter, object);
    let shown = Path::new(name.as_ref()).display().to_string();
    interpreter.note_once(
        "hoc::not-written",
        &format!("`{shown}` is not written: files are only read"),
        call.name.span,
    );
    let place = interpreter.place_of(&name);
    if call.name.text == "aopen" {
        interpreter.go_on_with_file(&place);
    } else {
        interpreter.start_file(&place);
    }
    set_state(interpreter, object, Open::Writing(Arc::from(place)));
    Ok(1.0)
}

/// Writes to the file, where it is open for that.
pub(crate) fn write(interpreter: &mut Interpreter, object: ObjectId, text: &str) {
    if let Open::Writing(place) = state(interpreter, object) {
        interpreter.write_to_file(&place, text);
    }
}

fn take_name(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    if call.count() > 0 {
        let name = call.text(interpreter, 0)?;
        set_name(interpreter, object, name);
    }
    Ok(())
}

/// `scanstr(s)`: the next word; its length, -1 at the end.
fn scan_word(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let (file, offset) = reading(interpreter, object, call, None)?;
    let found = scan::next_word(&interpreter.sources.file(file).text, offset);
    let Some((word, next)) = found.map(|(word, next)| (Arc::<str>::from(word), next)) else { return Ok(-1.0) };
    set_state(interpreter, object, Open::Reading(file, next));
    let length = word.chars().count();
    interpreter.set_text(call.text_variable(0)?, word, call.span(0))?;
    Ok(length as f64)
}

/// `gets(s)`: the next line with its newline; its length, -1 at the end.
fn line(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let (file, offset) = reading(interpreter, object, call, None)?;
    let Some((line, next)) = scan::next_line(&interpreter.sources.file(file).text, offset) else { return Ok(-1.0) };
    set_state(interpreter, object, Open::Reading(file, next));
    let length = line.chars().count();
    interpreter.set_text(call.text_variable(0)?, Arc::from(line), call.span(0))?;
    Ok(length as f64)
}

/// `seek()`, `seek(offset)`, `seek(offset, from)` with `from` 0 start, 1 here, 2 end; 0 when it is done.
fn seek(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let (file, offset) = reading(interpreter, object, call, None)?;
    let wanted = call.number_or(interpreter, 0, 0.0)?;
    let origin = if call.count() > 1 { call.number_within(interpreter, 1, 0.0, 2.0)? as i32 } else { 0 };
    if has_other_places(interpreter, object, file) {
        let mut bytes = binary::bytes(interpreter, object, call, None)?;
        let Some(place) = sought(wanted, origin, bytes.place, bytes.all.len()) else { return Ok(-1.0) };
        bytes.place = place;
        binary::keep(interpreter, object, bytes);
        return Ok(0.0);
    }
    let text = &interpreter.sources.file(file).text;
    let Some(place) = sought(wanted, origin, offset, text.len()) else { return Ok(-1.0) };
    let place = (0..=place).rev().find(|&place| text.is_char_boundary(place)).unwrap_or(0);
    set_state(interpreter, object, Open::Reading(file, place));
    Ok(0.0)
}

/// The place that `seek` goes to; none before the start.
fn sought(wanted: f64, origin: i32, here: usize, length: usize) -> Option<usize> {
    let base = match origin {
        0 => 0.0,
        1 => here as f64,
        _ => length as f64,
    };
    let place = wanted.trunc() + base;
    (place >= 0.0).then_some(length.min(place as usize))
}

/// Do places in the file's text differ from those in its bytes, which are what hoc sees?
fn has_other_places(interpreter: &Interpreter, object: ObjectId, file: FileId) -> bool {
    interpreter.sources.file(file).latin1 || matches!(state(interpreter, object), Open::Binary(_))
}

fn tell(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let (file, offset) = reading(interpreter, object, call, None)?;
    if !has_other_places(interpreter, object, file) {
        return Ok(offset as f64);
    }
    Ok(binary::bytes(interpreter, object, call, None)?.place as f64)
}

/// `getname()`, `getname(s)`
fn name(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let name = own_name(interpreter, object);
    if call.count() > 0 {
        interpreter.set_text(call.text_variable(0)?, Arc::clone(&name), call.span(0))?;
    }
    Ok(Value::Text(name))
}
