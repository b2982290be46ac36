//! A morphology file: read, and made into sections as NEURON's import3d does.

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::morphology::{Format, Reading, instantiate};
use neuron_reduce::source::SourceMap;

pub fn read(format: Format, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let file = SourceMap::default().add_text("a", &text);
    let reading = Reading::of(format, &text, file);
    let Some(morphology) = reading.morphology else { return super::says_why(&reading.diagnostics) };
    for (place, section) in morphology.sections.iter().enumerate() {
        let parent = section.parent.map(|parent| parent.section);
        assert!(parent.is_none_or(|parent| parent < morphology.sections.len() && parent != place), "{section:?}");
    }
    let mut found = Diagnostics::default();
    let Some(made) = instantiate(&morphology, &mut found) else { return super::says_why(&found) };
    for (place, section) in made.sections.iter().enumerate() {
        assert!(section.parent.is_none_or(|parent| parent.section < place), "{section:?} before its parent");
    }
}
