//! `--format html`: the figures of every site on one page, and what its gates do at the voltage.

use super::figures::{Wanted, drawn};
use super::{InspectArguments, Outcome, assumption, refused};
use crate::draw;
use crate::inspect::gate::Effect;
use crate::inspect::load::Subjects;
use crate::inspect::plots::given;
use crate::inspect::{Point, Site, point};
use crate::report::content::{Block, Entry, Figure, Named, Page, Section, Table};
use crate::report::html;
use crate::report::number::Number;

pub(super) fn page(arguments: &InspectArguments, loaded: Subjects) -> Outcome {
    let Subjects { subjects, celsius, v_init_mv, sources, mut diagnostics } = loaded;
    let wanted = Wanted::of(arguments, celsius, v_init_mv);
    diagnostics.extend(subjects.iter().filter_map(assumption));
    let mut sections = vec![];
    for site in subjects.iter().filter_map(|subject| subject.site.as_ref()) {
        let at = point(site, wanted.at_mv, wanted.interpolate);
        match at.and_then(|at| Ok((drawn(site, &wanted)?, at))) {
            Ok((figure, at)) => sections.push(section(site, figure, &at, sections.len())),
            Err(found) => diagnostics.push(refused(&found)),
        }
    }
    let title = sources.root().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let lead = format!("At {} mV and {} °C, all states steady.", given(wanted.at_mv).replace('-', "−"), given(celsius));
    let page = Page { title, kind: "inspection", lead, sections, ..Page::default() };
    let text = html(&page).map_err(|error| diagnostics.push(crate::cli::report::fault(&error)));
    Outcome { text: text.unwrap_or_default(), diagnostics, sources, ..Outcome::default() }
}

fn section(site: &Site, figure: draw::Figure, at: &Point, place: usize) -> Section {
    let panels = figure.panels.into_iter().map(|panel| Named::new(panel.y.label.clone(), panel)).collect();
    let shown = Figure {
        id: format!("figure-{place}"),
        title: figure.heading,
        caption: "The line marks the voltage; broken lines are what a fast step from there would see.".into(),
        panels,
        is_small: false,
    };
    let blocks = vec![Block::Figure(shown), Block::Table(gates(at, place))];
    let found = Section { id: format!("site-{place}"), title: site.name.clone(), text: vec![], blocks };
    found.shown().unwrap_or_default()
}

/// What every gate does at the voltage.
fn gates(at: &Point, place: usize) -> Table {
    let number = |value: f64| Entry::Number(Number::new(value, 5));
    let gates =
        at.mechanisms.iter().flat_map(|mechanism| mechanism.states.gates.iter().map(move |gate| (mechanism, gate)));
    let rows = gates.map(|(mechanism, gate)| {
        let branch = gate.branch.as_ref();
        vec![
            Entry::name(&mechanism.name),
            Entry::name(&gate.name),
            number(gate.steady),
            number(gate.tau_ms),
            number(gate.slope_per_mv),
            Entry::number(branch.map(|branch| Number::new(branch.conductance_s_per_cm2, 5))),
            Entry::number(branch.map(|branch| Number::new(branch.inductance_h_cm2(), 5))),
            Entry::Words(branch.map_or("–", |branch| Effect::of(branch).name()).into()),
        ]
    });
    let head = ["mechanism", "gate", "steady state", "τ (ms)", "slope (1/mV)", "g (S/cm²)", "L (H cm²)", "effect"];
    Table {
        id: format!("gates-{place}"),
        caption: "Gates at the voltage".into(),
        head: head.map(String::from).into(),
        rows: rows.collect(),
    }
}
