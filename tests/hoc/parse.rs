//! hoc text and its trees: the corpus, what ends a statement, spans, and the bounds on hostile text.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::diagnostic::render::{MessageFormat, render, render_all};
use neuron_reduce::hoc::ast::{Expression, ExpressionKind, Statement, StatementKind};
use neuron_reduce::hoc::parse::{parse_expression, parse_file, parse_next, parse_statements};
use neuron_reduce::hoc::print::print_file;
use neuron_reduce::source::{FileId, SourceMap};
use proptest::prelude::*;

fn add(text: &str) -> (SourceMap, FileId) {
    let mut sources = SourceMap::default();
    let file = sources.add_text("a.hoc", text);
    (sources, file)
}

/// The statements of a text printed again, and its messages.
fn read(text: &str) -> (String, String) {
    let (sources, file) = add(text);
    let mut diagnostics = Diagnostics::default();
    let statements = parse_file(&sources.file(file).text, file, &mut diagnostics);
    (print_file(&statements), render_all(&diagnostics, &sources, MessageFormat::Human, false))
}

fn statements(text: &str) -> Vec<Statement> {
    let (_, file) = add(text);
    let mut diagnostics = Diagnostics::default();
    let statements = parse_file(text, file, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:?}");
    statements
}

fn printed(text: &str) -> String {
    print_file(&statements(text))
}

fn expression(text: &str) -> Expression {
    parse_expression(text, add(text).1).unwrap()
}

/// The message of a text that is not one statement.
fn message(text: &str) -> String {
    let (sources, file) = add(text);
    render(&parse_next(text, file, 0).unwrap_err(), &sources, MessageFormat::Short, false)
}

fn corpus(kind: &str, check: impl Fn(&str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc").join(kind);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "hoc"));
    assert!(files.len() > 10);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../corpus/hoc/{kind}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for path in files {
            let source = std::fs::read_to_string(&path).unwrap();
            let shown = format!("{}\n-----\n{}", source.trim_end(), check(&source));
            insta::assert_snapshot!(path.file_stem().unwrap().to_str().unwrap(), shown);
        }
    });
}

#[test]
fn accepted_text_gives_these_trees() {
    corpus("ok", |source| {
        let (text, messages) = read(source);
        let (again, more) = read(&text);
        assert_eq!(again, text);
        assert_eq!(more, "");
        assert!(!messages.contains("error"), "{messages}");
        text + &messages
    });
}

#[test]
fn refused_text_gives_these_messages() {
    corpus("err", |source| {
        let (text, messages) = read(source);
        assert!(messages.contains("error"), "{messages}");
        let mut shown = messages;
        write!(shown, "-----\n{text}").unwrap();
        shown
    });
}

#[test]
fn the_evaluator_gets_one_statement_at_a_time() {
    let text = "x = 1 // one\n\n{ y = 2\n z = 3 }\n  nonsense here )\nu = 4\n";
    let (_, file) = add(text);
    let (first, next) = parse_next(text, file, 0).unwrap().unwrap();
    assert_eq!((first.to_string().as_str(), &text[next..next + 2]), ("x = 1", "\n{"));
    let (second, next) = parse_next(text, file, next).unwrap().unwrap();
    assert_eq!(second.span.range(), 14..30);
    assert_eq!(second.to_string(), "{\n    y = 2\n    z = 3\n}");
    let error = parse_next(text, file, next).unwrap_err();
    assert_eq!(error.span().unwrap().range(), 47..48);
    let (third, next) = parse_next(text, file, text.find("u =").unwrap()).unwrap().unwrap();
    assert_eq!((third.to_string().as_str(), next), ("u = 4", text.len()));
    assert!(parse_next(text, file, next).unwrap().is_none());
    assert!(parse_next(text, file, text.len() + 10).unwrap().is_none());
}

#[test]
fn what_stands_behind_a_statement_is_not_read() {
    for rest in ["1 2 3\n", "SOMA COORDINATES AND DIAMETERS:\n", "\"\n", "/*", "{", "\u{b5}"] {
        let text = format!("fscan()\n{rest}");
        let (statement, next) = parse_next(&text, add(&text).1, 0).unwrap().unwrap();
        assert_eq!((statement.to_string().as_str(), next), ("fscan()", 8));
    }
}

