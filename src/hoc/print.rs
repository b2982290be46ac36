//! The tree as hoc text: what is printed parses to the same tree.
//!
//! Parentheses stand where the tree needs them; statements in braces stand one a line.

use std::fmt::{self, Display, Formatter};

use super::ast::{
    ArgumentIndex, Arguments, BinaryOperator, Declaration, Definition, DefinitionKind, Expression, ExpressionKind,
    Head, Member, Name, Path, Statement, StatementKind, UnaryOperator,
};

/// Top-level statements, each ending with a newline.
#[must_use]
pub fn print_file(statements: &[Statement]) -> String {
    statements.iter().map(|statement| statement.to_string() + "\n").collect()
}

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Indented(self, 0).fmt(f)
    }
}

/// A statement whose inner lines start so many steps to the right.
struct Indented<'a>(&'a Statement, usize);

impl Display for Indented<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(statement, indent) = *self;
        let inner = |body| Indented(body, indent);
        match &statement.kind {
            StatementKind::Expression(expression) => write!(f, "{expression}"),
            StatementKind::Print(values) => write!(f, "print {}", List(values)),
            StatementKind::Block(statements) => print_block(f, statements, indent),
            StatementKind::If { condition, then, otherwise } => {
                print_if(f, condition, then, otherwise.as_deref(), indent)
            }
            StatementKind::While { condition, body } => write!(f, "while ({condition}) {}", inner(body)),
            StatementKind::For { init, condition, step, body } => {
                let (init, step) = (Optional(init.as_deref().map(inner)), Optional(step.as_deref().map(inner)));
                write!(f, "for ({init}; {condition}; {step}) {}", inner(body))
            }
            StatementKind::ForRange { variable, first, last, body } => {
                write!(f, "for {variable} = {first}, {last} {}", Separated(inner(body)))
            }
            StatementKind::ForSegments { variable, with_ends: None, body } => {
                write!(f, "for ({variable}) {}", inner(body))
            }
            StatementKind::ForSegments { variable, with_ends: Some(with_ends), body } => {
                write!(f, "for ({variable}, {with_ends}) {}", inner(body))
            }
            StatementKind::ForIterator { iterator, body } => write!(f, "for {iterator} {}", Separated(inner(body))),
            StatementKind::Forall(body) => write!(f, "forall {}", inner(body)),
            StatementKind::Forsec { sections, body } => write!(f, "forsec {sections} {}", Separated(inner(body))),
            StatementKind::Ifsec { sections, body } => write!(f, "ifsec {sections} {}", Separated(inner(body))),
            StatementKind::InSection { section, body } => write!(f, "{section} {}", Separated(inner(body))),
            StatementKind::Return(None) => f.write_str("return"),
            StatementKind::Return(Some(value)) => write!(f, "return {value}"),
            StatementKind::Break => f.write_str("break"),
            StatementKind::Continue => f.write_str("continue"),
            StatementKind::Stop => f.write_str("stop"),
            StatementKind::Quit => f.write_str("quit()"),
            StatementKind::IteratorStatement => f.write_str("iterator_statement"),
            StatementKind::Objref(declarations) => write!(f, "objref {}", List(declarations)),
            StatementKind::Strdef(names) => write!(f, "strdef {}", List(names)),
            StatementKind::Double(declarations) => write!(f, "double {}", List(declarations)),
            StatementKind::Create(declarations) => write!(f, "create {}", List(declarations)),
            StatementKind::Connect { child, parent } => write!(f, "connect {child}, {parent}"),
            StatementKind::Access(section) => write!(f, "access {section}"),
            StatementKind::Insert(name) => write!(f, "insert {name}"),
            StatementKind::Uninsert(name) => write!(f, "uninsert {name}"),
            StatementKind::SetPointer { pointer, target } => write!(f, "setpointer {pointer}, {target}"),
            StatementKind::Delete(name) => write!(f, "delete {name}"),
            StatementKind::Define(definition) => print_definition(f, definition),
            StatementKind::BeginTemplate(name) => write!(f, "begintemplate {name}"),
            StatementKind::EndTemplate(name) => write!(f, "endtemplate {name}"),
            StatementKind::Public(names) => write!(f, "public {}", List(names)),
            StatementKind::External(names) => write!(f, "external {}", List(names)),
            StatementKind::Refused(name) => write!(f, "{name}"),
        }
    }
}

/// Nothing, or a statement.
struct Optional<'a>(Option<Indented<'a>>);

impl Display for Optional<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |statement| statement.fmt(f))
    }
}

/// A statement behind a path or an expression, which must not go on into it: `soma -x` would be a difference.
struct Separated<'a>(Indented<'a>);

