//! `neuron-reduce inspect PATH`: what channels do at a voltage.

mod csv;
mod figures;
mod html;
mod json;
mod shown;
mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Outcome;
use super::model_arguments::FindingArguments;
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::{Failure, Settings};
use crate::inspect::load::{Subject, Subjects, load};
use crate::inspect::setting::Setting;
use crate::inspect::{Point, Range, Refused, TableChange, point, table_change};
use crate::stages::Stages;

/// Show what channels do at a voltage: gates, conductances, resonance, as text, tables and plots
#[derive(Debug, Args)]
pub struct InspectArguments {
    /// A mod file, a folder of mod files, or a model's directory
    #[arg(required_unless_present = "from_snapshot")]
    path: Option<PathBuf>,
    /// A cell as json, in their place: as `dump --stage cell --format json` prints it
    #[arg(long, value_name = "FILE", conflicts_with = "path")]
    from_snapshot: Option<PathBuf>,
    /// The voltage in mV, or FROM:TO:STEP; where none is given the model's `v_init`, -65 for mod files
    #[arg(long, value_name = "MV|FROM:TO:STEP", allow_hyphen_values = true)]
    v: Option<Range>,
    /// Frequencies in Hz for a table: FROM:TO:STEP, or one
    #[arg(long, value_name = "HZ|FROM:TO:STEP", value_parser = frequencies, allow_hyphen_values = true)]
    frequency: Option<Range>,
    /// A place of the cell, such as 'apic[36](0.5)'; else the soma, and one place for each mechanism that is not there
    /// (may be repeated)
    #[arg(long, value_name = "SECTION(X)")]
    at: Vec<String>,
    /// Value for a parameter, a `POINTER`, `cm`, `diam` or `Ra`, such as gbar=0.001 or `gbar_ih=0.001` (may be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<Setting>,
    /// Value for an ion's reversal potential or concentration, such as eca=120 or cai=1e-4 (may be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    ion: Vec<Setting>,
    /// What a `TABLE` gives
    #[arg(long, value_enum, default_value_t = TableArgument::Code)]
    tables: TableArgument,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Folder to write the figures to, one for each mechanism or place (`--format svg`)
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Replace the folder if it was written by this program
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    finding: FindingArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableArgument {
    /// The code that fills it
    Code,
    /// Straight lines between its points, as in NEURON
    Interpolate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
    /// A row for each voltage, or for each voltage and frequency
    Csv,
    /// Figures: steady states, time constants, currents, admittance
    Svg,
    /// A page with these figures and the gates
    Html,
}

pub(super) fn frequencies(text: &str) -> Result<Range, String> {
    let range: Range = text.parse().map_err(|error: crate::inspect::range::RangeError| error.to_string())?;
    if range.values().all(|value| value >= 0.0) { Ok(range) } else { Err("frequencies are not negative".to_owned()) }
}

/// What is printed.
struct Report {
    celsius: f64,
    /// What was asked for, Hz.
    frequencies_hz: Vec<f64>,
    subjects: Vec<Inspected>,
}

/// One site at all voltages.
struct Inspected {
    subject: Subject,
    points: Result<Vec<Point>, Refused>,
}

pub(super) fn run(arguments: &InspectArguments, stages: &Stages) -> Outcome {
    match inspect(arguments, stages) {
        Ok(outcome) => outcome,
        Err(Failure { diagnostics, sources }) => Outcome { diagnostics, sources, ..Outcome::default() },
    }
}

fn inspect(arguments: &InspectArguments, stages: &Stages) -> Result<Outcome, Failure> {
    let values: Vec<Setting> = arguments.set.iter().chain(&arguments.ion).cloned().collect();
    let settings = Settings { snapshot: arguments.from_snapshot.clone(), ..arguments.finding.settings(stages) };
    let path = arguments.path.as_deref().or(arguments.from_snapshot.as_deref()).unwrap_or(Path::new("."));
    let mut loaded = load(path, &settings, &arguments.at, &values)?;
    if arguments.format == Format::Svg {
        return Ok(figures::figures(arguments, loaded));
    }
    if arguments.output.is_some() {
        let ignored = Diagnostic::warning("cli::ignored-option", "`--output` is for `--format svg`: it is ignored");
        loaded.diagnostics.push(ignored.help("send standard output to a file"));
    }
    if arguments.format == Format::Html {
        return Ok(html::page(arguments, loaded));
    }
    let Subjects { subjects, celsius, v_init_mv, sources, mut diagnostics } = loaded;
    let voltages = arguments.v.unwrap_or(Range::one(v_init_mv));
    let interpolate = arguments.tables == TableArgument::Interpolate;
    let inspected = subjects.into_iter().map(|subject| {
        let points =
            subject.site.iter().flat_map(|site| voltages.values().map(move |v_mv| point(site, v_mv, interpolate)));
        let points = points.collect::<Result<Vec<_>, _>>();
        Inspected { subject, points }
    });
    let inspected: Vec<Inspected> = inspected.collect();
    diagnostics.extend(inspected.iter().filter_map(refusal));
    diagnostics.extend(inspected.iter().filter_map(|inspected| assumption(&inspected.subject)));
    if interpolate {
        diagnostics.extend(inspected.iter().filter_map(changed_by_tables));
    }
    let frequencies_hz = arguments.frequency.iter().flat_map(|range| range.values()).collect();
    let report = Report { celsius, frequencies_hz, subjects: inspected };
    let text = match arguments.format {
        Format::Text => text::text(&report),
        Format::Json => json::text(&report),
        Format::Csv => csv::text(&report),
        Format::Svg | Format::Html => String::new(),
    };
    Ok(Outcome { text, diagnostics, sources, ..Outcome::default() })
}

/// Why a site has no figures: the others have, so that it is a warning.
fn refusal(inspected: &Inspected) -> Option<Diagnostic> {
    inspected.points.as_ref().err().map(refused)
}

fn refused(Refused { mechanism, fault }: &Refused) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..fault.diagnostic(mechanism) }
}

/// What the tables make of a site, where they make something of it.
fn changed_by_tables(inspected: &Inspected) -> Option<Diagnostic> {
    let (site, points) = (inspected.subject.site.as_ref()?, inspected.points.as_ref().ok()?);
    let TableChange { current, slope } =
        table_change(site, points).ok().filter(|found| *found != TableChange::default())?;
    let message = format!(
        "interpolated tables change the current of `{}` by up to {:.2} %, its slope conductance by up to {:.2} %",
        site.name,
        100.0 * current,
        100.0 * slope
    );
    Some(
        Diagnostic::note("inspect::tables", message)
            .help("without `--tables interpolate` the code that fills them is run"),
    )
}

fn assumption(subject: &Subject) -> Option<Diagnostic> {
    let (name, value) = subject.assumed.as_ref()?;
    let site = subject.site.as_ref()?;
    let message = format!("`{name}_{}` is 0 by default: the figures are for {value}", site.name);
    Some(Diagnostic::note("inspect::assumed", message).help(format!("state it: `--set {name}={value}`")))
}
