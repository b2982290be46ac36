//! Eigenvalues and eigenvectors of a 3 x 3 symmetric matrix, in the order and with the signs that NEURON gets.
//!
//! NEURON asks its linear algebra library for the eigenvectors of a *general* matrix: Householder reduction to
//! Hessenberg form, the Francis double-shift QR iteration, then back substitution (EISPACK's `hqr2`; Golub and Van Loan,
//! Matrix Computations, 7.4-7.6). Where two eigenvalues agree to rounding (a round soma) the axes depend on that path,
//! so it is taken here step by step, rounding included.

#![allow(clippy::indexing_slicing, clippy::needless_range_loop, reason = "a numeric kernel over fixed 3 x 3 arrays")]

/// Rows of a 3 x 3 matrix.
pub type Matrix = [[f64; 3]; 3];

const IDENTITY: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
/// The library's limit of QR steps for three rows.
const MOST_STEPS: usize = 120;

/// What [`eigen`] finds.
pub struct Eigen {
    /// In the order of the iteration: not sorted.
    pub values: [f64; 3],
    /// `axes[j]` is the unit vector that belongs to `values[j]`.
    pub axes: [[f64; 3]; 3],
}

/// Eigenvalues and unit eigenvectors of a symmetric matrix; none where they are not finite or do not converge.
pub fn eigen(matrix: Matrix) -> Option<Eigen> {
    let scale = matrix.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let (mut triangle, mut unitary) = ([[0.0; 3]; 3], IDENTITY);
    if scale >= f64::MIN_POSITIVE {
        (triangle, unitary) = hessenberg(matrix.map(|row| row.map(|value| value / scale)));
        schur(&mut triangle, &mut unitary)?;
        triangle = triangle.map(|row| row.map(|value| value * scale));
    }
    let values = eigenvalues(&triangle);
    if values.iter().any(|value| !(value.re.is_finite() && value.im.is_finite())) {
        return None;
    }
    let vectors = eigenvectors(triangle, unitary, &values);
    Some(Eigen { values: values.map(|value| value.re), axes: unit_axes(&vectors, &values) })
}

#[derive(Clone, Copy)]
struct Complex {
    re: f64,
    im: f64,
}

/// Smith's division.
fn divide(a: Complex, b: Complex) -> Complex {
    if b.re.abs() < b.im.abs() {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        Complex { re: (a.re * ratio + a.im) / denominator, im: (a.im * ratio - a.re) / denominator }
    } else {
        let ratio = b.im / b.re;
        let denominator = b.im * ratio + b.re;
        Complex { re: (a.im * ratio + a.re) / denominator, im: (a.im - a.re * ratio) / denominator }
    }
}

/// A reflection that leaves of a vector only its first component, `beta`.
struct Reflection {
    essential: [f64; 2],
    tau: f64,
    beta: f64,
}

/// The reflection of `[first, tail[0], tail[1]]`; a shorter vector has zeros for its tail.
fn reflection(first: f64, tail: [f64; 2]) -> Reflection {
    let tail_squared = tail[0] * tail[0] + tail[1] * tail[1];
    if tail_squared <= f64::MIN_POSITIVE {
        return Reflection { essential: [0.0; 2], tau: 0.0, beta: first };
    }
    let length = (first * first + tail_squared).sqrt();
    let beta = if first >= 0.0 { -length } else { length };
    Reflection { essential: tail.map(|value| value / (first - beta)), tau: (beta - first) / beta, beta }
}

impl Reflection {
    /// Applies it to rows `row..row + size` of the columns `columns`.
    fn on_rows(&self, matrix: &mut Matrix, row: usize, size: usize, columns: std::ops::Range<usize>) {
        if self.tau == 0.0 {
            return;
        }
        for column in columns {
            let below = (1..size).map(|k| self.essential[k - 1] * matrix[row + k][column]).sum::<f64>();
            let sum = below + matrix[row][column];
            matrix[row][column] -= self.tau * sum;
            for k in 1..size {
                matrix[row + k][column] -= self.tau * self.essential[k - 1] * sum;
            }
        }
    }

    /// Applies it to columns `column..column + size` of every row.
    fn on_columns(&self, matrix: &mut Matrix, column: usize, size: usize) {
        if self.tau == 0.0 {
            return;
        }
        for row in matrix {
            let beside = (1..size).map(|k| row[column + k] * self.essential[k - 1]).sum::<f64>();
            let sum = beside + row[column];
            row[column] -= self.tau * sum;
            for k in 1..size {
                row[column + k] -= self.tau * sum * self.essential[k - 1];
            }
        }
    }
}

