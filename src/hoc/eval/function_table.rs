//! `table_tau_kap(values, places)`: hoc fills a `FUNCTION_TABLE` of a mod file.
//!
//! NEURON keeps the vectors and arrays that it is given, not their numbers, so they are read when a value is needed.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::hoc::ast::Name;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{Argument, Reference, Value};
use crate::mechanism::MechanismId;
use crate::mechanism::function_table::{Axis, FunctionTable, FunctionTables};
use crate::membrane::Library;

/// Where the numbers of a table are.
#[derive(Debug, Clone)]
enum Numbers {
    Constant(f64),
    Vector(ObjectId),
    /// The first of them.
    Array(Reference),
}

/// The places along an argument.
#[derive(Debug, Clone)]
enum Places {
    Vector(ObjectId),
    Array(Reference, usize),
    Even { count: usize, first: f64, last: f64 },
}

#[derive(Debug, Clone)]
struct Filling {
    mechanism: MechanismId,
    numbers: Numbers,
    places: Vec<Places>,
}

/// The tables that hoc filled, by their hoc names.
#[derive(Debug, Default)]
pub(crate) struct Fillings {
    by_name: IndexMap<String, Filling>,
    /// The equations with the numbers as they stood when they were last needed.
    library: Option<Arc<Library>>,
}

impl Fillings {
    /// The equations are to be taken anew.
    pub(crate) fn forget_library(&mut self) {
        self.library = None;
    }
}

impl Interpreter {
    /// Is it a call that fills a table? Then it is remembered.
    pub(crate) fn fills_table(
        &mut self,
        mechanism: MechanismId,
        name: &Name,
        arguments: &[Argument],
    ) -> Evaluated<bool> {
        let suffix = self.model.catalog().mechanism(mechanism).name.clone();
        let Some(table) = name.text.strip_prefix("table_") else { return Ok(false) };
        let library = self.equations();
        let mut tables = library.get(&suffix).into_iter().flat_map(|program| &program.function_tables);
        let Some(declared) = tables.find(|declared| table == format!("{}_{suffix}", declared.name)) else {
            return Ok(false);
        };
        let filling = self.filling(mechanism, declared.arguments, &Call { name, arguments })?;
        for object in filling.objects() {
            self.objects.retain(object);
        }
        let before = self.fillings.by_name.insert(table.to_owned(), filling);
        for object in before.iter().flat_map(Filling::objects) {
            self.release(object, name.span)?;
        }
        self.fillings.library = None;
        Ok(true)
    }

    /// The equations of the mechanisms, their tables filled; `anew` with the numbers as they stand now.
    pub(crate) fn filled_equations(&mut self, anew: bool) -> Arc<Library> {
        let equations = self.equations();
        if self.fillings.by_name.is_empty() {
            return equations;
        }
        if let Some(library) = self.fillings.library.as_ref().filter(|_| !anew) {
            return Arc::clone(library);
        }
        let library = Arc::new(Library::clone(&equations).filled(&self.function_tables()));
        self.standing.forget_programs();
        self.fillings.library = Some(Arc::clone(&library));
        library
    }

    /// As NEURON reads the arguments.
    fn filling(&self, mechanism: MechanismId, count: usize, call: &Call<'_>) -> Evaluated<Filling> {
        if call.count() < 2 {
            return Ok(Filling { mechanism, numbers: Numbers::Constant(call.number(self, 0)?), places: vec![] });
        }
        let raised = |message: &str| call.error(HocError::Raised { message: message.to_owned() });
        if call.is_object(0) && call.is_object(1) {
            if count > 1 {
                return Err(raised("vectors fill a table of one argument only"));
            }
            let (values, places) = (call.object(self, 0)?, call.object(self, 1)?);
            return match (self.vector_size(values), self.vector_size(places)) {
                (Some(size), Some(other)) if size == other && size > 0 => {
                    Ok(Filling { mechanism, numbers: Numbers::Vector(values), places: vec![Places::Vector(places)] })
                }
                (Some(_), Some(_)) => Err(raised("the vectors of a table must have the same size, and not be empty")),
                _ => Err(raised("a table is filled by vectors")),
            };
        }
        let numbers = Numbers::Array(call.pointer(0)?.clone());
        let (mut next, mut places) = (1, vec![]);
        for _ in 0..count {
            let size = call.number(self, next)?.trunc();
            if !(1.0..=f64::from(u32::MAX)).contains(&size) {
                return Err(raised("a table needs at least one place along an argument"));
            }
            let size = size as usize;
            if call.is_number(next + 1) {
                let (first, last) = (call.number(self, next + 1)?, call.number(self, next + 2)?);
                if last < first {
                    return Err(raised("the first place of a table lies beyond its last"));
                }
                places.push(Places::Even { count: size, first, last });
                next += 3;
            } else {
                places.push(Places::Array(call.pointer(next + 1)?.clone(), size));
                next += 2;
            }
        }
        Ok(Filling { mechanism, numbers, places })
    }

    fn vector_size(&self, object: ObjectId) -> Option<usize> {
        match self.objects.builtin(object) {
            Some(BuiltinObject::Vector(vector)) => Some(vector.values.len()),
            _ => None,
        }
    }

    /// The tables as they stand; one whose numbers are gone is left out.
    pub(crate) fn function_tables(&self) -> FunctionTables {
        let mut found = FunctionTables::new();
        for (name, filling) in &self.fillings.by_name {
            if let Some(table) = self.filled(filling) {
                let mechanism = self.model.catalog().mechanism(filling.mechanism).name.clone();
                found.entry(mechanism).or_default().insert(name.clone(), Arc::new(table));
            }
        }
        found
    }

    fn filled(&self, filling: &Filling) -> Option<FunctionTable> {
        let axis = |places: &Places| {
            Some(match places {
                Places::Vector(object) => Axis::At(self.vector_values(*object)?),
                Places::Array(first, count) => Axis::At(self.array_values(first, *count)?),
                &Places::Even { count, first, last } => Axis::Even { count, first, last },
            })
        };
        let axes: Vec<Axis> = filling.places.iter().map(axis).collect::<Option<_>>()?;
        let count = axes.iter().try_fold(1_usize, |count, axis| count.checked_mul(axis.count()))?;
        let values = match &filling.numbers {
            Numbers::Constant(value) => vec![*value],
            Numbers::Vector(object) => self.vector_values(*object)?,
            Numbers::Array(first) => self.array_values(first, count)?,
        };
        (values.len() == count).then_some(FunctionTable { axes, values })
    }

    fn vector_values(&self, object: ObjectId) -> Option<Vec<f64>> {
        match self.objects.builtin(object) {
            Some(BuiltinObject::Vector(vector)) => Some(vector.values.clone()),
            _ => None,
        }
    }

    fn array_values(&self, first: &Reference, count: usize) -> Option<Vec<f64>> {
        let value = |offset| match self.peek_reference(&first.further(offset)?) {
            Ok(Value::Number(number)) => Some(number),
            Ok(Value::Text(_) | Value::Object(_) | Value::Section(_)) | Err(_) => None,
        };
        (0..count).map(value).collect()
    }
}

impl Filling {
    /// The vectors that it keeps alive.
    fn objects(&self) -> impl Iterator<Item = ObjectId> + '_ {
        let of_places = self.places.iter().filter_map(|places| match places {
            Places::Vector(object) => Some(*object),
            Places::Array(..) | Places::Even { .. } => None,
        });
        let own = match self.numbers {
            Numbers::Vector(object) => Some(object),
            Numbers::Constant(_) | Numbers::Array(_) => None,
        };
        own.into_iter().chain(of_places)
    }
}
