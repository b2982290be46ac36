//! `neuron-reduce batch MODEL.. -o OUT`: many models, each into a directory of its own.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::Outcome as Printed;
use super::model_arguments::FindingArguments;
use super::reduce::ReductionArguments;
use crate::batch::{Batch, BatchError, Done, Outcome, Status, read_list, run as run_batch};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::stages::Stages;

/// Reduce many models on all cores, each into a directory of its own; what is done and unchanged is not done again
#[derive(Debug, Args)]
#[command(
    after_help = "Writes OUT/NAME for every model, OUT/outcomes.csv and OUT/outcomes.jsonl. Run it again after an\n\
                        interruption: it goes on where it stood. Exit code 1 where a model failed."
)]
pub struct BatchArguments {
    /// Model directories, or snapshots of cells (json)
    models: Vec<PathBuf>,
    /// File with a model on each line, relative to its folder (`#` begins a comment)
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// The directory to write
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// How many at a time; else as many as there are cores
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    finding: FindingArguments,
    #[command(flatten)]
    reduction: ReductionArguments,
    /// Do again what is done
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &BatchArguments, stages: &Stages) -> Printed {
    match batch(arguments, stages).and_then(|batch| run_batch(&batch)) {
        Ok(done) => printed(&done, arguments),
        Err(error) => Printed::failed(error),
    }
}

fn batch(arguments: &BatchArguments, stages: &Stages) -> Result<Batch, BatchError> {
    let listed = arguments.list.as_deref().map(read_list).transpose()?.unwrap_or_default();
    let models: Vec<_> = arguments.models.iter().cloned().chain(listed).collect();
    if models.is_empty() {
        return Err(BatchError::Nothing);
    }
    let jobs = arguments.jobs.or(std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    Ok(Batch {
        models,
        output: arguments.output.clone(),
        settings: arguments.finding.settings(stages),
        options: arguments.reduction.options(),
        jobs,
        force: arguments.force,
    })
}

fn printed(done: &Done, arguments: &BatchArguments) -> Printed {
    let is = |status: Status| move |outcome: &&Outcome| outcome.status == status;
    let [reduced, missed, failed] = [Status::Reduced, Status::MissesBound, Status::Failed]
        .map(|status| done.outcomes.iter().filter(is(status)).count());
    let count = done.outcomes.len();
    let head = format!("{count} models: {reduced} reduced, {missed} beyond `--max-error`, {failed} failed\n");
    let known = format!("{} of them were known from before\n", done.known);
    let failures = done.outcomes.iter().filter(is(Status::Failed)).map(failure);
    let end = format!("written to {}\n", arguments.output.display());
    let text = [head].into_iter().chain((done.known > 0).then_some(known)).chain(failures).chain([end]).collect();
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend((failed > 0).then(|| some_failed(failed, count, arguments)));
    Printed { text, diagnostics, is_summary: true, is_report: true, misses_bound: missed > 0, ..Printed::default() }
}

fn some_failed(failed: usize, count: usize, arguments: &BatchArguments) -> Diagnostic {
    let table = arguments.output.join("outcomes.jsonl");
    Diagnostic::error("batch::failed", format!("{failed} of {count} models failed"))
        .help(format!("`{}` has the errors of each", table.display()))
}

fn failure(outcome: &Outcome) -> String {
    format!("  {}: {}\n", outcome.model, outcome.errors.first().map_or("no reason is known", String::as_str))
}
