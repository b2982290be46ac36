//! The kinetic scheme of a channel: which states meet, what they start from, what stays.

use super::functions::Functions;
use crate::channel::Channel;

/// The states of a scheme that transitions connect, and how much they hold together.
pub(super) struct Components {
    parts: Vec<Vec<usize>>,
    /// Gates that start in each.
    totals: Vec<usize>,
}

impl Components {
    pub(super) fn of(channel: &Channel) -> Self {
        let mut parts: Vec<Vec<usize>> =
            (0..channel.states.len()).filter(|&state| !channel.is_alone(state)).map(|state| vec![state]).collect();
        for transition in &channel.transitions {
            let place = |state| parts.iter().position(|part| part.contains(&state));
            let (Some(one), Some(other)) = (place(transition.source), place(transition.target)) else { continue };
            if one != other {
                let moved = parts.swap_remove(one.max(other));
                if let Some(part) = parts.get_mut(one.min(other)) {
                    part.extend(moved);
                }
            }
        }
        for part in &mut parts {
            part.sort_unstable();
        }
        parts.sort();
        let starts = |part: &Vec<usize>| channel.gates.iter().filter(|gate| part.contains(&gate.first)).count();
        let totals = parts.iter().map(starts).collect();
        Self { parts, totals }
    }

    /// Is there anything to solve?
    pub(super) fn any(&self) -> bool {
        self.parts.iter().any(|part| part.len() > 1)
    }

    /// Each gate is in its first state before it goes where it rests.
    pub(super) fn initial(&self, channel: &Channel) -> String {
        let is_first = |state: usize| channel.gates.iter().any(|gate| gate.first == state);
        let mut states: Vec<usize> = self.parts.iter().flatten().copied().collect();
        states.sort_unstable();
        let start = |state: usize| format!("    {} = {}\n", name(channel, state), u8::from(is_first(state)));
        let starts: Vec<_> = states.into_iter().map(start).collect();
        let solve = if self.any() { "    SOLVE scheme STEADYSTATE sparse\n" } else { "" };
        starts.concat() + solve
    }

    pub(super) fn kinetic(&self, channel: &Channel, functions: &Functions<'_>) -> String {
        if !self.any() {
            return String::new();
        }
        let between = channel.transitions.iter().enumerate().filter(|(_, found)| found.source != found.target);
        let reactions: Vec<_> = between
            .map(|(index, transition)| {
                let [there, back] = functions.rates(index, transition);
                let (source, target) = (name(channel, transition.source), name(channel, transition.target));
                format!("    ~ {source} <-> {target} ({there}, {back})\n")
            })
            .collect();
        let kept = self.parts.iter().zip(&self.totals).filter(|(part, _)| part.len() > 1).map(|(part, total)| {
            let names: Vec<_> = part.iter().map(|&state| name(channel, state)).collect();
            format!("    CONSERVE {} = {total}\n", names.join(" + "))
        });
        format!("\nKINETIC scheme {{\n{}{}}}\n", reactions.concat(), kept.collect::<Vec<_>>().concat())
    }
}

fn name(channel: &Channel, state: usize) -> &str {
    channel.states.get(state).map_or("", |state| state.name.as_str())
}
