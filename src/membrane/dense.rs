//! Small dense systems.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: rows and columns of the size that is told")]

use nalgebra::{ComplexField, DMatrix};

/// The solution of `matrix x = right`; none where the matrix is singular. Nothing is solved by nothing, of which nalgebra
/// makes a panic.
pub(super) fn solve<N: ComplexField>(matrix: DMatrix<N>, right: &DMatrix<N>) -> Option<DMatrix<N>> {
    if matrix.is_empty() {
        return Some(right.clone());
    }
    matrix.lu().solve(right)
}

/// Solves `size` equations in place, by Gauss' elimination with the largest pivot of each column; false where they have no
/// solution. A row has `width` numbers: those of the matrix, then the right sides, which become the solutions.
pub(super) fn solve_rows(rows: &mut [f64], size: usize, width: usize) -> bool {
    for column in 0..size {
        let mut pivot = column;
        for row in column + 1..size {
            if rows[row * width + column].abs() > rows[pivot * width + column].abs() {
                pivot = row;
            }
        }
        for place in (column..width).filter(|_| pivot != column) {
            rows.swap(pivot * width + place, column * width + place);
        }
        let (above, below) = rows.split_at_mut((column + 1) * width);
        let above = &above[column * width..];
        if above[column] == 0.0 {
            return false;
        }
        for row in below.chunks_exact_mut(width).filter(|row| row[column] != 0.0) {
            let factor = row[column] / above[column];
            row[column + 1..].iter_mut().zip(&above[column + 1..]).for_each(|(value, above)| *value -= factor * above);
        }
    }
    for row in (0..size).rev() {
        let (head, solved) = rows.split_at_mut((row + 1) * width);
        let (matrix, right) = head[row * width..].split_at_mut(size);
        for (known, solved) in
            matrix[row + 1..].iter().zip(solved.chunks_exact(width)).filter(|(known, _)| **known != 0.0)
        {
            right.iter_mut().zip(&solved[size..]).for_each(|(right, solved)| *right -= known * solved);
        }
        for right in right {
            *right /= matrix[row];
        }
    }
    rows.chunks_exact(width).take(size).all(|row| row[size..].iter().copied().all(f64::is_finite))
}
