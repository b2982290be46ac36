//! The lines of a file: which of them are places, and what each place begins or ends.

use std::collections::VecDeque;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::morphology::Point3d;
use crate::morphology::import3d::vector::equal;
use crate::morphology::line::{Scanner, lines};
use crate::source::{FileId, Span};

/// A line with a place.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    major: i64,
    /// What is drawn.
    pub minor: i64,
    /// The place, and twice the radius.
    pub point: Point3d,
    /// The line.
    pub span: Span,
}

/// What a place is in its stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    First,
    Between,
    Branch,
}

/// A place that belongs to a stretch.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Index of the line.
    pub line: usize,
    /// What it is.
    pub role: Role,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Lines {
    /// All lines with places.
    pub places: Vec<Line>,
    /// Those that are drawn.
    pub entries: Vec<Entry>,
    /// Indices of entries that are drawn from a branch point and begin elsewhere.
    pub detached: VecDeque<usize>,
}

/// Reads the lines. Those that are no places are comments.
pub fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Lines {
    let mut found = Lines::default();
    let mut unread = None;
    for (line, span) in lines(text, file) {
        match scan(line, span) {
            Scanned::Place(line) => found.add(line),
            Scanned::Cut => unread = unread.or(Some(span)),
            Scanned::Comment => {}
        }
    }
    if let Some(span) = unread {
        diagnostics.push(
            Diagnostic::warning("nlcda::line", "a line that is not read to its end")
                .label(span, "expected `[major,minor] (x, y, z) radius`; as in NEURON, such lines are left out"),
        );
    }
    found
}

enum Scanned {
    Place(Line),
    Cut,
    Comment,
}

fn scan(text: &str, span: Span) -> Scanned {
    let mut line = Scanner::new(text);
    let Some(major) = line.literal('[').and_then(|()| line.integer()) else { return Scanned::Comment };
    place(&mut line).map_or(Scanned::Cut, |(minor, point)| Scanned::Place(Line { major, minor, point, span }))
}

/// Is the line a place, `[major,minor] (x, y, z) radius`?
pub fn is_place(text: &str) -> bool {
    let mut line = Scanner::new(text);
    line.literal('[').and_then(|()| line.integer()).and_then(|_| place(&mut line)).is_some()
}

fn place(line: &mut Scanner<'_>) -> Option<(i64, Point3d)> {
    line.literal(',')?;
    let minor = line.integer()?;
    line.literal(']')?;
    line.blank();
    line.literal('(')?;
    let x_um = line.number()?;
    line.literal(',')?;
    let y_um = line.number()?;
    line.literal(',')?;
    let z_um = line.number()?;
    line.literal(')')?;
    Some((minor, Point3d::new([x_um, y_um, z_um], 2.0 * line.number()?)))
}

impl Lines {
    fn add(&mut self, line: Line) {
        let branch = self.places.last().filter(|before| is_branch(before));
        let role = match line.major {
            1 if branch.is_some() => Some(Role::First),
            1 => Some(Role::Between),
            2 => Some(Role::First),
            _ if is_branch(&line) => Some(Role::Branch),
            _ => None,
        };
        if line.major == 1 && branch.is_some_and(|branch| !is_above(&branch.point, &line.point)) {
            self.detached.push_back(self.entries.len());
        }
        self.entries.extend(role.map(|role| Entry { line: self.places.len(), role }));
        self.places.push(line);
    }

    /// The line of an entry.
    pub fn at(&self, entry: usize) -> Option<&Line> {
        self.places.get(self.entries.get(entry)?.line)
    }
}

fn is_branch(line: &Line) -> bool {
    line.major == 10 && line.minor == 5
}

/// Do both have the same x and y?
fn is_above(one: &Point3d, other: &Point3d) -> bool {
    equal(one.x_um, other.x_um) && equal(one.y_um, other.y_um)
}
