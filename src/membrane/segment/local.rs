//! The derivatives of one mechanism's equations with respect to what they see: voltage, own states, ions.

use crate::mechanism::ion::IonVariable;
use crate::membrane::fault::Fault;
use crate::membrane::instance::{Inputs, Instance, IonValues, Outputs, Scratch};
use crate::membrane::lanes::{LANES, Lanes};
use crate::membrane::machine::Tables;
use crate::membrane::program::Carrier;
use crate::membrane::scalar::{Dual, Scalar};

/// What an equation is differentiated with respect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// The voltage.
    V,
    /// One of the instance's states.
    State(usize),
    /// A variable of one of the instance's ions.
    Ion(usize, IonVariable),
}

/// What is differentiated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// The row of one of the instance's states.
    Row(usize),
    /// One of its currents, and what carries it.
    Current(usize, Carrier),
    /// A variable of one of its ions that it writes.
    Written(usize, IonVariable),
}

/// Room for evaluations.
#[derive(Debug, Default)]
pub(super) struct Room {
    scratch: Scratch<Lanes>,
    states: Vec<Lanes>,
    ions: Vec<IonValues<Lanes>>,
}

/// The voltage next to a singularity that derivatives are taken at, mV; doubled until it is left.
const ASIDE_MV: f64 = 0.01;

/// A window around a singularity is not wider, mV.
const MOST_ASIDE_MV: f64 = 1.0;

/// Where an instance is looked at.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) instance: &'a Instance,
    pub(super) v_mv: f64,
    pub(super) states: &'a [f64],
    pub(super) ions: &'a [IonValues<f64>],
    pub(super) tables: Option<&'a Tables>,
}

/// Everything at a site into `values`, its derivatives with respect to `inputs` one by one to `put`.
pub(super) fn look(
    site: Site<'_>,
    inputs: &[Input],
    room: &mut Room,
    values: &mut Outputs<f64>,
    mut put: impl FnMut(Input, Quantity, f64),
) -> Result<(), Fault> {
    for (turn, inputs) in inputs.chunks(LANES).enumerate() {
        together(site, inputs, room)?;
        let outputs = &room.scratch.outputs;
        if turn == 0 {
            take_values(outputs, values);
        }
        let is_sound = is_sound(outputs, inputs.len());
        let carriers = || site.instance.program.currents.iter().map(|current| current.carrier);
        for (lane, &input) in inputs.iter().enumerate() {
            if is_sound {
                give(outputs, carriers(), |quantity, number| put(input, quantity, slope(number, lane)));
            } else {
                give(&trusted(site, input)?, carriers(), |quantity, slope| put(input, quantity, slope));
            }
        }
    }
    Ok(())
}

/// Everything with its derivatives with respect to a few inputs, from one evaluation.
fn together(site: Site<'_>, inputs: &[Input], room: &mut Room) -> Result<(), Fault> {
    let Room { scratch, states, ions } = room;
    states.clear();
    states.extend(site.states.iter().map(|&state| Lanes::from(state)));
    ions.clear();
    ions.extend(site.ions.iter().map(|values| values.map(Lanes::from)));
    let mut v = Lanes::from(site.v_mv);
    for (lane, &input) in inputs.iter().enumerate() {
        match input {
            Input::V => v = v.varying(lane),
            Input::State(place) => states.iter_mut().skip(place).take(1).for_each(|state| *state = state.varying(lane)),
            Input::Ion(place, variable) => {
                ions.iter_mut().skip(place).take(1).for_each(|ion| ion.set(variable, ion.of(variable).varying(lane)));
            }
        }
    }
    site.instance.evaluate_in(scratch, &Inputs { v, states, ions }, site.tables)
}

/// Are these derivatives to be trusted?
fn is_sound(outputs: &Outputs<Lanes>, lanes: usize) -> bool {
    let is_finite = |number: &Lanes| number.slopes.iter().take(lanes).all(|slope| slope.is_finite());
    !outputs.at_singularity && outputs.rows.iter().chain(&outputs.currents).all(is_finite)
}

fn slope(number: Lanes, lane: usize) -> f64 {
    number.slopes.get(lane).copied().unwrap_or_default()
}

fn take_values(outputs: &Outputs<Lanes>, values: &mut Outputs<f64>) {
    values.rows.clear();
    values.rows.extend(outputs.rows.iter().map(|row| row.value));
    values.currents.clear();
    values.currents.extend(outputs.currents.iter().map(|current| current.value));
    values.written.clear();
    values.written.extend(outputs.written.iter().map(|&(ion, variable, written)| (ion, variable, written.value)));
    values.at_singularity = outputs.at_singularity;
}

