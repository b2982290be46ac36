//! The command-line program: parse the arguments, run, exit code.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    neuron_reduce::cli::run(&neuron_reduce::cli::Cli::parse())
}
