//! Elements put elsewhere: `indgen`, `copy`, `rotate`, `interpolate`, `sortindex`, `index`, `rebin`, `resample`.

/// How many elements `indgen(start, end, step)` makes; none for an empty range or one that is not finite.
#[must_use]
pub fn stepped_count(start: f64, end: f64, step: f64) -> Option<f64> {
    let count = ((end - start) / step + 1e-9).floor() + 1.0;
    (count >= 0.0 && count.is_finite()).then_some(count)
}

/// `indgen`: `count` numbers from `start` in steps.
#[must_use]
pub fn stepped(start: f64, step: f64, count: usize) -> Vec<f64> {
    (0..count).map(|index| index as f64 * step + start).collect()
}

/// The arguments of `copy`: elements `first..=last` in steps of `source_step` go to `to` and on in steps of `to_step`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyRange {
    /// First element of the source.
    pub first: usize,
    /// One past the last element of the source.
    pub end: usize,
    /// Steps in the source.
    pub source_step: usize,
    /// First element of the target.
    pub to: usize,
    /// Steps in the target.
    pub to_step: usize,
}

impl CopyRange {
    /// How long the target must be.
    #[must_use]
    pub fn needed(self) -> usize {
        if self.first >= self.end {
            return self.to;
        }
        let steps = (self.end - 1 - self.first) / self.source_step.max(1);
        steps.saturating_mul(self.to_step).saturating_add(self.to).saturating_add(1)
    }

    /// Copies into a target that is long enough.
    pub fn copy(self, source: &[f64], target: &mut [f64]) {
        let from = source.iter().take(self.end).skip(self.first).step_by(self.source_step.max(1));
        let to = target.iter_mut().skip(self.to).step_by(self.to_step.max(1));
        to.zip(from).for_each(|(to, from)| *to = *from);
    }
}

/// `rotate(by)`: towards the end, what falls out comes in at the start; with `fill`, zeros come in.
#[must_use]
pub fn rotated(values: &[f64], by: i64, fill: bool) -> Vec<f64> {
    let length = values.len() as u64;
    if length == 0 {
        return vec![];
    }
    let steps = by.unsigned_abs() % length;
    let shift = match by {
        0.. if by.unsigned_abs() == length => length,
        0.. => steps,
        _ => length - steps,
    } as usize;
    let (kept, out) = values.split_at(values.len() - shift);
    match (fill, by < 0) {
        (false, _) => [out, kept].concat(),
        (true, false) => [vec![0.0; shift], kept.to_vec()].concat(),
        (true, true) => [out.to_vec(), vec![0.0; values.len() - shift]].concat(),
    }
}

/// `interpolate(x, source_x, source_y)`: straight lines between the points, constant outside of them.
#[must_use]
pub fn interpolated(x: &[f64], source_x: &[f64], source_y: &[f64]) -> Option<Vec<f64>> {
    let points: Vec<(f64, f64)> = source_x.iter().copied().zip(source_y.iter().copied()).collect();
    let (&(first_x, first_y), &(_, last_y)) = (points.first()?, points.last()?);
    let mut result: Vec<f64> = x.iter().take_while(|&&x| x <= first_x).map(|_| first_y).collect();
    let mut wanted = x.iter().copied().skip(result.len()).peekable();
    for pair in points.windows(2) {
        let &[(x0, y0), (x1, y1)] = pair else { continue };
        if x1 <= x0 {
            continue;
        }
        while let Some(x) = wanted.next_if(|&x| x <= x1) {
            let theta = (x - x0) / (x1 - x0);
            result.push((1.0 - theta) * y0 + theta * y1);
        }
    }
    result.extend(wanted.map(|_| last_y));
    Some(result)
}

/// `sortindex()`: where the smallest, the second smallest and so on stand.
#[must_use]
pub fn sort_index(values: &[f64]) -> Vec<f64> {
    let mut indexed: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    indexed.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    indexed.into_iter().map(|(index, _)| index as f64).collect()
}

/// `index(values, indices)`: 0 where there is no such element.
#[must_use]
pub fn at_indices(values: &[f64], indices: &[f64]) -> Vec<f64> {
    indices.iter().map(|&index| element(values, index).unwrap_or(0.0)).collect()
}

/// `ind(indices)`: only those that there are.
#[must_use]
pub fn at_valid_indices(values: &[f64], indices: &[f64]) -> Vec<f64> {
    indices.iter().filter_map(|&index| element(values, index)).collect()
}

/// `rebin(values, size)`: sums of `size` neighbours.
#[must_use]
pub fn rebinned(values: &[f64], size: usize) -> Vec<f64> {
    values.chunks_exact(size.max(1)).map(|bin| bin.iter().fold(0.0, |sum, value| sum + value)).collect()
}

/// `resample(values, rate)`: every element repeated or left out.
#[must_use]
pub fn resampled(values: &[f64], rate: f64) -> Vec<f64> {
    let count = (values.len() as f64 * rate) as usize;
    (0..count).map(|index| element(values, index as f64 / rate).unwrap_or(0.0)).collect()
}

fn element(values: &[f64], index: f64) -> Option<f64> {
    let index = index.trunc();
    if index >= 0.0 { values.get(index as usize).copied() } else { None }
}

/// The first `count` values, with zeros behind where there are fewer.
#[must_use]
pub fn padded(values: &[f64], count: usize) -> Vec<f64> {
    values.iter().copied().chain(std::iter::repeat(0.0)).take(count).collect()
}
