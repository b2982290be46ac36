//! What the program is busy with, told to whoever watches: a line on a terminal, a list of times.

use std::fmt;
use std::sync::Arc;

/// Who is told.
pub trait Follow: Send + Sync {
    /// A stage begins, and what went before ends.
    fn begin(&self, stage: &'static str);
    /// So many parts of the stage, of so many, are done.
    fn count(&self, done: usize, of: usize);
}

/// Where stages are told; by default to nobody. Clones tell the same.
#[derive(Clone, Default)]
pub struct Stages(Option<Arc<dyn Follow>>);

impl Stages {
    /// Stages that are told to `follower`.
    #[must_use]
    pub fn told_to(follower: Arc<dyn Follow>) -> Self {
        Self(Some(follower))
    }

    /// A stage begins; its name is a few words such as `reading mod files`.
    pub fn begin(&self, stage: &'static str) {
        if let Some(follower) = &self.0 {
            follower.begin(stage);
        }
    }

    /// So many parts of the stage, of so many, are done.
    pub fn count(&self, done: usize, of: usize) {
        if let Some(follower) = &self.0 {
            follower.count(done, of);
        }
    }
}

impl fmt::Debug for Stages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Stages(told)" } else { "Stages(untold)" })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::{Follow, Stages};

    #[derive(Default)]
    struct Heard(Mutex<Vec<String>>);

    impl Follow for Heard {
        fn begin(&self, stage: &'static str) {
            self.0.lock().expect("no one panicked").push(stage.to_owned());
        }

        fn count(&self, done: usize, of: usize) {
            self.0.lock().expect("no one panicked").push(format!("{done}/{of}"));
        }
    }

    #[test]
    fn clones_tell_the_same_one() {
        let heard = Arc::new(Heard::default());
        let stages = Stages::told_to(heard.clone());
        stages.clone().begin("reading mod files");
        stages.count(1, 2);
        assert_eq!(*heard.0.lock().expect("no one panicked"), ["reading mod files", "1/2"]);
    }

    #[test]
    fn without_a_follower_nothing_happens() {
        Stages::default().begin("reading mod files");
        Stages::default().count(1, 2);
    }
}
