//! Numbers as C's `scanf` takes them from a text: the longest beginning of a number is eaten, even when it stays
//! incomplete (`1e-x` gives 1 and leaves `x`).

use super::input::Input;

/// The bits of an integer, saturated to 64; `None` when there is none. Base 0 goes by the prefix.
pub(super) fn integer(input: &mut Input<'_>, width: usize, base: u32, signed: bool) -> Option<i64> {
    let mut text = Cursor::new(input, width);
    let negative = text.sign();
    let (base, prefix) = text.base(base);
    let mut magnitude = 0_u64;
    let mut digits = usize::from(prefix);
    while let Some(digit) = text.peek().and_then(|character| character.to_digit(base)) {
        text.bump();
        digits += 1;
        let next = magnitude.checked_mul(u64::from(base)).and_then(|value| value.checked_add(u64::from(digit)));
        magnitude = next.unwrap_or(u64::MAX);
    }
    if digits == 0 {
        return None;
    }
    let eaten = text.eaten;
    input.advance(eaten);
    Some(match (signed, negative) {
        (true, false) => i64::try_from(magnitude).unwrap_or(i64::MAX),
        (true, true) => 0_i64.checked_sub_unsigned(magnitude).unwrap_or(i64::MIN),
        (false, true) if magnitude < u64::MAX => magnitude.wrapping_neg().cast_signed(),
        (false, _) => magnitude.cast_signed(),
    })
}

/// A number with a point and exponent, `inf`, `nan` or hexadecimal; in single precision unless `double`.
pub(super) fn float(input: &mut Input<'_>, width: usize, double: bool) -> Option<f64> {
    let mut text = Cursor::new(input, width);
    let negative = text.sign();
    let magnitude = match text.peek()? {
        'n' | 'N' => text.word("nan").then_some(f64::NAN)?,
        'i' | 'I' => infinity(&mut text)?,
        _ => finite(&mut text, double)?,
    };
    let eaten = text.eaten;
    input.advance(eaten);
    Some(if negative { -magnitude } else { magnitude })
}

struct Cursor<'a> {
    text: &'a str,
    eaten: usize,
}

impl<'a> Cursor<'a> {
    fn new(input: &Input<'a>, width: usize) -> Self {
        let text = input.rest();
        let end = text.char_indices().nth(width).map_or(text.len(), |(at, _)| at);
        Self { text: text.get(..end).unwrap_or(text), eaten: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.eaten..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.eaten += self.peek().map_or(0, char::len_utf8);
    }

    fn bump_if(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let found = self.peek().is_some_and(wanted);
        if found {
            self.bump();
        }
        found
    }

    fn sign(&mut self) -> bool {
        let negative = self.peek() == Some('-');
        self.bump_if(|character| matches!(character, '+' | '-'));
        negative
    }

    /// The base of what follows, and whether a prefix was eaten that is a number (0) by itself.
    fn base(&mut self, base: u32) -> (u32, bool) {
        if !matches!(base, 0 | 16) || self.peek() != Some('0') {
            return (if base == 0 { 10 } else { base }, false);
        }
        self.bump();
        if self.bump_if(|character| matches!(character, 'x' | 'X')) {
            return (16, true);
        }
        (if base == 0 { 8 } else { base }, true)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.rest().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if found {
            self.eaten += word.len();
        }
        found
    }
}

/// `inf` or `infinity`, nothing between.
fn infinity(text: &mut Cursor<'_>) -> Option<f64> {
    if text.word("infinity") {
        return Some(f64::INFINITY);
    }
    let complete = text.word("inf") && !text.peek().is_some_and(|character| character.eq_ignore_ascii_case(&'i'));
    complete.then_some(f64::INFINITY)
}

fn finite(text: &mut Cursor<'_>, double: bool) -> Option<f64> {
    let hexadecimal = text.word("0x");
    let digits_start = text.eaten;
    let is_digit = |character: char| character.is_digit(if hexadecimal { 16 } else { 10 });
    let mut digits = 0;
    let mut points = 0;
    loop {
        if text.bump_if(is_digit) {
            digits += 1;
        } else if points == 0 && text.bump_if(|character| character == '.') {
            points = 1;
        } else {
            break;
        }
    }
    if digits == 0 {
        return None;
    }
    let mantissa = text.text.get(digits_start..text.eaten)?;
    let exponent = exponent(text, if hexadecimal { 'p' } else { 'e' });
    if hexadecimal {
        return Some(hexadecimal_value(mantissa, exponent, double));
    }
    // Nearly always it is a number as it stands; `1e` is not.
    let as_it_stands = text.text.get(digits_start..text.eaten)?;
    decimal(as_it_stands, double).or_else(|| decimal(&format!("{mantissa}e{exponent}"), double))
}

fn decimal(text: &str, double: bool) -> Option<f64> {
    if double { text.parse().ok() } else { text.parse::<f32>().ok().map(f64::from) }
}

/// Eats an exponent; one without digits counts as 0.
fn exponent(text: &mut Cursor<'_>, letter: char) -> i64 {
    if !text.bump_if(|character| character.eq_ignore_ascii_case(&letter)) {
        return 0;
    }
    let negative = text.sign();
    let mut magnitude = 0_i64;
    while let Some(digit) = text.peek().and_then(|character| character.to_digit(10)) {
        text.bump();
        magnitude = magnitude.saturating_mul(10).saturating_add(i64::from(digit)).min(1_000_000);
    }
    if negative { -magnitude } else { magnitude }
}

fn hexadecimal_value(mantissa: &str, exponent: i64, double: bool) -> f64 {
    let fraction_digits = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits = mantissa.chars().filter_map(|character| character.to_digit(16));
    let value = digits.fold(0.0, |value, digit| value * 16.0 + f64::from(digit));
    let fraction_bits = i64::try_from(fraction_digits).unwrap_or(i64::MAX).saturating_mul(4);
    let power = exponent.saturating_sub(fraction_bits).clamp(-2000, 2000) as i32;
    let value = value * 2_f64.powi(power / 2) * 2_f64.powi(power - power / 2);
    if double { value } else { f64::from(value as f32) }
}
