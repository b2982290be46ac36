//! Rest along the tree, before and after.

use super::content::{Block, Entry, Figure, Named, Section, Table};
use super::number::{Number, Record};
use super::plot::{ALONG, Pair, panel};

/// The section of the resting voltages.
#[must_use]
pub fn section(pair: &Pair<'_>, record: Record<'_>) -> Section {
    let curves = pair.along(&|view, section, segment| view.rest_mv(section, segment));
    let figure = Figure {
        id: "rest".into(),
        title: "Voltage at rest along the tree".into(),
        caption: ALONG.into(),
        panels: vec![Named::new("Voltage at rest", panel("path distance from the soma (µm)", "v (mV)", curves))],
        is_small: false,
    };
    let text = "Where each cell comes to rest from `v_init` by itself. The reversal potentials of the leaks of the cables were shifted so \
                that every place rests where it did.";
    let blocks =
        if pair.detailed.rest.is_some() { vec![Block::Figure(figure), Block::Table(table(record))] } else { vec![] };
    Section { id: "rest".into(), title: "Rest".into(), text: vec![text.into()], blocks }
}

/// The places of the certificate.
fn table(record: Record<'_>) -> Table {
    let stems = record.0.pointer("/certificate/stems").and_then(|stems| stems.as_array()).map_or(0, Vec::len);
    let places = std::iter::once("/certificate/soma".to_owned());
    let places = places.chain((0..stems).map(|place| format!("/certificate/stems/{place}")));
    let row = |place: String| {
        let name = |side: &str| {
            let name = record.0.pointer(&format!("{place}/place/{side}")).and_then(|name| name.as_str());
            Entry::name(name.unwrap_or_default())
        };
        let [before, after] = ["original", "reduced"].map(|side| format!("{place}/rest/{side}"));
        let difference =
            record.value(&after).zip(record.value(&before)).map(|(after, before)| Number::fixed(after - before, 3));
        vec![
            name("original"),
            name("reduced"),
            Entry::number(record.number(&before, 5)),
            Entry::number(record.number(&after, 5)),
            Entry::number(difference),
        ]
    };
    Table {
        id: "rests".into(),
        caption: "The soma and the furthest place of each stem at rest".into(),
        head: ["place", "is now", "detailed (mV)", "reduced (mV)", "difference (mV)"].map(String::from).into(),
        rows: places.map(row).collect(),
    }
}
