//! `Matrix`: full matrices; sparse ones are kept full.

mod transform;

use nalgebra::DMatrix;

use crate::hoc::builtin::skipped::UNKNOWN_TEXT;
use crate::hoc::builtin::{BuiltinObject, Call, file, vector};
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::format::{FormatArgument, format_c};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;

/// The numbers of an object.
pub(crate) type Matrix = DMatrix<f64>;

const METHODS: &[&str] = &[
    "add",
    "bcopy",
    "c",
    "det",
    "exp",
    "fprint",
    "from_vector",
    "getcol",
    "getdiag",
    "getrow",
    "getval",
    "ident",
    "inverse",
    "mulm",
    "muls",
    "mulv",
    "ncol",
    "nrow",
    "pow",
    "printf",
    "resize",
    "scanf",
    "set",
    "setcol",
    "setdiag",
    "setrow",
    "setval",
    "solv",
    "spgetrowval",
    "sprowlen",
    "svd",
    "symmeig",
    "to_vector",
    "transpose",
    "x",
    "zero",
];

/// What a matrix may hold: 80 MB.
const LARGEST: f64 = 10_000_000.0;

/// `new Matrix(rows, columns)`
pub(crate) fn create(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let rows = if call.count() > 0 { call.number_within(interpreter, 0, 1.0, f64::MAX)? } else { 1.0 };
    let columns = if call.count() > 1 { call.number_within(interpreter, 1, 1.0, f64::MAX)? } else { 1.0 };
    let (rows, columns) = sized(rows, columns, call)?;
    interpreter.room_for("a Matrix", rows * columns * size_of::<f64>(), call.name.span)?;
    interpreter.work_on(rows * columns, call.name.span)?;
    Ok(BuiltinObject::Matrix(DMatrix::zeros(rows, columns)))
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    prepare(interpreter, object, call)?;
    let number = match call.name.text.as_str() {
        "nrow" => own(interpreter, object, call)?.nrows() as f64,
        "ncol" => own(interpreter, object, call)?.ncols() as f64,
        "getval" => {
            let place = place(interpreter, object, call)?;
            own(interpreter, object, call)?.get(place).copied().unwrap_or(0.0)
        }
        "setval" => set_value(interpreter, object, call)?,
        "printf" => print(interpreter, object, call)?,
        "fprint" => {
            let to = call.object(interpreter, usize::from(call.is_number(0)))?;
            file::write(interpreter, to, UNKNOWN_TEXT);
            0.0
        }
        "scanf" => scan(interpreter, object, call)?,
        _ => {
            let result = transform::call(interpreter, object, call);
            return result.unwrap_or_else(|| Err(call.no_method("Matrix", METHODS.iter().copied())));
        }
    };
    Ok(Value::Number(number))
}

/// Counts the work before it is done, and asks for room for a result of the matrix's size.
fn prepare(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let (rows, columns) = own(interpreter, object, call)?.shape();
    let all = rows * columns;
    let (work, result) = match call.name.text.as_str() {
        "nrow" | "ncol" | "getval" | "setval" => return Ok(()),
        "inverse" | "solv" | "det" | "exp" | "svd" | "symmeig" => (all.saturating_mul(rows), all),
        // As many products as the exponent has binary digits, and as many more where they are 1.
        "pow" => (all.saturating_mul(rows).saturating_mul(2 * 7), all),
        "mulm" => {
            let other = argument(interpreter, call, 0)?.ncols();
            (all.saturating_mul(other), rows.saturating_mul(other))
        }
        _ => (all, all),
    };
    if result as f64 > LARGEST {
        return Err(call.error(HocError::ArrayTooLarge { elements: result as f64 }));
    }
    interpreter.work_on(work, call.name.span)?;
    interpreter.room_for("a Matrix", result * size_of::<f64>(), call.name.span)
}

/// How many elements has the member `x`?
pub(crate) fn member_length(matrix: &Matrix, name: &str) -> Option<usize> {
    (name == "x").then_some(matrix.len())
}

/// `matrix.x[row][column]`; elements are counted row by row.
pub(crate) fn read(matrix: &Matrix, name: &str, element: usize) -> Option<f64> {
    matrix.get(place_of(matrix, element)).copied().filter(|_| name == "x")
}

/// `matrix.x[row][column] = value`
pub(crate) fn write(matrix: &mut Matrix, name: &str, element: usize, value: f64) -> Option<()> {
    let place = place_of(matrix, element);
    matrix.get_mut(place).filter(|_| name == "x").map(|number| *number = value)
}

