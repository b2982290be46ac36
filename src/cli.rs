//! The command line: what can be asked for, and how the answer is given.
//!
//! Results go to stdout, diagnostics to stderr. Exit codes: 0 done, 1 the model has errors, 2 usage, 3 a bound
//! of accuracy was missed (what was asked for is written all the same).

mod batch;
mod cells;
mod check;
mod demo;
mod dump;
mod impedance;
mod inspect;
mod model_arguments;
mod operating;
mod pages;
mod progress;
mod reduce;
mod report;
mod summary;
mod verify;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic::render::{MessageFormat, render_all};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::SourceMap;
use crate::stages::Stages;
use progress::{Loudness, Progress};

/// Reduces a detailed NEURON model to a few cylinders that keep the cell's electrical behaviour, without NEURON.
#[derive(Debug, Parser)]
#[command(name = "neuron-reduce", version, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli {
    /// How messages are printed
    #[arg(long, global = true, value_enum, default_value_t = MessageFormat::Human)]
    message_format: MessageFormat,
    /// Say nothing but errors and what was asked for: no summary, no warnings, no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what each stage takes
    #[arg(short, long, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a model directory and write the directory of its reduced model
    Reduce(reduce::ReduceArguments),
    /// Reduce many models on all cores, each into a directory of its own
    Batch(batch::BatchArguments),
    /// Write the demo model's directory, reduce it, and say what came out
    Demo(demo::DemoArguments),
    /// Parse and check the mod, hoc and morphology files of a model, one line a file
    Check(check::CheckArguments),
    /// List the cells that a model builds, and the commands of its panels that would build more
    Cells(cells::CellsArguments),
    /// Print what a stage of the program makes of a model directory
    Dump(dump::DumpArguments),
    /// Show what channels do at a voltage: gates, conductances, resonance, as text, tables and plots
    Inspect(inspect::InspectArguments),
    /// Show what places of a cell do with currents: input and transfer impedance against frequency, resonance
    Impedance(impedance::ImpedanceArguments),
    /// Run a reduced model and what it was made of in NEURON, with the same synapses, and compare them
    Verify(verify::VerifyArguments),
    /// Print the completions of a shell
    Completions(pages::CompletionsArguments),
    /// Print a page for `man`
    Man(pages::ManArguments),
}

const EXAMPLES: &str = "\
Examples:
  neuron-reduce demo                       a model to play with, reduced
  neuron-reduce reduce MODEL -o OUT        reduce a model's directory
  neuron-reduce batch MODELS/* -o OUT      reduce many
  neuron-reduce cells MODEL                the cells that a model builds
  neuron-reduce inspect MODEL/mod/Ih.mod   what a channel does
  neuron-reduce impedance MODEL            what the cell does with currents
  neuron-reduce check MODEL                find faults in its files
  neuron-reduce verify OUT                 run both cells in NEURON

`neuron-reduce help COMMAND` says more.";

/// What a command leaves: text for stdout, messages for stderr.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) text: String,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) sources: SourceMap,
    /// The text says what was done: `--quiet` leaves it out.
    pub(crate) is_summary: bool,
    /// The text is printed even where there are errors.
    pub(crate) is_report: bool,
    /// A bound of accuracy was missed.
    pub(crate) misses_bound: bool,
}

impl Outcome {
    /// Nothing but one message.
    fn failed(diagnostic: impl Into<Diagnostic>) -> Self {
        let mut outcome = Self::default();
        outcome.diagnostics.push(diagnostic.into());
        outcome
    }
}

/// Runs one command and prints what it leaves.
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let progress = Progress::new(cli.loudness());
    let outcome = cli.command.run(&progress.stages(), cli.loudness());
    progress.end();
    print(cli, &outcome)
}

impl Cli {
    fn loudness(&self) -> Loudness {
        match (self.quiet, self.verbose) {
            (true, _) => Loudness::Quiet,
            (false, true) => Loudness::Verbose,
            (false, false) => Loudness::Usual,
        }
    }
}

impl Command {
    fn run(&self, stages: &Stages, loudness: Loudness) -> Outcome {
        match self {
            Self::Reduce(arguments) => reduce::run(arguments, stages),
            Self::Batch(arguments) => batch::run(arguments, stages),
            Self::Demo(arguments) => demo::run(arguments, stages),
            Self::Check(arguments) => check::run(arguments, stages),
            Self::Cells(arguments) => cells::run(arguments, stages),
            Self::Dump(arguments) => dump::run(arguments, stages),
            Self::Inspect(arguments) => inspect::run(arguments, stages),
            Self::Impedance(arguments) => impedance::run(arguments, stages),
            Self::Verify(arguments) => verify::run(arguments, loudness),
            Self::Completions(arguments) => pages::completions(arguments),
            Self::Man(arguments) => pages::man(arguments),
        }
    }
}

/// Prints what a command leaves, and says how it ended.
fn print(cli: &Cli, outcome: &Outcome) -> ExitCode {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let said = if cli.quiet { &outcome.diagnostics.fatal() } else { &outcome.diagnostics };
    let messages = render_all(said, &outcome.sources, cli.message_format, colour);
    // Where even this cannot be told there is nobody to tell it to.
    let _ = io::stderr().write_all(messages.as_bytes());
    let has_failed = outcome.diagnostics.has_fatal();
    let is_unsaid = (has_failed && !outcome.is_report) || (cli.quiet && outcome.is_summary);
    let text = if is_unsaid { "" } else { &outcome.text };
    match write_all(&mut io::stdout(), text) {
        Ok(()) if has_failed => ExitCode::from(1),
        Ok(()) => ExitCode::from(if outcome.misses_bound { 3 } else { 0 }),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: standard output cannot be written: {error}");
            ExitCode::from(1)
        }
    }
}

/// Writes the text; a reader that has seen enough (`| head`) is no error.
fn write_all(target: &mut impl Write, text: &str) -> io::Result<()> {
    match target.write_all(text.as_bytes()).and_then(|()| target.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}