/// Hessenberg form and the orthogonal matrix that leads to it.
fn hessenberg(mut matrix: Matrix) -> (Matrix, Matrix) {
    let turn = reflection(matrix[1][0], [matrix[2][0], 0.0]);
    matrix[1][0] = turn.beta;
    matrix[2][0] = 0.0;
    turn.on_rows(&mut matrix, 1, 2, 1..3);
    turn.on_columns(&mut matrix, 1, 2);
    let mut unitary = IDENTITY;
    turn.on_rows(&mut unitary, 1, 2, 1..3);
    (matrix, unitary)
}

/// Real Schur form of a Hessenberg matrix, by double-shift QR steps.
fn schur(matrix: &mut Matrix, unitary: &mut Matrix) -> Option<()> {
    let norm: f64 =
        (0..3).map(|column| (0..(column + 2).min(3)).map(|row| matrix[row][column].abs()).sum::<f64>()).sum();
    let as_zero = (norm * f64::EPSILON * f64::EPSILON).max(f64::MIN_POSITIVE);
    let mut steps = 0;
    let mut rows = 3;
    while rows > 0 && norm != 0.0 {
        let last = rows - 1;
        let first = first_of_block(matrix, last, as_zero);
        if first == last {
            if last > 0 {
                matrix[last][last - 1] = 0.0;
            }
            rows -= 1;
        } else if first + 1 == last {
            split(matrix, unitary, last);
            rows -= 2;
        } else {
            steps += 1;
            if steps > MOST_STEPS {
                return None;
            }
            francis_step(matrix, unitary);
        }
    }
    Some(())
}

/// The row at which the block that ends with row `last` begins.
fn first_of_block(matrix: &Matrix, last: usize, as_zero: f64) -> usize {
    (1..=last)
        .rev()
        .find(|&row| {
            let neighbours = matrix[row - 1][row - 1].abs() + matrix[row][row].abs();
            matrix[row][row - 1].abs() <= (neighbours * f64::EPSILON).max(as_zero)
        })
        .unwrap_or(0)
}

/// One QR step on all three rows.
fn francis_step(matrix: &mut Matrix, unitary: &mut Matrix) {
    let corner = matrix[0][0];
    let r = matrix[2][2] - corner;
    let s = matrix[1][1] - corner;
    let product = matrix[2][1] * matrix[1][2];
    let first = (r * s - product) / matrix[1][0] + matrix[0][1];
    let turn = reflection(first, [matrix[1][1] - corner - r - s, matrix[2][1]]);
    if turn.beta != 0.0 {
        turn.on_rows(matrix, 0, 3, 0..3);
        turn.on_columns(matrix, 0, 3);
        turn.on_columns(unitary, 0, 3);
    }
    let turn = reflection(matrix[1][0], [matrix[2][0], 0.0]);
    if turn.beta != 0.0 {
        matrix[1][0] = turn.beta;
        turn.on_rows(matrix, 1, 2, 1..3);
        turn.on_columns(matrix, 1, 2);
        turn.on_columns(unitary, 1, 2);
    }
    matrix[2][0] = 0.0;
}

/// Makes the 2 x 2 block that ends with row `last` triangular where its eigenvalues are real.
fn split(matrix: &mut Matrix, unitary: &mut Matrix, last: usize) {
    let p = 0.5 * (matrix[last - 1][last - 1] - matrix[last][last]);
    let q = p * p + matrix[last][last - 1] * matrix[last - 1][last];
    if q >= 0.0 {
        let z = q.abs().sqrt();
        let (c, s) = givens(if p >= 0.0 { p + z } else { p - z }, matrix[last][last - 1]);
        for column in last - 1..3 {
            let (x, y) = (matrix[last - 1][column], matrix[last][column]);
            (matrix[last - 1][column], matrix[last][column]) = (c * x - s * y, s * x + c * y);
        }
        for row in matrix.iter_mut().take(last + 1).chain(unitary.iter_mut()) {
            let (x, y) = (row[last - 1], row[last]);
            (row[last - 1], row[last]) = (c * x - s * y, s * x + c * y);
        }
        matrix[last][last - 1] = 0.0;
    }
    if last > 1 {
        matrix[last - 1][last - 2] = 0.0;
    }
}

