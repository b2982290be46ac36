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
        self.forget_gone(model, placed);
        let wired = self.wired(model, library);
        let sections: Vec<_> = model.sections().collect();
        let memories = wired.iter().map(|mechanism| instances(model, mechanism, &sections, placed) * bytes(mechanism));
        let settled = sections.iter().flat_map(|&section| model.standing_values(section)).map(size_of_val);
        memories.chain(settled).sum()
    }

    fn forget_gone(&mut self, model: &Model, placed: &[Placed]) {
        self.memories.retain(|&(section, _), _| model.exists(section));
        self.settled.sections.retain(|&section, _| model.exists(section));
        let keys: HashSet<u64> = placed.iter().map(|process| process.key).collect();
        self.placed.retain(|key, _| keys.contains(key));
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
