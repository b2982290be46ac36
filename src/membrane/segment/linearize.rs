//! All mechanisms of a segment as one linear system around an operating point.
//!
//! The unknowns are the states of all mechanisms and the variables of the ions. An ion's current is the sum over the
//! mechanisms, a concentration is what a mechanism writes, a reversal potential follows from concentrations where NEURON
//! computes it: these are eliminated first, then the states that follow the others without delay.
#![allow(clippy::indexing_slicing, reason = "rows and columns of matrices sized here")]

use nalgebra::DMatrix;

use super::local::{Column, Input, Site, columns};
use super::{OperatingPoint, Segment};
use crate::mechanism::ion::IonVariable;
use crate::membrane::dense::solve;
use crate::membrane::fault::{Fault, FaultKind};
use crate::membrane::ghk::thermal_voltage_mv;
use crate::membrane::linear::{LinearCurrent, LinearMembrane, LinearState};
use crate::membrane::program::Carrier;

/// Variables of one ion among the unknowns.
const ION_VARIABLES: [IonVariable; 4] =
    [IonVariable::Reversal, IonVariable::Inner, IonVariable::Outer, IonVariable::Current];

/// Derivatives of a set of quantities with respect to the voltage, the states and the ions' variables.
struct Gradient {
    /// One column.
    v: DMatrix<f64>,
    state: DMatrix<f64>,
    ion: DMatrix<f64>,
}

impl Gradient {
    fn zeros(quantities: usize, states: usize, ions: usize) -> Self {
        Self {
            v: DMatrix::zeros(quantities, 1),
            state: DMatrix::zeros(quantities, states),
            ion: DMatrix::zeros(quantities, ions),
        }
    }

    /// The ions' variables replaced by what they follow.
    fn without_ions(self, ions: &Gradient) -> Self {
        Self { v: self.v + &self.ion * &ions.v, state: self.state + &self.ion * &ions.state, ion: DMatrix::zeros(0, 0) }
    }
}

impl Segment {
    /// The linear system around an operating point.
    ///
    /// # Errors
    /// The name of a mechanism and its equation that cannot be evaluated; states that the equations leave open.
    pub fn linearize(&self, point: &OperatingPoint) -> Result<LinearMembrane, (String, Fault)> {
        let (system, labels) = self.system(point)?;
        let states = self.linear_states();
        let system =
            system.without_algebraic(&self.algebraic_rows()).map_err(|place| self.undetermined(&states[place].0))?;
        let kept = states.into_iter().filter(|(_, is_algebraic)| !is_algebraic).map(|(state, _)| state).collect();
        let linear_currents = labels.into_iter().enumerate().map(|(place, (instance, name))| LinearCurrent {
            instance,
            name,
            by_state: system.c.row(place).transpose(),
            by_v_s_per_cm2: system.d[place],
        });
        let currents = linear_currents.collect();
        Ok(LinearMembrane::new(self.cm_uf_per_cm2, kept, system.a, system.b.column(0).into_owned(), currents))
    }

    /// All rows and currents with the ions followed, and the instance and name of each current.
    pub(super) fn system(&self, point: &OperatingPoint) -> Result<(System, Labels), (String, Fault)> {
        let Gradients { rows, currents, ions, labels } = self.gradients(point)?;
        let ions = self.followed_ions(ions, point);
        let (rows, currents) = (rows.without_ions(&ions), currents.without_ions(&ions));
        Ok((System { a: rows.state, b: rows.v, c: currents.state, d: currents.v }, labels))
    }

    /// Which rows are no rates.
    pub(super) fn algebraic_rows(&self) -> Vec<bool> {
        let states = self.instances.iter().flat_map(|instance| &instance.states);
        states.map(|advanced| advanced.row.is_algebraic()).collect()
    }

