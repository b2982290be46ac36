//! `neuron-reduce impedance MODEL_DIR`: what places of a cell do with currents at every frequency.

mod csv;
mod html;
mod json;
mod places;
mod svg;
mod text;

use clap::{Args, ValueEnum};
use num_complex::Complex64;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Outcome;
use super::model_arguments::ModelArguments;
use super::operating::OperatingArguments;
use super::report::fault;
use crate::cable::impedance::Impedances;
use crate::cell::resolved::Attachment;
use crate::convert::{Detailed, detailed_cell};
use crate::diagnostic::Diagnostic;
use crate::entry::Failure;
use crate::inspect::Range;
use crate::inspect::spectrum::{Resonance, searched_hz};
use crate::quasi_active::QuasiActive;
use crate::rest::Rest;
use crate::stages::Stages;
use places::Place;

/// Show what places of a cell do with currents: input and transfer impedance against frequency, resonance
#[derive(Debug, Args)]
pub struct ImpedanceArguments {
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    operating: OperatingArguments,
    /// Where the electrode is, such as 'apic[36](0.5)'; else the middle of the soma
    #[arg(long, value_name = "SECTION(X)")]
    from: Option<String>,
    /// A place to look at; else the electrode's, and of each stem the place that is furthest from it (may be repeated)
    #[arg(long, value_name = "SECTION(X)")]
    at: Vec<String>,
    /// Frequencies in Hz: FROM:TO:STEP, or one
    #[arg(long, value_name = "HZ|FROM:TO:STEP", default_value = "0:200:1", value_parser = super::inspect::frequencies, allow_hyphen_values = true)]
    frequency: Range,
    /// The membrane
    #[arg(long, value_enum, default_value_t = MembraneArgument::QuasiActive)]
    membrane: MembraneArgument,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MembraneArgument {
    /// `pas` and the capacitance alone
    Passive,
    /// All channels, linearized where the cell rests
    QuasiActive,
}

impl MembraneArgument {
    const fn name(self) -> &'static str {
        match self {
            Self::Passive => "passive",
            Self::QuasiActive => "quasi-active",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// For programs
    Json,
    /// A row for each place and frequency
    Csv,
    /// A figure: modulus and phase
    Svg,
    /// A page with figures and tables
    Html,
}

/// A place that has no impedance.
const NOTHING: Complex64 = Complex64::new(f64::NAN, f64::NAN);

/// What is printed.
struct Report {
    /// The model directory's name.
    origin: String,
    membrane: &'static str,
    celsius: f64,
    /// Where the electrode is.
    from: String,
    /// How long the cell took to come to rest, ms.
    settled_ms: Option<f64>,
    frequencies_hz: Vec<f64>,
    places: Vec<Spectrum>,
}

/// One place at all frequencies.
struct Spectrum {
    name: String,
    /// The voltage there, mV; none of a passive cell.
    rest_mv: Option<f64>,
    /// Z(x,x), `MOhm`.
    input_mohm: Vec<Complex64>,
    /// Z(from,x), `MOhm`.
    transfer_mohm: Vec<Complex64>,
    resonance: Resonance,
}

pub(super) fn run(arguments: &ImpedanceArguments, stages: &Stages) -> Outcome {
    match impedance(arguments, stages) {
        Ok(outcome) => outcome,
        Err(Failure { diagnostics, sources }) => Outcome { diagnostics, sources, ..Outcome::default() },
    }
}

fn impedance(arguments: &ImpedanceArguments, stages: &Stages) -> Result<Outcome, Failure> {
    let detailed = detailed_cell(arguments.model.model_dir(), &arguments.model.settings(stages))?;
    let (mut detailed, rest) = match arguments.membrane {
        MembraneArgument::Passive => (detailed, None),
        MembraneArgument::QuasiActive => {
            let (detailed, rest) = arguments.operating.rest(detailed)?;
            (detailed, Some(rest))
        }
    };
    stages.begin("measuring impedances");
    let printed = report(arguments, &mut detailed, rest.as_ref()).and_then(|report| print(arguments, &report));
    match printed {
        Ok(text) => {
            let Detailed { diagnostics, sources, .. } = detailed;
            Ok(Outcome { text, diagnostics, sources, ..Outcome::default() })
        }
        Err(diagnostic) => {
            let Detailed { mut diagnostics, sources, .. } = detailed;
            diagnostics.push(diagnostic);
            Err(Failure { diagnostics, sources })
        }
    }
}

fn print(arguments: &ImpedanceArguments, report: &Report) -> Result<String, Diagnostic> {
    Ok(match arguments.format {
        Format::Text => text::text(report),
        Format::Json => json::text(report),
        Format::Csv => csv::text(report),
        Format::Svg => svg::text(report),
        Format::Html => html::text(report).map_err(|error| fault(&error))?,
    })
}

fn report(arguments: &ImpedanceArguments, detailed: &mut Detailed, rest: Option<&Rest>) -> Result<Report, Diagnostic> {
    let cell = &detailed.cell;
    let cable = match rest {
        Some(rest) => QuasiActive::of(cell, rest).map_err(|error| error.diagnostic())?,
        None => QuasiActive::passive(cell).map_err(|error| Diagnostic::error("impedance::cable", error.to_string()))?,
    };
    let from = places::electrode(cell, arguments.from.as_deref())?;
    let places = if arguments.at.is_empty() {
        places::furthest(cell, &cable, &from)
    } else {
        arguments.at.iter().map(|text| places::place(cell, text)).collect::<Result<_, _>>()?
    };
    let frequencies_hz: Vec<f64> = arguments.frequency.values().collect();
    let sites = [from.attachment()];
    let spectrum = cable.spectrum(&sites, &frequencies_hz);
    let over = |of: &dyn Fn(&Impedances) -> Option<Complex64>| -> Vec<Complex64> {
        spectrum.iter().map(|impedances| of(impedances).unwrap_or(NOTHING)).collect()
    };
    let searched = cable.spectrum(&[], &searched_hz());
    let one = |place: &Place| {
        let Attachment { section, x } = place.attachment();
        Spectrum {
            name: place.name.clone(),
            rest_mv: rest.and_then(|rest| rest.v_mv(section, place.segment)),
            input_mohm: over(&|impedances| impedances.input(section, x)),
            transfer_mohm: over(&|impedances| impedances.transfer(section, x)),
            resonance: Resonance::within(
                &searched.iter().map(|impedances| impedances.input(section, x).unwrap_or(NOTHING)).collect::<Vec<_>>(),
                &|frequency_hz| cable.impedances(&[], frequency_hz).input(section, x).unwrap_or(NOTHING),
            ),
        }
    };
    Ok(Report {
        origin: detailed.origin.clone(),
        membrane: arguments.membrane.name(),
        celsius: cell.celsius,
        from: from.name.clone(),
        settled_ms: rest.and_then(|rest| rest.settled_ms),
        places: places.par_iter().map(one).collect(),
        frequencies_hz,
    })
}
