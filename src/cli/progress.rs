//! What the program is busy with, on standard error: a line on a terminal once it takes more than a second, and with
//! `--verbose` the time of every stage.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::stages::{Follow, Stages};

/// What is done sooner needs no line.
const DELAY: Duration = Duration::from_secs(1);

const TICK: Duration = Duration::from_millis(200);

/// A stage whose parts are not counted.
const BUSY: &str = "{spinner} {msg} ({elapsed})";

/// A stage with parts: how many, how fast, how long it will last.
const COUNTED: &str = "{spinner} {msg} {bar:20} {pos} of {len}, {per_sec}, {eta} left";

/// How much is said of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loudness {
    /// Nothing.
    Quiet,
    /// A line while something takes long.
    Usual,
    /// The time of each stage too.
    Verbose,
}

/// The line and the times.
pub(super) struct Progress {
    bar: ProgressBar,
    loudness: Loudness,
    began: Instant,
    stage: Mutex<Option<(&'static str, Instant)>>,
}

impl Progress {
    pub(super) fn new(loudness: Loudness) -> Arc<Self> {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if loudness != Loudness::Quiet && io::stderr().is_terminal() {
            show_later(bar.clone());
        }
        Arc::new(Self { bar, loudness, began: Instant::now(), stage: Mutex::new(None) })
    }

    pub(super) fn stages(self: &Arc<Self>) -> Stages {
        Stages::told_to(Arc::clone(self) as Arc<dyn Follow>)
    }

    /// Takes the line away and says what the last stage and all of them took.
    pub(super) fn end(&self) {
        if let Some((stage, began)) = self.stage.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.say_time(stage, began);
            self.say_time("in all", self.began);
        }
        self.bar.finish_and_clear();
    }

    fn say_time(&self, stage: &str, began: Instant) {
        if self.loudness == Loudness::Verbose {
            let line = format!("{:>9.3} s  {stage}\n", began.elapsed().as_secs_f64());
            // Where it cannot be told there is nobody to tell it to.
            self.bar.suspend(|| io::stderr().write_all(line.as_bytes()).unwrap_or_default());
        }
    }

    fn set_style(&self, template: &str) {
        // A template that is wrong leaves the usual one.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }
}

impl Follow for Progress {
    fn begin(&self, stage: &'static str) {
        let mut current = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((stage, began)) = current.replace((stage, Instant::now())) {
            self.say_time(stage, began);
        }
        self.set_style(BUSY);
        self.bar.unset_length();
        self.bar.set_message(stage);
    }

    fn count(&self, done: usize, of: usize) {
        if self.bar.length().is_none() {
            self.bar.reset();
            self.set_style(COUNTED);
            self.bar.set_length(of as u64);
        }
        self.bar.set_position(done as u64);
    }
}

fn show_later(bar: ProgressBar) {
    std::thread::spawn(move || {
        std::thread::sleep(DELAY);
        if !bar.is_finished() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(TICK);
        }
    });
}
