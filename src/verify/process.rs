//! Programs that are run to their end, within a time, with a bounded memory of what they say.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Lines that are remembered.
const MOST_LINES: usize = 200;

/// Bytes of a line that are remembered.
const MOST_BYTES: u64 = 4096;

/// The last lines that a stream carried.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail(Arc<Mutex<VecDeque<String>>>);

impl Tail {
    /// Reads a stream to its end, in a thread.
    pub(super) fn follow(&self, stream: impl Read + Send + 'static) -> JoinHandle<()> {
        let tail = self.clone();
        thread::spawn(move || tail.read(BufReader::new(stream)))
    }

    fn read(&self, mut stream: impl BufRead) {
        let mut line = vec![];
        while let Ok(1..) = stream.by_ref().take(MOST_BYTES).read_until(b'\n', &mut line) {
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            lines.push_back(String::from_utf8_lossy(&line).trim_end().to_owned());
            if lines.len() > MOST_LINES {
                lines.pop_front();
            }
            line.clear();
        }
    }

    /// All lines that are remembered.
    pub(super) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// The last lines that say something.
    pub(super) fn last(&self, count: usize) -> Vec<String> {
        let lines = self.lines();
        let telling: Vec<_> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
        telling.iter().skip(telling.len().saturating_sub(count)).cloned().collect()
    }
}

/// What a program left.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) status: ExitStatus,
    pub(super) output: Tail,
    pub(super) errors: Tail,
}

impl Finished {
    /// The last line of its errors, else of its output.
    pub(super) fn last_word(&self) -> String {
        let last = |tail: &Tail| tail.last(1).pop();
        last(&self.errors).or_else(|| last(&self.output)).unwrap_or_else(|| self.status.to_string())
    }
}

/// Runs a program to its end; none where it takes longer than it may.
pub(super) fn run(command: &mut Command, timeout: Duration) -> io::Result<Option<Finished>> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (output, errors) = (Tail::default(), Tail::default());
    let readers = [
        child.stdout.take().map(|stream| output.follow(stream)),
        child.stderr.take().map(|stream| errors.follow(stream)),
    ];
    let end = Instant::now() + timeout;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > end {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(20));
    };
    for reader in readers.into_iter().flatten() {
        // A reader does not panic; one that did has read nothing more.
        let _ = reader.join();
    }
    Ok(Some(Finished { status, output, errors }))
}
