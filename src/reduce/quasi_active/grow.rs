//! One cylinder, its parameters and its map, found together.

use super::Channels;
use super::blend::{Blend, blend, evenly};
use super::chain::{Shape, admittances, seen};
use super::density::Densities;
use super::fit::{Fitted, Wanted, fit};
use super::segments_of;
use crate::cable::cylinder::space_constant_um;
use crate::cell::Cell;
use crate::cell::resolved::{Section, segment_at};
use crate::membrane::Response;
use crate::membrane::segment::Segment;
use crate::membrane::site::of_cell;
use crate::reduce::ReduceError;
use crate::reduce::equivalent_cylinder::EquivalentCylinder;
use crate::reduce::measure::Measured;
use crate::reduce::segment_map::Curve;
use crate::reduce::subtree::{Subtree, root_name};
use crate::rest::RestError;
use crate::units::OHM_PER_MOHM;

/// Rounds of map, blend and fit.
const MOST_ROUNDS: usize = 12;

/// A length or diameter that changes by less than this part stands still.
const STILL: f64 = 1e-7;

/// The first frequency counts this much more than the others.
const FIRST_WEIGHT: f64 = 3.0;

/// What is replaced, and what it does.
pub(super) struct Original<'a> {
    pub(super) cell: &'a Cell,
    pub(super) subtree: &'a Subtree,
    /// At each of the frequencies.
    pub(super) measured: &'a [Measured],
    pub(super) frequencies_hz: &'a [f64],
}

/// A cylinder with everything that belongs to it.
#[derive(Debug, Clone)]
pub(super) struct Grown {
    pub(super) cylinder: EquivalentCylinder,
    pub(super) curve: Curve,
    pub(super) blend: Blend,
    /// Segments that nothing went to.
    pub(super) orphans: Vec<usize>,
}

/// Finds the cylinder of a subtree, starting from that of its passive membrane.
pub(super) fn grow(
    original: &Original<'_>,
    channels: &Channels<'_>,
    densities: &Densities,
    start: &EquivalentCylinder,
    nseg: usize,
) -> Result<Grown, ReduceError> {
    let wanted = original.wanted();
    let mut shape = Shape { length_um: start.length_um, diam_um: start.diam_um, ra_ohm_cm: start.membrane.ra_ohm_cm };
    let mut own = evenly(original, nseg, densities, channels.rest);
    let mut targets: Vec<usize> = vec![];
    for round in 0.. {
        let responses = responses(original.cell, &own, shape, channels)?;
        let Fitted { shape: fitted, capacitance } = fit(shape, &responses, &wanted);
        let change = (fitted.length_um / shape.length_um - 1.0).abs() + (fitted.diam_um / shape.diam_um - 1.0).abs();
        shape = fitted;
        let curve = original.curve(shape, &responses, capacitance);
        let places = original.targets(&curve, nseg);
        let is_settled = places == targets && change < STILL;
        if is_settled || round == MOST_ROUNDS {
            // The last map that was blended belongs to the parameters that were fitted.
            for cm in &mut own.cm_uf_per_cm2 {
                *cm *= capacitance;
            }
            let orphans = (0..nseg).filter(|segment| !targets.contains(segment)).collect();
            let cylinder = cylinder(start, shape, &own).ok_or_else(|| original.not_finite())?;
            return Ok(Grown { cylinder, curve, blend: own, orphans });
        }
        targets = places;
        own = blend(original, &targets, nseg, densities, channels.rest);
    }
    Err(original.not_finite())
}

