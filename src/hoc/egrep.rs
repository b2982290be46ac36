//! The regular expressions of `StringFunctions.head` and `tail`: POSIX extended ones, the longest of the leftmost.

use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

use regex::Regex;

/// Where the pattern first matches in the first line of the text; none also for what is no pattern, as in NEURON.
#[must_use]
pub fn find(pattern: &str, text: &str) -> Option<Range<usize>> {
    let line = text.lines().next().unwrap_or("");
    let translated = translate(pattern)?;
    let found = Regex::new(&translated).ok()?.find(line)?.range();
    if !translated.contains('|') || translated.contains('$') {
        return Some(found);
    }
    let whole = Regex::new(&format!("^(?:{translated})$")).ok()?;
    let ends = (found.end..=line.len()).rev();
    let longest = ends.into_iter().find(|&end| line.get(found.start..end).is_some_and(|part| whole.is_match(part)));
    Some(found.start..longest.unwrap_or(found.end))
}

/// The pattern in the syntax of the `regex` crate; a newline separates alternatives.
fn translate(pattern: &str) -> Option<String> {
    let mut rest = pattern.chars().peekable();
    let mut translated = String::with_capacity(pattern.len() + 8);
    while let Some(character) = rest.next() {
        match character {
            '\\' => push_literal(&mut translated, rest.next().filter(|escaped| "^$.[\\()*+?{|".contains(*escaped))?),
            '[' => translated.push_str(&bracket(&mut rest)?),
            '\n' => translated.push('|'),
            '.' | '*' | '+' | '?' | '(' | ')' | '|' | '^' | '$' | '{' | '}' => translated.push(character),
            other => push_literal(&mut translated, other),
        }
    }
    Some(translated)
}

fn bracket(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut class = String::from(if rest.next_if_eq(&'^').is_some() { "[^" } else { "[" });
    let mut is_first = true;
    loop {
        match rest.next()? {
            ']' if !is_first => break,
            '[' if rest.peek() == Some(&':') => class.push_str(&named_class(rest)?),
            '-' if !is_first && rest.peek() != Some(&']') => class.push('-'),
            member => push_literal(&mut class, member),
        }
        is_first = false;
    }
    class.push(']');
    Some(class)
}

fn named_class(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut name = String::from("[");
    while !name.ends_with(":]") || name.len() < 4 {
        name.push(rest.next()?);
    }
    Some(name)
}

fn push_literal(translated: &mut String, character: char) {
    if character.is_ascii_punctuation() && !matches!(character, '_' | '<' | '>') {
        translated.push('\\');
    }
    translated.push(character);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pattern, text, and where `head` and `tail` of NEURON 9.0.2 found it.
    #[test]
    fn patterns_are_found_where_neuron_finds_them() {
        for (pattern, text, expected) in [
            ("\\[", "dend[3]", Some(4..5)),
            ("[", "dend[3]", None),
            ("[.]", "Cell[0].dend", Some(7..8)),
            ("[0-9]+", "Cell[12].dend[3]", Some(5..7)),
            ("a|ab", "xab", Some(1..3)),
            ("(a|ab)(c|bcd)", "abcd", Some(0..4)),
            ("end", "dend", Some(1..4)),
            ("^end", "dend", None),
            ("d$", "dend", Some(3..4)),
            ("[]x]", "a]", Some(1..2)),
            ("[[:digit:]]", "ab7", Some(2..3)),
            ("\\d", "7d", None),
            ("\\]", "ab]", None),
            ("\\$", "ab$", Some(2..3)),
            ("b", "a\nb", None),
            ("x*", "abc", Some(0..0)),
            ("(", "abc", None),
            ("a{2}", "baaa", Some(1..3)),
            (" ", "a b c", Some(1..2)),
            ("_", "ca_ion", Some(2..3)),
        ] {
            assert_eq!(find(pattern, text), expected, "`{pattern}` in `{text}`");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_pattern_panics(pattern in ".{0,20}", text in ".{0,20}") {
            let _ = find(&pattern, &text);
        }
    }
}
