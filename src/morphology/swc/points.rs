//! The points of an SWC file, checked and in the order of their ids.

use std::collections::HashMap;

use pest::Parser;
use pest::iterators::Pair;

use super::error::Problem;
use crate::diagnostic::Diagnostics;
use crate::morphology::Point3d;
use crate::source::{FileId, Span};

mod grammar {
    //! The parser that pest makes of `grammar/swc.pest`.

    /// Lines of an SWC file.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/swc.pest"]
    pub struct SwcParser;
}

use grammar::{Rule, SwcParser};

/// No kind beyond this: import3d makes a list for every number between the smallest and the largest one.
const LARGEST_KIND: f64 = 9999.0;
/// Above this, single precision, in which NEURON reads ids, cannot tell neighbours apart.
const LARGEST_ID: f64 = 16_777_216.0;
/// One mistake in whatever wrote the file is found in every line.
const SHOWN_PROBLEMS: usize = 10;
/// A forest is shown by this many of its roots.
const SHOWN_ROOTS: usize = 6;

/// A point of the tree; a parent is an index into the same list, smaller than the point's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreePoint {
    /// The type column.
    pub kind: i32,
    /// Place and diameter, in the precision in which NEURON reads them.
    pub point: Point3d,
    /// Index of the parent; none for a root.
    pub parent: Option<usize>,
    /// The line.
    pub span: Span,
}

/// A line as it stands.
struct Row {
    id: i64,
    kind: i32,
    point: Point3d,
    parent: i64,
    span: Span,
}

/// The points of a file in the order of their ids; none, with errors, where it is no tree.
pub fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Vec<TreePoint>> {
    let (mut rows, mut problems) = rows(text, file);
    if problems.is_empty() && rows.is_empty() {
        problems.push(Problem::Empty { at: Span::new(file, 0..text.len()) });
    }
    if let Some(at) = first_unsorted(&rows) {
        diagnostics.push(Problem::Unsorted { at }.into());
        rows.sort_by_key(|row| row.id);
    }
    let points = if problems.is_empty() { link(&rows, &mut problems) } else { vec![] };
    let readable = problems.is_empty();
    problems.extend(forest(&points).filter(|_| readable));
    let more = problems.len().saturating_sub(SHOWN_PROBLEMS);
    if more > 0 {
        problems.truncate(SHOWN_PROBLEMS);
        problems.push(Problem::More { count: more, at: Span::new(file, 0..0) });
    }
    diagnostics.extend(problems.into_iter().map(Into::into));
    readable.then_some(points)
}

fn rows(text: &str, file: FileId) -> (Vec<Row>, Vec<Problem>) {
    let mut rows = vec![];
    let mut problems = vec![];
    // The grammar accepts every text: `unreadable` is any line.
    let Ok(mut pairs) = SwcParser::parse(Rule::file, text) else { return (rows, problems) };
    for pair in pairs.next().into_iter().flat_map(Pair::into_inner) {
        let span = span(&pair, file);
        match pair.as_rule() {
            Rule::point => match row(pair, file) {
                Ok(row) => rows.push(row),
                Err(problem) => problems.push(problem),
            },
            Rule::unreadable => problems.push(Problem::Unreadable { at: span }),
            Rule::file | Rule::line | Rule::comment | Rule::number | Rule::rest | Rule::blank | Rule::EOI => {}
        }
    }
    (rows, problems)
}

fn span(pair: &Pair<'_, Rule>, file: FileId) -> Span {
    let span = pair.as_span();
    Span::new(file, span.start()..span.end())
}

