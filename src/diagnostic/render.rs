//! Diagnostics as text: for people (with the source), one line each, or json.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Diagnostics, Label, Severity};
use crate::layouts;
use crate::side_by_side::side_by_side;
use crate::source::SourceMap;

/// So many messages are made side by side.
const WORTH_THREADS: usize = 32;

const STACK_BYTES: usize = 2 << 20;

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum MessageFormat {
    /// With the lines of source.
    #[default]
    Human,
    /// One line each: `file:line:column: severity[code]: message`.
    Short,
    /// One json object a line.
    Json,
}

/// All messages as text, each ending with a newline.
#[must_use]
pub fn render_all(diagnostics: &Diagnostics, sources: &SourceMap, format: MessageFormat, colour: bool) -> String {
    let counted: Vec<_> = diagnostics.counted().collect();
    let text = |&(diagnostic, count): &(&Diagnostic, usize)| {
        let mut diagnostic = diagnostic.clone();
        if count > 1 {
            diagnostic.notes.push(format!("found {count} times"));
        }
        render(&diagnostic, sources, format, colour)
    };
    if counted.len() < WORTH_THREADS {
        return counted.iter().map(text).collect();
    }
    side_by_side(&counted, STACK_BYTES, text).concat()
}

/// One message as text, ending with a newline.
#[must_use]
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, format: MessageFormat, colour: bool) -> String {
    match format {
        MessageFormat::Human => human(diagnostic, sources, colour),
        MessageFormat::Short => short(diagnostic, sources),
        MessageFormat::Json => json(diagnostic, sources),
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Unsupported => Level::ERROR.with_name("unsupported"),
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn human(diagnostic: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    let title = level(diagnostic.severity).primary_title(&diagnostic.message).id(diagnostic.code);
    let mut group = Group::with_title(title).elements(snippets(&diagnostic.labels, sources));
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group]) + "\n"
}

/// One snippet a file, in the order in which the files are first named; the first label of all is the primary one.
fn snippets<'a>(labels: &'a [Label], sources: &'a SourceMap) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut files: Vec<_> = labels.iter().map(|label| label.span.file).collect();
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(*file));
    files
        .into_iter()
        .map(|id| {
            let file = sources.file(id);
            let annotations =
                labels.iter().enumerate().filter(|(_, label)| label.span.file == id).map(|(at, label)| {
                    let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                    let annotation = kind.span(label.span.range());
                    if label.text.is_empty() { annotation } else { annotation.label(&label.text) }
                });
            Snippet::source(&*file.text).path(&file.name).annotations(annotations)
        })
        .collect()
}

fn short(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let place = diagnostic.span().map_or_else(String::new, |span| {
        let file = sources.file(span.file);
        let at = file.line_column(span.range().start);
        format!("{}:{}:{}: ", file.name, at.line, at.column)
    });
    format!("{place}{}[{}]: {}\n", diagnostic.severity, diagnostic.code, diagnostic.message)
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    layout_version: u32,
    severity: Severity,
    code: &'a str,
    message: &'a str,
    labels: Vec<JsonLabel<'a>>,
    notes: &'a [String],
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    text: &'a str,
}

fn json(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| {
            let file = sources.file(label.span.file);
            let at = file.line_column(label.span.range().start);
            JsonLabel { file: &file.name, line: at.line, column: at.column, text: &label.text }
        })
        .collect();
    let value = JsonDiagnostic {
        layout_version: layouts::DIAGNOSTIC,
        severity: diagnostic.severity,
        code: diagnostic.code,
        message: &diagnostic.message,
        labels,
        notes: &diagnostic.notes,
        help: diagnostic.help.as_deref(),
    };
    serde_json::to_string(&value).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn example() -> (Diagnostic, SourceMap) {
        let mut sources = SourceMap::default();
        let file = sources.add_text("biophys.hoc", "forall {\n    gIhbarr_Ih = 0.0002\n}\n");
        let diagnostic =
            Diagnostic::error("hoc::range-variable", "section `soma[0]` has no range variable `gIhbarr_Ih`")
                .label(Span::new(file, 13..23), "set here")
                .with_note("mechanism `Ih` declares `gIhbar`")
                .help("did you mean `gIhbar_Ih`?");
        (diagnostic, sources)
    }

    #[test]
    fn human_shows_the_line() {
        let (diagnostic, sources) = example();
        insta::assert_snapshot!(render(&diagnostic, &sources, MessageFormat::Human, false), @"
        error[hoc::range-variable]: section `soma[0]` has no range variable `gIhbarr_Ih`
         --> biophys.hoc:2:5
          |
        2 |     gIhbarr_Ih = 0.0002
          |     ^^^^^^^^^^ set here
          |
          = note: mechanism `Ih` declares `gIhbar`
          = help: did you mean `gIhbar_Ih`?
        ");
    }

    #[test]
    fn short_is_one_line() {
        let (diagnostic, sources) = example();
        assert_eq!(
            render(&diagnostic, &sources, MessageFormat::Short, false),
            "biophys.hoc:2:5: error[hoc::range-variable]: section `soma[0]` has no range variable `gIhbarr_Ih`\n"
        );
    }

    #[test]
    fn json_is_one_object() {
        let (diagnostic, sources) = example();
        let value: serde_json::Value =
            serde_json::from_str(&render(&diagnostic, &sources, MessageFormat::Json, false)).unwrap();
        assert_eq!(value["labels"][0]["line"], 2);
        assert_eq!(value["help"], "did you mean `gIhbar_Ih`?");
    }

    #[test]
    fn unsupported_names_itself() {
        let diagnostic = Diagnostic::unsupported("hoc::eqn", "`eqn` is not supported");
        let text = render(&diagnostic, &SourceMap::default(), MessageFormat::Human, false);
        assert_eq!(text, "unsupported[hoc::eqn]: `eqn` is not supported\n");
    }
}
