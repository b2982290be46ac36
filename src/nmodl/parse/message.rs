//! The wording of syntax errors.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::{NmodlParser, Rule};
use super::{MAX_NESTING, MAX_OPERATORS};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::{FileId, Span};

const SYNTAX: &str = "nmodl::syntax";

const NEURON_STATEMENTS: &[&str] = &[
    "SUFFIX",
    "POINT_PROCESS",
    "ARTIFICIAL_CELL",
    "USEION",
    "NONSPECIFIC_CURRENT",
    "ELECTRODE_CURRENT",
    "RANGE",
    "GLOBAL",
    "POINTER",
    "BBCOREPOINTER",
    "EXTERNAL",
    "RANDOM",
    "THREADSAFE",
    "REPRESENTS",
];

const BLOCKS: &[&str] = &[
    "TITLE",
    "COMMENT",
    "VERBATIM",
    "DEFINE",
    "INCLUDE",
    "UNITSON",
    "UNITSOFF",
    "LOCAL",
    "INDEPENDENT",
    "UNITS",
    "NEURON",
    "PARAMETER",
    "CONSTANT",
    "ASSIGNED",
    "STATE",
    "FUNCTION_TABLE",
    "INITIAL",
    "BREAKPOINT",
    "DERIVATIVE",
    "KINETIC",
    "LINEAR",
    "NONLINEAR",
    "DISCRETE",
    "FUNCTION",
    "PROCEDURE",
    "NET_RECEIVE",
    "BEFORE",
    "AFTER",
    "CONSTRUCTOR",
    "DESTRUCTOR",
];

pub(super) fn unterminated(what: &str, end: &str, place: Span) -> Diagnostic {
    Diagnostic::error(SYNTAX, format!("{what} without end"))
        .label(place, "starts here")
        .help(format!("`{end}` is missing"))
}

pub(super) fn too_deep(place: Span) -> Diagnostic {
    Diagnostic::error(SYNTAX, format!("brackets nested deeper than {MAX_NESTING}")).label(place, "one too many")
}

pub(super) fn too_long(place: Span) -> Diagnostic {
    Diagnostic::error(SYNTAX, format!("expression with more than {MAX_OPERATORS} operators and operands"))
        .label(place, "too long")
        .help("split it with a `LOCAL` variable")
}

pub(super) fn broke_down(file: FileId) -> Diagnostic {
    Diagnostic::error("nmodl::internal", "the parser broke down on a mod file")
        .label(Span::new(file, 0..0), "in this file")
        .help("this is a fault of the program: please report it with the file")
}

pub(super) fn never_opened(closer: char, place: Span) -> Diagnostic {
    Diagnostic::error(SYNTAX, format!("`{closer}` closes nothing")).label(place, "nothing is open here")
}

pub(super) fn mismatched(opener: char, opened: Span, closer: char, closed: Span) -> Diagnostic {
    Diagnostic::error(SYNTAX, format!("`{opener}` is not closed"))
        .label(opened, "opened here")
        .label(closed, format!("`{closer}` stands where its end is missing"))
}

pub(super) fn never_closed(opener: char, opened: Span, next: Option<(&str, Span)>) -> Diagnostic {
    let diagnostic = Diagnostic::error(SYNTAX, format!("`{opener}` is not closed")).label(opened, "opened here");
    match next {
        Some((word, place)) => diagnostic.label(place, format!("still open where `{word}` starts")),
        None => diagnostic,
    }
}

/// What the grammar expected and what it found.
pub(super) fn syntax_error(text: &str, file: FileId, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let found = token_at(text, at);
    let place = Span::new(file, at..at + found.len());
    let rules: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let is_word = found.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_word && rules.contains(&Rule::neuron_statement) && !BLOCKS.contains(&found) {
        return unknown("NEURON statement", found, place, rules, NEURON_STATEMENTS);
    }
    if is_word && rules.contains(&Rule::item) {
        return unknown("block", found, place, rules, BLOCKS);
    }
    Diagnostic::error(SYNTAX, format!("expected {}", alternatives(rules)))
        .label(place, format!("found {}", quoted(found)))
        .help_if(help(found, rules))
}

fn help(found: &str, rules: &[Rule]) -> Option<String> {
    if found == "LOCAL" {
        return Some("`LOCAL` stands once, at the start of a block".to_owned());
    }
    let keywords: Vec<_> = rules.iter().filter_map(|&rule| keyword(rule)).collect();
    let nearest = did_you_mean(found, keywords.iter().map(String::as_str));
    let is_reserved = NmodlParser::parse(Rule::keyword, found).is_ok();
    let wants_name = rules.iter().any(|&rule| describe(rule) == "a name" || describe(rule) == "a declaration");
    nearest.or_else(|| {
        (is_reserved && wants_name).then(|| format!("`{found}` is a word of the language and cannot be a name"))
    })
}

