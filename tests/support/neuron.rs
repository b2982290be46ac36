//! NEURON as the judge: compiles mod files, loads a model directory, says what it makes of it, runs it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use super::venv::{Neuron, alone, cpp_compiler, say, target_directory};

/// How a model directory is loaded into NEURON, in the order of the fields.
#[derive(Debug, Clone)]
pub struct Model {
    directory: PathBuf,
    mechanisms: Option<PathBuf>,
    hoc: Vec<String>,
    python: Vec<String>,
    cell: Option<String>,
    soma: Option<String>,
}

/// A somatic voltage trace.
#[derive(Debug, Clone, Deserialize)]
pub struct Trace {
    /// Temperature, degC.
    pub celsius: f64,
    /// Voltage at the start, mV.
    pub v_init: f64,
    /// Upward crossings of -20 mV, ms.
    pub spikes: Vec<f64>,
    /// Times of all steps, ms.
    pub t: Vec<f64>,
    /// Voltage in the middle of the soma at each step, mV.
    pub v: Vec<f64>,
}

/// A step of current into the middle of the soma.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// nA.
    pub amplitude_na: f64,
    /// Start, ms.
    pub delay_ms: f64,
    /// ms.
    pub duration_ms: f64,
}

impl Model {
    /// The model in `directory`, its mod files (there and in `mod`) compiled, nothing loaded yet.
    pub fn in_directory(directory: &Path) -> Self {
        let directory = directory.canonicalize().unwrap();
        let mechanisms = compile_mods(&directory);
        Self { directory, mechanisms, hoc: vec![], python: vec![], cell: None, soma: None }
    }

    /// The model that a hoc file of the directory makes.
    pub fn of_file(directory: &Path, file: &str) -> Self {
        Self::in_directory(directory).hoc(&format!("load_file(\"{file}\")"))
    }

    /// Runs a hoc statement.
    pub fn hoc(mut self, statement: &str) -> Self {
        self.hoc.push(statement.into());
        self
    }

    /// Runs a Python statement, after all hoc.
    pub fn python(mut self, statement: &str) -> Self {
        self.python.push(statement.into());
        self
    }

    /// No event arrives any more.
    pub fn without_events(self) -> Self {
        self.python("for connection in h.List('NetCon'): connection.active(0)")
    }

    /// The model's own synapses and stimuli do nothing.
    pub fn silent(self) -> Self {
        self.without_events().python("for clamp in h.List('IClamp'): clamp.amp = 0")
    }

    /// The variable that holds the cell; `cell` when it is not said.
    pub fn cell(mut self, name: &str) -> Self {
        self.cell = Some(name.into());
        self
    }

    /// The section that is the soma; `soma` or `soma[0]` when it is not said.
    pub fn soma(mut self, name: &str) -> Self {
        self.soma = Some(name.into());
        self
    }

    /// Sections, geometry, mechanisms and passive impedances: the json of `tests/neuron/describe.py`.
    pub fn describe(&self) -> Value {
        serde_json::from_slice(&self.run("describe.py", &[])).unwrap()
    }

    /// The model as it stands, run to its own `tstop` with its own stimuli.
    pub fn simulate(&self) -> Trace {
        serde_json::from_slice(&self.run("simulate.py", &[])).unwrap()
    }

    /// The model with one more step of current.
    pub fn simulate_step(&self, step: Step, tstop_ms: f64) -> Trace {
        let Step { amplitude_na, delay_ms, duration_ms } = step;
        let current = format!("--current={amplitude_na}:{delay_ms}:{duration_ms}");
        serde_json::from_slice(&self.run("simulate.py", &[current, format!("--tstop={tstop_ms}")])).unwrap()
    }

    /// Where it rests, and input impedances of `sites` (`dend[3]:0.5`) there: the json of `tests/neuron/rest.py`.
    pub fn rest(&self, sites: &[String], frequencies_hz: &[f64]) -> Value {
        let sites = sites.iter().map(|site| format!("--site={site}"));
        let frequencies = frequencies_hz.iter().map(|frequency_hz| format!("--frequency={frequency_hz}"));
        serde_json::from_slice(&self.run("rest.py", &sites.chain(frequencies).collect::<Vec<_>>())).unwrap()
    }

