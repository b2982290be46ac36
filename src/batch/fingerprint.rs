//! What decides a reduced model: the files, the options, the program. Equal fingerprints give equal outputs.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::emit::command::command;
use crate::entry::Settings;
use crate::reduce::Options;

/// Of a model directory every file in it but hidden ones; of a snapshot the file and the folder of its mod files.
///
/// # Errors
/// Nothing is there. A file in it that cannot be read counts as one without content.
pub(super) fn fingerprint(model: &Path, settings: &Settings, options: &Options) -> io::Result<String> {
    let name = model.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut digest = Sha256::new();
    digest.update(env!("CARGO_PKG_VERSION"));
    digest.update(command(&name, &settings.recipe, settings, options));
    add(&mut digest, model)?;
    if let Some(mods) = settings.mods.as_deref().filter(|_| settings.snapshot.is_some()) {
        add(&mut digest, mods)?;
    }
    Ok(digest
        .finalize()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect())
}

fn add(digest: &mut Sha256, path: &Path) -> io::Result<()> {
    let is_hidden = |name: &str| name.starts_with('.') && name.len() > 1;
    let entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    let shown = entries.filter_entry(|entry| entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy()));
    for entry in shown {
        match entry {
            Ok(entry) if entry.file_type().is_file() => add_file(digest, path, entry.path()),
            Ok(_) => {}
            // Its own words name the path, which the outcome has.
            Err(error) if error.depth() == 0 => {
                return Err(error.into_io_error().unwrap_or(io::ErrorKind::Other.into()));
            }
            Err(error) => add_name(digest, path, error.path().unwrap_or(path)),
        }
    }
    Ok(())
}

fn add_file(digest: &mut Sha256, root: &Path, path: &Path) {
    add_name(digest, root, path);
    let length = path.metadata().map_or(0, |metadata| metadata.len());
    digest.update(length.to_le_bytes());
    // What cannot be read is told where it is needed.
    let Ok(mut file) = File::open(path) else { return };
    let mut buffer = vec![0; 1 << 16];
    while let Ok(count @ 1..) = file.read(&mut buffer) {
        digest.update(buffer.get(..count).unwrap_or_default());
    }
}

/// With its length: names and contents run together otherwise.
fn add_name(digest: &mut Sha256, root: &Path, path: &Path) {
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    digest.update((name.len() as u64).to_le_bytes());
    digest.update(name.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn of(folder: &Path, options: &Options) -> String {
        fingerprint(folder, &Settings::default(), options).unwrap()
    }

    #[test]
    fn it_changes_with_a_file_a_name_and_an_option_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("cell.hoc"), "create soma").unwrap();
        let first = of(folder.path(), &Options::default());
        assert_eq!(first.len(), 64);
        fs::write(folder.path().join(".note"), "hidden").unwrap();
        assert_eq!(of(folder.path(), &Options::default()), first);
        let passive = of(folder.path(), &Options::passive());
        fs::write(folder.path().join("cell.hoc"), "create some").unwrap();
        let edited = of(folder.path(), &Options::default());
        fs::rename(folder.path().join("cell.hoc"), folder.path().join("call.hoc")).unwrap();
        let renamed = of(folder.path(), &Options::default());
        let all = std::collections::BTreeSet::from([first, passive, edited, renamed]);
        assert_eq!(all.len(), 4);
    }

    #[test]
    #[cfg(unix)]
    fn links_in_a_circle_and_to_nowhere_do_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let empty = of(folder.path(), &Options::default());
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("gone")).unwrap();
        assert_ne!(of(folder.path(), &Options::default()), empty);
    }

    #[test]
    fn nothing_has_none() {
        assert!(fingerprint(Path::new("gone"), &Settings::default(), &Options::default()).is_err());
    }
}
