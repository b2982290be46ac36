//! `neuron-reduce reduce MODEL_DIR -o OUT`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::model_arguments::ModelArguments;
use super::operating::OperatingArguments;
use super::report::ReportArguments;
use super::summary::summary;
use crate::convert::convert;
use crate::diagnostic::Diagnostic;
use crate::emit::names::identifier;
use crate::emit::write::{check_target, write_directory};
use crate::entry::survey::survey;
use crate::entry::{Recipe, Settings, build};
use crate::hoc::Interpreter;
use crate::reduce::{Membrane, Options, Segments};
use crate::stages::Stages;

/// Read a model directory and write the directory of its reduced model
#[derive(Debug, Args)]
pub struct ReduceArguments {
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    reduction: ReductionArguments,
    /// The directory to write
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Reduce every cell that the model leaves (see `cells`), each into a directory of its own within OUT
    #[arg(long, conflicts_with = "cell")]
    all: bool,
    /// Table of synapses (csv with section, x, kind; or lines `[list,number,x]`) to move: OUT has it as synapses.csv
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    synapses: Option<PathBuf>,
    /// Replace OUT if it was written by this program
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    report: ReportArguments,
}

/// The choices of a reduction.
#[derive(Debug, Args)]
pub struct ReductionArguments {
    /// Frequency in Hz at which the impedances are measured (quasi-active: may be repeated) [default: 0, passive 38]
    #[arg(long, value_name = "HERTZ", value_parser = parse_frequency, allow_negative_numbers = true)]
    frequency: Vec<f64>,
    /// Segments: `auto`, how many in all, or the least fraction of the original's (quasi-active: the more, the more branches stay apart)
    #[arg(long, value_name = "auto|N|FRACTION", default_value = "auto", value_parser = parse_segments, allow_negative_numbers = true)]
    segments: Segments,
    /// The membrane that the impedances are measured with
    #[arg(long, value_enum, default_value_t = MembraneArgument::QuasiActive)]
    membrane: MembraneArgument,
    #[command(flatten)]
    pub(super) operating: OperatingArguments,
    /// Section whose stem stays unreduced (may be repeated)
    #[arg(long, value_name = "SECTION")]
    keep: Vec<String>,
    /// Section beyond which its stem is reduced, what lies before stays (may be repeated)
    #[arg(long, value_name = "SECTION")]
    cut: Vec<String>,
    /// Path distance from the soma in um beyond which stems are reduced, what begins before stays
    #[arg(long, value_name = "UM", value_parser = parse_distance, allow_negative_numbers = true)]
    cut_distance: Option<f64>,
    /// Exit code 3 where the soma's input impedance is off by more, 0 to 200 Hz (quasi-active)
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent, allow_negative_numbers = true)]
    max_error: Option<f64>,
    /// Section that is the soma, instead of what lists and names say (may be repeated)
    #[arg(long, value_name = "SECTION")]
    soma: Vec<String>,
    /// Section that is axon, instead of what lists and names say (may be repeated)
    #[arg(long, value_name = "SECTION")]
    axon: Vec<String>,
}

/// Which membrane the impedances are measured with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MembraneArgument {
    /// `pas` and the capacitance alone, as the package `neuron_reduce` does
    Passive,
    /// All channels, linearized where the cell rests
    QuasiActive,
}

impl ReductionArguments {
    /// The options that these arguments give.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            frequencies_hz: self.frequency.clone(),
            segments: self.segments,
            membrane: match self.membrane {
                MembraneArgument::Passive => Membrane::Passive,
                MembraneArgument::QuasiActive => Membrane::QuasiActive,
            },
            rest: self.operating.rest,
            treat_passive: self.operating.treat_passive.clone(),
            keep: self.keep.clone(),
            cut: self.cut.clone(),
            cut_distance_um: self.cut_distance,
            max_error_percent: self.max_error,
            soma: self.soma.clone(),
            axon: self.axon.clone(),
            ..Options::default()
        }
    }
}

pub(super) fn run(arguments: &ReduceArguments, stages: &Stages) -> Outcome {
    if arguments.all { run_all(arguments, stages) } else { run_one(arguments, stages) }
}

