//! The ions of a model's sections: what they start from, and what every step makes of them.

use crate::cell::{Model, SectionId};
use crate::mechanism::ion::{IonStyle, IonVariable, defaults};
use crate::mechanism::{MechanismId, MechanismKind};
use crate::membrane::ghk::nernst_mv;
use crate::membrane::instance::IonValues;

/// The columns of an ion's block.
pub(super) const COLUMNS: [IonVariable; 4] =
    [IonVariable::Reversal, IonVariable::Inner, IonVariable::Outer, IonVariable::Current];

/// Concentrations and reversal potentials of all ions of a section, as `finitialize` sets them.
pub(super) fn start_ions(model: &mut Model, section: SectionId) {
    for (ion, style) in ions(model, section) {
        let globals = |side: &str| {
            let name = &model.catalog().mechanism(ion).name;
            let bare = name.strip_suffix("_ion").unwrap_or(name);
            model.global(&format!("{bare}{side}0_{name}")).and_then(<[f64]>::first).copied()
        };
        let (inner, outer) = (globals("i"), globals("o"));
        let (valence, celsius) = (valence(model, ion), model.celsius());
        let block = model.block_mut(section, ion);
        change_ions(block, |[e, i, o, _]| {
            if style.initializes_concentrations() {
                (*i, *o) = (inner.unwrap_or(*i), outer.unwrap_or(*o));
            }
            if style.initializes_reversal() {
                *e = nernst_mv(*i, *o, valence, celsius);
            }
        });
    }
}

/// No currents, and reversal potentials as every step computes them.
pub(super) fn rest_ions(model: &mut Model, section: SectionId) {
    for (ion, style) in ions(model, section) {
        let (valence, celsius) = (valence(model, ion), model.celsius());
        change_ions(model.block_mut(section, ion), |[e, i, o, current]| {
            *current = 0.0;
            if style.advances_reversal() {
                *e = nernst_mv(*i, *o, valence, celsius);
            }
        });
    }
}

/// The ions of a section with their styles.
fn ions(model: &Model, section: SectionId) -> Vec<(MechanismId, IonStyle)> {
    let is_ion = |id: &MechanismId| model.catalog().mechanism(*id).kind == MechanismKind::Ion;
    let style = |id| (id, model.ion_style(section, id).ok().flatten().unwrap_or_default());
    model.mechanisms(section).into_iter().filter(is_ion).map(style).collect()
}

/// Changes e, i, o and the current of each node of an ion's block.
fn change_ions(block: &mut [f64], change: impl Fn([&mut f64; 4])) {
    /// Beside those four: the slope of the current, and the style.
    const WIDTH: usize = COLUMNS.len() + 2;
    let nodes = block.len() / WIDTH;
    if nodes == 0 {
        return;
    }
    let mut columns = block.chunks_exact_mut(nodes);
    let [Some(e), Some(i), Some(o), Some(current)] = std::array::from_fn(|_| columns.next()) else { return };
    for (((e, i), o), current) in e.iter_mut().zip(i).zip(o).zip(current) {
        change([e, i, o, current]);
    }
}

/// The variables of an ion at a node.
pub(super) fn ion_values(model: &Model, section: SectionId, ion: MechanismId, node: usize) -> IonValues<f64> {
    let nodes = model.nseg(section).unwrap_or(1);
    let block = model.block(section, ion);
    let value = |column: usize| block.get(column * nodes + node).copied().unwrap_or_default();
    IonValues { e: value(0), inner: value(1), outer: value(2), current: value(3) }
}

/// The charge of an ion, in elementary charges.
pub(super) fn valence(model: &Model, ion: MechanismId) -> f64 {
    let ion = model.catalog().mechanism(ion).ions.first();
    ion.and_then(|ion| ion.valence.or(defaults(&ion.ion).valence)).unwrap_or_default()
}
