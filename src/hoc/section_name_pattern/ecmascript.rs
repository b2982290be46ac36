//! ECMAScript regular expressions as C++ reads them, in the syntax of the `regex` crate.
//!
//! What differs is rewritten: escapes, character classes (where `&&`, `--` and `~~` mean nothing special).
//! Back references and lookaheads have no counterpart.

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

use super::SectionNamePatternError;

/// Why a pattern cannot be translated.
pub(super) enum TranslationError {
    Invalid(&'static str),
    Unsupported(String),
}

impl TranslationError {
    /// The error with the pattern it stands in.
    pub(super) fn about(self, pattern: &str) -> SectionNamePatternError {
        let pattern = pattern.to_owned();
        match self {
            Self::Invalid(reason) => SectionNamePatternError::Invalid { pattern, reason: reason.to_owned() },
            Self::Unsupported(construct) => SectionNamePatternError::Unsupported { pattern, construct },
        }
    }
}

/// The pattern in the syntax of the `regex` crate.
pub(super) fn translate(pattern: &str) -> Result<String, TranslationError> {
    let mut rest = pattern.chars().peekable();
    let mut translated = String::with_capacity(pattern.len() + 8);
    while let Some(character) = rest.next() {
        match character {
            '\\' => match escape(&mut rest)? {
                Escape::Literal(literal) => push_literal(&mut translated, literal),
                Escape::Class(class) => translated.extend(['\\', class]),
                Escape::Boundary(boundary) => translated.extend(['\\', boundary]),
            },
            '[' => translated.push_str(&class(&mut rest)?),
            '(' => {
                translated.push('(');
                group(&mut rest, &mut translated)?;
            }
            '{' => translated.push_str(&repetition(&mut rest)?),
            '.' | '*' | '+' | '?' | ')' | '|' | '^' | '$' => translated.push(character),
            other => push_literal(&mut translated, other),
        }
    }
    Ok(translated)
}

enum Escape {
    Literal(char),
    Class(char),
    Boundary(char),
}

fn escape(rest: &mut Peekable<Chars>) -> Result<Escape, TranslationError> {
    let Some(character) = rest.next() else { return Err(TranslationError::Invalid("it ends in a backslash")) };
    Ok(match character {
        'd' | 'D' | 's' | 'S' | 'w' | 'W' => Escape::Class(character),
        'b' | 'B' => Escape::Boundary(character),
        'f' => Escape::Literal('\u{c}'),
        'n' => Escape::Literal('\n'),
        'r' => Escape::Literal('\r'),
        't' => Escape::Literal('\t'),
        'v' => Escape::Literal('\u{b}'),
        '0' => Escape::Literal('\0'),
        'x' => Escape::Literal(code_point(rest, 2)?),
        'u' => Escape::Literal(code_point(rest, 4)?),
        '1'..='9' => return Err(TranslationError::Unsupported(format!("\\{character}"))),
        other => Escape::Literal(other),
    })
}

fn code_point(rest: &mut Peekable<Chars>, digits: usize) -> Result<char, TranslationError> {
    let text: String = rest.by_ref().take(digits).collect();
    (text.len() == digits)
        .then(|| u32::from_str_radix(&text, 16).ok().and_then(char::from_u32))
        .flatten()
        .ok_or(TranslationError::Invalid("an escape with hexadecimal digits is not complete"))
}

fn group(rest: &mut Peekable<Chars>, translated: &mut String) -> Result<(), TranslationError> {
    if rest.next_if_eq(&'?').is_none() {
        return Ok(());
    }
    match rest.next() {
        Some(':') => {
            translated.push_str("?:");
            Ok(())
        }
        Some(sign @ ('=' | '!')) => Err(TranslationError::Unsupported(format!("(?{sign}"))),
        Some(_) | None => Err(TranslationError::Invalid("`(?` is not followed by `:`, `=` or `!`")),
    }
}

fn repetition(rest: &mut Peekable<Chars>) -> Result<String, TranslationError> {
    let mut text = String::from("{");
    for character in rest.by_ref() {
        text.push(character);
        match character {
            '}' if text.starts_with("{,") || text == "{}" => break,
            '}' => return Ok(text),
            '0'..='9' | ',' => {}
            _ => break,
        }
    }
    Err(TranslationError::Invalid("`{` is not followed by a count and `}`"))
}

fn class(rest: &mut Peekable<Chars>) -> Result<String, TranslationError> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut items = String::new();
    loop {
        match class_item(rest)? {
            ClassItem::End => break,
            ClassItem::Class(class) => items.extend(['\\', class]),
            ClassItem::One(first) => match range_end(rest)? {
                None => push_literal(&mut items, first),
                Some(last) if first <= last => {
                    push_literal(&mut items, first);
                    items.push('-');
                    push_literal(&mut items, last);
                }
                Some(_) => return Err(TranslationError::Invalid("a range in `<...>` runs backwards")),
            },
        }
    }
    Ok(match (negated, items.is_empty()) {
        (true, true) => String::from("[\\s\\S]"),
        (false, true) => String::from("[^\\s\\S]"),
        (true, false) => format!("[^{items}]"),
        (false, false) => format!("[{items}]"),
    })
}

enum ClassItem {
    End,
    One(char),
    Class(char),
}

fn class_item(rest: &mut Peekable<Chars>) -> Result<ClassItem, TranslationError> {
    Ok(match rest.next() {
        None => return Err(TranslationError::Invalid("the class `<...>` is not closed")),
        Some(']') => ClassItem::End,
        Some('\\') => match escape(rest)? {
            Escape::Literal(literal) => ClassItem::One(literal),
            Escape::Class(class) => ClassItem::Class(class),
            Escape::Boundary('b') => ClassItem::One('\u{8}'),
            Escape::Boundary(other) => ClassItem::One(other),
        },
        Some(other) => ClassItem::One(other),
    })
}

fn range_end(rest: &mut Peekable<Chars>) -> Result<Option<char>, TranslationError> {
    let mut ahead = rest.clone();
    if ahead.next() != Some('-') || ahead.peek() == Some(&']') {
        return Ok(None);
    }
    match class_item(&mut ahead)? {
        ClassItem::One(last) => {
            *rest = ahead;
            Ok(Some(last))
        }
        ClassItem::Class(_) | ClassItem::End => Ok(None),
    }
}

fn push_literal(translated: &mut String, character: char) {
    if character.is_ascii_alphanumeric() || character == '_' {
        translated.push(character);
    } else if character.is_ascii() {
        let _ = write!(translated, "\\x{:02X}", character as u32);
    } else {
        translated.push(character);
    }
}
