//! A Neurolucida file as tokens.

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;

use super::error::Problem;
use crate::source::{FileId, Span};

mod grammar {
    //! The parser that pest makes of `grammar/neurolucida.pest`.

    /// Tokens of a Neurolucida file.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/neurolucida.pest"]
    pub struct NeurolucidaParser;
}

use grammar::{NeurolucidaParser, Rule};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind<'a> {
    /// `-1.5e3`
    Number(f64),
    /// `Incomplete`
    Word(&'a str),
    /// `"Cell Body"`, without the quotes
    Text(&'a str),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `|`
    Bar,
    /// `<`
    SpineOpen,
    /// `>`
    SpineClose,
    /// Any other character.
    Unknown(&'a str),
    /// After the last token.
    End,
}

/// A token and its bytes in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind<'a>,
    /// Where it stands.
    pub span: Span,
}

/// The tokens of a file; the last one is [`Kind::End`].
pub fn tokenize(text: &str, file: FileId) -> Result<Vec<Token<'_>>, Problem> {
    let mut tokens = Tokens { file, list: Vec::with_capacity(text.len() / 4) };
    for pair in pairs(Rule::file, text) {
        let (rule, range) = (pair.as_rule(), pair.as_span().start()..pair.as_span().end());
        match rule {
            Rule::bite => tokens.bite(pair.as_span().as_str(), range.start),
            Rule::unclosed_string => return Err(Problem::OpenQuote { at: Span::new(file, range) }),
            Rule::string => tokens.push(Kind::Text(pair.as_span().as_str().trim_matches('"')), range),
            _ => {}
        }
    }
    tokens.push(Kind::End, text.len()..text.len());
    Ok(tokens.list)
}

/// The tokens of a rule that accepts every text.
fn pairs(rule: Rule, text: &str) -> impl Iterator<Item = Pair<'_, Rule>> {
    NeurolucidaParser::parse(rule, text).into_iter().flatten().flat_map(Pair::into_inner)
}

/// The tokens so far.
struct Tokens<'a> {
    file: FileId,
    list: Vec<Token<'a>>,
}

impl<'a> Tokens<'a> {
    fn push(&mut self, kind: Kind<'a>, range: Range<usize>) {
        self.list.push(Token { kind, span: Span::new(self.file, range) });
    }

    /// Runs with blanks between them, from byte `from` of the file on.
    fn bite(&mut self, text: &'a str, from: usize) {
        let mut start = 0;
        for run in text.as_bytes().split(|&byte| byte == b' ' || matches!(byte, b'\t'..=b'\r')) {
            let end = start + run.len();
            if let Some(run) = text.get(start..end).filter(|run| !run.is_empty()) {
                self.run(run, from + start);
            }
            start = end + 1;
        }
    }

    /// `12.5`, `(`, `S1)`, or several tokens without blanks between them.
    fn run(&mut self, run: &'a str, start: usize) {
        let opened = run.trim_start_matches('(');
        let inner = opened.trim_end_matches(')');
        let (inner_start, end) = (start + run.len() - opened.len(), start + run.len());
        let inner_end = inner_start + inner.len();
        let kind = plain(inner);
        if kind.is_none() && !inner.is_empty() {
            return self.mixed_run(run, start);
        }
        (start..inner_start).for_each(|at| self.push(Kind::Open, at..at + 1));
        if let Some(kind) = kind {
            self.push(kind, inner_start..inner_end);
        }
        (inner_end..end).for_each(|at| self.push(Kind::Close, at..at + 1));
    }

    fn mixed_run(&mut self, run: &'a str, start: usize) {
        for pair in pairs(Rule::run, run) {
            let span = pair.as_span();
            if let Some(kind) = kind(pair.as_rule(), span.as_str()) {
                self.push(kind, start + span.start()..start + span.end());
            }
        }
    }
}

/// A run that is one number or one word; none where it has to be taken apart.
fn plain(run: &str) -> Option<Kind<'_>> {
    let first = run.bytes().next()?;
    if first.is_ascii_alphabetic() || first == b'_' {
        let is_word = run.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        return is_word.then_some(Kind::Word(run));
    }
    // Rust reads what `number` describes, and the words for what is no number.
    let is_number = run.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if is_number { run.parse().ok().map(Kind::Number) } else { None }
}

