//! The linear membranes of many places, side by side: a whole cell is asked at hundreds of frequencies, in their order.

use num_complex::Complex64;

use super::linear::omega;
use super::response::{Coupled, Fixed, Response, admittance};

/// Responses in a row.
#[derive(Debug, Clone, Default)]
pub struct Responses {
    rows: Vec<Row>,
    alone: Vec<(f64, f64)>,
    coupled: Vec<Coupled>,
}

/// One response: its states end where those of the next one begin.
#[derive(Debug, Clone, Copy)]
struct Row {
    fixed: Fixed,
    alone_end: usize,
    coupled_end: usize,
}

impl Responses {
    /// Puts one behind the others.
    pub fn push(&mut self, response: &Response) {
        self.alone.extend_from_slice(&response.alone);
        self.coupled.extend_from_slice(&response.coupled);
        self.rows.push(Row { fixed: response.fixed, alone_end: self.alone.len(), coupled_end: self.coupled.len() });
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// There are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The admittance of every one, S/cm2, the capacitance included.
    pub fn admittances_s_per_cm2(&self, frequency_hz: f64) -> impl Iterator<Item = Complex64> {
        let i_omega = Complex64::new(0.0, omega(frequency_hz));
        let (mut alone_start, mut coupled_start) = (0, 0);
        self.rows.iter().map(move |row| {
            let found = self.admittance(row, alone_start, coupled_start, i_omega);
            (alone_start, coupled_start) = (row.alone_end, row.coupled_end);
            found
        })
    }

    /// The admittance of one, S/cm2, the capacitance included.
    #[must_use]
    pub fn admittance_s_per_cm2(&self, place: usize, frequency_hz: f64) -> Option<Complex64> {
        let row = self.rows.get(place)?;
        let before = place.checked_sub(1).and_then(|before| self.rows.get(before));
        let (alone_start, coupled_start) = before.map_or((0, 0), |before| (before.alone_end, before.coupled_end));
        Some(self.admittance(row, alone_start, coupled_start, Complex64::new(0.0, omega(frequency_hz))))
    }

    fn admittance(&self, row: &Row, alone_start: usize, coupled_start: usize, i_omega: Complex64) -> Complex64 {
        let alone = self.alone.get(alone_start..row.alone_end).unwrap_or_default();
        let coupled = self.coupled.get(coupled_start..row.coupled_end).unwrap_or_default();
        admittance(row.fixed, alone, coupled, i_omega)
    }

    /// The same capacitances with positive conductances: membranes in which nothing grows.
    pub(crate) fn without_states(&self) -> Self {
        let rows = self.rows.iter().map(|row| Row { fixed: row.fixed.positive(), alone_end: 0, coupled_end: 0 });
        Self { rows: rows.collect(), alone: vec![], coupled: vec![] }
    }

    /// How many modes of the states grow by themselves while the voltages are held; none where that is not to be told.
    pub(crate) fn growing_states(&self) -> Option<usize> {
        let alone = self.alone.iter().filter(|(_, rate)| *rate > 0.0).count();
        let coupled: Option<usize> = self.coupled.iter().map(Coupled::growing).sum();
        Some(alone + coupled?)
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;

    #[test]
    fn those_in_a_row_are_those_that_stand_alone() {
        let passive = Response::passive(1e-4, 1.0);
        let gated = Response { alone: vec![(2e-4, -0.5), (1e-4, -2.0)], ..Response::passive(3e-4, 0.8) };
        let rates = DMatrix::from_row_slice(2, 2, &[-1.0, 0.3, 0.2, -0.7]);
        let coupled = Coupled::of(&[0, 1], &rates, &[1e-2, 0.0], |state| [0.1, 0.2][state]);
        let markov = Response { coupled: vec![coupled], ..Response::passive(2e-4, 1.2) };
        let all = [&markov, &passive, &gated, &markov, &gated];
        let mut row = Responses::default();
        for response in all {
            row.push(response);
        }
        for frequency_hz in [0.0, 38.0, 1000.0] {
            let expected: Vec<_> = all.iter().map(|response| response.admittance_s_per_cm2(frequency_hz)).collect();
            assert_eq!(row.admittances_s_per_cm2(frequency_hz).collect::<Vec<_>>(), expected);
            let one_by_one = (0..row.len()).filter_map(|place| row.admittance_s_per_cm2(place, frequency_hz));
            assert_eq!(one_by_one.collect::<Vec<_>>(), expected);
        }
        assert_eq!(row.admittance_s_per_cm2(5, 0.0), None);
        let bare = row.without_states();
        assert_eq!(bare.admittance_s_per_cm2(2, 10.0), Some(Response::passive(3e-4, 0.8).admittance_s_per_cm2(10.0)));
        assert_eq!((row.growing_states(), bare.growing_states()), (Some(0), Some(0)));
    }
}
