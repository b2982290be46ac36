//! `--format svg`: which figures are drawn, and where they go.

use super::{InspectArguments, Outcome, TableArgument, assumption, refused};
use crate::diagnostic::Diagnostic;
use crate::draw::{Figure, svg};
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
    let wanted = Wanted::of(arguments, celsius, v_init_mv);
    diagnostics.extend(subjects.iter().filter_map(assumption));
    let mut files = vec![];
    for site in subjects.iter().filter_map(|subject| subject.site.as_ref()) {
        match drawn(site, &wanted) {
            Ok(figure) => files.push(OutputFile::text(&format!("{}.svg", file_name(&site.name)), svg(&figure))),
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

/// What is drawn of a site.
pub(super) struct Wanted {
    celsius: f64,
    /// Where the frequency panels and the fast current start from, mV.
    pub(super) at_mv: f64,
    voltages: Option<Range>,
    frequencies_hz: Vec<f64>,
    pub(super) interpolate: bool,
}

impl Wanted {
    pub(super) fn of(arguments: &InspectArguments, celsius: f64, v_init_mv: f64) -> Self {
        let decades =
            || (0..=4 * PER_DECADE).map(|place| 10f64.powf(f64::from(place) / f64::from(PER_DECADE) - 1.0)).collect();
        Self {
            celsius,
            at_mv: arguments.v.and_then(Range::only).unwrap_or(v_init_mv),
            voltages: arguments.v.filter(|range| range.only().is_none()),
            frequencies_hz: arguments.frequency.map_or_else(decades, |range| range.values().collect()),
            interpolate: arguments.tables == TableArgument::Interpolate,
        }
    }

    fn voltages_mv(&self, site: &Site) -> Vec<f64> {
        let usual = || steps(if site.is_segment() { QUIET_MV } else { VOLTAGES_MV });
        self.voltages.map_or_else(usual, |range| range.values().collect())
    }
}

fn steps([from, to, step]: [f64; 3]) -> Vec<f64> {
    (0..=((to - from) / step) as usize).map(|place| from + place as f64 * step).collect()
}

/// The figure of a site.
pub(super) fn drawn(site: &Site, wanted: &Wanted) -> Result<Figure, Refused> {
    let Wanted { celsius, at_mv, ref frequencies_hz, interpolate, .. } = *wanted;
    let voltages = wanted.voltages_mv(site);
    let points = voltages.iter().map(|&v_mv| point(site, v_mv, interpolate)).collect::<Result<Vec<Point>, _>>()?;
    let at = point(site, at_mv, interpolate)?;
    figure(&Drawn { site, celsius, points: &points, at: &at, frequencies_hz, interpolate })
}

/// A name as a file's: `soma[0](0.5)` becomes `soma_0_0.5`.
fn file_name(name: &str) -> String {
    let plain = name.replace([']', ')'], "");
    plain
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "_.-".contains(letter) { letter } else { '_' })
        .collect()
}