#[test]
fn ctrl_z_and_ctrl_d_end_the_text() {
    assert_eq!(printed("x = 1\n\u{1a}y = 2\n"), "x = 1\n");
    assert_eq!(printed("x = 1 \u{4} ) \n"), "x = 1\n");
    assert_eq!(printed("x = 1 // \u{1a} y\nz = 2"), "x = 1\n");
    assert_eq!(message("print \"a\u{1a}\"\n"), "a.hoc:1:7: error[hoc::syntax]: the string is not closed\n");
}

#[test]
fn a_statement_of_the_command_line_may_hold_several() {
    let text = "x = 1 y = 2\nsoma nseg = 3 print x";
    let statements = parse_statements(text, add(text).1).unwrap();
    assert_eq!(print_file(&statements), "x = 1\ny = 2\nsoma nseg = 3\nprint x\n");
    assert_eq!(parse_statements(" \n", add("").1).unwrap(), []);
    let refused = |text: &str| parse_statements(text, add("").1).unwrap_err().message;
    assert_eq!(refused("x = 1; y"), "expected a statement, an operator or the end of the line, found `;`");
    assert_eq!(refused("proc p() {}"), "unexpected `proc`");
}

#[test]
fn a_value_of_the_command_line_may_be_a_new_object() {
    for text in ["new Cell(\"a.asc\", 3)", "outer.CellRef", "\"text\"", "x = 2 * 3", "dend[3](0.5)"] {
        assert_eq!(expression(text).to_string(), text);
    }
    for text in ["", "x y", "3:1", "new Cell", "(", "x\ny"] {
        assert!(parse_expression(text, add(text).1).is_err(), "{text}");
    }
}

/// Every expression with all its parentheses: what binds to what.
fn bound(expression: &Expression) -> String {
    match &expression.kind {
        ExpressionKind::Unary(operator, operand) => format!("({operator}{})", bound(operand)),
        ExpressionKind::Binary(operator, left, right) => format!("({}{operator}{})", bound(left), bound(right)),
        ExpressionKind::Assign { target, operator: None, value } => format!("({target}={})", bound(value)),
        ExpressionKind::Assign { target, operator: Some(operator), value } => {
            format!("({target}{operator}={})", bound(value))
        }
        _ => expression.to_string(),
    }
}

#[test]
fn operators_bind_as_in_neuron() {
    for (text, expected) in [
        ("-2^2", "(-(2^2))"),
        ("2^3^2", "(2^(3^2))"),
        ("2^-3*4", "((2^(-3))*4)"),
        ("2^-3^2", "(2^(-(3^2)))"),
        ("-a*b", "((-a)*b)"),
        ("!a==b", "((!a)==b)"),
        ("!a+b", "((!a)+b)"),
        ("a-b-c", "((a-b)-c)"),
        ("a/b*c%d", "(((a/b)*c)%d)"),
        ("a<b==c>=d!=e", "((((a<b)==c)>=d)!=e)"),
        ("a||b&&c||d", "((a||(b&&c))||d)"),
        ("a&&b>c+d*e^f", "(a&&(b>(c+(d*(e^f)))))"),
        ("a=b=c+d", "(a=(b=(c+d)))"),
        ("1+a=3*2+4", "(1+(a=((3*2)+4)))"),
        ("-a=3", "(-(a=3))"),
        ("2*a-=3==4", "(2*(a-=(3==4)))"),
        ("a - -b", "(a-(-b))"),
        ("--a", "(-(-a))"),
    ] {
        assert_eq!(bound(&expression(text)), expected, "{text}");
    }
}

