//! The command that makes a reduced model again, ready to be copied into a shell.

use std::path::Path;

use super::number::number;
use crate::entry::recipe::shell_quoted;
use crate::entry::{Recipe, Settings};
use crate::reduce::{Membrane, Options, Segments};
use crate::rest::Policy;

/// `neuron-reduce reduce MODEL .. -o OUT` with everything that is not as it is by itself.
#[must_use]
pub fn command(origin: &str, recipe: &Recipe, settings: &Settings, options: &Options) -> String {
    let model = match settings.snapshot.as_deref().and_then(Path::file_name) {
        Some(snapshot) => option("--from-snapshot", &snapshot.to_string_lossy()),
        None => as_argument(origin),
    };
    let parts = ["neuron-reduce reduce".to_owned(), model, recipe.to_arguments()];
    let told = settings_words(settings).into_iter().chain(options_words(options));
    let words = parts.into_iter().chain(told).chain(["-o OUT".to_owned()]);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A directory as an argument that is not taken for an option.
fn as_argument(directory: &str) -> String {
    if directory.starts_with('-') { shell_quoted(&format!("./{directory}")) } else { shell_quoted(directory) }
}

fn settings_words(settings: &Settings) -> Vec<String> {
    let (steps, memory_bytes) = (settings.max_steps, settings.max_memory_bytes);
    let memory = (memory_bytes != Settings::default().max_memory_bytes).then(|| (memory_bytes >> 20).to_string());
    [
        settings.mods.as_deref().map(|folder: &Path| option("--mods", &folder.to_string_lossy())),
        settings.celsius.map(|celsius| option("--celsius", &number(celsius))),
        settings.v_init_mv.map(|v_init_mv| option("--v-init", &number(v_init_mv))),
        settings.keep_going.then(|| "--keep-going".to_owned()),
        settings.synapses.as_deref().map(|file: &Path| option("--synapses", &file.to_string_lossy())),
        (steps != Settings::default().max_steps).then(|| option("--max-steps", &steps.to_string())),
        memory.map(|mebibytes| option("--max-memory", &mebibytes)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn options_words(options: &Options) -> Vec<String> {
    let frequencies = options.frequencies_hz.iter().map(|&hertz| option("--frequency", &number(hertz)));
    let segments = match options.segments {
        Segments::Auto => None,
        Segments::Total(total) => Some(total.to_string()),
        Segments::Fraction(fraction) => Some(number(fraction)),
    };
    let each = |name: &'static str, sections: &[String]| -> Vec<String> {
        sections.iter().map(|section| option(name, section)).collect()
    };
    let membrane = match options.membrane {
        Membrane::Passive => Some(option("--membrane", "passive")),
        Membrane::QuasiActive => None,
    };
    let rest = match options.rest {
        Policy::Steady => None,
        Policy::Initial => Some(option("--rest", "v_init")),
        Policy::Held(v_mv) => Some(option("--rest", &number(v_mv))),
    };
    let segments = segments.map(|segments| option("--segments", &segments));
    let named = [
        ("--treat-passive", &options.treat_passive),
        ("--keep", &options.keep),
        ("--cut", &options.cut),
        ("--soma", &options.soma),
        ("--axon", &options.axon),
    ];
    let named = named.into_iter().flat_map(|(name, sections)| each(name, sections));
    let cut_distance = options.cut_distance_um.map(|cut_um| option("--cut-distance", &number(cut_um)));
    let max_error = options.max_error_percent.map(|percent| option("--max-error", &number(percent)));
    let before = [membrane, rest].into_iter().flatten().chain(frequencies);
    before.chain([segments, cut_distance, max_error].into_iter().flatten()).chain(named).collect()
}

fn option(name: &str, value: &str) -> String {
    format!("{name} {}", shell_quoted(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_usual_is_left_out() {
        let plain = command("cell", &Recipe::default(), &Settings::default(), &Options::default());
        assert_eq!(plain, "neuron-reduce reduce cell -o OUT");
    }

    #[test]
    fn a_snapshot_stands_in_the_directorys_place() {
        let settings = Settings { snapshot: Some("some/where/my cell.json".into()), ..Settings::default() };
        let shown = command("cell", &Recipe::default(), &settings, &Options::default());
        assert_eq!(shown, "neuron-reduce reduce --from-snapshot 'my cell.json' -o OUT");
    }

    #[test]
    fn every_choice_is_named() {
        let recipe = Recipe { load: vec!["a.hoc".into()], ..Recipe::default() };
        let settings = Settings {
            mods: Some("mod files".into()),
            celsius: Some(34.5),
            v_init_mv: Some(-80.0),
            max_steps: 5,
            max_memory_bytes: 300 << 20,
            synapses: Some("my synapses.csv".into()),
            ..Settings::default()
        };
        let options = Options {
            frequencies_hz: vec![0.0],
            segments: Segments::Fraction(0.25),
            membrane: Membrane::Passive,
            rest: Policy::Held(-72.5),
            treat_passive: vec!["gap".into()],
            keep: vec!["apic[0]".into()],
            cut: vec!["apic[36]".into(), "dend".into()],
            cut_distance_um: Some(120.5),
            max_error_percent: Some(5.0),
            soma: vec!["body".into()],
            axon: vec!["a".into(), "b".into()],
            ..Options::default()
        };
        assert_eq!(
            command("it's mine", &recipe, &settings, &options),
            r"neuron-reduce reduce 'it'\''s mine' --load a.hoc --mods 'mod files' --celsius 34.5 --v-init -80 --synapses 'my synapses.csv' --max-steps 5 --max-memory 300 --membrane passive --rest -72.5 --frequency 0 --segments 0.25 --cut-distance 120.5 --max-error 5 --treat-passive gap --keep 'apic[0]' --cut 'apic[36]' --cut dend --soma body --axon a --axon b -o OUT"
        );
    }

    #[test]
    fn a_directory_is_not_taken_for_an_option() {
        let strange = command("-o", &Recipe::default(), &Settings::default(), &Options::default());
        assert_eq!(strange, "neuron-reduce reduce ./-o -o OUT");
    }
}
