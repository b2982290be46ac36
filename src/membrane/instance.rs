//! One mechanism in one segment: its memory, and what its equations give for a voltage, its states and its ions.

mod advanced;
mod solved;
mod untabled;

use std::sync::Arc;

use super::fault::Fault;
use super::machine::{Machine, MachineRoom, Tables};
use super::memory::Memory;
use super::program::{Program, Slot, special};
use super::scalar::{Dual, Scalar};
use crate::mechanism::ion::IonVariable;
pub(super) use solved::solved;

/// NEURON's own time step, ms.
const STEP: Dual = Dual { value: 0.025, slope: 0.0 };

/// A mechanism in a segment, after its `INITIAL`.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its equations.
    pub program: Arc<Program>,
    /// Its variables; their slopes are with respect to the time step.
    memory: Memory<Dual>,
    /// What is known of each state that is advanced.
    pub states: Vec<Advanced>,
}

/// A state that `BREAKPOINT` advances or solves for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advanced {
    /// Its place in [`Program::states`].
    pub state: usize,
    /// Its slot.
    pub slot: Slot,
    /// What its row says.
    pub row: Row,
}

/// What the equation of a state gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// `DERIVATIVE`, `KINETIC`: its derivative, per ms.
    Rate,
    /// A `PROCEDURE` advances it by a step: the derivative, per ms, is that of the step with respect to its length.
    Step,
    /// `CONSERVE`: what is missing from the total.
    Conserved,
    /// `LINEAR`, `NONLINEAR`: left minus right of an equation.
    Equation,
    /// It is assigned: what it will be minus what it is.
    Follows,
}

impl Row {
    /// It has to be zero: the state follows the others without delay.
    #[must_use]
    pub fn is_algebraic(self) -> bool {
        match self {
            Self::Rate | Self::Step => false,
            Self::Conserved | Self::Equation | Self::Follows => true,
        }
    }
}

/// The variables of an ion as a mechanism sees them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IonValues<S> {
    /// Reversal potential, mV.
    pub e: S,
    /// Inner concentration, mM.
    pub inner: S,
    /// Outer concentration, mM.
    pub outer: S,
    /// Current of all mechanisms, mA/cm2.
    pub current: S,
}

/// What an evaluation starts from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a, S> {
    /// Membrane potential, mV.
    pub v: S,
    /// Of each of [`Instance::states`].
    pub states: &'a [S],
    /// Of each of [`Program::ions`].
    pub ions: &'a [IonValues<S>],
}

/// What an evaluation gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Outputs<S> {
    /// Of each of [`Instance::states`]: its derivative, or what has to be zero.
    pub rows: Vec<S>,
    /// Of each of [`Program::currents`]: mA/cm2 (nA of a point process).
    pub currents: Vec<S>,
    /// Concentrations and reversal potentials that it writes: place of the ion, which, value.
    pub written: Vec<(usize, IonVariable, S)>,
    /// A branch was taken that holds at one voltage only.
    pub at_singularity: bool,
}

impl<S> Default for Outputs<S> {
    fn default() -> Self {
        Self { rows: vec![], currents: vec![], written: vec![], at_singularity: false }
    }
}

/// Room for evaluations that is used again and again.
#[derive(Debug)]
pub struct Scratch<S> {
    /// What the last evaluation gave.
    pub outputs: Outputs<S>,
    memory: Memory<S>,
    machine: MachineRoom<S>,
    states: Vec<S>,
}

impl<S: Scalar> Default for Scratch<S> {
    fn default() -> Self {
        Self { outputs: Outputs::default(), memory: Memory::empty(), machine: MachineRoom::default(), states: vec![] }
    }
}

