//! NEURON as the judge of single mechanisms: typed questions to `tests/neuron/mechanisms.py` and `admittance.py`.
//!
//! Each job is one section of one segment. The scripts say at their heads what is computed, and how.
//! ```ignore
//! let judge = Judge::of(Neuron::Nine).mods(Path::new("mod"));
//! let membrane = Membrane { celsius: 34.0, ..Membrane::of("ih") }.set("gbar_ih", 1e-4);
//! let answers = judge.evaluate(&[Evaluation::at(membrane, &[-90.0, -70.0])]);
//! let ih = answers[0].as_ref().unwrap();
//! let at = ih.voltages[0].as_ref().unwrap();
//! let (gate, slope) = (at.initial["m_ih"], at.slope_conductance());
//! let far = at.rate(10.0);
//! let rate_per_ms = far.equations.as_ref().unwrap().rates_per_ms["m_ih"];
//! let moved = far.steps[0].after["m_ih"] - far.steps[0].before["m_ih"];
//! ```

pub mod answers;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use super::neuron::{compile_mods_with, run_script};
use super::venv::Neuron;
use answers::{Answers, Evaluated, Measured, Values};

/// A NEURON with its own mechanisms and those of libraries.
#[derive(Debug, Clone)]
pub struct Judge {
    neuron: Neuron,
    libraries: Vec<PathBuf>,
    seconds: f64,
}

/// What is in the membrane of the segment and around it.
#[derive(Debug, Clone, Serialize)]
pub struct Membrane {
    /// SUFFIX of the mechanism.
    pub mechanism: String,
    /// More mechanisms in the same segment.
    pub also_insert: Vec<String>,
    /// degC.
    pub celsius: f64,
    /// um.
    pub diam_um: f64,
    /// um.
    pub length_um: f64,
    /// Capacitance, part of every admittance.
    pub cm_uf_per_cm2: f64,
    /// `dt` during INITIAL.
    pub dt_ms: f64,
    /// Range variables and globals, set before INITIAL.
    pub parameters: Values,
    /// States and concentrations, set after INITIAL.
    pub states: Values,
    /// By name: `ca`.
    pub ions: BTreeMap<String, Ion>,
    /// What a POINTER (`name_suffix`) points at.
    pub pointers: BTreeMap<String, Target>,
    /// What fills a `FUNCTION_TABLE` (`name_suffix`).
    pub function_tables: BTreeMap<String, FunctionTable>,
}

/// Values of a function of one argument, linear in between.
#[derive(Debug, Clone, Serialize)]
pub struct FunctionTable {
    /// Ascending arguments.
    pub x: Vec<f64>,
    /// Its values there.
    pub y: Vec<f64>,
}

/// What is said of an ion before INITIAL; the rest is as NEURON has it.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Ion {
    /// Inside, mM.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub inside_mm: Option<f64>,
    /// Outside, mM.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    pub outside_mm: Option<f64>,
    /// Reversal potential, mV.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub reversal_mv: Option<f64>,
    /// Arguments of `ion_style`: concentration, reversal potential, einit, eadvance, cinit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<[u8; 5]>,
}

/// What a POINTER points at.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Target {
    /// A range variable of the segment.
    Variable(String),
    /// A number that stays as it is.
    Value(f64),
}

/// A job of `mechanisms.py`; a list that is not given is the script's.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// What is evaluated.
    #[serde(flatten)]
    pub membrane: Membrane,
    /// For each of these `finitialize`, mV.
    #[serde(rename = "voltages")]
    pub voltages_mv: Vec<f64>,
    /// Currents are evaluated at these distances from it.
    #[serde(rename = "current_offsets", skip_serializing_if = "Option::is_none")]
    pub current_offsets_mv: Option<Vec<f64>>,
    /// Rates of change are evaluated at these distances from it.
    #[serde(rename = "rate_offsets", skip_serializing_if = "Option::is_none")]
    pub rate_offsets_mv: Option<Vec<f64>>,
    /// Fixed steps that are made from each of the latter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps_ms: Option<Vec<f64>>,
}

/// A job of `admittance.py`.
#[derive(Debug, Clone, Serialize)]
pub struct AdmittanceOf {
    /// What is measured.
    #[serde(flatten)]
    pub membrane: Membrane,
    /// Operating point.
    #[serde(rename = "v")]
    pub v_mv: f64,
    /// Where.
    #[serde(rename = "frequencies")]
    pub frequencies_hz: Vec<f64>,
    /// Fixed steps that bring the states to rest with v held, 200 of each; none stays at `finitialize`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settle_steps_ms: Option<Vec<f64>>,
    /// How.
    pub methods: Vec<Method>,
    /// Step of the differences of [`Method::Impedance`]; the script's when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deltafac: Option<f64>,
    /// Of the sinusoid; the script's when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amplitude_mv: Option<f64>,
    /// Longest step of the sinusoid; the script's when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_ms: Option<f64>,
}

