//! The stretches of a file, and what each is connected to.

use std::collections::{HashMap, VecDeque};

use super::lines::{Line, Lines, Role};
use super::{MOST_DISTANCES, too_many};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::morphology::import3d::vector::{at_most, distance, less, magnitude};
use crate::morphology::{Attachment, Point3d, RawSection, Shape};

/// No branch point farther than this is found to be the nearest.
const FARTHEST_UM: f64 = 1e9;

/// A stretch, and where it begins in the file.
#[derive(Debug)]
pub struct Section {
    /// As import3d has it.
    pub raw: RawSection,
    /// Index of its first entry.
    pub first: usize,
}

/// The stretches of a file.
#[derive(Debug)]
pub struct Trees<'a> {
    file: &'a Lines,
    /// In the order of the file.
    pub sections: Vec<Section>,
    /// The stretch of each entry, as they were before an outline was moved to the front.
    section_of: Vec<usize>,
    /// The entries that are branch points.
    branches: Vec<usize>,
    /// The first branch point at a place.
    at_place: HashMap<[u64; 3], usize>,
    detached: VecDeque<usize>,
    /// Distances that may still be measured.
    budget: usize,
    /// What was found on the way.
    pub found: Diagnostics,
}

/// The stretches, not connected yet.
pub fn make(file: &Lines) -> Result<Trees<'_>, Diagnostic> {
    let starts: Vec<usize> = with_role(file, Role::First).collect();
    let mut trees = Trees {
        file,
        sections: vec![],
        section_of: vec![],
        branches: with_role(file, Role::Branch).collect(),
        at_place: HashMap::new(),
        detached: file.detached.clone(),
        budget: MOST_DISTANCES,
        found: Diagnostics::default(),
    };
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(file.entries.len());
        trees.add(start, end);
    }
    for &branch in &trees.branches {
        if let Some(line) = file.at(branch) {
            trees.at_place.entry(key(line.point)).or_insert(branch);
        }
    }
    match (starts.first(), file.at(0)) {
        (Some(&first), Some(line)) if first > 0 => {
            let message = "a place is drawn before anything begins";
            Err(Diagnostic::error("nlcda::beginning", message).label(line.span, "expected a line `[2,n] ..` first"))
        }
        _ => Ok(trees),
    }
}

fn with_role(file: &Lines, role: Role) -> impl Iterator<Item = usize> {
    file.entries.iter().enumerate().filter(move |(_, entry)| entry.role == role).map(|(index, _)| index)
}

fn key(point: Point3d) -> [u64; 3] {
    point.position().map(|value| (value + 0.0).to_bits())
}

