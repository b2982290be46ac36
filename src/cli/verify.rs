//! `neuron-reduce verify OUT`: the detailed and the reduced cell in NEURON, under the same currents and synapses.

mod html;
mod json;
mod progress;
mod svg;
mod text;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::progress::Loudness;
use super::report::fault;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::write::VERIFIED;
use crate::verify::drive::{Amount, START_MS};
use crate::verify::measure::AIMED_HZ;
use crate::verify::python::Choice;
use crate::verify::{Options, Side, Verified, verify};
use progress::Bars;

/// Run a reduced model and what it was made of in NEURON, with the same synapses, and compare them
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The directory that `reduce` has written
    output: PathBuf,
    /// The directory that was reduced, where it is not beside OUT or here
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// How often both cells are run, each time with other synapses
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10_000), allow_negative_numbers = true)]
    trials: u32,
    /// Length of a trial
    #[arg(long, value_name = "S", default_value_t = 2.0, value_parser = parse_seconds, allow_negative_numbers = true)]
    seconds: f64,
    /// Number of synapses, 85 % of them excitatory
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000), allow_negative_numbers = true)]
    synapses: u32,
    /// Factor of the excitatory weights; else it is tuned so that the detailed cell fires 5 to 20 times a second
    #[arg(long, value_name = "FACTOR", value_parser = parse_factor, allow_negative_numbers = true)]
    weight: Option<f64>,
    /// Runs of one seed have the same synapses
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u32,
    /// The Python with NEURON; else `python3`
    #[arg(long, value_name = "PROGRAM", conflicts_with = "install")]
    python: Option<PathBuf>,
    /// Install NEURON into an environment in this folder, else in the user's cache, where it is not there yet
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true)]
    #[allow(clippy::option_option, reason = "with, without, and with a folder")]
    install: Option<Option<PathBuf>>,
    /// Folder where answers of the detailed cell and compiled mechanisms are kept for the next time
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// How long NEURON may give no sign of life, in seconds
    #[arg(long, value_name = "S", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=1_000_000), allow_negative_numbers = true)]
    timeout: u32,
    /// A Python script that makes another cell in the reduced one's place (see docs/verify.md)
    #[arg(long, value_name = "SCRIPT", hide = true)]
    against: Option<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Draw the voltages of the first trial and the f-I curves into this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write no `verify.html` into OUT
    #[arg(long)]
    no_report: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

impl VerifyArguments {
    fn options(&self) -> Options {
        Options {
            model: self.model.clone(),
            python: Choice { named: self.python.clone(), install: self.install.clone() },
            trials: self.trials,
            amount: Amount { synapses: self.synapses as usize, seconds: self.seconds, seed: self.seed },
            factor: self.weight,
            timeout: Duration::from_secs(u64::from(self.timeout)),
            cache: self.cache.clone(),
            against: self.against.clone(),
        }
    }
}

pub(super) fn run(arguments: &VerifyArguments, loudness: Loudness) -> Outcome {
    let bars = Bars::new(loudness);
    let verified = verify(&arguments.output, &arguments.options(), &bars);
    bars.clear();
    let verified = match verified {
        Ok(verified) => verified,
        Err(error) => return Outcome::failed(error),
    };
    let text = match arguments.format {
        Format::Text => text::text(&verified, arguments),
        Format::Json => json::text(&verified, arguments),
    };
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(unusual_rate(&verified));
    diagnostics.extend(arguments.svg.as_deref().and_then(|path| write(path, &svg::text(&verified)).err()));
    if !arguments.no_report {
        diagnostics.extend(report(&verified, arguments).err());
    }
    Outcome { text, diagnostics, is_report: true, ..Outcome::default() }
}

/// Writes the page beside what was verified.
fn report(verified: &Verified, arguments: &VerifyArguments) -> Result<(), Diagnostic> {
    let text = html::text(verified, arguments).map_err(|error| fault(&error))?;
    write(&arguments.output.join(VERIFIED), &text)
}

fn write(path: &std::path::Path, text: &str) -> Result<(), Diagnostic> {
    std::fs::write(path, text)
        .map_err(|error| Diagnostic::error("verify::write", format!("`{}` cannot be written: {error}", path.display())))
}

/// The mean rate of a cell, Hz.
fn mean_rate_hz(verified: &Verified, side: Side) -> f64 {
    let rates = verified.trials.iter().map(|trial| match side {
        Side::Detailed => trial.rate_hz[0],
        Side::Reduced => trial.rate_hz[1],
    });
    rates.sum::<f64>() / verified.trials.len() as f64
}

/// What is compared are the trials that there are, however the detailed cell fires.
fn unusual_rate(verified: &Verified) -> Option<Diagnostic> {
    let rate_hz = mean_rate_hz(verified, Side::Detailed);
    let (low, high) = (AIMED_HZ.start(), AIMED_HZ.end());
    let message = format!("the detailed cell fires {rate_hz:.1} times a second, not {low} to {high}");
    (!AIMED_HZ.contains(&rate_hz)).then(|| {
        Diagnostic::warning("verify::rate", message)
            .help("set the excitatory weights with `--weight`, or take other numbers of synapses with `--synapses`")
    })
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > START_MS / 1000.0 && *seconds <= 1000.0);
    seconds.ok_or_else(|| "a number of seconds is needed, more than 0.1 and at most 1000".to_owned())
}

fn parse_factor(text: &str) -> Result<f64, String> {
    let factor = text.parse::<f64>().ok().filter(|factor| factor.is_finite() && *factor >= 0.0);
    factor.ok_or_else(|| "a factor is needed, 0 or more".to_owned())
}
