//! Reading text by a format: `sscanf(text, "%[^[][%d]", name, &index)`, with C's rules and hoc's choice of conversions.
//!
//! hoc refuses what C would take (`%hd`, `%5c`, `%n`), and `%f` without an `l` is read in single precision.

mod format;
mod free;
mod input;
mod number;

use thiserror::Error;

pub use free::{next_line, next_number, next_word};

use format::{Conversion, Directive, Kind};
use input::Input;

/// What an argument of `sscanf` can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanTarget {
    /// `&x`
    Number,
    /// A strdef.
    Text,
}

/// A value that was read.
#[derive(Debug, Clone, PartialEq)]
pub enum ScanValue {
    /// For a [`ScanTarget::Number`].
    Number(f64),
    /// For a [`ScanTarget::Text`].
    Text(String),
}

/// What `sscanf` returns and assigns.
#[derive(Debug, Clone, PartialEq)]
pub struct Scanned {
    /// How many values were read; -1 when the text ended before the first.
    pub count: i32,
    /// The values, for the first arguments in turn.
    pub values: Vec<ScanValue>,
}

/// Why a format is refused. Arguments count from 1, after text and format.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScanError {
    /// The format ends inside a conversion.
    #[error("the format `{format}` ends inside a conversion")]
    Incomplete {
        /// The format.
        format: String,
    },
    /// A conversion that hoc does not have.
    #[error("the conversion `{conversion}` in the format `{format}` is not one of hoc's")]
    Unknown {
        /// From the `%` on.
        conversion: String,
        /// The format.
        format: String,
    },
    /// More conversions than arguments.
    #[error("the format `{format}` has no argument {argument}")]
    MissingArgument {
        /// The format.
        format: String,
        /// Which argument.
        argument: usize,
    },
    /// A pointer where a strdef is needed.
    #[error("the format `{format}` needs a strdef as argument {argument}")]
    TextExpected {
        /// The format.
        format: String,
        /// Which argument.
        argument: usize,
    },
    /// A strdef where a pointer is needed.
    #[error("the format `{format}` needs a pointer to a number as argument {argument}")]
    NumberExpected {
        /// The format.
        format: String,
        /// Which argument.
        argument: usize,
    },
    /// hoc takes no more than twelve.
    #[error("the format `{format}` has more than 12 conversions")]
    TooMany {
        /// The format.
        format: String,
    },
}

/// Reads `text` by `format` as hoc's `sscanf` does.
///
/// # Errors
/// When hoc refuses the format, or it does not go with the arguments.
pub fn scan_c(text: &str, format: &str, targets: &[ScanTarget]) -> Result<Scanned, ScanError> {
    let directives = format::parse(format)?;
    check(format, &directives, targets)?;
    let mut input = Input::new(text);
    let mut values = vec![];
    for directive in &directives {
        match follow(&mut input, directive) {
            Ok(None) => {}
            Ok(Some(value)) => values.push(value),
            Err(Stop::InputEnds) if values.is_empty() => return Ok(Scanned { count: -1, values }),
            Err(Stop::InputEnds | Stop::Mismatch) => break,
        }
    }
    Ok(Scanned { count: i32::try_from(values.len()).unwrap_or(i32::MAX), values })
}

/// Why no more is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Mismatch,
    InputEnds,
}

fn check(format: &str, directives: &[Directive], targets: &[ScanTarget]) -> Result<(), ScanError> {
    let format = || format.to_owned();
    let stored = directives.iter().filter_map(Directive::stored);
    let mut count = 0;
    for (index, conversion) in stored.enumerate() {
        count = index + 1;
        let is_text = matches!(conversion.kind, Kind::Word | Kind::Set(_));
        match targets.get(index) {
            None => return Err(ScanError::MissingArgument { format: format(), argument: count }),
            Some(ScanTarget::Number) if is_text => {
                return Err(ScanError::TextExpected { format: format(), argument: count });
            }
            Some(ScanTarget::Text) if !is_text => {
                return Err(ScanError::NumberExpected { format: format(), argument: count });
            }
            Some(ScanTarget::Number | ScanTarget::Text) => {}
        }
    }
    if count > 12 { Err(ScanError::TooMany { format: format() }) } else { Ok(()) }
}

fn follow(input: &mut Input<'_>, directive: &Directive) -> Result<Option<ScanValue>, Stop> {
    match directive {
        Directive::Blank => {
            input.skip_blanks();
            Ok(None)
        }
        Directive::Literal(literal) => input.literal(*literal).map(|()| None),
        Directive::Percent => {
            input.skip_blanks();
            input.literal('%').map(|()| None)
        }
        Directive::Conversion(conversion) => {
            let value = convert(input, conversion)?;
            Ok((!conversion.suppressed).then_some(value))
        }
    }
}

fn convert(input: &mut Input<'_>, conversion: &Conversion) -> Result<ScanValue, Stop> {
    if !matches!(conversion.kind, Kind::Character | Kind::Set(_)) {
        input.skip_blanks();
    }
    if input.is_at_end() {
        return Err(Stop::InputEnds);
    }
    let width = conversion.width.unwrap_or(usize::MAX);
    Ok(match &conversion.kind {
        Kind::Integer { base, signed } => {
            let bits = number::integer(input, width, *base, *signed).ok_or(Stop::Mismatch)?;
            ScanValue::Number(if conversion.long { bits as f64 } else { f64::from(bits as i32) })
        }
        Kind::Float => ScanValue::Number(number::float(input, width, conversion.long).ok_or(Stop::Mismatch)?),
        Kind::Character => ScanValue::Number(characters(input, conversion.width.unwrap_or(1))?),
        Kind::Word => ScanValue::Text(input.take_while(width, |character| !input::is_blank(character))),
        Kind::Set(set) => {
            let text = input.take_while(width, |character| set.contains(character));
            if text.is_empty() {
                return Err(Stop::Mismatch);
            }
            ScanValue::Text(text)
        }
    })
}

/// The code of the first of `count` characters, as a signed C `char`.
fn characters(input: &mut Input<'_>, count: usize) -> Result<f64, Stop> {
    let taken = input.take_while(count.max(1), |_| true);
    let first = taken.chars().next().ok_or(Stop::InputEnds)?;
    Ok(f64::from((first as u32 as u8).cast_signed()))
}

#[cfg(test)]
mod tests;
