//! What NEURON 9 refuses although older versions took it: it compiles mod files as C++, not C.
//!
//! C code is looked at by pattern: each is a case that NEURON 9 was seen to refuse.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::c_code::{CCode, without_comments};
use super::context::Context;
use super::uses::Role;
use crate::diagnostic::Diagnostic;
use crate::nmodl::ast::Call;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let mut found = listed_functions(context);
    found.extend(arguments_of_scop_random(context));
    found.extend(words_of_cpp(context));
    for code in &context.c_code {
        let text = without_comments(&code.text.text);
        found.extend(PATTERNS.iter().flat_map(|pattern| pattern.find(code, &text)));
    }
    found
}

/// `RANGE f` or `EXTERNAL f` where `f` is a function.
fn listed_functions(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for (name, marks) in &context.symbols.marks {
        let lists = [(marks.range, "RANGE"), (marks.pointer, "POINTER"), (marks.external, "EXTERNAL")];
        let called =
            context.uses.iter().find(|found| matches!(found.role, Role::Called(_)) && found.name.text == *name);
        let function = context.symbols.functions.get(name).copied().or(called.map(|found| found.name.span));
        let Some(function) = function else { continue };
        let listed = lists.into_iter().filter_map(|(place, list)| Some((place?, list)));
        found.extend(listed.map(|(place, list)| listed_function(name, list, place, function)));
    }
    found
}

fn arguments_of_scop_random(context: &Context) -> Vec<Diagnostic> {
    let calls =
        context.uses.iter().filter_map(|found| if let Role::Called(call) = found.role { Some(call) } else { None });
    calls.filter(|call| call.name.text == "scop_random" && !call.arguments.is_empty()).map(scop_random).collect()
}

/// Words of C++ that the translated file breaks at when they are names. Others, such as `new`, do no harm.
const WORDS: &[&str] =
    &["and", "auto", "char", "const", "double", "int", "not", "or", "return", "static", "template", "void"];

fn words_of_cpp(context: &Context) -> Vec<Diagnostic> {
    let symbols = context.symbols;
    let variables = symbols.variables.iter().filter_map(|(name, symbol)| Some((name, symbol.declared?)));
    let functions = symbols.functions.iter().map(|(name, place)| (name, *place));
    let words = variables.chain(functions).filter(|(name, _)| WORDS.contains(&name.as_str()));
    words
        .map(|(name, place)| refused(&format!("the name `{name}`"), place, "a word of C++", "give it another name"))
        .collect()
}

fn refused(message: &str, place: Span, label: &str, help: &str) -> Diagnostic {
    Diagnostic::error("nmodl::neuron-9", format!("NEURON 9 refuses {message}")).label(place, label).help(help)
}

fn listed_function(name: &str, list: &str, place: Span, function: Span) -> Diagnostic {
    let help = format!("take `{name}` out of `{list}`: older versions passed over it");
    refused(&format!("`{name}` as `{list}` and as a function"), place, "listed here", &help)
        .label(function, "a function here")
}

fn scop_random(call: &Call) -> Diagnostic {
    let help = "write `scop_random()`: the argument never meant anything";
    refused("an argument of `scop_random`", call.span, "called here", help)
}

/// What C++ refuses of C, as it looks in a text without comments.
struct Pattern {
    expression: LazyLock<Regex>,
    /// The part of the match that is shown.
    shown: usize,
    /// Where it matters: outside of blocks, inside, or both.
    place: Place,
    /// It is refused in any case; else it only may be.
    is_certain: bool,
    message: fn(&Captures) -> Option<String>,
    help: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Inside,
    Anywhere,
}

#[allow(clippy::unwrap_used, reason = "the patterns are constant, a test compiles them")]
macro_rules! pattern {
    ($text:literal) => {
        LazyLock::new(|| Regex::new($text).unwrap())
    };
}

/// The third group of a match.
fn group<'a>(found: &'a Captures, at: usize) -> &'a str {
    found.get(at).map_or("", |part| part.as_str())
}

