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
use crate::rest::{Policy, Rest, RestError, rest};

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
    /// Input impedances at [`COMPARED_HZ`], `MOhm`; of a stem the transfer impedances between its far end and the soma.
    pub impedance_mohm: Vec<Pair<Complex64>>,
}

/// Both cells at rest, compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// The middle of the soma and its input impedance.
    pub soma: CertifiedPlace,
    /// Of each subtree that was replaced the place with the lowest transfer impedance.
    pub stems: Vec<CertifiedPlace>,
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

/// Compares a reduction with what it reduced.
///
/// # Errors
/// A reduced cell that does not come to rest, or that has no linear response.
pub fn certify(cell: &Cell, reduction: &Reduction, channels: &Channels<'_>) -> Result<Certificate, ReduceError> {
    let reduced_rest = rest(&reduction.cell, channels.library, channels.catalog, Policy::Steady)?;
    let detailed = View::of(cell, channels.rest)?;
    let reduced = View::of(&reduction.cell, &reduced_rest)?;
    let soma = middle(cell, reduction.soma);
    let soma_there = reduction.mapped(soma).unwrap_or(Place { section: 0, segment: 0 });
    let views = [(&detailed, soma), (&reduced, soma_there)];
    let [before, after] = views.map(|(view, soma)| view.spectrum(soma));
    let stem = |stem: &super::ReducedSubtree| {
        let segments = super::quasi_active::segments_of(cell, &stem.subtree);
        let places = segments.map(|(section, segment)| Place { section, segment });
        let modulus = |place: &Place| before.transfer(*place).first().map_or(f64::INFINITY, |z| z.norm());
        let furthest = places.min_by(|one, other| modulus(one).total_cmp(&modulus(other)))?;
        let there = reduction.mapped(furthest)?;
        let transfer = (before.transfer(furthest), after.transfer(there));
        Some(compared((&detailed, furthest), (&reduced, there), transfer))
    };
    Ok(Certificate {
        soma: compared((&detailed, soma), (&reduced, soma_there), (before.input(soma), after.input(soma_there))),
        stems: reduction.subtrees.iter().filter_map(stem).collect(),
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
    let pairs = before_mohm.into_iter().zip(after_mohm);
    CertifiedPlace {
        detailed: detailed.name(before),
        reduced: reduced.name(after),
        rest_mv: Pair { detailed: detailed.rest_mv(before), reduced: reduced.rest_mv(after) },
        impedance_mohm: pairs.map(|(detailed, reduced)| Pair { detailed, reduced }).collect(),
    }
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
