//! Answers of a cell on disk: what was simulated once is not simulated again.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::VerifyError;

/// Answers to the questions that are put to one cell.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    folder: PathBuf,
    /// Everything that an answer depends on but the question.
    cell: u64,
}

impl Cache {
    /// The answers in a folder, which is made where it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn open(folder: &Path, cell: u64) -> Result<Self, VerifyError> {
        fs::create_dir_all(folder).map_err(|error| VerifyError::Write { path: folder.to_owned(), error })?;
        Ok(Self { folder: folder.to_owned(), cell })
    }

    /// The answer, where it is there and whole.
    pub(super) fn get(&self, question: &str) -> Option<Value> {
        serde_json::from_str(&fs::read_to_string(self.path(question)).ok()?).ok()
    }

    /// Keeps an answer.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&self, question: &str, answer: &Value) -> Result<(), VerifyError> {
        let path = self.path(question);
        let failed = |error| VerifyError::Write { path: path.clone(), error };
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(failed)?;
        serde_json::to_writer(&mut file, answer).map_err(|error| failed(error.into()))?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    fn path(&self, question: &str) -> PathBuf {
        self.folder.join(format!("{:016x}-{:016x}.json", self.cell, hash(question)))
    }
}

/// A number for what has the same content; it may be another with another version of this program.
pub(super) fn hash(content: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_that_of_its_question_and_cell() {
        let folder = tempfile::tempdir().unwrap();
        let open = |cell| Cache::open(&folder.path().join("new"), cell).unwrap();
        open(1).put("a", &json!([1.5])).unwrap();
        assert_eq!(open(1).get("a"), Some(json!([1.5])));
        assert_eq!(open(1).get("b"), None);
        assert_eq!(open(2).get("a"), None);
    }

    #[test]
    fn what_is_not_whole_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1).unwrap();
        cache.put("a", &json!(1)).unwrap();
        fs::write(cache.path("a"), "{\"spikes").unwrap();
        assert_eq!(cache.get("a"), None);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Cache::open(&file.path().join("cache"), 1).unwrap_err().to_string();
        assert!(error.contains("cannot be written"), "{error}");
    }
}
