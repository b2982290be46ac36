//! What sits on a cell and what sends events to it: point processes, artificial cells, `NetCon`s, streams of random
//! numbers, vectors that are played.
//!
//! Like [`super::resolved`] it has nothing of an evaluator behind it. Objects name each other by their places in the lists,
//! places name sections by their place in [`super::Cell::sections`].

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use super::resolved::Attachment as Site;

/// Everything that goes with one cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Processes {
    /// Point processes of the cell, then artificial cells, each in the order of their classes and numbers.
    pub objects: Vec<Process>,
    /// `NetCon`s by number.
    pub connections: Vec<Connection>,
    /// `Random`s that processes draw from.
    pub randoms: Vec<RandomStream>,
    /// `Vector`s that are played or given to processes.
    pub vectors: Vec<Vec<f64>>,
    /// `Vector.play` into variables of processes.
    pub plays: Vec<Play>,
    /// What could not be taken along.
    #[serde(skip)]
    pub left_out: IndexMap<LeftOut, usize>,
}

/// A point process or artificial cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Process {
    /// Its name in hoc: `Exp2Syn[3]`.
    pub name: String,
    /// Its kind: `Exp2Syn`.
    pub kind: String,
    /// Where it is; none for an artificial cell.
    pub site: Option<Site>,
    /// Parameters that are not as they come, and what else hoc assigned; an element of an array is named `name[2]`.
    pub values: IndexMap<String, f64>,
    /// Its functions that hoc called, and what hoc assigned after the first of them, in their order.
    pub steps: Vec<Step>,
    /// What its `POINTER`s point to.
    pub pointers: IndexMap<String, Variable>,
}

/// Something that hoc did to a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// `stimulus.noiseFromRandom123(1, 2, 3)`
    Call {
        /// The function.
        function: String,
        /// What it was given.
        arguments: Vec<Given>,
    },
    /// `stimulus.interval = 20`
    Set {
        /// The variable, with its index in an array.
        variable: String,
        /// The value.
        value: f64,
    },
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// A place in [`Processes::randoms`].
    Random(usize),
    /// A place in [`Processes::vectors`].
    Vector(usize),
    /// A place in [`Processes::objects`].
    Process(usize),
}

/// A variable that is pointed to, watched or played into.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// Of a place of the cell: `v`, `cai`.
    Range {
        /// The place.
        site: Site,
        /// The variable, with its index in an array.
        name: String,
    },
    /// Of a process.
    Member {
        /// Place in [`Processes::objects`].
        process: usize,
        /// The variable, with its index in an array.
        name: String,
    },
}

/// A `NetCon`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Connection {
    /// Its name in hoc: `NetCon[3]`.
    pub name: String,
    /// Where its events come from.
    pub source: Source,
    /// Place in [`Processes::objects`] of what gets them.
    pub target: Option<usize>,
    /// Where a watched variable counts as an event, mV.
    pub threshold_mv: f64,
    /// Delay, ms.
    pub delay_ms: f64,
    /// Weights, without the zeros at their end.
    pub weights: Vec<f64>,
    /// Events pass.
    pub is_active: bool,
}

/// Where the events of a connection come from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Nowhere: they are sent by hand, or by what was not taken along.
    #[default]
    None,
    /// Place in [`Processes::objects`].
    Process(usize),
    /// A watched variable.
    Variable(Variable),
}

/// A stream of random numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct RandomStream {
    /// `Random123` or `MCellRan4`.
    pub generator: String,
    /// What it is made with: three ids, or the high and low index.
    pub seeds: Vec<u32>,
    /// How far it is, as `seq()` says.
    pub sequence: f64,
    /// The distribution that it draws from, with its arguments.
    pub distribution: Option<(String, Vec<f64>)>,
}

/// `vector.play(&stimulus.amp, times)`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Play {
    /// Place in [`Processes::vectors`].
    pub vector: usize,
    /// Where it is played into.
    pub into: Variable,
    /// When.
    pub at: PlayTimes,
    /// Values between the times are interpolated.
    pub is_continuous: bool,
}

/// When the elements of a vector are played.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlayTimes {
    /// Every so many ms.
    Every(f64),
    /// At the times of a vector: place in [`Processes::vectors`].
    Times(usize),
}

/// Why something was not taken along.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LeftOut {
    /// On the sections of another cell.
    #[error("`{kind}` on sections of other cells")]
    OnOtherCells {
        /// The kind.
        kind: String,
    },
    /// An artificial cell that no connection joins to the cell.
    #[error("`{kind}` without a connection to the cell")]
    Unconnected {
        /// The kind.
        kind: String,
    },
    /// A point process without a section.
    #[error("`{kind}` that is in no section")]
    Nowhere {
        /// The kind.
        kind: String,
    },
    /// A channel that hoc defined and that cannot be written as a mod file.
    #[error("`{kind}`, a channel without equations here")]
    Equations {
        /// The kind.
        kind: String,
    },
    /// A process whose `POINTER` cannot follow.
    #[error("`{kind}` whose `{pointer}` points out of the cell")]
    Pointer {
        /// The kind.
        kind: String,
        /// The `POINTER`.
        pointer: String,
    },
    /// A connection from and to what was not taken along.
    #[error("`NetCon` to what is not of the cell")]
    Target,
    /// A connection whose source was not taken along.
    #[error("source of a `NetCon` that is not of the cell: it stays without a source")]
    Source,
    /// A call with an argument that cannot be written.
    #[error("call of `{kind}.{function}` with {argument}")]
    Call {
        /// The kind.
        kind: String,
        /// The function.
        function: String,
        /// What the argument is.
        argument: &'static str,
    },
    /// A vector that is played elsewhere.
    #[error("`Vector.play` into {what}")]
    Play {
        /// Into what.
        what: &'static str,
    },
    /// A statement that runs when a simulation begins.
    #[error("`FInitializeHandler`")]
    Handler,
    /// A variable that the reduced cell does not have at that place.
    #[error("`{variable}` that is read where the reduced cell has none")]
    Variable {
        /// The variable.
        variable: String,
    },
}

impl Processes {
    /// Is there nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.connections.is_empty()
    }

    /// Counts something that is left out.
    pub fn leave_out(&mut self, what: LeftOut) {
        *self.left_out.entry(what).or_insert(0) += 1;
    }
}
