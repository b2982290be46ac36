//! The mod files of the output, byte for byte, with the files that they include.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::OutputFile;
use crate::diagnostic::Diagnostic;
use crate::nmodl::LoadedMod;
use crate::source::SourceMap;

/// The folder of the mod files in an output directory.
const FOLDER: &str = "mod";

/// The files of the mechanisms, in the order of their places in the output.
///
/// Included files keep their place relative to the mod file, where `nrnivmodl` looks for them.
///
/// # Errors
/// A file that cannot be read any more, or whose place lies outside the output, or is taken by another file.
pub fn mod_files(needed: &[&LoadedMod], sources: &SourceMap) -> Result<Vec<OutputFile>, Diagnostic> {
    let mut files: BTreeMap<PathBuf, (PathBuf, Vec<u8>)> = BTreeMap::new();
    for found in needed {
        let bytes =
            if found.is_made { sources.file(found.file).text.as_bytes().to_vec() } else { read(&found.path, sources)? };
        let name = found.path.file_name().map(PathBuf::from).unwrap_or_default();
        let mut target = Path::new(FOLDER).join(name);
        if files.get(&target).is_some_and(|(_, taken)| *taken != bytes) {
            let made = if found.is_made { "_channel" } else { "" };
            target = Path::new(FOLDER).join(format!("{}{made}.mod", found.mechanism));
        }
        put(&mut files, target, &found.path, bytes)?;
        for included in included(found, sources) {
            let target = beside(&included, &found.path)?;
            put(&mut files, target, &included, read(&included, sources)?)?;
        }
    }
    Ok(files.into_iter().map(|(path, (_, bytes))| OutputFile { path, bytes }).collect())
}

fn read(path: &Path, sources: &SourceMap) -> Result<Vec<u8>, Diagnostic> {
    let unread = |error| Diagnostic::error("source::read", format!("`{}` cannot be read: {error}", path.display()));
    sources.read_bytes(path).map_err(unread)
}

fn put(
    files: &mut BTreeMap<PathBuf, (PathBuf, Vec<u8>)>,
    target: PathBuf,
    source: &Path,
    bytes: Vec<u8>,
) -> Result<(), Diagnostic> {
    match files.get(&target) {
        Some((other, taken)) if *taken != bytes => {
            let [one, other, target] = [source, other, &target].map(Path::display).map(|path| path.to_string());
            let message = format!("`{one}` and `{other}` would both become `{target}`");
            Err(Diagnostic::error("emit::mods", message).help("rename one of them, or choose a folder with `--mods`"))
        }
        Some(_) => Ok(()),
        None => {
            files.insert(target, (source.to_owned(), bytes));
            Ok(())
        }
    }
}

/// What the mod file includes: by `INCLUDE`, and by `#include "..."` in C where the file stands in the model directory.
fn included(found: &LoadedMod, sources: &SourceMap) -> Vec<PathBuf> {
    let blocks = found.tree.items.iter().map(|item| item.span.file).filter(|file| *file != found.file);
    let folder = found.path.parent().unwrap_or(Path::new(""));
    let text = &sources.file(found.file).text;
    let headers = text.lines().filter_map(|line| line.trim_start().strip_prefix("#include")?.trim().split('"').nth(1));
    let headers = headers.map(|header| folder.join(header)).filter(|header| sources.locate(header).is_ok());
    let mut paths: Vec<_> = blocks.map(|file| PathBuf::from(&sources.file(file).name)).chain(headers).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The place in the output that is to the mod file's as `included` is to `mod_file` in the model directory.
fn beside(included: &Path, mod_file: &Path) -> Result<PathBuf, Diagnostic> {
    let folder = mod_file.parent().unwrap_or(Path::new(""));
    let common = folder.components().zip(included.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().count() - common;
    let down: PathBuf = included.components().skip(common).collect();
    let plain = down.components().all(|part| matches!(part, Component::Normal(_)));
    match up {
        0 if plain => Ok(Path::new(FOLDER).join(down)),
        1 if plain => Ok(down),
        _ => {
            let [included, mod_file] = [included, mod_file].map(|path| path.display().to_string());
            let message = format!("`{included}`, which `{mod_file}` includes, has no place in the output");
            Err(Diagnostic::error("emit::mods", message)
                .help("put it into the folder of the mod file, or the one above"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_included_file_keeps_its_place() {
        let place = |included: &str, mod_file: &str| beside(Path::new(included), Path::new(mod_file));
        assert_eq!(place("mod/p.inc", "mod/ch.mod").unwrap(), Path::new("mod/p.inc"));
        assert_eq!(place("mod/inc/p.inc", "mod/ch.mod").unwrap(), Path::new("mod/inc/p.inc"));
        assert_eq!(place("common/p.inc", "mod/ch.mod").unwrap(), Path::new("common/p.inc"));
        assert_eq!(place("p.inc", "ch.mod").unwrap(), Path::new("mod/p.inc"));
        let error = place("common/p.inc", "a/b/ch.mod").unwrap_err();
        assert_eq!(error.message, "`common/p.inc`, which `a/b/ch.mod` includes, has no place in the output");
    }
}
