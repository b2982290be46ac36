//! A site at one held voltage: everything that is known of it there.

use super::current::{Current, Frozen, carrier, of};
use super::gate::{States, View};
use super::membrane::{Membrane, membrane};
use super::site::Site;
use crate::mechanism::MechanismKind;
use crate::membrane::linear::LinearMembrane;
use crate::membrane::segment::{OperatingPoint, Segment};
use crate::membrane::{Fault, Tables};

/// The distance from a voltage without a number at which figures are taken, mV.
const ASIDE_MV: f64 = 1e-5;

/// An equation that cannot be evaluated, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The mechanism.
    pub mechanism: String,
    /// Why.
    pub fault: Fault,
}

impl From<(String, Fault)> for Refused {
    fn from((mechanism, fault): (String, Fault)) -> Self {
        Self { mechanism, fault }
    }
}

/// A site at a voltage.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The voltage that was asked for, mV.
    pub v_mv: f64,
    /// The voltage that the figures are for, mV: another one where the equations have no number (0/0).
    pub figures_v_mv: f64,
    /// The states stand still.
    pub is_steady: bool,
    /// The mechanisms, in the segment's order.
    pub mechanisms: Vec<MechanismAt>,
    /// The ions.
    pub ions: Vec<IonAt>,
    /// All of them together.
    pub membrane: Membrane,
    /// The linear system behind it.
    pub linear: LinearMembrane,
}

impl Point {
    /// Is there a number for everything that the equations give?
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.membrane.current_ma_per_cm2.is_finite() && self.membrane.instantaneous.s_per_cm2.is_finite()
    }
}

/// A mechanism at a voltage.
#[derive(Debug, Clone, PartialEq)]
pub struct MechanismAt {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: MechanismKind,
    /// Its currents.
    pub currents: Vec<Current>,
    /// Its states.
    pub states: States,
}

/// An ion at a voltage.
#[derive(Debug, Clone, PartialEq)]
pub struct IonAt {
    /// `ca`
    pub name: String,
    /// Reversal potential, mV.
    pub e_mv: f64,
    /// Inner concentration, mM.
    pub inner_mm: f64,
    /// Outer concentration, mM.
    pub outer_mm: f64,
    /// Current of all mechanisms, mA/cm2.
    pub current_ma_per_cm2: f64,
}

/// Everything about a site at a held voltage, the states steady.
///
/// # Errors
/// An equation that cannot be evaluated.
pub fn point(site: &Site, v_mv: f64, interpolate: bool) -> Result<Point, Refused> {
    let here = at(site, v_mv, v_mv, interpolate)?;
    if here.is_number() {
        return Ok(here);
    }
    let aside = at(site, v_mv, v_mv + ASIDE_MV, interpolate)?;
    Ok(if aside.is_number() { aside } else { here })
}

fn at(site: &Site, v_mv: f64, figures_v_mv: f64, interpolate: bool) -> Result<Point, Refused> {
    let segment = Segment::start(site.patch.clone(), figures_v_mv, interpolate.then(Tables::default))?;
    let steady = segment.steady(figures_v_mv)?;
    let linear = segment.linearize(&steady.point)?;
    let slopes: Vec<f64> = linear.response(0.0).iter().map(|value| value.re).collect();
    let view = View { segment: &segment, point: &steady.point, linear: &linear, slopes: &slopes };
    let currents = currents(&segment, &steady.point, &linear)?;
    let mechanisms = segment.instances.iter().enumerate().zip(currents).map(|((place, instance), currents)| {
        let program = &instance.program;
        Ok(MechanismAt { name: program.name.clone(), kind: program.kind, currents, states: view.states(place)? })
    });
    let mechanisms: Vec<MechanismAt> = mechanisms.collect::<Result<_, Refused>>()?;
    let membrane = membrane(site, &linear, mechanisms.iter().flat_map(|mechanism| &mechanism.currents));
    let ions = ions(&segment, &steady.point);
    Ok(Point { v_mv, figures_v_mv, is_steady: steady.converged, mechanisms, ions, membrane, linear })
}

fn ions(segment: &Segment, point: &OperatingPoint) -> Vec<IonAt> {
    let pairs = segment.ions.iter().zip(&point.ions);
    let ion = |(ion, values): (&crate::membrane::segment::Ion, &crate::membrane::instance::IonValues<f64>)| IonAt {
        name: ion.name.clone(),
        e_mv: values.e,
        inner_mm: values.inner,
        outer_mm: values.outer,
        current_ma_per_cm2: values.current,
    };
    pairs.map(ion).collect()
}

/// The currents of each instance.
fn currents(segment: &Segment, point: &OperatingPoint, linear: &LinearMembrane) -> Result<Vec<Vec<Current>>, Refused> {
    let admittances = linear.current_admittances_s_per_cm2(0.0);
    let mut figures = linear.currents.iter().zip(admittances);
    let mut all = vec![];
    for (place, instance) in segment.instances.iter().enumerate() {
        let mut own = vec![];
        for (current, declared) in instance.program.currents.iter().enumerate() {
            let Some((slopes, admittance)) = figures.next() else { continue };
            let instantaneous_s_per_cm2 = slopes.by_v_s_per_cm2;
            let carrier = carrier(&instance.program, declared);
            let e_mv = segment.ions.iter().zip(&point.ions).find(|(ion, _)| ion.name == carrier).map(|(_, ion)| ion.e);
            let frozen = Frozen { segment, point, instance: place, current };
            let reversal_mv = frozen.reversal_mv(e_mv, instantaneous_s_per_cm2)?;
            own.push(Current {
                name: declared.name.clone(),
                carrier,
                value_ma_per_cm2: of(point, place, current),
                reversal_mv,
                chord_s_per_cm2: frozen.chord_s_per_cm2(reversal_mv, instantaneous_s_per_cm2),
                slope_s_per_cm2: admittance.re,
                instantaneous_s_per_cm2,
            });
        }
        all.push(own);
    }
    Ok(all)
}
