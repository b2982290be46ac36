//! Which parts of a program use what the others compute.

use std::collections::BTreeSet;

use crate::membrane::program::{
    Body, Code, Expression, ExpressionKind, Order, Place, Program, Slot, SolvedBlock, Species, StatementKind,
};

/// The order of a program: more may be said to be needed than is, never less.
pub(super) fn order(program: &Program) -> Order {
    let of = |bodies: &[&Body]| {
        let mut uses = Uses { program: Some(program), ..Uses::default() };
        for body in bodies {
            uses.code(&body.code);
        }
        uses
    };
    let currents = of(&program.currents_code.iter().collect::<Vec<_>>());
    let mut rates = of(&program.after_solve.iter().collect::<Vec<_>>());
    for solve in program.advancing() {
        match &solve.block {
            SolvedBlock::Derivative(body) | SolvedBlock::Kinetic(body) | SolvedBlock::Equations(body) => {
                rates.code(&body.code);
            }
            SolvedBlock::Procedure(function) => rates.function(*function),
            SolvedBlock::Unsupported(_) => {}
        }
    }
    let states: BTreeSet<Slot> = program.states.iter().map(|state| state.slot).collect();
    let meet =
        |reads: &BTreeSet<Slot>, writes: &BTreeSet<Slot>| reads.intersection(writes).any(|slot| !states.contains(slot));
    Order {
        currents_need_rates: meet(&currents.reads, &rates.writes),
        rates_need_currents: meet(&rates.reads, &currents.writes),
    }
}

/// The slots that code reads, and those that it writes; with a program also those of what it calls.
pub(super) fn uses_of(code: &Code, program: Option<&Program>) -> (BTreeSet<Slot>, BTreeSet<Slot>) {
    let mut uses = Uses { program, ..Uses::default() };
    uses.code(code);
    (uses.reads, uses.writes)
}

/// The slots that reactions and `CONSERVE` name.
pub(super) fn species_of(code: &Code) -> BTreeSet<Slot> {
    let mut uses = Uses { only_species: true, ..Uses::default() };
    uses.code(code);
    uses.reads
}

#[derive(Default)]
struct Uses<'a> {
    /// To follow calls.
    program: Option<&'a Program>,
    /// Look at the species of reactions alone.
    only_species: bool,
    reads: BTreeSet<Slot>,
    writes: BTreeSet<Slot>,
    called: BTreeSet<usize>,
}

impl Uses<'_> {
    fn code(&mut self, code: &Code) {
        for statement in code {
            match &statement.kind {
                StatementKind::Assign(place, value) => {
                    self.write(place);
                    self.expression(value);
                }
                StatementKind::Evaluate(value) => self.expression(value),
                StatementKind::If(branches, otherwise) => {
                    for (condition, code) in branches {
                        self.expression(condition);
                        self.code(code);
                    }
                    self.code(otherwise);
                }
                StatementKind::While(condition, code) => {
                    self.expression(condition);
                    self.code(code);
                }
                StatementKind::From(_, bounds, step, code) => {
                    self.expressions(bounds.iter().chain(step));
                    self.code(code);
                }
                StatementKind::Reaction(reaction) => {
                    self.species(&reaction.left);
                    self.species(&reaction.right);
                    self.expression(&reaction.forward);
                    self.expressions(&reaction.backward);
                }
                StatementKind::Equation(left, right, _) => {
                    self.expression(left);
                    self.expression(right);
                }
                StatementKind::Conserve(species, total) => {
                    self.species(species);
                    self.expression(total);
                }
                StatementKind::Compartment(_, volume, _) => self.expression(volume),
                StatementKind::Foreign(places) => {
                    for place in places {
                        self.write(place);
                    }
                }
                StatementKind::Step(step) => {
                    self.code(&step.body.code);
                    let states = self.program.into_iter().flat_map(|program| &program.states).enumerate();
                    let stepped = states.filter(|(place, _)| step.states.contains(place));
                    self.writes.extend(stepped.map(|(_, state)| state.slot));
                }
                StatementKind::Solve(_) | StatementKind::Return => {}
            }
        }
    }

    fn species(&mut self, species: &[Species]) {
        for species in species {
            self.read(&species.place);
        }
    }

    fn read(&mut self, place: &Place) {
        match place {
            Place::Memory(slot) => {
                self.reads.insert(*slot);
            }
            Place::Element(array, index) => {
                if !array.is_local {
                    self.reads.extend(array.start..array.start + array.length);
                }
                self.expression(index);
            }
            Place::Local(_) => {}
        }
    }

    fn write(&mut self, place: &Place) {
        match place {
            Place::Memory(slot) => {
                self.writes.insert(*slot);
            }
            Place::Element(array, index) => {
                if !array.is_local {
                    self.writes.extend(array.start..array.start + array.length);
                }
                self.expression(index);
            }
            Place::Local(_) => {}
        }
    }

    fn expressions<'a>(&mut self, expressions: impl IntoIterator<Item = &'a Expression>) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        if self.only_species {
            return;
        }
        match &expression.kind {
            ExpressionKind::Read(place) => self.read(place),
            ExpressionKind::Watched(slot) => {
                self.reads.insert(*slot);
            }
            ExpressionKind::Negate(inner) | ExpressionKind::Not(inner) => self.expression(inner),
            ExpressionKind::Binary(_, left, right) => {
                self.expression(left);
                self.expression(right);
            }
            ExpressionKind::Call(function, arguments) => {
                self.expressions(arguments);
                self.function(*function);
            }
            ExpressionKind::Builtin(_, arguments) | ExpressionKind::Filled(_, arguments) => self.expressions(arguments),
            ExpressionKind::Number(_) | ExpressionKind::Unknown(_) => {}
        }
    }

    fn function(&mut self, function: usize) {
        let found = self.program.and_then(|program| program.functions.get(function));
        if let Some(found) = found
            && self.called.insert(function)
        {
            self.code(&found.code);
        }
    }
}