fn unknown(what: &str, found: &str, place: Span, rules: &[Rule], known: &[&str]) -> Diagnostic {
    let separated = rules.contains(&Rule::comma).then(|| "names are separated by `,`".to_owned());
    Diagnostic::error(SYNTAX, format!("unknown {what} `{found}`"))
        .label(place, format!("expected {}", alternatives(rules)))
        .help_if(separated)
        .help_if(did_you_mean(found, known.iter().copied()))
}

/// The word, number or sign that starts there; empty at the end of the file.
fn token_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = rest.len() - rest.trim_start_matches(is_word).len();
    let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.get(..length).unwrap_or("")
}

fn quoted(found: &str) -> String {
    if found.is_empty() { "the end of the file".to_owned() } else { format!("`{found}`") }
}

/// "`RANGE`, a name or `}`": what ends something comes last.
fn alternatives(rules: &[Rule]) -> String {
    let at_operand = rules.contains(&Rule::quantity);
    let mut names: Vec<String> = if at_operand { vec!["an expression".to_owned()] } else { vec![] };
    for rule in rules.iter().filter(|rule| !(at_operand && starts_operand(**rule))) {
        let name = describe(*rule);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| matches!(name.as_str(), "`}`" | "`)`" | "`]`" | "the end of the file"));
    match names.split_last() {
        None => "something else".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

fn starts_operand(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::quantity
            | Rule::negate
            | Rule::not
            | Rule::open_parenthesis
            | Rule::kw_int
            | Rule::truncation
            | Rule::call
            | Rule::reference
            | Rule::name
            | Rule::primed_name
            | Rule::expression
            | Rule::arithmetic
    )
}

/// `kw_range` is the rule of `RANGE`.
fn keyword(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    let word = name.strip_prefix("kw_")?;
    Some(if matches!(word, "if" | "else" | "while") { word.to_owned() } else { word.to_uppercase() })
}

fn describe(rule: Rule) -> String {
    if let Some(keyword) = keyword(rule) {
        return format!("`{keyword}`");
    }
    let described = match rule {
        Rule::EOI => "the end of the file",
        Rule::item => "a block",
        Rule::neuron_statement => "a NEURON statement",
        Rule::statement | Rule::assignment => "a statement",
        Rule::parameter | Rule::variable | Rule::constant | Rule::independent => "a declaration",
        Rule::unit_alias | Rule::unit_constant => "a unit definition",
        Rule::name | Rule::primed_name | Rule::reference | Rule::local_variable | Rule::argument => "a name",
        Rule::method_name => "a method",
        Rule::constant_number | Rule::real | Rule::integer | Rule::signed_integer | Rule::quantity => "a number",
        Rule::expression | Rule::arithmetic | Rule::call => "an expression",
        Rule::species | Rule::species_sum => "a reactant",
        Rule::unit | Rule::unit_text => "a unit",
        Rule::string | Rule::string_text => "a string",
        Rule::body | Rule::open_brace => "`{`",
        Rule::close_brace => "`}`",
        Rule::arguments | Rule::open_parenthesis | Rule::branch | Rule::watched => "`(`",
        Rule::close_parenthesis => "`)`",
        Rule::open_bracket | Rule::index | Rule::array_length => "`[`",
        Rule::close_bracket => "`]`",
        Rule::comma => "`,`",
        Rule::equals => "`=`",
        Rule::less_than | Rule::limits | Rule::tolerance => "`<`",
        Rule::greater_than => "`>`",
        Rule::arrow | Rule::sink => "`->`",
        Rule::reversible => "`<->`",
        Rule::flux => "`<<`",
        Rule::delay => "`@`",
        Rule::primes => "`'`",
        Rule::ontology_term => "an ontology term such as `CHEBI:29101`",
        Rule::read => "`READ`",
        Rule::write => "`WRITE`",
        Rule::valence => "`VALENCE`",
        Rule::represents => "`REPRESENTS`",
        Rule::start => "`START`",
        Rule::from_to => "`FROM`",
        Rule::by => "`BY`",
        Rule::method => "`METHOD`",
        Rule::solve_for => "`SOLVEFOR`",
        Rule::depend => "`DEPEND`",
        Rule::local => "`LOCAL`",
        Rule::else_if | Rule::otherwise => "`else`",
        _ => "an operator",
    };
    described.to_owned()
}
