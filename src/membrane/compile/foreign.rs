//! C code in `VERBATIM`: which variables it may write, and whether it returns.
//!
//! Most of it is harmless to the membrane: a `return`, declarations, printing, random streams, checks. What it may write
//! has no value afterwards; only when such a variable decides a current or a rate is the mechanism refused.

use std::collections::BTreeSet;

use super::Compiler;
use crate::membrane::program::{Code, Place, Statement, StatementKind};
use crate::nmodl::ast::{ModFile, StatementKind as Tree, Text};
use crate::nmodl::walk;

impl Compiler<'_> {
    /// Notes the variables that C code anywhere in the file may write.
    pub(super) fn watch_foreign_code(&mut self, mod_file: &ModFile) {
        let mut written = vec![];
        walk::statements(mod_file, &mut |statement, _| {
            if let Tree::Verbatim(text) = &statement.kind {
                written.extend(writes(&text.text));
            }
        });
        for place in self.places_of(&written) {
            if let Place::Memory(slot) = place {
                self.watched.insert(slot);
                self.foreign.insert(slot);
            }
        }
    }

    pub(super) fn foreign(&self, text: &Text) -> Code {
        let (code, span) = (strip(&text.text), text.span);
        let mut statements = vec![];
        let mut places = self.places_of(&writes(&text.text));
        let returned = last_return(&code);
        if returned.is_some_and(|value| !value.is_empty() && value.parse::<f64>().is_err()) && self.result.is_some() {
            places.push(Place::Local(0));
        }
        if !places.is_empty() {
            statements.push(Statement { kind: StatementKind::Foreign(places), span });
        }
        if returned.is_some() {
            statements.push(Statement { kind: StatementKind::Return, span });
        }
        statements
    }
}

/// C code without comments and texts.
fn strip(code: &str) -> String {
    let mut plain = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let end = match letter {
            '/' if rest.starts_with("/*") => rest.get(2..).and_then(|inner| inner.find("*/")).map(|end| end + 4),
            '/' if rest.starts_with("//") => Some(rest.find('\n').unwrap_or(rest.len())),
            '"' => rest.get(1..).and_then(|inner| inner.find('"')).map(|end| end + 2),
            '#' => Some(rest.find('\n').unwrap_or(rest.len())),
            _ => {
                plain.push(letter);
                Some(letter.len_utf8())
            }
        };
        rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
    }
    plain
}

/// What a `return` at the end of the code, outside of braces, gives.
fn last_return(code: &str) -> Option<&str> {
    let statement = code.trim().trim_end_matches(';').rsplit([';', '}']).next()?.trim();
    let value = statement.strip_prefix("return")?;
    let is_word = value.chars().next().is_none_or(|letter| !letter.is_ascii_alphanumeric() && letter != '_');
    is_word.then(|| value.trim_matches(|letter: char| letter.is_whitespace() || letter == '(' || letter == ')'))
}

/// Names that the code assigns to, changes, or takes the address of.
fn writes(code: &str) -> Vec<String> {
    let code = strip(code);
    let mut names = BTreeSet::new();
    for (start, name) in words(&code) {
        let before = code.get(..start).unwrap_or_default().trim_end();
        let after = code.get(start + name.len()..).unwrap_or_default();
        let after = behind_index(after.trim_start()).trim_start();
        let is_address = before.ends_with('&') && !before.ends_with("&&");
        let is_changed = before.ends_with("++") || before.ends_with("--");
        if is_address || is_changed || (is_assignment(after) && !takes_from_ion(name, after)) {
            names.insert(name.to_owned());
        }
    }
    names.into_iter().collect()
}

/// `cai = _ion_cai`: what NEURON has put there already.
fn takes_from_ion(name: &str, after: &str) -> bool {
    let value = after.trim_start_matches('=').trim_start().strip_prefix("_ion_");
    value.and_then(|value| value.strip_prefix(name)).is_some_and(|rest| rest.trim_start().starts_with(';'))
}

fn is_assignment(after: &str) -> bool {
    let is_plain = after.starts_with('=') && !after.starts_with("==");
    is_plain || ["+=", "-=", "*=", "/=", "++", "--"].iter().any(|operator| after.starts_with(operator))
}

/// What follows `[..]`.
fn behind_index(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('[') else { return text };
    inner.split_once(']').map_or(text, |(_, rest)| rest)
}

/// The names in the code, with the bytes at which they start.
fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_inner = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let starts = code.char_indices().filter(move |&(at, letter)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        (letter.is_ascii_alphabetic() || letter == '_') && !before.is_some_and(is_inner)
    });
    starts.filter_map(move |(at, _)| {
        let rest = code.get(at..)?;
        Some((at, rest.split(move |letter| !is_inner(letter)).next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_code_writes() {
        assert_eq!(writes("m = 1; if (a == b) { n += 2; }"), ["m", "n"]);
        assert_eq!(writes("x[3] = 1; ++y; z--; f(&w, v); a && b; /* c = 1 */ \"d = 2\""), ["w", "x", "y", "z"]);
        assert_eq!(writes("_lalpha = exp(v);"), ["_lalpha"]);
        assert_eq!(writes("cai = _ion_cai; cao = _ion_cai;"), ["cao"], "NEURON has put it there");
        assert_eq!(writes("#include <stdlib.h>\nextern double nrn_random_pick(void* r);\nreturn 0;"), [""; 0]);
    }

    #[test]
    fn how_code_returns() {
        assert_eq!(last_return("\n\treturn 0;\n"), Some("0"));
        assert_eq!(last_return("return;"), Some(""));
        assert_eq!(last_return("x = 1;\nreturn(x);"), Some("x"));
        assert_eq!(last_return("returned = 2;"), None);
        assert_eq!(last_return("printf();"), None);
    }
}
