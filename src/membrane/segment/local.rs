//! The derivatives of one mechanism's equations with respect to what they see: voltage, own states, ions.

use crate::mechanism::ion::IonVariable;
use crate::membrane::fault::Fault;
use crate::membrane::instance::{Inputs, Instance, IonValues, Outputs};
use crate::membrane::lanes::{LANES, Lanes};
use crate::membrane::machine::Tables;
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

/// One column of derivatives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) input: Input,
    pub(super) slopes: Outputs<f64>,
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

/// The derivatives with respect to everything that the instance sees; of the ions' variables those that move.
pub(super) fn columns(site: Site<'_>, moves: impl Fn(usize, IonVariable) -> bool) -> Result<Vec<Column>, Fault> {
    let states = (0..site.states.len()).map(Input::State);
    let ions = site.instance.program.ions.iter().enumerate();
    let ions = ions.flat_map(|(place, ion)| ion.reads.iter().map(move |&(variable, _)| (place, variable)));
    let ions = ions.filter(|&(place, variable)| moves(place, variable));
    let ions = ions.map(|(place, variable)| Input::Ion(place, variable));
    let inputs: Vec<_> = [Input::V].into_iter().chain(states).chain(ions).collect();
    let found = inputs.chunks(LANES).map(|inputs| together(site, inputs));
    Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The derivatives with respect to a few inputs from one evaluation; one by one where it is not to be trusted.
fn together(site: Site<'_>, inputs: &[Input]) -> Result<Vec<Column>, Fault> {
    let lane = |wanted: Input| inputs.iter().position(|&input| input == wanted);
    let outputs = evaluate(site, |value, input| Lanes::seed(value, lane(input)))?;
    let all: Vec<Column> = (0..inputs.len())
        .zip(inputs)
        .map(|(lane, &input)| {
            let slope = |number: Lanes| number.slopes.get(lane).copied().unwrap_or_default();
            Column { input, slopes: slopes_of(&outputs, slope) }
        })
        .collect();
    if outputs.at_singularity || all.iter().any(|column| has_gap(&column.slopes)) {
        return inputs.iter().map(|&input| Ok(Column { input, slopes: trusted(site, input)? })).collect();
    }
    Ok(all)
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
    let states: Vec<S> =
        site.states.iter().enumerate().map(|(place, &value)| seeded(value, Input::State(place))).collect();
    let ions: Vec<IonValues<S>> = site
        .ions
        .iter()
        .enumerate()
        .map(|(place, values)| {
            let one = |variable| seeded(values.of(variable), Input::Ion(place, variable));
            IonValues {
                e: one(IonVariable::Reversal),
                inner: one(IonVariable::Inner),
                outer: one(IonVariable::Outer),
                current: one(IonVariable::Current),
            }
        })
        .collect();
    let inputs = Inputs { v: seeded(site.v_mv, Input::V), states: &states, ions: &ions };
    site.instance.evaluate(&inputs, site.tables).map(|(outputs, _)| outputs)
}

fn slopes_of<S: Scalar>(outputs: &Outputs<S>, slope: impl Fn(S) -> f64) -> Outputs<f64> {
    Outputs {
        rows: outputs.rows.iter().map(|&row| slope(row)).collect(),
        currents: outputs.currents.iter().map(|&current| slope(current)).collect(),
        written: outputs.written.iter().map(|&(ion, variable, value)| (ion, variable, slope(value))).collect(),
        at_singularity: outputs.at_singularity,
    }
}