    /// Every state with its mechanism, and whether it follows the others without delay.
    fn linear_states(&self) -> Vec<(LinearState, bool)> {
        let instances = self.instances.iter().enumerate();
        let states = instances.flat_map(|(place, instance)| {
            instance.states.iter().map(move |advanced| {
                let name = instance.program.name_of(advanced.slot);
                (LinearState { instance: place, name }, advanced.row.is_algebraic())
            })
        });
        states.collect()
    }

    fn undetermined(&self, state: &LinearState) -> (String, Fault) {
        let program = &self.instances[state.instance].program;
        (program.name.clone(), FaultKind::NoSolution(state.name.clone()).at(program.span))
    }

    fn gradients(&self, point: &OperatingPoint) -> Result<Gradients, (String, Fault)> {
        let states = point.states.len();
        let ion_count = ION_VARIABLES.len() * self.ions.len();
        let current_count = self.instances.iter().map(|instance| instance.program.currents.len()).sum();
        let mut rows = Gradient::zeros(states, states, ion_count);
        let mut currents = Gradient::zeros(current_count, states, ion_count);
        let mut ions = Gradient::zeros(ion_count, states, ion_count);
        let mut labels = vec![];
        let (mut first_state, mut first_current) = (0, 0);
        for (place, (instance, places)) in self.instances.iter().zip(&self.ion_places).enumerate() {
            let own = first_state..first_state + instance.states.len();
            let seen = super::seen(places, &point.ions);
            let site = Site {
                instance,
                v_mv: point.v_mv,
                states: &point.states[own],
                ions: &seen,
                tables: self.tables.as_ref(),
            };
            let moves = |ion: usize, variable| places.get(ion).is_some_and(|&ion| self.moves(ion, variable));
            let found = columns(site, moves).map_err(|fault| (instance.program.name.clone(), fault))?;
            let densities: Vec<f64> =
                instance.program.currents.iter().map(|current| self.density(instance, current.carrier)).collect();
            for Column { input, slopes } in found {
                let target = Target::of(input, first_state, places);
                for (row, slope) in slopes.rows.iter().enumerate() {
                    target.add(&mut rows, first_state + row, *slope);
                }
                for (current, slope) in slopes.currents.iter().enumerate() {
                    let slope = slope * densities[current];
                    target.add(&mut currents, first_current + current, slope);
                    if let Carrier::Ion(ion) = instance.program.currents[current].carrier {
                        target.add(&mut ions, ion_row(places[ion], IonVariable::Current), slope);
                    }
                }
                for &(ion, variable, slope) in &slopes.written {
                    target.add(&mut ions, ion_row(places[ion], variable), slope);
                }
            }
            labels.extend(instance.program.currents.iter().map(|current| (place, current.name.clone())));
            first_state += instance.states.len();
            first_current += instance.program.currents.len();
        }
        Ok(Gradients { rows, currents, ions, labels })
    }

    /// Does a mechanism see an ion's variable that another one moves?
    #[must_use]
    pub fn couples_ions(&self) -> bool {
        self.instances.iter().zip(&self.ion_places).any(|(instance, places)| {
            let mut seen = instance
                .program
                .ions
                .iter()
                .zip(places)
                .flat_map(|(ion, &place)| ion.reads.iter().map(move |&(variable, _)| (place, variable)));
            seen.any(|(place, variable)| self.moves(place, variable))
        })
    }

    /// Does a variable of an ion answer to anything in this segment?
    fn moves(&self, ion: usize, variable: IonVariable) -> bool {
        let is_written = || {
            self.instances.iter().zip(&self.ion_places).any(|(instance, places)| {
                let own = instance.program.ions.iter().zip(places).filter(|&(_, &place)| place == ion);
                own.flat_map(|(own, _)| &own.writes).any(|(written, _)| *written == variable)
            })
        };
        let follows = self.ions.get(ion).is_some_and(|ion| ion.style.advances_reversal());
        is_written() || (variable == IonVariable::Reversal && follows)
    }

