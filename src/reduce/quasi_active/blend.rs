//! What a cylinder's segments are made of: the parameters of the original segments that went there, by area.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::density::Densities;
use super::level::{Levels, Spread};
use crate::cell::Cell;
use crate::cell::resolved::{RangeValues, Section};
use crate::mechanism::ion::IonStyle;
use crate::rest::Rest;

/// The membranes of a cylinder's segments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Blend {
    pub(super) mechanisms: IndexMap<String, RangeValues>,
    pub(super) ion_style: IndexMap<String, i32>,
    pub(super) cm_uf_per_cm2: Vec<f64>,
    /// Where each segment is to rest, mV.
    pub(super) rest_mv: Vec<f64>,
}

/// An original segment, or the part of it, that went to a reduced one.
#[derive(Debug, Clone, Copy)]
struct Member<'a> {
    section: &'a Section,
    place: usize,
    segment: usize,
    area_um2: f64,
}

/// Blends what lies between each two of the cuts.
pub(super) fn blend(cell: &Cell, levels: &Levels, cuts: &[f64], densities: &Densities, rest: &Rest) -> Blend {
    let mut members: Vec<Vec<Member<'_>>> = vec![vec![]; cuts.len().saturating_sub(1)];
    for spread in &levels.membrane {
        let Some(section) = cell.sections.get(spread.section) else { continue };
        let first = cuts.partition_point(|&cut| cut <= spread.from).saturating_sub(1);
        let between = members.iter_mut().zip(cuts.windows(2)).skip(first);
        for (members, part) in between.map_while(|(members, cuts)| Some((members, part_between(spread, cuts)?))) {
            let area_um2 = spread.area_um2 * part;
            members.push(Member { section, place: spread.section, segment: spread.segment, area_um2 });
        }
    }
    blend_members(&members, densities, rest)
}

/// The part of a segment's membrane that lies between two cuts; none where it ends before them.
fn part_between(spread: &Spread, cuts: &[f64]) -> Option<f64> {
    let &[from, to] = cuts else { return None };
    let part = (to.min(spread.to) - from.max(spread.from)) / (spread.to - spread.from);
    (part > 0.0).then_some(part)
}

fn blend_members(members: &[Vec<Member<'_>>], densities: &Densities, rest: &Rest) -> Blend {
    // Mechanisms by name; their variables as the mechanism declares them.
    let mut variables: BTreeMap<&str, IndexMap<&str, ()>> = BTreeMap::new();
    let mut styles: BTreeMap<&str, IonStyle> = BTreeMap::new();
    for section in members.iter().flatten().map(|member| member.section) {
        for (mechanism, values) in &section.mechanisms {
            variables.entry(mechanism).or_default().extend(values.keys().map(|variable| (variable.as_str(), ())));
        }
        for (ion, &style) in &section.ion_style {
            let style = IonStyle::from_number(u32::try_from(style).unwrap_or_default());
            styles.entry(ion).and_modify(|known| *known = known.joined(style)).or_insert(style);
        }
    }
    let values = |mechanism: &str, names: IndexMap<&str, ()>| -> RangeValues {
        let column = |variable: &str| {
            let means: Vec<_> = members.iter().map(|members| mean(members, mechanism, variable, densities)).collect();
            if densities.contains(mechanism, variable) {
                means.into_iter().map(Option::unwrap_or_default).collect()
            } else {
                filled(&means)
            }
        };
        names.into_keys().map(|variable| (variable.to_owned(), column(variable))).collect()
    };
    let number = |style: IonStyle| i32::try_from(style.number()).unwrap_or_default();
    Blend {
        mechanisms: variables.into_iter().map(|(name, names)| (name.to_owned(), values(name, names))).collect(),
        ion_style: styles.into_iter().map(|(ion, style)| (ion.to_owned(), number(style))).collect(),
        cm_uf_per_cm2: members.iter().map(|members| by_area(members, Member::cm)).collect(),
        rest_mv: members.iter().map(|members| by_area(members, |member| member.rest(rest))).collect(),
    }
}

impl Member<'_> {
    fn value(&self, mechanism: &str, variable: &str) -> Option<f64> {
        self.section.values(mechanism, variable)?.get(self.segment).copied()
    }

    fn cm(&self) -> Option<f64> {
        self.section.cm_uf_per_cm2.get(self.segment).copied()
    }

    fn rest(&self, rest: &Rest) -> Option<f64> {
        rest.v_mv(self.place, self.segment)
    }
}

/// A density counts as none where the mechanism is missing; of other parameters the mean is over those that have them,
/// each by how much of the mechanism it holds.
fn mean(members: &[Member<'_>], mechanism: &str, variable: &str, densities: &Densities) -> Option<f64> {
    let value = |member: &Member<'_>| member.value(mechanism, variable);
    if densities.contains(mechanism, variable) {
        return Some(by_area(members, |member| Some(value(member).unwrap_or_default())));
    }
    let amount = |member: &Member<'_>| {
        let density = densities.first(mechanism).and_then(|density| member.value(mechanism, density));
        member.area_um2 * density.unwrap_or(1.0).abs()
    };
    weighted(members.iter().filter_map(|member| Some((value(member)?, amount(member)))))
        .or_else(|| weighted(members.iter().filter_map(|member| Some((value(member)?, member.area_um2)))))
}

fn by_area<'a>(members: &[Member<'a>], value: impl Fn(&Member<'a>) -> Option<f64>) -> f64 {
    weighted(members.iter().filter_map(|member| Some((value(member)?, member.area_um2)))).unwrap_or(f64::NAN)
}

/// The weighted mean, as what the values add to the first one: equal values give that value to the last bit.
fn weighted(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (mut first, mut more, mut weights) = (None, 0.0, 0.0);
    for (value, weight) in values {
        let first = *first.get_or_insert(value);
        more += weight * (value - first);
        weights += weight;
    }
    first.filter(|_| weights > 0.0).map(|first| first + more / weights)
}

/// Gaps get what the nearest segment has.
fn filled(means: &[Option<f64>]) -> Vec<f64> {
    let at = |place: usize| means.get(place).copied().flatten();
    let near = |place: usize| (0..place).rev().find_map(at).or_else(|| (place + 1..means.len()).find_map(at));
    means.iter().enumerate().map(|(place, mean)| mean.or_else(|| near(place)).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_give_themselves() {
        assert_eq!(weighted([(0.1, 3.0), (0.1, 7.0), (0.1, 0.3)].into_iter()), Some(0.1));
        assert_eq!(weighted([(1.0, 1.0), (4.0, 3.0)].into_iter()), Some(3.25));
        assert_eq!(weighted([(5.0, 0.0)].into_iter()), None);
        assert_eq!(weighted(std::iter::empty()), None);
    }

    #[test]
    fn gaps_are_filled_from_the_nearest() {
        assert_eq!(filled(&[None, Some(2.0), None, None, Some(5.0)]), [2.0, 2.0, 2.0, 2.0, 5.0]);
    }
}
