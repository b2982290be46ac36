//! Both forms of a table: csv with a head, and lines of section list, number and place.

use csv::{Position, ReaderBuilder, StringRecord};

use super::error::{RowErrors, RowFault, line_span};
use super::table::Table;
use super::write::ADDED;
use crate::cell::Cell;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::FileId;

/// Which columns are which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) section: usize,
    pub(super) x: usize,
    /// None where all synapses are of one kind.
    pub(super) kind: Option<usize>,
}

impl Columns {
    pub(super) fn of(table: &Table, file: FileId) -> Result<Self, Vec<Diagnostic>> {
        let find = |name: &str| table.columns.iter().position(|column| column.eq_ignore_ascii_case(name));
        let missing = |name: &str| {
            let message = format!("the table has no column `{name}`");
            let near = did_you_mean(name, table.columns.iter().map(String::as_str));
            let help = near.unwrap_or_else(|| "its first line names the columns: `section,x,kind`".to_owned());
            vec![Diagnostic::error("synapses::column", message).label(line_span(file, "", 0), "").help(help)]
        };
        if let Some(taken) = ADDED.iter().find(|name| find(name).is_some()) {
            let message = format!("the table has a column `{taken}` already");
            let help = format!("rename it: `{taken}` is written");
            return Err(vec![
                Diagnostic::error("synapses::column", message).label(line_span(file, "", 0), "").help(help),
            ]);
        }
        let section = find("section").ok_or_else(|| missing("section"))?;
        let x = find("x").ok_or_else(|| missing("x"))?;
        Ok(Self { section, x, kind: find("kind") })
    }
}

/// Reads a table.
pub(super) fn read(text: &str, file: FileId, cell: &Cell) -> Result<Table, Vec<Diagnostic>> {
    if text.trim_start().starts_with('[') { read_lines(text, file, cell) } else { read_csv(text, file) }
}

fn read_csv(text: &str, file: FileId) -> Result<Table, Vec<Diagnostic>> {
    let head = text.lines().next().unwrap_or("");
    let delimiter = [b',', b';', b'\t'].into_iter().find(|&delimiter| head.contains(char::from(delimiter)));
    let mut reader = ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|error| vec![csv_fault(&error, text, file)])?;
    let columns = columns.iter().map(|column| column.trim().to_owned()).collect();
    let mut table = Table::new(columns);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| vec![csv_fault(&error, text, file)])? {
        table.push(&record, record.position().map_or(0, |position| byte(position, text)));
    }
    Ok(table)
}

/// The first byte of a record: behind the line's end before it.
fn byte(position: &Position, text: &str) -> usize {
    let at = usize::try_from(position.byte()).unwrap_or(0);
    let ends = text.as_bytes().get(at..).unwrap_or_default().iter().take_while(|&&byte| byte == b'\n').count();
    at + ends
}

fn csv_fault(error: &csv::Error, text: &str, file: FileId) -> Diagnostic {
    let start = error.position().map_or(0, |position| byte(position, text));
    let (message, help) = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let message = format!("a row of {len} fields under {expected_len} columns");
            (message, "every row has as many fields as the first line: put quotes around a field with a comma")
        }
        _ => (format!("the table cannot be read: {error}"), "a table is text with commas between the fields"),
    };
    Diagnostic::error("synapses::row", message).label(line_span(file, text, start), "").help(help)
}

/// The lists of the line form, with the section lists that they stand for.
const LISTS: [&str; 4] = ["apical", "basal", "somatic", "axonal"];

/// `[apical,74,0.75]`: the element 74 of the section list `apical`, and the place in it.
fn read_lines(text: &str, file: FileId, cell: &Cell) -> Result<Table, Vec<Diagnostic>> {
    let lists = LISTS.map(|list| {
        let members = cell.sections.iter().filter(|section| section.is_in_list(list));
        (list, members.map(|section| section.name.as_str()).collect::<Vec<_>>())
    });
    let mut table = Table::new(["section", "x", "list", "index"].map(str::to_owned).to_vec());
    let (mut errors, mut start) = (RowErrors::new(file, text), 0);
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            match fields(line.trim(), &lists) {
                Ok(fields) => table.push(fields, start),
                Err(fault) => errors.push(start, &fault),
            }
        }
        start += line.len() + 1;
    }
    let found = errors.into_diagnostics();
    if found.is_empty() { Ok(table) } else { Err(found) }
}

/// Section, place, list and number.
fn fields<'a>(line: &'a str, lists: &[(&str, Vec<&'a str>)]) -> Result<[&'a str; 4], RowFault> {
    let form = || RowFault::new("a line of another form".to_owned(), "a line is `[apical,74,0.75]`".to_owned());
    let inner = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).ok_or_else(form)?;
    let parts: Vec<&str> = inner.split(',').map(|part| part.trim().trim_matches(['\'', '"'])).collect();
    let [list, number, x] = parts.as_slice() else { return Err(form()) };
    let found = lists.iter().find(|(name, _)| name == list);
    let (_, members) = found.ok_or_else(|| {
        let help = format!("lists are {}", LISTS.map(|list| format!("`{list}`")).join(", "));
        RowFault::new(format!("no section list is called `{list}`"), help)
    })?;
    let section = number.parse::<usize>().ok().and_then(|number| members.get(number)).ok_or_else(|| {
        let message = format!("the cell has no section {number} in its list `{list}`");
        RowFault::new(message, format!("the list has {} sections, counted from 0", members.len()))
    })?;
    Ok([section, x, list, number])
}
