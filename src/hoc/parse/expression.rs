//! Expressions and paths from pest's pairs.

use std::sync::LazyLock;

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::Builder;
use super::error::SyntaxError;
use super::grammar::Rule;
use super::statement::parts;
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

impl Builder {
    pub(super) fn expression(self, pair: Pair<Rule>, depth: usize) -> Result<Expression, SyntaxError> {
        let operators = pair.clone().into_inner().filter(|part| !is_operand(part.as_rule())).count();
        let depth = self.deeper(depth, operators + 1, &pair)?;
        PRATT
            .map_primary(|pair| self.primary(pair, depth))
            .map_prefix(|operator, operand| self.unary(&operator, operand?))
            .map_infix(|left, operator, right| binary(left?, operator.as_rule(), right?))
            .parse(pair.into_inner())
    }

    fn primary(self, pair: Pair<Rule>, depth: usize) -> Result<Expression, SyntaxError> {
        match pair.as_rule() {
            Rule::number => Ok(self.number(&pair)),
            Rule::group => self.expression(self.only(pair)?, depth),
            _ => self.assignment(pair, depth),
        }
    }

    fn unary(self, operator: &Pair<Rule>, operand: Expression) -> Result<Expression, SyntaxError> {
        let span = self.place(operator).to(operand.span);
        let operator = if operator.as_rule() == Rule::negate { UnaryOperator::Negate } else { UnaryOperator::Not };
        Ok(Expression { kind: ExpressionKind::Unary(operator, Box::new(operand)), span })
    }

    fn number(self, pair: &Pair<Rule>) -> Expression {
        let digits = pair.as_str().trim_end_matches(['+', '-']).trim_end_matches(['e', 'E']);
        let value = digits.parse().unwrap_or_default();
        Expression { kind: ExpressionKind::Number(value), span: self.place(pair) }
    }

    fn assignment(self, pair: Pair<Rule>, depth: usize) -> Result<Expression, SyntaxError> {
        let mut inner = pair.into_inner();
        let target = self.path(inner.next().ok_or_else(|| self.empty())?, depth)?;
        let (Some(operator), Some(value)) = (inner.next(), inner.next()) else {
            let span = target.span;
            return self.no_stretch(&target).map(|()| Expression { kind: ExpressionKind::Path(target), span });
        };
        let value = self.assigned(value, &target, depth)?;
        let span = target.span.to(value.span);
        let operator = operation(operator.as_str());
        Ok(Expression { kind: ExpressionKind::Assign { target, operator, value: Box::new(value) }, span })
    }

    /// What is assigned to `target`: a stretch takes a ramp, everything else one value.
    fn assigned(self, pair: Pair<Rule>, target: &Path, depth: usize) -> Result<Expression, SyntaxError> {
        let at = self.place(&pair);
        let mut values = self.values(pair, depth)?;
        let (last, first) = (values.pop().ok_or_else(|| self.empty())?, values.pop());
        match (first, is_stretch(target)) {
            (Some(first), true) => {
                Ok(Expression { kind: ExpressionKind::Ramp(Box::new(first), Box::new(last)), span: at })
            }
            (None, false) => Ok(last),
            (Some(_), false) => Err(SyntaxError::RampWithoutStretch { at, target: target.span }),
            (None, true) => Err(SyntaxError::StretchWithoutRamp { at: target.span }),
        }
    }

    fn no_stretch(self, path: &Path) -> Result<(), SyntaxError> {
        if is_stretch(path) { Err(SyntaxError::StretchWithoutRamp { at: path.span }) } else { Ok(()) }
    }

    /// Every value in a pair such as the list of `print` or an argument list.
    pub(super) fn values(self, pair: Pair<Rule>, depth: usize) -> Result<Vec<Expression>, SyntaxError> {
        parts(pair).map(|pair| self.value_part(pair, depth)).collect()
    }

    /// The text of a command line's value.
    pub(super) fn lone_value(self, pair: Pair<Rule>) -> Result<Expression, SyntaxError> {
        let value = parts(pair).find(|pair| pair.as_rule() == Rule::value).ok_or_else(|| self.empty())?;
        let at = self.place(&value);
        let mut values = self.values(value, 0)?;
        match (values.pop(), values.pop()) {
            (Some(value), None) => Ok(value),
            _ => Err(SyntaxError::RampWithoutStretch { at, target: at }),
        }
    }

    /// An expression, a string, a new object or a pointer, whatever wraps it.
    pub(super) fn value_part(self, pair: Pair<Rule>, depth: usize) -> Result<Expression, SyntaxError> {
        match pair.as_rule() {
            Rule::expression => self.expression(pair, depth),
            Rule::text => Ok(self.text(&pair)),
            Rule::new_object => self.new_object(pair, depth),
            Rule::pointer => {
                let span = self.place(&pair);
                let path = self.path(self.only(pair)?, depth)?;
                self.no_stretch(&path)?;
                Ok(Expression { kind: ExpressionKind::Pointer(path), span })
            }
            _ => self.value_part(self.only(pair)?, depth),
        }
    }

