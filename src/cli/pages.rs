//! `neuron-reduce completions SHELL` and `neuron-reduce man [COMMAND]`: what a shell and `man` read about the program.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::{Cli, Outcome};
use crate::diagnostic::{Diagnostic, did_you_mean};

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(
    after_help = "Example: neuron-reduce completions bash > ~/.local/share/bash-completion/completions/neuron-reduce"
)]
pub struct CompletionsArguments {
    /// The shell that reads them
    #[arg(value_enum)]
    shell: Shell,
}

/// Print a page for `man`
#[derive(Debug, Args)]
#[command(after_help = "Example: neuron-reduce man reduce > neuron-reduce-reduce.1 && man ./neuron-reduce-reduce.1")]
pub struct ManArguments {
    /// The command that the page is about; else the program
    command: Option<String>,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> Outcome {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, name, &mut script);
    Outcome { text: String::from_utf8_lossy(&script).into_owned(), ..Outcome::default() }
}

pub(super) fn man(arguments: &ManArguments) -> Outcome {
    let mut program = Cli::command();
    program.build();
    let page = match &arguments.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => return unknown(name, &program),
        },
    };
    let mut text = Vec::new();
    match Man::new(page).render(&mut text) {
        Ok(()) => Outcome { text: String::from_utf8_lossy(&text).into_owned(), ..Outcome::default() },
        Err(error) => Outcome::failed(Diagnostic::error("cli::man", format!("the page cannot be made: {error}"))),
    }
}

fn unknown(name: &str, program: &clap::Command) -> Outcome {
    let names: Vec<_> = program.get_subcommands().map(clap::Command::get_name).collect();
    let known = format!("its commands: {}", names.join(", "));
    let help = did_you_mean(name, names).unwrap_or(known);
    Outcome::failed(Diagnostic::error("cli::man", format!("the program has no command `{name}`")).help(help))
}
