//! What is known of models that were done before, in the output's folder `.batch`.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{BatchError, Outcome, Status};
use crate::emit::write::{TEMPORARY_PREFIX, check_target};

const FOLDER: &str = ".batch";

/// An output that no other batch writes to.
pub(super) struct Memory {
    output: PathBuf,
    /// Held as long as this is.
    _lock: File,
}

/// What is remembered of a model.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    fingerprint: String,
    outcome: Outcome,
}

impl Memory {
    /// Opens the output, and takes away what runs that were killed have left in it.
    pub(super) fn open<'a>(output: &Path, models: impl Iterator<Item = &'a Path>) -> Result<Self, BatchError> {
        let inside = |model: &&Path| check_target(&output.join("any"), Some(model), false).is_err();
        let mut models = models;
        if let Some(model) = models.find(inside) {
            return Err(BatchError::InsideModel { output: output.to_owned(), model: model.to_owned() });
        }
        let folder = output.join(FOLDER);
        fs::create_dir_all(&folder).map_err(|error| BatchError::write(output, error))?;
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(|error| BatchError::write(&path, error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BatchError::Busy(output.to_owned())),
            Err(TryLockError::Error(error)) => return Err(BatchError::write(&path, error)),
        }
        for folder in [output, &folder] {
            clear(folder).map_err(|error| BatchError::write(folder, error))?;
        }
        Ok(Self { output: output.to_owned(), _lock: lock })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.output.join(FOLDER).join(format!("{name}.json"))
    }

    /// The outcome of a model that was made of the same; none where its directory is not there any more.
    pub(super) fn recall(&self, name: &str, fingerprint: &str) -> Option<Outcome> {
        let text = fs::read_to_string(self.path(name)).ok()?;
        let remembered: Remembered = serde_json::from_str(&text).ok()?;
        let is_whole = remembered.outcome.status == Status::Failed || self.output.join(name).is_dir();
        (remembered.fingerprint == fingerprint && is_whole).then_some(remembered.outcome)
    }

    /// From here on nothing is known of the model, until it is remembered again.
    pub(super) fn forget(&self, name: &str) {
        // What is not there is forgotten.
        let _ = fs::remove_file(self.path(name));
    }

    pub(super) fn remember(&self, name: &str, fingerprint: &str, outcome: &Outcome) -> Result<(), BatchError> {
        let remembered = Remembered { fingerprint: fingerprint.to_owned(), outcome: outcome.clone() };
        let path = self.path(name);
        let text = serde_json::to_string(&remembered).map_err(|error| BatchError::write(&path, error.into()))?;
        put(&path, &(text + "\n")).map_err(|error| BatchError::write(&path, error))
    }

    /// Writes a table of the whole batch.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), BatchError> {
        let path = self.output.join(name);
        put(&path, text).map_err(|error| BatchError::write(&path, error))
    }
}

/// A file appears whole, or stays as it was.
fn put(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    set_usual_permissions(file.as_file())?;
    file.persist(path)?;
    Ok(())
}

/// Temporary files are for their owner alone; these are as other files.
#[cfg(unix)]
fn set_usual_permissions(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_permissions(_: &File) -> io::Result<()> {
    Ok(())
}

/// Takes away temporary files and folders: nobody else writes here.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX) {
            let path = entry.path();
            if entry.file_type()?.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &Path) -> Result<Memory, BatchError> {
        Memory::open(folder, std::iter::empty())
    }

    #[test]
    fn an_outcome_is_recalled_for_the_same_fingerprint_alone() {
        let folder = tempfile::tempdir().unwrap();
        let memory = open(folder.path()).unwrap();
        let outcome = Outcome::failed(Path::new("m"), "m", vec!["why".to_owned()]);
        memory.remember("m", "one", &outcome).unwrap();
        assert_eq!(memory.recall("m", "one"), Some(outcome));
        assert_eq!(memory.recall("m", "two"), None);
        memory.forget("m");
        assert_eq!(memory.recall("m", "one"), None);
    }

    #[test]
    fn a_reduced_model_whose_directory_is_gone_is_not_recalled() {
        let folder = tempfile::tempdir().unwrap();
        let memory = open(folder.path()).unwrap();
        let outcome = Outcome { status: Status::Reduced, ..Outcome::failed(Path::new("m"), "m", vec![]) };
        memory.remember("m", "one", &outcome).unwrap();
        assert_eq!(memory.recall("m", "one"), None);
        fs::create_dir(folder.path().join("m")).unwrap();
        assert_eq!(memory.recall("m", "one"), Some(outcome));
    }

    #[test]
    fn two_at_a_time_exclude_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let first = open(folder.path()).unwrap();
        assert!(matches!(open(folder.path()), Err(BatchError::Busy(_))));
        drop(first);
        open(folder.path()).unwrap();
    }

    #[test]
    fn what_a_killed_run_left_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(format!("{TEMPORARY_PREFIX}abc"));
        fs::create_dir_all(left.join("new/mod")).unwrap();
        open(folder.path()).unwrap();
        assert!(!left.exists());
    }

    #[test]
    fn an_output_within_a_model_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = Memory::open(&folder.path().join("out"), std::iter::once(folder.path()));
        assert!(matches!(refused, Err(BatchError::InsideModel { .. })));
    }
}