/// All that an evaluation gives, one by one.
fn give<S: Scalar>(outputs: &Outputs<S>, carriers: impl Iterator<Item = Carrier>, mut to: impl FnMut(Quantity, S)) {
    outputs.rows.iter().enumerate().for_each(|(row, &value)| to(Quantity::Row(row), value));
    let currents = outputs.currents.iter().zip(carriers).enumerate();
    currents.for_each(|(current, (&value, carrier))| to(Quantity::Current(current, carrier), value));
    outputs.written.iter().for_each(|&(ion, variable, value)| to(Quantity::Written(ion, variable), value));
}

/// At a branch that holds at one voltage only the derivative is the limit from both sides.
fn trusted(site: Site<'_>, input: Input) -> Result<Outputs<f64>, Fault> {
    let here = slopes(site, input)?;
    if input != Input::V || !(here.at_singularity || has_gap(&here)) {
        return Ok(here);
    }
    let mut aside_mv = ASIDE_MV;
    while aside_mv <= MOST_ASIDE_MV {
        let at = |factor: f64| slopes(Site { v_mv: site.v_mv + factor * aside_mv, ..site }, input);
        let around = [at(-2.0)?, at(-1.0)?, at(1.0)?, at(2.0)?];
        if !around.iter().any(|outputs| outputs.at_singularity || has_gap(outputs)) {
            return Ok(limit(&around));
        }
        aside_mv *= 2.0;
    }
    Ok(here)
}

fn has_gap(outputs: &Outputs<f64>) -> bool {
    !outputs.rows.iter().chain(&outputs.currents).all(|value| value.is_finite())
}

/// The value in the middle of four points at -2, -1, 1, 2 steps: the error is of the fourth order.
fn limit([far_below, below, above, far_above]: &[Outputs<f64>; 4]) -> Outputs<f64> {
    let middle = |pick: &dyn Fn(&Outputs<f64>) -> f64| {
        let (near, far) = (pick(below) + pick(above), pick(far_below) + pick(far_above));
        (4.0 * near - far) / 6.0
    };
    let at = |values: &[f64], place: usize| values.get(place).copied().unwrap_or(f64::NAN);
    Outputs {
        rows: (0..below.rows.len()).map(|place| middle(&|outputs| at(&outputs.rows, place))).collect(),
        currents: (0..below.currents.len()).map(|place| middle(&|outputs| at(&outputs.currents, place))).collect(),
        written: below
            .written
            .iter()
            .enumerate()
            .map(|(place, &(ion, variable, _))| {
                (ion, variable, middle(&|outputs| outputs.written.get(place).map_or(f64::NAN, |written| written.2)))
            })
            .collect(),
        at_singularity: true,
    }
}

fn slopes(site: Site<'_>, wanted: Input) -> Result<Outputs<f64>, Fault> {
    let seeded = |value: f64, input: Input| if input == wanted { Dual::seed(value) } else { Dual::from(value) };
    Ok(slopes_of(&evaluate(site, seeded)?, |number| number.slope))
}

fn evaluate<S: Scalar>(site: Site<'_>, seeded: impl Fn(f64, Input) -> S) -> Result<Outputs<S>, Fault> {
    let states: Vec<S> = seeded_states(site, &seeded).collect();
    let ions: Vec<IonValues<S>> = seeded_ions(site, &seeded).collect();
    let inputs = Inputs { v: seeded(site.v_mv, Input::V), states: &states, ions: &ions };
    site.instance.evaluate(&inputs, site.tables).map(|(outputs, _)| outputs)
}

fn seeded_states<S: Scalar>(site: Site<'_>, seeded: impl Fn(f64, Input) -> S) -> impl Iterator<Item = S> {
    site.states.iter().enumerate().map(move |(place, &value)| seeded(value, Input::State(place)))
}

fn seeded_ions<S: Scalar>(site: Site<'_>, seeded: impl Fn(f64, Input) -> S) -> impl Iterator<Item = IonValues<S>> {
    site.ions.iter().enumerate().map(move |(place, values)| {
        let one = |variable| seeded(values.of(variable), Input::Ion(place, variable));
        IonValues {
            e: one(IonVariable::Reversal),
            inner: one(IonVariable::Inner),
            outer: one(IonVariable::Outer),
            current: one(IonVariable::Current),
        }
    })
}

fn slopes_of<S: Scalar>(outputs: &Outputs<S>, slope: impl Fn(S) -> f64) -> Outputs<f64> {
    Outputs {
        rows: outputs.rows.iter().map(|&row| slope(row)).collect(),
        currents: outputs.currents.iter().map(|&current| slope(current)).collect(),
        written: outputs.written.iter().map(|&(ion, variable, value)| (ion, variable, slope(value))).collect(),
        at_singularity: outputs.at_singularity,
    }
}
