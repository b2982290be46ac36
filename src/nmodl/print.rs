//! A tree as NMODL text; reading it gives the same tree again.

mod block;
mod expression;
mod statement;

use super::ast::{ModFile, Name, NumberOrName, Unit};

/// The file as text, with one block, declaration or statement a line; comments outside of blocks of them are gone.
#[must_use]
pub fn print(mod_file: &ModFile) -> String {
    let mut printer = Printer { text: String::new(), indent: 0 };
    for item in &mod_file.items {
        printer.item(item);
    }
    printer.text
}

struct Printer {
    text: String,
    indent: usize,
}

impl Printer {
    /// One line at the present indentation.
    fn line(&mut self, line: &str) {
        self.text.push_str(&"\t".repeat(self.indent));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// `head {`, the lines that `inner` prints, `}`.
    fn braces(&mut self, head: &str, inner: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.indent += 1;
        inner(self);
        self.indent -= 1;
        self.line("}");
    }

    /// `COMMENT ... ENDCOMMENT`: the text keeps its own line ends.
    fn raw(&mut self, word: &str, text: &str) {
        self.text.extend([word, text, "END", word, "\n"]);
    }
}

/// `a, b, c`
fn names(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn number(number: &NumberOrName) -> String {
    match number {
        NumberOrName::Number(number) => number.text.clone(),
        NumberOrName::Name { name, negative: true } => format!("-{}", name.text),
        NumberOrName::Name { name, negative: false } => name.text.clone(),
    }
}

fn length(length: Option<&NumberOrName>) -> String {
    length.map(|length| format!("[{}]", number(length))).unwrap_or_default()
}

/// ` (mV)`, with the space; nothing without a unit.
fn unit(unit: Option<&Unit>) -> String {
    unit.map(|unit| format!(" ({})", unit.text)).unwrap_or_default()
}
