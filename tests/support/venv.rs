//! NEURON itself, installed once into the target directory.
//!
//! Every test program may ask at the same time: a lock file lets one install while the others wait, and a stamp file
//! says that an installation went to its end.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A version of the simulator that judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neuron {
    /// 9.0.2, the judge of everything else.
    Nine,
    /// 8.2.6, whose extended impedances are right, and which takes mod files that 9 does not.
    Eight,
}

impl Neuron {
    /// As its package is numbered.
    pub fn version(self) -> &'static str {
        match self {
            Self::Nine => "9.0.2",
            Self::Eight => "8.2.6",
        }
    }

    /// A Python with this NEURON, installed with `$PYTHON` or `python3` when it is not there yet.
    ///
    /// # Panics
    /// With one line that says what is missing.
    pub fn python(self) -> PathBuf {
        let venv = target_directory().join(format!("neuron-{}", self.version()));
        let base = env::var("PYTHON").unwrap_or_else(|_| "python3".into());
        installed(&base, self.packages(), &venv).unwrap_or_else(|message| panic!("{message}"))
    }

    /// The simulator and what its Python module needs: 8's `nrnivmodl` imports `pkg_resources`, which setuptools 81 lost.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Nine => &["neuron==9.0.2", "numpy"],
            Self::Eight => &["neuron==8.2.6", "numpy<2", "setuptools<81"],
        }
    }
}

/// A Python with NEURON 9.0.2.
///
/// # Panics
/// With one line that says what is missing.
pub fn neuron_python() -> PathBuf {
    Neuron::Nine.python()
}

/// The C++ compiler that `nrnivmodl` will use.
///
/// # Errors
/// One line when there is none.
pub fn cpp_compiler() -> Result<String, String> {
    let named = env::var("CXX").ok();
    let candidates: Vec<&str> = named.iter().map(String::as_str).chain(["c++", "g++", "clang++"]).collect();
    let compiler = first_that_runs(&candidates, "C++ compiler")?;
    first_that_runs(&["make"], "make")?;
    Ok(compiler)
}

/// The first of `candidates` that can be run.
///
/// # Errors
/// One line that names what is missing and what was tried.
pub fn first_that_runs(candidates: &[&str], what: &str) -> Result<String, String> {
    let found = candidates.iter().find(|name| runs(name, "--version"));
    let tried = candidates.join(", ");
    found
        .map(|name| (*name).to_owned())
        .ok_or_else(|| format!("no {what} found ({tried}): NEURON compiles mod files with it"))
}

/// Where cargo builds.
pub fn target_directory() -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    scratch.parent().unwrap_or(scratch).to_owned()
}

/// Tells the user past the test harness, which holds back what `eprintln!` prints.
pub fn say(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Runs `make` while no other process makes the same thing; `thing` may have been made meanwhile.
pub fn alone<T>(thing: &Path, make: impl FnOnce() -> T) -> T {
    fs::create_dir_all(thing.parent().unwrap()).unwrap();
    let lock = File::create(thing.with_extension("lock")).unwrap();
    if lock.try_lock().is_err() {
        say(&format!("waiting for another test program to make {}", thing.display()));
        lock.lock().unwrap();
    }
    make()
}

/// The Python of the virtual environment `venv` with `packages`, which is made by the Python `base` when needed.
///
/// # Errors
/// One line that says what failed.
pub fn installed(base: &str, packages: &[&str], venv: &Path) -> Result<PathBuf, String> {
    let stamp = venv.join("complete");
    alone(venv, || {
        if !stamp.exists() {
            say(&format!("installing {} into {} (once)", packages.join(" and "), venv.display()));
            install(base, packages, venv)?;
            fs::write(&stamp, packages.join("\n"))
                .map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
        }
        Ok(venv.join("bin/python"))
    })
}

fn install(base: &str, packages: &[&str], venv: &Path) -> Result<(), String> {
    let version = output(Command::new(base).arg("--version"))
        .map_err(|_| format!("no `{base}` found: Python 3 with its venv module is needed to run NEURON"))?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    cpp_compiler()?;
    if venv.exists() {
        fs::remove_dir_all(venv).map_err(|error| format!("cannot remove {}: {error}", venv.display()))?;
    }
    let made = output(Command::new(base).args(["-m", "venv"]).arg(venv)).is_ok_and(|made| made.status.success());
    if !made {
        return Err(format!(
            "`{base} -m venv` fails ({version}): its venv module is needed (Debian: apt install python3-venv)"
        ));
    }
    let pip =
        output(Command::new(venv.join("bin/python")).args(["-m", "pip", "install", "--retries", "2"]).args(packages))
            .map_err(|error| format!("cannot run pip in {}: {error}", venv.display()))?;
    if pip.status.success() {
        return Ok(());
    }
    let wanted = packages.join(" and ");
    Err(format!("cannot install {wanted} from PyPI for {version} (no network?): {}", last_error(&pip)))
}

fn last_error(pip: &Output) -> String {
    let text = String::from_utf8_lossy(&pip.stderr).into_owned();
    let lines = || text.lines().rev().filter(|line| !line.trim().is_empty());
    let line = lines().find(|line| line.starts_with("ERROR:")).or_else(|| lines().next());
    line.unwrap_or("pip says nothing").trim_start_matches("ERROR:").trim().to_owned()
}

fn runs(program: &str, argument: &str) -> bool {
    output(Command::new(program).arg(argument)).is_ok_and(|output| output.status.success())
}

fn output(command: &mut Command) -> io::Result<Output> {
    command.env_remove("PYTHONPATH").env_remove("PYTHONHOME").env("PYTHONNOUSERSITE", "1").output()
}
