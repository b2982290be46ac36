//! Blocks, trees and outlines from tokens: NEURON's productions, with a stack of open splits in place of recursion.

use super::error::{Problem, Surprise};
use super::token::{Kind, Token};
use crate::diagnostic::Diagnostics;
use crate::morphology::import3d::vector::equal;
use crate::morphology::{Attachment, Point3d, RawSection, Shape};
use crate::source::{FileId, Span};

/// The outlines that are somata.
const SOMA_NAMES: [&str; 3] = ["CellBody", "Cell Body", "Soma"];

/// The sections of a file, in its order.
pub fn read(tokens: &[Token<'_>], file: FileId, diagnostics: &mut Diagnostics) -> Result<Vec<RawSection>, Problem> {
    let end = Token { kind: Kind::End, span: Span::new(file, 0..0) };
    let mut reader = Reader {
        tokens,
        end: tokens.last().copied().unwrap_or(end),
        at: 0,
        open: vec![],
        sections: vec![],
        diagnostics,
    };
    reader.blocks()?;
    Ok(reader.sections)
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    end: Token<'a>,
    at: usize,
    /// Brackets that are open, innermost last.
    open: Vec<Token<'a>>,
    sections: Vec<RawSection>,
    diagnostics: &'a mut Diagnostics,
}

/// The last property before the first point of a block: its first word.
type LastProperty<'a> = Option<(&'a str, Span)>;

