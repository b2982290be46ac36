//! The command-line program: parse the arguments, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// Trees are made of many small pieces, on several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    neuron_reduce::cli::run(&neuron_reduce::cli::Cli::parse())
}
