//! A cell of one section that was found without being told may be a helper's: what the file that loads the others makes
//! decides, and where that file fails, the cell is not taken in silence.

use std::path::Path;

use super::Failure;
use super::attempt::{Demand, Found, Miss, MissKind, attempt};
use super::build::Workshop;
use super::candidates;
use super::error::EntryError;
use super::recipe::Recipe;
use super::scan::ScannedFile;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceMap, Span};

/// More files than this are not tried.
const MOST_FILES: usize = 8;

/// The found cell; that of a file which loads its file, where one makes a cell with stems.
pub(super) fn confirmed(
    workshop: &Workshop,
    files: &[ScannedFile],
    told: &Recipe,
    mut found: Found,
) -> Result<Found, Failure> {
    if has_stems(&found) {
        return Ok(found);
    }
    let loads_it = |recipe: &Recipe| found.recipe.load.iter().all(|file| candidates::leads_to(recipe, file, files));
    let others = candidates::openers(files).into_iter().filter(|recipe| recipe.load != found.recipe.load);
    let others: Vec<_> = others.filter(loads_it).take(MOST_FILES).collect();
    for recipe in others {
        match attempt(workshop, told.clone().or(recipe), Demand::Membrane) {
            Ok(other) if has_stems(&other) => return Ok(other),
            Ok(_) => {}
            Err(miss) => match miss.kind {
                MissKind::Several => return Err(miss.failure),
                MissKind::Failed => {
                    let doubt = doubt(*miss, &mut found);
                    found.interpreter.diagnostics.push(doubt);
                }
                MissKind::Empty | MissKind::Bare | MissKind::Numbers => {}
            },
        }
    }
    Ok(found)
}

/// Is any of its sections connected to another?
fn has_stems(found: &Found) -> bool {
    found.tree.sections.iter().any(|&section| found.interpreter.model.parent(section).is_some())
}

/// The file ends with an error: where, and what to do.
fn doubt(miss: Miss, found: &mut Found) -> Diagnostic {
    let file = miss.recipe.load.join(", ");
    let warning = EntryError::Alone { file, recipe: found.recipe.to_arguments() }.diagnostic();
    let Failure { diagnostics, sources } = miss.failure;
    let fatal = diagnostics.iter().find(|diagnostic| diagnostic.is_fatal());
    let at = fatal.and_then(|fatal| fatal.labels.first().map(|label| (label.span, fatal.message.clone())));
    let placed = at.and_then(|(span, message)| Some((moved(span, &sources, &mut found.interpreter.sources)?, message)));
    let warning = match (placed, fatal) {
        (Some((span, message)), _) => warning.label(span, message),
        (None, Some(fatal)) => warning.with_note(fatal.message.clone()),
        (None, None) => warning,
    };
    warning.help(format!("mend that and add `{}`; to keep this cell, say how it is made", miss.recipe.to_arguments()))
}

/// The same place among other sources.
fn moved(span: Span, from: &SourceMap, to: &mut SourceMap) -> Option<Span> {
    let file = to.read(Path::new(&from.file(span.file).name)).ok()?;
    Some(Span::new(file, span.range()))
}
