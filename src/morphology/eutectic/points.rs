//! The points of a file that import3d looks at, and where stretches begin.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::morphology::Point3d;
use crate::morphology::line::{Scanner, lines};
use crate::source::{FileId, Span};

/// No kind beyond this: import3d makes a list for every number between the smallest and the largest one.
const LARGEST_KIND: i64 = 9999;

/// What a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first of a stretch.
    First,
    Between,
    Branch,
    End,
    /// Of the soma's outline.
    Outline,
}

/// A point, and what the file says it is.
#[derive(Debug, Clone)]
pub struct Point {
    /// `MTO`, `CP`, ..
    tag: String,
    /// The third column.
    pub kind: i32,
    /// Place and diameter.
    pub at: Point3d,
    /// What it is.
    pub place: Place,
    /// The line.
    pub span: Span,
}

/// What a file holds.
#[derive(Debug)]
pub struct Points {
    /// The file.
    pub file: FileId,
    /// In its order.
    pub all: Vec<Point>,
    /// Indices of the points that begin a stretch.
    pub starts: Vec<usize>,
}

impl Points {
    /// From the first `SOS` to the first `SOE`.
    pub fn outline(&self) -> Option<&[Point]> {
        let place = |tag: &str| self.all.iter().position(|point| point.tag == tag);
        let (start, end) = (place("SOS")?, place("SOE")?);
        self.all.get(start..=end).filter(|_| end > start)
    }
}

/// Reads the points. Lines that begin with no number are a header; somata of other cells, dendrite outlines and the like
/// are left out.
pub fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Points {
    let mut found = Points { file, all: vec![], starts: vec![] };
    let (mut unread, mut spines) = (None, None);
    let mut before = None;
    for (line, span) in lines(text, file) {
        let mut line = Scanner::new(line);
        if line.integer().is_none() {
            continue;
        }
        let Some((tag, kind, point)) = rest(&mut line) else {
            unread = unread.or(Some(span));
            continue;
        };
        if tag == "SB" {
            spines = spines.or(Some(span));
        }
        let Some(place) = place(tag, before) else { continue };
        if begins(tag, before) {
            found.starts.push(found.all.len());
        }
        before = Some(place);
        found.all.push(Point { tag: tag.to_owned(), kind, at: point, place, span });
    }
    report(unread, spines, diagnostics);
    found
}

fn report(unread: Option<Span>, spines: Option<Span>, diagnostics: &mut Diagnostics) {
    if let Some(span) = unread {
        diagnostics.push(
            Diagnostic::warning("eutectic::line", "a line that is not read to its end")
                .label(span, "expected `number tag kind x y z diameter`; as in NEURON, such lines are left out"),
        );
    }
    if let Some(span) = spines {
        diagnostics.push(
            Diagnostic::note("eutectic::spines", "spines are left out")
                .label(span, "as in NEURON, only the place where one stands is read"),
        );
    }
}

/// Is the line a point, `number tag kind x y z diameter`?
pub fn is_point(text: &str) -> bool {
    let mut line = Scanner::new(text);
    line.integer().is_some() && rest(&mut line).is_some()
}

fn rest<'a>(line: &mut Scanner<'a>) -> Option<(&'a str, i32, Point3d)> {
    let tag = line.word()?;
    let kind = line.integer().filter(|kind| kind.abs() <= LARGEST_KIND)?;
    let position = [line.number()?, line.number()?, line.number()?];
    Some((tag, i32::try_from(kind).ok()?, Point3d::new(position, line.number()?)))
}

/// What a point is behind another one; none where it is passed over.
fn place(tag: &str, before: Option<Place>) -> Option<Place> {
    match tag {
        "MTO" => Some(Place::First),
        "BP" => Some(Place::Branch),
        "FS" | "SB" | "CP" => Some(if is_behind_end(before) { Place::First } else { Place::Between }),
        "NE" | "ES" | "MAE" | "TAE" | "BAE" => Some(Place::End),
        "SOS" | "SCP" | "SOE" => Some(Place::Outline),
        _ => None,
    }
}

fn is_behind_end(before: Option<Place>) -> bool {
    matches!(before, Some(Place::Branch | Place::End))
}

/// Does a stretch begin with it?
fn begins(tag: &str, before: Option<Place>) -> bool {
    match tag {
        "MTO" => true,
        "SOS" | "SCP" | "SOE" => false,
        _ => is_behind_end(before),
    }
}
