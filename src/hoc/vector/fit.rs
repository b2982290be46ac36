//! `fit`: the parameters of a function, by the search with a simplex (Nelder and Mead 1965) as NEURON does it.

/// How far from the worst corner towards the others the next one is looked for, in this order.
const STRETCHES: [f64; 4] = [2.0, 1.4, 0.7, 0.3];

/// The first simplex: each parameter once by this factor.
const FIRST_STRETCH: f64 = 1.2;

/// Searches end where nothing is better for so many corners beyond the number of parameters.
const REPEATS: usize = 3;

const WORST: f64 = 1e300;

/// A search: what it found last, and how often it found the same.
#[derive(Debug)]
struct Search {
    least: f64,
    repeats: usize,
}

/// Moves `parameters` to where `error` is least; its value there.
///
/// # Errors
/// When `error` has one.
pub fn minimize<E>(parameters: &mut [f64], error: &mut impl FnMut(&[f64]) -> Result<f64, E>) -> Result<f64, E> {
    loop {
        let mut search = Search { least: WORST, repeats: 0 };
        let found = search.run(parameters, error)?;
        if search.repeats == 0 || search.least <= found || found.is_nan() {
            return Ok(found);
        }
    }
}

impl Search {
    fn run<E>(&mut self, parameters: &mut [f64], error: &mut impl FnMut(&[f64]) -> Result<f64, E>) -> Result<f64, E> {
        let count = parameters.len();
        let mut corners = Vec::new();
        for stretched in 0..=count {
            let corner: Vec<f64> = parameters.to_vec();
            let scaled = corner.iter().enumerate();
            let corner: Vec<f64> =
                scaled.map(|(j, value)| if j == stretched { value * FIRST_STRETCH } else { *value }).collect();
            let value = self.measure(&corner, error)?;
            corners.push((corner, value));
        }
        while let Some((worst, better)) = self.improvement(&corners, error)? {
            if self.least == better.1 {
                self.repeats += 1;
            }
            if let Some(corner) = corners.get_mut(worst) {
                *corner = better;
            }
        }
        let first_least = |best: (Vec<f64>, f64), next: (Vec<f64>, f64)| if next.1 < best.1 { next } else { best };
        let Some((corner, value)) = corners.into_iter().reduce(first_least) else { return Ok(WORST) };
        parameters.copy_from_slice(&corner);
        Ok(value)
    }

    /// A better place for the worst corner.
    #[allow(clippy::type_complexity, reason = "the number of a corner, and the corner with its value")]
    fn improvement<E>(
        &mut self,
        corners: &[(Vec<f64>, f64)],
        error: &mut impl FnMut(&[f64]) -> Result<f64, E>,
    ) -> Result<Option<(usize, (Vec<f64>, f64))>, E> {
        let first_worst =
            |worst: usize, next: usize| if corners.get(next)?.1 > corners.get(worst)?.1 { Some(next) } else { None };
        let worst = (1..corners.len()).fold(0, |worst, next| first_worst(worst, next).unwrap_or(worst));
        let Some((corner, value)) = corners.get(worst) else { return Ok(None) };
        let count = corner.len() as f64;
        let sum = |j: usize| corners.iter().fold(0.0, |sum, (other, _)| sum + other.get(j).copied().unwrap_or(0.0));
        let centre: Vec<f64> = corner.iter().enumerate().map(|(j, own)| (sum(j) - own) / count).collect();
        for stretch in STRETCHES {
            let moved = corner.iter().zip(&centre).map(|(own, centre)| (1.0 - stretch) * own + stretch * centre);
            let moved: Vec<f64> = moved.collect();
            let found = self.measure(&moved, error)?;
            if found < *value {
                return Ok(Some((worst, (moved, found))));
            }
        }
        Ok(None)
    }

    /// The error at a corner. Once the same was found often enough, nothing else counts.
    fn measure<E>(&mut self, corner: &[f64], error: &mut impl FnMut(&[f64]) -> Result<f64, E>) -> Result<f64, E> {
        let found = error(corner)?;
        if self.repeats > REPEATS * (corner.len() + 1) {
            return Ok(if found == self.least { found } else { WORST });
        }
        if self.least > found {
            self.least = found;
        }
        Ok(found)
    }
}
