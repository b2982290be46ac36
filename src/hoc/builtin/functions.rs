//! NEURON's own functions by name.

use std::sync::LazyLock;

use crate::by_name::Lookup;
use crate::hoc::builtin::{
    Call, calls, connections, files, geometry, initialize, library, math, membrane, skipped, streams, text, units,
};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::Value;

/// A function that NEURON itself has.
pub(crate) type Function = fn(&mut Interpreter, &Call<'_>) -> Evaluated<Value>;

/// A file's functions by name.
pub(crate) type Table = &'static [(&'static str, Function)];

/// Never changed; built once because every name that hoc uses may be looked up here.
static FUNCTIONS: LazyLock<Lookup<&'static str, Function>> = LazyLock::new(|| {
    let tables: [Table; 11] = [
        math::FUNCTIONS,
        text::FUNCTIONS,
        calls::FUNCTIONS,
        geometry::FUNCTIONS,
        connections::FUNCTIONS,
        membrane::FUNCTIONS,
        files::FUNCTIONS,
        initialize::FUNCTIONS,
        skipped::FUNCTIONS,
        streams::FUNCTIONS,
        units::FUNCTIONS,
    ];
    tables.into_iter().flatten().copied().collect()
});

/// The function of that name.
pub(crate) fn function(name: &str) -> Option<Function> {
    FUNCTIONS.get(name).copied()
}

/// The function of that name in NEURON's hoc library.
pub(crate) fn library_function(name: &str) -> Option<Function> {
    library::FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

/// Is it a `proc` of NEURON's hoc library, which gives no value?
pub(crate) fn is_library_procedure(name: &str) -> bool {
    const WITH_VALUES: &[&str] = &["lambda_f", "cvode_active", "cvode_local"];
    FUNCTIONS.get(name).is_none() && library_function(name).is_some() && !WITH_VALUES.contains(&name)
}

/// Every name, sorted.
pub(crate) fn function_names() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<_> = FUNCTIONS.keys().copied().collect();
    names.sort_unstable();
    names.into_iter()
}
