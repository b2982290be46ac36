//! The command-line program: parse the arguments, run, exit code.

fn main() {}
