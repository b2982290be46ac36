//! What was done: the command, the choices, the files that were read, what was said of them, and what all this does not say.

use serde_json::Value;

use super::content::{Block, Entry, Message, Section, Table};
use super::number::{Number, Record};
use crate::diagnostic::{Diagnostics, Severity};
use crate::emit::number::number;
use crate::source::Digest;

/// The section of what was done.
#[must_use]
pub fn section(record: Record<'_>, files: &[Digest], diagnostics: &Diagnostics) -> Section {
    let command = record.0.pointer("/command").and_then(Value::as_str).unwrap_or_default();
    let text = format!(
        "{} {} was run as below. The same command over the same files gives the same bytes, this page included.",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    );
    let blocks = vec![
        Block::Command(command.to_owned()),
        Block::Messages(messages(diagnostics)),
        Block::Table(options(record)),
        Block::Table(read(files)),
    ];
    Section { id: "made".into(), title: "What was done".into(), text: vec![text], blocks }
}

/// What was said during the run, the grave things first.
#[must_use]
pub fn messages(diagnostics: &Diagnostics) -> Vec<Message> {
    let message = |(found, count): (&crate::diagnostic::Diagnostic, usize)| Message {
        severity: match found.severity {
            Severity::Error => "error",
            Severity::Unsupported => "unsupported",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        code: found.code,
        text: found.message.clone(),
        notes: found.notes.iter().chain(&found.help).cloned().collect(),
        count,
    };
    let mut messages: Vec<Message> = diagnostics.counted().map(message).collect();
    messages.sort_by_key(|message| message.severity == "note");
    messages
}

/// The choices, as `reduction.json` has them.
fn options(record: Record<'_>) -> Table {
    let options = record.0.pointer("/options").and_then(Value::as_object);
    let more = ["celsius", "v_init"].map(|name| (name, record.0.get(name)));
    let shown = |value: &Value| match value {
        Value::Null => None,
        Value::Array(values) if values.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(value) => value.as_f64().map(number),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    };
    let chosen = options.into_iter().flatten().map(|(name, value)| (name.as_str(), Some(value)));
    let row = |(name, value): (&str, Option<&Value>)| {
        Some(vec![Entry::Words(name.replace('_', " ")), Entry::Name(shown(value?)?)])
    };
    Table {
        id: "options".into(),
        caption: "Choices".into(),
        head: ["option", "value"].map(String::from).into(),
        rows: chosen.chain(more).filter_map(row).collect(),
    }
}

/// The files that were read.
#[must_use]
pub fn read(files: &[Digest]) -> Table {
    let row = |file: &Digest| {
        let size = Number::count(file.bytes);
        vec![Entry::name(&file.name), Entry::Number(size), Entry::name(&file.sha256)]
    };
    Table {
        id: "files".into(),
        caption: "Files that were read".into(),
        head: ["file", "bytes", "SHA-256"].map(String::from).into(),
        rows: files.iter().map(row).collect(),
    }
}

/// What the numbers of the page do not say.
#[must_use]
pub fn limits(is_certified: bool) -> Section {
    let certified = [
        "The certificate compares small signals around one operating point. It says nothing of spikes, of calcium spikes or plateaus in \
         the dendrites, or of how far the cells agree once the voltage has moved by tens of millivolts.",
        "It looks at the soma, at the point where each stem was cut, and from one place of each stem to the soma. In a cable that stands \
         for many branches the input impedance is that of all of them together, so a synapse there causes a smaller local voltage than \
         it did in its own thin branch.",
        "Places that went to one segment have one voltage, one calcium concentration and one state of each channel.",
    ];
    let passive = [
        "The cylinders were fitted to the passive cell at one frequency; channels were copied afterwards. There is no certificate of \
         what they do at rest: `--membrane quasi-active` gives one.",
        "Places that went to one segment have one voltage, one calcium concentration and one state of each channel.",
    ];
    let last = "To see both cells spike under the same synapses, in NEURON, run `neuron-reduce verify OUT`.";
    let said: &[&str] = if is_certified { &certified } else { &passive };
    let text = said.iter().chain(std::iter::once(&last)).map(|text| (*text).to_owned()).collect();
    let title = if is_certified { "What the certificate does not say" } else { "What this page does not say" };
    Section { id: "limits".into(), title: title.into(), text, blocks: vec![] }
}
