//! A plain look over hoc text for messages: brackets, strings, comments and line ends, without the grammar.

use std::ops::Range;

/// What stands at one place of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// `"text"`; an open one ends before its line does.
    Text { closed: bool },
    /// `/* comment */`
    Comment { closed: bool },
    /// `// comment`, without its newline
    LineComment,
    /// `(`, `[`, `{`
    Open(char),
    /// `)`, `]`, `}`
    Close(char),
    /// A newline that no backslash takes away.
    LineBreak,
    /// A name, a keyword or a number.
    Word,
    /// Any other character, or a run of blanks.
    Other,
    /// Ctrl-Z, Ctrl-D or the end.
    End,
}

/// The piece at byte `at`, and its range.
pub(super) fn piece(text: &str, at: usize) -> (Piece, Range<usize>) {
    let rest = text.get(at..).unwrap_or("");
    let (piece, length) = match rest.chars().next() {
        None | Some('\u{1a}' | '\u{4}') => (Piece::End, 0),
        Some('"') => text_piece(rest),
        Some('/') if rest.starts_with("/*") => comment_piece(rest),
        Some('/') if rest.starts_with("//") => {
            (Piece::LineComment, rest.find(['\n', '\u{1a}', '\u{4}']).unwrap_or(rest.len()))
        }
        Some('\\') if rest.starts_with("\\\n") => (Piece::Other, 2),
        Some('\n') => (Piece::LineBreak, 1),
        Some(open @ ('(' | '[' | '{')) => (Piece::Open(open), 1),
        Some(close @ (')' | ']' | '}')) => (Piece::Close(close), 1),
        Some(' ' | '\t') => (Piece::Other, run(rest, |character| matches!(character, ' ' | '\t'))),
        Some(character) if is_word(character) => (Piece::Word, run(rest, is_word)),
        Some(character) => (Piece::Other, character.len_utf8()),
    };
    (piece, at..at + length)
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character)).unwrap_or(text.len())
}

fn text_piece(rest: &str) -> (Piece, usize) {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '\u{1a}' | '\u{4}' => return (Piece::Text { closed: false }, at),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return (Piece::Text { closed: true }, at + 1),
            '\n' => return (Piece::Text { closed: false }, at),
            _ => {}
        }
    }
    (Piece::Text { closed: false }, rest.len())
}

fn comment_piece(rest: &str) -> (Piece, usize) {
    let end = rest.find(['\u{1a}', '\u{4}']).unwrap_or(rest.len());
    let body = rest.get(2..end).unwrap_or("");
    match body.find("*/") {
        Some(at) => (Piece::Comment { closed: true }, at + 4),
        None => (Piece::Comment { closed: false }, end),
    }
}

/// What is open at a place of a statement.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Brackets that are open there, outermost first.
    pub brackets: Vec<(char, usize)>,
    /// A string that its line does not close, with its range.
    pub text: Option<Range<usize>>,
    /// A comment that nothing closes, with its range.
    pub comment: Option<Range<usize>>,
    /// No other word or sign stands before the place on its line.
    pub starts_line: bool,
}

/// What is open at byte `to` of a statement that starts at 0.
pub(super) fn context(text: &str, to: usize) -> Context {
    let mut context = Context { starts_line: true, ..Context::default() };
    let mut at = 0;
    while at <= to {
        let (piece, range) = piece(text, at);
        match piece {
            Piece::Text { closed: false } => context.text = Some(range.clone()),
            Piece::Comment { closed: false } => context.comment = Some(range.clone()),
            Piece::End => break,
            _ if at == to => break,
            Piece::Open(open) => context.brackets.push((open, at)),
            Piece::Close(_) => {
                context.brackets.pop();
            }
            Piece::Text { .. }
            | Piece::Comment { .. }
            | Piece::LineComment
            | Piece::LineBreak
            | Piece::Word
            | Piece::Other => {}
        }
        context.starts_line = match piece {
            Piece::LineBreak => true,
            Piece::Comment { .. } => context.starts_line,
            Piece::Other if text.get(range.clone()).is_some_and(|blank| blank.trim().is_empty()) => context.starts_line,
            _ => false,
        };
        at = range.end;
    }
    context
}

/// Where parsing may go on after an error at `error_at` in the statement that starts at `start`.
///
/// Behind the end of the statement as its braces show it; where they do not close, at the next definition.
pub(super) fn resume(text: &str, start: usize, error_at: usize) -> Option<usize> {
    let mut braces = 0_usize;
    let mut at = start;
    loop {
        let (piece, range) = piece(text, at);
        match piece {
            Piece::End => return next_definition(text, error_at),
            Piece::Open('{') => braces += 1,
            Piece::Close('}') => braces = braces.saturating_sub(1),
            Piece::LineBreak if braces == 0 && at >= error_at => return Some(range.end),
            Piece::Text { .. }
            | Piece::Comment { .. }
            | Piece::LineComment
            | Piece::Open(_)
            | Piece::Close(_)
            | Piece::LineBreak
            | Piece::Word
            | Piece::Other => {}
        }
        at = range.end;
    }
}

/// The start of the first line after `from` that begins with a word that can only stand at top level.
fn next_definition(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.match_indices('\n').map(|(at, _)| from + at + 1).find(|&at| {
        let (piece, range) = piece(text, at);
        piece == Piece::Word && text.get(range).is_some_and(is_top_level_keyword)
    })
}

/// Keywords that cannot stand inside braces.
pub(super) fn is_top_level_keyword(word: &str) -> bool {
    matches!(word, "proc" | "func" | "obfunc" | "iterator" | "begintemplate" | "endtemplate" | "public" | "external")
}

/// The text without blanks and comments at its end.
pub(super) fn without_trailing_blanks(text: &str) -> &str {
    let mut text = text;
    while text.ends_with([' ', '\t', '\n', '/']) {
        let trimmed = text.trim_end_matches([' ', '\t']);
        let trimmed = trimmed.strip_suffix("\\\n").unwrap_or(trimmed);
        let trimmed = match trimmed.strip_suffix("*/").and_then(|comment| comment.rfind("/*")) {
            Some(start) => trimmed.get(..start).unwrap_or(trimmed),
            None => trimmed,
        };
        if trimmed.len() == text.len() {
            break;
        }
        text = trimmed;
    }
    text
}
