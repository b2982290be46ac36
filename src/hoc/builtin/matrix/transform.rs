//! Methods of `Matrix` that change it, or give a vector or a matrix.

use nalgebra::{DMatrix, DVector};

use super::{Matrix, argument, own, place, raised, set, sized, to_matrix, to_vector};
use crate::hoc::builtin::{Call, vector};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;

/// What the method gives; none where it is no such method.
pub(super) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<Value>> {
    Some(match call.name.text.as_str() {
        "resize" | "zero" | "ident" | "set" | "setrow" | "setcol" | "setdiag" | "from_vector" => {
            changed(interpreter, object, call).map(|numbers| {
                set(interpreter, object, numbers);
                Value::Object(Some(object))
            })
        }
        "getrow" | "getcol" | "getdiag" => part(interpreter, object, call),
        "to_vector" => own(interpreter, object, call)
            .map(|matrix| matrix.as_slice().to_vec())
            .and_then(|numbers| to_vector(interpreter, call, 0, numbers)),
        "mulv" | "solv" => product_or_solution(interpreter, object, call),
        "c" | "transpose" | "inverse" | "add" | "muls" | "mulm" | "pow" | "bcopy" => matrix(interpreter, object, call),
        "sprowlen" | "spgetrowval" => {
            let what = format!("`Matrix.{}`: sparse matrices are kept full here, it", call.name.text);
            Err(call.error(HocError::Unsupported { what }))
        }
        "det" => determinant(interpreter, object, call),
        "exp" | "symmeig" | "svd" => decomposed(interpreter, object, call),
        _ => return None,
    })
}

/// `det(&exponent)`: the determinant is what it gives times 10 to the exponent.
fn determinant(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let matrix = own(interpreter, object, call)?;
    if !matrix.is_square() {
        return Err(raised(call, "the matrix is not square"));
    }
    let (mut mantissa, mut exponent) = (matrix.determinant(), 0.0);
    while mantissa.abs() >= 10.0 && mantissa.is_finite() {
        mantissa /= 10.0;
        exponent += 1.0;
    }
    while mantissa != 0.0 && mantissa.abs() < 1.0 {
        mantissa *= 10.0;
        exponent -= 1.0;
    }
    interpreter.set_number(call.pointer(0)?, exponent, call.span(0))?;
    Ok(Value::Number(mantissa))
}

/// `exp()`, `symmeig(vectors)`, `svd()`, `svd(u, v)`
fn decomposed(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let matrix = own(interpreter, object, call)?.clone();
    if call.name.text == "svd" {
        return singular_values(interpreter, call, matrix);
    }
    if !matrix.is_square() {
        return Err(raised(call, "the matrix is not square"));
    }
    if call.name.text == "exp" {
        return to_matrix(interpreter, call, 0, matrix.exp());
    }
    let eigen = matrix.symmetric_eigen();
    to_matrix(interpreter, call, 0, eigen.eigenvectors)?;
    to_vector(interpreter, call, call.count(), eigen.eigenvalues.as_slice().to_vec())
}

fn singular_values(interpreter: &mut Interpreter, call: &Call<'_>, matrix: Matrix) -> Evaluated<Value> {
    let wants_vectors = call.count() > 1;
    let found = matrix.svd(wants_vectors, wants_vectors);
    if let (Some(u), Some(v)) = (found.u, found.v_t) {
        to_matrix(interpreter, call, 0, u.transpose())?;
        to_matrix(interpreter, call, 1, v)?;
    }
    to_vector(interpreter, call, call.count(), found.singular_values.as_slice().to_vec())
}

fn changed(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Matrix> {
    let mut matrix = own(interpreter, object, call)?.clone();
    let (rows, columns) = matrix.shape();
    match call.name.text.as_str() {
        "resize" => {
            let (rows, columns) = (call.number_within(interpreter, 0, 1.0, f64::MAX)?, call.number(interpreter, 1)?);
            let (rows, columns) = sized(rows, columns.max(1.0), call)?;
            return Ok(matrix.resize(rows, columns, 0.0));
        }
        "zero" => matrix.fill(0.0),
        "ident" => matrix.fill_with_identity(),
        "set" => {
            let numbers = (0..matrix.len()).map(|index| call.number(interpreter, index));
            matrix = DMatrix::from_row_slice(rows, columns, &numbers.collect::<Evaluated<Vec<f64>>>()?);
        }
        "setrow" => {
            let row = call.index(interpreter, 0, rows)?;
            matrix.row_mut(row).copy_from_slice(&numbers(interpreter, call, 1, columns)?);
        }
        "setcol" => {
            let column = call.index(interpreter, 0, columns)?;
            matrix.column_mut(column).copy_from_slice(&numbers(interpreter, call, 1, rows)?);
        }
        "setdiag" => {
            let values = numbers(interpreter, call, 1, rows)?;
            let offset = diagonal(interpreter, call, rows, columns)?;
            for (index, value) in diagonal_places(rows, columns, offset).zip(values) {
                if let Some(number) = matrix.get_mut(index) {
                    *number = value;
                }
            }
        }
        _ => {
            let values = vector::argument(interpreter, call, 0)?;
            if values.len() != matrix.len() {
                return Err(raised(call, "the vector has another size"));
            }
            matrix.copy_from_slice(&values);
        }
    }
    Ok(matrix)
}

/// One number for all, or a vector of that length.
fn numbers(interpreter: &Interpreter, call: &Call<'_>, index: usize, length: usize) -> Evaluated<Vec<f64>> {
    if !call.is_object(index) {
        return Ok(vec![call.number(interpreter, index)?; length]);
    }
    let numbers = vector::argument(interpreter, call, index)?;
    if numbers.len() == length { Ok(numbers) } else { Err(raised(call, "the vector has another size")) }
}

fn diagonal(interpreter: &Interpreter, call: &Call<'_>, rows: usize, columns: usize) -> Evaluated<i64> {
    Ok(call.number_within(interpreter, 0, 1.0 - rows as f64, columns as f64 - 1.0)? as i64)
}

/// The places of a diagonal; above the main one where the offset is positive. They are counted by row.
fn diagonal_places(rows: usize, columns: usize, offset: i64) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).filter_map(move |row| {
        let column = i64::try_from(row).ok()?.checked_add(offset).and_then(|column| usize::try_from(column).ok())?;
        (column < columns).then_some((row, column))
    })
}

