//! A format of `sscanf` as a list of directives.

use std::iter::Peekable;
use std::str::Chars;

use super::ScanError;
use super::input::is_blank;

/// A part of a format.
pub(super) enum Directive {
    /// White space: skips any.
    Blank,
    /// A character that must stand there.
    Literal(char),
    /// `%%`
    Percent,
    Conversion(Conversion),
}

pub(super) struct Conversion {
    /// `%*d`: read, not assigned.
    pub(super) suppressed: bool,
    pub(super) width: Option<usize>,
    /// `%ld`, `%lf`
    pub(super) long: bool,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    /// Base 0 is `%i`: 10, or 8 and 16 by prefix.
    Integer {
        base: u32,
        signed: bool,
    },
    Float,
    Character,
    Word,
    Set(Set),
}

/// `[a-z]`, `[^0-9]`
pub(super) struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Set {
    pub(super) fn contains(&self, character: char) -> bool {
        self.ranges.iter().any(|&(first, last)| (first..=last).contains(&character)) != self.negated
    }
}

impl Directive {
    /// The conversion, when its value goes to an argument.
    pub(super) fn stored(&self) -> Option<&Conversion> {
        match self {
            Self::Conversion(conversion) if !conversion.suppressed => Some(conversion),
            Self::Conversion(_) | Self::Blank | Self::Literal(_) | Self::Percent => None,
        }
    }
}

/// The directives of a format.
pub(super) fn parse(format: &str) -> Result<Vec<Directive>, ScanError> {
    let mut rest = format.chars().peekable();
    let mut directives = vec![];
    while let Some(character) = rest.next() {
        directives.push(match character {
            '%' => conversion(&mut rest).map_err(|flaw| flaw.in_format(format))?,
            blank if is_blank(blank) => Directive::Blank,
            literal => Directive::Literal(literal),
        });
    }
    Ok(directives)
}

enum Flaw {
    Incomplete,
    Unknown(String),
}

impl Flaw {
    fn in_format(self, format: &str) -> ScanError {
        let format = format.to_owned();
        match self {
            Self::Incomplete => ScanError::Incomplete { format },
            Self::Unknown(conversion) => ScanError::Unknown { conversion, format },
        }
    }
}

fn conversion(rest: &mut Peekable<Chars<'_>>) -> Result<Directive, Flaw> {
    let start = rest.clone();
    let suppressed = rest.next_if_eq(&'*').is_some();
    let width = width(rest);
    let long = rest.next_if_eq(&'l').is_some();
    let letter = rest.next().ok_or(Flaw::Incomplete)?;
    let kind = match letter {
        '%' => return Ok(Directive::Percent),
        'd' => Kind::Integer { base: 10, signed: true },
        'i' => Kind::Integer { base: 0, signed: true },
        'o' => Kind::Integer { base: 8, signed: false },
        'u' => Kind::Integer { base: 10, signed: false },
        'x' => Kind::Integer { base: 16, signed: false },
        'e' | 'f' | 'g' => Kind::Float,
        'c' if !long && (width.is_none() || suppressed) => Kind::Character,
        's' if !long => Kind::Word,
        '[' if !long => Kind::Set(set(rest)?),
        _ => {
            let text = start.take_while(|&character| character != letter).chain([letter]).collect::<String>();
            return Err(Flaw::Unknown(format!("%{text}")));
        }
    };
    Ok(Directive::Conversion(Conversion { suppressed, width, long, kind }))
}

fn width(rest: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut width = None;
    while let Some(digit) = rest.peek().and_then(|character| character.to_digit(10)) {
        rest.next();
        width = Some(width.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit as usize));
    }
    width.filter(|&width| width > 0)
}

fn set(rest: &mut Peekable<Chars<'_>>) -> Result<Set, Flaw> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut members = vec![];
    loop {
        match rest.next().ok_or(Flaw::Incomplete)? {
            ']' if !members.is_empty() => break,
            member => members.push(member),
        }
    }
    Ok(Set { negated, ranges: ranges(&members) })
}

fn ranges(members: &[char]) -> Vec<(char, char)> {
    let mut ranges = vec![];
    let mut rest = members;
    while let [first, after @ ..] = rest {
        match after {
            ['-', last, after @ ..] if first <= last => {
                ranges.push((*first, *last));
                rest = after;
            }
            _ => {
                ranges.push((*first, *first));
                rest = after;
            }
        }
    }
    ranges
}