/// A token of a run.
fn kind(rule: Rule, text: &str) -> Option<Kind<'_>> {
    Some(match rule {
        Rule::number => Kind::Number(text.parse().unwrap_or(f64::NAN)),
        Rule::word => Kind::Word(text),
        Rule::open => Kind::Open,
        Rule::close => Kind::Close,
        Rule::comma => Kind::Comma,
        Rule::bar => Kind::Bar,
        Rule::spine_open => Kind::SpineOpen,
        Rule::spine_close => Kind::SpineClose,
        Rule::unknown => Kind::Unknown(text),
        Rule::string | Rule::unclosed_string | Rule::file | Rule::bite | Rule::run | Rule::comment | Rule::EOI => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn kinds(text: &str) -> Vec<Kind<'_>> {
        let file = SourceMap::default().add_text("a.asc", text);
        tokenize(text, file).unwrap().into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn numbers_in_every_form() {
        use Kind::{End, Number};
        assert_eq!(
            kinds("1 -2.5 +.5 3. 1e3 1.5E-2"),
            [Number(1.0), Number(-2.5), Number(0.5), Number(3.0), Number(1000.0), Number(0.015), End]
        );
    }

    #[test]
    fn a_number_ends_where_it_can_no_longer_go_on() {
        assert_eq!(
            kinds("3S1 1-2"),
            [Kind::Number(3.0), Kind::Word("S1"), Kind::Number(1.0), Kind::Number(-2.0), Kind::End]
        );
    }

    #[test]
    fn a_comment_ends_with_its_line() {
        assert_eq!(kinds("( ; \"a\" (\n)"), [Kind::Open, Kind::Close, Kind::End]);
    }

    #[test]
    fn strings_keep_what_is_between_the_quotes() {
        assert_eq!(
            kinds("\"Cell Body\" \"\" \"a;(b\""),
            [Kind::Text("Cell Body"), Kind::Text(""), Kind::Text("a;(b"), Kind::End]
        );
    }

    #[test]
    fn other_characters_are_tokens_of_their_own() {
        assert_eq!(kinds("#ü"), [Kind::Unknown("#"), Kind::Unknown("ü"), Kind::End]);
    }

    #[test]
    fn what_is_plain_is_read_as_the_grammar_reads_it() {
        let parts = ["1", "-", "+", ".", "e", "E5", "inf", "nan", "_", "a", "#", "\u{fc}", "\u{1}"];
        let three = |at: usize| [parts[at % 13], parts[at / 13 % 13], parts[at / 169]].concat();
        for run in (0..13 * 13 * 13).map(three) {
            let Some(plain) = plain(&run) else { continue };
            let read: Vec<_> = pairs(Rule::run, &run).filter_map(|pair| kind(pair.as_rule(), pair.as_str())).collect();
            assert_eq!(read.as_slice(), [plain], "{run}");
        }
    }

    #[test]
    fn marks_need_no_blanks() {
        use Kind::{Bar, Close, Comma, Number, Open, SpineClose, SpineOpen, Word};
        let one = Number(1.0);
        assert_eq!(
            kinds("<((1,1)a))>|)1"),
            [
                SpineOpen,
                Open,
                Open,
                one,
                Comma,
                one,
                Close,
                Word("a"),
                Close,
                Close,
                SpineClose,
                Bar,
                Close,
                one,
                Kind::End
            ]
        );
    }

    #[test]
    fn brackets_stand_at_either_end_of_a_run() {
        use Kind::{Close, End, Number, Open, Word};
        assert_eq!(
            kinds("((1 S1)) () )( (1(2"),
            [
                vec![Open, Open, Number(1.0), Word("S1"), Close, Close],
                vec![Open, Close, Close, Open],
                vec![Open, Number(1.0), Open, Number(2.0), End],
            ]
            .concat()
        );
    }

    #[test]
    fn blanks_of_every_kind_stand_between_tokens() {
        let spans = |text| {
            let file = SourceMap::default().add_text("a.asc", text);
            tokenize(text, file).unwrap().into_iter().map(|token| token.span.range()).collect::<Vec<_>>()
        };
        assert_eq!(spans(" 1)\t\u{b}\u{c}a\n 3S1"), [1..2, 2..3, 6..7, 9..10, 10..12, 12..12]);
    }
}
