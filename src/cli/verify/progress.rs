//! What both cells are doing, on a terminal.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::progress::Loudness;
use crate::verify::{Side, Watch};

/// Steps of a bar.
const STEPS: u64 = 1000;

/// A line for each cell; nothing where standard error is no terminal.
pub(super) struct Bars {
    all: MultiProgress,
    detailed: ProgressBar,
    reduced: ProgressBar,
}

impl Bars {
    pub(super) fn new(loudness: Loudness) -> Self {
        let all = MultiProgress::new();
        if loudness == Loudness::Quiet {
            all.set_draw_target(ProgressDrawTarget::hidden());
        }
        let [detailed, reduced] = [Side::Detailed, Side::Reduced].map(|side| {
            let bar = all.add(ProgressBar::new(STEPS)).with_prefix(side.name());
            // A template that is wrong leaves the usual one.
            if let Ok(style) = ProgressStyle::with_template("{prefix:<9} {spinner} {wide_msg} {bar:20} {percent:>3} %")
            {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { all, detailed, reduced }
    }

    pub(super) fn clear(&self) {
        self.detailed.finish_and_clear();
        self.reduced.finish_and_clear();
        // What cannot be cleared stays.
        let _ = self.all.clear();
    }

    fn of(&self, side: Side) -> &ProgressBar {
        match side {
            Side::Detailed => &self.detailed,
            Side::Reduced => &self.reduced,
        }
    }
}

impl Watch for Bars {
    fn begin(&self, side: Side, what: &str) {
        self.of(side).set_message(what.to_owned());
        self.of(side).set_position(0);
    }

    fn progress(&self, side: Side, part: f64) {
        self.of(side).set_position((part * STEPS as f64) as u64);
    }
}