    fn text(self, pair: &Pair<Rule>) -> Expression {
        let inner = pair.as_str().strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or("");
        Expression { kind: ExpressionKind::Text(unescape(inner)), span: self.place(pair) }
    }

    fn new_object(self, pair: Pair<Rule>, depth: usize) -> Result<Expression, SyntaxError> {
        let span = self.place(&pair);
        let [class, arguments] = self.exactly(pair)?;
        let class = self.name(&class);
        match self.arguments(arguments, depth)? {
            Arguments::List(arguments) => Ok(Expression { kind: ExpressionKind::New { class, arguments }, span }),
            Arguments::Stretch(..) | Arguments::None => Err(SyntaxError::StretchWithoutRamp { at: span }),
        }
    }

    pub(super) fn path_expression(self, pair: Pair<Rule>, depth: usize) -> Result<Expression, SyntaxError> {
        let path = self.path(pair, depth)?;
        self.no_stretch(&path)?;
        let span = path.span;
        Ok(Expression { kind: ExpressionKind::Path(path), span })
    }

    /// A `path` or `section`: names, each followed by its indices and arguments.
    pub(super) fn path(self, pair: Pair<Rule>, depth: usize) -> Result<Path, SyntaxError> {
        let mut span = self.place(&pair);
        let mut head = None;
        let mut members: Vec<Member> = vec![];
        for part in pair.into_inner() {
            span = span.to(self.place(&part));
            match part.as_rule() {
                Rule::name => {
                    let member = Member { name: self.name(&part), indices: vec![], arguments: Arguments::None };
                    members.push(member);
                }
                Rule::index => self.add_index(part, head.as_mut(), members.last_mut(), depth)?,
                Rule::arguments => {
                    let arguments = self.arguments(part, depth)?;
                    if let Some(member) = members.last_mut() {
                        member.arguments = arguments;
                    }
                }
                Rule::dot => {}
                _ => head = Some(self.argument_head(part)?),
            }
        }
        if head.is_none() && !members.is_empty() {
            head = Some(Head::Member(members.remove(0)));
        }
        Ok(Path { head: head.ok_or_else(|| self.empty())?, members, span })
    }

    fn add_index(
        self,
        pair: Pair<Rule>,
        head: Option<&mut Head>,
        member: Option<&mut Member>,
        depth: usize,
    ) -> Result<(), SyntaxError> {
        let index = self.expression(self.only(pair)?, depth)?;
        match (member, head) {
            (Some(member), _) => member.indices.push(index),
            (None, Some(Head::PointerArgument(_, indices))) => indices.push(index),
            (None, _) => return Err(self.empty()),
        }
        Ok(())
    }

    fn argument_head(self, pair: Pair<Rule>) -> Result<Head, SyntaxError> {
        let at = self.place(&pair);
        let rule = pair.as_rule();
        let index = match self.only(pair)?.as_str() {
            "i" => ArgumentIndex::VariableI,
            digits => match digits.parse() {
                Ok(number) if number > 0 => ArgumentIndex::Number(number),
                _ => return Err(SyntaxError::ArgumentNumber { at }),
            },
        };
        Ok(match rule {
            Rule::text_argument => Head::TextArgument(index),
            Rule::object_argument => Head::ObjectArgument(index),
            Rule::pointer_argument => Head::PointerArgument(index, vec![]),
            _ => Head::NumberArgument(index),
        })
    }

    fn arguments(self, pair: Pair<Rule>, depth: usize) -> Result<Arguments, SyntaxError> {
        let mut inner: Vec<_> = pair.into_inner().collect();
        let last = match inner.pop_if(|last| last.as_rule() == Rule::stretch_end) {
            None => {
                return inner
                    .into_iter()
                    .map(|pair| self.value_part(pair, depth))
                    .collect::<Result<_, _>>()
                    .map(Arguments::List);
            }
            Some(end) => self.expression(self.only(end)?, depth)?,
        };
        let first = inner.pop().ok_or_else(|| self.empty())?;
        Ok(Arguments::Stretch(Box::new(self.value_part(first, depth)?), Box::new(last)))
    }
}

fn is_operand(rule: Rule) -> bool {
    matches!(rule, Rule::number | Rule::group | Rule::assignment)
}

fn binary(left: Expression, operator: Rule, right: Expression) -> Result<Expression, SyntaxError> {
    let span = left.span.to(right.span);
    let operator = binary_operator(operator);
    Ok(Expression { kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)), span })
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
fn operation(assignment: &str) -> Option<BinaryOperator> {
    match assignment {
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
