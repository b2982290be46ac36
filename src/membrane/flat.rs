//! Equations as one list of operations, for code that is run in every segment at every step.
//!
//! Most rates and currents are arithmetic, calls of the file's own functions and branches. Put in place of each call, and
//! with a place for every number, such code runs several times faster than the tree that it comes from, and gives the same
//! bits. What loops, reacts or may have no value stays a tree.

use super::program::{Builtin, Operator, Slot};
use super::scalar::Elementary;

/// The operations of a body.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flat {
    /// What is done, one after the other.
    pub operations: Vec<Operation>,
    /// Numbers of its frame.
    pub frame_size: usize,
    /// It has the code of functions that a `TABLE` may stand for.
    pub replaces_tables: bool,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// A number is computed and put somewhere.
    Set(Target, Work),
    /// Goes on elsewhere: at a place in [`Flat::operations`].
    Jump(usize),
    /// Goes on elsewhere where a number is 0.
    JumpUnless(Operand, usize),
    /// Goes on elsewhere where a number is not 0.
    JumpIf(Operand, usize),
}

/// Where a number is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A variable of the instance.
    Memory(Slot),
    /// A place of the frame.
    Frame(usize),
}

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operand {
    /// A variable of the instance.
    Memory(Slot),
    /// A place of the frame.
    Frame(usize),
    /// The number itself.
    Number(f64),
}

/// How a number is computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// As it is.
    Copy(Operand),
    /// `-x`
    Negate(Operand),
    /// `!x`
    Not(Operand),
    /// 1 where it is not 0.
    Truth(Operand),
    /// `x + y`; both sides of `&&` and `||` are known by then.
    Binary(Operator, Operand, Operand),
    /// `exp(x)`
    Elementary(Elementary, Operand),
    /// Another function of NMODL's own.
    Builtin(Builtin, Box<[Operand; 4]>),
}

impl From<Target> for Operand {
    fn from(target: Target) -> Self {
        match target {
            Target::Memory(slot) => Self::Memory(slot),
            Target::Frame(place) => Self::Frame(place),
        }
    }
}
