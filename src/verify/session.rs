//! A cell in a process of its own: questions go to its standard input, answers come from its output, a line of json each.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::error::VerifyError;
use super::process::Tail;

/// Bytes of an answer.
const MOST_BYTES: u64 = 1 << 28;

/// Lines of what else it says that an error tells.
const TOLD_LINES: usize = 6;

/// A running process.
#[derive(Debug)]
pub(super) struct Session {
    side: &'static str,
    child: Child,
    questions: Sender<String>,
    answers: Receiver<String>,
    errors: Tail,
    listener: Option<JoinHandle<()>>,
    timeout: Duration,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Message {
    Progress(f64),
    Answer(Value),
    Error(String),
}

impl Session {
    /// Starts the process of a cell.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn start(side: &'static str, command: &mut Command, timeout: Duration) -> Result<Self, VerifyError> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let python = || command.get_program().to_string_lossy().into_owned();
        let mut child = child.map_err(|error| VerifyError::Python { python: python(), reason: error.to_string() })?;
        let errors = Tail::default();
        let (questions, asked) = mpsc::channel::<String>();
        let (told, answers) = mpsc::channel();
        // The threads end when the process does.
        let listener = child.stderr.take().map(|stream| errors.follow(stream));
        child.stdout.take().map(|stream| thread::spawn(move || read_lines(BufReader::new(stream), &told)));
        child.stdin.take().map(|mut stream| {
            thread::spawn(move || {
                asked.iter().try_for_each(|line| writeln!(stream, "{line}").and_then(|()| stream.flush()))
            })
        });
        Ok(Self { side, child, questions, answers, errors, listener, timeout })
    }

    /// Asks, and waits for the answer; `progress` hears of its parts.
    ///
    /// # Errors
    /// When the process reports an error, ends, or gives no sign of life for too long.
    pub(super) fn ask(&mut self, question: String, progress: &mut dyn FnMut(f64)) -> Result<Value, VerifyError> {
        // Where the process is gone, so are its answers.
        let _ = self.questions.send(question);
        loop {
            let line = match self.answers.recv_timeout(self.timeout) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => return Err(self.silent()),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
            };
            match serde_json::from_str(&line) {
                Ok(Message::Progress(part)) => progress(part),
                Ok(Message::Answer(answer)) => return Ok(answer),
                Ok(Message::Error(reason)) => return Err(self.failed(reason)),
                Err(error) => return Err(self.failed(format!("an answer that cannot be understood: {error}"))),
            }
        }
    }

    fn failed(&mut self, reason: String) -> VerifyError {
        self.stop();
        VerifyError::Simulation { side: self.side, reason, said: self.last_words() }
    }

    fn silent(&mut self) -> VerifyError {
        self.stop();
        VerifyError::Silent { what: format!("the process of the {} cell", self.side), seconds: self.timeout.as_secs() }
    }

    fn ended(&mut self) -> VerifyError {
        let status = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        VerifyError::Ended { side: self.side, status, said: self.last_words() }
    }

    /// The last lines on standard error, once all of them were read; a grandchild may hold it open for ever.
    fn last_words(&self) -> Vec<String> {
        let is_read = || self.listener.as_ref().is_none_or(JoinHandle::is_finished);
        for _ in 0..50 {
            if is_read() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.errors.last(TOLD_LINES)
    }

    fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.stop();
    }
}

fn read_lines(mut stream: impl BufRead, told: &Sender<String>) {
    let mut line = vec![];
    while let Ok(1..) = stream.by_ref().take(MOST_BYTES).read_until(b'\n', &mut line) {
        if told.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
            return;
        }
        line.clear();
    }
}
