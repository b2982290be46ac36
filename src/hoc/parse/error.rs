//! What can be wrong with hoc text, and how it is said.

use pest::error::{Error, ErrorVariant};
use thiserror::Error;

use super::MOST_NESTED;
use super::advice::advice;
use super::build::Origin;
use super::grammar::Rule;
use super::scan::{self, Context, Piece};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// One syntax error.
#[derive(Debug, Error)]
pub(super) enum SyntaxError {
    #[error("{}", unexpected(found, expected))]
    Unexpected { at: Span, found: String, expected: Vec<&'static str>, help: Option<&'static str> },
    #[error("`{opener}` is not closed")]
    Unclosed { opener: char, opened: Span, at: Span, found: String },
    #[error("`{closer}` closes nothing")]
    Stray { closer: char, at: Span },
    #[error("the string is not closed")]
    UnclosedText { opened: Span },
    #[error("the comment is not closed")]
    UnclosedComment { opened: Span },
    #[error("`else` does not follow an `if`")]
    LoneElse { at: Span },
    #[error("`{keyword}` must follow the opening brace of its body")]
    LateLocal { keyword: String, at: Span },
    #[error("`{keyword}` cannot stand inside braces")]
    InsideBraces { keyword: String, at: Span, opened: Span },
    #[error("nested too deeply")]
    TooDeep { at: Span },
    #[error("the arguments of a procedure count from 1")]
    ArgumentNumber { at: Span },
    #[error("`:` between two values, but nothing takes a ramp")]
    RampWithoutStretch { at: Span, target: Span },
    #[error("a stretch such as `(0:1)` can only be assigned a ramp such as `3:1`")]
    StretchWithoutRamp { at: Span },
    #[error("incomplete statement")]
    Incomplete { at: Span },
}

impl SyntaxError {
    fn at(&self) -> Span {
        match *self {
            Self::Unexpected { at, .. }
            | Self::Unclosed { at, .. }
            | Self::Stray { at, .. }
            | Self::UnclosedText { opened: at }
            | Self::UnclosedComment { opened: at }
            | Self::LoneElse { at }
            | Self::LateLocal { at, .. }
            | Self::InsideBraces { at, .. }
            | Self::TooDeep { at }
            | Self::ArgumentNumber { at }
            | Self::RampWithoutStretch { at, .. }
            | Self::StretchWithoutRamp { at }
            | Self::Incomplete { at } => at,
        }
    }

    /// The byte of the file where it was found.
    pub(super) fn offset(&self) -> usize {
        self.at().range().start
    }

    pub(super) fn into_diagnostic(self) -> Diagnostic {
        let diagnostic = Diagnostic::error("hoc::syntax", self.to_string());
        match self {
            Self::Unexpected { at, help, .. } => diagnostic.label(at, "").help_if(help.map(str::to_owned)),
            Self::Unclosed { opened, at, found, opener } => {
                let diagnostic = diagnostic.label(opened, "opened here").label(at, format!("still open at {found}"));
                let is_cut = opener != '{' && found == LINE_END;
                diagnostic.help(if is_cut {
                    CONTINUE.to_owned()
                } else {
                    format!("write the missing `{}`", closing(opener))
                })
            }
            Self::Stray { at, .. } => {
                diagnostic.label(at, "no bracket is open here").help("delete it, or write the bracket that it closes")
            }
            Self::UnclosedText { opened } => diagnostic
                .label(opened, "its line ends without a `\"`")
                .help("a string ends on its line, or goes on behind a `\\` at the end of the line"),
            Self::UnclosedComment { opened } => {
                diagnostic.label(opened, "no `*/` follows").help("write `*/` where it ends")
            }
            Self::LoneElse { at } => {
                diagnostic.label(at, "").help("`else` must stand on the line where its `if` statement ends: `} else {`")
            }
            Self::LateLocal { at, .. } => {
                diagnostic.label(at, "").help("write `{ local a, b  localobj c` on the line of the brace")
            }
            Self::InsideBraces { at, opened, .. } => {
                let diagnostic = diagnostic.label(at, "only at top level").label(opened, "this brace is still open");
                diagnostic.help("write the missing `}` before it, or move it out of the braces")
            }
            Self::TooDeep { at } => diagnostic.label(at, "").help(format!(
                "brackets, statements in statements and operators of one expression go at most {MOST_NESTED} deep"
            )),
            Self::ArgumentNumber { at } => {
                diagnostic.label(at, "there is no such argument").help("the first one is `$1`")
            }
            Self::RampWithoutStretch { at, target } => {
                diagnostic.label(at, "a ramp").label(target, "not a stretch such as `diam(0:1)`")
            }
            Self::StretchWithoutRamp { at } | Self::Incomplete { at } => diagnostic.label(at, ""),
        }
    }
}

const LINE_END: &str = "the end of the line";
const TEXT_END: &str = "the end of the text";
const CONTINUE: &str = "a `\\` at the end of the line continues it";

/// Longer lists of what could follow help nobody.
const LONGEST_LIST: usize = 4;

fn unexpected(found: &str, expected: &[&str]) -> String {
    match expected {
        [] => format!("unexpected {found}"),
        [one] => format!("expected {one}, found {found}"),
        [first @ .., last] => format!("expected {} or {last}, found {found}", first.join(", ")),
    }
}

/// Says why pest stopped at byte `at` of `text`.
pub(super) fn explain(text: &str, origin: Origin, at: usize, error: &Error<Rule>) -> SyntaxError {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return SyntaxError::TooDeep { at: origin.span(at..at) };
    };
    let context = scan::context(text, at);
    let place = Place { text, origin, at, context: &context };
    place.unclosed().or_else(|| place.misplaced()).unwrap_or_else(|| place.unexpected(positives))
}

