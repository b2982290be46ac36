//! The recorded models built from their directories, where `NEURON_REDUCE_MODELS` names a checkout of `orena1/neuron_reduce`.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use neuron_reduce::cell::Cell;
use neuron_reduce::convert::{Detailed, detailed_cell};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::{Recipe, Settings};

use tempfile::TempDir;

use super::golden::{GOLDENS, Golden};

const H41: &str = "2013_03_06_cell08_876_H41_05_Cell2.ASC";

/// How a recorded model is built from its directory.
pub struct Source {
    pub name: &'static str,
    folder: &'static str,
    pub load: &'static [&'static str],
    pub cell: &'static str,
    pub morphology: Option<&'static str>,
    pub run: &'static [&'static str],
    /// Lines of the first loaded file that the recorded copy did not have.
    left_out: Option<&'static str>,
}

const fn source(name: &'static str, folder: &'static str, load: &'static [&'static str], cell: &'static str) -> Source {
    Source { name, folder, load, cell, morphology: None, run: &[], left_out: None }
}

const fn completed(
    name: &'static str,
    folder: &'static str,
    load: &'static [&'static str],
    cell: &'static str,
) -> Source {
    let run = &["cell.complete_full_model_creation()"];
    Source { name, folder, load, cell, morphology: Some(H41), run, left_out: None }
}

pub const SOURCES: [Source; 8] = [
    source("L5PC_example", "example", &["L5PCbiophys3.hoc", "L5PCtemplate.hoc"], r#"L5PCtemplate("cell1.asc")"#),
    completed("Test_1", "Test_1", &["model.hoc"], "model()"),
    completed("Test_2_axon", "Test_2", &["modelwithAxon.hoc"], "modelwithAxon()"),
    source(
        "Test_4",
        "Test_4_LBC_amsalem",
        &["cNAC187_L23_LBC_3_C230300D1_new_new_fit.hoc"],
        r#"cNAC187_L23_LBC_3_C230300D1_new_new_fit(1, "C230300D1.asc")"#,
    ),
    // NEURON 9 takes a second `create soma` for a scalar; the recording was made without that line.
    Source {
        left_out: Some("\ncreate soma\n"),
        ..source("Test_7", "Test_7_Almog", &["A140612_1.hoc"], r#"A140612_1("./")"#)
    },
    source("Test_8", "Test_8_C1_Marasco", &["geo5038801modMod.hoc"], r#"geo5038801modMod("./")"#),
    source(
        "Test_9",
        "Test_9_Allen_483108201",
        &["AllenBiophys.hoc", "AllenTemplate.hoc"],
        r#"AllenTemplate("reconstruction.swc")"#,
    ),
    completed("Test_11", "Test_11_Human_L2_3_Eyal", &["model_0603_cell08_cm045.hoc"], "model_0603_cell08_cm045()"),
];

/// The recorded models with the cells that their directories give; none, with a printed line, without a checkout.
pub static BUILT: LazyLock<Vec<Golden>> = LazyLock::new(|| {
    let Some(checkout) = checkout() else { return vec![] };
    let built = GOLDENS.iter().filter_map(|golden| {
        let source = SOURCES.iter().find(|source| source.name == golden.name)?;
        let name = format!("{} (directory)", golden.name);
        Some(Golden { name, json: golden.json.clone(), cell: source.build(&checkout, &golden.cell).cell })
    });
    built.collect()
});

/// The recorded cells and the built ones.
pub fn all() -> impl Iterator<Item = &'static Golden> {
    GOLDENS.iter().chain(BUILT.iter())
}

/// The checkout that holds the models; none, with a printed line, where nothing names it.
pub fn checkout() -> Option<PathBuf> {
    let found = std::env::var_os("NEURON_REDUCE_MODELS").map(PathBuf::from);
    if found.is_none() {
        println!("skipped: NEURON_REDUCE_MODELS does not name a checkout of orena1/neuron_reduce");
    }
    found
}

impl Source {
    /// A copy of its directory as the recording had it.
    pub fn copy(&self, checkout: &Path) -> TempDir {
        let folder = match self.folder {
            "example" => checkout.join("example"),
            test => checkout.join("tests/TestsFiles").join(test),
        };
        let copy = tempfile::tempdir().unwrap();
        copy_files(&folder, copy.path());
        if let Some(lines) = self.left_out {
            let path = copy.path().join(self.load[0]);
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(lines), "{}", self.name);
            std::fs::write(path, text.replacen(lines, "\n", 1)).unwrap();
        }
        copy
    }

    /// The cell that its directory gives, with the temperature and `v_init` of the recording.
    pub fn build(&self, checkout: &Path, recorded: &Cell) -> Detailed {
        let copy = self.copy(checkout);
        let settings = Settings {
            recipe: Recipe {
                before: vec![format!("celsius = {}", recorded.celsius)],
                load: self.load.iter().map(ToString::to_string).collect(),
                cell: Some(self.cell.to_owned()),
                morphology: self.morphology.map(str::to_owned),
                run: self.run.iter().map(ToString::to_string).collect(),
                ..Recipe::default()
            },
            v_init_mv: Some(recorded.v_init_mv),
            ..Settings::default()
        };
        detailed_cell(copy.path(), &settings).unwrap_or_else(|failure| {
            let messages = render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false);
            panic!("{}: {messages}", self.name)
        })
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(entry.path(), target).unwrap();
    }
}
