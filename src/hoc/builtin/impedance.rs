//! `Impedance`: what a small alternating current at one place does to the voltage there and elsewhere.
//!
//! `compute(frequency)` lets all states stand still, `compute(frequency, 1)` lets them follow. Source: NEURON 9,
//! `impedanc.cpp`.

use std::collections::HashMap;
use std::f64::consts::PI;
use std::sync::Arc;

use num_complex::Complex64;

use crate::cable::impedance::Impedances;
use crate::cable::nodes::Nodes;
use crate::cell::resolved::{Attachment, Cell};
use crate::cell::{Model, SectionId};
use crate::hoc::builtin::initialize::currents;
use crate::hoc::builtin::{BuiltinObject, Call, point_process};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;
use crate::mechanism::MechanismId;
use crate::membrane::standing::{Admittances, Alternating};
use crate::units::{MS_PER_S, US_PER_UF_UM2_PER_CM2_HZ};

/// Where the current is, and what was computed.
#[derive(Debug)]
pub(crate) struct Impedance {
    site: Option<(SectionId, f64)>,
    step: f64,
    found: Found,
}

#[derive(Debug, Clone, Default)]
enum Found {
    #[default]
    Nothing,
    /// It depends on what nobody knows.
    Unknown(String),
    /// The impedances of all sections, by their places.
    Computed(Arc<Computed>),
}

#[derive(Debug)]
struct Computed {
    impedances: Impedances,
    places: HashMap<SectionId, usize>,
    /// [`counted`] when it was computed.
    counted: (u64, usize),
}

/// The step by which slopes are taken where nothing else is said.
const STEP: f64 = 0.001;

/// Point processes of NEURON's own whose current does not depend on the voltage, or is none until events arrive.
const WITHOUT_SLOPE: &[&str] = &["APCount", "Exp2Syn", "ExpSyn", "IClamp", "PatternStim"];

/// Bytes of a node and of a section in what is computed.
const NODE_BYTES: usize = 128;

const METHODS: &[&str] = &["compute", "deltafac", "input", "input_phase", "loc", "ratio", "transfer", "transfer_phase"];

/// `new Impedance()`
pub(crate) fn create(_this: &mut Interpreter, _call: &Call<'_>) -> Evaluated<BuiltinObject> {
    Ok(BuiltinObject::Impedance(Box::new(Impedance { site: None, step: STEP, found: Found::Nothing })))
}

impl Impedance {
    /// What was computed, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match &self.found {
            Found::Computed(computed) => computed.impedances.node_count() * NODE_BYTES,
            Found::Nothing | Found::Unknown(_) => 0,
        }
    }
}

/// Its methods.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let known = |this: &Interpreter| match this.objects.builtin(object) {
        Some(BuiltinObject::Impedance(known)) => Some((known.site, known.step)),
        _ => None,
    };
    let Some((site, step)) = known(this) else { return Err(call.no_method("object", [])) };
    let number = match call.name.text.as_str() {
        "loc" => {
            let x = call.number_within(this, 0, -1.0, 1.0)?;
            let site = if x < 0.0 { None } else { Some((this.accessed_section(call.name.span)?, x)) };
            change(this, object, |own| own.site = site);
            0.0
        }
        "deltafac" if call.count() == 0 => step,
        "deltafac" => {
            let step = call.number_within(this, 0, 1e-10, 1.0)?;
            change(this, object, |own| own.step = step);
            step
        }
        "compute" => {
            let site = site.filter(|(section, _)| this.model.exists(*section));
            let found = compute(this, (site, step), call)?;
            change(this, object, |own| (own.site, own.found) = (site, found));
            0.0
        }
        "input" => look(this, object, call, |input, _| input.norm())?,
        "transfer" => look(this, object, call, |_, transfer| transfer.norm())?,
        "input_phase" => look(this, object, call, |input, _| input.arg())?,
        "transfer_phase" => look(this, object, call, |_, transfer| transfer.arg())?,
        "ratio" => look(this, object, call, |input, transfer| (transfer / input).norm())?,
        _ => return Err(call.no_method("Impedance", METHODS.iter().copied())),
    };
    Ok(Value::Number(number))
}

fn change(this: &mut Interpreter, object: ObjectId, change: impl FnOnce(&mut Impedance)) {
    if let Some(BuiltinObject::Impedance(own)) = this.objects.builtin_mut(object) {
        change(own);
    }
}

/// A number from the input and transfer impedance (`MOhm`) at a place of the accessed section.
fn look(
    this: &mut Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    number: impl Fn(Complex64, Complex64) -> f64,
) -> Evaluated<f64> {
    let x = call.number_within(this, 0, 0.0, 1.0)?;
    let section = this.accessed_section(call.name.span)?;
    let Some(BuiltinObject::Impedance(own)) = this.objects.builtin(object) else { return Ok(0.0) };
    match own.found.clone() {
        Found::Nothing => Ok(number(Complex64::ZERO, Complex64::ZERO)),
        Found::Unknown(what) => Ok(this.unknown_number(&what)),
        Found::Computed(computed) => {
            let place = computed.places.get(&section).filter(|_| computed.is_of(&this.model));
            let at = |place: &usize| {
                let impedances = &computed.impedances;
                Some((impedances.input(*place, x)?, impedances.transfer(*place, x)?))
            };
            let (input, transfer) = place.and_then(at).unwrap_or_default();
            Ok(number(input, transfer))
        }
    }
}