impl Instance {
    /// Runs `INITIAL` over a memory whose parameters are set.
    ///
    /// # Errors
    /// An equation that cannot be evaluated.
    pub fn start(
        program: Arc<Program>,
        parameters: &Memory<f64>,
        v_mv: f64,
        ions: &[IonValues<f64>],
        tables: Option<&Tables>,
    ) -> Result<Self, Fault> {
        let steps = program.steps_by_itself();
        // A procedure that advances states is looked at for a step of no length ..
        let mut memory =
            initialized(&program, parameters, v_mv, ions, tables, if steps { Dual::seed(0.0) } else { STEP })?;
        if steps {
            // .. but where `INITIAL` calls it, it takes one.
            let moved = initialized(&program, parameters, v_mv, ions, tables, STEP)?;
            for state in &program.states {
                memory.set(state.slot, Dual::constant(moved.get(state.slot).value));
            }
        }
        let mut instance = Self { program, memory, states: vec![] };
        instance.states = advanced::advanced(&instance, v_mv, ions, tables)?;
        Ok(instance)
    }

    /// The values of its states, in the order of [`Instance::states`].
    #[must_use]
    pub fn state_values(&self) -> Vec<f64> {
        self.states.iter().map(|advanced| self.memory.get(advanced.slot).value).collect()
    }

    /// The value of a slot after `INITIAL`.
    #[must_use]
    pub fn value(&self, slot: Slot) -> f64 {
        self.memory.get(slot).value
    }

    /// Evaluates everything; the memory afterwards has what the equations assign.
    ///
    /// # Errors
    /// An equation that cannot be evaluated.
    pub fn evaluate<S: Scalar>(
        &self,
        inputs: &Inputs<'_, S>,
        tables: Option<&Tables>,
    ) -> Result<(Outputs<S>, Memory<S>), Fault> {
        let mut scratch = Scratch::default();
        self.evaluate_in(&mut scratch, inputs, tables)?;
        Ok((scratch.outputs, scratch.memory))
    }

    /// The same in room that was used before.
    ///
    /// # Errors
    /// An equation that cannot be evaluated.
    pub fn evaluate_in<S: Scalar>(
        &self,
        scratch: &mut Scratch<S>,
        inputs: &Inputs<'_, S>,
        tables: Option<&Tables>,
    ) -> Result<(), Fault> {
        if self.program.steps_by_itself() {
            let (raw, memory) = self.run_step(inputs, tables)?;
            scratch.outputs = self.stepped_outputs(raw, inputs);
            scratch.memory = memory.map(|number| number.value);
            return Ok(());
        }
        scratch.memory.refill(&self.memory, |number| S::from(number.value));
        self.run(scratch, inputs, tables, |value| value)?;
        let rows = scratch.outputs.rows.iter_mut().zip(&self.states).zip(inputs.states);
        for ((row, _), &state) in rows.filter(|((_, advanced), _)| advanced.row == Row::Follows) {
            *row = *row - state;
        }
        Ok(())
    }

    /// What a step of no length says of the rates.
    fn stepped_outputs<S: Scalar>(&self, raw: Outputs<Dual<S>>, inputs: &Inputs<'_, S>) -> Outputs<S> {
        let rate = |row: Row, value: Dual<S>, state: S| match row {
            Row::Step => value.slope,
            Row::Follows => value.value - state,
            Row::Rate | Row::Conserved | Row::Equation => value.value,
        };
        let rows = raw.rows.into_iter().zip(&self.states).zip(inputs.states);
        Outputs {
            rows: rows.map(|((found, advanced), &state)| rate(advanced.row, found, state)).collect(),
            currents: raw.currents.into_iter().map(|found| found.value).collect(),
            written: raw.written.into_iter().map(|(ion, which, found)| (ion, which, found.value)).collect(),
            at_singularity: raw.at_singularity,
        }
    }

    /// The memory with voltage and ions set.
    pub(super) fn memory_at(&self, v_mv: f64, ions: &[IonValues<f64>]) -> Memory<f64> {
        let mut memory = self.memory.without_step();
        memory.set(special::V, v_mv);
        set_ions(&self.program, &mut memory, ions, |value| value);
        memory
    }

