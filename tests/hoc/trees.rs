//! Random hoc trees: what is printed parses to the same tree.

use std::sync::Arc;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::hoc::ast::{
    ArgumentIndex, Arguments, BinaryOperator, Declaration, Definition, DefinitionKind, Expression, ExpressionKind,
    Head, Member, Name, Path, Statement, StatementKind, UnaryOperator,
};
use neuron_reduce::hoc::parse::parse_file;
use neuron_reduce::hoc::print::print_file;
use neuron_reduce::source::{FileId, SourceMap, Span};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn file() -> FileId {
    SourceMap::default().add_text("a.hoc", "")
}

fn nowhere() -> Span {
    Span::new(file(), 0..0)
}

/// A tree without its places.
fn shape(statements: &[Statement]) -> String {
    regex::Regex::new(r"Span \{[^}]*\}").unwrap().replace_all(&format!("{statements:#?}"), "").into_owned()
}

fn expression(kind: ExpressionKind) -> Expression {
    Expression { kind, span: nowhere() }
}

fn statement(kind: StatementKind) -> Statement {
    Statement { kind, span: nowhere() }
}

fn name() -> BoxedStrategy<Name> {
    select(vec!["x", "soma", "dend", "L", "e", "i", "_a1", "gbar_Ih", "iff", "news", "read", "s1", "o2"])
        .prop_map(|text| Name { text: text.to_owned(), span: nowhere() })
        .boxed()
}

fn index() -> BoxedStrategy<ArgumentIndex> {
    prop_oneof![(1_usize..300).prop_map(ArgumentIndex::Number), Just(ArgumentIndex::VariableI)].boxed()
}

/// Printed numbers keep their value: whole, tiny, huge, any.
fn number() -> BoxedStrategy<f64> {
    prop_oneof![
        (0_u32..1000).prop_map(f64::from),
        0.0..1.0,
        any::<f64>().prop_filter("", |x| !x.is_nan()).prop_map(f64::abs)
    ]
    .boxed()
}

fn text() -> BoxedStrategy<Expression> {
    "[ -~\n\t\u{8}\u{c}\r\u{b5}]{0,8}".prop_map(|text| expression(ExpressionKind::Text(text))).boxed()
}

fn member(inner: BoxedStrategy<Expression>) -> BoxedStrategy<Member> {
    let arguments = prop_oneof![
        3 => Just(Arguments::None),
        1 => vec(argument(&inner), 0..3).prop_map(Arguments::List),
    ];
    (name(), vec(inner, 0..2), arguments)
        .prop_map(|(name, indices, arguments)| Member { name, indices, arguments })
        .boxed()
}

fn path(inner: &BoxedStrategy<Expression>) -> BoxedStrategy<Path> {
    let path = |(head, members)| Path { head, members, span: nowhere() };
    let members = || vec(member(inner.clone()), 0..3);
    prop_oneof![
        6 => (member(inner.clone()).prop_map(Head::Member), members()).prop_map(path),
        1 => (index().prop_map(Head::ObjectArgument), members()).prop_map(path),
        1 => (index().prop_map(Head::NumberArgument), Just(vec![])).prop_map(path),
        1 => (index().prop_map(Head::TextArgument), Just(vec![])).prop_map(path),
        1 => ((index(), vec(inner.clone(), 0..2)).prop_map(|(at, indices)| Head::PointerArgument(at, indices)), Just(vec![]))
            .prop_map(path),
    ]
    .boxed()
}

/// A path that may stand before a statement: no argument that holds no object, no plain call.
fn section(inner: &BoxedStrategy<Expression>) -> BoxedStrategy<Path> {
    path(inner)
        .prop_filter("not a section", |path| match &path.head {
            Head::Member(member) => !path.members.is_empty() || member.arguments == Arguments::None,
            Head::ObjectArgument(_) => true,
            Head::NumberArgument(_) | Head::TextArgument(_) | Head::PointerArgument(..) => false,
        })
        .boxed()
}