impl Display for Separated<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Indented(statement, indent) = self.0;
        match &statement.kind {
            StatementKind::Expression(expression) if starts_with_sign(expression) => {
                print_block(f, std::slice::from_ref(statement), indent)
            }
            _ => self.0.fmt(f),
        }
    }
}

/// Is the first token `-`, `!` or `(`?
fn starts_with_sign(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Unary(..) => true,
        ExpressionKind::Binary(operator, left, _) => {
            strength(left) < left_strength(*operator) || starts_with_sign(left)
        }
        ExpressionKind::Ramp(first, _) => starts_with_sign(first),
        ExpressionKind::Number(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Path(_)
        | ExpressionKind::Assign { .. }
        | ExpressionKind::New { .. }
        | ExpressionKind::Pointer(_) => false,
    }
}

fn print_block(f: &mut Formatter<'_>, statements: &[Statement], indent: usize) -> fmt::Result {
    f.write_str("{")?;
    print_body(f, statements, indent)
}

fn print_body(f: &mut Formatter<'_>, statements: &[Statement], indent: usize) -> fmt::Result {
    f.write_str("\n")?;
    for statement in statements {
        writeln!(f, "{:1$}{2}", "", 4 * (indent + 1), Indented(statement, indent + 1))?;
    }
    write!(f, "{:1$}}}", "", 4 * indent)
}

fn print_if(
    f: &mut Formatter<'_>,
    condition: &Expression,
    then: &Statement,
    otherwise: Option<&Statement>,
    indent: usize,
) -> fmt::Result {
    write!(f, "if ({condition}) ")?;
    let Some(otherwise) = otherwise else {
        return Indented(then, indent).fmt(f);
    };
    if takes_else(then) {
        print_block(f, std::slice::from_ref(then), indent)?;
    } else {
        Indented(then, indent).fmt(f)?;
    }
    write!(f, " else {}", Indented(otherwise, indent))
}

/// Would an `else` behind the statement belong to an `if` at its end?
fn takes_else(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::If { otherwise: None, .. } => true,
        StatementKind::If { otherwise: Some(body), .. }
        | StatementKind::While { body, .. }
        | StatementKind::For { body, .. }
        | StatementKind::ForRange { body, .. }
        | StatementKind::ForSegments { body, .. }
        | StatementKind::ForIterator { body, .. }
        | StatementKind::Forall(body)
        | StatementKind::Forsec { body, .. }
        | StatementKind::Ifsec { body, .. }
        | StatementKind::InSection { body, .. } => takes_else(body),
        StatementKind::Expression(_)
        | StatementKind::Print(_)
        | StatementKind::Block(_)
        | StatementKind::Return(_)
        | StatementKind::Break
        | StatementKind::Continue
        | StatementKind::Stop
        | StatementKind::Quit
        | StatementKind::IteratorStatement
        | StatementKind::Objref(_)
        | StatementKind::Strdef(_)
        | StatementKind::Double(_)
        | StatementKind::Create(_)
        | StatementKind::Connect { .. }
        | StatementKind::Access(_)
        | StatementKind::Insert(_)
        | StatementKind::Uninsert(_)
        | StatementKind::SetPointer { .. }
        | StatementKind::Delete(_)
        | StatementKind::Define(_)
        | StatementKind::BeginTemplate(_)
        | StatementKind::EndTemplate(_)
        | StatementKind::Public(_)
        | StatementKind::External(_)
        | StatementKind::Refused(_) => false,
    }
}

fn print_definition(f: &mut Formatter<'_>, definition: &Definition) -> fmt::Result {
    let Definition { kind, name, locals, local_objects, body } = definition;
    write!(f, "{} {name}() {{", keyword(*kind))?;
    if !locals.is_empty() {
        write!(f, " local {}", List(locals))?;
    }
    if !local_objects.is_empty() {
        write!(f, " localobj {}", List(local_objects))?;
    }
    print_body(f, body, 0)
}

