//! The options of the report, and what is written by them.

use std::path::PathBuf;

use clap::Args;

use crate::convert::Converted;
use crate::diagnostic::Diagnostic;
use crate::emit::write::{check_target, with_manifest, write_directory};
use crate::emit::{EmitError, OutputFile};
use crate::report;

/// What is written to be looked at.
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// Write no `report.html` into OUT
    #[arg(long)]
    no_report: bool,
    /// Folder to write the report's figures to, each as an svg file
    #[arg(long, value_name = "DIR")]
    figures: Option<PathBuf>,
}

impl ReportArguments {
    /// Is there a folder for the figures that cannot be written? Asked before the work.
    pub(super) fn check(&self, force: bool) -> Result<(), Diagnostic> {
        self.figures.as_ref().map_or(Ok(()), |folder| check_target(folder, None, force).map_err(Into::into))
    }

    /// Parses the templates of the page, where one is wanted, beside the work that comes first.
    pub(super) fn prepare(&self) {
        if !self.no_report {
            std::thread::spawn(report::prepare);
        }
    }

    /// Writes the figures, where they are wanted (of one cell among several into a folder of its own); every file of the output
    /// directory, the page included.
    pub(super) fn files(
        &self,
        converted: &Converted,
        cell: Option<&str>,
        force: bool,
    ) -> Result<Vec<OutputFile>, Diagnostic> {
        let mut files = converted.files.clone();
        if self.no_report && self.figures.is_none() {
            return Ok(files);
        }
        let page = converted.page();
        if !self.no_report {
            files.push(report::file(&page).map_err(|error| fault(&error))?);
        }
        if let Some(folder) = &self.figures {
            let folder = cell.map_or_else(|| folder.clone(), |cell| folder.join(cell));
            write_directory(&with_manifest(report::figures(&page)), &folder, force)?;
        }
        Ok(with_manifest(files))
    }
}

/// A template that cannot be filled.
pub(super) fn fault(error: &EmitError) -> Diagnostic {
    Diagnostic::error("report::template", error.to_string())
}
