//! The text of a unit, read as NEURON reads it: a number, then names with powers.
//!
//! ```text
//! mA/cm2           -  space  tab    stand between names
//! 1.6-19 coul      the exponent of a number has a sign and no `e`;  1|60 is a fraction
//! mM/mA-ms         everything after the first `/` is below it:  mM / (mA ms)
//! cm2  /sec        one digit after a name is its power; all other digits are skipped: `cm-2` is `cm`
//! ```

/// A unit's text in its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitText<'a> {
    /// The number before the names; 1 where there is none, and where it is 0.
    pub factor: f64,
    /// The names in their order.
    pub terms: Vec<Term<'a>>,
}

/// `cm2` of `mA/cm2`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term<'a> {
    /// The name.
    pub name: &'a str,
    /// Its power, 1 to 9.
    pub power: i32,
    /// It stands after a `/`.
    pub below: bool,
}

/// The parts of a unit's text. Every text has some; whether the names are known is another question.
#[must_use]
pub fn unit_text(text: &str) -> UnitText<'_> {
    let (factor, names) = number(text);
    let mut terms = vec![];
    let (mut below, mut rest) = (false, names);
    while let Some(at) = rest.find(is_separator) {
        let (name, tail) = rest.split_at(at);
        let mut separators = tail.chars();
        let separator = separators.next().unwrap_or(' ');
        if !name.is_empty() {
            terms.push(Term { name, power: power_of(separator), below });
        }
        below |= separator == '/';
        rest = separators.as_str();
    }
    if !rest.is_empty() {
        terms.push(Term { name: rest, power: 1, below });
    }
    UnitText { factor: if factor == 0.0 { 1.0 } else { factor }, terms }
}

/// `2` of `cm2`; other characters end a name of power 1.
fn power_of(separator: char) -> i32 {
    separator.to_digit(10).and_then(|digit| i32::try_from(digit).ok()).unwrap_or(1)
}

fn is_separator(character: char) -> bool {
    matches!(character, '1'..='9' | '-' | '/' | ' ' | '\t' | '\n')
}

/// The number at the start, and what follows it.
fn number(text: &str) -> (f64, &str) {
    let text = text.trim_start_matches([' ', '\t']);
    let (mantissa, rest) = split_while(text, |character| character.is_ascii_digit() || character == '.');
    let (exponent, rest) = match rest.strip_prefix(['+', '-']) {
        Some(digits) => {
            let length = 1 + split_while(digits, |character| character.is_ascii_digit()).0.len();
            rest.split_at(length)
        }
        None => ("", rest),
    };
    let value = value(mantissa, exponent);
    match rest.strip_prefix('|') {
        Some(below) => {
            let (divisor, rest) = number(below);
            (value / divisor, rest)
        }
        None => (value, rest),
    }
}

fn split_while(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|character| !is_part(character)).unwrap_or(text.len()))
}

/// As much of the number as makes sense: `1.2.3` is 1.2.
fn value(mantissa: &str, exponent: &str) -> f64 {
    match mantissa.match_indices('.').nth(1) {
        Some((second_point, _)) => mantissa.get(..second_point).and_then(|text| text.parse().ok()).unwrap_or(0.0),
        None if exponent.len() > 1 => format!("{mantissa}e{exponent}").parse().unwrap_or(0.0),
        None => mantissa.parse().unwrap_or(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (f64, Vec<String>) {
        let UnitText { factor, terms } = unit_text(text);
        let shown = |Term { name, power, below }: &Term<'_>| format!("{}{name}{power}", if *below { "/" } else { "" });
        (factor, terms.iter().map(shown).collect())
    }

    fn check(text: &str, factor: f64, terms: &[&str]) {
        assert_eq!(read(text), (factor, terms.iter().map(|&term| term.to_owned()).collect()), "{text}");
    }

    #[test]
    fn names_have_powers_and_sides() {
        check("mA/cm2", 1.0, &["mA1", "/cm2"]);
        check("/ms", 1.0, &["/ms1"]);
        check("1/liter", 1.0, &["/liter1"]);
        check("mM/mA-ms", 1.0, &["mM1", "/mA1", "/ms1"]);
        check("k-mole", 1.0, &["k1", "mole1"]);
        check("m2 kg/sec/ms", 1.0, &["m2", "kg1", "/sec1", "/ms1"]);
        check("", 1.0, &[]);
        check("1", 1.0, &[]);
    }

    #[test]
    fn numbers_stand_in_front() {
        check("10000 coulomb", 10_000.0, &["coulomb1"]);
        check("1.602-19 coul", 1.602e-19, &["coul1"]);
        check("2.99+8m/sec", 2.99e8, &["m1", "/sec1"]);
        check("  .5 / pi", 0.5, &["/pi1"]);
        check("1|60 degree", 1.0 / 60.0, &["degree1"]);
        check("1-6|4 pi-in2", 2.5e-7, &["pi1", "in2"]);
        check("0 volt", 1.0, &["volt1"]);
    }

    #[test]
    fn odd_texts_mean_what_neuron_makes_of_them() {
        // The electron's charge, and digits of no meaning.
        check("1e-6 mho", 1.0, &["e1", "mho1"]);
        check("cm-2", 1.0, &["cm1"]);
        check("m10", 1.0, &["m1", "01"]);
        check("1.2.3 m", 1.2, &["m1"]);
        check("-3 m", 1.0, &["m1"]);
        check("5- m", 5.0, &["m1"]);
        check("ms1", 1.0, &["ms1"]);
        check("µm", 1.0, &["µm1"]);
    }
}
