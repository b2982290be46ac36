//! Vectors that are played into a statement, `vector.play("stim.amp = $1", 1)`.
//!
//! The statement is tried out with two numbers: where all that it does with both is to give some variables of point
//! processes and artificial cells just that number, the vector is played into these. NEURON plays one vector into many.

use std::collections::BTreeMap;

use super::Interpreter;
use crate::cell::{Processes, SectionId};
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::builtin::point_process::Past;
use crate::hoc::builtin::vector::{Played, PlayedAt};
use crate::hoc::object::ObjectId;
use crate::hoc::value::Reference;

/// Numbers that no model has.
const TRIED: [f64; 2] = [1_234.567_891_234_567_8, -776.655_443_322_119_9];

/// What a statement may change: variables of processes, vectors that are played, weights, and how often sections were
/// touched.
#[derive(PartialEq)]
struct State {
    processes: BTreeMap<ObjectId, Past>,
    vectors: BTreeMap<ObjectId, Vec<f64>>,
    weights: Vec<f64>,
    touched: u64,
}

impl Interpreter {
    /// What goes with the cell of these sections, as [`Self::processes_of`] has it, with vectors that are played into
    /// statements where trying these out changed nothing else of it.
    pub fn processes_as_played(&mut self, sections: &[SectionId]) -> Processes {
        let before = self.processes_of(sections);
        if self.played.iter().all(|played| played.statement.is_none()) {
            return before;
        }
        self.play_statements();
        let after = self.processes_of(sections);
        if differ_in_plays_alone(&before, &after) { after } else { before }
    }

    /// Takes the place of each such statement by the variables that it sets.
    fn play_statements(&mut self) {
        let (statements, mut played): (Vec<Played>, Vec<Played>) =
            std::mem::take(&mut self.played).into_iter().partition(|played| played.statement.is_some());
        let all = || statements.iter().chain(&played);
        let times = |one: &Played| match one.at {
            Some(PlayedAt::Times(times)) => Some(times),
            Some(PlayedAt::Every(_)) | None => None,
        };
        let vectors: Vec<ObjectId> = all().map(|one| one.vector).chain(all().filter_map(times)).collect();
        for one in statements {
            match self.with_large_stack(|this| this.targets(&one, &vectors)).ok().flatten() {
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
    fn targets(&mut self, played: &Played, vectors: &[ObjectId]) -> Option<Vec<Reference>> {
        let before = self.state(vectors);
        let mut found: Vec<Vec<Reference>> = vec![];
        for number in TRIED {
            let is_run = self.try_out(played, number);
            let targets = self.set_to(number, &before);
            let is_same = self.go_back(&before.processes) && self.state(vectors) == before;
            self.set_vectors(&before.vectors);
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

    fn state(&self, vectors: &[ObjectId]) -> State {
        let values = |&object: &ObjectId| match self.objects.builtin(object) {
            Some(BuiltinObject::Vector(vector)) => Some((object, vector.values.clone())),
            _ => None,
        };
        State {
            vectors: vectors.iter().filter_map(values).collect(),
            processes: self.processes().map(|(object, process)| (object, process.past())).collect(),
            weights: self.net_cons().flat_map(|(_, connection)| connection.weights.iter().copied()).collect(),
            touched: self.model.sections().map(|section| self.model.touched(section)).sum(),
        }
    }

    /// Variables that changed; none where one did not change to `number`.
    fn set_to(&self, number: f64, before: &State) -> Option<Vec<Reference>> {
        let mut targets = vec![];
        for (object, process) in self.processes() {
            let mut values = before.processes.get(&object)?.all_values();
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

    fn set_vectors(&mut self, before: &BTreeMap<ObjectId, Vec<f64>>) {
        for (&object, values) in before {
            if let Some(BuiltinObject::Vector(vector)) = self.objects.builtin_mut(object) {
                vector.values.clone_from(values);
            }
        }
    }

    /// False where a statement did more to a process than to assign its variables.
    fn go_back(&mut self, before: &BTreeMap<ObjectId, Past>) -> bool {
        let mut has_only_assigned = true;
        for (&object, past) in before {
            if let Some(BuiltinObject::PointProcess(process)) = self.objects.builtin_mut(object) {
                has_only_assigned &= process.go_back(past);
            }
        }
        has_only_assigned
    }
}

fn differ_in_plays_alone(before: &Processes, after: &Processes) -> bool {
    before.objects == after.objects
        && before.connections == after.connections
        && before.randoms == after.randoms
        && after.vectors.starts_with(&before.vectors)
}