/// Every statement with its span.
fn places(text: &str) -> Vec<String> {
    fn visit(statement: &Statement, text: &str, found: &mut Vec<String>) {
        found.push(text[statement.span.range()].to_owned());
        match &statement.kind {
            StatementKind::Block(statements) => statements.iter().for_each(|inner| visit(inner, text, found)),
            StatementKind::InSection { body, .. } | StatementKind::While { body, .. } => visit(body, text, found),
            StatementKind::If { then, otherwise, .. } => {
                visit(then, text, found);
                if let Some(inner) = otherwise {
                    visit(inner, text, found);
                }
            }
            _ => {}
        }
    }
    let mut found = vec![];
    for statement in statements(text) {
        visit(&statement, text, &mut found);
    }
    found
}

#[test]
fn spans_hold_a_statement_and_nothing_else() {
    assert_eq!(places("  x = 1  /* c */ // d\n"), ["x = 1"]);
    assert_eq!(
        places("soma dend[1] /* c */ { x  y = 2 \\\n }  \n"),
        [
            "soma dend[1] /* c */ { x  y = 2 \\\n }",
            "dend[1] /* c */ { x  y = 2 \\\n }",
            "{ x  y = 2 \\\n }",
            "x  y = 2",
            "y = 2"
        ]
    );
    assert_eq!(
        places("if (a) b() else if (c) d() else e() \n"),
        ["if (a) b() else if (c) d() else e()", "b()", "if (c) d() else e()", "d()", "e()"]
    );
    let text = "x = soma.v( 0.5 ) + 2 * ( y )";
    let ExpressionKind::Assign { value, .. } = expression(text).kind else { panic!() };
    let ExpressionKind::Binary(_, left, right) = value.kind else { panic!() };
    assert_eq!((&text[left.span.range()], &text[right.span.range()]), ("soma.v( 0.5 )", "2 * ( y"));
}

#[test]
fn a_call_before_a_statement_is_no_section() {
    let count = |text: &str| parse_statements(text, add(text).1).unwrap().len();
    assert_eq!(count("f(1) g(2)"), 2);
    assert_eq!(count("soma g(2)"), 1);
    assert_eq!(count("list.append(1) g(2)"), 1);
    assert_eq!(count("soma\ng(2)"), 2);
    assert_eq!(count("x = soma g(2)"), 2);
    assert_eq!(count("f(a.b) \\\n.sec nseg = 1"), 1);
    assert_eq!(count("f(a.b) /* c */ .sec nseg = 1"), 1);
}

/// Calls of plain numbers are read in one bite; a comment behind them is the way to the rules for any call.
#[test]
fn a_call_of_numbers_has_the_tree_and_the_spans_of_any_call() {
    for call in [
        "pt3dadd(0, -1.5, 2e1, .5)",
        "pt3dadd( 1.,2E-3\t,-.5e+4 , 1e )",
        "f (1)",
        "f()",
        "f( )",
        "quit()",
        "iffy(1)",
        "_pt(-0)",
        "f(1e400)",
    ] {
        for end in ["\n", "  \n", "// c\n"] {
            let (bite, rules) = (format!("  {call}{end}"), format!("  {call}/**/{end}"));
            assert_eq!(format!("{:?}", statements(&bite)), format!("{:?}", statements(&rules)), "{bite}");
        }
        for end in [" } // c\n", " g(2) }\n", "\n}\n"] {
            let (bite, rules) = (format!("{{ {call}{end}"), format!("{{ {call}/**/{end}"));
            assert_eq!(first_inside(&bite), first_inside(&rules), "{bite}");
            assert_eq!(printed(&bite), printed(&rules), "{bite}");
        }
    }
}

/// The first statement of a block, with all its places.
fn first_inside(text: &str) -> String {
    let block = statements(text).remove(0);
    let StatementKind::Block(inner) = block.kind else { panic!("{text}") };
    format!("{:?}", inner[0])
}