fn row(pair: Pair<'_, Rule>, file: FileId) -> Result<Row, Problem> {
    let span = span(&pair, file);
    let mut columns = pair.into_inner();
    let mut next = |column: &'static str, allowed: &'static str, fits: fn(f64) -> bool| {
        let Some(cell) = columns.next() else { return Err(Problem::Unreadable { at: span }) };
        match cell.as_str().parse::<f32>().map(f64::from) {
            Ok(value) if fits(value) => Ok(value),
            _ => {
                let at = self::span(&cell, file);
                Err(Problem::Value { column, allowed, found: cell.as_str().to_owned(), at })
            }
        }
    };
    let is_id = |value: f64| value.fract() == 0.0 && (0.0..=LARGEST_ID).contains(&value);
    let is_kind = |value: f64| value.fract() == 0.0 && value.abs() <= LARGEST_KIND;
    let is_parent = |value: f64| value.fract() == 0.0 && value <= LARGEST_ID;
    let id = next("the id", "a whole number from 0 to 16777216", is_id)? as i64;
    let kind = next("the type", "a whole number from -9999 to 9999", is_kind)? as i32;
    let mut coordinate = |column| next(column, "a number that single precision can hold", f64::is_finite);
    let position = [coordinate("x")?, coordinate("y")?, coordinate("z")?];
    let diam_um = 2.0 * coordinate("the radius")?;
    let parent = next("the parent", "an id, or negative where there is none", is_parent)? as i64;
    Ok(Row { id, kind, point: Point3d::new(position, diam_um), parent, span })
}

fn first_unsorted(rows: &[Row]) -> Option<Span> {
    rows.windows(2).find_map(|pair| match pair {
        [before, row] if row.id < before.id => Some(row.span),
        _ => None,
    })
}

/// Parents as indices; what is wrong with them goes to `problems`.
fn link(rows: &[Row], problems: &mut Vec<Problem>) -> Vec<TreePoint> {
    for pair in rows.windows(2) {
        if let [first, row] = pair
            && first.id == row.id
        {
            problems.push(Problem::Duplicate { id: row.id, at: row.span, first: first.span });
        }
    }
    let index: HashMap<i64, usize> = rows.iter().enumerate().map(|(index, row)| (row.id, index)).collect();
    let parents: Vec<Option<usize>> = rows.iter().map(|row| index.get(&row.parent).copied()).collect();
    problems.extend(
        rows.iter()
            .zip(&parents)
            .filter(|(row, parent)| row.parent >= 0 && parent.is_none())
            .map(|(row, _)| Problem::MissingParent { id: row.id, parent: row.parent, at: row.span }),
    );
    if problems.is_empty() {
        late_parents(rows, &parents, problems);
    }
    let point =
        |(row, parent): (&Row, Option<usize>)| TreePoint { kind: row.kind, point: row.point, parent, span: row.span };
    rows.iter().zip(parents).map(point).collect()
}

/// Cycles, and other parents that come after their children.
fn late_parents(rows: &[Row], parents: &[Option<usize>], problems: &mut Vec<Problem>) {
    let cycles = cycles(parents);
    let on_cycle: std::collections::HashSet<usize> = cycles.iter().flatten().copied().collect();
    for cycle in cycles {
        let members: Vec<&Row> = cycle.iter().filter_map(|&index| rows.get(index)).collect();
        let ids = members.iter().map(|row| row.id).collect();
        problems.push(Problem::Cycle { ids, lines: members.iter().map(|row| row.span).collect() });
    }
    for (index, (row, parent)) in rows.iter().zip(parents).enumerate() {
        if let Some(late) =
            parent.filter(|&parent| parent > index && !on_cycle.contains(&index)).and_then(|at| rows.get(at))
        {
            problems.push(Problem::LateParent { id: row.id, parent: late.id, at: row.span, parent_at: late.span });
        }
    }
}

/// Every cycle, from its smallest index on, each point followed by its parent.
fn cycles(parents: &[Option<usize>]) -> Vec<Vec<usize>> {
    // The walk on which a point was first seen.
    let mut seen: Vec<Option<usize>> = vec![None; parents.len()];
    let mut cycles = vec![];
    for start in 0..parents.len() {
        let mut path = vec![];
        let mut at = Some(start);
        while let Some(index) = at
            && let Some(walk) = seen.get_mut(index)
        {
            if let Some(walk) = *walk {
                if walk == start {
                    cycles.push(path.into_iter().skip_while(|&point| point != index).collect());
                }
                break;
            }
            *walk = Some(start);
            path.push(index);
            at = parents.get(index).copied().flatten();
        }
    }
    cycles
}

fn forest(points: &[TreePoint]) -> Option<Problem> {
    let roots: Vec<Span> = points.iter().filter(|point| point.parent.is_none()).map(|point| point.span).collect();
    (roots.len() > 1)
        .then(|| Problem::Forest { count: roots.len(), roots: roots.into_iter().skip(1).take(SHOWN_ROOTS).collect() })
}