fn place_of(matrix: &Matrix, element: usize) -> (usize, usize) {
    let columns = matrix.ncols().max(1);
    (element / columns, element % columns)
}

fn own<'a>(interpreter: &'a Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<&'a Matrix> {
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::Matrix(matrix)) => Ok(matrix),
        Some(_) | None => Err(raised(call, "it is no matrix")),
    }
}

fn set(interpreter: &mut Interpreter, object: ObjectId, numbers: Matrix) {
    if let Some(BuiltinObject::Matrix(matrix)) = interpreter.objects.builtin_mut(object) {
        *matrix = numbers;
    }
}

fn argument(interpreter: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<Matrix> {
    let object = call.object(interpreter, index)?;
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::Matrix(matrix)) => Ok(matrix.clone()),
        Some(_) | None => Err(call.wrong(index, "a Matrix", "another object")),
    }
}

fn place(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<(usize, usize)> {
    let (rows, columns) = own(interpreter, object, call)?.shape();
    Ok((call.index(interpreter, 0, rows)?, call.index(interpreter, 1, columns)?))
}

fn sized(rows: f64, columns: f64, call: &Call<'_>) -> Evaluated<(usize, usize)> {
    const ROUNDING: f64 = 1e-9;
    let (rows, columns) = ((rows + ROUNDING).trunc(), (columns + ROUNDING).trunc());
    let elements = rows * columns;
    if elements <= LARGEST {
        return Ok((rows as usize, columns as usize));
    }
    Err(call.error(HocError::ArrayTooLarge { elements }))
}

fn raised(call: &Call<'_>, message: &str) -> Failure {
    call.error(HocError::Raised { message: format!("`Matrix.{}`: {message}", call.name.text) })
}

fn set_value(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let place = place(interpreter, object, call)?;
    let value = call.number(interpreter, 2)?;
    if let Some(BuiltinObject::Matrix(matrix)) = interpreter.objects.builtin_mut(object)
        && let Some(number) = matrix.get_mut(place)
    {
        *number = value;
    }
    Ok(value)
}

/// `printf()`, `printf("%g ")`, `printf("%g ", "\n")`
fn print(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let format = if call.count() > 0 { call.text(interpreter, 0)? } else { " %-8.3g".into() };
    let row_end = if call.count() > 1 { call.text(interpreter, 1)? } else { "\n".into() };
    let mut text = String::new();
    for row in own(interpreter, object, call)?.row_iter() {
        for &number in &row {
            let formatted = format_c(&format, &[FormatArgument::Number(number)]);
            text.push_str(&formatted.map_err(|error| raised(call, &error.to_string()))?);
        }
        text.push_str(&row_end);
    }
    interpreter.print(&text, call.name.span)?;
    Ok(0.0)
}

/// `scanf(file)`, `scanf(file, rows, columns)`: row by row
fn scan(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let from = call.object(interpreter, 0)?;
    let (rows, columns) = if call.count() > 1 {
        (call.number_within(interpreter, 1, 1.0, f64::MAX)?, call.number_within(interpreter, 2, 1.0, f64::MAX)?)
    } else {
        let rows = file::next_number(interpreter, from, call, Some(0))?;
        (rows, file::next_number(interpreter, from, call, Some(0))?)
    };
    let (rows, columns) = sized(rows.max(0.0), columns.max(0.0), call)?;
    let mut numbers = Vec::new();
    for _ in 0..rows * columns {
        numbers.push(file::next_number(interpreter, from, call, Some(0))?);
    }
    set(interpreter, object, DMatrix::from_row_slice(rows, columns, &numbers));
    Ok(0.0)
}

/// Gives the numbers to the vector that an argument names, or to a new one.
fn to_vector(interpreter: &mut Interpreter, call: &Call<'_>, index: usize, numbers: Vec<f64>) -> Evaluated<Value> {
    if call.count() <= index || !call.is_object(index) {
        return Ok(Value::Object(Some(vector::add(interpreter, numbers))));
    }
    vector::set_argument(interpreter, call, index, numbers)?;
    Ok(Value::Object(Some(call.object(interpreter, index)?)))
}

/// Gives the numbers to the matrix that an argument names, or to a new one.
fn to_matrix(interpreter: &mut Interpreter, call: &Call<'_>, index: usize, numbers: Matrix) -> Evaluated<Value> {
    if call.count() <= index {
        let new = interpreter.add_temporary("Matrix", BuiltinObject::Matrix(numbers));
        return Ok(Value::Object(Some(new)));
    }
    argument(interpreter, call, index)?;
    let target = call.object(interpreter, index)?;
    set(interpreter, target, numbers);
    Ok(Value::Object(Some(target)))
}
