//! Channels on the cylinders: each value is the plain mean over the original segments that went to a reduced segment and
//! have the mechanism. A reduced segment that nothing went to takes from its nearest neighbours on the cylinder.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{Diagnostics, ReducedSubtree, Reduction};
use crate::cell::Cell;
use crate::cell::resolved::RangeValues;
use crate::diagnostic::Diagnostic;
use crate::mechanism::ion::IonStyle;

/// Inserts the mechanisms of the original in the cylinders of `reduction`, and finds its orphan segments.
pub(super) fn copy(
    cell: &Cell,
    reduction: &mut Reduction,
    defaults: &IndexMap<String, f64>,
    diagnostics: &mut Diagnostics,
) {
    for index in 0..reduction.subtrees.len() {
        let Some(reduced) = reduction.subtrees.get(index) else { continue };
        let gathered = Gathered::new(cell, reduction, reduced);
        let fresh = |variable: &str| match variable {
            "g_pas" => Some(1.0 / reduced.cylinder.membrane.rm_ohm_cm2),
            "e_pas" => Some(reduced.cylinder.membrane.e_pas_mv),
            variable => defaults.get(variable).copied(),
        };
        let place = reduced.reduced_section;
        let name = reduction.cell.sections.get(place).map_or("", |section| section.name.as_str());
        let mechanisms = gathered.mechanisms(name, &fresh, diagnostics);
        let ion_style = gathered.ion_style(name, diagnostics);
        let orphans = gathered.orphans();
        if let Some(section) = reduction.cell.sections.get_mut(place) {
            section.mechanisms = mechanisms;
            section.ion_style = ion_style;
        }
        reduction.orphan_segments.extend(orphans.into_iter().map(|segment| (place, segment)));
    }
}

/// What went to one cylinder.
struct Gathered {
    /// Which of its segments something went to.
    mapped: Vec<bool>,
    columns: BTreeMap<String, IndexMap<String, Column>>,
    /// The styles of each ion.
    styles: BTreeMap<String, BTreeSet<u32>>,
}

/// For each reduced segment what its original segments gave.
struct Column(Vec<Sum>);

/// A sum as what the values add to the first one: so that the mean of equal values is that value, to the last bit.
#[derive(Clone, Copy, Default)]
struct Sum {
    first: f64,
    more: f64,
    count: usize,
}

impl Sum {
    fn add(&mut self, value: f64) {
        if self.count == 0 {
            self.first = value;
        }
        self.more += value - self.first;
        self.count += 1;
    }

    fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.first + self.more / self.count as f64)
    }
}

impl Gathered {
    fn new(cell: &Cell, reduction: &Reduction, reduced: &ReducedSubtree) -> Self {
        let mut gathered =
            Self { mapped: vec![false; reduced.nseg], columns: BTreeMap::new(), styles: BTreeMap::new() };
        for &place in &reduced.subtree.sections {
            let (Some(section), Some(targets)) = (cell.sections.get(place), reduction.map.sections.get(place)) else {
                continue;
            };
            let targets: Vec<usize> = targets.iter().map(|target| target.segment).collect();
            for &target in &targets {
                if let Some(mapped) = gathered.mapped.get_mut(target) {
                    *mapped = true;
                }
            }
            for (mechanism, values) in &section.mechanisms {
                gathered.add(mechanism, values, &targets);
            }
            for (ion, &style) in &section.ion_style {
                gathered.styles.entry(ion.clone()).or_default().extend(u32::try_from(style));
            }
        }
        gathered
    }

    fn add(&mut self, mechanism: &str, values: &RangeValues, targets: &[usize]) {
        let nseg = self.mapped.len();
        if !self.columns.contains_key(mechanism) {
            self.columns.insert(mechanism.to_owned(), IndexMap::new());
        }
        let Some(columns) = self.columns.get_mut(mechanism) else { return };
        for (variable, values) in values {
            if !columns.contains_key(variable) {
                columns.insert(variable.clone(), Column(vec![Sum::default(); nseg]));
            }
            let Some(column) = columns.get_mut(variable) else { continue };
            for (&value, &target) in values.iter().zip(targets) {
                if let Some(sum) = column.0.get_mut(target) {
                    sum.add(value);
                }
            }
        }
    }

    fn orphans(&self) -> Vec<usize> {
        self.mapped.iter().enumerate().filter(|(_, mapped)| !**mapped).map(|(segment, _)| segment).collect()
    }

