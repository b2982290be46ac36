//! Numbers as they are shown: the exact value beside its text, and where in `reduction.json` it stands.

use serde::Serialize;
use serde_json::Value;

use crate::emit::number::number;

/// A number of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Number {
    /// The value, to the last bit.
    pub value: String,
    /// As it is shown.
    pub text: String,
    /// Where it stands in `reduction.json`, as a json pointer; none where it is derived.
    pub of: Option<String>,
}

impl Number {
    /// With so many significant digits.
    #[must_use]
    pub fn new(value: f64, digits: u8) -> Self {
        Self { value: number(value), text: significant(value, digits), of: None }
    }

    /// How many of something.
    #[must_use]
    pub fn count(count: usize) -> Self {
        Self { value: count.to_string(), text: grouped(&count.to_string()), of: None }
    }

    /// With so many decimals.
    #[must_use]
    pub fn fixed(value: f64, decimals: usize) -> Self {
        let text = if value.is_finite() { true_minus(&format!("{value:.decimals$}")) } else { String::from("–") };
        // What is rounded to nothing has no sign.
        let is_nothing = text.chars().all(|letter| "−0.".contains(letter));
        let text = if is_nothing { text.trim_start_matches('\u{2212}').to_owned() } else { text };
        Self { value: number(value), text, of: None }
    }

    /// An error in percent, with its sign.
    #[must_use]
    pub fn percent(part: f64) -> Self {
        let percent = 100.0 * part;
        let sign = if percent >= 0.005 { "+" } else { "" };
        let shown = Self::fixed(percent, 2);
        Self { text: format!("{sign}{}", shown.text), ..shown }
    }
}

/// Numbers of `reduction.json`.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a>(pub &'a Value);

impl Record<'_> {
    /// The number at a json pointer, to so many significant digits; whole numbers are shown whole.
    #[must_use]
    pub fn number(self, pointer: &str, digits: u8) -> Option<Number> {
        let found = self.0.pointer(pointer)?;
        let value = found.as_f64()?;
        let shown = Number::new(value, digits);
        let text = if found.is_f64() { shown.text } else { grouped(&found.to_string()) };
        Some(Number { text, of: Some(pointer.to_owned()), ..shown })
    }

    /// The number at a json pointer, as it was given.
    #[must_use]
    pub fn given(self, pointer: &str) -> Option<Number> {
        let value = self.value(pointer)?;
        Some(Number { value: number(value), text: true_minus(&number(value)), of: Some(pointer.to_owned()) })
    }

    /// The number at a json pointer.
    #[must_use]
    pub fn value(self, pointer: &str) -> Option<f64> {
        self.0.pointer(pointer)?.as_f64()
    }
}

/// A number to so many significant digits, with a true minus; a power of ten where it has many zeros.
#[must_use]
pub fn significant(value: f64, digits: u8) -> String {
    if !value.is_finite() {
        return String::from("–");
    }
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e6).contains(&size) {
        return scientific(value, digits);
    }
    let before = if size == 0.0 { 0 } else { size.log10().floor() as i32 };
    let decimals = (i32::from(digits) - 1 - before).max(0) as usize;
    let text = format!("{value:.decimals$}");
    true_minus(&match text.split_once('.') {
        Some((whole, part)) => format!("{}.{part}", grouped(whole)),
        None => grouped(&text),
    })
}

/// `2.41 × 10⁻⁴`
fn scientific(value: f64, digits: u8) -> String {
    let text = format!("{value:.*e}", usize::from(digits.saturating_sub(1)));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let raised: String = exponent.chars().map(crate::draw::superscript).collect();
    true_minus(&format!("{mantissa} × 10{raised}"))
}

/// Thousands apart, from five digits on.
fn grouped(whole: &str) -> String {
    let digits = whole.trim_start_matches('-');
    if digits.len() < 5 {
        return whole.to_owned();
    }
    let place = |(at, digit): (usize, char)| {
        let is_start = at > 0 && (digits.len() - at).is_multiple_of(3);
        [is_start.then_some('\u{202f}'), Some(digit)].into_iter().flatten()
    };
    let sign = if whole.starts_with('-') { "-" } else { "" };
    sign.to_owned() + &digits.chars().enumerate().flat_map(place).collect::<String>()
}

fn true_minus(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

/// A value to six digits, which is what a figure shows of it.
#[must_use]
pub fn drawn(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn digits_are_significant() {
        for (value, text) in [
            (41.260_258, "41.26"),
            (0.016_005, "0.01600"),
            (-77.2517, "−77.25"),
            (12_657.567, "12\u{202f}658"),
            (0.000_241_7, "2.417 × 10⁻⁴"),
            (2.5e9, "2.500 × 10⁹"),
            (0.0, "0.000"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(significant(value, 4), text);
        }
    }

    #[test]
    fn whole_numbers_are_whole() {
        let record = json!({ "totals": { "segments": 20001, "area": 1.5 }, "name": "a" });
        let record = Record(&record);
        let found = record.number("/totals/segments", 4).unwrap();
        assert_eq!((found.value.as_str(), found.text.as_str()), ("20001", "20\u{202f}001"));
        assert_eq!(found.of.as_deref(), Some("/totals/segments"));
        assert_eq!(record.number("/totals/area", 4).unwrap().text, "1.500");
        assert_eq!(record.number("/name", 4), None);
        assert_eq!(record.number("/nothing", 4), None);
    }

    #[test]
    fn errors_have_a_sign() {
        assert_eq!(Number::percent(0.001_71).text, "+0.17");
        assert_eq!(Number::percent(-0.016).text, "−1.60");
        assert_eq!(Number::percent(-1e-9).text, "0.00");
        assert_eq!(Number::percent(f64::NAN).text, "–");
    }

    #[test]
    fn decimals_are_fixed() {
        assert_eq!(Number::fixed(-2.4e-10, 3).text, "0.000");
        assert_eq!(Number::fixed(-0.0681, 3).text, "−0.068");
        assert_eq!(Number::fixed(0.999_999_9, 4).text, "1.0000");
        assert_eq!(Number::count(396_544).text, "396\u{202f}544");
    }

    #[test]
    fn a_figure_has_six_digits() {
        assert_eq!(drawn(41.260_258_520_897_89), 41.2603);
        assert!(drawn(f64::NAN).is_nan());
    }
}
