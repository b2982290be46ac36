//! A file with a model on each line.

use std::path::{Path, PathBuf};

use super::BatchError;

/// The paths of a list, relative to its folder; empty lines and what follows `#` at a line's beginning are no paths.
///
/// # Errors
/// It cannot be read.
pub fn read_list(path: &Path) -> Result<Vec<PathBuf>, BatchError> {
    let bytes = std::fs::read(path).map_err(|error| BatchError::List { path: path.to_owned(), error })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(|line| folder.join(line)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("models.txt");
        std::fs::write(&list, "# cells of layer 5\na\r\n\n  b c \n/else/where\n").unwrap();
        let expected = [folder.path().join("a"), folder.path().join("b c"), PathBuf::from("/else/where")];
        assert_eq!(read_list(&list).unwrap(), expected);
    }

    #[test]
    fn a_list_that_is_not_there_is_named() {
        let error = read_list(Path::new("gone/models.txt")).unwrap_err().to_string();
        assert_eq!(error, "the list `gone/models.txt` cannot be read: No such file or directory (os error 2)");
    }
}
