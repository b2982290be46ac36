//! What is said of a cell that does not stay where it rests.

use crate::diagnostic::Diagnostic;
use crate::quasi_active::QuasiActive;

/// A warning, where a small push is enough to move the cell away for good.
#[must_use]
pub fn stability(cable: &QuasiActive) -> Option<Diagnostic> {
    let how_many = match cable.unstable_modes() {
        Some(0) => return None,
        Some(1) => "1 mode grows".to_owned(),
        Some(modes) => format!("{modes} modes grow"),
        None => "a mode does not decay".to_owned(),
    };
    let message = format!("the cell does not stay where its currents balance: {how_many} there");
    Some(Diagnostic::warning("rest::unstable", message).help(
        "it may fire by itself, or rest elsewhere: start it there with `--v-init MILLIVOLT`, or look at it where it is put \
         with `--rest v_init` or `--rest MILLIVOLT`",
    ))
}
