//! Which parameters are densities: a mechanism's current is zero where one of them is.
//!
//! `gbar`, `pcabar`: what two places hold of a channel is added by area, and a place without the channel holds none. All
//! other parameters (a reversal potential, the depth of a shell) belong to the places that have the mechanism.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Channels;
use crate::mechanism::Catalog;
use crate::membrane::Program;
use crate::membrane::segment::Segment;
use crate::membrane::site::alone;

/// Voltages at which a current is looked for, mV.
const TRIED_MV: [f64; 2] = [-67.3, -21.7];

/// Densities by mechanism, as hoc names.
#[derive(Debug, Default)]
pub(in crate::reduce) struct Densities(BTreeMap<String, BTreeSet<String>>);

impl Densities {
    /// The densities of every mechanism of a cell.
    pub(in crate::reduce) fn of(channels: &Channels<'_>) -> Self {
        let mut found = BTreeMap::new();
        let segments = channels.rest.sections.iter().filter_map(|segments| segments.first());
        for instance in segments.flat_map(|segment| &segment.membrane.instances) {
            let program = &instance.program;
            if !found.contains_key(&program.name) {
                found.insert(program.name.clone(), densities(program, channels.catalog));
            }
        }
        Self(found)
    }

    /// Is the range variable (by hoc name) a density?
    pub(in crate::reduce) fn contains(&self, mechanism: &str, variable: &str) -> bool {
        self.0.get(mechanism).is_some_and(|names| names.contains(variable))
    }

    /// A density of the mechanism.
    pub(super) fn first(&self, mechanism: &str) -> Option<&str> {
        self.0.get(mechanism)?.first().map(String::as_str)
    }
}

fn densities(program: &Arc<Program>, catalog: &Catalog) -> BTreeSet<String> {
    let Some(id) = catalog.find(&program.name) else { return BTreeSet::new() };
    let parameters = catalog.mechanism(id).parameters().map(|variable| variable.name.clone());
    parameters.filter(|name| is_density(program, catalog, name)).collect()
}

fn is_density(program: &Arc<Program>, catalog: &Catalog, name: &str) -> bool {
    let Some(slot) = program.slot_of(name) else { return false };
    let flows = |value: f64| -> Option<bool> {
        let mut patch = alone(&[Arc::clone(program)], catalog, 20.0);
        patch.mechanisms.first_mut()?.1.set(slot, value);
        let mut flows = false;
        for v_mv in TRIED_MV {
            let segment = Segment::start(patch.clone(), v_mv, None).ok()?;
            let point = segment.evaluate(v_mv, &segment.initial_states()).ok()?;
            flows |= point.currents_ma_per_cm2.iter().flatten().any(|&current| current != 0.0);
        }
        Some(flows)
    };
    flows(0.0) == Some(false) && flows(1.0) == Some(true)
}
