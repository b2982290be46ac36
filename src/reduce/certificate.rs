//! How well a reduced cell keeps the detailed one, as far as the linear regime goes.
//!
//! Both cells are brought to rest and linearized there, channels and concentrations included. What is said is no promise
//! about spikes.

use std::collections::BTreeMap;

use num_complex::Complex64;

use super::quasi_active::{Channels, Densities};
use super::{ReduceError, Reduction};
use crate::cable::impedance::Impedances;
use crate::cell::Cell;
use crate::cell::resolved::{Attachment, segment_at, segment_centre};
use crate::quasi_active::QuasiActive;
use crate::rest::{Rest, RestError};

/// The frequencies that are compared, Hz.
pub const COMPARED_HZ: [f64; 6] = [0.0, 10.0, 38.0, 60.0, 100.0, 200.0];

/// Before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair<T> {
    /// Of the detailed cell.
    pub detailed: T,
    /// Of the reduced cell.
    pub reduced: T,
}

impl Pair<Complex64> {
    /// How much the modulus differs, a part of the detailed one's.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.reduced.norm() / self.detailed.norm() - 1.0
    }
}

/// A place of both cells.
#[derive(Debug, Clone, PartialEq)]
pub struct CertifiedPlace {
    /// The place in the detailed cell.
    pub detailed: String,
    /// The place in the reduced cell.
    pub reduced: String,
    /// Resting potentials, mV.
    pub rest_mv: Pair<f64>,
    /// Input impedances at [`COMPARED_HZ`], `MOhm`; of a stem's tip the transfer impedances to the soma.
    pub impedance_mohm: Vec<Pair<Complex64>>,
}

/// A subtree that was replaced, compared.
#[derive(Debug, Clone, PartialEq)]
pub struct CertifiedStem {
    /// The name of its root.
    pub root: String,
    /// Its input impedances at [`COMPARED_HZ`] where it is attached, by itself, `MOhm`.
    pub input_mohm: Vec<Pair<Complex64>>,
    /// The place with the lowest transfer impedance to the soma.
    pub tip: CertifiedPlace,
}

/// Both cells at rest, compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// The middle of the soma and its input impedance.
    pub soma: CertifiedPlace,
    /// Each subtree that was replaced.
    pub stems: Vec<CertifiedStem>,
    /// Densities added up over the membrane, by hoc name: um2 times the density's unit.
    pub totals: BTreeMap<String, Pair<f64>>,
}

impl Certificate {
    /// The greatest error of the soma's input impedance, a part of it; infinite where it is no number.
    #[must_use]
    pub fn greatest_error(&self) -> f64 {
        let errors = self.soma.impedance_mohm.iter().map(|pair| pair.error().abs());
        errors.map(|error| if error.is_nan() { f64::INFINITY } else { error }).fold(0.0, f64::max)
    }
}

/// Compares a reduction, at its rest, with what it reduced.
///
/// # Errors
/// A cell that has no linear response.
pub fn certify(
    cell: &Cell,
    reduction: &Reduction,
    reduced_rest: &Rest,
    channels: &Channels<'_>,
) -> Result<Certificate, ReduceError> {
    let detailed = View::of(cell, channels.rest)?;
    let reduced = View::of(&reduction.cell, reduced_rest)?;
    let soma = middle(cell, reduction.soma);
    let soma_there = reduction.mapped(soma).unwrap_or(Place { section: 0, segment: 0 });
    let views = [(&detailed, soma), (&reduced, soma_there)];
    let [before, after] = views.map(|(view, soma)| view.spectrum(soma));
    let stem = |(stem, input_mohm): (&super::ReducedSubtree, Vec<Pair<Complex64>>)| {
        let segments = super::quasi_active::segments_of(cell, &stem.subtree);
        let places = segments.map(|(section, segment)| Place { section, segment });
        let modulus = |place: &Place| before.transfer(*place).first().map_or(f64::INFINITY, |z| z.norm());
        let furthest = places.min_by(|one, other| modulus(one).total_cmp(&modulus(other)))?;
        let there = reduction.mapped(furthest)?;
        let transfer = (before.transfer(furthest), after.transfer(there));
        let tip = compared((&detailed, furthest), (&reduced, there), transfer);
        Some(CertifiedStem { root: stem.root.clone(), input_mohm, tip })
    };
    let inputs = stem_inputs(&detailed, &reduced, reduction)?;
    Ok(Certificate {
        soma: compared((&detailed, soma), (&reduced, soma_there), (before.input(soma), after.input(soma_there))),
        stems: reduction.subtrees.iter().zip(inputs).filter_map(stem).collect(),
        totals: totals(cell, &reduction.cell, channels),
    })
}

/// A segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    section: usize,
    segment: usize,
}

fn middle(cell: &Cell, section: usize) -> Place {
    let nseg = cell.sections.get(section).map_or(1, |found| found.nseg);
    Place { section, segment: segment_at(0.5, nseg) }
}

impl Reduction {
    fn mapped(&self, place: Place) -> Option<Place> {
        let target = self.map.sections.get(place.section)?.get(place.segment)?;
        Some(Place { section: target.section, segment: target.segment })
    }
}

