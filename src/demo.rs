//! The demo model: a whole model directory inside the program.
//!
//! It lies in `demo/` (hoc and morphology) and `mod/` (mechanisms) of the repository, and is written out as one
//! directory with the mechanisms under `mod/`, as models are published.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static MODEL: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo");
static MECHANISMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/mod");

/// Path in the model directory and content of every file.
pub fn files() -> impl Iterator<Item = (PathBuf, &'static [u8])> {
    let model = MODEL.files().filter(|file| !draws_the_morphology(file.path()));
    model
        .map(|file| (file.path().to_owned(), file.contents()))
        .chain(MECHANISMS.files().map(|file| (Path::new("mod").join(file.path()), file.contents())))
}

/// Writes the model directory to `folder`, which is made, or is there and empty.
///
/// # Errors
/// When `folder` has content, is no directory, or cannot be written.
pub fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::new(io::ErrorKind::DirectoryNotEmpty, "the directory is not empty"));
    }
    fs::create_dir(folder.join("mod"))?;
    files().try_for_each(|(path, content)| fs::write(folder.join(path), content))
}

fn draws_the_morphology(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_a_model_directory() {
        let (model, mechanisms): (Vec<_>, Vec<_>) =
            files().map(|(path, _)| path).partition(|path| path.iter().count() == 1);
        assert_eq!(model, ["README.md", "init.hoc", "morphology.asc", "pyramidal_cell.hoc"].map(PathBuf::from));
        assert_eq!(mechanisms.len(), 13);
        assert!(mechanisms.iter().all(|path| path.starts_with("mod") && path.extension().is_some_and(|e| e == "mod")));
    }

    #[test]
    fn is_written_byte_for_byte() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("new").join("demo");
        write(&folder).unwrap();
        for (path, content) in files() {
            assert_eq!(fs::read(folder.join(path)).unwrap(), content);
        }
    }

    #[test]
    fn an_empty_directory_is_filled_and_a_full_one_refused() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path()).unwrap();
        let error = write(folder.path()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::DirectoryNotEmpty);
        assert_eq!(error.to_string(), "the directory is not empty");
    }

    #[test]
    fn a_file_in_the_way_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("demo");
        fs::write(&file, "mine").unwrap();
        assert!(write(&file).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }
}
