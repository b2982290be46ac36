//! Copies of both directories, for hoc that writes where it runs.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::error::VerifyError;
use crate::emit::write::BY_PRODUCTS;
use crate::entry::Recipe;

/// The files of a directory that a model is made of: neither hidden nor compiled.
fn files(directory: &Path) -> impl Iterator<Item = DirEntry> {
    let is_wanted = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || BY_PRODUCTS.iter().any(|product| name == *product))
    };
    let entries = WalkDir::new(directory).follow_links(true).sort_by_file_name().into_iter();
    entries.filter_entry(is_wanted).filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
}

/// Copies a directory.
///
/// # Errors
/// When the system refuses.
pub(super) fn copy(directory: &Path, target: &Path) -> Result<(), VerifyError> {
    copy_files(directory, target).map_err(|error| VerifyError::Write { path: target.to_owned(), error })
}

fn copy_files(directory: &Path, target: &Path) -> io::Result<()> {
    fs::create_dir_all(target)?;
    for file in files(directory) {
        let path = target.join(file.path().strip_prefix(directory).unwrap_or(file.path()));
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, fs::read(file.path())?)?;
    }
    Ok(())
}

/// A number for the content of a directory.
pub(super) fn fingerprint(directory: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in files(directory) {
        file.path().strip_prefix(directory).unwrap_or(file.path()).hash(&mut hasher);
        // What cannot be read cannot be copied either.
        fs::read(file.path()).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

/// The recipe with files that lie outside the directory by their whole paths: the copy lies elsewhere.
pub(super) fn anchored(recipe: &Recipe, directory: &Path) -> Recipe {
    let anchor = |file: &String| -> String {
        let whole: Option<PathBuf> = directory.join(file).canonicalize().ok();
        let outside = whole.filter(|path| !path.starts_with(directory));
        outside.map_or_else(|| file.clone(), |path| path.to_string_lossy().into_owned())
    };
    Recipe {
        load: recipe.load.iter().map(anchor).collect(),
        morphology: recipe.morphology.as_ref().map(anchor),
        ..recipe.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [("a.hoc", "x = 1"), ("mod/b.mod", "NEURON"), ("x86_64/special", ""), (".git/HEAD", "")] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn what_is_hidden_or_compiled_is_not_copied() {
        let (model, target) = (model(), tempfile::tempdir().unwrap());
        copy(model.path(), target.path()).unwrap();
        let copied: Vec<_> = files(target.path()).map(DirEntry::into_path).collect();
        assert_eq!(copied, [target.path().join("a.hoc"), target.path().join("mod/b.mod")]);
        assert!(!target.path().join("x86_64").exists());
    }

    #[test]
    fn the_fingerprint_is_that_of_the_content() {
        let (one, other) = (model(), model());
        assert_eq!(fingerprint(one.path()), fingerprint(other.path()));
        fs::write(other.path().join("x86_64/special"), "compiled").unwrap();
        assert_eq!(fingerprint(one.path()), fingerprint(other.path()));
        fs::write(other.path().join("a.hoc"), "x = 2").unwrap();
        assert_ne!(fingerprint(one.path()), fingerprint(other.path()));
    }

    #[test]
    fn files_outside_are_named_whole() {
        let (model, outside) = (model(), tempfile::NamedTempFile::new().unwrap());
        let directory = model.path().canonicalize().unwrap();
        let path = outside.path().canonicalize().unwrap().to_string_lossy().into_owned();
        let load = vec!["a.hoc".to_owned(), path.clone(), "library.hoc".to_owned()];
        let found = anchored(&Recipe { load: load.clone(), ..Recipe::default() }, &directory);
        assert_eq!(found.load, load);
        let above = format!("../{}", Path::new(&path).file_name().unwrap().to_string_lossy());
        let found = anchored(&Recipe { morphology: Some(above), ..Recipe::default() }, &directory);
        assert_eq!(found.morphology, Some(path));
    }
}
