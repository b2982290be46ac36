//! What `check` prints: one line a file, and what they are together.

use std::path::PathBuf;

use crate::diagnostic::{Diagnostics, Severity};
use crate::mechanism::MechanismKind;
use crate::morphology::Format;

/// A file and what was found in it.
pub(super) struct CheckedFile {
    pub(super) path: PathBuf,
    pub(super) made: Made,
    pub(super) found: Diagnostics,
}

/// What a file is.
pub(super) enum Made {
    /// A mod file, with what it makes and its name.
    Mechanism(MechanismKind, String),
    /// A mod file that cannot be read.
    UnreadMod,
    Hoc,
    Morphology(Format),
}

impl Made {
    fn words(&self) -> String {
        match self {
            Self::Mechanism(kind, name) => match kind {
                MechanismKind::Density | MechanismKind::Ion => format!("mechanism {name}"),
                MechanismKind::PointProcess => format!("point process {name}"),
                MechanismKind::ArtificialCell => format!("artificial cell {name}"),
                MechanismKind::Library => "functions".to_owned(),
            },
            Self::UnreadMod => "mod file".to_owned(),
            Self::Hoc => "hoc".to_owned(),
            Self::Morphology(Format::Neurolucida) => "Neurolucida".to_owned(),
            Self::Morphology(Format::Neurolucida1) => "Neurolucida V1".to_owned(),
            Self::Morphology(format) => format.file_type().to_owned(),
        }
    }
}

/// How many messages of each severity.
#[derive(Default)]
struct Counts {
    errors: usize,
    unsupported: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn of(found: &Diagnostics) -> Self {
        let mut counts = Self::default();
        counts.add(found);
        counts
    }

    fn add(&mut self, found: &Diagnostics) {
        for (diagnostic, count) in found.counted() {
            match diagnostic.severity {
                Severity::Error => self.errors += count,
                Severity::Unsupported => self.unsupported += count,
                Severity::Warning => self.warnings += count,
                Severity::Note => self.notes += count,
            }
        }
    }

    fn words(&self) -> String {
        let counted = [
            (self.errors, counted(self.errors, "error")),
            (self.unsupported, format!("{} unsupported", self.unsupported)),
            (self.warnings, counted(self.warnings, "warning")),
            (self.notes, counted(self.notes, "note")),
        ];
        let found: Vec<_> = counted.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
        if found.is_empty() { "ok".to_owned() } else { found.join(", ") }
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// The lines of all files and a last one for all together.
pub(super) fn report(files: &[CheckedFile]) -> String {
    let rows: Vec<_> = files.iter().map(|file| (file.path.display().to_string(), file)).collect();
    let path_width = rows.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
    let made_width = rows.iter().map(|(_, file)| file.made.words().chars().count()).max().unwrap_or(0);
    let line = |(path, file): &(String, &CheckedFile)| {
        let (made, counts) = (file.made.words(), Counts::of(&file.found).words());
        format!("{path:<path_width$}  {made:<made_width$}  {counts}\n")
    };
    let lines: String = rows.iter().map(line).collect();
    let mut all = Counts::default();
    for file in files {
        all.add(&file.found);
    }
    lines + &format!("\n{}: {}\n", counted(files.len(), "file"), all.words())
}
