//! `INCLUDE`: the blocks of other files, put where they are asked for.

use std::path::{Path, PathBuf};

use super::ast::{Include, Item, ItemKind, ModFile};
use super::parse;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, SourceMap, Span};

/// Included files of one mod file, each counted as often as it is included.
const MAX_INCLUDES: usize = 1000;

/// The file with every `INCLUDE` replaced by what it names; none when one cannot be read.
///
/// NEURON looks in the folder of the file that asks, then in the folder above.
pub fn resolve_includes(mod_file: ModFile, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<ModFile> {
    let mut resolver = Resolver { sources, diagnostics, open: vec![], count: 0, complete: true };
    let (file, mut items) = (mod_file.file, vec![]);
    resolver.put(mod_file, &mut items);
    resolver.complete.then_some(ModFile { file, items })
}

struct Resolver<'a> {
    sources: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    /// The files that are being included, the outermost first.
    open: Vec<FileId>,
    count: usize,
    complete: bool,
}

impl Resolver<'_> {
    fn put(&mut self, mod_file: ModFile, items: &mut Vec<Item>) {
        self.open.push(mod_file.file);
        for item in mod_file.items {
            if let ItemKind::Include(include) = &item.kind {
                self.include(include, item.span, items);
            } else {
                items.push(item);
            }
        }
        self.open.pop();
    }

    fn include(&mut self, Include { path }: &Include, place: Span, items: &mut Vec<Item>) {
        self.count += 1;
        let Some(file) = self.find(place.file, &path.text) else {
            let message = format!("cannot read `{}`", path.text);
            return self.fail(message, place, "included here");
        };
        if self.open.contains(&file) {
            let message = format!("`{}` includes itself", self.sources.file(file).name);
            return self.fail(message, place, "included again here");
        }
        if self.count > MAX_INCLUDES {
            return self.fail(format!("more than {MAX_INCLUDES} includes"), place, "one too many");
        }
        let text = self.sources.file(file).text.clone();
        match parse::parse(&text, file, self.diagnostics) {
            Some(included) => self.put(included, items),
            None => self.complete = false,
        }
    }

    fn find(&mut self, from: FileId, path: &str) -> Option<FileId> {
        let folder = Path::new(&self.sources.file(from).name).parent().map(Path::to_owned).unwrap_or_default();
        let candidates: [PathBuf; 2] = [folder.join(path), folder.join("..").join(path)];
        candidates.iter().find_map(|candidate| self.sources.read(candidate).ok())
    }

    fn fail(&mut self, message: String, place: Span, label: &str) {
        self.complete = false;
        self.diagnostics.push(Diagnostic::error("nmodl::include", message).label(place, label));
    }
}
