//! The open file of `ropen` and `wopen`, and numbers that stand in the hoc file itself behind the statement under way.

use std::path::PathBuf;
use std::sync::Arc;

use crate::hoc::builtin::file::is_kept_back;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::{Call, expand_environment, random, text};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::scan;
use crate::hoc::value::Value;
use crate::source::FileId;

/// The files that `fscan` and `fprint` go to.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    /// What `ropen` opened, and how far it is read.
    input: Option<(FileId, usize)>,
    /// What `ropen` did not find last.
    missing: Option<Arc<str>>,
    /// What `wopen` opened.
    output: Option<PathBuf>,
}

pub(crate) const FUNCTIONS: Table = &[
    ("ropen", ropen),
    ("wopen", wopen),
    ("fscan", fscan),
    ("getstr", getstr),
    ("fprint", fprint),
    ("mcell_ran4", random::mcell_ran4_function),
    ("mcell_ran4_init", random::mcell_ran4_init),
    ("use_mcell_ran4", random::use_mcell_ran4),
];

/// `ropen("file")`: 1 when it is open; `ropen()` goes back to the hoc file.
fn ropen(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    (this.streams.input, this.streams.missing) = (None, None);
    if call.count() == 0 {
        return Ok(Value::Number(1.0));
    }
    let name = call.text(this, 0)?;
    let path = this.directory.join(expand_environment(&name));
    match this.read_file(&path) {
        Ok(file) => {
            this.streams.input = Some((file, 0));
            Ok(Value::Number(1.0))
        }
        Err(error) if is_kept_back(&error) => {
            Err(HocError::CannotRead { path: name.to_string(), reason: error.to_string() }.at(call.span(0)))
        }
        Err(_) => {
            this.streams.missing = Some(name);
            Ok(Value::Number(0.0))
        }
    }
}

/// `wopen("file")`: it is kept for reading; `wopen()` goes back to the printed output.
fn wopen(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    this.streams.output = None;
    if call.count() > 0 {
        let name = call.shown_text(this, 0)?;
        let message = format!("`{name}` is not written: files are only read");
        this.note_once("hoc::not-written", &message, call.name.span);
        let place = this.place_of(&name);
        this.start_file(&place);
        this.streams.output = Some(place);
    }
    Ok(Value::Number(1.0))
}

fn fprint(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let text = text::formatted(this, call, 0)?;
    match this.streams.output.clone() {
        Some(place) => this.write_to_file(&place, &text),
        None => this.print(&text, call.name.span)?,
    }
    Ok(Value::Number(text.len() as f64))
}

/// The next number; labels before it are passed over.
fn fscan(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (file, offset) = place(this, call)?;
    let found = scan::next_number(&this.sources.file(file).text, offset);
    let Some((number, next)) = found else { return Err(exhausted(this, file, call)) };
    go_on(this, next);
    Ok(Value::Number(number))
}

/// `getstr(s)`: the next line with its newline, `getstr(s, 1)`: the next word; its length.
fn getstr(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (file, offset) = place(this, call)?;
    let text = &this.sources.file(file).text;
    let is_word = call.number_or(this, 1, 0.0)? != 0.0;
    let found = if is_word {
        scan::next_word(text, offset).map(|(word, next)| (word.to_owned(), next))
    } else {
        scan::next_line(text, offset)
    };
    let Some((part, next)) = found else { return Err(exhausted(this, file, call)) };
    go_on(this, next);
    let length = part.chars().count();
    this.set_text(call.text_variable(0)?, Arc::from(part), call.span(0))?;
    Ok(Value::Number(length as f64))
}

/// Where it is read: in the opened file, else in the hoc file that runs, on the line after the statement.
fn place(this: &Interpreter, call: &Call<'_>) -> Evaluated<(FileId, usize)> {
    if let Some(open) = this.streams.input {
        return Ok(open);
    }
    let reading = this.reading.last().ok_or_else(|| {
        let message = "no file is open to read from".to_owned();
        call.error(HocError::Raised { message })
    })?;
    Ok((reading.file, reading.offset))
}

fn go_on(this: &mut Interpreter, next: usize) {
    match (&mut this.streams.input, this.reading.last_mut()) {
        (Some((_, offset)), _) => *offset = next,
        (None, Some(reading)) => reading.offset = next,
        (None, None) => {}
    }
}

fn exhausted(this: &Interpreter, file: FileId, call: &Call<'_>) -> crate::hoc::error::Failure {
    let found = this.streams.missing.as_ref().map(|missing| format!(": `ropen` found no `{missing}`"));
    let message = format!("`{}` ends before all is read{}", this.sources.file(file).name, found.unwrap_or_default());
    call.error(HocError::Raised { message })
}
