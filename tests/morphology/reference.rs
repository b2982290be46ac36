//! Public morphologies against the 3-d points that NEURON 9.0.2 has after its import.
//!
//! `NEURON_REDUCE_MODELS` names a checkout of `orena1/neuron_reduce`; the recorded points are in `../shared/golden`.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::morphology::{instantiate, parse_neurolucida, parse_swc};
use neuron_reduce::source::SourceMap;
use serde::Deserialize;

const HUMAN: &str = "2013_03_06_cell08_876_H41_05_Cell2.ASC";

/// Recording, folder in the repository, morphology file.
const MODELS: [(&str, &str, &str); 6] = [
    ("L5PC_example", "example", "cell1.asc"),
    ("Test_1", "tests/TestsFiles/Test_1", HUMAN),
    ("Test_2_axon", "tests/TestsFiles/Test_2", HUMAN),
    ("Test_4", "tests/TestsFiles/Test_4_LBC_amsalem", "C230300D1.asc"),
    ("Test_9", "tests/TestsFiles/Test_9_Allen_483108201", "reconstruction.swc"),
    ("Test_11", "tests/TestsFiles/Test_11_Human_L2_3_Eyal", HUMAN),
];

/// The 3-d points of one section as they were recorded: in single precision, in um.
#[derive(Deserialize)]
struct Recorded {
    x: Vec<f32>,
    y: Vec<f32>,
    z: Vec<f32>,
    d: Vec<f32>,
}

fn recorded(name: &str) -> Option<BTreeMap<String, Recorded>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/golden").join(format!("{name}.pt3d.json.gz"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).ok()?).read_to_string(&mut text).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn imported(path: &Path) -> BTreeMap<String, Vec<[f32; 4]>> {
    let mut sources = SourceMap::open(path.parent().unwrap()).unwrap();
    let file = sources.read(path).unwrap();
    let text = &sources.file(file).text;
    let mut diagnostics = Diagnostics::default();
    let parse = if path.extension().unwrap() == "swc" { parse_swc } else { parse_neurolucida };
    let read = parse(text, file, &mut diagnostics).unwrap();
    let sections = instantiate(&read, &mut diagnostics).unwrap().sections;
    let points = |section: &neuron_reduce::morphology::ImportedSection| {
        section
            .points
            .iter()
            .map(|point| [point.x_um, point.y_um, point.z_um, point.diam_um].map(|value| value as f32))
            .collect()
    };
    sections.iter().map(|section| (format!("{}[{}]", section.name, section.index), points(section))).collect()
}

/// Templates that add the membrane of spines multiply L of a section, and with it all places relative to the first.
fn is_scaled(imported: &[[f32; 4]], recorded: &[[f32; 4]]) -> bool {
    let offsets = |points: &[[f32; 4]]| -> Vec<f32> {
        points.iter().flat_map(|point| (0..3).map(|axis| point[axis] - points[0][axis])).collect()
    };
    let (imported, recorded) = (offsets(imported), offsets(recorded));
    let reach = |offsets: &[f32]| offsets.iter().fold(0.0_f32, |reach, offset| reach.max(offset.abs()));
    let ratio = reach(&recorded) / reach(&imported);
    let close = |(imported, recorded): (&f32, &f32)| (imported * ratio - recorded).abs() < 1e-3;
    imported.len() == recorded.len() && ratio > 1.01 && imported.iter().zip(&recorded).all(close)
}

#[test]
fn public_morphologies_have_the_points_of_neuron() {
    let Some(models) = std::env::var_os("NEURON_REDUCE_MODELS").map(PathBuf::from) else {
        println!("skipped: NEURON_REDUCE_MODELS names no checkout of orena1/neuron_reduce");
        return;
    };
    for (name, folder, file) in MODELS {
        let Some(recorded) = recorded(name) else {
            println!("skipped: no recording of {name} in ../shared/golden");
            continue;
        };
        let imported = imported(&models.join(folder).join(file));
        let (mut equal, mut scaled) = (0, 0);
        for (section, points) in &recorded {
            // Most of these templates put a stub of two points in the place of the axon.
            if section.starts_with("axon") && name != "Test_2_axon" {
                continue;
            }
            let expected: Vec<[f32; 4]> =
                (0..points.x.len()).map(|i| [points.x[i], points.y[i], points.z[i], points.d[i]]).collect();
            let found = &imported[section];
            if found == &expected {
                equal += 1;
            } else {
                assert!(is_scaled(found, &expected), "{name} {section}");
                scaled += 1;
            }
        }
        println!("{name}: {equal} sections are equal, {scaled} are scaled by their template");
        assert_eq!(scaled > 0, file == HUMAN, "{name}");
        assert!(equal >= 25, "{name}");
    }
}
