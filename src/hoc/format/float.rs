//! `%f`, `%e` and `%g` of finite numbers without a sign: decimal digits of the exact binary value, ties to even.

/// A number as `print x` shows it, without the blank that follows: `%.8g`.
#[must_use]
pub fn print_number(number: f64) -> String {
    if number.is_nan() {
        return String::from(if number.is_sign_negative() { "-nan" } else { "nan" });
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let magnitude = number.abs();
    if magnitude < LEAST_WITH_EXPONENT && magnitude.fract() == 0.0 {
        return format!("{sign}{}", magnitude as u32);
    }
    if number.is_infinite() { format!("{sign}inf") } else { format!("{sign}{}", general(magnitude, 8, false)) }
}

/// Whole numbers below it are shown by their digits alone.
const LEAST_WITH_EXPONENT: f64 = 1e8;

/// `%.{precision}f`
pub(super) fn fixed(number: f64, precision: usize, alternate: bool) -> String {
    let digits = format!("{number:.precision$}");
    if alternate && precision == 0 { digits + "." } else { digits }
}

/// `%.{precision}e`
pub(super) fn scientific(number: f64, precision: usize, alternate: bool) -> String {
    let (mantissa, exponent) = mantissa_and_exponent(number, precision);
    join(&mantissa, exponent, alternate && precision == 0)
}

/// `%.{precision}g`
pub(super) fn general(number: f64, precision: usize, alternate: bool) -> String {
    let significant = precision.max(1);
    let (mantissa, exponent) = mantissa_and_exponent(number, significant - 1);
    let magnitude = exponent.unsigned_abs() as usize;
    if exponent < -4 || (exponent >= 0 && magnitude >= significant) {
        let mantissa = if alternate { mantissa.as_str() } else { without_trailing_zeros(&mantissa) };
        return join(mantissa, exponent, alternate && significant == 1);
    }
    let decimals = if exponent < 0 { significant - 1 + magnitude } else { significant - 1 - magnitude };
    let digits = fixed(number, decimals, alternate);
    if alternate { digits } else { without_trailing_zeros(&digits).to_owned() }
}

fn mantissa_and_exponent(number: f64, precision: usize) -> (String, i32) {
    let text = format!("{number:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.to_owned(), exponent.parse().unwrap_or(0))
}

fn join(mantissa: &str, exponent: i32, point: bool) -> String {
    let point = if point { "." } else { "" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{point}e{sign}{:02}", exponent.unsigned_abs())
}

fn without_trailing_zeros(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}
