//! The states, gates and transitions of a `KSChan`, with NEURON's numbers for them while they come and go.
//!
//! Gates of one state come first, each with a transition at the same place that leads from the state to itself; behind
//! the transitions between states are those that something binds for.

use std::sync::Arc;

use crate::hoc::object::ObjectId;

/// The scheme.
#[derive(Debug, Clone, Default)]
pub(super) struct Scheme {
    pub(super) states: Vec<State>,
    pub(super) gates: Vec<Gate>,
    pub(super) transitions: Vec<Transition>,
    /// How many states are gates of their own.
    pub(super) alone: usize,
    /// The first transition that something binds for.
    pub(super) first_ligand: usize,
    /// What binds, `ca_ion`: an entry for each time that it was named.
    pub(super) ligands: Vec<Arc<str>>,
    next_id: u32,
}

/// A state.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) id: u32,
    pub(super) name: Arc<str>,
    pub(super) fraction: f64,
}

/// A gate.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    pub(super) id: u32,
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) power: u32,
}

/// A transition.
#[derive(Debug, Clone)]
pub(super) struct Transition {
    pub(super) id: u32,
    pub(super) source: usize,
    pub(super) target: usize,
    /// 0 rates, 1 steady value and time constant, 2 something outside binds, 3 something inside.
    pub(super) kind: u8,
    pub(super) ligand: Option<usize>,
    pub(super) count: u32,
    pub(super) functions: [Option<Function>; 2],
}

/// A function of the potential: its form, the vector with its numbers, and where a table begins and ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Function {
    pub(super) form: u8,
    pub(super) numbers: ObjectId,
    pub(super) ends_mv: (f64, f64),
}

/// States, gates and transitions that a channel may have together.
pub(super) const MOST_PARTS: usize = 1000;

/// What NEURON ends at: its numbers of the structure would not fit together.
pub(super) const INCONSISTENT: &str = "the states, gates and transitions of the channel would not fit together";

impl Scheme {
    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// How many states, gates and transitions there are.
    pub(super) fn part_count(&self) -> usize {
        self.states.len() + self.gates.len() + self.transitions.len()
    }

    /// The vectors that its functions keep.
    pub(super) fn vectors(&self) -> Vec<ObjectId> {
        self.transitions
            .iter()
            .flat_map(|transition| &transition.functions)
            .flatten()
            .map(|found| found.numbers)
            .collect()
    }

    pub(super) fn add_alone(&mut self, name: &Arc<str>) -> usize {
        let place = self.alone;
        let (state, gate, transition) = (self.id(), self.id(), self.id());
        self.states.insert(place, State { id: state, name: Arc::clone(name), fraction: 1.0 });
        self.gates.insert(place, Gate { id: gate, first: place, count: 1, power: 1 });
        for gate in self.gates.iter_mut().skip(place + 1) {
            gate.first += 1;
        }
        for transition in self.transitions.iter_mut().skip(place) {
            transition.source += 1;
            transition.target += 1;
        }
        self.transitions.insert(place, Transition::new(transition, place, place));
        self.alone += 1;
        self.first_ligand += 1;
        place
    }

    /// A further state of a gate; of a new one where the place is behind them.
    pub(super) fn add_to_gate(&mut self, gate: usize, name: &Arc<str>) -> usize {
        let state = self.id();
        let place = if let Some(known) = self.gates.get_mut(gate) {
            known.count += 1;
            known.first + known.count - 1
        } else {
            let (id, first) = (self.id(), self.states.len());
            self.gates.push(Gate { id, first, count: 1, power: 1 });
            first
        };
        self.states.insert(place, State { id: state, name: Arc::clone(name), fraction: 0.0 });
        for gate in self.gates.iter_mut().skip(gate + 1) {
            gate.first += 1;
        }
        // What led to the states behind now leads to those before them: so in NEURON.
        for transition in self.transitions.iter_mut().skip(self.alone) {
            transition.move_back(place);
        }
        place
    }

    pub(super) fn remove_state(&mut self, place: usize) {
        self.states.remove(place);
        if place < self.alone {
            self.gates.remove(place);
            self.transitions.remove(place);
            self.alone -= 1;
            self.first_ligand -= 1;
            for gate in self.gates.iter_mut().skip(place) {
                gate.first = gate.first.saturating_sub(1);
            }
            for transition in self.transitions.iter_mut().skip(place) {
                transition.move_back(0);
            }
            return;
        }
        for index in (self.alone..self.transitions.len()).rev() {
            let has_ended = |found: &Transition| found.source == place || found.target == place;
            if self.transitions.get(index).is_some_and(has_ended) {
                self.remove_transition(index);
            }
        }
        for transition in self.transitions.iter_mut().skip(self.alone) {
            transition.move_back(place);
        }
        let own = |gate: &Gate| (gate.first..gate.first + gate.count).contains(&place);
        if let Some(index) = self.gates.iter().position(own)
            && let Some(gate) = self.gates.get_mut(index)
        {
            gate.count -= 1;
            // NEURON moves the gate's first state along and then back.
            if gate.count == 0 {
                self.gates.remove(index);
            }
        }
        for gate in self.gates.iter_mut().skip(self.alone).filter(|gate| gate.first > place) {
            gate.first -= 1;
        }
    }

    pub(super) fn add_transition(&mut self, source: usize, target: usize) -> usize {
        let (place, id) = (self.first_ligand, self.id());
        self.transitions.insert(place, Transition::new(id, source, target));
        self.first_ligand += 1;
        place
    }