/// Where pest stopped, and what is open there.
struct Place<'a> {
    text: &'a str,
    origin: Origin,
    at: usize,
    context: &'a Context,
}

impl Place<'_> {
    /// A string, a comment or a bracket that does not end.
    fn unclosed(&self) -> Option<SyntaxError> {
        if let Some(text) = &self.context.text {
            return Some(SyntaxError::UnclosedText { opened: self.origin.span(text.clone()) });
        }
        if let Some(comment) = &self.context.comment {
            return Some(SyntaxError::UnclosedComment { opened: self.origin.span(comment.start..comment.start + 2) });
        }
        let (piece, at, found) = self.found();
        let innermost = self.context.brackets.last();
        match (piece, innermost) {
            (Piece::Close(closer), None) => Some(SyntaxError::Stray { closer, at }),
            (Piece::End, Some(_)) | (Piece::LineBreak | Piece::LineComment, Some(('(' | '[', _))) => {
                self.unclosed_bracket(at, found)
            }
            (Piece::Close(closer), Some(&(opener, _))) if closer != closing(opener) => self.unclosed_bracket(at, found),
            _ => None,
        }
    }

    fn unclosed_bracket(&self, at: Span, found: String) -> Option<SyntaxError> {
        let &(opener, opened) = self.context.brackets.last()?;
        Some(SyntaxError::Unclosed { opener, opened: self.origin.span(opened..opened + 1), at, found })
    }

    /// A keyword that is right elsewhere.
    fn misplaced(&self) -> Option<SyntaxError> {
        let (_, at, _) = self.found();
        let word = self.word()?;
        match (word, self.context.brackets.last()) {
            ("else", _) if self.context.starts_line => Some(SyntaxError::LoneElse { at }),
            ("local" | "localobj", Some(('{', _))) => Some(SyntaxError::LateLocal { keyword: word.to_owned(), at }),
            (word, Some(&('{', opened))) if scan::is_top_level_keyword(word) => {
                let opened = self.origin.span(opened..opened + 1);
                Some(SyntaxError::InsideBraces { keyword: word.to_owned(), at, opened })
            }
            _ => None,
        }
    }

    fn unexpected(&self, positives: &[Rule]) -> SyntaxError {
        let (_, at, found) = self.found();
        let mut expected: Vec<_> = positives.iter().filter_map(|&rule| wording(rule)).collect();
        expected.sort_unstable();
        expected.dedup();
        let help = self.help(&found, positives);
        if expected.len() > LONGEST_LIST {
            expected.clear();
        }
        SyntaxError::Unexpected { at, found, expected, help }
    }

    fn help(&self, found: &str, positives: &[Rule]) -> Option<&'static str> {
        let expects = |rules: &[Rule]| positives.iter().any(|rule| rules.contains(rule));
        let apart = self.context.brackets.is_empty() && expects(&[Rule::line_break]) && !expects(&[Rule::comma]);
        let blank_before = self.text.get(..self.at).is_some_and(|before| before.ends_with([' ', '\t']));
        if apart && blank_before && self.word().is_some() {
            return Some("statements that share a line must stand in braces: `{ x = 1 y = 2 }`");
        }
        if found == LINE_END && expects(&[Rule::statement, Rule::open_brace, Rule::expression]) {
            return Some(CONTINUE);
        }
        advice(self.text, self.at, expects(&[Rule::name, Rule::declaration, Rule::array, Rule::names]))
    }

    fn word(&self) -> Option<&str> {
        let (piece, range) = scan::piece(self.text, self.at);
        if piece == Piece::Word { self.text.get(range) } else { None }
    }

    fn found(&self) -> (Piece, Span, String) {
        let (piece, range) = scan::piece(self.text, self.at);
        let words = match piece {
            Piece::End => TEXT_END.to_owned(),
            Piece::LineBreak | Piece::LineComment => LINE_END.to_owned(),
            Piece::Text { .. } => "a string".to_owned(),
            Piece::Comment { .. } | Piece::Open(_) | Piece::Close(_) | Piece::Word | Piece::Other => {
                format!("`{}`", self.text.get(range.clone()).unwrap_or("").escape_debug())
            }
        };
        let range = if piece == Piece::LineBreak { self.at..self.at } else { range };
        (piece, self.origin.span(range), words)
    }
}

fn closing(opener: char) -> char {
    match opener {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// How a rule is called when it was expected; none where it would only be noise.
fn wording(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::name | Rule::path | Rule::section | Rule::names | Rule::declaration | Rule::array => "a name",
        Rule::number => "a number",
        Rule::text => "a string",
        Rule::expression | Rule::group | Rule::assignment => "an expression",
        Rule::value | Rule::argument | Rule::print_item => "a value",
        Rule::statement => "a statement",
        Rule::line_break => LINE_END,
        Rule::end_of_text => TEXT_END,
        Rule::open_brace => "`{`",
        Rule::close_brace => "`}`",
        Rule::open_paren => "`(`",
        Rule::close_paren => "`)`",
        Rule::open_bracket => "`[`",
        Rule::close_bracket => "`]`",
        Rule::comma => "`,`",
        Rule::semicolon => "`;`",
        Rule::infix_start => "an operator",
        Rule::assign => "`=`",
        Rule::new_object => "`new`",
        _ => return None,
    })
}

/// A comment that is never closed hides the rest of a file: no error in hoc, but hardly meant.
pub(super) fn hidden_rest(text: &str, file: FileId, rest: usize) -> Option<Diagnostic> {
    let hidden = text.get(rest..)?.starts_with("/*");
    hidden.then(|| {
        Diagnostic::warning("hoc::syntax", "the comment is not closed: the rest of the file is not read")
            .label(Span::new(file, rest..rest + 2), "no `*/` follows")
    })
}
