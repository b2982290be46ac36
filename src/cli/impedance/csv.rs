//! A row for each place and frequency; angles in radian.

use num_complex::Complex64;

use super::{Report, Spectrum};
use crate::emit::number::number;

const HEAD: &str = "place,frequency_hz,input_mohm,input_phase,transfer_mohm,transfer_phase,ratio\n";

pub(super) fn text(report: &Report) -> String {
    report.places.iter().flat_map(|place| rows(report, place)).fold(HEAD.to_owned(), |text, row| text + &row)
}

fn rows<'a>(report: &'a Report, place: &'a Spectrum) -> impl Iterator<Item = String> + 'a {
    let values = report.frequencies_hz.iter().zip(&place.input_mohm).zip(&place.transfer_mohm);
    values.map(|((&frequency_hz, &input), &transfer)| {
        let numbers =
            [frequency_hz, input.norm(), input.arg(), transfer.norm(), transfer.arg(), ratio(input, transfer)];
        format!("{},{}\n", place.name, numbers.map(number).join(","))
    })
}

/// How much of a voltage at the place arrives at the electrode: |V(from) / V(x)| for a current into x.
pub(super) fn ratio(input: Complex64, transfer: Complex64) -> f64 {
    transfer.norm() / input.norm()
}
