//! How much memory the evaluated mechanisms of a model take, told before it is taken.

use std::collections::HashSet;

use super::wired::Wired;
use super::{Placed, Standing};
use crate::cell::{Model, SectionId};
use crate::mechanism::MechanismKind;
use crate::membrane::library::Library;
use crate::membrane::memory::Memory;

impl Standing {
    /// The bytes that are kept when all sections and these point processes have been evaluated. What was kept of those
    /// that are gone is let go.
    pub fn bytes_of_all(&mut self, model: &Model, placed: &[Placed], library: &Library) -> usize {
        let counted = Counted::of(model, placed);
        if let Some((_, bytes)) = self.counted.as_ref().filter(|(before, _)| *before == counted) {
            return *bytes;
        }
        self.forget_gone(model, placed);
        let wired = self.wired(model, library);
        let sections: Vec<_> = model.sections().collect();
        let memories = wired.iter().map(|mechanism| instances(model, mechanism, &sections, placed) * bytes(mechanism));
        let bytes = memories.sum();
        self.counted = Some((counted, bytes));
        bytes
    }

    fn forget_gone(&mut self, model: &Model, placed: &[Placed]) {
        self.memories.retain(|&(section, _), _| model.exists(section));
        self.settled.sections.retain(|&section, _| model.exists(section));
        let keys: HashSet<u64> = placed.iter().map(|process| process.key).collect();
        self.placed.retain(|key, _| keys.contains(key));
    }
}

/// What a model is counted by: where it is the same nothing was made, removed, inserted or divided.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    arrangement: u64,
    values: usize,
    placed: usize,
    last_placed: Option<u64>,
}

impl Counted {
    fn of(model: &Model, placed: &[Placed]) -> Self {
        Self {
            arrangement: model.arrangement(),
            values: model.value_count(),
            placed: placed.len(),
            last_placed: placed.iter().map(|process| process.key).max(),
        }
    }
}

fn bytes(mechanism: &Wired) -> usize {
    Memory::<f64>::bytes(&mechanism.program)
}

/// In how many segments or places a mechanism is.
fn instances(model: &Model, mechanism: &Wired, sections: &[SectionId], placed: &[Placed]) -> usize {
    let density = sections.iter().filter(|&&section| {
        mechanism.program.kind == MechanismKind::Density && model.has_mechanism(section, mechanism.id)
    });
    let segments: usize = density.map(|&section| model.nseg(section).unwrap_or_default()).sum();
    segments + placed.iter().filter(|process| process.mechanism == mechanism.id).count()
}
