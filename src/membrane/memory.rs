//! The variables of one mechanism in one segment.

use super::fault::FaultKind;
use super::program::{Program, Role, Slot, special};
use super::scalar::{Dual, Scalar};
use crate::source::Span;

/// The values of an instance's variables by slot, and which of them have none.
#[derive(Debug, Clone, PartialEq)]
pub struct Memory<S> {
    values: Vec<S>,
    /// Watched slots without a value. There are few of them: a list is searched.
    spoiled: Vec<(Slot, Spoiled)>,
}

/// Why a slot has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoiled {
    /// It belongs to another mechanism.
    Outside,
    /// C code may have written it.
    Foreign(Span),
}

impl<S: Scalar> Memory<S> {
    /// Parameters at their defaults, everything else zero.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        let mut values = vec![S::from(0.0); program.memory_size];
        for variable in program.variables.values().filter(|variable| variable.role == Role::Parameter) {
            // NEURON knows no default of an array.
            if let Some(value) = values.get_mut(variable.slot).filter(|_| !variable.is_array) {
                *value = S::from(variable.default);
            }
        }
        let foreign = program.foreign.iter();
        let outside = program.watched.iter().filter(|slot| !foreign.clone().any(|written| written == *slot));
        Self { values, spoiled: outside.map(|&slot| (slot, Spoiled::Outside)).collect() }
    }

    /// The bytes that the memory of a program takes.
    #[must_use]
    pub(super) fn bytes(program: &Program) -> usize {
        size_of::<Self>() + program.memory_size * size_of::<S>() + program.watched.len() * size_of::<(Slot, Spoiled)>()
    }

    /// The value of a slot.
    #[inline]
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "slots come from the program that sized the memory")]
    pub fn get(&self, slot: Slot) -> S {
        self.values[slot]
    }

    /// The value of a slot that may have none.
    pub(super) fn watched(&self, slot: Slot, program: &Program, at: Span) -> Result<S, super::Fault> {
        let Some((_, spoiled)) = self.spoiled.iter().find(|(known, _)| *known == slot) else {
            return Ok(self.get(slot));
        };
        let name = program.name_of(slot);
        Err(match spoiled {
            Spoiled::Outside => FaultKind::Outside(name).at(at),
            Spoiled::Foreign(span) => FaultKind::Foreign(name).at(*span),
        })
    }

    /// Gives a slot a value.
    #[inline]
    #[allow(clippy::indexing_slicing, reason = "slots come from the program that sized the memory")]
    pub fn set(&mut self, slot: Slot, value: S) {
        self.values[slot] = value;
        if !self.spoiled.is_empty() {
            self.spoiled.retain(|(known, _)| *known != slot);
        }
    }

    /// Has C code perhaps written the slot, and nothing else since?
    pub(super) fn is_foreign(&self, slot: Slot) -> bool {
        self.spoiled.iter().any(|(known, spoiled)| *known == slot && matches!(spoiled, Spoiled::Foreign(_)))
    }

    /// C code may have written the slot.
    pub(super) fn spoil(&mut self, slot: Slot, by: Span) {
        self.spoiled.retain(|(known, _)| *known != slot);
        self.spoiled.push((slot, Spoiled::Foreign(by)));
    }

    /// The same with numbers of another kind.
    pub(super) fn map<T: Scalar>(&self, number: impl Fn(S) -> T) -> Memory<T> {
        Memory { values: self.values.iter().map(|&value| number(value)).collect(), spoiled: self.spoiled.clone() }
    }

    /// No variables: room for those of any program.
    pub(super) fn empty() -> Self {
        Self { values: vec![], spoiled: vec![] }
    }

    /// Takes over the values of another one, as numbers of this kind.
    pub(super) fn refill<T: Scalar>(&mut self, other: &Memory<T>, number: impl Fn(T) -> S) {
        self.values.clear();
        self.values.extend(other.values.iter().map(|&value| number(value)));
        self.spoiled.clone_from(&other.spoiled);
    }

    /// Sets what NEURON gives every mechanism of a segment.
    pub fn place(&mut self, celsius: f64, diam_um: f64, area_um2: f64) {
        self.set(special::CELSIUS, S::from(celsius));
        self.set(special::DIAM, S::from(diam_um));
        self.set(special::AREA, S::from(area_um2));
    }
}

impl Memory<Dual> {
    /// Numbers that do not depend on the time step.
    pub(super) fn without_step<S: Scalar>(&self) -> Memory<S> {
        self.map(|number| S::from(number.value))
    }

    /// Numbers that still depend on it.
    pub(super) fn with_step<S: Scalar>(&self) -> Memory<Dual<S>> {
        self.map(|number| Dual { value: S::from(number.value), slope: S::from(number.slope) })
    }
}
