//! A row for each place and frequency; angles in radian.

use num_complex::Complex64;

use super::Report;
use crate::emit::number::number;

const HEAD: &str = "place,frequency_hz,input_mohm,input_phase,transfer_mohm,transfer_phase,ratio\n";

pub(super) fn text(report: &Report) -> String {
    let mut text = HEAD.to_owned();
    for place in &report.places {
        let values = report.frequencies_hz.iter().zip(&place.input_mohm).zip(&place.transfer_mohm);
        for ((&frequency_hz, &input), &transfer) in values {
            let numbers =
                [frequency_hz, input.norm(), input.arg(), transfer.norm(), transfer.arg(), ratio(input, transfer)];
            text += &format!("{},{}\n", place.name, numbers.map(number).join(","));
        }
    }
    text
}

/// How much of a voltage at the place arrives at the electrode: |V(from) / V(x)| for a current into x.
pub(super) fn ratio(input: Complex64, transfer: Complex64) -> f64 {
    transfer.norm() / input.norm()
}
