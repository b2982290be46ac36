//! `--format svg`: which figures are drawn, and where they go.

use super::{InspectArguments, Outcome, TableArgument, assumption, refused};
use crate::diagnostic::Diagnostic;
use crate::draw::svg;
use crate::emit::OutputFile;
use crate::emit::write::{check_target, with_manifest, write_directory};
use crate::inspect::load::Subjects;
use crate::inspect::plots::{Drawn, figure};
use crate::inspect::{Point, Range, Refused, Site, point};

/// The voltages of a mechanism's figure, where no others are asked for, mV: first, last, distance.
const VOLTAGES_MV: [f64; 3] = [-120.0, 40.0, 1.0];

/// Those of a cell's place: where it does not fire.
const QUIET_MV: [f64; 3] = [-100.0, -50.0, 0.5];

/// Frequencies for each power of ten of a figure, from 0.1 to 1000 Hz, where no others are asked for.
const PER_DECADE: i32 = 30;

pub(super) fn figures(arguments: &InspectArguments, loaded: Subjects) -> Outcome {
    let Subjects { subjects, celsius, v_init_mv, sources, mut diagnostics } = loaded;
    if let Some(error) = arguments.output.as_ref().and_then(|path| check_target(path, None, arguments.force).err()) {
        diagnostics.push(error.into());
        return Outcome { diagnostics, sources, ..Outcome::default() };
    }
    let asked = arguments.v;
    let at_mv = asked.and_then(Range::only).unwrap_or(v_init_mv);
    let voltages = |site: &Site| match asked.filter(|range| range.only().is_none()) {
        Some(range) => range.values().collect(),
        None => steps(if site.is_segment() { QUIET_MV } else { VOLTAGES_MV }),
    };
    let frequencies_hz: Vec<f64> = match arguments.frequency {
        Some(range) => range.values().collect(),
        None => (0..=4 * PER_DECADE).map(|place| 10f64.powf(f64::from(place) / f64::from(PER_DECADE) - 1.0)).collect(),
    };
    let interpolate = arguments.tables == TableArgument::Interpolate;
    diagnostics.extend(subjects.iter().filter_map(assumption));
    let mut files = vec![];
    for site in subjects.iter().filter_map(|subject| subject.site.as_ref()) {
        match drawn(site, celsius, at_mv, &voltages(site), &frequencies_hz, interpolate) {
            Ok(text) => files.push(OutputFile::text(&format!("{}.svg", file_name(&site.name)), text)),
            Err(found) => diagnostics.push(refused(&found)),
        }
    }
    let mut text = String::new();
    match (&arguments.output, files.as_slice()) {
        (Some(output), _) => {
            let paths: Vec<String> = files.iter().map(|file| output.join(&file.path).display().to_string()).collect();
            text = paths.join("\n") + "\n";
            diagnostics.extend(write_directory(&with_manifest(files), output, arguments.force).err().map(Into::into));
        }
        (None, [one]) => text = String::from_utf8_lossy(&one.bytes).into_owned(),
        (None, []) => diagnostics.push(Diagnostic::error("inspect::figure", "there is nothing to draw")),
        (None, many) => {
            let message = format!("these are {} figures, and standard output takes one", many.len());
            diagnostics.push(Diagnostic::error("inspect::figure", message).help("name a folder for them: `-o FOLDER`"));
        }
    }
    Outcome { text, diagnostics, sources, ..Outcome::default() }
}

fn steps([from, to, step]: [f64; 3]) -> Vec<f64> {
    (0..=((to - from) / step) as usize).map(|place| from + place as f64 * step).collect()
}

fn drawn(
    site: &Site,
    celsius: f64,
    at_mv: f64,
    voltages: &[f64],
    frequencies_hz: &[f64],
    interpolate: bool,
) -> Result<String, Refused> {
    let points = voltages.iter().map(|&v_mv| point(site, v_mv, interpolate)).collect::<Result<Vec<Point>, _>>()?;
    let at = point(site, at_mv, interpolate)?;
    Ok(svg(&figure(&Drawn { site, celsius, points: &points, at: &at, frequencies_hz, interpolate })?))
}

/// A name as a file's: `soma[0](0.5)` becomes `soma_0_0.5`.
fn file_name(name: &str) -> String {
    let plain = name.replace([']', ')'], "");
    plain
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "_.-".contains(letter) { letter } else { '_' })
        .collect()
}
