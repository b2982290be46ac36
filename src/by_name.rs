//! Maps by name that are asked for every name that hoc evaluates.
//!
//! The standard library's hash resists chosen collisions at twice the price of looking up a short name; foldhash is seeded
//! for each process too.

use std::collections::HashMap;

use indexmap::IndexMap;

/// In the order of insertion, like every map whose order may be seen.
pub(crate) type ByName<K, V> = IndexMap<K, V, foldhash::fast::RandomState>;

/// In no order: for tables that are only asked.
pub(crate) type Lookup<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