fn keyword(kind: DefinitionKind) -> &'static str {
    match kind {
        DefinitionKind::Procedure => "proc",
        DefinitionKind::Function => "func",
        DefinitionKind::ObjectFunction => "obfunc",
        DefinitionKind::StringFunction => "strfunc",
        DefinitionKind::Iterator => "iterator",
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Display for Declaration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, Indices(&self.dimensions))
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExpressionKind::Number(value) => print_number(f, *value),
            ExpressionKind::Text(text) => print_text(f, text),
            ExpressionKind::Path(path) => path.fmt(f),
            ExpressionKind::Unary(operator, operand) => {
                write!(f, "{operator}{}", Operand(operand, UNARY_STRENGTH))
            }
            ExpressionKind::Binary(operator, left, right) => {
                let (left, right) =
                    (Operand(left, left_strength(*operator)), Operand(right, right_strength(*operator)));
                write!(f, "{left} {operator} {right}")
            }
            ExpressionKind::Assign { target, operator: None, value } => write!(f, "{target} = {value}"),
            ExpressionKind::Assign { target, operator: Some(operator), value } => {
                write!(f, "{target} {operator}= {value}")
            }
            ExpressionKind::New { class, arguments } => write!(f, "new {class}({})", List(arguments)),
            ExpressionKind::Pointer(path) => write!(f, "&{path}"),
            ExpressionKind::Ramp(first, last) => print_ramp(f, first, last),
        }
    }
}

/// An assignment before the `:` would take it for its own.
fn print_ramp(f: &mut Formatter<'_>, first: &Expression, last: &Expression) -> fmt::Result {
    write!(f, "{}:{last}", Operand(first, 1))
}

/// An operand, in parentheses where it binds weaker than its operator needs.
struct Operand<'a>(&'a Expression, usize);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(expression, needed) = *self;
        if strength(expression) < needed { write!(f, "({expression})") } else { expression.fmt(f) }
    }
}

/// Between `*` and `^`.
const UNARY_STRENGTH: usize = 6;
const POWER_STRENGTH: usize = 7;

fn strength(expression: &Expression) -> usize {
    match &expression.kind {
        ExpressionKind::Assign { .. } | ExpressionKind::Ramp(..) => 0,
        ExpressionKind::Binary(operator, ..) => operator_strength(*operator),
        ExpressionKind::Unary(..) => UNARY_STRENGTH,
        ExpressionKind::Number(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Path(_)
        | ExpressionKind::New { .. }
        | ExpressionKind::Pointer(_) => POWER_STRENGTH + 1,
    }
}

fn operator_strength(operator: BinaryOperator) -> usize {
    match operator {
        BinaryOperator::Or => 1,
        BinaryOperator::And => 2,
        BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual => 3,
        BinaryOperator::Add | BinaryOperator::Subtract => 4,
        BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Remainder => 5,
        BinaryOperator::Power => POWER_STRENGTH,
    }
}

/// `a - b - c` is `(a - b) - c`, `a ^ b ^ c` is `a ^ (b ^ c)`.
fn left_strength(operator: BinaryOperator) -> usize {
    operator_strength(operator) + usize::from(operator == BinaryOperator::Power)
}

fn right_strength(operator: BinaryOperator) -> usize {
    operator_strength(operator) + usize::from(operator != BinaryOperator::Power)
}

impl Display for UnaryOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Negate => "-",
            Self::Not => "!",
        })
    }
}

impl Display for BinaryOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
        })
    }
}

/// The shortest digits that read back as the same number; hoc has no word for infinity.
fn print_number(f: &mut Formatter<'_>, value: f64) -> fmt::Result {
    if value.is_infinite() {
        return f.write_str("1e999");
    }
    let digits = format!("{value:?}");
    f.write_str(digits.strip_suffix(".0").unwrap_or(&digits))
}

fn print_text(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            other => write!(f, "{other}")?,
        }
    }
    f.write_str("\"")
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.head.fmt(f)?;
        self.members.iter().try_for_each(|member| write!(f, ".{member}"))
    }
}

impl Display for Head {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(member) => member.fmt(f),
            Self::NumberArgument(index) => write!(f, "${index}"),
            Self::TextArgument(index) => write!(f, "$s{index}"),
            Self::ObjectArgument(index) => write!(f, "$o{index}"),
            Self::PointerArgument(index, indices) => write!(f, "$&{index}{}", Indices(indices)),
        }
    }
}

impl Display for ArgumentIndex {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::VariableI => f.write_str("i"),
        }
    }
}

impl Display for Member {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, Indices(&self.indices))?;
        match &self.arguments {
            Arguments::None => Ok(()),
            Arguments::List(arguments) => write!(f, "({})", List(arguments)),
            Arguments::Stretch(first, last) => {
                f.write_str("(")?;
                print_ramp(f, first, last)?;
                f.write_str(")")
            }
        }
    }
}

/// `a, b, c`
struct List<'a, T>(&'a [T]);

impl<T: Display> Display for List<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.iter().enumerate() {
            write!(f, "{}{item}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// `[2][n]`
struct Indices<'a>(&'a [Expression]);

impl Display for Indices<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|index| write!(f, "[{index}]"))
    }
}