    /// One style for each ion, with a warning where there were several.
    fn ion_style(&self, section: &str, diagnostics: &mut Diagnostics) -> IndexMap<String, i32> {
        let mut joined = IndexMap::new();
        for (ion, styles) in &self.styles {
            let style = styles.iter().copied().map(IonStyle::from_number).reduce(IonStyle::joined).unwrap_or_default();
            if styles.len() > 1 {
                diagnostics.push(styles_differ(ion, section, styles, style));
            }
            joined.insert(ion.clone(), i32::try_from(style.number()).unwrap_or_default());
        }
        joined
    }

    fn mechanisms(
        &self,
        section: &str,
        fresh: &dyn Fn(&str) -> Option<f64>,
        diagnostics: &mut Diagnostics,
    ) -> IndexMap<String, RangeValues> {
        let neighbours = nearest(&self.mapped);
        let mut mechanisms = IndexMap::new();
        for (mechanism, columns) in &self.columns {
            let mut values = RangeValues::new();
            let mut without = 0;
            for (variable, column) in columns {
                let found = column.values(&neighbours);
                without = without.max(found.iter().filter(|value| value.is_none()).count());
                values.insert(variable.clone(), filled(&found, fresh(variable)));
            }
            // An ion comes with the mechanism that uses it, which has its own warning.
            if without > 0 && !mechanism.ends_with("_ion") {
                diagnostics.push(in_part(mechanism, section, without, self.mapped.len()));
            }
            mechanisms.insert(mechanism.clone(), values);
        }
        mechanisms
    }
}

impl Column {
    fn mean(&self, segment: usize) -> Option<f64> {
        self.0.get(segment)?.mean()
    }

    /// The mean of each segment; of an orphan, the mean of its mapped neighbours' means.
    fn values(&self, neighbours: &[Neighbours]) -> Vec<Option<f64>> {
        let value = |neighbours: &Neighbours| match (
            neighbours.before.and_then(|segment| self.mean(segment)),
            neighbours.after.and_then(|segment| self.mean(segment)),
        ) {
            (Some(before), Some(after)) => Some(f64::midpoint(after, before)),
            (Some(only), None) | (None, Some(only)) => Some(only),
            (None, None) => None,
        };
        neighbours.iter().map(value).collect()
    }
}

/// The nearest segments that have something, itself both ways where it has.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Neighbours {
    before: Option<usize>,
    after: Option<usize>,
}

fn nearest(present: &[bool]) -> Vec<Neighbours> {
    let mut neighbours = vec![Neighbours::default(); present.len()];
    let mut last = None;
    for (segment, (neighbour, &present)) in neighbours.iter_mut().zip(present).enumerate() {
        last = if present { Some(segment) } else { last };
        neighbour.before = last;
    }
    last = None;
    for (segment, (neighbour, &present)) in neighbours.iter_mut().zip(present).enumerate().rev() {
        last = if present { Some(segment) } else { last };
        neighbour.after = last;
    }
    neighbours
}

/// Gaps get what `insert` gives, or, where that is not known, what the nearest segment has.
fn filled(found: &[Option<f64>], fresh: Option<f64>) -> Vec<f64> {
    let present: Vec<bool> = found.iter().map(Option::is_some).collect();
    let at = |segment: Option<usize>| segment.and_then(|segment| found.get(segment).copied().flatten());
    let gap = |neighbours: &Neighbours| {
        let near = || at(neighbours.before).or_else(|| at(neighbours.after)).unwrap_or_default();
        fresh.unwrap_or_else(near)
    };
    found.iter().zip(nearest(&present)).map(|(value, neighbours)| value.unwrap_or_else(|| gap(&neighbours))).collect()
}

fn in_part(mechanism: &str, section: &str, without: usize, nseg: usize) -> Diagnostic {
    let message = format!("mechanism `{mechanism}` is only in a part of what `{section}` replaces");
    let note = format!("{without} of the {nseg} segments of `{section}` have the values it is inserted with");
    Diagnostic::warning("reduce::mechanism-in-part", message).with_note(note)
}

fn styles_differ(ion: &str, section: &str, styles: &BTreeSet<u32>, joined: IonStyle) -> Diagnostic {
    let message = format!("the ion style of `{ion}` is not the same in all of what `{section}` replaces");
    let found = styles.iter().map(u32::to_string).collect::<Vec<_>>().join(" and ");
    let note = format!("`ion_style(\"{ion}\")` is {found} there, and {} in `{section}`", joined.number());
    Diagnostic::warning("reduce::ion-style", message).with_note(note)
}