    fn run(&self, script: &str, more: &[String]) -> Vec<u8> {
        let mut command = run_script(Neuron::Nine, script);
        command.arg(&self.directory).args(self.arguments()).args(more);
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "NEURON cannot run {}:\n{errors}", self.directory.display());
        output.stdout
    }

    fn arguments(&self) -> Vec<String> {
        let one = |name: &str, value: &str| format!("--{name}={value}");
        let mechanisms = self.mechanisms.iter().map(|path| one("mechanisms", &path.display().to_string()));
        let hoc = self.hoc.iter().map(|statement| one("hoc", statement));
        let python = self.python.iter().map(|statement| one("python", statement));
        let cell = self.cell.iter().map(|name| one("cell", name));
        let soma = self.soma.iter().map(|name| one("soma", name));
        mechanisms.chain(hoc).chain(python).chain(cell).chain(soma).collect()
    }
}

/// One of the scripts in `tests/neuron`, not started yet.
pub fn run_script(neuron: Neuron, script: &str) -> Command {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/neuron");
    let mut command = Command::new(neuron.python());
    command.env("NEURON_MODULE_OPTIONS", "-nogui").env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTHONPATH");
    command.arg(scripts.join(script));
    command
}

/// The library that `nrnivmodl` makes of the mod files in `directory` and `directory/mod`; none without mod files.
///
/// It is kept under the target directory by the content of the files.
pub fn compile_mods(directory: &Path) -> Option<PathBuf> {
    compile_mods_with(Neuron::Nine, directory)
}

/// The library that the `nrnivmodl` of this NEURON makes.
pub fn compile_mods_with(neuron: Neuron, directory: &Path) -> Option<PathBuf> {
    let mods = mod_files(directory);
    if mods.is_empty() {
        return None;
    }
    Some(compiled(neuron, &mods).unwrap_or_else(|message| panic!("{message}")))
}

/// The same where the mod files may not be this NEURON's.
///
/// # Errors
/// Where to read what `nrnivmodl` says.
pub fn try_compile_mods(neuron: Neuron, directory: &Path) -> Result<Option<PathBuf>, String> {
    let mods = mod_files(directory);
    if mods.is_empty() { Ok(None) } else { compiled(neuron, &mods).map(Some) }
}

fn compiled(neuron: Neuron, mods: &[PathBuf]) -> Result<PathBuf, String> {
    let name = format!("{:016x}-{}", content_hash(mods), neuron.version());
    let made = target_directory().join("neuron-mechanisms").join(name);
    alone(&made, || library(&made).map_or_else(|| compile(neuron, mods, &made), Ok))
}

fn compile(neuron: Neuron, mods: &[PathBuf], made: &Path) -> Result<PathBuf, String> {
    let compiler = cpp_compiler().unwrap_or_else(|message| panic!("{message}"));
    say(&format!("compiling {} mod files with nrnivmodl {} and {compiler} (once)", mods.len(), neuron.version()));
    let _ = fs::remove_dir_all(made);
    fs::create_dir_all(made.join("mod")).unwrap();
    for file in mods {
        fs::copy(file, made.join("mod").join(file.file_name().unwrap())).unwrap();
    }
    let python = neuron.python();
    let mut nrnivmodl = Command::new(&python);
    nrnivmodl.arg(python.with_file_name("nrnivmodl")).arg("mod").current_dir(made).env_remove("PYTHONPATH");
    let output = nrnivmodl.output().unwrap();
    fs::write(made.join("nrnivmodl.log"), [&output.stdout[..], &output.stderr[..]].concat()).unwrap();
    let library = library(made).filter(|_| output.status.success());
    library.ok_or_else(|| format!("nrnivmodl fails, see {}", made.join("nrnivmodl.log").display()))
}

/// `x86_64/libnrnmech.so` or what the platform calls it.
fn library(made: &Path) -> Option<PathBuf> {
    let folders = fs::read_dir(made).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let mut libraries =
        folders.flat_map(|folder| ["so", "dylib"].map(|end| folder.join("libnrnmech").with_extension(end)));
    libraries.find(|path| path.exists())
}

fn mod_files(directory: &Path) -> Vec<PathBuf> {
    let folders = [directory.to_owned(), directory.join("mod")];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let mut mods: Vec<_> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "mod")).collect();
    mods.sort();
    mods
}

fn content_hash(mods: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in mods {
        file.file_name().hash(&mut hasher);
        fs::read(file).unwrap().hash(&mut hasher);
    }
    hasher.finish()
}
