//! The Python with NEURON: named, found or made.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use super::error::VerifyError;
use super::process::run;

/// What is installed where an environment is made; NEURON brings numpy.
const PACKAGES: [&str; 1] = ["neuron==9.0.2"];

/// Says that an environment is whole.
const STAMP: &str = "neuron-reduce-complete";

const PROBE: &str = include_str!("../../templates/verify/probe.py");

/// A probe that takes longer has failed.
const PROBE_TIMEOUT: Duration = Duration::from_secs(60);

/// Which Python is asked for.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// A program.
    pub named: Option<PathBuf>,
    /// An environment that is made where it is not there; without a folder in the user's cache.
    pub install: Option<Option<PathBuf>>,
}

/// A Python with NEURON.
#[derive(Debug, Clone)]
pub struct Python {
    /// The program.
    pub program: PathBuf,
    /// NEURON's version.
    pub version: String,
    /// What compiles mod files.
    pub nrnivmodl: PathBuf,
}

impl Python {
    /// A command of this Python that nothing of the user's settings reaches.
    #[must_use]
    pub fn command(&self) -> Command {
        isolated(&self.program)
    }

    /// What compiles mod files. A script of Python is run by this one: the one that it names may have been moved.
    #[must_use]
    pub fn compiler(&self) -> Command {
        let text = fs::read(&self.nrnivmodl).unwrap_or_default();
        let first = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
        if !(first.starts_with(b"#!") && String::from_utf8_lossy(first).contains("python")) {
            return isolated(&self.nrnivmodl);
        }
        let mut command = self.command();
        command.arg(&self.nrnivmodl);
        command
    }
}

fn isolated(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("NEURON_MODULE_OPTIONS", "-nogui").env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1");
    command.env_remove("PYTHONHOME").env_remove("DISPLAY");
    command
}

/// Finds or makes the Python that is asked for.
///
/// # Errors
/// When it is not there, has no NEURON, or is not made.
pub fn find(choice: &Choice, timeout: Duration) -> Result<Python, VerifyError> {
    if let Some(named) = &choice.named {
        return probe(named);
    }
    if let Some(folder) = &choice.install {
        let folder = folder.clone().or_else(usual_environment).unwrap_or_else(|| PathBuf::from("neuron-reduce-python"));
        return probe(&install(&folder, timeout)?);
    }
    let first = probe(Path::new("python3"));
    let made = || usual_environment().map(|folder| program_of(&folder)).filter(|program| program.exists());
    first.or_else(|error| made().map_or(Err(error), |program| probe(&program)))
}

/// Where an environment is made by itself: in the user's folder for what can be made again.
fn usual_environment() -> Option<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let cache = cache.or_else(|| env::home_dir().map(|home| home.join(".cache")))?;
    Some(cache.join("neuron-reduce").join("python"))
}

fn program_of(environment: &Path) -> PathBuf {
    environment.join("bin").join("python")
}

#[derive(Debug, Deserialize)]
struct Probed {
    version: String,
    nrnivmodl: Option<PathBuf>,
}

fn probe(program: &Path) -> Result<Python, VerifyError> {
    let python = program.display().to_string();
    let unrun = |reason: String| VerifyError::Python { python: python.clone(), reason };
    let folder = tempfile::tempdir().map_err(|error| VerifyError::Write { path: env::temp_dir(), error })?;
    // A folder of compiled mechanisms in the working directory would be loaded.
    let mut command = isolated(&absolute(program));
    let ended = run(command.args(["-c", PROBE]).current_dir(folder.path()), PROBE_TIMEOUT);
    let ended =
        ended.map_err(|error| unrun(error.to_string()))?.ok_or_else(|| unrun("it does not answer".to_owned()))?;
    let answer = ended.output.last(1).pop().unwrap_or_default();
    let probed = serde_json::from_str(&answer).ok().filter(|_| ended.status.success());
    let Probed { version, nrnivmodl } =
        probed.ok_or_else(|| VerifyError::NoNeuron { python: python.clone(), said: ended.last_word() })?;
    match nrnivmodl {
        Some(nrnivmodl) => Ok(Python { program: absolute(program), version, nrnivmodl }),
        None => Err(VerifyError::NoCompiler { python, version }),
    }
}

/// A path with folders is one from here, a name alone is looked for where programs are.
fn absolute(program: &Path) -> PathBuf {
    if program.components().count() > 1 {
        std::path::absolute(program).unwrap_or_else(|_| program.to_owned())
    } else {
        program.to_owned()
    }
}

/// Makes an environment with NEURON, where it is not whole.
fn install(folder: &Path, timeout: Duration) -> Result<PathBuf, VerifyError> {
    let program = program_of(folder);
    if folder.join(STAMP).exists() {
        return Ok(program);
    }
    let mut venv = isolated(Path::new("python3"));
    step("python3 -m venv", venv.args(["-m", "venv"]).arg(folder), folder, timeout)?;
    let mut pip = isolated(&program);
    let named = format!("pip install {}", PACKAGES.join(" "));
    step(&named, pip.args(["-m", "pip", "install", "--retries", "2"]).args(PACKAGES), folder, timeout)?;
    let stamp = folder.join(STAMP);
    fs::write(&stamp, PACKAGES.join("\n") + "\n").map_err(|error| VerifyError::Write { path: stamp, error })?;
    Ok(program)
}

fn step(name: &str, command: &mut Command, folder: &Path, timeout: Duration) -> Result<(), VerifyError> {
    let failed = |said: String| VerifyError::Install { step: name.to_owned(), folder: folder.to_owned(), said };
    let ended = run(command, timeout).map_err(|error| failed(error.to_string()))?;
    let ended = ended.ok_or_else(|| VerifyError::Silent { what: format!("`{name}`"), seconds: timeout.as_secs() })?;
    if ended.status.success() { Ok(()) } else { Err(failed(ended.last_word())) }
}