#[test]
fn what_is_no_call_of_numbers_is_read_by_the_rules() {
    for text in ["f(1) + 2", "f(1).x", "f(1) = 2", "f(1)/2", "f(1 )^2", "f(1, x)", "f(- 1)", "f(--1)", "f(1)(2)"] {
        let is_one = parse_statements(text, add(text).1).is_ok_and(|inner| inner.len() == 1);
        assert_eq!(is_one, text != "f(1)(2)", "{text}");
    }
    assert_eq!(message("f(1) g(2)\n"), message("f(1)/**/ g(2)\n").replace(":10:", ":6:"));
    assert_eq!(printed("if (x) f(1) else g(2)\n"), "if (x) f(1) else g(2)\n");
    assert_eq!(printed("{ f(1) soma nseg = 3 }\n"), "{\n    f(1)\n    soma nseg = 3\n}\n");
    for text in ["print(1)\n", "return(1)\n", "stop (1)\n"] {
        assert!(!format!("{:?}", parse_next(text, add(text).1, 0)).contains("Path"), "{text}");
    }
}

#[test]
fn keywords_are_no_names_but_may_begin_names() {
    for keyword in [
        "proc",
        "func",
        "obfunc",
        "return",
        "break",
        "continue",
        "stop",
        "if",
        "else",
        "while",
        "for",
        "print",
        "delete",
        "debug",
        "double",
        "depvar",
        "eqn",
        "local",
        "localobj",
        "strdef",
        "help",
        "iterator",
        "iterator_statement",
        "create",
        "connect",
        "setpointer",
        "access",
        "insert",
        "uninsert",
        "forall",
        "ifsec",
        "forsec",
        "begintemplate",
        "endtemplate",
        "objectvar",
        "objref",
        "public",
        "external",
        "new",
    ] {
        let assignment = |name: &str| parse_next(&format!("x = {name} + 1\n"), add("").1, 0).is_ok();
        assert!(!assignment(keyword), "{keyword}");
        for name in [format!("{keyword}x"), format!("{keyword}_1"), format!("_{keyword}"), keyword.to_uppercase()] {
            assert!(assignment(&name), "{name}");
        }
    }
}

#[test]
fn a_file_goes_on_behind_an_error() {
    let (text, messages) = read("x = 1\ny = )\nproc p() {\n  a = = 2\n  b = 3\n}\nz = 4\n");
    assert_eq!(text, "x = 1\nz = 4\n");
    assert_eq!(messages.matches("error[").count(), 2);
}

#[test]
fn a_file_of_errors_is_given_up() {
    let (_, messages) = read(&"x = )\n".repeat(1000));
    assert_eq!(messages.matches("error[").count(), 50);
}

const NESTED: [(&str, &str, &str, &str); 13] = [
    ("x = ", "(", "1", ")"),
    ("x = ", "f(", "1", ")"),
    ("x = ", "a[", "1", "]"),
    ("x = ", "new A(", "1", ")"),
    ("x = ", "a.b(", "1", ").c"),
    ("", "{", "x", "}"),
    ("", "if (1) {", "x()", "} else { y() }"),
    ("", "if (1) ", "x()", ""),
    ("if (1) x() ", "else if (2) y() ", "", ""),
    ("", "for i = 0, 1 ", "x()", ""),
    ("", "a ", "x()", ""),
    ("", "a = ", "1", ""),
    ("x = ", "1 + ", "1", ""),
];

fn nested(depth: usize, (start, open, middle, close): (&str, &str, &str, &str)) -> String {
    format!("{start}{}{middle}{}\n", open.repeat(depth), close.repeat(depth))
}

/// Signs and powers bind from the right.
const CHAINED: [(&str, &str, &str, &str); 3] =
    [("x = ", "-", "1", ""), ("x = ", "1 ^ ", "1", ""), ("x = ", "!a ^ -", "1", "")];

/// Runs on a stack of 2 MB, as test threads and workers have.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn two_hundred_levels_are_read_in_no_time() {
    on_a_small_stack(|| {
        let shapes = NESTED.map(|shape| nested(200, shape)).into_iter();
        for text in shapes.chain(CHAINED.map(|shape| nested(16, shape))) {
            let start = Instant::now();
            let again = printed(&text);
            assert_eq!(printed(&again), again);
            assert!(start.elapsed() < Duration::from_secs(5), "{text} {:?}", start.elapsed());
        }
    });
}