    /// What a `PROCEDURE` that advances states makes of them in a step of that length; a derivative for the others.
    ///
    /// # Errors
    /// An equation that cannot be evaluated.
    pub fn stepped(&self, inputs: &Inputs<'_, f64>, step_ms: f64, tables: Option<&Tables>) -> Result<Vec<f64>, Fault> {
        let mut scratch = Scratch { memory: self.memory.without_step(), ..Scratch::default() };
        scratch.memory.set(special::DT, step_ms);
        self.run(&mut scratch, inputs, tables, |value| value)?;
        Ok(scratch.outputs.rows)
    }

    /// Evaluates everything for a step of no length; slopes are with respect to that length.
    pub(super) fn run_step<S: Scalar>(
        &self,
        inputs: &Inputs<'_, S>,
        tables: Option<&Tables>,
    ) -> Result<Stepped<S>, Fault> {
        let mut scratch = Scratch { memory: self.memory.with_step(), ..Scratch::default() };
        self.run(&mut scratch, inputs, tables, Dual::constant)?;
        Ok((scratch.outputs, scratch.memory))
    }

    /// Evaluates everything over a memory that has all but voltage, ions and states.
    fn run<S: Scalar, T: Scalar>(
        &self,
        scratch: &mut Scratch<T>,
        inputs: &Inputs<'_, S>,
        tables: Option<&Tables>,
        lift: impl Fn(S) -> T,
    ) -> Result<(), Fault> {
        self.run_as_told(scratch, inputs, tables, &lift)?;
        if tables.is_none() && untabled::is_wanted(&self.program, &scratch.outputs, &scratch.memory) {
            return self.run_as_told(scratch, inputs, Some(&Tables::default()), &lift);
        }
        Ok(())
    }

    /// The same, with the tables or with the code that fills them.
    fn run_as_told<S: Scalar, T: Scalar>(
        &self,
        scratch: &mut Scratch<T>,
        inputs: &Inputs<'_, S>,
        tables: Option<&Tables>,
        lift: &impl Fn(S) -> T,
    ) -> Result<(), Fault> {
        let program = self.program.as_ref();
        let Scratch { outputs: Outputs { rows, currents, written, at_singularity }, memory, machine: room, states } =
            scratch;
        memory.set(special::V, lift(inputs.v));
        set_ions(program, memory, inputs.ions, lift);
        refill(states, inputs.states.iter().map(|&state| lift(state)));
        refill(rows, states.iter().map(|_| T::from(0.0)));
        self.set_states(memory, states);
        let mut machine = Machine::new(program, memory, tables).with_room(std::mem::take(room));
        if program.order.currents_need_rates {
            if program.order.rates_need_currents {
                machine.bodies(&program.currents_code)?;
                self.set_states(machine.memory, states);
            }
            self.rates(&mut machine, states, rows)?;
        }
        machine.bodies(&program.currents_code)?;
        self.followed(&mut machine, states, rows);
        refill(currents, program.currents.iter().map(|current| machine.memory.get(current.slot)));
        if !program.order.currents_need_rates || program.order.rates_need_currents {
            self.rates(&mut machine, states, rows)?;
        }
        machine.bodies(&program.after_solve)?;
        *at_singularity = machine.at_singularity;
        *room = machine.into_room();
        refill(written, writes(program).map(|(place, variable, slot)| (place, variable, memory.get(slot))));
        Ok(())
    }

    fn set_states<T: Scalar>(&self, memory: &mut Memory<T>, states: &[T]) {
        self.states.iter().zip(states).for_each(|(advanced, &value)| memory.set(advanced.slot, value));
    }

    /// States that the code of the currents assigned: what they became; then they are as they were.
    fn followed<T: Scalar>(&self, machine: &mut Machine<'_, T>, states: &[T], rows: &mut [T]) {
        for (advanced, row) in self.states.iter().zip(rows).filter(|(advanced, _)| advanced.row == Row::Follows) {
            *row = machine.memory.get(advanced.slot);
        }
        self.set_states(machine.memory, states);
    }

