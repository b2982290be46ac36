//! Morphology files that are parsed once for several evaluations of one model directory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Morphology, parse_eutectic, parse_morphml, parse_neurolucida, parse_neurolucida1, parse_swc};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, SourceMap};

/// How a morphology is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Neurolucida's text format, `.asc`.
    Neurolucida,
    /// The one before, which is called V1.
    Neurolucida1,
    /// Eutectic's text format, `.nts`.
    Eutectic,
    /// The morphology of NeuroML 1, `.xml`.
    MorphMl,
    /// `.swc`
    Swc,
}

/// The classes of hoc that read each format.
const READERS: [(&str, Format); 5] = [
    ("Import3d_Neurolucida3", Format::Neurolucida),
    ("Import3d_Neurolucida_read", Format::Neurolucida1),
    ("Import3d_Eutectic_read", Format::Eutectic),
    ("Import3d_MorphML", Format::MorphMl),
    ("Import3d_SWC_read", Format::Swc),
];

impl Format {
    /// The class of hoc that reads it.
    #[must_use]
    pub fn reader(self) -> &'static str {
        READERS.iter().find(|(_, format)| *format == self).map_or("Import3d_Neurolucida3", |(class, _)| class)
    }

    /// Its name, as a reader's `filetype` says it.
    #[must_use]
    pub const fn file_type(self) -> &'static str {
        match self {
            Self::Neurolucida => "Neurolucida V3",
            Self::Neurolucida1 => "Neurolucida",
            Self::Eutectic => "Eutectic",
            Self::MorphMl => "MorphML",
            Self::Swc => "SWC",
        }
    }

    /// What a class of hoc reads; none where it is no reader.
    #[must_use]
    pub fn of_reader(class: &str) -> Option<Self> {
        READERS.iter().find(|(name, _)| *name == class).map(|&(_, format)| format)
    }
}

/// What parsing a file gave.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The morphology; none where the file cannot be read.
    pub morphology: Option<Arc<Morphology>>,
    /// What was found in the file.
    pub diagnostics: Diagnostics,
}

/// The same text under the same number is the same morphology, down to its spans.
type Key = (FileId, Format, Arc<str>);

/// The files that were parsed so far; a clone shares them, also with another thread.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    parsed: Arc<Mutex<BTreeMap<Key, Arc<OnceLock<Reading>>>>>,
}

impl Readings {
    /// Parses a file, or gives what this gave before. Who asks while another thread parses the file waits for it.
    #[must_use]
    pub fn read(&self, format: Format, file: FileId, sources: &SourceMap) -> Reading {
        let text = &sources.file(file).text;
        self.place((file, format, Arc::clone(text))).get_or_init(|| Reading::of(format, text, file)).clone()
    }

    fn place(&self, key: Key) -> Arc<OnceLock<Reading>> {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(parsed.entry(key).or_default())
    }
}

impl Reading {
    /// Parses a text.
    #[must_use]
    pub fn of(format: Format, text: &str, file: FileId) -> Self {
        let mut diagnostics = Diagnostics::default();
        let morphology = match format {
            Format::Neurolucida => parse_neurolucida(text, file, &mut diagnostics),
            Format::Neurolucida1 => parse_neurolucida1(text, file, &mut diagnostics),
            Format::Eutectic => parse_eutectic(text, file, &mut diagnostics),
            Format::MorphMl => parse_morphml(text, file, &mut diagnostics),
            Format::Swc => parse_swc(text, file, &mut diagnostics),
        };
        Self { morphology: morphology.map(Arc::new), diagnostics }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &str = "1 1 0 0 0 5 -1\n2 3 9 0 0 1 1\n3 3 19 0 0 1 2\n";

    fn sources(texts: &[&str]) -> (SourceMap, Vec<FileId>) {
        let mut sources = SourceMap::default();
        let files = texts.iter().map(|text| sources.add_text("a.swc", text)).collect();
        (sources, files)
    }

    #[test]
    fn a_file_is_parsed_once() {
        let (sources, files) = sources(&[POINT]);
        let readings = Readings::default();
        let read = |readings: &Readings| readings.read(Format::Swc, files[0], &sources).morphology.unwrap();
        assert!(Arc::ptr_eq(&read(&readings), &read(&readings.clone())));
    }

    #[test]
    fn threads_share_one_parse() {
        let (sources, files) = sources(&[POINT]);
        let readings = Readings::default();
        let read = || readings.read(Format::Swc, files[0], &sources).morphology.unwrap();
        let [one, other] =
            std::thread::scope(|scope| [scope.spawn(read), scope.spawn(read)].map(|it| it.join().unwrap()));
        assert!(Arc::ptr_eq(&one, &other));
    }

    #[test]
    fn other_texts_numbers_and_formats_are_other_files() {
        let (all, files) = sources(&[POINT, POINT]);
        let (changed, changed_files) = sources(&["1 1 0 0 0 5 -1\n2 3 7 0 0 1 1\n3 3 19 0 0 1 2\n"]);
        assert_eq!(files[0], changed_files[0]);
        let readings = Readings::default();
        let first = readings.read(Format::Swc, files[0], &all).morphology.unwrap();
        let second = readings.read(Format::Swc, files[1], &all).morphology.unwrap();
        let third = readings.read(Format::Swc, files[0], &changed).morphology.unwrap();
        assert_ne!(first.sections[0].span.file, second.sections[0].span.file);
        assert_ne!(first, third);
        assert_eq!(readings.read(Format::Neurolucida, files[0], &all).morphology, None);
    }

    #[test]
    fn what_was_found_is_said_each_time() {
        let (sources, files) = sources(&["1 1 0 0 0 5 -1\n2 3 9 0 0 1 7\n"]);
        let readings = Readings::default();
        let found = || readings.read(Format::Swc, files[0], &sources).diagnostics.iter().count();
        assert_ne!(found(), 0);
        assert_eq!(found(), found());
    }
}
