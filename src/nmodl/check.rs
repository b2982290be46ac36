//! What NEURON's translator or compiler would refuse, or silently take for something else, in a file whose syntax is
//! right. One room for each kind of question; [`check`] asks all of them, [`check_for_cell`] those whose answers decide
//! what a cell of the mechanism is.

mod arrays;
mod assigned;
mod blocks;
mod builtin;
mod c_code;
mod calls;
mod context;
mod currents;
mod declared;
mod equations;
mod integers;
mod ions;
mod linear;
mod locals;
mod names;
mod net_receive;
mod neuron_9;
mod problem;
mod randoms;
mod reach;
mod shadows;
mod solves;
mod states;
mod unused;
mod uses;

use super::ast::ModFile;
use super::symbols::Symbols;
use crate::diagnostic::{Diagnostic, Diagnostics};
use context::Context;

/// One kind of question.
type Room = fn(&Context) -> Vec<Diagnostic>;

/// What decides whether NEURON has the mechanism, and what it is in a cell.
const FOR_CELL: &[Room] = &[
    declared::check,
    names::check,
    calls::check,
    randoms::check,
    arrays::check,
    integers::check,
    blocks::check,
    net_receive::check,
    equations::check,
    linear::check,
    shadows::refused,
    solves::check,
];

/// What an author wants to know besides.
const FOR_AUTHOR: &[Room] =
    &[neuron_9::check, assigned::check, states::check, currents::check, ions::check, shadows::check, unused::check];

/// Everything that is wrong or odd in a file, in the order of the places.
///
/// Includes must be put in before ([`super::resolve_includes`]); `file_stem` names the mechanism where the file does not.
#[must_use]
pub fn check(mod_file: &ModFile, symbols: &Symbols, file_stem: &str) -> Diagnostics {
    ask(&[FOR_CELL, FOR_AUTHOR].concat(), &Context::new(mod_file, symbols, file_stem))
}

/// What of it decides what a cell of the mechanism is.
pub(super) fn check_for_cell(mod_file: &ModFile, symbols: &Symbols, file_stem: &str) -> Diagnostics {
    ask(FOR_CELL, &Context::new(mod_file, symbols, file_stem))
}

fn ask(rooms: &[Room], context: &Context) -> Diagnostics {
    let mut found: Vec<_> = rooms.iter().flat_map(|room| room(context)).collect();
    found.sort_by_key(Diagnostic::span);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(found);
    diagnostics
}
