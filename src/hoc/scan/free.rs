//! Numbers and words from a text with other words between: `fscan()`, `File.scanvar()`, `File.scanstr()`.

use super::input::{Input, is_blank};
use super::number;

/// Longer words are cut.
const LONGEST_WORD: usize = 255;

/// The first word that begins with a number, after `offset`, and where the text goes on: at the next word.
///
/// Words that begin with `i` or `n` are passed over: they would be read as infinity or no number.
#[must_use]
pub fn next_number(text: &str, offset: usize) -> Option<(f64, usize)> {
    let mut offset = offset;
    loop {
        let (word, end) = next_word(text, offset)?;
        offset = end;
        if word.starts_with(['i', 'n', 'I', 'N']) {
            continue;
        }
        if let Some(found) = number::float(&mut Input::new(word), usize::MAX, true) {
            let rest = text.get(end..).unwrap_or("");
            return Some((found, text.len() - rest.trim_start_matches(is_blank).len()));
        }
    }
}

/// The next word after `offset`, and where it ends.
#[must_use]
pub fn next_word(text: &str, offset: usize) -> Option<(&str, usize)> {
    let rest = text.get(offset..)?.trim_start_matches(is_blank);
    let start = text.len() - rest.len();
    let length = rest.find(is_blank).unwrap_or(rest.len());
    let whole = rest.get(..length)?;
    let cut = if length <= LONGEST_WORD { length } else { cut(whole) };
    let word = rest.get(..cut)?;
    (!word.is_empty()).then_some((word, start + cut))
}

fn cut(word: &str) -> usize {
    word.char_indices().nth(LONGEST_WORD).map_or(word.len(), |(at, _)| at)
}

/// The line at `offset` with its newline, which the last line gets too, and where the next one starts.
#[must_use]
pub fn next_line(text: &str, offset: usize) -> Option<(String, usize)> {
    let line = text.get(offset..)?.split_inclusive('\n').next()?;
    Some((format!("{}\n", line.trim_end_matches('\n')), offset + line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<f64> {
        let mut offset = 0;
        std::iter::from_fn(|| {
            let (number, next) = next_number(text, offset)?;
            offset = next;
            Some(number)
        })
        .collect()
    }

    #[test]
    fn labels_between_numbers_are_passed_over() {
        assert_eq!(
            numbers("SOMA COORDINATES 3\n1.5 -2e1,7 nan inf 0x10 12um x9 .5"),
            [3.0, 1.5, -20.0, 16.0, 12.0, 0.5]
        );
        assert_eq!(numbers("none at all"), [0.0; 0]);
    }

    #[test]
    fn the_text_goes_on_at_the_next_word() {
        assert_eq!(next_number("3  \n\n 4", 0), Some((3.0, 6)));
        assert_eq!(next_word("  ab cd", 0), Some(("ab", 4)));
        assert_eq!(next_word("  ", 0), None);
        assert_eq!(next_line("a b\nc", 0), Some(("a b\n".into(), 4)));
        assert_eq!(next_line("a b\nc", 4), Some(("c\n".into(), 5)));
        assert_eq!(next_line("a b\nc", 5), None);
        assert_eq!(next_word("ab", 9), None);
    }
}