impl<'a> Reader<'a> {
    fn ahead(&self, by: usize) -> Token<'a> {
        self.tokens.get(self.at + by).copied().unwrap_or(self.end)
    }

    fn kind(&self) -> Kind<'a> {
        self.ahead(0).kind
    }

    fn next_kind(&self) -> Kind<'a> {
        self.ahead(1).kind
    }

    fn advance(&mut self) -> Token<'a> {
        let token = self.ahead(0);
        if matches!(token.kind, Kind::Open | Kind::SpineOpen) {
            self.open.push(token);
        } else if matches!(token.kind, Kind::Close | Kind::SpineClose) {
            self.open.pop();
        }
        self.at += 1;
        token
    }

    fn expect(&mut self, kind: Kind<'_>, expected: &'static str) -> Result<Token<'a>, Problem> {
        if self.kind() == kind { Ok(self.advance()) } else { Err(self.unexpected(expected)) }
    }

    fn unexpected(&self, expected: &'static str) -> Problem {
        let (token, opener) = (self.ahead(0), self.open.last());
        match (token.kind, opener) {
            (Kind::End, Some(opener)) => {
                let bracket = if opener.kind == Kind::SpineOpen { "<" } else { "(" };
                Problem::Unclosed { opener: opener.span, bracket, end: token.span }
            }
            (kind, opener) => Problem::Expected {
                expected,
                found: shown(kind),
                at: token.span,
                opener: opener.map(|token| token.span),
            },
        }
    }

    fn optional_comma(&mut self) {
        if self.kind() == Kind::Comma {
            self.advance();
        }
    }

    /// The span from the token at index `from` to the last one read.
    fn since(&self, from: usize) -> Span {
        let last = self.tokens.get(self.at.saturating_sub(1)).unwrap_or(&self.end);
        self.tokens.get(from).map_or(last.span, |first| first.span.to(last.span))
    }

    /// Everything up to the end of the file, or to where no block begins.
    fn blocks(&mut self) -> Result<(), Problem> {
        let mut sets = 0;
        let mut first = true;
        loop {
            if !first {
                self.optional_comma();
            }
            if self.kind() == Kind::Open {
                first = self.block()?;
                sets += usize::from(first);
            } else if first {
                // An empty set, or an empty file.
                if sets == 0 && self.kind() == Kind::End {
                    return Ok(());
                }
                return Err(self.unexpected("`(`"));
            } else if sets == 0 {
                break;
            } else {
                self.expect(Kind::Close, "`(` or `)`")?;
                sets -= 1;
            }
        }
        if self.kind() != Kind::End {
            self.diagnostics.push(Surprise::Rest { at: self.ahead(0).span }.into());
        }
        Ok(())
    }

    /// One block; true where it is a set whose blocks follow.
    fn block(&mut self) -> Result<bool, Problem> {
        match self.next_kind() {
            Kind::Text(name) if SOMA_NAMES.contains(&name) => self.outline()?,
            Kind::Word(word) if is_set(word) => return self.set(),
            Kind::Text(_) | Kind::Word(_) => self.skip_block()?,
            Kind::Open => self.tree()?,
            Kind::Number(_)
            | Kind::Close
            | Kind::Comma
            | Kind::Bar
            | Kind::SpineOpen
            | Kind::SpineClose
            | Kind::Unknown(_)
            | Kind::End => {
                self.advance();
                return Err(self.unexpected("a name, a string, or `(`"));
            }
        }
        Ok(false)
    }

    /// `(Set "name")`, or the head of `(Set "name" block...)`.
    fn set(&mut self) -> Result<bool, Problem> {
        self.advance();
        self.advance();
        if !matches!(self.kind(), Kind::Text(_)) {
            return Err(self.unexpected("the name of the set in quotes"));
        }
        self.advance();
        if self.kind() == Kind::Close {
            self.advance();
            return Ok(false);
        }
        Ok(true)
    }

    /// Passes over one block, whatever is in it.
    fn skip_block(&mut self) -> Result<(), Problem> {
        let outside = self.open.len();
        self.advance();
        while self.open.len() > outside {
            if self.kind() == Kind::End {
                return Err(self.unexpected("`)`"));
            }
            // `<` and `>` need not match where nothing is read.
            if matches!(self.kind(), Kind::SpineOpen | Kind::SpineClose) {
                self.at += 1;
            } else {
                self.advance();
            }
        }
        Ok(())
    }

    /// `("CellBody" (Color Red) (1 2 3 0.5) ...)`
    fn outline(&mut self) -> Result<(), Problem> {
        self.advance();
        self.advance();
        self.properties()?;
        let start = self.at;
        let mut points = vec![self.point()?];
        self.optional_comma();
        while self.kind() == Kind::Open {
            points.push(self.point()?);
            self.optional_comma();
        }
        let span = self.since(start);
        self.expect(Kind::Close, "a point or `)`")?;
        if points.len() < 3 {
            self.diagnostics.push(Surprise::SmallContour { at: span }.into());
            return Ok(());
        }
        let shape = Shape::Contour { stack: vec![] };
        self.sections.push(RawSection { kind: 1, points, parent: None, wired: false, shape, span });
        Ok(())
    }

    /// `((Color Red) (Dendrite) (1 2 3 0.5) ... ( branch | branch ))`, or a text: `((1 2 3 0) "a name")`.
    fn tree(&mut self) -> Result<(), Problem> {
        self.advance();
        let property = self.properties()?;
        let start = self.at;
        let first = self.point()?;
        if matches!(self.kind(), Kind::Text(_)) && self.next_kind() == Kind::Close {
            self.advance();
            self.advance();
            return Ok(());
        }
        let kind = self.tree_kind(property, start);
        let mut points = vec![first];
        self.spines()?;
        self.more_points(&mut points)?;
        let root = self.push(kind, points, None, start);
        self.branches(kind, root)
    }

    fn tree_kind(&mut self, property: LastProperty<'_>, start: usize) -> i32 {
        match property {
            Some(("Axon", _)) => 2,
            Some(("Dendrite", _)) => 3,
            Some(("Apical", _)) => 4,
            other => {
                let at = other.map_or_else(|| self.since(start), |(_, span)| span);
                let property = other.map(|(name, _)| name.to_owned());
                self.diagnostics.push(Surprise::NoKind { at, property }.into());
                0
            }
        }
    }

    /// What follows the points of `current`, up to the end of its tree.
    fn branches(&mut self, kind: i32, mut current: usize) -> Result<(), Problem> {
        let mut splits: Vec<usize> = vec![];
        loop {
            self.markers()?;
            if self.kind() == Kind::Open {
                if matches!(self.next_kind(), Kind::Number(_)) {
                    return Err(Problem::PointAfterMarker { at: self.ahead(0).span });
                }
                self.advance();
                splits.push(current);
            } else {
                if matches!(self.kind(), Kind::Word(_)) {
                    self.advance();
                }
                if !self.another_branch(&mut splits)? {
                    return Ok(());
                }
            }
            let Some(&parent) = splits.last() else { return Ok(()) };
            current = self.branch(kind, parent)?;
        }
    }

    /// `(Dot (Color White) (1 2 3 4))` after the points of a branch: any number of them, all passed over.
    fn markers(&mut self) -> Result<(), Problem> {
        self.optional_comma();
        while self.kind() == Kind::Open && matches!(self.next_kind(), Kind::Word(_)) {
            self.skip_block()?;
        }
        self.optional_comma();
        Ok(())
    }

    /// Closes what ends here; true where a `|` says that another branch of the innermost split follows, false at the end
    /// of the tree.
    fn another_branch(&mut self, splits: &mut Vec<usize>) -> Result<bool, Problem> {
        loop {
            if self.kind() == Kind::Bar && !splits.is_empty() {
                self.advance();
                return Ok(true);
            }
            if self.kind() != Kind::Close {
                let in_split = !splits.is_empty();
                return Err(self.unexpected(if in_split {
                    "a point, a split, `|` or `)`"
                } else {
                    "a point, a split or `)`"
                }));
            }
            self.advance();
            if splits.pop().is_none() {
                return Ok(false);
            }
        }
    }

    /// The points of a branch of `parent`; the new section.
    fn branch(&mut self, kind: i32, parent: usize) -> Result<usize, Problem> {
        let start = self.at;
        let mut points = vec![];
        if matches!(self.next_kind(), Kind::Word(_)) {
            self.head(&mut points)?;
        } else {
            points.push(self.point()?);
            self.spines()?;
        }
        self.more_points(&mut points)?;
        if points.is_empty() {
            return Err(Problem::EmptyBranch { at: self.ahead(0).span });
        }
        Ok(self.push(kind, points, Some(parent), start))
    }

    /// A property, or a marker, before the first point of a branch: import3d takes a marker's points for the branch's.
    fn head(&mut self, points: &mut Vec<Point3d>) -> Result<(), Problem> {
        if self.ahead(2).kind != Kind::Open {
            return self.property().map(drop);
        }
        self.expect(Kind::Open, "a point")?;
        self.advance();
        self.properties()?;
        points.push(self.point()?);
        self.optional_comma();
        while self.kind() == Kind::Open {
            points.push(self.point()?);
            self.optional_comma();
        }
        self.expect(Kind::Close, "a point or `)`").map(drop)
    }

    fn more_points(&mut self, points: &mut Vec<Point3d>) -> Result<(), Problem> {
        self.optional_comma();
        while self.kind() == Kind::Open && matches!(self.next_kind(), Kind::Number(_)) {
            points.push(self.point()?);
            self.spines()?;
            self.optional_comma();
        }
        Ok(())
    }

    /// Adds a section; a branch that does not begin where its parent ends gets that place for its first point.
    fn push(&mut self, kind: i32, mut points: Vec<Point3d>, parent: Option<usize>, start: usize) -> usize {
        let end = parent.and_then(|parent| self.sections.get(parent)).and_then(|parent| parent.points.last());
        if let (Some(end), Some(first)) = (end.copied(), points.first().copied()) {
            let together = end.position().into_iter().zip(first.position()).all(|(end, first)| equal(end, first));
            if !together {
                points.insert(0, Point3d { diam_um: first.diam_um, ..end });
            }
        }
        let parent = parent.map(|section| Attachment { section, x: 1.0 });
        let span = self.since(start);
        self.sections.push(RawSection { kind, points, parent, wired: false, shape: Shape::Cable, span });
        self.sections.len() - 1
    }

    /// `(Color Red) (Dendrite) (Set "a")`: any number of them.
    fn properties(&mut self) -> Result<LastProperty<'a>, Problem> {
        let mut last = None;
        while self.kind() == Kind::Open
            && let Kind::Word(word) = self.next_kind()
        {
            if !is_set(word) {
                last = self.property()?;
            } else if self.set()? {
                return Err(self.unexpected("`)`"));
            }
            self.optional_comma();
        }
        Ok(last)
    }

    /// `(Color RGB (255, 0, 0))`
    fn property(&mut self) -> Result<LastProperty<'a>, Problem> {
        self.expect(Kind::Open, "`(`")?;
        let name = self.advance();
        while matches!(self.kind(), Kind::Number(_) | Kind::Text(_) | Kind::Word(_) | Kind::Unknown(_)) {
            let value = self.advance();
            if value.kind == Kind::Word("RGB") && self.kind() == Kind::Open {
                self.skip_block()?;
            }
        }
        self.expect(Kind::Close, "a value or `)`")?;
        Ok(if let Kind::Word(word) = name.kind { Some((word, name.span)) } else { None })
    }

    /// `<(Class 3 "mushroom") (1 2 3 0.2)>`: any number of them, all passed over.
    fn spines(&mut self) -> Result<(), Problem> {
        while self.kind() == Kind::SpineOpen {
            self.advance();
            self.properties()?;
            self.point()?;
            self.expect(Kind::SpineClose, "`>`")?;
        }
        Ok(())
    }

    /// `(1 2 3 0.5 S1 (0, 0, 0, 0))`: z, the diameter, a name and a curve may be missing; commas may stand between.
    fn point(&mut self) -> Result<Point3d, Problem> {
        let start = self.at;
        self.expect(Kind::Open, "a point")?;
        let x = self.number()?;
        let y = self.number()?;
        let (z, diam) = self.z_and_diameter()?;
        self.expect(Kind::Close, "`)` after the point")?;
        let point = Point3d::new([x, y, z], diam);
        if point.is_finite() { Ok(point) } else { Err(Problem::NotFinite { at: self.since(start) }) }
    }

    fn z_and_diameter(&mut self) -> Result<(f64, f64), Problem> {
        let Some(z) = self.optional_number() else { return Ok((0.0, 0.0)) };
        let Some(diam) = self.optional_number() else { return Ok((z, 0.0)) };
        self.optional_comma();
        if matches!(self.kind(), Kind::Word(_)) {
            self.advance();
        }
        self.optional_comma();
        if self.kind() == Kind::Open {
            self.skip_block()?;
        }
        Ok((z, diam))
    }

    fn number(&mut self) -> Result<f64, Problem> {
        self.optional_number().ok_or_else(|| self.unexpected("a number"))
    }

    fn optional_number(&mut self) -> Option<f64> {
        self.optional_comma();
        let Kind::Number(value) = self.kind() else { return None };
        self.advance();
        Some(value)
    }
}

fn is_set(word: &str) -> bool {
    matches!(word, "Set" | "set" | "SET")
}

fn shown(kind: Kind<'_>) -> String {
    match kind {
        Kind::Number(value) => format!("`{value}`"),
        Kind::Word(text) | Kind::Unknown(text) => format!("`{text}`"),
        Kind::Text(text) => format!("`\"{text}\"`"),
        Kind::Open => "`(`".into(),
        Kind::Close => "`)`".into(),
        Kind::Comma => "`,`".into(),
        Kind::Bar => "`|`".into(),
        Kind::SpineOpen => "`<`".into(),
        Kind::SpineClose => "`>`".into(),
        Kind::End => "the end of the file".into(),
    }
}
