//! Binary numbers in files, as `File.vread`, `Vector.vread` and `Vector.fread` read them: little-endian, and what
//! `vread` finds the other way round.
//!
//! A file is read as text until its first binary number; from then on its bytes are kept, and places count in them.

use std::sync::Arc;

use super::{File, Open, reading, set_state, state};
use crate::hoc::builtin::Call;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::source::FileId;

/// A file's bytes, and how far they are read.
#[derive(Debug, Clone)]
pub(crate) struct Bytes {
    pub(super) file: FileId,
    pub(super) all: Arc<[u8]>,
    pub(super) place: usize,
}

impl Bytes {
    /// The next `N` bytes; none where fewer are left.
    pub(crate) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let taken = self.all.get(self.place..)?.first_chunk::<N>().copied()?;
        self.place += N;
        Some(taken)
    }

    /// The same place in the text that the bytes were read as.
    pub(super) fn text_place(&self, latin1: bool) -> usize {
        let read = self.all.get(..self.place).unwrap_or(&self.all);
        read.iter().enumerate().map(|(at, &byte)| text_length(&self.all, at, byte, latin1)).sum()
    }
}

/// Bytes of the text that byte `at` of the file became.
fn text_length(all: &[u8], at: usize, byte: u8, latin1: bool) -> usize {
    match byte {
        b'\r' if all.get(at + 1) == Some(&b'\n') => 0,
        0x80.. if latin1 => 2,
        _ => 1,
    }
}

/// The byte of the file at which a place of its text lies.
fn byte_place(all: &[u8], text_place: usize, latin1: bool) -> usize {
    let mut length = 0;
    all.iter()
        .enumerate()
        .position(|(at, &byte)| {
            let is_there = length >= text_place;
            length += text_length(all, at, byte, latin1);
            is_there
        })
        .unwrap_or(all.len())
}

/// The bytes of the file object that argument `argument` is, or of `object` itself.
pub(crate) fn bytes(
    interpreter: &mut Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    argument: Option<usize>,
) -> Evaluated<Bytes> {
    if let Open::Binary(bytes) = state(interpreter, object) {
        return Ok(bytes);
    }
    let (file, offset) = reading(interpreter, object, call, argument)?;
    let (length, latin1) = (interpreter.sources.file(file).text.len(), interpreter.sources.file(file).latin1);
    interpreter.room_for("a file", 2 * length, call.name.span)?;
    interpreter.work_on(length, call.name.span)?;
    let all = interpreter.sources.bytes_of(file).map_err(|error| {
        let path = interpreter.sources.file(file).name.clone();
        call.error(HocError::CannotRead { path, reason: error.to_string() })
    })?;
    let place = byte_place(&all, offset, latin1);
    let bytes = Bytes { file, all: Arc::from(all), place };
    keep(interpreter, object, bytes.clone());
    interpreter.account_for(object);
    Ok(bytes)
}

/// Keeps how far a file is read.
pub(crate) fn keep(interpreter: &mut Interpreter, object: ObjectId, bytes: Bytes) {
    set_state(interpreter, object, Open::Binary(bytes));
}

/// `vread(&x)`, `vread(n, &x[0])`: doubles; how many there were.
pub(super) fn vread(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let count = if call.count() > 1 { call.number_within(interpreter, 0, 1.0, 2e18)?.trunc() } else { 1.0 };
    let target = usize::from(call.count() > 1);
    let first = call.pointer(target)?.clone();
    let mut bytes = bytes(interpreter, object, call, None)?;
    let (length, mut read) = (interpreter.elements(&first), 0.0);
    while read < count
        && let Some(number) = bytes.take().map(f64::from_le_bytes)
    {
        interpreter.work_on(1, call.name.span)?;
        let place = first.clone().offset(read, length);
        let place = place.ok_or_else(|| HocError::DanglingReference.at(call.span(target)))?;
        interpreter.set_number(&place, number, call.span(target))?;
        read += 1.0;
    }
    keep(interpreter, object, bytes);
    Ok(read)
}

impl File {
    /// The memory that its bytes take.
    pub(crate) fn bytes(&self) -> usize {
        match &self.open {
            Open::Binary(bytes) => bytes.all.len(),
            Open::No | Open::Reading(..) | Open::Writing(_) => 0,
        }
    }
}
