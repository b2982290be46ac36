//! Expressions and paths from their finished parts.

use std::sync::LazyLock;

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::build::{Node, Origin, Parts};
use super::error::SyntaxError;
use super::grammar::Rule;
use crate::hoc::ast::{
    ArgumentIndex, Arguments, BinaryOperator, Expression, ExpressionKind, Head, Member, Path, UnaryOperator,
};

/// Operators from weak to strong: `-2^2` is -4, `2^3^2` is 512, `!x == y` is `(!x) == y`.
static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or))
        .op(left(Rule::and))
        .op(left(Rule::greater)
            | left(Rule::greater_or_equal)
            | left(Rule::less)
            | left(Rule::less_or_equal)
            | left(Rule::equal)
            | left(Rule::not_equal))
        .op(left(Rule::add) | left(Rule::subtract))
        .op(left(Rule::multiply) | left(Rule::divide) | left(Rule::remainder))
        .op(Op::prefix(Rule::negate) | Op::prefix(Rule::not))
        .op(Op::infix(Rule::power, Assoc::Right))
});

/// What a pair of the expression half of the grammar stands for.
pub(super) fn node(pair: Pair<Rule>, mut parts: Parts) -> Result<Node, SyntaxError> {
    Ok(match pair.as_rule() {
        Rule::expression => Node::Expression(operation(pair, parts)?),
        Rule::assignment => Node::Expression(assignment(&pair, parts)?),
        Rule::value => Node::Value(parts.expression()?, parts.expressions()?.pop()),
        Rule::new_object => Node::Expression(new_object(parts)?),
        Rule::pointer => {
            let path = plain_path(&mut parts)?;
            Node::Expression(Expression { kind: ExpressionKind::Pointer(path), span: parts.at })
        }
        Rule::path | Rule::section => Node::Path(Box::new(path(parts)?)),
        Rule::index => Node::Index(parts.expression()?),
        Rule::arguments => Node::Arguments(arguments(parts)?),
        Rule::stretch_end => Node::StretchEnd(parts.expression()?),
        Rule::sections => Node::Expression(sections(parts)?),
        _ => parts.node()?,
    })
}

/// Operands and operators in a row: the operands are built, their order of application is not.
fn operation(pair: Pair<Rule>, mut parts: Parts) -> Result<Expression, SyntaxError> {
    let origin = parts.origin;
    PRATT
        .map_primary(|_| parts.expression())
        .map_prefix(|operator, operand| operand.map(|operand| unary(&operator, operand, origin)))
        .map_infix(|left, operator, right| Ok(binary(left?, operator.as_rule(), right?)))
        .parse(pair.into_inner())
}

fn unary(operator: &Pair<Rule>, operand: Expression, origin: Origin) -> Expression {
    let span = origin.place(operator).to(operand.span);
    let operator = if operator.as_rule() == Rule::negate { UnaryOperator::Negate } else { UnaryOperator::Not };
    Expression { kind: ExpressionKind::Unary(operator, Box::new(operand)), span }
}

fn binary(left: Expression, operator: Rule, right: Expression) -> Expression {
    let span = left.span.to(right.span);
    let operator = binary_operator(operator);
    Expression { kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)), span }
}

fn assignment(pair: &Pair<Rule>, mut parts: Parts) -> Result<Expression, SyntaxError> {
    if parts.nodes.as_slice().len() == 1 {
        let path = plain_path(&mut parts)?;
        let span = path.span;
        return Ok(Expression { kind: ExpressionKind::Path(path), span });
    }
    let target = parts.path()?;
    let Node::Value(first, last) = parts.node()? else { return Err(parts.incomplete()) };
    let value = Box::new(assigned(first, last, &target)?);
    let span = target.span.to(value.span);
    let operator = pair.clone().into_inner().nth(1).and_then(|sign| assigned_operator(sign.as_str()));
    Ok(Expression { kind: ExpressionKind::Assign { target, operator, value }, span })
}

/// What is assigned to `target`: a stretch takes a ramp, everything else one value.
fn assigned(first: Expression, last: Option<Expression>, target: &Path) -> Result<Expression, SyntaxError> {
    match (last, is_stretch(target)) {
        (None, false) => Ok(first),
        (None, true) => Err(SyntaxError::StretchWithoutRamp { at: target.span }),
        (Some(last), false) => {
            Err(SyntaxError::RampWithoutStretch { at: first.span.to(last.span), target: target.span })
        }
        (Some(last), true) => {
            let span = first.span.to(last.span);
            Ok(Expression { kind: ExpressionKind::Ramp(Box::new(first), Box::new(last)), span })
        }
    }
}

/// A path that is not a stretch, which only an assignment takes.
fn plain_path(parts: &mut Parts) -> Result<Box<Path>, SyntaxError> {
    let path = parts.path()?;
    if is_stretch(&path) { Err(SyntaxError::StretchWithoutRamp { at: path.span }) } else { Ok(path) }
}

fn sections(mut parts: Parts) -> Result<Expression, SyntaxError> {
    match parts.node()? {
        Node::Path(path) => Ok(Expression { span: path.span, kind: ExpressionKind::Path(path) }),
        Node::Expression(text) => Ok(text),
        _ => Err(parts.incomplete()),
    }
}

fn new_object(mut parts: Parts) -> Result<Expression, SyntaxError> {
    let class = Box::new(parts.name()?);
    match parts.arguments()? {
        Arguments::List(arguments) => Ok(Expression { kind: ExpressionKind::New { class, arguments }, span: parts.at }),
        Arguments::Stretch(..) | Arguments::None => Err(SyntaxError::StretchWithoutRamp { at: parts.at }),
    }
}

