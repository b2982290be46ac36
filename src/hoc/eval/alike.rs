//! Texts that differ only in the digits of their numbers, as `sprint` makes them in a loop: `g(0.25) = 1.5`,
//! `g(0.75) = 2.5`. They have the same tree with other numbers in it, at the same places.

use crate::hoc::ast::{Arguments, Expression, ExpressionKind, Head, Member, Path, Statement, StatementKind};
use crate::hoc::parse::number_value;

/// What alike texts have in common: the text with 0 for each digit of its numbers. None where a digit may stand for
/// something else, in a string or as the number of an argument.
pub(super) fn shape(text: &str) -> Option<String> {
    if text.contains(['"', '$']) {
        return None;
    }
    let mut in_name = false;
    let common = text.chars().map(|character| {
        in_name = character.is_ascii_alphabetic() || character == '_' || (in_name && character.is_ascii_digit());
        if character.is_ascii_digit() && !in_name { '0' } else { character }
    });
    Some(common.collect())
}

/// Can [`renumber`] reach every number of the statements?
pub(super) fn are_expressions(statements: &[Statement]) -> bool {
    statements.iter().all(|statement| matches!(statement.kind, StatementKind::Expression(_)))
}

/// Makes the tree of one text that of another which is alike.
pub(super) fn renumber(statements: &mut [Statement], text: &str) {
    for statement in statements {
        if let StatementKind::Expression(value) = &mut statement.kind {
            expression(value, text);
        }
    }
}

fn expression(value: &mut Expression, text: &str) {
    match &mut value.kind {
        ExpressionKind::Number(number) => {
            if let Some(digits) = text.get(value.span.range()) {
                *number = number_value(digits);
            }
        }
        ExpressionKind::Text(_) => {}
        ExpressionKind::Path(named) | ExpressionKind::Pointer(named) => path(named, text),
        ExpressionKind::Unary(_, operand) => expression(operand, text),
        ExpressionKind::Binary(_, a, b) | ExpressionKind::Ramp(a, b) => {
            expression(a, text);
            expression(b, text);
        }
        ExpressionKind::Assign { target, operator: _, value } => {
            path(target, text);
            expression(value, text);
        }
        ExpressionKind::New { class: _, arguments } => expressions(arguments, text),
    }
}

fn expressions(values: &mut [Expression], text: &str) {
    for value in values {
        expression(value, text);
    }
}

fn path(path: &mut Path, text: &str) {
    match &mut path.head {
        Head::Member(named) => member(named, text),
        Head::PointerArgument(_, indices) => expressions(indices, text),
        Head::NumberArgument(_) | Head::TextArgument(_) | Head::ObjectArgument(_) => {}
    }
    for named in &mut path.members {
        member(named, text);
    }
}

fn member(member: &mut Member, text: &str) {
    expressions(&mut member.indices, text);
    match &mut member.arguments {
        Arguments::None => {}
        Arguments::List(arguments) => expressions(arguments, text),
        Arguments::Stretch(from, to) => {
            expression(from, text);
            expression(to, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hoc::parse::parse_statements;
    use crate::source::SourceMap;

    /// Both texts are alike, and the tree of the first becomes that of the second.
    fn check(one: &str, other: &str) {
        assert!(shape(one).is_some());
        assert_eq!(shape(one), shape(other), "{one} | {other}");
        let file = SourceMap::default().add_text("execute", one);
        let mut tree = parse_statements(one, file).unwrap();
        assert!(are_expressions(&tree), "{one}");
        renumber(&mut tree, other);
        assert_eq!(tree, parse_statements(other, file).unwrap(), "{one} | {other}");
    }

    #[test]
    fn numbers_of_every_form_are_read_again() {
        check("x = 1", "x = 7");
        check("x = 0.25", "x = 1.75");
        check("x = .25 y = 1.", "x = .75 y = 3.");
        check("x = 1e3", "x = 2e3");
        check("x = 1e-3 + 2E+4", "x = 5e-9 + 8E+1");
        check("x = 1e", "x = 2e");
    }

    #[test]
    fn numbers_are_found_in_every_part_of_an_expression() {
        check("gbar_Ih(0.1) = 0.02", "gbar_Ih(0.7) = 3.50");
        check("a[1].b[2](3, 4).c = -5 + !6 * f(7 + 8)", "a[9].b[8](7, 6).c = -5 + !4 * f(3 + 2)");
        check("diam(0:1) = 3:1", "diam(1:0) = 4:2");
        check("o = new Vector(3, 4)", "o = new Vector(5, 6)");
        check("f(&x[1])", "f(&x[2])");
        check("/* 1 */ x = 1 // 1", "/* 2 */ x = 3 // 4");
    }

    #[test]
    fn digits_of_names_are_no_numbers() {
        assert_ne!(shape("x1 = 0"), shape("x2 = 0"));
        assert_ne!(shape("gK3_1bar = 0"), shape("gK3_2bar = 0"));
        assert_ne!(shape("x = 1e3"), shape("x = 1e4"));
    }

    #[test]
    fn longer_numbers_move_what_follows() {
        assert_ne!(shape("f(1, x)"), shape("f(10, x)"));
    }

    #[test]
    fn strings_and_arguments_are_left_alone() {
        assert_eq!(shape("f(\"1\")"), None);
        assert_eq!(shape("x = $1"), None);
    }

    #[test]
    fn other_statements_are_not_shared() {
        let file = SourceMap::default().add_text("execute", "");
        let share = |text: &str| are_expressions(&parse_statements(text, file).unwrap());
        assert!(share("x = 1 f(2)"));
        assert!(!share("x = 1 if (2) f(3)"));
        assert!(!share("soma nseg = 3"));
    }
}
