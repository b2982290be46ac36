//! The numbers of a `FUNCTION_TABLE`, as a call of `table_NAME_SUFFIX` gives them.

use std::sync::Arc;

use indexmap::IndexMap;

/// Values on a grid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FunctionTable {
    /// The places along each argument; none where the table is a constant.
    pub axes: Vec<Axis>,
    /// The values; the places of the last argument lie side by side.
    pub values: Vec<f64>,
}

/// The places along an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// Any, mostly in ascending order.
    At(Vec<f64>),
    /// In equal steps.
    Even {
        /// How many, at least 1.
        count: usize,
        /// The first.
        first: f64,
        /// The last.
        last: f64,
    },
}

impl Axis {
    /// Number of places.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::At(places) => places.len(),
            Self::Even { count, .. } => *count,
        }
    }
}

/// Tables by their hoc names (`tau_kap`), by mechanism.
pub type FunctionTables = IndexMap<String, IndexMap<String, Arc<FunctionTable>>>;