/// A way to an admittance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// `Impedance.compute(f, 1)`, only right in NEURON 8.2.6 and without ion coupling.
    Impedance,
    /// The variable step method's equations, linearized by differences.
    Equations,
    /// A small sinusoid in a run of fixed steps.
    Sinusoid,
}

impl Judge {
    /// This NEURON with its own mechanisms: `hh`, `pas` and point processes.
    pub fn of(neuron: Neuron) -> Self {
        Self { neuron, libraries: vec![], seconds: 60.0 }
    }

    /// With the mod files in `directory` and `directory/mod`, compiled when they are not yet.
    pub fn mods(self, directory: &Path) -> Self {
        let library = compile_mods_with(self.neuron, directory).unwrap();
        self.library(&library)
    }

    /// With a library that `nrnivmodl` of the same NEURON made.
    pub fn library(mut self, library: &Path) -> Self {
        self.libraries.push(library.to_owned());
        self
    }

    /// With a time limit for each job.
    pub fn seconds(self, seconds: f64) -> Self {
        Self { seconds, ..self }
    }

    /// In the order of the jobs; the message of one that fails.
    pub fn evaluate(&self, jobs: &[Evaluation]) -> Vec<Result<Evaluated, String>> {
        self.ask("mechanisms.py", jobs)
    }

    /// In the order of the jobs; the message of one that fails.
    pub fn admittance(&self, jobs: &[AdmittanceOf]) -> Vec<Result<Measured, String>> {
        self.ask("admittance.py", jobs)
    }

    /// What hoc programs print, in the order of the jobs; the message of one that fails.
    pub fn programs<Job: Serialize, Answer: DeserializeOwned>(&self, jobs: &[Job]) -> Vec<Result<Answer, String>> {
        self.ask("programs.py", jobs)
    }

    /// Where NEURON stops parsing hoc, in the order of the jobs; the message of one that fails.
    pub fn syntax<Job: Serialize, Answer: DeserializeOwned>(&self, jobs: &[Job]) -> Vec<Result<Answer, String>> {
        self.ask("syntax.py", jobs)
    }

    /// What a script says when it compares itself with closed formulas.
    ///
    /// # Errors
    /// The same when the difference is too large.
    pub fn self_check(&self, script: &str) -> Result<String, String> {
        let mut command = run_script(self.neuron, script);
        let output = command.arg("--self-check").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(said) } else { Err(said) }
    }

    fn ask<Job: Serialize, Answer: DeserializeOwned>(&self, script: &str, jobs: &[Job]) -> Vec<Result<Answer, String>> {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(&serde_json::to_vec(jobs).unwrap()).unwrap();
        let mut command = run_script(self.neuron, script);
        command.arg(file.path()).arg(format!("--seconds={}", self.seconds));
        command.args(self.libraries.iter().map(|path| format!("--mechanisms={}", path.display())));
        let answers: Answers<Answer> = serde_json::from_slice(&succeeded(&mut command)).unwrap();
        assert_eq!(answers.neuron_version, self.neuron.version());
        assert_eq!(answers.results.len(), jobs.len());
        answers.results
    }
}

fn succeeded(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} fails:\n{errors}");
    output.stdout
}

impl Membrane {
    /// A mechanism as it comes, at 6.3 degC in 10 um by 10 um with 1 uF/cm2.
    pub fn of(mechanism: &str) -> Self {
        Self {
            mechanism: mechanism.into(),
            also_insert: vec![],
            celsius: 6.3,
            diam_um: 10.0,
            length_um: 10.0,
            cm_uf_per_cm2: 1.0,
            dt_ms: 0.025,
            parameters: Values::new(),
            states: Values::new(),
            ions: BTreeMap::new(),
            pointers: BTreeMap::new(),
            function_tables: BTreeMap::new(),
        }
    }

    /// With a value for a range variable or a global.
    pub fn set(mut self, name: &str, value: f64) -> Self {
        self.parameters.insert(name.into(), value);
        self
    }

    /// With what is said of an ion.
    pub fn ion(mut self, name: &str, ion: Ion) -> Self {
        self.ions.insert(name.into(), ion);
        self
    }

    /// With one more mechanism.
    pub fn and(mut self, mechanism: &str) -> Self {
        self.also_insert.push(mechanism.into());
        self
    }
}

impl Evaluation {
    /// At these voltages, with the script's own offsets and steps.
    pub fn at(membrane: Membrane, voltages_mv: &[f64]) -> Self {
        let voltages_mv = voltages_mv.to_vec();
        Self { membrane, voltages_mv, current_offsets_mv: None, rate_offsets_mv: None, steps_ms: None }
    }
}

impl AdmittanceOf {
    /// By these methods where the states rest.
    pub fn at(membrane: Membrane, v_mv: f64, frequencies_hz: &[f64], methods: &[Method]) -> Self {
        Self {
            membrane,
            v_mv,
            frequencies_hz: frequencies_hz.to_vec(),
            settle_steps_ms: None,
            methods: methods.to_vec(),
            deltafac: None,
            amplitude_mv: None,
            step_ms: None,
        }
    }
}
