//! Methods of `Vector` that read binary files.

use super::{checked_size, own, raised, set};
use crate::hoc::builtin::Call;
use crate::hoc::builtin::file::binary::{self, Bytes};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;

pub(super) const METHODS: &[&str] = &["fread", "fwrite", "vread", "vwrite"];

/// What the method gives; none where it is no such method.
pub(super) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<Value>> {
    let read = match call.name.text.as_str() {
        "fread" => fread(interpreter, object, call),
        "vread" => vread(interpreter, object, call),
        "fwrite" | "vwrite" => Err(call.error(HocError::Writes { name: format!("Vector.{}", call.name.text) })),
        _ => return None,
    };
    Some(read.map(Value::Number))
}

/// A number as it stands in a file; `swapped` where its bytes stand the other way round.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Signed8,
    Signed16,
    Unsigned16,
    Signed32,
    Single,
    Double,
}

impl Kind {
    fn read(self, bytes: &mut Bytes, swapped: bool) -> Option<f64> {
        Some(match self {
            Self::Signed8 => f64::from(i8::from_le_bytes(ordered(bytes, swapped)?)),
            Self::Signed16 => f64::from(i16::from_le_bytes(ordered(bytes, swapped)?)),
            Self::Unsigned16 => f64::from(u16::from_le_bytes(ordered(bytes, swapped)?)),
            Self::Signed32 => f64::from(i32::from_le_bytes(ordered(bytes, swapped)?)),
            Self::Single => f64::from(f32::from_le_bytes(ordered(bytes, swapped)?)),
            Self::Double => f64::from_le_bytes(ordered(bytes, swapped)?),
        })
    }
}

fn ordered<const N: usize>(bytes: &mut Bytes, swapped: bool) -> Option<[u8; N]> {
    let mut taken: [u8; N] = bytes.take()?;
    if swapped {
        taken.reverse();
    }
    Some(taken)
}

/// `fread(file)`, `fread(file, n)`, `fread(file, n, type)`: as many as the vector has, or `n`.
fn fread(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let from = call.object(interpreter, 0)?;
    let count = if call.count() > 1 {
        call.number_within(interpreter, 1, 0.0, 1e10)?
    } else {
        own(interpreter, object).len() as f64
    };
    let kind = match if call.count() > 2 { call.number_within(interpreter, 2, 1.0, 5.0)? as u8 } else { 4 } {
        1 => Kind::Signed8,
        2 => Kind::Unsigned16,
        3 => Kind::Single,
        4 => Kind::Double,
        _ => Kind::Signed16,
    };
    let mut bytes = binary::bytes(interpreter, from, call, Some(0))?;
    numbers(interpreter, object, call, &Stored { kind, swapped: false, count: count.trunc() }, &mut bytes)?;
    binary::keep(interpreter, from, bytes);
    Ok(1.0)
}

/// `vread(file)`: how many and of what type, then the numbers; 1 when they were read.
fn vread(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let from = call.object(interpreter, 0)?;
    let mut bytes = binary::bytes(interpreter, from, call, Some(0))?;
    let (Some(count), Some(kind)) = (bytes.take().map(i32::from_le_bytes), bytes.take().map(i32::from_le_bytes)) else {
        return Ok(0.0);
    };
    let swapped = !(1..=5).contains(&kind);
    let (count, kind) = if swapped { (count.swap_bytes(), kind.swap_bytes()) } else { (count, kind) };
    let (kind, is_scaled, shift) = match kind {
        1 => (Kind::Signed8, true, 128.0),
        2 => (Kind::Unsigned16, true, 0.0),
        3 => (Kind::Single, false, 0.0),
        4 => (Kind::Double, false, 0.0),
        5 => (Kind::Signed32, false, 0.0),
        _ => return Ok(0.0),
    };
    let mut scale = || Kind::Double.read(&mut bytes, swapped).ok_or_else(|| short(call));
    let (factor, least) = if is_scaled { (scale()?, scale()?) } else { (1.0, 0.0) };
    numbers(interpreter, object, call, &Stored { kind, swapped, count: f64::from(count) }, &mut bytes)?;
    binary::keep(interpreter, from, bytes);
    if is_scaled {
        set(
            interpreter,
            object,
            own(interpreter, object).iter().map(|value| (value + shift) / factor + least).collect(),
        );
    }
    Ok(1.0)
}

/// Numbers in a row.
struct Stored {
    kind: Kind,
    swapped: bool,
    count: f64,
}

/// Fills the vector. Where a file ends too early doubles stay as they were, as in NEURON; others would be chance.
fn numbers(
    interpreter: &mut Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    stored: &Stored,
    bytes: &mut Bytes,
) -> Evaluated<()> {
    if stored.count < 0.0 {
        return Err(raised(call, "the file says that it holds fewer than 0 numbers"));
    }
    let count = checked_size(stored.count).map_err(|error| call.error(error))?;
    interpreter.room_for("a Vector", count * size_of::<f64>(), call.name.span)?;
    interpreter.work_on(count, call.name.span)?;
    let mut values = own(interpreter, object).to_vec();
    values.resize(count, 0.0);
    for value in &mut values {
        match (stored.kind.read(bytes, stored.swapped), stored.kind) {
            (Some(number), _) => *value = number,
            (None, Kind::Double) => break,
            (None, Kind::Signed8 | Kind::Signed16 | Kind::Unsigned16 | Kind::Signed32 | Kind::Single) => {
                return Err(short(call));
            }
        }
    }
    set(interpreter, object, values);
    Ok(())
}

fn short(call: &Call<'_>) -> crate::hoc::error::Failure {
    raised(call, "the file ends before all is read")
}
