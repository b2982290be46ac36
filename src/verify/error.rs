//! What goes wrong on the way to a comparison in NEURON, and its wording.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::source::nearest_path;

/// No comparison.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is no `reduction.json` in it.
    #[error("`{}` is no output of neuron-reduce: it holds no `reduction.json`", .0.display())]
    NoOutput(PathBuf),
    /// Its `reduction.json` cannot be understood.
    #[error("`{}` cannot be understood: {reason}", .path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The directory that was reduced is not where it was looked for.
    #[error("the model directory `{name}` is neither beside `{}` nor in the working directory", .output.display())]
    NoModel {
        /// Its name.
        name: String,
        /// What was made of it.
        output: PathBuf,
    },
    /// The directory that was named is none.
    #[error("the model directory `{}` cannot be read: {error}", .path.display())]
    Model {
        /// As it was named.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A Python that cannot be started.
    #[error("the Python `{python}` cannot be run: {reason}")]
    Python {
        /// As it was named.
        python: String,
        /// Why.
        reason: String,
    },
    /// A Python that cannot import NEURON.
    #[error("the Python `{python}` has no NEURON: {said}")]
    NoNeuron {
        /// As it was named.
        python: String,
        /// The last line of what it said.
        said: String,
    },
    /// There is no compiler driver beside that Python, nor on the path.
    #[error("the NEURON {version} of `{python}` comes without `nrnivmodl`")]
    NoCompiler {
        /// As it was named.
        python: String,
        /// NEURON's version.
        version: String,
    },
    /// An environment was not made.
    #[error("`{step}` fails in `{}`: {said}", .folder.display())]
    Install {
        /// What was run.
        step: String,
        /// The environment.
        folder: PathBuf,
        /// The last line of what it said.
        said: String,
    },
    /// `nrnivmodl` fails.
    #[error("nrnivmodl cannot compile the mod files of the {side} model")]
    Compile {
        /// Which model.
        side: &'static str,
        /// The last lines of what it said.
        said: Vec<String>,
    },
    /// The simulation reports an error.
    #[error("the {side} cell cannot be run in NEURON: {reason}")]
    Simulation {
        /// Which cell.
        side: &'static str,
        /// What it reports.
        reason: String,
        /// The last lines on standard error.
        said: Vec<String>,
    },
    /// The process ended before it answered.
    #[error("the process of the {side} cell ended without an answer: {status}")]
    Ended {
        /// Which cell.
        side: &'static str,
        /// How it ended.
        status: String,
        /// The last lines on standard error.
        said: Vec<String>,
    },
    /// The process does not answer.
    #[error("{what} gave no sign of life for {seconds} s")]
    Silent {
        /// What was run.
        what: String,
        /// How long was waited.
        seconds: u64,
    },
    /// No segment of the cell is dendrite.
    #[error("the cell has no dendrites to put synapses on")]
    NoDendrites,
    /// More events than fit.
    #[error("{synapses} synapses for {seconds} s are more than {limit} events a trial")]
    TooMuch {
        /// How many.
        synapses: usize,
        /// How long.
        seconds: f64,
        /// The greatest number of events.
        limit: usize,
    },
    /// The disk says no.
    #[error("`{}` cannot be written: {error}", .path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The mod files or the directory have errors of their own.
    #[error("{}", .0.message)]
    Other(Box<Diagnostic>),
    /// The other cell failed first.
    #[error("the other cell failed")]
    GivenUp,
}

impl VerifyError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoOutput(_) | Self::Record { .. } => "verify::output",
            Self::NoModel { .. } | Self::Model { .. } => "verify::model",
            Self::Python { .. } | Self::NoNeuron { .. } | Self::NoCompiler { .. } => "verify::python",
            Self::Install { .. } => "verify::install",
            Self::Compile { .. } => "verify::compile",
            Self::Simulation { .. } | Self::Ended { .. } | Self::GivenUp => "verify::simulation",
            Self::Silent { .. } => "verify::silent",
            Self::NoDendrites => "verify::dendrites",
            Self::TooMuch { .. } => "verify::too-much",
            Self::Write { .. } | Self::Other(_) => "verify::write",
        }
    }

    fn help(&self) -> Option<&'static str> {
        match self {
            Self::NoOutput(_) => Some("name the directory that `neuron-reduce reduce` has written"),
            Self::Record { .. } => {
                Some("write the directory again with this version: `neuron-reduce reduce .. --force`")
            }
            Self::NoModel { .. } | Self::Model { .. } => Some("name the directory that was reduced with `--model`"),
            Self::Python { .. } | Self::NoNeuron { .. } | Self::NoCompiler { .. } => {
                Some("name a Python with NEURON with `--python`, or have one made with `--install`")
            }
            Self::Install { .. } => Some("a Python 3 with its venv module and a network are needed"),
            Self::Compile { .. } => {
                Some("a C++ compiler and make are needed; `neuron-reduce check` looks at mod files")
            }
            Self::Silent { .. } => Some("wait longer with `--timeout`"),
            Self::TooMuch { .. } => Some("ask for less with `--synapses` or `--seconds`"),
            Self::Simulation { .. }
            | Self::Ended { .. }
            | Self::NoDendrites
            | Self::Write { .. }
            | Self::Other(_)
            | Self::GivenUp => None,
        }
    }

    fn said(&self) -> &[String] {
        match self {
            Self::Compile { said, .. } | Self::Simulation { said, .. } | Self::Ended { said, .. } => said,
            Self::NoOutput(_)
            | Self::Record { .. }
            | Self::NoModel { .. }
            | Self::Model { .. }
            | Self::Python { .. }
            | Self::NoNeuron { .. }
            | Self::NoCompiler { .. }
            | Self::Install { .. }
            | Self::Silent { .. }
            | Self::NoDendrites
            | Self::TooMuch { .. }
            | Self::Write { .. }
            | Self::Other(_)
            | Self::GivenUp => &[],
        }
    }
}

impl From<VerifyError> for Diagnostic {
    fn from(error: VerifyError) -> Self {
        if let VerifyError::Other(diagnostic) = error {
            return *diagnostic;
        }
        let nearest = if let VerifyError::NoOutput(path) = &error { nearest_path(path) } else { None };
        let help = nearest.or(error.help().map(str::to_owned));
        let found = Self::error(error.code(), error.to_string()).help_if(help);
        error.said().iter().fold(found, Self::with_note)
    }
}
