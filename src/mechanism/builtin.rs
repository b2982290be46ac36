//! The mechanisms that NEURON knows without a mod file.
//!
//! The table is NEURON 9's own (`MechanismType`, `MechanismStandard`), in its order; the ions na and k are there because
//! `hh` uses them, `ca_ion` comes with the first mechanism that uses it.

mod table;

use super::ion::ion_mechanism;
use super::{Catalog, GlobalVariable, IonUse, MechanismKind, MechanismType, RangeVariable, VariableKind};
use table::{BUILTINS, Builtin, Row};

impl Catalog {
    /// What NEURON knows before any mod file.
    #[must_use]
    pub fn with_builtins() -> Self {
        let mut catalog = Self::default();
        for builtin in BUILTINS {
            for (ion, _, _) in builtin.ions {
                catalog.add_ion(ion, None);
            }
            catalog.add(mechanism(builtin));
        }
        catalog
    }

    /// Makes sure that ion `ion` (`na`, without `_ion`) is there; a valence that was unknown becomes `valence`.
    pub fn add_ion(&mut self, ion: &str, valence: Option<f64>) {
        let known = self.find(&format!("{ion}_ion")).and_then(|id| self.mechanism(id).ions.first());
        if known.is_none_or(|known| known.valence.is_none() && valence.is_some()) {
            self.add(ion_mechanism(ion, valence));
        }
    }
}

/// Do instances of one of NEURON's own point processes add up to one? Events add to their states, which decay; nobody
/// needs their files to know it.
#[must_use]
pub fn superposes(name: &str) -> bool {
    matches!(name, "ExpSyn" | "Exp2Syn")
}

fn mechanism(builtin: &Builtin) -> MechanismType {
    MechanismType {
        name: builtin.name.to_owned(),
        kind: builtin.kind,
        variables: builtin.variables.iter().map(variable).collect(),
        globals: builtin.globals.iter().map(|&(name, default)| global(name, default)).collect(),
        ions: builtin.ions.iter().map(|(ion, reads, writes)| ion_use(ion, reads, writes)).collect(),
        functions: setdata(builtin).into_iter().chain(owned(builtin.functions)).collect(),
        pointers: owned(builtin.pointers),
        declared: None,
    }
}

fn variable(&(name, kind, length, default, unit): &Row) -> RangeVariable {
    RangeVariable { name: name.to_owned(), kind, default, length, unit: unit.to_owned() }
}

fn global(name: &str, default: f64) -> GlobalVariable {
    GlobalVariable { name: name.to_owned(), default, length: 1, is_computed: false }
}

fn ion_use(ion: &str, reads: &[&str], writes: &[&str]) -> IonUse {
    IonUse { ion: ion.to_owned(), reads: owned(reads), writes: owned(writes), valence: None }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Only the mechanisms that NEURON itself builds from mod files have it.
fn setdata(builtin: &Builtin) -> Option<String> {
    let from_mod_file = matches!(builtin.name, "pas" | "hh");
    from_mod_file.then(|| format!("setdata_{}", builtin.name))
}

const P: VariableKind = VariableKind::Parameter;
const A: VariableKind = VariableKind::Assigned;
const S: VariableKind = VariableKind::State;
const D: MechanismKind = MechanismKind::Density;
const PP: MechanismKind = MechanismKind::PointProcess;
const AC: MechanismKind = MechanismKind::ArtificialCell;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neuron_lists_the_same_mechanisms_in_the_same_order() {
        let catalog = Catalog::with_builtins();
        let names: Vec<_> = catalog.mechanisms().map(|(_, mechanism)| mechanism.name.as_str()).collect();
        assert_eq!(
            names.join(" "),
            "morphology capacitance pas extracellular fastpas na_ion k_ion hh IClamp AlphaSynapse ExpSyn Exp2Syn SEClamp \
             VClamp OClamp APCount NetStim IntFire1 IntFire2 IntFire4 PointProcessMark PatternStim"
        );
    }

    #[test]
    fn range_variables_are_found_by_their_hoc_names() {
        let catalog = Catalog::with_builtins();
        let default = |name: &str| catalog.find_variable(name).map(|id| catalog.variable(id).default);
        assert_eq!(default("gnabar_hh"), Some(0.12));
        assert_eq!(default("ek"), Some(-77.0));
        assert_eq!(default("e_pas"), Some(-70.0));
        assert_eq!(default("tau1"), None, "a point process's variables are not a section's");
        assert_eq!(default("eca"), None, "nobody uses calcium yet");
    }

    #[test]
    fn an_ion_keeps_the_first_valence_that_is_known() {
        let mut catalog = Catalog::with_builtins();
        let valence = |catalog: &Catalog, ion: &str| catalog.mechanism(catalog.find(ion).unwrap()).ions[0].valence;
        catalog.add_ion("zz", None);
        assert_eq!(valence(&catalog, "zz_ion"), None);
        catalog.add_ion("zz", Some(2.0));
        catalog.add_ion("zz", Some(3.0));
        assert_eq!(valence(&catalog, "zz_ion"), Some(2.0));
        catalog.add_ion("ca", Some(1.0));
        assert_eq!(valence(&catalog, "ca_ion"), Some(2.0));
        assert!(catalog.find_variable("zzi").is_some() && catalog.find_variable("eca").is_some());
    }
}