#[test]
fn any_depth_is_a_message_and_no_overflow() {
    on_a_small_stack(|| {
        for shape in NESTED.into_iter().chain(CHAINED) {
            let text = nested(20_000, shape);
            let error = parse_next(&text, add("").1, 0).unwrap_err();
            assert_eq!(error.message, "nested too deeply", "{shape:?}");
        }
    });
}

#[test]
fn depth_adds_up_over_expressions() {
    let chain = "1 + ".repeat(100);
    let text = format!("x = {}1{}\n", format!("({chain}").repeat(10), ")".repeat(10));
    assert!(message(&text).contains("nested too deeply"));
}

#[test]
fn broken_nests_are_refused_in_no_time() {
    for (start, open, middle, _) in NESTED {
        for depth in [20, 40, 60] {
            let text = format!("{start}{}{middle} )\n", open.repeat(depth));
            let clock = Instant::now();
            assert!(parse_next(&text, add("").1, 0).is_err());
            assert!(clock.elapsed() < Duration::from_secs(2), "{text}");
        }
    }
}

/// The time per statement for two lengths of the same text: it must not grow with the length.
fn assert_linear(text: impl Fn(usize) -> String, parse: impl Fn(&str)) {
    let time = |count: usize| {
        let text = text(count);
        let rounds = (0..5).map(|_| {
            let clock = Instant::now();
            parse(&text);
            clock.elapsed()
        });
        rounds.min().unwrap()
    };
    let (short, long) = (time(1000), time(8000));
    assert!(long < 32 * short + Duration::from_millis(300), "{short:?} {long:?}");
}

#[test]
fn the_time_is_linear_in_the_number_of_statements() {
    let one_by_one = |text: &str| {
        let (_, file) = add("");
        let mut offset = 0;
        while let Some((_, next)) = parse_next(text, file, offset).unwrap() {
            offset = next;
        }
    };
    assert_linear(|count| "x = 1\n".repeat(count), one_by_one);
    assert_linear(|count| format!("proc p() {{\n{}}}\n", "  pt3dadd(1, 2, 3, 4)\n".repeat(count)), one_by_one);
    assert_linear(|count| "\n".repeat(10 * count), one_by_one);
    assert_linear(|count| "// comment\n/* comment */ ".repeat(count), one_by_one);
    assert_linear(
        |count| "x = ) (\n".repeat(count),
        |text| {
            parse_file(text, add("").1, &mut Diagnostics::default());
        },
    );
}

/// Pieces that make hoc, and pieces that break it.
const PIECES: [&str; 60] = [
    "x",
    "soma",
    "dend[1]",
    "a.b(",
    "1",
    ".5",
    "1e",
    "\"s\"",
    "\"",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    ":",
    "=",
    "+=",
    "==",
    "!",
    "!=",
    "-",
    "*",
    "/",
    "^",
    "%",
    "&",
    "&&",
    "||",
    "|",
    "<",
    ">",
    "$1",
    "$o1",
    "$s",
    "$&i",
    "$",
    "\n",
    " ",
    "\t",
    "\\\n",
    "\\",
    "//",
    "/*",
    "*/",
    "\u{1a}",
    "\u{b5}",
    "\0",
    "if (x) ",
    "else ",
    "for ",
    "proc p() {",
    "local i ",
    "new ",
    "forsec ",
    "print ",
    "return ",
    "help ",
];

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_text_panics(pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..40)) {
        let text = pieces.concat();
        let (printed_text, messages) = read(&text);
        let (again, more) = read(&printed_text);
        prop_assert_eq!(again, printed_text);
        prop_assert_eq!(more, "");
        prop_assert!(messages.is_empty() || messages.contains("a.hoc:"));
        let (_, file) = add(&text);
        let _ = parse_statements(&text, file);
        let _ = parse_expression(&text, file);
    }

    #[test]
    fn every_offset_is_taken(text in "[a-z=\n(){}\" µ]{0,30}", offset in 0_usize..40) {
        let _ = parse_next(&text, add("").1, offset);
    }
}