/// One of the cells.
struct View<'a> {
    cell: &'a Cell,
    rest: &'a Rest,
    cable: QuasiActive,
}

/// Impedances at [`COMPARED_HZ`], transfer impedances to the soma.
struct Spectrum(Vec<Impedances>);

impl Spectrum {
    fn input(&self, Place { section, segment }: Place) -> Vec<Complex64> {
        self.over(|impedances| impedances.segment_input(section, segment))
    }

    fn transfer(&self, Place { section, segment }: Place) -> Vec<Complex64> {
        self.over(|impedances| impedances.segment_transfer(section, segment))
    }

    fn over(&self, of: impl Fn(&Impedances) -> Option<Complex64>) -> Vec<Complex64> {
        self.0.iter().map(|impedances| of(impedances).unwrap_or(Complex64::new(f64::NAN, f64::NAN))).collect()
    }
}

impl<'a> View<'a> {
    fn of(cell: &'a Cell, rest: &'a Rest) -> Result<Self, RestError> {
        Ok(Self { cell, rest, cable: QuasiActive::of(cell, rest)? })
    }

    fn spectrum(&self, soma: Place) -> Spectrum {
        let nseg = self.cell.sections.get(soma.section).map_or(1, |found| found.nseg);
        let site = Attachment { section: soma.section, x: segment_centre(soma.segment, nseg) };
        Spectrum(self.cable.spectrum(&[site], &COMPARED_HZ))
    }

    /// The input impedances of some sites at [`COMPARED_HZ`], with nothing there but these sections.
    fn inputs(
        &self,
        sections: impl Iterator<Item = usize>,
        sites: &[Attachment],
    ) -> Result<Vec<Vec<Complex64>>, RestError> {
        let sections: Vec<usize> = sections.collect();
        let spectrum = Spectrum(QuasiActive::of_sections(self.cell, &sections, self.rest)?.spectrum(&[], &COMPARED_HZ));
        let input = |site: &Attachment| spectrum.over(|impedances| impedances.input(site.section, site.x));
        Ok(sites.iter().map(input).collect())
    }

    fn name(&self, place: Place) -> String {
        self.cell.sections.get(place.section).map_or_else(String::new, |section| section.place_name(place.segment))
    }

    fn rest_mv(&self, place: Place) -> f64 {
        self.rest.v_mv(place.section, place.segment).unwrap_or(f64::NAN)
    }
}

fn compared(
    (detailed, before): (&View<'_>, Place),
    (reduced, after): (&View<'_>, Place),
    (before_mohm, after_mohm): (Vec<Complex64>, Vec<Complex64>),
) -> CertifiedPlace {
    CertifiedPlace {
        detailed: detailed.name(before),
        reduced: reduced.name(after),
        rest_mv: Pair { detailed: detailed.rest_mv(before), reduced: reduced.rest_mv(after) },
        impedance_mohm: paired(before_mohm, after_mohm),
    }
}

/// The input impedances of all subtrees and of what replaced them, each cut off.
fn stem_inputs(
    detailed: &View<'_>,
    reduced: &View<'_>,
    reduction: &Reduction,
) -> Result<Vec<Vec<Pair<Complex64>>>, RestError> {
    let subtrees = &reduction.subtrees;
    let sites: Vec<Attachment> = subtrees.iter().map(|stem| stem.subtree.site).collect();
    let sites_there: Vec<_> =
        subtrees.iter().map(|stem| Attachment { section: stem.reduced_section, x: 0.0 }).collect();
    let before = detailed.inputs(subtrees.iter().flat_map(|stem| stem.subtree.sections.iter().copied()), &sites)?;
    let after = reduced.inputs(subtrees.iter().map(|stem| stem.reduced_section), &sites_there)?;
    let pairs = before.into_iter().zip(after);
    Ok(pairs.map(|(before, after)| paired(before, after)).collect())
}

fn paired(detailed: Vec<Complex64>, reduced: Vec<Complex64>) -> Vec<Pair<Complex64>> {
    detailed.into_iter().zip(reduced).map(|(detailed, reduced)| Pair { detailed, reduced }).collect()
}

fn totals(cell: &Cell, reduced: &Cell, channels: &Channels<'_>) -> BTreeMap<String, Pair<f64>> {
    let densities = Densities::of(channels);
    let sums = |cell: &Cell| {
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        for section in &cell.sections {
            for (mechanism, values) in &section.mechanisms {
                for (variable, values) in values.iter().filter(|(name, _)| densities.contains(mechanism, name)) {
                    let amounts = values.iter().zip(&section.area_um2).map(|(value, area_um2)| value * area_um2);
                    *sums.entry(variable.clone()).or_default() += amounts.sum::<f64>();
                }
            }
        }
        sums
    };
    let (before, after) = (sums(cell), sums(reduced));
    let pair = |(name, detailed): (String, f64)| {
        let reduced = after.get(&name).copied().unwrap_or_default();
        (name, Pair { detailed, reduced })
    };
    before.into_iter().map(pair).collect()
}
