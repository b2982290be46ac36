//! A Neurolucida file as tokens.

use pest::Parser;

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
    let end = Token { kind: Kind::End, span: Span::new(file, text.len()..text.len()) };
    // The grammar accepts every text: `unknown` is any character.
    let Ok(mut pairs) = NeurolucidaParser::parse(Rule::file, text) else { return Ok(vec![end]) };
    let mut tokens = Vec::with_capacity(text.len() / 4);
    for pair in pairs.next().into_iter().flat_map(pest::iterators::Pair::into_inner) {
        let (rule, span) = (pair.as_rule(), pair.as_span());
        let place = Span::new(file, span.start()..span.end());
        let kind = kind(rule, span.as_str());
        match kind {
            Some(kind) => tokens.push(Token { kind, span: place }),
            None if rule == Rule::unclosed_string => return Err(Problem::OpenQuote { at: place }),
            None => {}
        }
    }
    tokens.push(end);
    Ok(tokens)
}

fn kind(rule: Rule, text: &str) -> Option<Kind<'_>> {
    Some(match rule {
        Rule::number => Kind::Number(text.parse().unwrap_or(f64::NAN)),
        Rule::word => Kind::Word(text),
        Rule::string => Kind::Text(text.trim_matches('"')),
        Rule::open => Kind::Open,
        Rule::close => Kind::Close,
        Rule::comma => Kind::Comma,
        Rule::bar => Kind::Bar,
        Rule::spine_open => Kind::SpineOpen,
        Rule::spine_close => Kind::SpineClose,
        Rule::unknown => Kind::Unknown(text),
        Rule::unclosed_string | Rule::file | Rule::EOI | Rule::blanks | Rule::comment => return None,
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
}
