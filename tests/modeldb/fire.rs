//! A reduced model in NEURON: compiled, loaded by its `init.hoc`, rested, and made to fire.

use neuron_reduce::convert::Converted;
use neuron_reduce::emit::write::write_directory;
use serde::Deserialize;

use super::support::neuron::{run_script, try_compile_mods};
use super::support::venv::Neuron;

/// What NEURON makes of it: the json of `tests/neuron/fire.py`.
#[derive(Debug, Deserialize)]
pub struct Fired {
    /// The soma after 100 ms, mV; none where a voltage is no number.
    #[serde(rename = "rest")]
    pub rest_mv: Option<f64>,
    /// Spikes until then.
    pub alone: usize,
    /// The first step of current that makes the soma fire, each twice the one before, nA.
    #[serde(rename = "fires")]
    pub fires_na: Option<f64>,
    /// Which NEURON.
    #[serde(skip)]
    pub version: &'static str,
}

impl Fired {
    pub fn row(&self, id: &str) -> String {
        let rest = self.rest_mv.map_or("no number".to_owned(), |rest_mv| format!("{rest_mv:.1}"));
        let alone = if self.alone > 0 { format!(", {} spikes by then", self.alone) } else { String::new() };
        let fires = self.fires_na.map_or("no".to_owned(), |fires_na| fires_na.to_string());
        format!("| {id} | {} | {rest}{alone} | {fires} |", self.version)
    }
}

/// Runs the reduced model in the newest NEURON that compiles its mod files.
///
/// # Errors
/// What NEURON says.
pub fn reduced_in_neuron(converted: &Converted) -> Result<Fired, String> {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("out");
    write_directory(&converted.files, &directory, false).unwrap();
    let nine = try_compile_mods(Neuron::Nine, &directory).map(|library| (Neuron::Nine, library));
    let (neuron, library) =
        nine.or_else(|_| try_compile_mods(Neuron::Eight, &directory).map(|library| (Neuron::Eight, library)))?;
    let soma = &converted.detailed.cell.sections[converted.reduction.soma].name;
    let mut command = run_script(neuron, "fire.py");
    command.arg(&directory).arg("--hoc=load_file(\"init.hoc\")").arg(format!("--soma={soma}"));
    command.args(library.map(|library| format!("--mechanisms={}", library.display())));
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let fired: Fired = serde_json::from_slice(&output.stdout).unwrap();
    Ok(Fired { version: neuron.version(), ..fired })
}
