//! `neuron-reduce dump MODEL_DIR --stage ..`: what a stage of the program makes of a model.

mod impedance;
mod rest;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::Outcome;
use super::model_arguments::ModelArguments;
use super::reduce::ReductionArguments;
use super::summary::totals_table;
use crate::cell::resolved::Section;
use crate::cell::{Cell, snapshot};
use crate::convert::{Detailed, convert, detailed_cell};
use crate::diagnostic::Diagnostic;
use crate::emit::record::{merged, reduction_value, totals};
use crate::entry::{Failure, Settings};
use crate::layouts;
use crate::stages::Stages;

/// Print what a stage of the program makes of a model directory
#[derive(Debug, Args)]
pub struct DumpArguments {
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    reduction: ReductionArguments,
    /// The stage to look at
    #[arg(long, value_enum)]
    stage: Stage,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Every section that exists, with its full name, not one cell's (stage `cell`)
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Sections, geometry and mechanism parameters
    Cell,
    /// Voltage, states and ions of every segment where the cell rests
    Rest,
    /// Passive impedances of every subtree at 0, 38 and 100 Hz
    Impedance,
    /// The cylinders, the reduced cell and the segment map
    Reduced,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
}

pub(super) fn run(arguments: &DumpArguments, stages: &Stages) -> Outcome {
    let dumped = match arguments.stage {
        Stage::Cell => dump_cell(arguments, stages),
        Stage::Rest => dump_rest(arguments, stages),
        Stage::Impedance => dump_impedance(arguments, stages),
        Stage::Reduced => dump_reduced(arguments, stages),
    };
    let mut outcome = dumped.unwrap_or_else(|Failure { diagnostics, sources }| Outcome {
        text: String::new(),
        diagnostics,
        sources,
        ..Outcome::default()
    });
    if arguments.all && arguments.stage != Stage::Cell {
        let ignored = Diagnostic::warning("cli::ignored-option", "`--all` is for `--stage cell`: it is ignored");
        outcome.diagnostics.push(ignored);
    }
    outcome
}

fn dump_cell(arguments: &DumpArguments, stages: &Stages) -> Result<Outcome, Failure> {
    let settings = Settings { every_section: arguments.all, ..arguments.model.settings(stages) };
    let detailed = detailed_cell(arguments.model.model_dir(), &settings)?;
    let text = match arguments.format {
        Format::Text => cell_text(&detailed.cell),
        Format::Json => json_text(&snapshot::write_processes(snapshot::write(&detailed.cell), &detailed.processes)),
    };
    Ok(outcome(text, detailed))
}

fn dump_rest(arguments: &DumpArguments, stages: &Stages) -> Result<Outcome, Failure> {
    let detailed = detailed_cell(arguments.model.model_dir(), &arguments.model.settings(stages))?;
    let (detailed, rest) = arguments.reduction.operating.rest(detailed)?;
    let text = match arguments.format {
        Format::Text => rest::text(&detailed.cell, &rest),
        Format::Json => json_text(&rest::value(&detailed.cell, &rest)),
    };
    Ok(outcome(text, detailed))
}

fn dump_impedance(arguments: &DumpArguments, stages: &Stages) -> Result<Outcome, Failure> {
    let mut detailed = detailed_cell(arguments.model.model_dir(), &arguments.model.settings(stages))?;
    let options = arguments.reduction.options();
    match impedance::subtrees(&detailed.cell, &options, &mut detailed.diagnostics) {
        Ok(subtrees) => {
            let text = match arguments.format {
                Format::Text => impedance::text(&subtrees),
                Format::Json => json_text(&impedance::value(&subtrees)),
            };
            Ok(outcome(text, detailed))
        }
        Err(error) => {
            detailed.diagnostics.push(error.diagnostic());
            Err(Failure { diagnostics: detailed.diagnostics, sources: detailed.sources })
        }
    }
}

fn dump_reduced(arguments: &DumpArguments, stages: &Stages) -> Result<Outcome, Failure> {
    let options = arguments.reduction.options();
    let converted = convert(arguments.model.model_dir(), &arguments.model.settings(stages), &options)?;
    let text = match arguments.format {
        Format::Text => cell_text(&converted.reduction.cell),
        Format::Json => {
            let reduced = reduction_value(&converted.detailed.cell, &converted.reduction, &options);
            json_text(&merged(json!({ "layout_version": layouts::REDUCED }), reduced))
        }
    };
    let misses_bound = converted.missed_bound().is_some();
    Ok(Outcome { misses_bound, ..outcome(text, converted.detailed) })
}

fn outcome(text: String, detailed: Detailed) -> Outcome {
    Outcome { text, diagnostics: detailed.diagnostics, sources: detailed.sources, ..Outcome::default() }
}

fn json_text(value: &Value) -> String {
    value.to_string() + "\n"
}

fn cell_text(cell: &Cell) -> String {
    let head = format!(
        "\n{:<16} {:<20} {:>5} {:>10} {:>10} {:>11}  {}\n",
        "section", "parent", "nseg", "L (um)", "diam (um)", "area (um2)", "mechanisms"
    );
    let row = |section: &Section| {
        let parent = section.parent.and_then(|parent| Some((cell.sections.get(parent.section)?, parent.x)));
        let parent = parent.map_or_else(String::new, |(parent, x)| format!("{}({x})", parent.name));
        let mean_diam_um = section.diam_um.iter().sum::<f64>() / section.nseg as f64;
        let mechanisms: Vec<_> =
            section.mechanisms.keys().filter(|name| !name.ends_with("_ion")).map(String::as_str).collect();
        format!(
            "{:<16} {parent:<20} {:>5} {:>10.3} {mean_diam_um:>10.4} {:>11.3}  {}\n",
            section.name,
            section.nseg,
            section.length_um,
            section.area_um2.iter().sum::<f64>(),
            mechanisms.join(" "),
        )
    };
    [totals_table([("cell", totals(cell))]), head].into_iter().chain(cell.sections.iter().map(row)).collect()
}
