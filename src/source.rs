//! Source files with the places in them: the only reader of a model directory.
//!
//! Every syntax node carries a [`Span`]; lines and columns exist only when a diagnostic is rendered.
//! Text is UTF-8, else Latin-1 (noted), with `\r\n` and `\r` read as `\n`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use crate::diagnostic::nearest;

/// Larger files are not read: what is no text at all is parsed byte by byte. Spans count bytes in 32 bits.
const MOST_BYTES: u64 = 128 << 20;

/// A file in a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A byte range in the normalized text of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// The byte range in the file's text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From the start of `self` to the end of `other`, both in one file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One text as it was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path as shown to the user: relative to the model directory where it lies inside.
    pub name: String,
    /// Normalized text, shared between copies of the map.
    pub text: Arc<str>,
    /// The bytes were not UTF-8 and were read as Latin-1.
    pub latin1: bool,
}

/// A file as it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Path as shown to the user; of a file outside the model directory its name.
    pub name: String,
    /// Size.
    pub bytes: usize,
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// Line and column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl SourceFile {
    fn new(name: String, bytes: &[u8]) -> Self {
        let (text, latin1) = match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (bytes.iter().map(|&byte| char::from(byte)).collect(), true),
        };
        let text = text.trim_start_matches('\u{feff}');
        let text = if text.contains('\r') { with_plain_line_ends(text).into() } else { text.into() };
        Self { name, text, latin1 }
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        let line = before.split(|&byte| byte == b'\n').count();
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let column = self.text.get(start..offset).map_or(0, |text| text.chars().count());
        LineColumn { line, column: column + 1 }
    }
}

/// `\r\n` and `\r` become `\n`.
fn with_plain_line_ends(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\r') {
        plain.push_str(line);
        plain.push('\n');
        rest = behind.strip_prefix('\n').unwrap_or(behind);
    }
    plain.push_str(rest);
    plain
}

/// "Did you mean", of a path where nothing is: what lies beside and is called nearly so.
#[must_use]
pub fn nearest_path(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let names: BTreeSet<String> = names.filter(|other| path.symlink_metadata().is_err() && *other != name).collect();
    let nearest = nearest(&name, names.iter().map(String::as_str))?;
    let nearest = folder.map_or_else(|| PathBuf::from(nearest), |folder| folder.join(nearest));
    Some(format!("did you mean `{}`?", nearest.display()))
}

/// The files read so far, and where more may be read from.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    root: PathBuf,
    allowed: Vec<PathBuf>,
    files: Vec<SourceFile>,
    by_path: BTreeMap<PathBuf, FileId>,
}

impl SourceMap {
    /// A map over the model directory `root`.
    ///
    /// # Errors
    /// When `root` is not a readable directory.
    pub fn open(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "not a directory"));
        }
        Ok(Self { root, ..Self::default() })
    }

    /// The model directory, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Lets a file outside the model directory be read (the user named it).
    pub fn allow(&mut self, path: &Path) {
        self.allowed.push(path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    }

    /// Adds a text that is not on disk: a command-line statement, a test.
    pub fn add_text(&mut self, name: &str, text: &str) -> FileId {
        self.push(SourceFile::new(name.to_owned(), text.as_bytes()))
    }

    /// Puts another text in the place of one that was added and that nothing points into any more.
    pub fn replace_text(&mut self, id: FileId, name: &str, text: &str) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            *file = SourceFile::new(name.to_owned(), text.as_bytes());
        }
    }

    /// Reads a file, once: the same path gives the same id.
    ///
    /// # Errors
    /// When it cannot be read, or lies outside the model directory and was not allowed.
    pub fn read(&mut self, path: &Path) -> io::Result<FileId> {
        let path = self.locate(path)?;
        if let Some(&id) = self.by_path.get(&path) {
            return Ok(id);
        }
        let bytes = read_regular(&path)?;
        let id = self.push(SourceFile::new(self.display_name(&path), &bytes));
        self.by_path.insert(path, id);
        Ok(id)
    }

    /// The bytes of a file as they are on disk.
    ///
    /// # Errors
    /// As [`SourceMap::read`].
    pub fn read_bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        read_regular(&self.locate(path)?)
    }

    /// The bytes of a file that was read, as they are on disk now.
    ///
    /// # Errors
    /// When it cannot be read any more, or was never on disk.
    pub fn bytes_of(&self, id: FileId) -> io::Result<Vec<u8>> {
        let path = self.by_path.iter().find(|(_, known)| **known == id).map(|(path, _)| path);
        read_regular(path.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "it is no file"))?)
    }

    /// The files that were read, as they are on disk now, by name.
    #[must_use]
    pub fn digests(&self) -> Vec<Digest> {
        let digest = |path: &PathBuf| {
            let bytes = read_regular(path).ok()?;
            let name = path.strip_prefix(&self.root).ok().or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
            let sha256 = Sha256::digest(&bytes);
            let digits = sha256.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            let sha256 = digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect();
            Some(Digest { name: name.to_string_lossy().into_owned(), bytes: bytes.len(), sha256 })
        };
        let mut found: Vec<Digest> = self.by_path.keys().filter_map(digest).collect();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        found
    }

    /// Absolute path of a file that may be read: `path` is relative to the model directory, or absolute.
    ///
    /// # Errors
    /// When it does not exist, or lies outside the model directory and was not allowed.
    pub fn locate(&self, path: &Path) -> io::Result<PathBuf> {
        let path = self.root.join(path).canonicalize()?;
        if path.starts_with(&self.root) || self.allowed.contains(&path) {
            return Ok(path);
        }
        Err(io::Error::new(io::ErrorKind::PermissionDenied, "it lies outside the model directory"))
    }

    /// A file that was read.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "a FileId comes only from this map")]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text under a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// Files of the model directory with one of the extensions (lower case, no dot), sorted, relative to it. Links are
    /// followed as far as they stay inside.
    #[must_use]
    pub fn find(&self, extensions: &[&str]) -> Vec<PathBuf> {
        let has_extension = |path: &Path| {
            path.extension()
                .and_then(|extension| extension.to_str())
                .is_some_and(|extension| extensions.contains(&extension.to_lowercase().as_str()))
        };
        let entries = WalkDir::new(&self.root)
            .follow_links(true)
            .into_iter()
            .filter_entry(|entry| !is_hidden(entry.path()) || entry.depth() == 0)
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file() && has_extension(entry.path()));
        let real = entries.filter_map(|entry| self.locate(entry.path()).ok());
        let inside: BTreeSet<_> =
            real.filter_map(|path| path.strip_prefix(&self.root).ok().map(Path::to_owned)).collect();
        inside.into_iter().collect()
    }

    fn push(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(self.files.len() as u32 - 1)
    }

    fn display_name(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().into_owned()
    }
}