    pub(super) fn remove_transition(&mut self, place: usize) {
        self.transitions.remove(place);
        self.first_ligand -= usize::from(place < self.first_ligand);
    }

    /// Rates, or a steady value and a time constant.
    pub(super) fn set_voltage(&mut self, place: usize, kind: u8) {
        let Some(transition) = self.transitions.get_mut(place) else { return };
        let Some(old) = transition.ligand else {
            transition.kind = kind;
            return;
        };
        // NEURON compares the number of the transition with that of the ligand, and counts down whether one went or not.
        let used = |(index, found): (usize, &Transition)| found.ligand == Some(old) && index != old;
        let is_used = self.transitions.iter().enumerate().skip(self.first_ligand).any(used);
        if !is_used && old < self.ligands.len() {
            self.ligands.remove(old);
        }
        for transition in self.transitions.iter_mut().skip(self.first_ligand) {
            transition.ligand = transition.ligand.map(|ligand| ligand - usize::from(ligand > old));
        }
        let moved = self.transitions.remove(place);
        self.transitions.insert(self.first_ligand, Transition { kind, ligand: None, ..moved });
        self.first_ligand += 1;
    }

    /// Something binds: `ca_ion`.
    pub(super) fn set_ligand(&mut self, place: usize, kind: u8, ion: &Arc<str>) {
        let Some(old) = self.transitions.get(place).map(|transition| transition.ligand) else { return };
        let is_shared = |old: usize| {
            let others = self.transitions.iter().enumerate().filter(|(index, _)| *index != place);
            others.into_iter().any(|(_, found)| found.ligand == Some(old))
        };
        let entry = match old {
            Some(old) if !is_shared(old) => old,
            Some(_) | None => self.ligands.len(),
        };
        match self.ligands.get_mut(entry) {
            Some(known) => *known = Arc::clone(ion),
            None => self.ligands.push(Arc::clone(ion)),
        }
        if let Some(transition) = self.transitions.get_mut(place) {
            (transition.kind, transition.ligand) = (kind, Some(entry));
        }
        if old.is_none() {
            // NEURON's new last transition keeps how many bound at the one that was last.
            let count = self.transitions.last().map_or(1, |last| last.count);
            let moved = self.transitions.remove(place);
            self.first_ligand -= 1;
            self.transitions.push(Transition { count, ..moved });
        }
    }

    /// A structure from the numbers of `setstructure`, behind the first, with the names that the states had.
    pub(super) fn from_numbers(numbers: &[f64], before: &Self) -> Result<Self, &'static str> {
        let place = |number: f64| (number.max(0.0) as usize).min(MOST_PARTS);
        let mut numbers = numbers.iter().copied();
        let mut next = || numbers.next().ok_or("the vector is too short for the structure that it begins with");
        let mut count = || next().map(place);
        let (gates, states, alone) = (count()?, count()?, count()?);
        let (transitions, ligands, first_ligand) = (count()?, count()?, count()?);
        if ligands > 0 || first_ligand != transitions {
            return Err("`setstructure` with ligands");
        }
        let mut scheme = Self { alone, first_ligand, next_id: before.next_id, ..Self::default() };
        for index in 0..states {
            let name = before.states.get(index).map_or_else(|| format!("s{index}").into(), |old| Arc::clone(&old.name));
            let id = scheme.id();
            scheme.states.push(State { id, name, fraction: 0.0 });
        }
        for _ in 0..gates {
            let (first, count, power) = (place(next()?), place(next()?), next()? as u32);
            for state in first..first + count {
                let fraction = next()?;
                scheme.states.get_mut(state).ok_or(INCONSISTENT)?.fraction = fraction;
            }
            let id = scheme.id();
            scheme.gates.push(Gate { id, first, count, power });
        }
        for _ in 0..transitions {
            let (source, target, kind, _) = (place(next()?), place(next()?), next()? as u8, next()?);
            let id = scheme.id();
            scheme.transitions.push(Transition { kind, ..Transition::new(id, source, target) });
        }
        scheme.check().map(|()| scheme)
    }

    /// Do the numbers fit together? NEURON ends where they do not.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let states = self.states.len();
        let alone = self.alone <= states && self.alone <= self.gates.len() && self.alone <= self.transitions.len();
        let own =
            self.transitions.iter().zip(&self.gates).take(self.alone).enumerate().all(|(index, (found, gate))| {
                (found.source, found.target, gate.first, gate.count) == (index, index, index, 1)
            });
        let in_order = self.gates.windows(2).all(|pair| match pair {
            [one, other] => other.first == one.first + one.count,
            _ => true,
        });
        let is_filled = self.gates.last().map_or(states == 0, |last| last.first + last.count == states);
        let within = |place: usize| (self.alone..states).contains(&place);
        let others = self.transitions.iter().skip(self.alone).all(|found| within(found.source) && within(found.target));
        let voltage = self.transitions.iter().take(self.first_ligand).all(|found| found.kind < 2);
        let binding = self.transitions.iter().skip(self.first_ligand).all(|found| found.kind >= 2);
        let behind = self.first_ligand >= self.alone;
        let fits = alone && behind && own && in_order && is_filled && others && voltage && binding;
        if fits { Ok(()) } else { Err(INCONSISTENT) }
    }
}

impl Transition {
    fn new(id: u32, source: usize, target: usize) -> Self {
        Self { id, source, target, kind: 0, ligand: None, count: 1, functions: [None, None] }
    }

    /// Ends behind a state move to the one before.
    fn move_back(&mut self, behind: usize) {
        self.source -= usize::from(self.source > behind);
        self.target -= usize::from(self.target > behind);
    }
}