impl Computed {
    /// Has the model as many nodes as when this was computed? NEURON forgets it otherwise.
    fn is_of(&self, model: &Model) -> bool {
        self.counted == counted(model) || self.impedances.node_count() == node_count(model)
    }
}

/// Where this is the same there are as many nodes as there were.
fn counted(model: &Model) -> (u64, usize) {
    (model.arrangement(), model.value_count())
}

/// One for each segment and each section's end, one more for each root.
fn node_count(model: &Model) -> usize {
    let of = |section| model.nseg(section).unwrap_or(1) + 1 + usize::from(model.parent(section).is_none());
    model.sections().map(of).sum()
}

/// `compute(frequency)`, `compute(frequency, 1)`
fn compute(this: &mut Interpreter, (site, step): (Option<(SectionId, f64)>, f64), call: &Call<'_>) -> Evaluated<Found> {
    let frequency_hz = call.number(this, 0)?;
    let follows = call.number_or(this, 1, 0.0)? != 0.0;
    if site.is_none() && !follows {
        let message = "Impedance stimulus location is not specified.".to_owned();
        return Err(call.error(HocError::Raised { message }));
    }
    this.room_for("impedances", node_count(&this.model).saturating_mul(NODE_BYTES), call.name.span)?;
    let alternating =
        Alternating { angular_per_ms: 2.0 * PI * frequency_hz / MS_PER_S, following: follows.then_some(step) };
    let (placed, library) = currents(this, call)?;
    let found = this.standing.admittances(&this.model, &placed, &library, alternating);
    let found = found.map_err(|error| call.error(HocError::Raised { message: error.to_string() }))?;
    if let Some(what) = unknown(this, &found) {
        return Ok(Found::Unknown(format!("an impedance with {what}")));
    }
    let (cell, places) = this.model.bare().map_err(|error| cell_error(&error).at(call.name.span))?;
    let nodes = Nodes::new(&cell, &cell.parents_first());
    let nodes = nodes.map_err(|error| call.error(HocError::Raised { message: error.to_string() }))?;
    let membrane_us = membrane_us(&cell, &places, &nodes, (frequency_hz, &found));
    let site = site.and_then(|(section, x)| Some(Attachment { section: *places.get(&section)?, x }));
    let impedances = Impedances::of_membrane(Arc::new(nodes), membrane_us, site.as_slice());
    Ok(Found::Computed(Arc::new(Computed { impedances, places, counted: counted(&this.model) })))
}

/// What nobody knows of the membrane, if anything.
fn unknown(this: &Interpreter, found: &Admittances) -> Option<String> {
    let name = |id: MechanismId| this.model.catalog().mechanism(id).name.as_str();
    if this.simulation.is_moved() {
        return Some("the voltages of a simulation, which is not run,".to_owned());
    }
    let unknown = found.unknown.iter().copied().find(|&id| !has_no_slope(this, id));
    let unknown = unknown.or_else(|| found.unevaluated.keys().copied().next());
    unknown.map(|id| format!("the mechanism `{}`, which is not evaluated here,", name(id)))
}

/// Is it a point process that adds nothing at the start of a simulation?
fn has_no_slope(this: &Interpreter, mechanism: MechanismId) -> bool {
    let name = this.model.catalog().mechanism(mechanism).name.as_str();
    let starts_later = |builtin: &BuiltinObject| match builtin {
        BuiltinObject::PointProcess(process) if process.mechanism() == mechanism => {
            point_process::read(this, process, "onset", 0).is_some_and(|onset_ms| onset_ms >= 0.0)
        }
        _ => true,
    };
    WITHOUT_SLOPE.contains(&name)
        || name == "AlphaSynapse" && this.objects.builtins().all(|(_, builtin)| starts_later(builtin))
}

/// What every node has to ground, uS: the mechanisms' and the capacitance.
fn membrane_us(
    cell: &Cell,
    places: &HashMap<SectionId, usize>,
    nodes: &Nodes,
    (frequency_hz, found): (f64, &Admittances),
) -> Vec<Complex64> {
    let mut membrane_us = vec![Complex64::ZERO; nodes.len()];
    let mut add = |node: Option<usize>, admittance_us: Complex64| {
        if let Some(own_us) = node.and_then(|node| membrane_us.get_mut(node)) {
            *own_us += admittance_us;
        }
    };
    let angular_hz = 2.0 * PI * frequency_hz;
    for (place, section) in cell.sections.iter().enumerate() {
        for (segment, (cm, area_um2)) in section.cm_uf_per_cm2.iter().zip(&section.area_um2).enumerate() {
            let capacitive_us = angular_hz * cm * area_um2 * US_PER_UF_UM2_PER_CM2_HZ;
            add(nodes.segment(place, segment), Complex64::new(0.0, capacitive_us));
        }
    }
    for &(section, x, admittance_us) in &found.of_mechanisms {
        add(places.get(&section).and_then(|&place| nodes.at(place, x)), admittance_us);
    }
    membrane_us
}