/// Cosine and sine of the rotation that turns `(p, q)` onto the first axis.
fn givens(p: f64, q: f64) -> (f64, f64) {
    if q == 0.0 {
        return (if p < 0.0 { -1.0 } else { 1.0 }, 0.0);
    }
    if p == 0.0 {
        return (0.0, if q < 0.0 { 1.0 } else { -1.0 });
    }
    let (large, small) = if p.abs() > q.abs() { (p, q) } else { (q, p) };
    let t = small / large;
    let u = (1.0 + t * t).sqrt();
    let u = if large < 0.0 { -u } else { u };
    let inverse = 1.0 / u;
    if p.abs() > q.abs() { (inverse, -t * inverse) } else { (t * inverse, -inverse) }
}

fn eigenvalues(triangle: &Matrix) -> [Complex; 3] {
    let mut values = [Complex { re: 0.0, im: 0.0 }; 3];
    let mut row = 0;
    while row < 3 {
        if row == 2 || triangle[row + 1][row] == 0.0 {
            values[row].re = triangle[row][row];
            row += 1;
            continue;
        }
        let p = 0.5 * (triangle[row][row] - triangle[row + 1][row + 1]);
        let (below, beside) = (triangle[row + 1][row], triangle[row][row + 1]);
        let largest = p.abs().max(below.abs()).max(beside.abs());
        let p_scaled = p / largest;
        let z = largest * (p_scaled * p_scaled + (below / largest) * (beside / largest)).abs().sqrt();
        values[row] = Complex { re: triangle[row + 1][row + 1] + p, im: z };
        values[row + 1] = Complex { re: triangle[row + 1][row + 1] + p, im: -z };
        row += 2;
    }
    values
}

/// Eigenvectors, not yet of unit length, as columns: back substitution in the triangle, then back to the original axes.
fn eigenvectors(mut triangle: Matrix, unitary: Matrix, values: &[Complex; 3]) -> Matrix {
    let norm: f64 =
        (0_usize..3).map(|row| (row.saturating_sub(1)..3).map(|column| triangle[row][column].abs()).sum::<f64>()).sum();
    if norm == 0.0 {
        return unitary;
    }
    let mut columns = 3;
    while columns > 0 {
        let n = columns - 1;
        if values[n].im == 0.0 {
            solve_real(&mut triangle, values, n, norm);
            columns -= 1;
        } else {
            solve_pair(&mut triangle, values, n);
            columns = columns.saturating_sub(2);
        }
    }
    std::array::from_fn(|row| {
        std::array::from_fn(|column| (0..=column).map(|k| unitary[row][k] * triangle[k][column]).sum())
    })
}

/// The vector of the real eigenvalue `n`, in column `n`.
fn solve_real(triangle: &mut Matrix, values: &[Complex; 3], n: usize, norm: f64) {
    let p = values[n].re;
    let (mut last_r, mut last_w) = (0.0, 0.0);
    let mut from = n;
    triangle[n][n] = 1.0;
    for i in (0..n).rev() {
        let w = triangle[i][i] - p;
        let r: f64 = (from..=n).map(|k| triangle[i][k] * triangle[k][n]).sum();
        if values[i].im < 0.0 {
            (last_w, last_r) = (w, r);
            continue;
        }
        from = i;
        if values[i].im == 0.0 {
            triangle[i][n] = if w == 0.0 { -r / (f64::EPSILON * norm) } else { -r / w };
        } else {
            let (x, y) = (triangle[i][i + 1], triangle[i + 1][i]);
            let denominator = (values[i].re - p) * (values[i].re - p) + values[i].im * values[i].im;
            let t = (x * last_r - last_w * r) / denominator;
            triangle[i][n] = t;
            triangle[i + 1][n] = if x.abs() > last_w.abs() { (-r - w * t) / x } else { (-last_r - y * t) / last_w };
        }
        let t = triangle[i][n].abs();
        if f64::EPSILON * t * t > 1.0 {
            triangle.iter_mut().skip(i).for_each(|row| row[n] /= t);
        }
    }
}

