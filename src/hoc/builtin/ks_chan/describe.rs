//! A `KSChan` as its equations need it: the vectors' numbers as they stand.

use super::KsChan;
use super::scheme::{Function, Transition};
use crate::channel::{Carrier, Channel, Drive, Gate, Rate, State, Transition as Described};
use crate::hoc::builtin::vector;
use crate::hoc::interpreter::Interpreter;

/// What `iv_type` says of Goldman, Hodgkin and Katz.
const GHK: u8 = 2;

impl KsChan {
    /// The channel; rates that were not given are no numbers.
    pub(super) fn describe(&self, this: &Interpreter) -> Channel {
        let transitions = self.scheme.transitions.iter().enumerate();
        // A transition from a state of several to itself moves nothing.
        let moving = transitions.filter(|(index, found)| *index < self.scheme.alone || found.source != found.target);
        Channel {
            name: self.name.to_string(),
            is_point: self.is_point,
            carrier: self.ion.as_ref().map(|ion| Carrier {
                ion: ion.to_string(),
                valence: valence(this, ion),
                is_ghk: self.current == GHK,
            }),
            maximum: self.maximum,
            reversal_mv: self.reversal_mv,
            states: self
                .scheme
                .states
                .iter()
                .map(|state| State { name: state.name.to_string(), fraction: state.fraction })
                .collect(),
            gates: self
                .scheme
                .gates
                .iter()
                .map(|gate| Gate { first: gate.first, count: gate.count, power: gate.power })
                .collect(),
            transitions: moving.map(|(_, transition)| self.transition(transition, this)).collect(),
            may_be_counted: self.is_single,
        }
    }

    fn transition(&self, found: &Transition, this: &Interpreter) -> Described {
        let [one, other] = &found.functions;
        let drive = match found.kind {
            0 => Drive::Rates(rate_of(this, one.as_ref()), rate_of(this, other.as_ref())),
            1 => Drive::SteadyState(rate_of(this, one.as_ref()), rate_of(this, other.as_ref())),
            kind => {
                let ion = found.ligand.and_then(|ligand| self.scheme.ligands.get(ligand));
                let ion = ion.map_or("", |ion| ion.trim_end_matches("_ion"));
                let first = |function: &Option<Function>| {
                    let numbers = function.as_ref().and_then(|function| vector::values(this, function.numbers));
                    numbers.and_then(|numbers| numbers.first().copied()).unwrap_or(f64::NAN)
                };
                Drive::Ligand {
                    ion: ion.to_owned(),
                    valence: valence(this, ion),
                    is_inside: kind == 3,
                    count: found.count,
                    binding: first(one),
                    unbinding: first(other),
                }
            }
        };
        Described { source: found.source, target: found.target, drive }
    }
}

/// The rate that a function is; none where it lacks numbers.
pub(super) fn rate(this: &Interpreter, function: &Function) -> Option<Rate> {
    let numbers = vector::values(this, function.numbers)?;
    Rate::of_form(function.form, numbers, function.ends_mv)
}

fn rate_of(this: &Interpreter, function: Option<&Function>) -> Rate {
    function.and_then(|function| rate(this, function)).unwrap_or(Rate::Constant(f64::NAN))
}

fn valence(this: &Interpreter, ion: &str) -> f64 {
    let catalog = this.model.catalog();
    let found = catalog.find(&format!("{ion}_ion")).and_then(|id| catalog.mechanism(id).ions.first());
    found.and_then(|ion| ion.valence).unwrap_or(f64::NAN)
}
