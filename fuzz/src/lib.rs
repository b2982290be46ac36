//! The targets of `tests/fuzz_targets`, for libFuzzer.

#[path = "../../tests/fuzz_targets/mod.rs"]
mod targets;

/// Runs the target of that name.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target's name");
    target(bytes);
}