impl Original<'_> {
    fn not_finite(&self) -> ReduceError {
        ReduceError::NotFinite { root: root_name(self.cell, self.subtree).to_owned() }
    }

    fn wanted(&self) -> Vec<Wanted> {
        let pairs = self.frequencies_hz.iter().zip(self.measured).enumerate();
        let wanted = |(place, (&frequency_hz, measured)): (usize, (&f64, &Measured))| {
            let (input, lowest) = measured.ends(self.subtree);
            let weight = if place == 0 { FIRST_WEIGHT } else { 1.0 };
            Wanted { frequency_hz, input: input / OHM_PER_MOHM, lowest_mohm: lowest.norm() / OHM_PER_MOHM, weight }
        };
        pairs.map(wanted).collect()
    }

    /// The cylinder's transfer impedance along its length, at the first frequency.
    fn curve(&self, shape: Shape, responses: &[Response], capacitance: f64) -> Curve {
        let frequency_hz = self.frequencies_hz.first().copied().unwrap_or_default();
        let own = responses.iter().map(|response| response.capacitive_s_per_cm2(frequency_hz) * (capacitance - 1.0));
        let membrane: Vec<_> = admittances(responses, frequency_hz).into_iter().zip(own).map(|(a, b)| a + b).collect();
        let found = seen(shape, &membrane);
        Curve::of(found.input, &found.transfer)
    }

    /// The reduced segment of every original one.
    fn targets(&self, curve: &Curve, nseg: usize) -> Vec<usize> {
        let Some(measured) = self.measured.first() else { return vec![] };
        let places = segments_of(self.cell, self.subtree).map(|(section, segment)| {
            let transfer = measured.segment_ohm(section, segment).unwrap_or_default();
            segment_at(curve.place(transfer), nseg)
        });
        places.collect()
    }
}

/// The linear membranes of a cylinder's segments, each at rest where it is to rest.
fn responses(cell: &Cell, blend: &Blend, shape: Shape, channels: &Channels<'_>) -> Result<Vec<Response>, ReduceError> {
    let nseg = blend.cm_uf_per_cm2.len();
    let step_um = shape.length_um / nseg as f64;
    let section = Section {
        name: "cylinder".to_owned(),
        nseg,
        cm_uf_per_cm2: blend.cm_uf_per_cm2.clone(),
        mechanisms: blend.mechanisms.clone(),
        ion_style: blend.ion_style.clone(),
        diam_um: vec![shape.diam_um; nseg],
        area_um2: vec![std::f64::consts::PI * shape.diam_um * step_um; nseg],
        ..Section::default()
    };
    let alone = Cell { globals: cell.globals.clone(), sections: vec![section], ..*cell };
    let one = |(segment, &rest_mv): (usize, &f64)| -> Result<Response, RestError> {
        let patch = of_cell(&alone, 0, segment, channels.library, channels.catalog)?;
        let membrane = Segment::start(patch, rest_mv, None).map_err(RestError::of)?;
        let steady = membrane.steady(rest_mv).map_err(RestError::of)?;
        Ok(Response::of(&membrane.linearize(&steady.point).map_err(RestError::of)?))
    };
    Ok(blend.rest_mv.iter().enumerate().map(one).collect::<Result<_, _>>()?)
}

fn cylinder(start: &EquivalentCylinder, shape: Shape, blend: &Blend) -> Option<EquivalentCylinder> {
    let Shape { length_um, diam_um, ra_ohm_cm } = shape;
    let mut membrane = start.membrane;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    membrane.cm_uf_per_cm2 = mean(&blend.cm_uf_per_cm2);
    let g_pas = blend.mechanisms.get("pas").and_then(|values| values.get("g_pas"));
    membrane.rm_ohm_cm2 = g_pas.map_or(membrane.rm_ohm_cm2, |g_pas| 1.0 / mean(g_pas));
    let space_constant_um = space_constant_um(diam_um, membrane.rm_ohm_cm2, ra_ohm_cm);
    let electrotonic_length = length_um / space_constant_um;
    let is_possible = [length_um, diam_um].into_iter().all(|value| value.is_finite() && value > 0.0);
    is_possible.then_some(EquivalentCylinder {
        membrane,
        length_um,
        diam_um,
        space_constant_um,
        electrotonic_length,
        ..*start
    })
}
