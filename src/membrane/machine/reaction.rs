//! `KINETIC` blocks as differential equations: each reaction adds its flux to the derivatives of its species.

use super::Machine;
use crate::membrane::fault::Fault;
use crate::membrane::program::{Body, Expression, Place, Reaction, Species, special};
use crate::membrane::scalar::Scalar;
use crate::source::Span;

impl<S: Scalar> Machine<'_, S> {
    /// The derivatives of a scheme's species, amounts over volumes; what `CONSERVE` demands is left in `conserved`.
    pub(in crate::membrane) fn kinetic(&mut self, body: &Body, states: &[usize]) -> Result<(), Fault> {
        self.clear_slopes(states);
        self.volumes.clear();
        self.conserved.clear();
        self.body(body)?;
        let volumes = std::mem::take(&mut self.volumes);
        for (slot, volume) in volumes {
            if let Some(slope) = self.slope_slot(slot) {
                self.memory.set(slope, self.memory.get(slope) / volume);
            }
        }
        Ok(())
    }

    pub(in crate::membrane) fn clear_slopes(&mut self, states: &[usize]) {
        for state in states.iter().filter_map(|&state| self.program.states.get(state)) {
            self.memory.set(state.slope, S::from(0.0));
        }
    }

    fn slope_slot(&self, slot: usize) -> Option<usize> {
        self.program.slope_of.get(slot).copied().flatten()
    }

    pub(super) fn reaction(&mut self, reaction: &Reaction, at: Span) -> Result<(), Fault> {
        let forward_rate = self.rate(&reaction.forward)?;
        let backward_rate = reaction.backward.as_ref().map(|rate| self.rate(rate)).transpose()?;
        if reaction.is_flux {
            return self.add(&reaction.left, forward_rate, at);
        }
        let forward = self.flux(forward_rate, &reaction.left, at)?;
        let backward = match backward_rate {
            Some(rate) => self.flux(rate, &reaction.right, at)?,
            None => S::from(0.0),
        };
        self.memory.set(special::FORWARD_FLUX, forward);
        self.memory.set(special::BACKWARD_FLUX, backward);
        self.add(&reaction.left, backward - forward, at)?;
        self.add(&reaction.right, forward - backward, at)
    }

    fn rate(&mut self, rate: &Expression) -> Result<S, Fault> {
        let rate = self.evaluate(rate)?;
        Ok(if self.holds_rates { S::from(rate.value()) } else { rate })
    }

    /// Rate times the product of the species.
    fn flux(&mut self, rate: S, species: &[Species], at: Span) -> Result<S, Fault> {
        let mut flux = rate;
        for Species { count, place } in species {
            let value = self.read(place, at)?;
            let is_state = self.memory_slot(place, at)?.is_some_and(|slot| self.slope_slot(slot).is_some());
            self.is_nonlinear |= is_state && (species.len() > 1 || *count > 1.0);
            flux = flux * if *count == 1.0 { value } else { value.power(S::from(*count)) };
        }
        Ok(flux)
    }

    fn add(&mut self, species: &[Species], flux: S, at: Span) -> Result<(), Fault> {
        for Species { count, place } in species {
            if let Some(slope) = self.memory_slot(place, at)?.and_then(|slot| self.slope_slot(slot)) {
                self.memory.set(slope, self.memory.get(slope) + S::from(*count) * flux);
            }
        }
        Ok(())
    }

    fn memory_slot(&mut self, place: &Place, at: Span) -> Result<Option<usize>, Fault> {
        Ok(match place {
            Place::Memory(slot) => Some(*slot),
            Place::Element(array, index) if !array.is_local => Some(self.element(*array, index, at)?),
            Place::Element(..) | Place::Local(_) => None,
        })
    }

    /// What a sum of amounts, concentrations times volumes, lacks of its total.
    pub(super) fn conserve(&mut self, species: &[Species], total: &Expression, at: Span) -> Result<(), Fault> {
        let mut missing = self.evaluate(total)?;
        let mut last = None;
        for Species { count, place } in species {
            let slot = self.memory_slot(place, at)?;
            let amount = S::from(*count) * self.read(place, at)?;
            let volume = self.volumes.iter().find(|(known, _)| Some(*known) == slot);
            missing = missing - volume.map_or(amount, |&(_, volume)| amount * volume);
            last = slot.filter(|&slot| self.slope_slot(slot).is_some()).or(last);
        }
        self.conserved.extend(last.map(|slot| (slot, missing)));
        Ok(())
    }

    /// The volume of each element of the states; `index` is the element where the volume depends on it.
    pub(super) fn compartment(
        &mut self,
        index: Option<usize>,
        volume: &Expression,
        states: &[(usize, usize)],
    ) -> Result<(), Fault> {
        for &(slot, length) in states {
            for element in 0..length {
                if let Some(index) = index {
                    self.write(&Place::Local(index), S::from(element as f64), volume.span)?;
                }
                let volume = self.evaluate(volume)?;
                self.volumes.push((slot + element, volume));
            }
        }
        Ok(())
    }
}