/// `x`
fn plain(name: Name) -> Path {
    let head = Head::Member(Member { name, indices: vec![], arguments: Arguments::None });
    Path { head, members: vec![], span: nowhere() }
}

fn new_object(inner: BoxedStrategy<Expression>) -> BoxedStrategy<Expression> {
    (name(), vec(inner, 0..3))
        .prop_map(|(class, arguments)| expression(ExpressionKind::New { class: Box::new(class), arguments }))
        .boxed()
}

fn argument(inner: &BoxedStrategy<Expression>) -> BoxedStrategy<Expression> {
    prop_oneof![
        4 => inner.clone(),
        1 => text(),
        1 => new_object(inner.clone()),
        1 => name().prop_map(|name| expression(ExpressionKind::Pointer(Box::new(plain(name))))),
    ]
    .boxed()
}

fn operator() -> BoxedStrategy<BinaryOperator> {
    use BinaryOperator as B;
    select(vec![
        B::Or,
        B::And,
        B::Greater,
        B::GreaterOrEqual,
        B::Less,
        B::LessOrEqual,
        B::Equal,
        B::NotEqual,
        B::Add,
        B::Subtract,
        B::Multiply,
        B::Divide,
        B::Remainder,
        B::Power,
    ])
    .boxed()
}

fn assignment(inner: &BoxedStrategy<Expression>) -> BoxedStrategy<Expression> {
    let operators = [BinaryOperator::Add, BinaryOperator::Subtract, BinaryOperator::Multiply, BinaryOperator::Divide];
    let value = prop_oneof![4 => inner.clone(), 1 => text(), 1 => new_object(inner.clone())];
    (path(inner), option::of(select(operators.to_vec())), value)
        .prop_map(|(target, operator, value)| {
            expression(ExpressionKind::Assign { target: Box::new(target), operator, value: Box::new(value) })
        })
        .boxed()
}

fn any_expression() -> BoxedStrategy<Expression> {
    let leaf = prop_oneof![
        number().prop_map(|value| expression(ExpressionKind::Number(value))),
        name().prop_map(|name| expression(ExpressionKind::Path(Box::new(plain(name))))),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let unary = select(vec![UnaryOperator::Negate, UnaryOperator::Not]);
        prop_oneof![
            2 => path(&inner).prop_map(|path| expression(ExpressionKind::Path(Box::new(path)))),
            2 => (unary, inner.clone())
                .prop_map(|(operator, x)| expression(ExpressionKind::Unary(operator, Box::new(x)))),
            4 => (operator(), inner.clone(), inner.clone()).prop_map(|(operator, left, right)| {
                expression(ExpressionKind::Binary(operator, Box::new(left), Box::new(right)))
            }),
            1 => assignment(&inner),
        ]
    })
    .boxed()
}

/// `diam(0:1) = 3:1`
fn ramp() -> BoxedStrategy<StatementKind> {
    let pair = || (any_expression(), any_expression()).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
    (path(&any_expression()), name(), pair(), pair())
        .prop_filter_map("no members", |(mut target, name, at, values)| {
            let arguments = Arguments::Stretch(at.0, at.1);
            match target.head {
                Head::Member(_) | Head::ObjectArgument(_) => {
                    target.members.push(Member { name, indices: vec![], arguments });
                    let value = Box::new(expression(ExpressionKind::Ramp(values.0, values.1)));
                    Some(StatementKind::Expression(expression(ExpressionKind::Assign {
                        target: Box::new(target),
                        operator: None,
                        value,
                    })))
                }
                Head::NumberArgument(_) | Head::TextArgument(_) | Head::PointerArgument(..) => None,
            }
        })
        .boxed()
}

