//! Vectors that are played into a statement, `vector.play("stim.amp = $1", 1)`.
//!
//! The statement is tried out with two numbers: where all that it does with both is to give some variables of point
//! processes and artificial cells just that number, the vector is played into these. NEURON plays one vector into many.

use std::collections::BTreeMap;

use super::Interpreter;
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::builtin::vector::Played;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Reference;

/// Numbers that no model has.
const TRIED: [f64; 2] = [1_234.567_891_234_567_8, -776.655_443_322_119_9];

/// What a statement may change: variables of processes and weights, and how often sections were touched.
#[derive(PartialEq)]
struct State {
    processes: BTreeMap<ObjectId, Vec<f64>>,
    weights: Vec<f64>,
    touched: u64,
}

impl Interpreter {
    /// Takes the place of each such statement by the variables that it sets.
    pub fn play_statements(&mut self) {
        let (statements, mut played): (Vec<Played>, Vec<Played>) =
            std::mem::take(&mut self.played).into_iter().partition(|played| played.statement.is_some());
        for one in statements {
            match self.with_large_stack(|this| this.targets(&one)).ok().flatten() {
                Some(targets) => {
                    played.extend(targets.into_iter().map(|into| Played {
                        into: Some(into),
                        statement: None,
                        ..one.clone()
                    }));
                }
                None => played.push(one),
            }
        }
        self.played = played;
    }

    /// The variables that the statement sets to its argument; none where it does anything else.
    fn targets(&mut self, played: &Played) -> Option<Vec<Reference>> {
        let before = self.state();
        let mut found: Vec<Vec<Reference>> = vec![];
        for number in TRIED {
            let is_run = self.try_out(played, number);
            let targets = self.set_to(number, &before);
            self.put_back(&before.processes);
            let is_same = self.state() == before;
            found.push(targets.filter(|targets| is_run && is_same && !targets.is_empty())?);
        }
        let [one, other] = found.try_into().ok()?;
        (one == other).then_some(one)
    }

    fn try_out(&mut self, played: &Played, number: f64) -> bool {
        let Some((statement, scope, at)) = &played.statement else { return false };
        let text = statement.replace("$1", &format!("({number:?})"));
        self.execute(&text, *scope, *at).is_ok()
    }

    fn state(&self) -> State {
        State {
            processes: self
                .processes()
                .map(|(object, process)| (object, process.all_values().copied().collect()))
                .collect(),
            weights: self.net_cons().flat_map(|(_, connection)| connection.weights.iter().copied()).collect(),
            touched: self.model.sections().map(|section| self.model.touched(section)).sum(),
        }
    }

    /// Variables that changed; none where one did not change to `number`.
    fn set_to(&self, number: f64, before: &State) -> Option<Vec<Reference>> {
        let mut targets = vec![];
        for (object, process) in self.processes() {
            let mut values = before.processes.get(&object)?.iter();
            let variables = &self.model.catalog().mechanism(process.mechanism()).variables;
            for (index, variable) in variables.iter().enumerate() {
                for (element, &value) in process.values(index).iter().enumerate() {
                    if values.next().is_some_and(|&old| old.to_bits() == value.to_bits()) {
                        continue;
                    }
                    if value.to_bits() != number.to_bits() {
                        return None;
                    }
                    let name = variable.name.as_str().into();
                    targets.push(Reference::Member { object, name, element });
                }
            }
        }
        Some(targets)
    }

    fn put_back(&mut self, before: &BTreeMap<ObjectId, Vec<f64>>) {
        for (&object, values) in before {
            if let Some(BuiltinObject::PointProcess(process)) = self.objects.builtin_mut(object) {
                process.all_values_mut().zip(values).for_each(|(value, &old)| *value = old);
            }
        }
    }
}
