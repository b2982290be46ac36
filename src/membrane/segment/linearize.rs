//! All mechanisms of a segment as one linear system around an operating point.
//!
//! The unknowns are the states of all mechanisms; what the ions follow is put into their rows. States that follow the
//! others without delay are eliminated.
#![allow(clippy::indexing_slicing, reason = "rows and columns of matrices sized here")]

use nalgebra::DMatrix;

use super::tableau::Tableau;
use super::{Look, OperatingPoint, Room, Segment};
use crate::membrane::dense::solve;
use crate::membrane::fault::{Fault, FaultKind};
use crate::membrane::linear::{LinearCurrent, LinearMembrane, LinearState};

impl Segment {
    /// The linear system around an operating point.
    ///
    /// # Errors
    /// The name of a mechanism and its equation that cannot be evaluated; states that the equations leave open.
    pub fn linearize(&self, point: &OperatingPoint) -> Result<LinearMembrane, (String, Fault)> {
        let mut room = Room::default();
        self.look(point.v_mv, &point.states, &mut room, &mut Look::default())?;
        let system = self.system(&room.tableau);
        let states = self.linear_states();
        let system =
            system.without_algebraic(&self.layout.is_algebraic).map_err(|place| self.undetermined(&states[place].0))?;
        let kept = states.into_iter().filter(|(_, is_algebraic)| !is_algebraic).map(|(state, _)| state).collect();
        let linear_currents = self.current_names().enumerate().map(|(place, (instance, name))| LinearCurrent {
            instance,
            name,
            by_state: system.c.row(place).transpose(),
            by_v_s_per_cm2: system.d[place],
        });
        let currents = linear_currents.collect();
        Ok(LinearMembrane::new(self.cm_uf_per_cm2, kept, system.a, system.b.column(0).into_owned(), currents))
    }

    /// All rows and currents.
    fn system(&self, tableau: &Tableau) -> System {
        let (states, currents) = (self.layout.states, self.layout.currents);
        System {
            a: DMatrix::from_fn(states, states, |row, state| tableau.state(row)[1 + state]),
            b: DMatrix::from_fn(states, 1, |row, _| tableau.state(row)[0]),
            c: DMatrix::from_fn(currents, states, |row, state| tableau.current(row)[1 + state]),
            d: DMatrix::from_fn(currents, 1, |row, _| tableau.current(row)[0]),
        }
    }

    /// Instance and name of each current.
    fn current_names(&self) -> impl Iterator<Item = (usize, String)> + '_ {
        let instances = self.instances.iter().enumerate();
        instances.flat_map(|(place, instance)| {
            instance.program.currents.iter().map(move |current| (place, current.name.clone()))
        })
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

    /// Does a mechanism see an ion's variable that another one moves?
    #[must_use]
    pub fn couples_ions(&self) -> bool {
        !self.layout.followed.is_empty()
    }
}

/// ds/dt = a s + b v, i = c s + d v.
struct System {
    a: DMatrix<f64>,
    b: DMatrix<f64>,
    c: DMatrix<f64>,
    d: DMatrix<f64>,
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
