//! Eigenvalues of small matrices, found in a bounded number of steps.
//!
//! A QR step ends when what lies below the diagonal is rounding next to the diagonal itself. Beside two zeros (two sums of
//! states that nothing changes) it never is, and a matrix that turns its rows in a circle comes back as it was.

use nalgebra::{DMatrix, DVector, Schur};
use num_complex::Complex64;

/// Steps for each row, many times what a matrix takes that comes to an end.
const STEPS_PER_ROW: usize = 60;

/// The eigenvalues of a square matrix; none where it holds what is no number, or where they are not found.
pub(crate) fn eigenvalues(matrix: &DMatrix<f64>) -> Option<Vec<Complex64>> {
    if matrix.is_empty() || !matrix.iter().all(|value| value.is_finite()) {
        return None;
    }
    found(matrix.clone()).or_else(|| {
        let shift = matrix.norm();
        let values = found(reflected(matrix) + DMatrix::identity(matrix.nrows(), matrix.ncols()) * shift)?;
        Some(values.into_iter().map(|value| value - shift).collect())
    })
}

fn found(matrix: DMatrix<f64>) -> Option<Vec<Complex64>> {
    let steps = STEPS_PER_ROW * matrix.nrows();
    Some(Schur::try_new(matrix, f64::EPSILON, steps)?.complex_eigenvalues().iter().copied().collect())
}

/// The matrix seen from axes of which none is one of its own: H A H with H = 1 - 2 u u'.
fn reflected(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let axis = DVector::from_fn(matrix.nrows(), |row, _| 1.0 / (row as f64 + 1.0)).normalize();
    let reflection = DMatrix::identity(matrix.nrows(), matrix.ncols()) - &axis * axis.transpose() * 2.0;
    &reflection * matrix * &reflection
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    fn moduli(matrix: &DMatrix<f64>) -> Vec<f64> {
        let mut moduli: Vec<_> = eigenvalues(matrix).unwrap().iter().map(|value| value.norm()).collect();
        moduli.sort_by(f64::total_cmp);
        moduli
    }

    /// The next of `size` states in a circle, with a rate of 1.
    fn circle(size: usize) -> DMatrix<f64> {
        DMatrix::from_fn(size, size, |row, column| if row == (column + 1) % size { 1.0 } else { 0.0 })
    }

    #[test]
    fn a_circle_has_its_roots_of_one() {
        for size in 2..9 {
            assert!(moduli(&circle(size)).iter().all(|modulus| (modulus - 1.0).abs() < 1e-12), "{size}");
        }
    }

    #[test]
    fn sums_that_nothing_changes_are_zeros() {
        let pair = |fast: f64| DMatrix::from_row_slice(2, 2, &[-fast, 1.0, fast, -1.0]);
        let mut matrix = DMatrix::zeros(6, 6);
        for (place, fast) in [1e6, 3.0, 1e-7].into_iter().enumerate() {
            matrix.view_mut((2 * place, 2 * place), (2, 2)).copy_from(&pair(fast));
        }
        let moduli = moduli(&reflected(&matrix));
        assert!(moduli.iter().take(3).all(|&modulus| modulus < 1e-9), "{moduli:?}");
        assert!((moduli.last().unwrap() / (1e6 + 1.0) - 1.0).abs() < 1e-12, "{moduli:?}");
    }

    #[test]
    fn what_is_no_number_has_none() {
        assert_eq!(eigenvalues(&DMatrix::from_element(3, 3, f64::NAN)), None);
        assert_eq!(eigenvalues(&DMatrix::zeros(0, 0)), None);
    }
}
