//! What came of one model.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::convert::Converted;
use crate::diagnostic::render::{MessageFormat, render};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::record::totals;
use crate::entry::Failure;
use crate::reduce::certificate::Pair;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The reduced model is there.
    Reduced,
    /// It is there, and off by more than `--max-error`.
    MissesBound,
    /// It is not.
    Failed,
}

/// A model's line of `outcomes.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The path as it was named.
    pub model: String,
    /// The directory within the output.
    pub output: String,
    /// How it ended.
    pub status: Status,
    /// The hoc that made the cell, as options.
    pub recipe: String,
    /// Sections of the detailed and the reduced cell.
    pub sections: [usize; 2],
    /// Segments of the detailed and the reduced cell.
    pub segments: [usize; 2],
    /// How far the reduced soma rests from the detailed one, mV; none of a passive reduction.
    pub rest_error_mv: Option<f64>,
    /// The greatest error of the soma's input impedance, 0 to 200 Hz, percent; none of a passive reduction.
    pub greatest_error_percent: Option<f64>,
    /// How many warnings there were.
    pub warnings: usize,
    /// Why it failed.
    pub errors: Vec<String>,
}

impl Outcome {
    pub(super) fn of(model: &Path, name: &str, converted: &Converted) -> Self {
        let (detailed, reduction) = (&converted.detailed, &converted.reduction);
        let [before, after] = [totals(&detailed.cell), totals(&reduction.cell)];
        let certificate = reduction.certificate.as_ref();
        let rest_error = |pair: Pair<f64>| pair.reduced - pair.detailed;
        let is_warning = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Warning;
        Self {
            status: if converted.missed_bound().is_some() { Status::MissesBound } else { Status::Reduced },
            recipe: detailed.recipe.to_arguments(),
            sections: [before.sections, after.sections],
            segments: [before.segments, after.segments],
            rest_error_mv: certificate.map(|certificate| rest_error(certificate.soma.rest_mv)),
            greatest_error_percent: certificate.map(|certificate| 100.0 * certificate.greatest_error()),
            warnings: detailed.diagnostics.iter().filter(is_warning).count(),
            ..Self::failed(model, name, vec![])
        }
    }

    /// A model that has errors.
    pub(super) fn refused(model: &Path, name: &str, failure: &Failure) -> Self {
        let fatal = failure.diagnostics.iter().filter(|diagnostic| diagnostic.is_fatal());
        let line = |diagnostic| render(diagnostic, &failure.sources, MessageFormat::Short, false).trim_end().to_owned();
        Self::failed(model, name, fatal.map(line).collect())
    }

    pub(super) fn failed(model: &Path, name: &str, errors: Vec<String>) -> Self {
        Self {
            model: model.to_string_lossy().into_owned(),
            output: name.to_owned(),
            status: Status::Failed,
            recipe: String::new(),
            sections: [0; 2],
            segments: [0; 2],
            rest_error_mv: None,
            greatest_error_percent: None,
            warnings: 0,
            errors,
        }
    }
}