    /// The ions' variables as they follow voltage and states.
    fn followed_ions(&self, mut ions: Gradient, point: &OperatingPoint) -> Gradient {
        for (place, (ion, values)) in self.ions.iter().zip(&point.ions).enumerate() {
            if !ion.style.advances_reversal() || values.inner <= 0.0 || values.outer <= 0.0 || ion.valence == 0.0 {
                continue;
            }
            let factor = thermal_voltage_mv(self.celsius) / ion.valence;
            let row = ion_row(place, IonVariable::Reversal);
            ions.v[row] = 0.0;
            ions.state.row_mut(row).fill(0.0);
            ions.ion.row_mut(row).fill(0.0);
            ions.ion[(row, ion_row(place, IonVariable::Inner))] = -factor / values.inner;
            ions.ion[(row, ion_row(place, IonVariable::Outer))] = factor / values.outer;
        }
        let count = ions.v.len();
        let matrix = DMatrix::identity(count, count) - &ions.ion;
        Gradient {
            v: solve(matrix.clone(), &ions.v).unwrap_or(ions.v),
            state: solve(matrix, &ions.state).unwrap_or(ions.state),
            ion: DMatrix::zeros(0, 0),
        }
    }
}

/// Instance and name of each current.
type Labels = Vec<(usize, String)>;

struct Gradients {
    rows: Gradient,
    currents: Gradient,
    ions: Gradient,
    labels: Labels,
}

fn ion_row(ion: usize, variable: IonVariable) -> usize {
    let place = ION_VARIABLES.iter().position(|known| *known == variable).unwrap_or_default();
    ION_VARIABLES.len() * ion + place
}

/// Where a column of one instance goes.
#[derive(Clone, Copy)]
enum Target {
    V,
    State(usize),
    Ion(usize),
}

impl Target {
    fn of(input: Input, first_state: usize, places: &[usize]) -> Self {
        match input {
            Input::V => Self::V,
            Input::State(state) => Self::State(first_state + state),
            Input::Ion(ion, variable) => Self::Ion(ion_row(places[ion], variable)),
        }
    }

    fn add(self, gradient: &mut Gradient, quantity: usize, slope: f64) {
        match self {
            Self::V => gradient.v[(quantity, 0)] += slope,
            Self::State(state) => gradient.state[(quantity, state)] += slope,
            Self::Ion(ion) => gradient.ion[(quantity, ion)] += slope,
        }
    }
}

/// ds/dt = a s + b v, i = c s + d v.
#[derive(Debug)]
pub(super) struct System {
    pub(super) a: DMatrix<f64>,
    pub(super) b: DMatrix<f64>,
    pub(super) c: DMatrix<f64>,
    pub(super) d: DMatrix<f64>,
}

impl System {
    /// Without the states that follow the others.
    ///
    /// # Errors
    /// The first of them, where they are not determined.
    fn without_algebraic(self, is_algebraic: &[bool]) -> Result<Self, usize> {
        let places = |wanted: bool| -> Vec<usize> {
            (0..is_algebraic.len()).filter(|&place| is_algebraic[place] == wanted).collect()
        };
        let (slow, fast) = (places(false), places(true));
        let Some(&first) = fast.first() else { return Ok(self) };
        let block = |rows: &[usize], columns: &[usize]| self.a.select_rows(rows).select_columns(columns);
        let pick = |rows: &[usize]| self.b.select_rows(rows);
        let (by_slow, v) = (solve(block(&fast, &fast), &block(&fast, &slow)), solve(block(&fast, &fast), &pick(&fast)));
        let (by_slow, v) = by_slow.zip(v).ok_or(first)?;
        let (c_fast, c_slow) = (self.c.select_columns(&fast), self.c.select_columns(&slow));
        Ok(Self {
            a: block(&slow, &slow) - block(&slow, &fast) * &by_slow,
            b: pick(&slow) - block(&slow, &fast) * &v,
            c: c_slow - &c_fast * &by_slow,
            d: self.d - c_fast * v,
        })
    }
}
