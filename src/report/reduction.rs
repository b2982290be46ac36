//! The page of a reduction.

use serde_json::Value;

use super::cells::cells;
use super::channels::{self, Channels};
use super::content::{Block, Entry, Fact, Page, Section, Table};
use super::number::{Number, Record, significant};
use super::plot::Pair;
use super::view::View;
use super::{impedance, made, processes, rest};
use crate::cell::{Cell, Processes};
use crate::diagnostic::Diagnostics;
use crate::mechanism::Catalog;
use crate::membrane::Library;
use crate::reduce::Reduction;
use crate::rest::Rest;
use crate::source::Digest;

/// A reduction with everything that is shown of it.
#[derive(Debug, Clone, Copy)]
pub struct Reduced<'a> {
    /// What was reduced.
    pub name: &'a str,
    /// The cell before.
    pub original: &'a Cell,
    /// The cell after, and the map.
    pub reduction: &'a Reduction,
    /// The equations and the operating point of the cell before; none where its channels were left out.
    pub operating: Option<(&'a Library, &'a Rest)>,
    /// What is known of the mechanisms.
    pub catalog: &'a Catalog,
    /// What sits on the cell before and on the cell after.
    pub processes: [&'a Processes; 2],
    /// `reduction.json`.
    pub record: &'a Value,
    /// The files that were read.
    pub files: &'a [Digest],
    /// What there was to say.
    pub diagnostics: &'a Diagnostics,
}

