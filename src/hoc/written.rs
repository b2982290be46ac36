//! What a model writes to files: nothing reaches the disk, but a model that reads such a file again finds it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::hoc::builtin::skipped::UNKNOWN_TEXT;
use crate::hoc::builtin::without_detours;
use crate::hoc::interpreter::{Interpreter, OUTPUT_LIMIT};
use crate::source::FileId;

/// Files that were written, by where they would lie.
#[derive(Debug, Default)]
pub(crate) struct Written {
    files: BTreeMap<PathBuf, File>,
    bytes: usize,
}

#[derive(Debug, Default)]
struct File {
    text: String,
    /// What it was last read as, where nothing was written since.
    read_as: Option<FileId>,
    /// Some of it was not kept.
    has_gaps: bool,
}

impl Written {
    fn start(&mut self, place: &Path, text: &str) {
        let before = self.files.insert(place.to_owned(), File::default());
        self.bytes -= before.map_or(0, |file| file.text.len());
        self.add(place, text);
    }

    fn add(&mut self, place: &Path, text: &str) {
        let Some(file) = self.files.get_mut(place) else { return };
        file.read_as = None;
        file.has_gaps |= text.contains(UNKNOWN_TEXT) || self.bytes + text.len() > OUTPUT_LIMIT;
        if !file.has_gaps {
            file.text.push_str(text);
            self.bytes += text.len();
        }
    }
}

impl Interpreter {
    /// Where a file that hoc names would be written.
    pub(crate) fn place_of(&self, name: &str) -> PathBuf {
        self.inside(&self.path(name))
    }

    fn inside(&self, path: &Path) -> PathBuf {
        without_detours(path.strip_prefix(self.sources.root()).unwrap_or(path))
    }

    /// `wopen`: the file is empty from here on.
    pub(crate) fn start_file(&mut self, place: &Path) {
        self.change_files(|written| written.start(place, ""));
    }

    /// `aopen`: what is written follows what the file has.
    pub(crate) fn go_on_with_file(&mut self, place: &Path) {
        if self.written.files.contains_key(place) {
            return;
        }
        let text = self.sources.read(place).map(|file| self.sources.file(file).text.to_string()).unwrap_or_default();
        self.change_files(|written| written.start(place, &text));
    }

    /// Adds to an open file; [`UNKNOWN_TEXT`] stands for what is not known.
    pub(crate) fn write_to_file(&mut self, place: &Path, text: &str) {
        self.change_files(|written| written.add(place, text));
    }

    /// A file that was written is gone.
    pub(crate) fn remove_file(&mut self, place: &Path) {
        self.change_files(|written| written.bytes -= written.files.remove(place).map_or(0, |file| file.text.len()));
    }

    fn change_files(&mut self, change: impl FnOnce(&mut Written)) {
        self.memory.free(self.written.bytes);
        change(&mut self.written);
        self.memory.add(self.written.bytes);
    }

    /// Reads what was written there, else what lies on the disk.
    ///
    /// # Errors
    /// When it cannot be read; `InvalidData` where something of what was written is not known.
    pub(crate) fn read_file(&mut self, path: &Path) -> io::Result<FileId> {
        let place = self.inside(path);
        let Some(file) = self.written.files.get_mut(&place) else { return self.sources.read(path) };
        if file.has_gaps {
            let reason = "the model writes it, with what only a simulation or a command would give";
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        if let Some(read) = file.read_as {
            return Ok(read);
        }
        // It stays, as every text that was read.
        self.memory.add(file.text.len());
        let read = self.sources.add_text(&place.display().to_string(), &file.text);
        file.read_as = Some(read);
        Ok(read)
    }
}
