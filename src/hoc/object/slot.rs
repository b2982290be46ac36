//! The data behind one name of a scope.

use std::sync::Arc;

use crate::cell::SectionId;
use crate::hoc::object::ObjectId;

/// Sizes of an array's dimensions, outermost first.
pub(crate) type Dimensions = Vec<usize>;

/// The data behind one name.
#[derive(Debug, Clone, Default)]
pub(crate) enum Slot {
    /// Never assigned.
    #[default]
    Empty,
    /// `x = 3`
    Number(f64),
    /// `double x[3]`
    Numbers(Dimensions, Vec<f64>),
    /// `strdef s`
    Text(Arc<str>),
    /// `objref o`
    Object(Option<ObjectId>),
    /// `objref o[3]`
    Objects(Dimensions, Vec<Option<ObjectId>>),
    /// `create soma`, `create dend[3]`: the sections, with dimensions for an array
    Sections(Option<Dimensions>, Vec<SectionId>),
}

impl Slot {
    /// The dimensions, where it is an array.
    pub(crate) fn dimensions(&self) -> Option<&[usize]> {
        match self {
            Self::Numbers(dimensions, _) | Self::Objects(dimensions, _) | Self::Sections(Some(dimensions), _) => {
                Some(dimensions)
            }
            Self::Empty | Self::Number(_) | Self::Text(_) | Self::Object(_) | Self::Sections(None, _) => None,
        }
    }

    /// A new instance's slot after the template's: same shape, nothing in it.
    pub(crate) fn cleared(&self) -> Self {
        match self {
            Self::Empty => Self::Empty,
            Self::Number(_) => Self::Number(0.0),
            Self::Numbers(dimensions, values) => Self::Numbers(dimensions.clone(), vec![0.0; values.len()]),
            Self::Text(_) => Self::Text(Arc::from("")),
            Self::Object(_) => Self::Object(None),
            Self::Objects(dimensions, values) => Self::Objects(dimensions.clone(), vec![None; values.len()]),
            Self::Sections(dimensions, _) => Self::Sections(dimensions.clone(), Vec::new()),
        }
    }

    /// The memory that it takes beside its own place; sections are counted for themselves.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Numbers(_, values) => values.len() * size_of::<f64>(),
            Self::Objects(_, objects) => objects.len() * size_of::<Option<ObjectId>>(),
            Self::Text(text) => text.len(),
            Self::Empty | Self::Number(_) | Self::Object(_) | Self::Sections(..) => 0,
        }
    }

    /// The objects that it holds.
    pub(crate) fn held_objects(&self) -> Vec<ObjectId> {
        match self {
            Self::Object(object) => object.iter().copied().collect(),
            Self::Objects(_, objects) => objects.iter().flatten().copied().collect(),
            Self::Empty | Self::Number(_) | Self::Numbers(..) | Self::Text(_) | Self::Sections(..) => Vec::new(),
        }
    }

    /// What it is, in words.
    pub(crate) const fn describe(&self) -> &'static str {
        match self {
            Self::Empty => "not defined",
            Self::Number(_) => "a variable",
            Self::Numbers(..) => "an array",
            Self::Text(_) => "a strdef",
            Self::Object(_) => "an objref",
            Self::Objects(..) => "an array of objrefs",
            Self::Sections(..) => "a section",
        }
    }
}

impl Slot {
    /// Sets a number or an element of an array; false where it is something else.
    pub(crate) fn set_number(&mut self, element: usize, number: f64) -> bool {
        let place = match self {
            Self::Number(value) => Some(value),
            Self::Numbers(_, values) => values.get_mut(element),
            Self::Empty | Self::Text(_) | Self::Object(_) | Self::Objects(..) | Self::Sections(..) => None,
        };
        place.map(|place| *place = number).is_some()
    }
}