/// Names, each followed by its indices and arguments, or an argument of the procedure first.
fn path(parts: Parts) -> Result<Path, SyntaxError> {
    let incomplete = parts.incomplete();
    let mut head = None;
    let mut members: Vec<Member> = vec![];
    for node in parts.nodes {
        match (node, members.last_mut(), &mut head) {
            (Node::Name(name), ..) => {
                members.push(Member { name, indices: vec![], arguments: Arguments::None });
            }
            (Node::Argument(argument), ..) => head = Some(argument),
            (Node::Index(index), Some(member), _) => member.indices.push(index),
            (Node::Index(index), None, Some(Head::PointerArgument(_, indices))) => indices.push(index),
            (Node::Arguments(arguments), Some(member), _) => member.arguments = arguments,
            _ => return Err(incomplete),
        }
    }
    if head.is_none() && !members.is_empty() {
        head = Some(Head::Member(members.remove(0)));
    }
    Ok(Path { head: head.ok_or(incomplete)?, members, span: parts.at })
}

fn arguments(parts: Parts) -> Result<Arguments, SyntaxError> {
    let incomplete = parts.incomplete();
    let mut list = vec![];
    for node in parts.nodes {
        match node {
            Node::Expression(argument) => list.push(argument),
            Node::StretchEnd(last) => {
                let first = list.pop().ok_or(incomplete)?;
                return Ok(Arguments::Stretch(Box::new(first), Box::new(last)));
            }
            _ => return Err(incomplete),
        }
    }
    Ok(Arguments::List(list))
}

pub(super) fn number(pair: &Pair<Rule>, origin: Origin) -> Expression {
    Expression { kind: ExpressionKind::Number(number_value(pair.as_str())), span: origin.place(pair) }
}

/// The value of a number as the grammar takes it: hoc also takes `1e` and `1e+`, which are 1.
pub(crate) fn number_value(text: &str) -> f64 {
    let digits = text.trim_end_matches(['+', '-']).trim_end_matches(['e', 'E']);
    digits.parse().unwrap_or_default()
}

pub(super) fn text(pair: &Pair<Rule>, origin: Origin) -> Expression {
    let inner = pair.as_str().strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or("");
    Expression { kind: ExpressionKind::Text(unescape(inner)), span: origin.place(pair) }
}

/// `$1`, `$s1`, `$o1`, `$&1`, or with `i` for the number.
pub(super) fn argument_head(pair: &Pair<Rule>, origin: Origin) -> Result<Head, SyntaxError> {
    let index = argument_index(pair.as_str().trim_start_matches(['$', 's', 'o', '&']));
    let index = index.ok_or_else(|| SyntaxError::ArgumentNumber { at: origin.place(pair) })?;
    Ok(match pair.as_rule() {
        Rule::text_argument => Head::TextArgument(index),
        Rule::object_argument => Head::ObjectArgument(index),
        Rule::pointer_argument => Head::PointerArgument(index, vec![]),
        _ => Head::NumberArgument(index),
    })
}

fn argument_index(text: &str) -> Option<ArgumentIndex> {
    match text {
        "i" => Some(ArgumentIndex::VariableI),
        digits => digits.parse().ok().filter(|&number| number > 0).map(ArgumentIndex::Number),
    }
}

pub(super) fn is_operand(rule: Rule) -> bool {
    matches!(rule, Rule::number | Rule::group | Rule::assignment)
}

fn binary_operator(rule: Rule) -> BinaryOperator {
    match rule {
        Rule::or => BinaryOperator::Or,
        Rule::and => BinaryOperator::And,
        Rule::greater => BinaryOperator::Greater,
        Rule::greater_or_equal => BinaryOperator::GreaterOrEqual,
        Rule::less => BinaryOperator::Less,
        Rule::less_or_equal => BinaryOperator::LessOrEqual,
        Rule::equal => BinaryOperator::Equal,
        Rule::not_equal => BinaryOperator::NotEqual,
        Rule::subtract => BinaryOperator::Subtract,
        Rule::multiply => BinaryOperator::Multiply,
        Rule::divide => BinaryOperator::Divide,
        Rule::remainder => BinaryOperator::Remainder,
        Rule::power => BinaryOperator::Power,
        _ => BinaryOperator::Add,
    }
}

/// The operation of `+=` and its like; none for `=`.
fn assigned_operator(sign: &str) -> Option<BinaryOperator> {
    match sign {
        "+=" => Some(BinaryOperator::Add),
        "-=" => Some(BinaryOperator::Subtract),
        "*=" => Some(BinaryOperator::Multiply),
        "/=" => Some(BinaryOperator::Divide),
        _ => None,
    }
}

/// Does the path end with a stretch, as `diam(0:1)` does?
fn is_stretch(path: &Path) -> bool {
    let last = match (path.members.last(), &path.head) {
        (Some(member), _) | (None, Head::Member(member)) => Some(member),
        (None, _) => None,
    };
    last.is_some_and(|member| matches!(member.arguments, Arguments::Stretch(..)))
}

/// `\b \f \n \r \t` as C has them; any other character after a backslash stands for itself.
fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let character = if character == '\\' { characters.next().map_or('\\', escaped) } else { character };
        result.push(character);
    }
    result
}

fn escaped(letter: char) -> char {
    match letter {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    }
}
