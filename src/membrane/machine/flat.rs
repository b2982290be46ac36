//! Lists of operations.
#![allow(clippy::indexing_slicing, reason = "places in a frame come from the compiler that sized it")]

use super::Machine;
use super::expression::truth;
use crate::membrane::flat::{Flat, Operand, Operation, Target, Work};
use crate::membrane::scalar::Scalar;

impl<S: Scalar> Machine<'_, S> {
    /// Does what a list says, in registers that may still hold what others left.
    pub(super) fn flat(&mut self, flat: &Flat) {
        if self.registers.len() < flat.frame_size {
            self.registers.resize(flat.frame_size, S::from(0.0));
        }
        let mut next = 0;
        while let Some(operation) = flat.operations.get(next) {
            next += 1;
            match operation {
                Operation::Set(target, work) => {
                    let value = self.work(work);
                    self.put(*target, value);
                }
                Operation::Jump(to) => next = *to,
                Operation::JumpUnless(condition, to) => {
                    if self.load(*condition).value() == 0.0 {
                        next = *to;
                    }
                }
                Operation::JumpIf(condition, to) => {
                    if self.load(*condition).value() != 0.0 {
                        next = *to;
                    }
                }
            }
        }
    }

    #[inline]
    fn work(&mut self, work: &Work) -> S {
        match work {
            Work::Copy(operand) => self.load(*operand),
            Work::Negate(operand) => -self.load(*operand),
            Work::Not(operand) => truth(self.load(*operand).value() == 0.0),
            Work::Truth(operand) => truth(self.load(*operand).value() != 0.0),
            Work::Binary(operator, left, right) => self.operated(*operator, self.load(*left), self.load(*right)),
            Work::Elementary(function, operand) => self.load(*operand).chain(*function),
            Work::Builtin(builtin, operands) => {
                let values = operands.map(|operand| self.load(operand));
                self.builtin(*builtin, values)
            }
        }
    }

    #[inline]
    fn load(&self, operand: Operand) -> S {
        match operand {
            Operand::Memory(slot) => self.memory.get(slot),
            Operand::Frame(place) => self.registers[place],
            Operand::Number(number) => S::from(number),
        }
    }

    #[inline]
    fn put(&mut self, target: Target, value: S) {
        match target {
            Target::Memory(slot) => self.memory.set(slot, value),
            Target::Frame(place) => self.registers[place] = value,
        }
    }
}
