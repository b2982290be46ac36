//! Small dense systems.

use nalgebra::{ComplexField, DMatrix};

/// The solution of `matrix x = right`; none where the matrix is singular. Nothing is solved by nothing, of which nalgebra
/// makes a panic.
pub(super) fn solve<N: ComplexField>(matrix: DMatrix<N>, right: &DMatrix<N>) -> Option<DMatrix<N>> {
    if matrix.is_empty() {
        return Some(right.clone());
    }
    matrix.lu().solve(right)
}
