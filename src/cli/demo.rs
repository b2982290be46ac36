//! `neuron-reduce demo`: the embedded model, written out and reduced.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::report::ReportArguments;
use super::summary::summary;
use crate::convert::convert;
use crate::demo;
use crate::emit::OutputFile;
use crate::emit::write::{check_target, with_manifest, write_directory};
use crate::entry::Settings;
use crate::reduce::Options;
use crate::stages::Stages;

/// Write the demo model's directory, reduce it, and say what came out
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// The directory to write: `model/` and `reduced/` in it
    #[arg(value_name = "OUT", default_value = "neuron-reduce-demo")]
    directory: PathBuf,
    /// The same
    #[arg(short, long, value_name = "OUT", hide = true, conflicts_with = "directory")]
    output: Option<PathBuf>,
    /// Replace OUT if it was written by this program
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    report: ReportArguments,
}

pub(super) fn run(arguments: &DemoArguments, stages: &Stages) -> Outcome {
    let directory = arguments.output.as_ref().unwrap_or(&arguments.directory);
    let target = check_target(directory, None, arguments.force);
    if let Err(error) = target.map_err(Into::into).and_then(|()| arguments.report.check(arguments.force)) {
        return Outcome::failed(error);
    }
    let model: Vec<_> = demo::files().map(|(path, bytes)| OutputFile { path, bytes: bytes.to_vec() }).collect();
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => return Outcome::failed(crate::emit::write::WriteError::Io { path: std::env::temp_dir(), error }),
    };
    let model_dir = folder.path().join("model");
    if let Err(error) = write_directory(&model, &model_dir, false) {
        return Outcome::failed(error);
    }
    arguments.report.prepare();
    let settings = Settings { stages: stages.clone(), ..Settings::default() };
    let converted = match convert(&model_dir, &settings, &Options::default()) {
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
    let text = summary(&converted, &directory.join("reduced"));
    let model = model.into_iter().map(|file| file.under("model"));
    let reduced = match arguments.report.files(&converted, None, arguments.force) {
        Ok(files) => files,
        Err(diagnostic) => return Outcome::failed(diagnostic),
    };
    let reduced = reduced.into_iter().map(|file| file.under("reduced"));
    let files = with_manifest(model.chain(reduced).collect());
    let mut diagnostics = converted.detailed.diagnostics;
    diagnostics.extend(write_directory(&files, directory, arguments.force).err().map(Into::into));
    Outcome { text, diagnostics, sources: converted.detailed.sources, is_summary: true, ..Outcome::default() }
}
