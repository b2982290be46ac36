//! One piece of a template with at most one conversion, as C's `snprintf` prints it.

use super::float;

/// A number or text in the C type in which hoc passes it.
#[derive(Debug, Clone, Copy)]
pub(super) enum CValue<'a> {
    Int(i32),
    LongLong(i64),
    Double(f64),
    Text(&'a str),
}

/// `-+ #0`, width, precision.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "C has five independent flags")]
struct Layout {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

/// How many bits C reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    Char,
    Short,
    Int,
    Long,
}

/// No output is longer: hoc's buffer cuts it far below.
const LONGEST_PADDING: usize = 4096;

/// The piece with its value in the place of its conversion; `None` where C leaves the result undefined.
pub(super) fn print_piece(piece: &str, value: CValue<'_>) -> Option<String> {
    let (before, directive) = piece.split_once('%')?;
    let (layout, rest) = layout(directive)?;
    let (length, rest) = length(rest);
    let mut rest = rest.chars();
    let conversion = rest.next()?;
    Some(format!("{before}{}{}", convert(layout, length, conversion, value)?, rest.as_str()))
}

fn layout(text: &str) -> Option<(Layout, &str)> {
    let mut layout = Layout::default();
    let mut rest = text;
    while let Some(after) = flag(&mut layout, rest) {
        rest = after;
    }
    let (width, after) = digits(rest);
    layout.width = width.unwrap_or(0);
    rest = after;
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = digits(after);
        layout.precision = Some(precision.unwrap_or(0));
        rest = after;
    }
    (!rest.starts_with('*')).then_some((layout, rest))
}

fn flag<'a>(layout: &mut Layout, text: &'a str) -> Option<&'a str> {
    let mut rest = text.chars();
    let set = match rest.next()? {
        '-' => &mut layout.left,
        '+' => &mut layout.plus,
        ' ' => &mut layout.space,
        '#' => &mut layout.alternate,
        '0' => &mut layout.zero,
        '\'' => return Some(rest.as_str()),
        _ => return None,
    };
    *set = true;
    Some(rest.as_str())
}

fn digits(text: &str) -> (Option<usize>, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let number = (!digits.is_empty()).then(|| digits.parse().unwrap_or(usize::MAX));
    (number, rest)
}

fn length(text: &str) -> (Option<Length>, &str) {
    for (letters, length) in [
        ("hh", Some(Length::Char)),
        ("h", Some(Length::Short)),
        ("ll", Some(Length::Long)),
        ("l", Some(Length::Long)),
        ("j", Some(Length::Long)),
        ("z", Some(Length::Long)),
        ("t", Some(Length::Long)),
        ("q", Some(Length::Long)),
        ("L", None),
    ] {
        if let Some(rest) = text.strip_prefix(letters) {
            return (length, rest);
        }
    }
    (Some(Length::Int), text)
}

fn convert(layout: Layout, length: Option<Length>, conversion: char, value: CValue<'_>) -> Option<String> {
    match (conversion, value) {
        ('d' | 'i', CValue::Int(_) | CValue::LongLong(_)) => Some(signed(layout, as_signed(length?, value)?)),
        ('u' | 'o' | 'x' | 'X', CValue::Int(_) | CValue::LongLong(_)) => {
            Some(unsigned(layout, conversion, as_unsigned(length?, value)?))
        }
        ('c', CValue::Int(code)) if length == Some(Length::Int) => {
            Some(pad(layout, false, "", &char::from(code as u8).to_string()))
        }
        ('f' | 'F' | 'e' | 'E' | 'g' | 'G', CValue::Double(number)) if length.is_some() => {
            Some(double(layout, conversion, number))
        }
        ('s', CValue::Text(text)) if length == Some(Length::Int) => {
            let shown: String = text.chars().take(layout.precision.unwrap_or(usize::MAX)).collect();
            Some(pad(layout, false, "", &shown))
        }
        _ => None,
    }
}

fn as_signed(length: Length, value: CValue<'_>) -> Option<i64> {
    let bits = match value {
        CValue::Int(bits) => i64::from(bits),
        CValue::LongLong(bits) => bits,
        CValue::Double(_) | CValue::Text(_) => return None,
    };
    Some(match length {
        Length::Char => i64::from(bits as i8),
        Length::Short => i64::from(bits as i16),
        Length::Int => i64::from(bits as i32),
        Length::Long if matches!(value, CValue::Int(_)) => return None,
        Length::Long => bits,
    })
}

fn as_unsigned(length: Length, value: CValue<'_>) -> Option<u64> {
    let bits = as_signed(length, value)? as u64;
    Some(match length {
        Length::Char => bits & 0xff,
        Length::Short => bits & 0xffff,
        Length::Int => bits & 0xffff_ffff,
        Length::Long => bits,
    })
}

fn signed(layout: Layout, number: i64) -> String {
    integer(layout, sign(layout, number < 0), &number.unsigned_abs().to_string(), number == 0)
}

fn unsigned(layout: Layout, conversion: char, number: u64) -> String {
    let digits = match conversion {
        'o' if layout.alternate && number != 0 => format!("0{number:o}"),
        'o' => format!("{number:o}"),
        'x' => format!("{number:x}"),
        'X' => format!("{number:X}"),
        _ => number.to_string(),
    };
    let prefix = match conversion {
        'x' if layout.alternate && number != 0 => "0x",
        'X' if layout.alternate && number != 0 => "0X",
        _ => "",
    };
    let keep_zero = conversion == 'o' && layout.alternate;
    integer(layout, prefix, &digits, number == 0 && !keep_zero)
}

fn integer(layout: Layout, prefix: &str, digits: &str, is_zero: bool) -> String {
    let Some(precision) = layout.precision else { return pad(layout, layout.zero, prefix, digits) };
    let digits = if is_zero && precision == 0 { "" } else { digits };
    let zeros = precision.saturating_sub(digits.len()).min(LONGEST_PADDING);
    pad(layout, false, prefix, &format!("{}{digits}", "0".repeat(zeros)))
}

fn double(layout: Layout, conversion: char, number: f64) -> String {
    let precision = layout.precision.unwrap_or(6).min(LONGEST_PADDING);
    let digits = match conversion {
        _ if number.is_nan() => String::from("nan"),
        _ if number.is_infinite() => String::from("inf"),
        'f' | 'F' => float::fixed(number.abs(), precision, layout.alternate),
        'e' | 'E' => float::scientific(number.abs(), precision, layout.alternate),
        _ => float::general(number.abs(), precision, layout.alternate),
    };
    let digits = if conversion.is_ascii_uppercase() { digits.to_ascii_uppercase() } else { digits };
    pad(layout, layout.zero && number.is_finite(), sign(layout, number.is_sign_negative()), &digits)
}

fn sign(layout: Layout, negative: bool) -> &'static str {
    match (negative, layout.plus, layout.space) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

fn pad(layout: Layout, zeros: bool, prefix: &str, digits: &str) -> String {
    let length = prefix.len() + digits.chars().count();
    let padding = layout.width.saturating_sub(length).min(LONGEST_PADDING);
    match (layout.left, zeros) {
        (true, _) => format!("{prefix}{digits}{}", " ".repeat(padding)),
        (false, true) => format!("{prefix}{}{digits}", "0".repeat(padding)),
        (false, false) => format!("{}{prefix}{digits}", " ".repeat(padding)),
    }
}
