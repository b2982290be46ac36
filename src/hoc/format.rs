//! Text from templates such as `"%-5.10f %s"`: `printf`, `sprint`, `fprint`, and how hoc prints a number.
//!
//! hoc cuts the template after each of its own conversions (`d o x c f e g s %`), and gives every piece with one
//! argument to C. So `%i` and `%G` are no conversions of hoc's, but in `dend%i.dat` the `d` ends the piece and C sees
//! the `%i`; and a piece after the first is cut at 100 characters. Both are kept.

mod directive;
mod float;

use thiserror::Error;

use directive::{CValue, print_piece};
pub use float::print_number;

/// A value to be put into a template.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FormatArgument<'a> {
    /// A number.
    Number(f64),
    /// A string, or the name of an object.
    Text(&'a str),
}

/// Why a template cannot be filled. Arguments count from 1, after the template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormatError {
    /// The template asks for more than there is.
    #[error("the format `{conversion}` has no argument: {given} given")]
    MissingArgument {
        /// The conversion that needs it.
        conversion: String,
        /// How many arguments there are.
        given: usize,
    },
    /// A number was given to `%s`.
    #[error("the format `{conversion}` needs a string, argument {argument} is a number")]
    TextExpected {
        /// The conversion that needs it.
        conversion: String,
        /// Which argument.
        argument: usize,
    },
    /// A string was given to `%g` or its like.
    #[error("the format `{conversion}` needs a number, argument {argument} is a string")]
    NumberExpected {
        /// The conversion that needs it.
        conversion: String,
        /// Which argument.
        argument: usize,
    },
    /// What NEURON prints then depends on what lies in memory.
    #[error("the format `{conversion}` has no defined result")]
    Undefined {
        /// From the `%` to where hoc takes an argument.
        conversion: String,
    },
}

/// Fills a template as hoc's `sprint` does. Arguments that the template does not ask for are left out.
///
/// # Errors
/// When an argument is missing or of the wrong kind, or C leaves the result undefined.
pub fn format_c(template: &str, arguments: &[FormatArgument<'_>]) -> Result<String, FormatError> {
    let mut printer = Printer { arguments, used: 0, output: String::new(), room: FIRST_ROOM };
    let mut piece = String::new();
    let mut in_conversion = false;
    let mut longs = 0;
    for character in template.chars() {
        piece.push(character);
        if !in_conversion {
            in_conversion = character == '%';
            if !in_conversion && piece.len() > LONGEST_LITERAL {
                printer.literal(&std::mem::take(&mut piece));
            }
            continue;
        }
        match character {
            'l' => longs += 1,
            'd' | 'o' | 'x' | 'c' | 'f' | 'e' | 'g' | 's' => {
                printer.convert(&std::mem::take(&mut piece), character, longs)?;
                (in_conversion, longs) = (false, 0);
            }
            '%' => {
                piece.pop();
                printer.put(&std::mem::take(&mut piece));
                (in_conversion, longs) = (false, 0);
            }
            _ => {}
        }
    }
    printer.put(&piece);
    Ok(printer.output)
}

const FIRST_ROOM: usize = 512;
const LATER_ROOM: usize = 100;
const LONGEST_LITERAL: usize = 100;

struct Printer<'a> {
    arguments: &'a [FormatArgument<'a>],
    used: usize,
    output: String,
    /// Characters that the next piece may have.
    room: usize,
}

impl<'a> Printer<'a> {
    fn convert(&mut self, piece: &str, conversion: char, longs: usize) -> Result<(), FormatError> {
        let integer = matches!(conversion, 'd' | 'o' | 'x');
        let value = match (self.next(piece)?, conversion) {
            (FormatArgument::Text(text), 's') => {
                self.room = text.len() + LATER_ROOM;
                CValue::Text(text)
            }
            (FormatArgument::Number(_), 's') => return Err(self.text_expected(piece)),
            (FormatArgument::Text(_), _) => return Err(self.number_expected(piece)),
            (FormatArgument::Number(number), 'c') => CValue::Int(i32::from(to_int(number) as i8)),
            (FormatArgument::Number(number), _) if integer && longs > 0 => CValue::LongLong(to_long_long(number)),
            (FormatArgument::Number(number), _) if integer => CValue::Int(to_int(number)),
            (FormatArgument::Number(number), _) => CValue::Double(number),
        };
        let text =
            if integer && longs == 1 { print_piece(&double_the_l(piece), value) } else { print_piece(piece, value) };
        self.put(&text.ok_or_else(|| FormatError::Undefined { conversion: conversion_of(piece) })?);
        Ok(())
    }

    fn next(&mut self, piece: &str) -> Result<FormatArgument<'a>, FormatError> {
        let argument = self.arguments.get(self.used).copied();
        self.used += 1;
        argument.ok_or_else(|| FormatError::MissingArgument {
            conversion: conversion_of(piece),
            given: self.arguments.len(),
        })
    }

    fn literal(&mut self, piece: &str) {
        self.room = piece.len();
        self.put(piece);
    }

    fn put(&mut self, text: &str) {
        let end = text.char_indices().nth(self.room).map_or(text.len(), |(end, _)| end);
        let shown = text.get(..end).unwrap_or(text);
        self.output.push_str(shown.split('\0').next().unwrap_or(shown));
        self.room = LATER_ROOM;
    }

    fn text_expected(&self, piece: &str) -> FormatError {
        FormatError::TextExpected { conversion: conversion_of(piece), argument: self.used }
    }

    fn number_expected(&self, piece: &str) -> FormatError {
        FormatError::NumberExpected { conversion: conversion_of(piece), argument: self.used }
    }
}

fn conversion_of(piece: &str) -> String {
    piece.find('%').and_then(|at| piece.get(at..)).unwrap_or(piece).to_owned()
}

/// `%ld` becomes `%lld`: the argument is passed with 64 bits.
fn double_the_l(piece: &str) -> String {
    let mut doubled = piece.to_owned();
    let conversion = doubled.pop();
    doubled.push('l');
    doubled.extend(conversion);
    doubled
}

/// A C cast on x86: what does not fit becomes the smallest integer.
fn to_int(number: f64) -> i32 {
    let truncated = number.trunc();
    if truncated >= f64::from(i32::MIN) && truncated <= f64::from(i32::MAX) { truncated as i32 } else { i32::MIN }
}

fn to_long_long(number: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) { number as i64 } else { i64::MIN }
}

#[cfg(test)]
mod tests;
