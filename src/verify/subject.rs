//! A cell that can be asked: its process is started with the first question that the cache does not know.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cache::Cache;
use super::drive::Synapses;
use super::error::VerifyError;
use super::mechanisms::compile;
use super::output::Output;
use super::python::Python;
use super::session::Session;
use super::workspace::{anchored, copy};
use super::{Side, Watch};
use crate::emit::OutputFile;

/// The scripts that the processes run.
const SCRIPTS: [(&str, &str); 2] = [
    ("cells.py", include_str!("../../templates/verify/cells.py")),
    ("session.py", include_str!("../../templates/verify/session.py")),
];

/// All that answers depend on in the scripts.
pub(super) fn scripts() -> [&'static str; 2] {
    SCRIPTS.map(|(_, text)| text)
}

/// A question.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "ask", rename_all = "lowercase")]
pub(super) enum Question {
    /// What the cell is.
    Describe,
    /// A step of current into the soma; a small one asks for no spikes.
    Step { amplitude_na: f64, settle_ms: f64, duration_ms: f64, is_small: bool },
    /// Synapses.
    Drive(Synapses),
    /// What the model itself puts on the cell.
    Own { end_ms: f64 },
}

/// What a cell is.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Described {
    pub(super) segments: usize,
    /// Name, number of segments, length in um; only of the detailed cell.
    pub(super) sections: Vec<(String, usize, f64)>,
}

/// What a step did.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Stepped {
    pub(super) after_mv: f64,
    pub(super) spikes_ms: Vec<f64>,
}

/// What synapses did.
#[derive(Debug, Clone, Deserialize)]
pub struct Run {
    /// Upward crossings of -20 mV at the soma.
    pub spikes_ms: Vec<f64>,
    /// Distance of the samples.
    pub sample_ms: f64,
    /// Voltage at the soma.
    pub v_mv: Vec<f64>,
    /// Time on the clock.
    pub wall_s: f64,
    /// Time on the processor.
    pub processor_s: f64,
}

/// What the processes of both cells have in common.
pub(super) struct Common<'a> {
    pub(super) python: &'a Python,
    pub(super) output: &'a Output,
    /// The directory that was reduced.
    pub(super) model: &'a Path,
    pub(super) soma: &'a str,
    pub(super) timeout: Duration,
    /// Where copies go.
    pub(super) workspace: &'a Path,
    /// Where libraries go.
    pub(super) libraries: &'a Path,
    pub(super) watch: &'a dyn Watch,
    /// Held while a process works, where there is one core only.
    pub(super) turn: Option<Mutex<()>>,
    /// One of the cells has failed.
    pub(super) given_up: AtomicBool,
}

/// A cell.
pub(super) struct Subject<'a> {
    pub(super) side: Side,
    pub(super) common: &'a Common<'a>,
    /// The mod files of the directory that makes it.
    pub(super) mods: &'a [OutputFile],
    /// The script that makes another cell in its place.
    pub(super) script: Option<&'a Path>,
    pub(super) cache: Option<Cache>,
    session: Option<Session>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        side: Side,
        common: &'a Common<'a>,
        mods: &'a [OutputFile],
        script: Option<&'a Path>,
        cache: Option<Cache>,
    ) -> Self {
        Self { side, common, mods, script, cache, session: None }
    }

    /// Asks; `what` is shown meanwhile.
    pub(super) fn ask<T: DeserializeOwned>(&mut self, question: &Question, what: &str) -> Result<T, VerifyError> {
        let text = serde_json::to_string(question).unwrap_or_default();
        let known = self.cache.as_ref().and_then(|cache| cache.get(&text));
        if let Some(answer) = known.and_then(|answer| serde_json::from_value(answer).ok()) {
            return Ok(answer);
        }
        let answer = self.ask_process(&text, what)?;
        if let Some(cache) = &self.cache {
            cache.put(&text, &answer)?;
        }
        serde_json::from_value(answer).map_err(|error| VerifyError::Simulation {
            side: self.side.name(),
            reason: format!("an answer that cannot be understood: {error}"),
            said: vec![],
        })
    }

    fn ask_process(&mut self, question: &str, what: &str) -> Result<Value, VerifyError> {
        let common = self.common;
        let _turn = common.turn.as_ref().map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
        // Each cell is tried: which failure is told does not depend on which comes first.
        if self.session.is_some() && common.given_up.load(Ordering::Relaxed) {
            return Err(VerifyError::GivenUp);
        }
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.start()?,
        };
        common.watch.begin(self.side, what);
        let answer = session.ask(question.to_owned(), &mut |part| common.watch.progress(self.side, part));
        self.session = Some(session);
        answer
    }

    fn start(&self) -> Result<Session, VerifyError> {
        let Common { python, timeout, watch, libraries, .. } = *self.common;
        watch.begin(self.side, "compiling mechanisms");
        let library = compile(self.side.name(), self.mods, python, libraries, timeout)?;
        watch.begin(self.side, "building the cell");
        let folder = self.common.workspace.join(self.side.name());
        let setup = self.set_up(&folder, library.as_deref())?;
        let scripts = folder.join("scripts");
        let own = scripts.join("session.py");
        let mut command = python.command();
        command.arg(self.script.unwrap_or(&own)).arg(setup).env("PYTHONPATH", &scripts).current_dir(&folder);
        Session::start(self.side.name(), &mut command, timeout)
    }

    /// Writes what the process needs, and where it finds it.
    fn set_up(&self, folder: &Path, library: Option<&Path>) -> Result<PathBuf, VerifyError> {
        let Common { output, model, soma, .. } = *self.common;
        let (model_copy, output_copy, setup) = (folder.join("model"), folder.join("output"), folder.join("setup.json"));
        copy(model, &model_copy)?;
        copy(&output.folder, &output_copy)?;
        let record = &output.record;
        let content = json!({
            "cell": self.side.name(),
            "model": model_copy,
            "output": output_copy,
            "library": library,
            "recipe": anchored(&record.model.recipe, model),
            "keep_going": record.model.keep_going,
            "celsius": record.celsius,
            "v_init": record.v_init,
            "soma": soma,
            "map": record.seg_to_seg,
        });
        let texts = SCRIPTS.map(|(name, text)| (folder.join("scripts").join(name), text.to_owned()));
        for (path, text) in texts.into_iter().chain([(setup.clone(), content.to_string())]) {
            let written =
                path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
            written.map_err(|error| VerifyError::Write { path, error })?;
        }
        Ok(setup)
    }
}