static PATTERNS: [Pattern; 6] = [
    // void* nrn_random_arg(int argpos);
    Pattern {
        expression: pattern!(
            r"([A-Za-z_0-9]+[ \t]*\**)[ \t]*\b(nrn_random_arg|vector_arg)[ \t]*\([ \t]*int\b[^)]*\)[ \t]*;"
        ),
        shown: 0,
        place: Place::Anywhere,
        is_certain: true,
        message: |found| {
            let is_right = matches!(group(found, 1).replace([' ', '\t'], "").as_str(), "Rand*" | "IvocVect*");
            (!is_right).then(|| format!("this declaration of `{}`", group(found, 2)))
        },
        help: "delete it: NEURON 8.2 and 9 declare the function themselves",
    },
    // extern double* vector_vec();  within a block
    Pattern {
        expression: pattern!(
            r"\b(vector_vec|vector_arg|vector_capacity|vector_resize|vector_instance_px|vector_arg_px|nrn_random_arg|nrn_random_pick|hoc_call_func|hoc_getarg|ifarg|gargstr|hoc_pgetarg)[ \t]*\([ \t]*\)[ \t]*;"
        ),
        shown: 1,
        place: Place::Inside,
        is_certain: true,
        message: |found| Some(format!("`{}` declared without its arguments", group(found, 1))),
        help: "delete the declaration: NEURON 8.2 and 9 declare the function themselves",
    },
    // double f(a, b) double a, b; {
    Pattern {
        expression: pattern!(
            r"\b([A-Za-z_][A-Za-z_0-9]*)[ \t]*\([ \t]*[A-Za-z_][A-Za-z_0-9]*(?:[ \t]*,[ \t]*[A-Za-z_][A-Za-z_0-9]*)*[ \t]*\)[ \t\n]*(?:(?:unsigned|register|char|double|float|int|long|short|void|struct)[ \t\n]+[^;(){}=]*;[ \t\n]*)+\{"
        ),
        shown: 1,
        place: Place::Anywhere,
        is_certain: true,
        message: |found| Some(format!("the old style in which `{}` is defined", group(found, 1))),
        help: "put the types into the parentheses: `f(double a, int b) {`",
    },
    // x = malloc(8);
    Pattern {
        expression: pattern!(r"[A-Za-z_\])][ \t]*=[ \t]*\b(malloc|calloc|realloc|emalloc|ecalloc)[ \t]*\("),
        shown: 1,
        place: Place::Anywhere,
        is_certain: false,
        message: |found| Some(format!("the value of `{}` without a cast", group(found, 1))),
        help: "cast it to the type of the pointer, such as `(double*)malloc(..)`; a `void*` needs none",
    },
    // _p[0]
    Pattern {
        expression: pattern!(r"\b(_p)\b[ \t]*(?:\[|\+|,|\))"),
        shown: 1,
        place: Place::Inside,
        is_certain: false,
        message: |_| Some("`_p`, the array of a mechanism's variables".to_owned()),
        help: "use the variables by their names",
    },
    // _ppvar[0]._pval
    Pattern {
        expression: pattern!(r"\b(_ppvar|_thread)\b[^;\n]{0,40}?\][ \t]*\.[ \t]*(_?pval|_pvoid|_i)\b"),
        shown: 2,
        place: Place::Anywhere,
        is_certain: true,
        message: |found| Some(format!("`{}` of `{}`", group(found, 2), group(found, 1))),
        help: "write `.get<double*>()`, or use the variable that `POINTER` names",
    },
];

impl Pattern {
    fn find(&self, code: &CCode, text: &str) -> Vec<Diagnostic> {
        if self.place == Place::Inside && code.is_outside {
            return vec![];
        }
        self.expression.captures_iter(text).filter_map(|found| self.diagnostic(code, &found)).collect()
    }

    fn diagnostic(&self, code: &CCode, found: &Captures) -> Option<Diagnostic> {
        let message = (self.message)(found)?;
        let range = found.get(self.shown)?.range();
        let start = code.text.span.range().start;
        let place = Span::new(code.text.span.file, start + range.start..start + range.end);
        if self.is_certain {
            return Some(refused(&message, place, "here", self.help));
        }
        let message = format!("NEURON 9 may refuse {message}");
        Some(Diagnostic::warning("nmodl::neuron-9", message).label(place, "here").help(self.help))
    }
}