    fn rates<T: Scalar>(&self, machine: &mut Machine<'_, T>, states: &[T], rows: &mut [T]) -> Result<(), Fault> {
        let program = self.program.as_ref();
        for solve in program.advancing() {
            solved(machine, solve, |state, value| {
                let place = self.states.iter().position(|advanced| advanced.state == state);
                if let Some(row) = place.and_then(|place| rows.get_mut(place)) {
                    *row = value;
                }
            })?;
            self.set_states(machine.memory, states);
        }
        Ok(())
    }
}

/// The memory after `INITIAL`, for a time step.
fn initialized(
    program: &Program,
    parameters: &Memory<f64>,
    v_mv: f64,
    ions: &[IonValues<f64>],
    tables: Option<&Tables>,
    step_ms: Dual,
) -> Result<Memory<Dual>, Fault> {
    let mut memory = parameters.map(Dual::from);
    memory.set(special::DT, step_ms);
    memory.set(special::V, Dual::from(v_mv));
    start(program, &mut memory, ions, tables)?;
    Ok(memory)
}

/// Runs `INITIAL` over a memory that has everything but the ions.
pub(super) fn start<S: Scalar>(
    program: &Program,
    memory: &mut Memory<S>,
    ions: &[IonValues<f64>],
    tables: Option<&Tables>,
) -> Result<(), Fault> {
    for state in &program.states {
        memory.set(state.slot, memory.get(state.start));
    }
    // Behind the states: a concentration that is one keeps what the ion has.
    set_ions(program, memory, ions, S::from);
    untabled::run(program, memory, tables, &program.initial)
}

/// Replaces what is in a list, in the room that it has.
fn refill<T>(list: &mut Vec<T>, values: impl Iterator<Item = T>) {
    list.clear();
    list.extend(values);
}

/// What a step of no length leaves, with slopes with respect to its length.
type Stepped<S> = (Outputs<Dual<S>>, Memory<Dual<S>>);

/// Puts the ions into the memory.
pub(super) fn set_ions<S: Scalar, T: Scalar>(
    program: &Program,
    memory: &mut Memory<T>,
    ions: &[IonValues<S>],
    lift: impl Fn(S) -> T,
) {
    for (ion, values) in program.ions.iter().zip(ions) {
        for &(variable, slot) in &ion.reads {
            memory.set(slot, lift(values.of(variable)));
        }
        // NEURON also hands over the concentrations that a mechanism writes.
        for &(variable, slot) in ion.writes.iter().filter(|(variable, _)| is_concentration(*variable)) {
            memory.set(slot, lift(values.of(variable)));
        }
    }
}

/// What a mechanism writes of its ions beside currents: place of the ion, which, where it lies.
fn writes(program: &Program) -> impl Iterator<Item = (usize, IonVariable, Slot)> + '_ {
    let ions = program.ions.iter().enumerate();
    let writes = ions.flat_map(|(place, ion)| ion.writes.iter().map(move |&(variable, slot)| (place, variable, slot)));
    writes.filter(|(_, variable, _)| *variable != IonVariable::Current)
}

fn is_concentration(variable: IonVariable) -> bool {
    matches!(variable, IonVariable::Inner | IonVariable::Outer)
}

impl<S: Scalar> IonValues<S> {
    /// The same with numbers of another kind.
    #[must_use]
    pub fn map<T>(self, number: impl Fn(S) -> T) -> IonValues<T> {
        IonValues {
            e: number(self.e),
            inner: number(self.inner),
            outer: number(self.outer),
            current: number(self.current),
        }
    }

    /// One of them.
    #[must_use]
    pub fn of(&self, variable: IonVariable) -> S {
        match variable {
            IonVariable::Reversal => self.e,
            IonVariable::Inner => self.inner,
            IonVariable::Outer => self.outer,
            IonVariable::Current => self.current,
        }
    }

    /// Sets one of them.
    pub fn set(&mut self, variable: IonVariable, value: S) {
        match variable {
            IonVariable::Reversal => self.e = value,
            IonVariable::Inner => self.inner = value,
            IonVariable::Outer => self.outer = value,
            IonVariable::Current => self.current = value,
        }
    }
}
