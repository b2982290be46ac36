//! What a cylinder's segments are made of: the parameters of the original segments that went there, by area.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::density::Densities;
use super::grow::Original;
use super::segments_of;
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

/// An original segment that went to a reduced one.
#[derive(Debug, Clone, Copy)]
struct Member<'a> {
    section: &'a Section,
    place: usize,
    segment: usize,
    area_um2: f64,
}

/// Blends a subtree into `nseg` segments; `targets` are those of its segments, in their order.
pub(super) fn blend(
    original: &Original<'_>,
    targets: &[usize],
    nseg: usize,
    densities: &Densities,
    rest: &Rest,
) -> Blend {
    let mut members: Vec<Vec<Member<'_>>> = vec![vec![]; nseg];
    for ((place, segment), &target) in segments_of(original.cell, original.subtree).zip(targets) {
        let Some(section) = original.cell.sections.get(place) else { continue };
        let area_um2 = section.area_um2.get(segment).copied().unwrap_or_default();
        if let Some(members) = members.get_mut(target) {
            members.push(Member { section, place, segment, area_um2 });
        }
    }
    blend_members(&with_orphans(&members), densities, rest)
}

/// Blends a whole subtree into every segment.
pub(super) fn evenly(original: &Original<'_>, nseg: usize, densities: &Densities, rest: &Rest) -> Blend {
    let count = segments_of(original.cell, original.subtree).count();
    let one = blend(original, &vec![0; count], 1, densities, rest);
    let spread = |values: &Vec<f64>| vec![values.first().copied().unwrap_or_default(); nseg];
    let mechanisms = one.mechanisms.iter().map(|(mechanism, values)| {
        let values = values.iter().map(|(variable, values)| (variable.clone(), spread(values)));
        (mechanism.clone(), values.collect())
    });
    Blend {
        mechanisms: mechanisms.collect(),
        cm_uf_per_cm2: spread(&one.cm_uf_per_cm2),
        rest_mv: spread(&one.rest_mv),
        ion_style: one.ion_style,
    }
}

/// A segment that nothing went to is made of what its nearest neighbours are made of.
fn with_orphans<'a>(members: &[Vec<Member<'a>>]) -> Vec<Vec<Member<'a>>> {
    let nearest = |from: &mut dyn Iterator<Item = usize>| {
        from.filter_map(|place| members.get(place)).find(|members| !members.is_empty()).cloned().unwrap_or_default()
    };
    let filled = members.iter().enumerate().map(|(place, own)| {
        if !own.is_empty() {
            return own.clone();
        }
        let mut around = nearest(&mut (0..place).rev());
        around.extend(nearest(&mut (place + 1..members.len())));
        around
    });
    filled.collect()
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