/// A file of a model is a regular file of a bearable size: reading a pipe or a device may never end.
fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    if metadata.len() > MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {} MB", MOST_BYTES >> 20)));
    }
    std::fs::read(path)
}

fn is_hidden(path: &Path) -> bool {
    matches!(path.components().next_back(), Some(Component::Normal(name)) if name.to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(text: &[u8]) -> SourceFile {
        SourceFile::new("a.hoc".into(), text)
    }

    #[test]
    fn line_and_column_count_from_one() {
        let file = map(b"ab\ncd\n");
        assert_eq!(file.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(file.line_column(4), LineColumn { line: 2, column: 2 });
        assert_eq!(file.line_column(6), LineColumn { line: 3, column: 1 });
    }

    #[test]
    fn every_line_end_is_one_newline() {
        assert_eq!(&*map(b"a\r\nb\rc\n").text, "a\nb\nc\n");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_latin1() {
        let file = map(b"\xb5m");
        assert!(file.latin1);
        assert_eq!(&*file.text, "\u{b5}m");
    }

    #[test]
    fn a_file_outside_the_directory_is_refused_until_allowed() {
        let inside = tempfile::tempdir().unwrap();
        let outside = tempfile::NamedTempFile::new().unwrap();
        let mut sources = SourceMap::open(inside.path()).unwrap();
        assert_eq!(sources.read(outside.path()).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        sources.allow(outside.path());
        assert!(sources.read(outside.path()).is_ok());
    }

    #[test]
    #[cfg(unix)]
    fn links_are_followed_inside_the_directory_only() {
        let (inside, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::create_dir(inside.path().join("real")).unwrap();
        std::fs::write(inside.path().join("real/a.hoc"), "").unwrap();
        std::fs::write(outside.path().join("b.hoc"), "").unwrap();
        for (target, link) in [(inside.path().join("real"), "linked"), (outside.path().to_owned(), "out")] {
            std::os::unix::fs::symlink(target, inside.path().join(link)).unwrap();
        }
        std::os::unix::fs::symlink(inside.path(), inside.path().join("loop")).unwrap();
        let found = SourceMap::open(inside.path()).unwrap().find(&["hoc"]);
        assert_eq!(found, [Path::new("real/a.hoc")], "each file once, under its own name");
    }

    #[test]
    fn what_was_read_has_a_digest() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("b.hoc", "abc"), ("a.hoc", ""), ("unread.hoc", "x")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let mut sources = SourceMap::open(folder.path()).unwrap();
        sources.add_text("told", "abc");
        for name in ["b.hoc", "a.hoc"] {
            sources.read(Path::new(name)).unwrap();
        }
        let digests = sources.digests();
        let shown: Vec<_> =
            digests.iter().map(|found| (found.name.as_str(), found.bytes, &found.sha256[..16])).collect();
        assert_eq!(shown, [("a.hoc", 0, "e3b0c44298fc1c14"), ("b.hoc", 3, "ba7816bf8f01cfea")]);
    }

    #[test]
    fn the_same_file_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.hoc"), "x = 1\n").unwrap();
        let mut sources = SourceMap::open(folder.path()).unwrap();
        let first = sources.read(Path::new("a.hoc")).unwrap();
        assert_eq!(first, sources.read(Path::new("./a.hoc")).unwrap());
        assert_eq!(sources.file(first).name, "a.hoc");
    }
}
