//! `neuron-reduce cells MODEL_DIR`: the cells that a model leaves, and what its buttons would build.

use clap::Args;

use super::Outcome;
use super::model_arguments::ModelArguments;
use crate::entry::survey::{Surveyed, survey};
use crate::entry::{Settings, build};
use crate::stages::Stages;

/// List the cells that a model builds, and the commands of its panels that would build more
#[derive(Debug, Args)]
pub struct CellsArguments {
    #[command(flatten)]
    model: ModelArguments,
}

pub(super) fn run(arguments: &CellsArguments, stages: &Stages) -> Outcome {
    let settings = Settings { every_section: true, ..arguments.model.settings(stages) };
    match build(arguments.model.model_dir(), &settings) {
        Ok(mut built) => {
            let (cells, buttons) = survey(&mut built);
            let text = table(&built.recipe.to_arguments(), &cells) + &commands(&buttons);
            let interpreter = built.interpreter;
            Outcome { text, diagnostics: interpreter.diagnostics, sources: interpreter.sources, ..Outcome::default() }
        }
        Err(failure) => Outcome { diagnostics: failure.diagnostics, sources: failure.sources, ..Outcome::default() },
    }
}

fn table(recipe: &str, cells: &[Surveyed]) -> String {
    let head = format!(
        "{recipe}\n\n{:<24} {:>5} {:>9} {:>9} {:>6}  {}\n",
        "cell", "equal", "sections", "segments", "stems", "mechanisms; point processes"
    );
    cells.iter().fold(head, |text, cell| {
        let mechanisms = cell.mechanisms.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let processes = cell.point_processes.iter().map(|(name, count)| format!("{count} {name}"));
        let processes = processes.collect::<Vec<_>>().join(", ");
        let inserted = [mechanisms, processes].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        text + format!(
            "{:<24} {:>5} {:>9} {:>9} {:>6}  {}",
            cell.name,
            cell.count,
            cell.sections,
            cell.segments,
            cell.stems,
            inserted.join("; ")
        )
        .trim_end()
            + "\n"
    })
}

fn commands(buttons: &[String]) -> String {
    if buttons.is_empty() {
        return String::new();
    }
    let lines = buttons.iter().map(|button| format!("  {button}\n"));
    ["\nbuttons of its panels would build more; options to copy:\n".to_owned()].into_iter().chain(lines).collect()
}
