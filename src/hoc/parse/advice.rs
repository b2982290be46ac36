//! What to write instead, by the keyword of the statement in which parsing stopped.

use super::scan::{self, Piece};

/// Advice for what was found at byte `at`; none where the statement's keyword says nothing about it.
pub(super) fn advice(text: &str, at: usize, wants_name: bool) -> Option<&'static str> {
    let (piece, range) = scan::piece(text, at);
    let found = text.get(range).unwrap_or("");
    let before = text.get(..at).unwrap_or("");
    if wants_name && piece == Piece::Word && super::is_keyword(found) {
        return Some("it is a word of the language: choose another name");
    }
    of_signs(before, piece, found).or_else(|| of_keyword(text, at, found))
}

/// What two signs that do not go together were meant as.
fn of_signs(before: &str, piece: Piece, found: &str) -> Option<&'static str> {
    let follows_number = before.ends_with(|last: char| last.is_ascii_digit() || last == '.');
    Some(match found.chars().next()? {
        '.' if follows_number => "a number has one point",
        '/' if before.ends_with('*') => "comments do not nest: the first `*/` ends one",
        '&' => "`&x` is only possible as an argument",
        ';' if !before.trim_start().starts_with("for") => {
            "statements need no `;`: write one on each line, or several in braces"
        }
        '\'' => "a string stands in `\"`",
        first if !first.is_ascii() => "such characters are only possible in strings and comments",
        _ if follows_number && piece == Piece::Word => "numbers are decimal: `255`, `2.55e2`",
        _ => return None,
    })
}

fn of_keyword(text: &str, at: usize, found: &str) -> Option<&'static str> {
    let (keyword, depth) = keyword_before(text, at)?;
    Some(match keyword {
        "for" if depth <= 1 => "write `for i = 0, 2 ..`, `for (i = 0; i < 3; i += 1) ..` or `for (x) ..`",
        "if" | "while" if depth <= 1 => "a condition stands in parentheses: `if (x > 1) ..`",
        "connect" => "write `connect child(0), parent(1)`",
        "objref" | "objectvar" | "strdef" | "create" if found == "=" => {
            "a declaration gives no value: assign in a statement of its own"
        }
        "double" => "write `double x[3]`: a single number needs no declaration",
        "setpointer" => "write `setpointer process.pointer, section.v(0.5)`",
        "proc" | "func" | "obfunc" | "iterator" if depth <= 1 => {
            "write `proc name() { local a  .. }`: arguments are `$1`, `$s2`, `$o3`"
        }
        "begintemplate" | "endtemplate" => "write the name of the template",
        _ => return None,
    })
}

/// The last keyword of the line before `at`, and how many brackets are open behind it.
fn keyword_before(text: &str, at: usize) -> Option<(&str, usize)> {
    let (mut place, mut found): (usize, Option<(&str, usize)>) = (0, None);
    while place < at {
        let (piece, range) = scan::piece(text, place);
        let word = text.get(range.clone()).unwrap_or("");
        match (piece, &mut found) {
            (Piece::End, _) => break,
            (Piece::LineBreak, _) => found = None,
            (Piece::Word, _) if super::is_keyword(word) => found = Some((word, 0_usize)),
            (Piece::Open(_), Some((_, depth))) => *depth += 1,
            (Piece::Close(_), Some((_, depth))) => *depth = depth.saturating_sub(1),
            _ => {}
        }
        place = range.end;
    }
    found
}