fn declarations(least: usize) -> BoxedStrategy<Vec<Declaration>> {
    let declaration = (name(), vec(any_expression(), least..3));
    vec(declaration.prop_map(|(name, dimensions)| Declaration { name, dimensions }), 1..4).boxed()
}

fn simple() -> BoxedStrategy<StatementKind> {
    let x = any_expression;
    let given = prop_oneof![x(), text()];
    prop_oneof![
        prop_oneof![x(), text(), assignment(&x())].prop_map(StatementKind::Expression),
        ramp(),
        vec(given, 1..4).prop_map(StatementKind::Print),
        option::of(prop_oneof![x(), new_object(x())]).prop_map(StatementKind::Return),
        select(vec![
            StatementKind::Break,
            StatementKind::Continue,
            StatementKind::Stop,
            StatementKind::Quit,
            StatementKind::IteratorStatement
        ]),
        declarations(0).prop_map(StatementKind::Objref),
        declarations(0).prop_map(StatementKind::Create),
        declarations(1).prop_map(StatementKind::Double),
        vec(name(), 1..4).prop_map(StatementKind::Strdef),
        (path(&x()), x()).prop_map(|(child, parent)| StatementKind::Connect { child: Box::new(child), parent }),
        path(&x()).prop_map(|path| StatementKind::Access(Box::new(path))),
        name().prop_map(StatementKind::Insert),
        name().prop_map(StatementKind::Uninsert),
        name().prop_map(StatementKind::Delete),
        (path(&x()), path(&x())).prop_map(|(pointer, target)| {
            StatementKind::SetPointer { pointer: Box::new(pointer), target: Box::new(target) }
        }),
    ]
    .boxed()
}

/// A body behind a path: an expression that starts with a sign would go on with the path.
fn behind_path(body: Statement) -> Statement {
    let safe = match &body.kind {
        StatementKind::Expression(expression) => {
            !matches!(expression.kind, ExpressionKind::Unary(..) | ExpressionKind::Binary(..))
        }
        _ => true,
    };
    if safe { body } else { statement(StatementKind::Block(vec![body])) }
}

/// The statement of an `if` that has an `else`, which must not find another `if` first.
fn before_else(then: Statement) -> Statement {
    let closed = !matches!(then.kind, StatementKind::Block(_));
    if closed { statement(StatementKind::Block(vec![then])) } else { then }
}

fn loops(inner: &BoxedStrategy<Statement>) -> BoxedStrategy<StatementKind> {
    let (x, body) = (any_expression, || inner.clone());
    let sections = || {
        let path = path(&any_expression()).prop_map(|path| expression(ExpressionKind::Path(Box::new(path))));
        prop_oneof![path, text()]
    };
    prop_oneof![
        (x(), body()).prop_map(|(condition, body)| StatementKind::While { condition, body: Box::new(body) }),
        (option::of(body()), x(), option::of(body()), body()).prop_map(|(init, condition, step, body)| {
            let (init, step) = (init.map(Box::new), step.map(Box::new));
            StatementKind::For { init, condition, step, body: Box::new(body) }
        }),
        (path(&x()), x(), x(), body()).prop_map(|(variable, first, last, body)| {
            let (variable, first, last) = (Box::new(variable), Box::new(first), Box::new(last));
            StatementKind::ForRange { variable, first, last, body: Box::new(behind_path(body)) }
        }),
        (path(&x()), option::of(x()), body()).prop_map(|(variable, with_ends, body)| {
            StatementKind::ForSegments { variable: Box::new(variable), with_ends, body: Box::new(body) }
        }),
        (path(&x()), body()).prop_map(|(iterator, body)| {
            let iterator = Box::new(iterator);
            StatementKind::ForIterator { iterator, body: Box::new(behind_path(body)) }
        }),
        body().prop_map(|body| StatementKind::Forall(Box::new(body))),
        (sections(), body())
            .prop_map(|(sections, body)| StatementKind::Forsec { sections, body: Box::new(behind_path(body)) }),
        (sections(), body())
            .prop_map(|(sections, body)| StatementKind::Ifsec { sections, body: Box::new(behind_path(body)) }),
        (section(&x()), body()).prop_map(|(section, body)| {
            let section = Box::new(section);
            StatementKind::InSection { section, body: Box::new(behind_path(body)) }
        }),
    ]
    .boxed()
}

