//! The segments of a file, gathered into cables.

use std::collections::HashMap;
use std::str::FromStr;

use roxmltree::Node;

use crate::diagnostic::Diagnostic;
use crate::morphology::Point3d;
use crate::source::{FileId, Span};

/// An unbranched cable.
#[derive(Debug)]
pub struct Cable {
    /// `<cable id=..>`
    pub id: i64,
    /// The cable that its first segment's parent belongs to.
    pub parent: Option<i64>,
    /// Where on its parent, 0..=1.
    pub x: f64,
    /// Its points.
    pub points: Vec<Point3d>,
    /// Its first segment.
    pub span: Span,
}

/// What was read so far.
#[derive(Debug)]
pub struct Tree {
    file: FileId,
    cables: Vec<Cable>,
    /// The segment under way.
    segment: i64,
    /// The cable of each segment that has a distal point.
    cable_of: HashMap<i64, i64>,
    /// The last cable of each number.
    cable_numbers: HashMap<i64, usize>,
    in_group: bool,
}

impl Tree {
    /// Nothing read yet.
    pub fn new(file: FileId) -> Self {
        Self {
            file,
            cables: vec![],
            segment: -1,
            cable_of: HashMap::new(),
            cable_numbers: HashMap::new(),
            in_group: false,
        }
    }

    /// The cables in the order of the file.
    pub fn into_cables(self) -> Vec<Cable> {
        self.cables
    }

    /// Reads an element, its children come later.
    pub fn add(&mut self, node: Node<'_, '_>) -> Result<(), Diagnostic> {
        match node.tag_name().name() {
            // The last morphology of a file counts.
            "segments" => *self = Self::new(self.file),
            "segment" => self.add_segment(node)?,
            "proximal" => {
                let point = self.point(node)?;
                self.cable(node)?.points.push(point);
            }
            "distal" => self.add_distal(node)?,
            "cablegroup" => self.in_group = true,
            "cable" if !self.in_group => self.place_cable(node)?,
            _ => {}
        }
        Ok(())
    }

    fn add_segment(&mut self, node: Node<'_, '_>) -> Result<(), Diagnostic> {
        self.segment = self.number(node, "id")?;
        let id = self.number(node, "cable")?;
        let parent = match node.attribute("parent") {
            Some(_) => {
                let parent: i64 = self.number(node, "parent")?;
                let unknown = || self.error(node, &format!("no segment `{parent}` stands before this one"));
                Some(*self.cable_of.get(&parent).ok_or_else(unknown)?)
            }
            None => None,
        };
        if self.cables.last().is_none_or(|cable| cable.id != id) {
            let span = self.span(node);
            self.cable_numbers.insert(id, self.cables.len());
            // NEURON has no place for a cable that `<cables>` does not list: it is connected at its parent's end here.
            self.cables.push(Cable { id, parent: parent.filter(|&parent| parent >= 0), x: 1.0, points: vec![], span });
        }
        Ok(())
    }

    /// A first segment whose ends are one place is a sphere: it is as long as it is wide.
    fn add_distal(&mut self, node: Node<'_, '_>) -> Result<(), Diagnostic> {
        let mut point = self.point(node)?;
        let segment = self.segment;
        let cable = self.cable(node)?;
        if let [proximal] = cable.points.as_mut_slice()
            && *proximal == point
        {
            proximal.y_um -= point.diam_um / 2.0;
            point.y_um += point.diam_um / 2.0;
        }
        cable.points.push(point);
        let id = cable.id;
        self.cable_of.insert(segment, id);
        Ok(())
    }

    fn place_cable(&mut self, node: Node<'_, '_>) -> Result<(), Diagnostic> {
        let id: i64 = self.number(node, "id")?;
        let unknown = || self.error(node, &format!("no segment belongs to the cable `{id}`"));
        let index = *self.cable_numbers.get(&id).ok_or_else(unknown)?;
        let x = match node.attribute("fractAlongParent") {
            Some(_) => self.finite(node, "fractAlongParent")?,
            None => 1.0,
        };
        if let Some(cable) = self.cables.get_mut(index) {
            cable.x = x;
        }
        Ok(())
    }

    /// The cable of the segment under way.
    fn cable(&mut self, node: Node<'_, '_>) -> Result<&mut Cable, Diagnostic> {
        let outside = self.error(node, "a point outside of segments");
        self.cables.last_mut().ok_or(outside)
    }

    fn point(&self, node: Node<'_, '_>) -> Result<Point3d, Diagnostic> {
        let position = [self.finite(node, "x")?, self.finite(node, "y")?, self.finite(node, "z")?];
        Ok(Point3d::new(position, self.finite(node, "diameter")?))
    }

    fn finite(&self, node: Node<'_, '_>, name: &str) -> Result<f64, Diagnostic> {
        let value: f64 = self.number(node, name)?;
        let wrong = || self.error(node, &format!("`{name}` is no number that single precision can hold"));
        Some(value).filter(|&value| (value as f32).is_finite()).ok_or_else(wrong)
    }

    fn number<T: FromStr>(&self, node: Node<'_, '_>, name: &str) -> Result<T, Diagnostic> {
        let value = node.attribute(name);
        value.and_then(|text| text.trim().parse().ok()).ok_or_else(|| {
            let what = value.map_or("has no".to_owned(), |text| format!("has `{text}` for its"));
            self.error(node, &format!("`{}` {what} `{name}`", node.tag_name().name()))
        })
    }

    fn error(&self, node: Node<'_, '_>, message: &str) -> Diagnostic {
        Diagnostic::error("morphml::element", message.to_owned()).label(self.span(node), "")
    }

    fn span(&self, node: Node<'_, '_>) -> Span {
        Span::new(self.file, node.range())
    }
}
