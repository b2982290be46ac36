//! What hoc expressions yield, what is passed to procedures, and references to places that hold a value.

use std::sync::Arc;

use crate::cell::{Range, SectionId};
use crate::hoc::object::{ObjectId, ScopeId};
use crate::source::Span;

/// What an expression yields.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A string.
    Text(Arc<str>),
    /// An object; none is `NULLobject`.
    Object(Option<ObjectId>),
    /// A section, as `SectionRef.sec` and `object.soma` name it.
    Section(SectionId),
}

impl Value {
    /// What hoc functions that do something return: 1 or 0.
    #[must_use]
    pub fn from_bool(truth: bool) -> Self {
        Self::Number(f64::from(truth))
    }

    /// A string.
    #[must_use]
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }

    /// What it is, in words.
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Object(_) => "an object",
            Self::Section(_) => "a section",
        }
    }
}

/// An argument of a procedure, function or method, with the place where it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// What is passed.
    pub kind: ArgumentKind,
    /// Where the argument is written.
    pub span: Span,
}

/// What is passed. Strings and objects are passed by reference: `$s1 = "x"` changes the caller's `strdef`.
#[derive(Debug, Clone, PartialEq)]
pub enum ArgumentKind {
    /// A number.
    Number(f64),
    /// A string that is no variable.
    Text(Arc<str>),
    /// A `strdef`.
    TextVariable(Reference),
    /// An object that is no variable.
    Object(Option<ObjectId>),
    /// An `objref`.
    ObjectVariable(Reference),
    /// `&x`
    Pointer(Reference),
}

/// A place that holds one value; it may have gone by the time it is used.
#[derive(Debug, Clone, PartialEq)]
pub enum Reference {
    /// An element of a variable of a scope.
    Variable {
        /// The top level, an object, or a template under definition.
        scope: ScopeId,
        /// The variable's place in the scope's symbol table.
        symbol: usize,
        /// The element, 0 for a scalar.
        element: usize,
    },
    /// A `local` or `localobj` of a call that may still run.
    Local {
        /// Which call.
        call: u64,
        /// The variable's place among the call's locals.
        local: usize,
        /// The element, 0 for a scalar.
        element: usize,
    },
    /// `$1`, `$o1`, `$s1` where the caller gave no variable.
    CallArgument {
        /// Which call.
        call: u64,
        /// The argument, from 0.
        argument: usize,
    },
    /// A variable that NEURON itself has, such as `celsius`.
    Builtin(usize),
    /// A global variable of a mechanism, `vhalf_Ih`.
    Mechanism {
        /// Its name in hoc.
        name: Arc<str>,
        /// The element, 0 for a scalar.
        element: usize,
    },
    /// `soma.gbar_Ih(0.3)`
    Range {
        /// The section.
        section: SectionId,
        /// Which variable.
        range: Range,
        /// The element, 0 for a scalar.
        element: usize,
        /// The place along the section, 0..=1.
        x: f64,
        /// Reached as `object.section.name`: NEURON then takes `diam` as it is stored.
        stored: bool,
    },
    /// `soma.L`
    Property {
        /// The section.
        section: SectionId,
        /// Which one.
        property: Property,
    },
    /// What is written here is lost: a literal where a function writes.
    Nowhere,
    /// A member variable of an object of a built-in class: `vector.x[3]`, `stimulus.amp`.
    Member {
        /// The object.
        object: ObjectId,
        /// The member.
        name: Arc<str>,
        /// The element, 0 for a scalar.
        element: usize,
    },
}

impl Reference {
    /// The element so many behind; none where there are no elements.
    #[must_use]
    pub fn further(&self, offset: usize) -> Option<Self> {
        let mut found = self.clone();
        match &mut found {
            Self::Variable { element, .. }
            | Self::Local { element, .. }
            | Self::Mechanism { element, .. }
            | Self::Range { element, .. }
            | Self::Member { element, .. } => *element += offset,
            Self::CallArgument { .. } | Self::Builtin(_) | Self::Property { .. } | Self::Nowhere if offset > 0 => {
                return None;
            }
            Self::CallArgument { .. } | Self::Builtin(_) | Self::Property { .. } | Self::Nowhere => {}
        }
        Some(found)
    }
}

/// A property of a whole section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// `L`, um
    Length,
    /// `nseg`
    SegmentCount,
    /// `Ra`, ohm cm
    AxialResistivity,
    /// `rallbranch`
    RallBranch,
}

impl Property {
    /// The property of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Some(match name {
            "L" => Self::Length,
            "nseg" => Self::SegmentCount,
            "Ra" => Self::AxialResistivity,
            "rallbranch" => Self::RallBranch,
            _ => return None,
        })
    }
}

impl ArgumentKind {
    /// What it is, in words.
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Text(_) | Self::TextVariable(_) => "a string",
            Self::Object(_) | Self::ObjectVariable(_) => "an object",
            Self::Pointer(_) => "a pointer",
        }
    }
}

impl Reference {
    /// The element so many places further on, of `size` that follow from the start of the variable; none outside of
    /// them.
    #[must_use]
    pub fn offset(mut self, by: f64, size: usize) -> Option<Self> {
        let (Self::Variable { element, .. }
        | Self::Local { element, .. }
        | Self::Mechanism { element, .. }
        | Self::Range { element, .. }
        | Self::Member { element, .. }) = &mut self
        else {
            return (by.trunc() == 0.0).then_some(self);
        };
        let moved = *element as f64 + by.trunc();
        if !(0.0..size as f64).contains(&moved) {
            return None;
        }
        *element = moved as usize;
        Some(self)
    }
}
