//! hoc programs, run by NEURON and by us: what they print.

use std::path::{Path, PathBuf};

use neuron_reduce::diagnostic::render::{MessageFormat, render};
use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::source::SourceMap;
use serde::{Deserialize, Serialize};

use super::mechanisms::Judge;
use super::venv::Neuron;

/// A file and the directory that it is run in.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    pub directory: PathBuf,
    pub file: String,
}

/// What a program printed, and why it was ended, where it was.
#[derive(Debug, Deserialize)]
pub struct Run {
    output: String,
    refused: Option<String>,
}

impl Run {
    /// Why it was ended; none where it went to its end.
    pub fn refusal(&self) -> Option<&str> {
        self.refused.as_deref()
    }
}

/// A folder whose programs end with an error, in NEURON too; all others run to their ends.
const REFUSED: &str = "refused";

impl Program {
    /// The programs of a folder and of those in it, in the order of their paths; files with other names than `.hoc` are data.
    pub fn all_in(folder: &Path) -> Vec<Self> {
        let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
        let of = |path: PathBuf| Self {
            directory: path.parent().unwrap().to_owned(),
            file: path.file_name().unwrap().to_str().unwrap().to_owned(),
        };
        let mut programs: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|end| end == "hoc")).map(of).collect();
        programs.sort();
        programs
    }

    /// Run by us.
    fn ours(&self) -> Run {
        let sources = SourceMap::open(&self.directory).unwrap();
        let mut hoc = Interpreter::new(sources, Catalog::with_builtins(), Options::default());
        let result = hoc.load_file(&self.file, None);
        let refused = result.err().map(|error| render(&error, &hoc.sources, MessageFormat::Human, false));
        Run { output: hoc.output, refused }
    }

    /// Where what we print first differs from what NEURON printed.
    fn difference(&self, theirs: &Result<Run, String>) -> Option<String> {
        let ours = self.ours();
        let is_refused = self.directory.ends_with(REFUSED);
        let theirs = match theirs {
            Ok(theirs) if theirs.output == ours.output => {
                let as_wanted = [&ours, theirs].iter().all(|run| run.refused.is_some() == is_refused);
                return (!as_wanted).then(|| self.about(&format!("{}{}", said("ours", &ours), said("NEURON", theirs))));
            }
            Ok(theirs) => theirs,
            Err(message) => return Some(self.about(message)),
        };
        let place = first_difference(&ours.output, &theirs.output);
        Some(self.about(&format!("{place}{}{}", said("ours", &ours), said("NEURON", theirs))))
    }

    fn about(&self, text: &str) -> String {
        format!("{}\n{text}", self.directory.join(&self.file).display())
    }
}

fn said(who: &str, run: &Run) -> String {
    run.refused.as_ref().map_or_else(String::new, |message| format!("  {who} ends: {message}\n"))
}

fn first_difference(ours: &str, theirs: &str) -> String {
    let (ours, theirs): (Vec<_>, Vec<_>) = (ours.split('\n').collect(), theirs.split('\n').collect());
    let at = ours.iter().zip(&theirs).position(|(ours, theirs)| ours != theirs);
    let at = at.unwrap_or(ours.len().min(theirs.len()));
    let line = |lines: &[&str]| lines.get(at).map_or("nothing".to_owned(), |line| format!("{line:?}"));
    let before = at.checked_sub(1).and_then(|at| theirs.get(at)).unwrap_or(&"");
    format!("  line {} after {before:?}\n    ours   {}\n    NEURON {}\n", at + 1, line(&ours), line(&theirs))
}

/// Where each program's output first differs from that of NEURON 9.0.2.
pub fn differences(programs: &[Program]) -> Vec<String> {
    differences_from(Neuron::Nine, programs)
}

/// Where each program's output first differs from NEURON's; two processes share the programs.
pub fn differences_from(neuron: Neuron, programs: &[Program]) -> Vec<String> {
    let (one, other) = programs.split_at(programs.len() / 2);
    let ask = |programs: &[Program]| Judge::of(neuron).programs(programs);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| ask(one));
        let other = ask(other);
        (one.join().unwrap(), other)
    });
    let runs: Vec<_> = programs.iter().zip(one.into_iter().chain(other)).collect();
    let (one, other) = runs.split_at(runs.len() / 2);
    let compare =
        |runs: &[(&Program, _)]| runs.iter().filter_map(|(program, run)| program.difference(run)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let one = scope.spawn(|| compare(one));
        let other = compare(other);
        [one.join().unwrap(), other].concat()
    })
}