impl Trees<'_> {
    fn add(&mut self, start: usize, end: usize) {
        let lines: Vec<&Line> = (start..end).filter_map(|entry| self.file.at(entry)).collect();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        self.section_of.resize(end, self.sections.len());
        let kind = kind(first.minor);
        if kind == 0 {
            self.found.push(
                Diagnostic::warning("nlcda::kind", "an unknown kind of stretch")
                    .label(first.span, format!("{} is neither soma, dendrite, axon nor apical dendrite", first.minor))
                    .with_note("as in NEURON, it becomes `dend_0`"),
            );
        }
        let shape = if kind == 1 { Shape::Contour { stack: vec![] } } else { Shape::Cable };
        let points = lines.iter().map(|line| line.point).collect();
        let raw = RawSection { kind, points, parent: None, wired: false, shape, span: first.span.to(last.span) };
        self.sections.push(Section { raw, first: start });
    }

    /// Connects every stretch that begins at a branch point, or at what can be taken for one.
    pub fn join(&mut self) -> Result<(), Diagnostic> {
        for section in 0..self.sections.len() {
            self.join_section(section)?;
        }
        for Section { raw, .. } in &mut self.sections {
            // The first point of a branch has the diameter of the branch before: it gets that of the second.
            if let (Some(_), [first, second, ..]) = (raw.parent, raw.points.as_mut_slice()) {
                first.diam_um = second.diam_um;
            }
        }
        Ok(())
    }

    fn join_section(&mut self, section: usize) -> Result<(), Diagnostic> {
        let Some(start) = self.sections.get(section).map(|section| section.first) else { return Ok(()) };
        let Some(&line) = self.file.at(start) else { return Ok(()) };
        if line.minor == 41 {
            return Ok(());
        }
        if self.detached.front() == Some(&start) {
            self.detached.pop_front();
            self.extend(section, start - 1, "begins beside the branch point before it");
            return Ok(());
        }
        if let Some(&branch) = self.at_place.get(&key(line.point)).filter(|&&branch| branch < start) {
            self.attach(section, branch);
            return Ok(());
        }
        let nearest = self.nearest(start, FARTHEST_UM)?;
        let away_um = nearest.map_or(FARTHEST_UM, |(_, away_um)| away_um);
        match nearest {
            Some((branch, _)) if at_most(away_um, 0.0) => self.attach(section, branch),
            _ if matches!(line.minor, 1 | 21 | 61) => {}
            Some((branch, _)) => self.guess(section, start, branch)?,
            None => {
                let message = "a branch begins here, but there is no branch point before it";
                return Err(Diagnostic::error("nlcda::branch", message).label(line.span, ""));
            }
        }
        Ok(())
    }

    /// The stretch begins at no branch point: what import3d takes for its parent.
    fn guess(&mut self, section: usize, start: usize, nearest: usize) -> Result<(), Diagnostic> {
        let above = "begins above or below a branch point";
        if at_most(self.aside_um(start, nearest), 0.0) {
            self.extend(section, nearest, above);
        } else if at_most(self.away_um(start, start - 1), 0.0) {
            self.attach(section, start - 1);
            self.note(section, "begins where the stretch before it ends");
        } else if let Some(branch) = self.first_above(start)? {
            self.extend(section, branch, above);
        } else if let Some(Section { raw, .. }) = self.sections.get(section) {
            self.found.push(
                Diagnostic::warning("nlcda::unconnected", "a branch begins at no branch point")
                    .label(raw.span, "as in NEURON, it is connected to nothing, or to the soma around it"),
            );
        }
        Ok(())
    }

    fn attach(&mut self, section: usize, entry: usize) {
        let parent = self.section_of.get(entry).map(|&section| Attachment { section, x: 1.0 });
        if let Some(section) = self.sections.get_mut(section) {
            section.raw.parent = parent;
        }
    }

    /// Connects it with one more point, at the branch point.
    fn extend(&mut self, section: usize, branch: usize, how: &str) {
        self.attach(section, branch);
        let position = self.file.at(branch).map(|line| line.point.position());
        if let (Some(position), Some(section)) = (position, self.sections.get_mut(section)) {
            let diam_um = section.raw.points.first().map_or(0.0, |point| point.diam_um);
            section.raw.points.insert(0, Point3d::new(position, diam_um));
        }
        self.note(section, how);
    }

    fn note(&mut self, section: usize, how: &str) {
        if let Some(section) = self.sections.get(section) {
            self.found.push(
                Diagnostic::note("nlcda::joined", format!("a branch {how}"))
                    .label(section.raw.span, "as in NEURON, it is connected there"),
            );
        }
    }

    /// The branch point before an entry that is nearest to it, and nearer than `limit_um`, and how far that is.
    pub fn nearest(&mut self, start: usize, limit_um: f64) -> Result<Option<(usize, f64)>, Diagnostic> {
        self.spend(start, self.branches.len())?;
        let mut best = None;
        let mut best_um = limit_um;
        for &branch in self.branches.iter().take_while(|&&branch| branch < start) {
            let away_um = self.away_um(start, branch);
            if less(away_um, best_um) {
                best_um = away_um;
                best = Some((branch, away_um));
            }
        }
        Ok(best)
    }

    fn first_above(&mut self, start: usize) -> Result<Option<usize>, Diagnostic> {
        self.spend(start, self.branches.len())?;
        let mut before = self.branches.iter().copied().take_while(|&branch| branch < start);
        Ok(before.find(|&branch| at_most(self.aside_um(start, branch), 0.0)))
    }

    /// Counts distances before they are measured.
    pub fn spend(&mut self, entry: usize, distances: usize) -> Result<(), Diagnostic> {
        match (self.budget.checked_sub(distances), self.file.at(entry)) {
            (None, Some(line)) => Err(too_many(line.span)),
            (left, _) => {
                self.budget = left.unwrap_or(0);
                Ok(())
            }
        }
    }

    fn away_um(&self, one: usize, other: usize) -> f64 {
        self.between(one, other).map_or(FARTHEST_UM, |(one, other)| distance(one, other))
    }

    fn aside_um(&self, one: usize, other: usize) -> f64 {
        self.between(one, other)
            .map_or(FARTHEST_UM, |([x, y, _], [to_x, to_y, _])| magnitude([x - to_x, y - to_y, 0.0]))
    }

    fn between(&self, one: usize, other: usize) -> Option<([f64; 3], [f64; 3])> {
        Some((self.file.at(one)?.point.position(), self.file.at(other)?.point.position()))
    }

    /// The place of an entry.
    pub fn position(&self, entry: usize) -> Option<[f64; 3]> {
        self.file.at(entry).map(|line| line.point.position())
    }

    /// The number of the stretch that an entry was in when the file was read.
    pub fn number_of(&self, entry: usize) -> usize {
        self.section_of.get(entry).copied().unwrap_or(0)
    }
}

fn kind(minor: i64) -> i32 {
    match minor {
        1 | 2 => 3,
        21 | 22 => 2,
        41 | 42 => 1,
        61 | 62 => 4,
        _ => 0,
    }
}
