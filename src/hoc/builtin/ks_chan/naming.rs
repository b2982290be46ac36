//! The names of a `KSChan` and of its states, which NEURON changes where they are taken.

use std::sync::Arc;

use super::KsChan;
use crate::channel::declare::hoc_name;
use crate::hoc::builtin::{self, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::parse::is_keyword;

/// What the template of a point process of NEURON's has.
const OF_POINT_PROCESSES: [&str; 5] = ["loc", "has_loc", "get_loc", "nsingle", "Nsingle"];

impl Interpreter {
    /// Does the name stand for something at the top level, or in NEURON itself?
    pub(super) fn is_name_taken(&mut self, name: &str) -> bool {
        !matches!(self.resolve_at_top(name), Named::Unknown)
            || is_keyword(name)
            || self.model.catalog().find(name).is_some()
            || builtin::class(name).is_some()
    }

    /// `name("Na")`: the mechanism has the name from here on.
    pub(super) fn name_channel(&mut self, object: ObjectId, asked: &Arc<str>, call: &Call<'_>) -> Evaluated<()> {
        let Some(channel) = self.channel(object) else { return Ok(()) };
        let own = Arc::clone(&channel.name);
        self.refuse_with_instances(channel, call)?;
        let mut name = Arc::clone(asked);
        for number in 0.. {
            if name == own || !self.is_name_taken(&name) {
                break;
            }
            self.print(&format!("KSChan::setname {name} already in use\n"), call.name.span)?;
            name = format!("{asked}{number}").into();
        }
        self.change_channel(object, call, |channel| channel.name = name)
    }

    /// `state.name("m")`
    pub(super) fn rename_state(
        &mut self,
        object: ObjectId,
        place: usize,
        name: &Arc<str>,
        call: &Call<'_>,
    ) -> Evaluated<()> {
        let Some(mut channel) = self.channel(object).cloned() else { return Ok(()) };
        channel.scheme.states.get_mut(place).into_iter().for_each(|state| state.name = Arc::clone(name));
        self.name_states(object, &mut channel);
        self.put_channel(object, channel, call)
    }

    /// Gives the states of a changed channel other names where theirs are taken.
    pub(super) fn name_states(&mut self, object: ObjectId, channel: &mut KsChan) {
        let full_names = |this: &Self, channel: &KsChan| -> Vec<String> {
            let described = channel.describe(this);
            described.states.iter().map(|state| hoc_name(&described, &state.name)).collect()
        };
        let own = self.channel(object).map(|before| full_names(self, before)).unwrap_or_default();
        let of_channel = self.names_without_states(channel);
        let described = channel.describe(self);
        let mut taken: Vec<String> = Vec::new();
        for state in &mut channel.scheme.states {
            let asked = Arc::clone(&state.name);
            for number in 0.. {
                let full = hoc_name(&described, &state.name);
                let is_foreign = !channel.is_point && !own.contains(&full) && self.is_name_taken(&full);
                if !taken.contains(&full) && !is_foreign && !of_channel.contains(&full) {
                    taken.push(full);
                    break;
                }
                state.name = format!("{asked}{number}").into();
            }
        }
    }

    /// The variables of a channel that are no states, and what else its point processes have.
    fn names_without_states(&self, channel: &KsChan) -> Vec<String> {
        let mut described = channel.describe(self);
        described.states.clear();
        let declared = crate::channel::declare::mechanism_type(&described);
        let point = channel.is_point.then_some(OF_POINT_PROCESSES).into_iter().flatten().map(str::to_owned);
        declared.variables.into_iter().map(|variable| variable.name).chain(point).collect()
    }
}