/// Real and imaginary part of the vector of the complex pair `(n - 1, n)`, in columns `n - 1` and `n`.
fn solve_pair(triangle: &mut Matrix, values: &[Complex; 3], n: usize) {
    let Complex { re: p, im: q } = values[n];
    if triangle[n][n - 1].abs() > triangle[n - 1][n].abs() {
        triangle[n - 1][n - 1] = q / triangle[n][n - 1];
        triangle[n - 1][n] = -(triangle[n][n] - p) / triangle[n][n - 1];
    } else {
        let quotient =
            divide(Complex { re: 0.0, im: -triangle[n - 1][n] }, Complex { re: triangle[n - 1][n - 1] - p, im: q });
        (triangle[n - 1][n - 1], triangle[n - 1][n]) = (quotient.re, quotient.im);
    }
    (triangle[n][n - 1], triangle[n][n]) = (0.0, 1.0);
    // Of three rows a pair leaves at most one above, and its eigenvalue is real.
    if n == 2 {
        let real: f64 = (1..=2).map(|k| triangle[0][k] * triangle[k][1]).sum();
        let imaginary: f64 = (1..=2).map(|k| triangle[0][k] * triangle[k][2]).sum();
        let quotient = divide(Complex { re: -real, im: -imaginary }, Complex { re: triangle[0][0] - p, im: q });
        (triangle[0][1], triangle[0][2]) = (quotient.re, quotient.im);
        let t = quotient.re.abs().max(quotient.im.abs());
        if f64::EPSILON * t * t > 1.0 {
            for row in triangle {
                row[1] /= t;
                row[2] /= t;
            }
        }
    }
}

/// Real parts of the unit eigenvectors.
fn unit_axes(vectors: &Matrix, values: &[Complex; 3]) -> [[f64; 3]; 3] {
    let column = |j: usize| vectors.map(|row| row[j]);
    let squared = |axis: [f64; 3]| axis.iter().map(|value| value * value).sum::<f64>();
    // The library divides complex numbers, multiplying by the conjugate first.
    let unit = |axis: [f64; 3], squared: f64| {
        let length = squared.sqrt();
        if squared > 0.0 { axis.map(|value| value * length / (length * length)) } else { axis }
    };
    let mut axes = [[0.0; 3]; 3];
    let mut j = 0;
    while j < 3 {
        if j == 2 || values[j].im.abs() <= values[j].re.abs() * 2.0 * f64::EPSILON {
            axes[j] = unit(column(j), squared(column(j)));
            j += 1;
        } else {
            let both = (0..3).map(|row| vectors[row][j].powi(2) + vectors[row][j + 1].powi(2)).sum();
            axes[j] = unit(column(j), both);
            axes[j + 1] = axes[j];
            j += 2;
        }
    }
    axes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn product(matrix: &Matrix, axis: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(axis).map(|(a, b)| a * b).sum())
    }

    #[test]
    fn a_diagonal_matrix_keeps_its_order() {
        let found = eigen([[2.0, 0.0, 0.0], [0.0, 5.0, 0.0], [0.0, 0.0, 1.0]]).unwrap();
        assert_eq!(found.values, [2.0, 5.0, 1.0]);
        assert_eq!(found.axes, IDENTITY);
    }

    #[test]
    fn nothing_has_the_identity_for_its_axes() {
        let found = eigen([[0.0; 3]; 3]).unwrap();
        assert_eq!(found.values, [0.0; 3]);
        assert_eq!(found.axes, IDENTITY);
    }

    #[test]
    fn what_is_not_finite_has_no_axes() {
        assert!(eigen([[f64::NAN, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]).is_none());
        assert!(eigen([[f64::INFINITY, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]).is_none());
    }

    proptest! {
        #[test]
        fn axes_are_eigenvectors_of_unit_length(entries in prop::array::uniform6(-100.0..100.0_f64)) {
            let [a, b, c, d, e, f] = entries;
            let matrix = [[a, b, c], [b, d, e], [c, e, f]];
            let found = eigen(matrix).unwrap();
            let scale = entries.iter().fold(1.0_f64, |largest, value| largest.max(value.abs()));
            for (value, axis) in found.values.iter().zip(found.axes) {
                prop_assert!((axis.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-12);
                for (found, expected) in product(&matrix, axis).iter().zip(axis.map(|x| value * x)) {
                    prop_assert!((found - expected).abs() < 1e-9 * scale);
                }
            }
            prop_assert!((found.values.iter().sum::<f64>() - (a + d + f)).abs() < 1e-10 * scale);
        }

        #[test]
        fn any_numbers_end(entries in prop::array::uniform6(any::<f64>())) {
            let [a, b, c, d, e, f] = entries;
            let _ = eigen([[a, b, c], [b, d, e], [c, e, f]]);
        }
    }
}
