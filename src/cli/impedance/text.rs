//! The report for reading: one line for each place.

use super::csv::ratio;
use super::{Report, Spectrum};

pub(super) fn text(report: &Report) -> String {
    let at = |place: Option<&f64>| place.map_or_else(String::new, |hertz| format!("{hertz} Hz"));
    let (low, high) = (at(report.frequencies_hz.first()), at(report.frequencies_hz.last()));
    let title = format!("{} membrane, {} degC, electrode at {}\n\n", report.membrane, report.celsius, report.from);
    let groups = format!(
        "{:<18} {:>9} {:>12} {:>12} {:>9} {:>6} {:>10} {:>12}\n",
        "", "", "input (MOhm)", "", "resonance", "", "zero phase", "to electrode"
    );
    let columns = format!(
        "{:<18} {:>9} {low:>12} {high:>12} {:>9} {:>6} {:>10} {low:>12} {high:>12}\n",
        "place", "rest (mV)", "(Hz)", "Q", "(Hz)"
    );
    report.places.iter().fold(title + &groups + &columns, |text, place| text + &row(place))
}

fn row(place: &Spectrum) -> String {
    let resonance = &place.resonance;
    let or_dash =
        |value: Option<f64>, digits: usize| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"));
    let input = |place: Option<&num_complex::Complex64>| or_dash(place.map(|value| value.norm()), 3);
    let arriving = |input: Option<&num_complex::Complex64>, transfer: Option<&num_complex::Complex64>| {
        or_dash(input.zip(transfer).map(|(&input, &transfer)| ratio(input, transfer)), 4)
    };
    format!(
        "{:<18} {:>9} {:>12} {:>12} {:>9} {:>6} {:>10} {:>12} {:>12}\n",
        place.name,
        or_dash(place.rest_mv, 3),
        input(place.input_mohm.first()),
        input(place.input_mohm.last()),
        or_dash(resonance.peak.map(|peak| peak.frequency_hz), 2),
        or_dash(resonance.peak.map(|peak| peak.q), 3),
        or_dash(resonance.zero_phase_hz, 2),
        arriving(place.input_mohm.first(), place.transfer_mohm.first()),
        arriving(place.input_mohm.last(), place.transfer_mohm.last()),
    )
}
