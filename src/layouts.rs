//! The versions of the layouts of what is written for programs, each in its key `layout_version`.
//!
//! `schemas/NAME.vN.json` is the JSON Schema of each. A version goes up when a key goes away or means something else; new keys
//! may come with any release.

/// `dump --stage cell`, and the snapshots that are read.
pub const CELL: u32 = 1;
/// `dump --stage rest`
pub const REST: u32 = 1;
/// `dump --stage impedance`
pub const SUBTREES: u32 = 1;
/// `dump --stage reduced`
pub const REDUCED: u32 = 1;
/// `reduction.json`
pub const REDUCTION: u32 = 1;
/// `impedance --format json`
pub const IMPEDANCE: u32 = 1;
/// `inspect --format json`
pub const INSPECT: u32 = 1;
/// `verify --format json`
pub const VERIFY: u32 = 1;
/// A line of `outcomes.jsonl`.
pub const OUTCOME: u32 = 1;
/// A line of `--message-format json`.
pub const DIAGNOSTIC: u32 = 1;
