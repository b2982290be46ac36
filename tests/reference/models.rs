//! The recorded models built from their directories, where `NEURON_REDUCE_MODELS` names a checkout of orena1/neuron_reduce.

use std::path::PathBuf;

use neuron_reduce::cell::Cell;
use neuron_reduce::convert::detailed_cell;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::{Recipe, Settings};

const H41: &str = "2013_03_06_cell08_876_H41_05_Cell2.ASC";
const TESTS: &str = "tests/TestsFiles";

/// How a recorded model is built from its directory.
struct Source {
    name: &'static str,
    folder: &'static str,
    load: &'static [&'static str],
    cell: &'static str,
    morphology: Option<&'static str>,
    run: &'static [&'static str],
}

const fn source(name: &'static str, folder: &'static str, load: &'static [&'static str], cell: &'static str) -> Source {
    Source { name, folder, load, cell, morphology: None, run: &[] }
}

const fn completed(name: &'static str, folder: &'static str, load: &'static [&'static str], cell: &'static str) -> Source {
    let run = &["cell.complete_full_model_creation()"];
    Source { name, folder, load, cell, morphology: Some(H41), run }
}

/// Test_8 is not here: its hoc sets e_pas from ionic currents.
const SOURCES: [Source; 7] = [
    source(
        "L5PC_example",
        "example",
        &["L5PCbiophys3.hoc", "L5PCtemplate.hoc"],
        r#"L5PCtemplate("cell1.asc")"#,
    ),
    completed("Test_1", "Test_1", &["model.hoc"], "model()"),
    completed("Test_2_axon", "Test_2", &["modelwithAxon.hoc"], "modelwithAxon()"),
    source(
        "Test_4",
        "Test_4_LBC_amsalem",
        &["cNAC187_L23_LBC_3_C230300D1_new_new_fit.hoc"],
        r#"cNAC187_L23_LBC_3_C230300D1_new_new_fit(1, "C230300D1.asc")"#,
    ),
    source("Test_7", "Test_7_Almog", &["A140612_1.hoc"], r#"A140612_1("./")"#),
    source(
        "Test_9",
        "Test_9_Allen_483108201",
        &["AllenBiophys.hoc", "AllenTemplate.hoc"],
        r#"AllenTemplate("reconstruction.swc")"#,
    ),
    completed("Test_11", "Test_11_Human_L2_3_Eyal", &["model_0603_cell08_cm045.hoc"], "model_0603_cell08_cm045()"),
];

/// The cell of that name, built from its directory; none where it is not to be built or the checkout is not named.
pub fn build(name: &str, celsius: f64, v_init_mv: f64) -> Option<Cell> {
    let source = SOURCES.iter().find(|source| source.name == name)?;
    let checkout = PathBuf::from(std::env::var_os("NEURON_REDUCE_MODELS")?);
    let folder = if source.folder == "example" { checkout.join("example") } else { checkout.join(TESTS).join(source.folder) };
    let settings = Settings {
        recipe: Recipe {
            before: vec![format!("celsius = {celsius}")],
            load: source.load.iter().map(ToString::to_string).collect(),
            cell: Some(source.cell.to_owned()),
            morphology: source.morphology.map(str::to_owned),
            run: source.run.iter().map(ToString::to_string).collect(),
        },
        v_init_mv: Some(v_init_mv),
        ..Settings::default()
    };
    match detailed_cell(&folder, &settings) {
        Ok(detailed) => Some(detailed.cell),
        Err(failure) => {
            panic!("{name}: {}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
        }
    }
}