/// The page.
#[must_use]
pub fn page(found: &Reduced<'_>) -> Page {
    let Reduced { original, reduction, operating, catalog, processes, .. } = *found;
    let record = Record(found.record);
    let soma = View::middle(original, reduction.soma);
    let detailed = View::of(original, soma, operating.map(|(_, rest)| rest));
    let reduced = View::of(&reduction.cell, soma_after(reduction, soma), reduction.rest.as_deref());
    let pair = Pair::new(&detailed, &reduced, &reduction.map);
    let channels = operating.map(|(library, _)| Channels { library, catalog });
    let sections = [
        cables(record).shown(),
        impedance::section(&pair, reduction, record).shown(),
        channels.and_then(|channels| channels::section(&pair, reduction, channels, record).shown()),
        rest::section(&pair, record).shown(),
        processes::section(pair.views(), reduction, processes).shown(),
        Some(made::section(record, found.files, found.diagnostics)),
        Some(made::limits(reduction.certificate.is_some())),
    ];
    Page {
        title: found.name.to_owned(),
        kind: "reduction",
        lead: lead(record),
        facts: facts(record),
        cells: Some(cells(&detailed, &reduced, reduction, &somata(original, reduction, record))),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// Where the soma's middle segment went.
fn soma_after(reduction: &Reduction, (section, segment): (usize, usize)) -> (usize, usize) {
    let place = reduction.map.sections.get(section).and_then(|places| places.get(segment));
    place.map_or((0, 0), |place| (place.section, place.segment))
}

/// Which sections of the cell before are its soma: they stay, and `kinds` names what stays.
fn somata(original: &Cell, reduction: &Reduction, record: Record<'_>) -> Vec<bool> {
    let mut somata = vec![false; original.sections.len()];
    for (section, &place) in reduction.cell.sections.iter().zip(&reduction.kept) {
        let kind = record.0.get("kinds").and_then(|kinds| kinds.get(&section.name)).and_then(Value::as_str);
        if let Some(slot) = somata.get_mut(place) {
            *slot = kind == Some("soma");
        }
    }
    somata
}

fn lead(record: Record<'_>) -> String {
    let whole = |pointer: &str| record.number(pointer, 4).map(|number| number.text).unwrap_or_default();
    format!(
        "{} sections with {} segments became {} sections with {}.",
        whole("/totals/original/sections"),
        whole("/totals/original/segments"),
        whole("/totals/reduced/sections"),
        whole("/totals/reduced/segments")
    )
}

/// What matters most.
fn facts(record: Record<'_>) -> Vec<Fact> {
    let pair = |name: &str, unit: &'static str, [before, after]: [&str; 2], note: &dyn Fn(f64, f64) -> String| {
        let numbers = [record.number(before, 4)?, record.number(after, 4)?];
        let note = record.value(before).zip(record.value(after)).map(|(before, after)| note(before, after));
        Some(Fact { name: name.into(), numbers: numbers.into(), unit, note: note.unwrap_or_default() })
    };
    let fewer = |before: f64, after: f64| format!("{} times fewer", significant(before / after, 3));
    let percent = |before: f64, after: f64| format!("{} %", Number::percent(after / before - 1.0).text);
    let greatest = record.number("/certificate/greatest_error", 3).map(|number| {
        let percent = number.value.parse::<f64>().map_or(f64::NAN, |part| 100.0 * part);
        Fact {
            name: "Greatest error at the soma".into(),
            numbers: vec![Number { text: significant(percent, 3), ..number }],
            unit: "%",
            note: "input impedance, 0 to 200 Hz".into(),
        }
    });
    let facts = [
        pair("Segments", "", ["/totals/original/segments", "/totals/reduced/segments"], &fewer),
        pair("Membrane area", "µm²", ["/totals/original/area_um2", "/totals/reduced/area_um2"], &percent),
        pair(
            "Soma’s input impedance",
            "MΩ",
            ["/certificate/soma/input/original/0", "/certificate/soma/input/reduced/0"],
            &|before, after| format!("{} at 0 Hz", percent(before, after)),
        ),
        greatest,
        pair(
            "Soma at rest",
            "mV",
            ["/certificate/soma/rest/original", "/certificate/soma/rest/reduced"],
            &|before, after| {
                let off_mv = (after - before).abs();
                if off_mv < 1e-3 {
                    "the same to 0.001 mV".into()
                } else {
                    format!("differs by {} mV", significant(off_mv, 2))
                }
            },
        ),
    ];
    facts.into_iter().flatten().collect()
}

/// What replaces each subtree.
fn cables(record: Record<'_>) -> Section {
    let count = record.0.get("subtrees").and_then(Value::as_array).map_or(0, Vec::len);
    let row = |place: usize| {
        let at = |key: &str| format!("/subtrees/{place}/{key}");
        let name = |key: &str| {
            let name = record.0.pointer(&at(key)).and_then(Value::as_str);
            Entry::name(name.unwrap_or_default())
        };
        let number = |key: &str| Entry::number(record.number(&at(key), 4));
        vec![
            name("root"),
            number("original_sections"),
            name("reduced_section"),
            number("length"),
            number("diam"),
            number("electrotonic_length"),
            number("nseg"),
        ]
    };
    let totals = Table {
        id: "totals".into(),
        caption: "Both cells".into(),
        head: ["", "sections", "segments", "length (µm)", "area (µm²)", "capacitance (nF)"].map(String::from).into(),
        rows: [("detailed", "original"), ("reduced", "reduced")]
            .map(|(name, side)| totals_row(record, name, side))
            .into(),
    };
    let cables = Table {
        id: "cables".into(),
        caption: "What replaces each subtree".into(),
        head: ["subtree", "sections", "is now", "length (µm)", "diameter (µm)", "L / λ", "segments"]
            .map(String::from)
            .into(),
        rows: (0..count).map(row).collect(),
    };
    Section {
        id: "cables".into(),
        title: "Cables".into(),
        text: vec![],
        blocks: vec![Block::Table(totals), Block::Table(cables)],
    }
}

fn totals_row(record: Record<'_>, name: &str, side: &str) -> Vec<Entry> {
    let number = |key: &str| Entry::number(record.number(&format!("/totals/{side}/{key}"), 5));
    let numbers = ["sections", "segments", "length_um", "area_um2", "capacitance_nf"].map(number);
    std::iter::once(Entry::Words(name.into())).chain(numbers).collect()
}