fn any_statement() -> BoxedStrategy<Statement> {
    let leaf = simple().prop_map(statement).boxed();
    leaf.prop_recursive(3, 12, 3, |inner| {
        let condition =
            (any_expression(), inner.clone(), option::of(inner.clone())).prop_map(|(condition, then, otherwise)| {
                let then = Box::new(if otherwise.is_some() { before_else(then) } else { then });
                StatementKind::If { condition, then, otherwise: otherwise.map(Box::new) }
            });
        let block = vec(inner.clone(), 0..4).prop_map(StatementKind::Block);
        prop_oneof![loops(&inner.clone().boxed()), condition, block].prop_map(statement)
    })
    .boxed()
}

fn top_level() -> BoxedStrategy<Statement> {
    let kinds = vec![
        DefinitionKind::Procedure,
        DefinitionKind::Function,
        DefinitionKind::ObjectFunction,
        DefinitionKind::Iterator,
    ];
    let names = || vec(name(), 0..3);
    let definition = (select(kinds), name(), names(), names(), vec(any_statement(), 0..4)).prop_map(
        |(kind, name, locals, local_objects, body)| {
            let locals = locals.into_iter().map(|name| Declaration { name, dimensions: vec![] }).collect();
            StatementKind::Define(Arc::new(Definition { kind, name, locals, local_objects, body }))
        },
    );
    let refused = select(vec!["eqn", "depvar", "debug", "help"])
        .prop_map(|text| StatementKind::Refused(Name { text: text.to_owned(), span: nowhere() }));
    prop_oneof![
        8 => any_statement(),
        4 => definition.prop_map(statement),
        1 => name().prop_map(|name| statement(StatementKind::BeginTemplate(name))),
        1 => name().prop_map(|name| statement(StatementKind::EndTemplate(name))),
        1 => vec(name(), 1..4).prop_map(|names| statement(StatementKind::Public(names))),
        1 => vec(name(), 1..4).prop_map(|names| statement(StatementKind::External(names))),
        1 => refused.prop_map(statement),
    ]
    .boxed()
}

proptest! {
    #[test]
    fn a_printed_tree_parses_to_itself(tree in vec(top_level(), 0..4)) {
        let text = print_file(&tree);
        let mut diagnostics = Diagnostics::default();
        let parsed = parse_file(&text, file(), &mut diagnostics);
        prop_assert!(diagnostics.is_empty(), "{}\n{:?}", text, diagnostics);
        prop_assert_eq!(shape(&parsed), shape(&tree), "{}", text);
    }
}

#[test]
fn what_a_tree_cannot_say_without_braces_gets_them() {
    let reparsed = |text: &str| {
        let mut diagnostics = Diagnostics::default();
        let tree = parse_file(text, file(), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{text} {diagnostics:?}");
        tree
    };
    let inner = |text: &str| reparsed(text).remove(0);
    let section = plain(Name { text: "soma".into(), span: nowhere() });
    let signed = statement(StatementKind::InSection { section: Box::new(section), body: Box::new(inner("-x + 1")) });
    assert_eq!(signed.to_string(), "soma {\n    -x + 1\n}");
    let StatementKind::If { condition, .. } = inner("if (a) x()").kind else { panic!() };
    let open = statement(StatementKind::If {
        condition,
        then: Box::new(inner("while (b) if (c) y()")),
        otherwise: Some(Box::new(inner("z()"))),
    });
    assert_eq!(open.to_string(), "if (a) {\n    while (b) if (c) y()\n} else z()");
}