fn part(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let matrix = own(interpreter, object, call)?;
    let (rows, columns) = matrix.shape();
    let numbers: Vec<f64> = match call.name.text.as_str() {
        "getrow" => matrix.row(call.index(interpreter, 0, rows)?).iter().copied().collect(),
        "getcol" => matrix.column(call.index(interpreter, 0, columns)?).iter().copied().collect(),
        _ => {
            let offset = diagonal(interpreter, call, rows, columns)?;
            let mut numbers = vec![0.0; rows];
            for (row, column) in diagonal_places(rows, columns, offset) {
                if let (Some(number), Some(&value)) = (numbers.get_mut(row), matrix.get((row, column))) {
                    *number = value;
                }
            }
            numbers
        }
    };
    to_vector(interpreter, call, 1, numbers)
}

fn product_or_solution(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let matrix = own(interpreter, object, call)?;
    let right = vector::argument(interpreter, call, 0)?;
    if right.len() != matrix.ncols() {
        return Err(raised(call, "the vector has another size"));
    }
    let right = DVector::from_vec(right);
    let result = if call.name.text == "mulv" {
        matrix * right
    } else {
        let is_square = matrix.is_square();
        let solution = is_square.then(|| matrix.clone().lu().solve(&right)).flatten();
        solution.ok_or_else(|| raised(call, "the matrix is singular"))?
    };
    to_vector(interpreter, call, 1, result.as_slice().to_vec())
}

fn matrix(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let matrix = own(interpreter, object, call)?.clone();
    match call.name.text.as_str() {
        "c" => to_matrix(interpreter, call, 0, matrix),
        "transpose" => to_matrix(interpreter, call, 0, matrix.transpose()),
        "inverse" => {
            let inverse = matrix.is_square().then(|| matrix.try_inverse()).flatten();
            let inverse = inverse.ok_or_else(|| raised(call, "the matrix is singular"))?;
            to_matrix(interpreter, call, 0, inverse)
        }
        "add" => {
            let other = argument(interpreter, call, 0)?;
            if other.shape() != matrix.shape() {
                return Err(raised(call, "the matrices have different sizes"));
            }
            in_place_or(interpreter, object, call, matrix + other)
        }
        "muls" => {
            let factor = call.number(interpreter, 0)?;
            in_place_or(interpreter, object, call, matrix * factor)
        }
        "mulm" => {
            let other = argument(interpreter, call, 0)?;
            if other.nrows() != matrix.ncols() {
                return Err(raised(call, "the matrices do not go together"));
            }
            to_matrix(interpreter, call, 1, matrix * other)
        }
        "pow" => {
            let exponent = call.number_within(interpreter, 0, 0.0, 100.0)? as u32;
            if !matrix.is_square() {
                return Err(raised(call, "the matrix is not square"));
            }
            to_matrix(interpreter, call, 1, matrix.pow(exponent))
        }
        _ => block(interpreter, object, call, &matrix),
    }
}

/// `add(other)`, `muls(factor)` change the matrix itself where no target is given.
fn in_place_or(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>, result: Matrix) -> Evaluated<Value> {
    if call.count() > 1 {
        return to_matrix(interpreter, call, 1, result);
    }
    set(interpreter, object, result);
    Ok(Value::Object(Some(object)))
}

/// `bcopy(row, column, rows, columns)`, also `(.., target_row, target_column)`, and a target.
fn block(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>, matrix: &Matrix) -> Evaluated<Value> {
    let (row, column) = place(interpreter, object, call)?;
    let rows = call.number_within(interpreter, 2, 1.0, (matrix.nrows() - row) as f64)? as usize;
    let columns = call.number_within(interpreter, 3, 1.0, (matrix.ncols() - column) as f64)? as usize;
    let has_place = call.is_number(4);
    let to = if has_place { (call.number(interpreter, 4)?, call.number(interpreter, 5)?) } else { (0.0, 0.0) };
    let target = if has_place { 6 } else { 4 };
    let mut result =
        if call.count() > target { argument(interpreter, call, target)? } else { DMatrix::zeros(rows, columns) };
    let (to_row, to_column) = (to.0.max(0.0) as usize, to.1.max(0.0) as usize);
    if to_row.saturating_add(rows) > result.nrows() || to_column.saturating_add(columns) > result.ncols() {
        return Err(raised(call, "the block does not fit into the target"));
    }
    result.view_mut((to_row, to_column), (rows, columns)).copy_from(&matrix.view((row, column), (rows, columns)));
    to_matrix(interpreter, call, target, result)
}
