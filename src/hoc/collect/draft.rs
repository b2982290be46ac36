//! [`Processes`] under way: places of objects, and the values and calls of one process.

use std::collections::HashMap;

use super::element_name;
use crate::cell::SectionId;
use crate::cell::processes::{Given, LeftOut, Processes, RandomStream, Step};
use crate::hoc::builtin::BuiltinObject;
use crate::hoc::builtin::point_process::{PointProcess, Told};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::random::{Generator, Random};
use crate::hoc::value::Value;
use crate::mechanism::{RangeVariable, VariableKind};

/// What is found so far.
pub(super) struct Draft<'a> {
    pub(super) hoc: &'a Interpreter,
    /// Places of the cell's sections.
    pub(super) places: HashMap<SectionId, usize>,
    /// Places of what is taken along.
    indices: HashMap<ObjectId, usize>,
    /// Places of the `Random`s and `Vector`s that were met.
    others: HashMap<ObjectId, usize>,
    pub(super) found: Processes,
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        hoc: &'a Interpreter,
        places: HashMap<SectionId, usize>,
        members: &[ObjectId],
        found: Processes,
    ) -> Self {
        let indices = members.iter().enumerate().map(|(index, &object)| (object, index)).collect();
        Self { hoc, places, indices, others: HashMap::new(), found }
    }

    /// Its place among the processes that are taken along.
    pub(super) fn index(&self, object: ObjectId) -> Option<usize> {
        self.indices.get(&object).copied()
    }

    /// Parameters that are not as they come, and what else hoc assigned.
    pub(super) fn values(&self, process: &PointProcess) -> indexmap::IndexMap<String, f64> {
        let declared = self.hoc.model.catalog().mechanism(process.mechanism());
        let told = |index: usize, variable: &RangeVariable, value: f64| match variable.kind {
            VariableKind::Parameter => value.to_bits() != variable.default.to_bits(),
            VariableKind::Assigned | VariableKind::State => process.is_assigned(index),
        };
        let variables = declared.variables.iter().enumerate();
        variables
            .flat_map(|(index, variable)| {
                let elements = process.values(index).iter().enumerate();
                let set = elements.filter(move |(_, value)| told(index, variable, **value));
                set.map(move |(element, &value)| (element_name(&variable.name, variable.length, element), value))
            })
            .collect()
    }

    /// What hoc did to the process beside giving it values.
    pub(super) fn steps(&mut self, object: ObjectId, process: &PointProcess) -> Vec<Step> {
        let variables = &self.hoc.model.catalog().mechanism(process.mechanism()).variables;
        let mut steps = vec![];
        for told in process.told() {
            match told {
                Told::Set { variable, element, value } => {
                    let name = variables.get(*variable).map(|found| element_name(&found.name, found.length, *element));
                    steps.extend(name.map(|variable| Step::Set { variable, value: *value }));
                }
                Told::Call { function, arguments, has_pointer } => {
                    let given: Result<Vec<Given>, &'static str> =
                        arguments.iter().map(|argument| self.given(argument)).collect();
                    let given = if *has_pointer { Err("a pointer") } else { given };
                    let function = function.to_string();
                    match given {
                        Ok(arguments) => steps.push(Step::Call { function, arguments }),
                        Err(argument) => {
                            let kind = self.hoc.kind_of(object);
                            self.found.leave_out(LeftOut::Call { kind, function, argument });
                        }
                    }
                }
            }
        }
        steps
    }

    fn given(&mut self, argument: &Value) -> Result<Given, &'static str> {
        match argument {
            Value::Number(number) => Ok(Given::Number(*number)),
            Value::Text(text) => Ok(Given::Text(text.to_string())),
            Value::Section(_) => Err("a section"),
            Value::Object(None) => Err("NULLobject"),
            Value::Object(Some(object)) => self.given_object(*object),
        }
    }

    fn given_object(&mut self, object: ObjectId) -> Result<Given, &'static str> {
        match self.hoc.objects.builtin(object) {
            Some(BuiltinObject::Random(random)) => Ok(Given::Random(self.random(object, random))),
            Some(BuiltinObject::Vector(_)) => self.vector(object).map(Given::Vector),
            Some(BuiltinObject::PointProcess(_)) => {
                self.index(object).map(Given::Process).ok_or("a process that is not of the cell")
            }
            Some(_) | None => Err("an object of another class"),
        }
    }

    /// The place of a `Vector`'s numbers; none of another object, or of one that a simulation fills.
    pub(super) fn vector(&mut self, object: ObjectId) -> Result<usize, &'static str> {
        if let Some(&place) = self.others.get(&object) {
            return Ok(place);
        }
        let Some(BuiltinObject::Vector(vector)) = self.hoc.objects.builtin(object) else { return Err("no vector") };
        if vector.is_recorded {
            return Err("a vector that a simulation fills");
        }
        self.found.vectors.push(vector.values.clone());
        self.others.insert(object, self.found.vectors.len() - 1);
        Ok(self.found.vectors.len() - 1)
    }

    fn random(&mut self, object: ObjectId, random: &Random) -> usize {
        if let Some(&place) = self.others.get(&object) {
            return place;
        }
        self.found.randoms.push(stream(random));
        self.others.insert(object, self.found.randoms.len() - 1);
        self.found.randoms.len() - 1
    }
}

fn stream(random: &Random) -> RandomStream {
    let (generator, seeds) = match &random.generator {
        Generator::Random123(generator) => ("Random123", generator.ids().to_vec()),
        Generator::MCellRan4(generator) => ("MCellRan4", vec![random.generator.sequence() as u32, generator.low()]),
    };
    RandomStream {
        generator: generator.to_owned(),
        seeds,
        sequence: random.generator.sequence(),
        distribution: random.called.clone(),
    }
}