/// Every cell of a model with more than one section; a model that has one alone is reduced as without `--all`.
fn run_all(arguments: &ReduceArguments, stages: &Stages) -> Outcome {
    let settings = Settings { every_section: true, ..arguments.model.settings(stages) };
    let mut built = match build(arguments.model.model_dir(), &settings) {
        Ok(built) => built,
        Err(failure) => {
            return Outcome { diagnostics: failure.diagnostics, sources: failure.sources, ..Outcome::default() };
        }
    };
    if built.recipe.cell.is_some() {
        return run_one(arguments, stages);
    }
    let (cells, _) = survey(&mut built);
    let (recipe, mut text, mut misses_bound) = (built.recipe, String::new(), false);
    let Interpreter { sources, mut diagnostics, .. } = built.interpreter;
    let cells: Vec<_> = cells.iter().filter(|cell| cell.sections > 1 && !cell.mechanisms.is_empty()).collect();
    stages.begin("reducing cells");
    for (done, cell) in cells.iter().enumerate() {
        stages.count(done, cells.len());
        let recipe = Recipe { cell: Some(cell.name.clone()), ..recipe.clone() };
        match reduce_into(arguments, recipe, identifier(&cell.name).trim_end_matches('_')) {
            Ok(Written { summary, missed }) => {
                text += &(summary + "\n");
                misses_bound |= missed.is_some();
                let said = missed.map(|message| format!("`{}`: {message}", cell.name));
                diagnostics.extend(said.map(|message| Diagnostic::warning("reduce::max-error", message)));
            }
            Err(message) => diagnostics.push(Diagnostic::error("reduce::cell", format!("`{}`: {message}", cell.name))),
        }
    }
    Outcome { text, diagnostics, sources, is_report: true, is_summary: true, misses_bound }
}

/// A cell that was reduced.
struct Written {
    summary: String,
    /// Where the bound was missed.
    missed: Option<String>,
}

/// Reduces one cell into the folder of that name; or its first error.
fn reduce_into(arguments: &ReduceArguments, recipe: Recipe, folder: &str) -> Result<Written, String> {
    let output = &arguments.output.join(folder);
    check_target(output, Some(arguments.model.model_dir()), arguments.force).map_err(|error| error.to_string())?;
    // Stages of one cell among many would hide how many are done.
    let settings = Settings { recipe, ..arguments.model.settings(&Stages::default()) };
    let converted =
        convert(arguments.model.model_dir(), &settings, &arguments.reduction.options()).map_err(|failure| {
            let fatal = failure.diagnostics.iter().find(|diagnostic| diagnostic.is_fatal());
            fatal.map_or_else(String::new, |diagnostic| diagnostic.message.clone())
        })?;
    let files =
        arguments.report.files(&converted, Some(folder), arguments.force).map_err(|diagnostic| diagnostic.message)?;
    write_directory(&files, output, arguments.force).map_err(|error| error.to_string())?;
    let missed = converted.missed_bound().map(|diagnostic| diagnostic.message.clone());
    Ok(Written { summary: summary(&converted, output), missed })
}

fn run_one(arguments: &ReduceArguments, stages: &Stages) -> Outcome {
    let target = check_target(&arguments.output, Some(arguments.model.model_dir()), arguments.force);
    if let Err(error) = target.map_err(Into::into).and_then(|()| arguments.report.check(arguments.force)) {
        return Outcome::failed(error);
    }
    arguments.report.prepare();
    let settings = Settings { synapses: arguments.synapses.clone(), ..arguments.model.settings(stages) };
    let converted = match convert(arguments.model.model_dir(), &settings, &arguments.reduction.options()) {
        Ok(converted) => converted,
        Err(failure) => {
            return Outcome {
                text: String::new(),
                diagnostics: failure.diagnostics,
                sources: failure.sources,
                ..Outcome::default()
            };
        }
    };
    let text = summary(&converted, &arguments.output);
    let misses_bound = converted.missed_bound().is_some();
    stages.begin("drawing the report");
    let written = arguments
        .report
        .files(&converted, None, arguments.force)
        .and_then(|files| write_directory(&files, &arguments.output, arguments.force).map_err(Into::into));
    let mut diagnostics = converted.detailed.diagnostics;
    diagnostics.extend(written.err());
    Outcome {
        text,
        diagnostics,
        sources: converted.detailed.sources,
        misses_bound,
        is_summary: true,
        ..Outcome::default()
    }
}

fn parse_frequency(text: &str) -> Result<f64, String> {
    parse_amount(text, "Hz")
}

fn parse_distance(text: &str) -> Result<f64, String> {
    parse_amount(text, "um")
}

fn parse_percent(text: &str) -> Result<f64, String> {
    parse_amount(text, "percent")
}

fn parse_amount(text: &str, unit: &str) -> Result<f64, String> {
    let amount = text.parse::<f64>().ok().filter(|amount| amount.is_finite() && *amount >= 0.0);
    amount.ok_or_else(|| format!("a number of {unit} is needed, 0 or more"))
}

fn parse_segments(text: &str) -> Result<Segments, String> {
    if text == "auto" {
        return Ok(Segments::Auto);
    }
    match (text.parse::<usize>(), text.parse::<f64>()) {
        (Ok(total), _) if total > 1 => Ok(Segments::Total(total)),
        (Err(_), Ok(fraction)) if fraction > 0.0 && fraction < 1.0 => Ok(Segments::Fraction(fraction)),
        (_, _) => Err("`auto`, a whole number above 1, or a fraction between 0 and 1 is needed".to_owned()),
    }
}
