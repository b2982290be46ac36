//! What NEURON knows of a mechanism: its name, its variables with defaults, its ions.
//!
//! Mechanisms come from mod files ([`crate::nmodl`]) and from NEURON itself ([`builtin`]).
//! A [`Catalog`] finds mechanisms and range variables by their hoc names (`gbar_Ih`, `ena`, `cai`).

pub mod builtin;
pub mod function_table;
pub mod ion;

use crate::by_name::ByName;
use crate::source::Span;

/// What a mechanism is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MechanismKind {
    /// `SUFFIX`: inserted in sections.
    Density,
    /// The variables of an ion (`na_ion`): inserted by the mechanisms that use it.
    Ion,
    /// `POINT_PROCESS`: an object at one place.
    PointProcess,
    /// `ARTIFICIAL_CELL`: an object without a place.
    ArtificialCell,
    /// `SUFFIX nothing`: no mechanism, only hoc functions and global variables under their bare names.
    Library,
}

/// What a range variable is within its mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// `PARAMETER`: has a default, is the user's.
    Parameter,
    /// `ASSIGNED`: computed.
    Assigned,
    /// `STATE`: integrated.
    State,
}

/// A variable with one value in each segment (or point process).
#[derive(Debug, Clone, PartialEq)]
pub struct RangeVariable {
    /// The name in hoc: `gbar_Ih` for a density mechanism, `tau` for a point process, `ena` for an ion.
    pub name: String,
    /// What it is.
    pub kind: VariableKind,
    /// The value after `insert`; 0 for what is not a parameter.
    pub default: f64,
    /// Number of elements; 1 for a scalar.
    pub length: usize,
    /// The unit as written, without parentheses; empty when there is none.
    pub unit: String,
}

/// A variable with one value for all instances.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalVariable {
    /// The name in hoc: `vhalf_Ih`.
    pub name: String,
    /// The value before anything is set.
    pub default: f64,
    /// Number of elements; 1 for a scalar.
    pub length: usize,
    /// The mechanism itself may set it: it is no `PARAMETER`, or its code assigns to it.
    pub is_computed: bool,
}

/// One ion of a `USEION`.
#[derive(Debug, Clone, PartialEq)]
pub struct IonUse {
    /// `na`, without `_ion`.
    pub ion: String,
    /// Variables that are read, such as `ena`.
    pub reads: Vec<String>,
    /// Variables that are written, such as `ina`.
    pub writes: Vec<String>,
    /// The charge that `VALENCE` states, in elementary charges.
    pub valence: Option<f64>,
}

/// One mechanism as NEURON knows it once its mod file is compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct MechanismType {
    /// `Ih`, `Exp2Syn`, `na_ion`.
    pub name: String,
    /// What it is.
    pub kind: MechanismKind,
    /// Its range variables in NEURON's order: parameters, assigned, states.
    pub variables: Vec<RangeVariable>,
    /// Its global variables.
    pub globals: Vec<GlobalVariable>,
    /// The ions it uses; an ion itself has one entry, with its valence where it is known.
    pub ions: Vec<IonUse>,
    /// What hoc can call: its `FUNCTION`s, `PROCEDURE`s and tables by their hoc names (`rates_Ih`; bare in a point
    /// process), and `setdata_Ih` of a density mechanism.
    pub functions: Vec<String>,
    /// Its `POINTER`s by their hoc names.
    pub pointers: Vec<String>,
    /// Where it is named in its mod file; none for NEURON's own.
    pub declared: Option<Span>,
}

impl MechanismType {
    /// The variables that the user sets.
    pub fn parameters(&self) -> impl Iterator<Item = &RangeVariable> {
        self.variables.iter().filter(|variable| variable.kind == VariableKind::Parameter)
    }
}

/// A mechanism in a [`Catalog`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MechanismId(pub(crate) usize);

/// A range variable in a [`Catalog`]: mechanism and place among its variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableId {
    /// The mechanism that declares it.
    pub mechanism: MechanismId,
    /// Its place in [`MechanismType::variables`].
    pub index: usize,
}

/// Every mechanism that can be inserted, and every range variable by name.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    mechanisms: ByName<String, MechanismType>,
    variables: ByName<String, VariableId>,
}

impl Catalog {
    /// Adds a mechanism; one of the same name is replaced and returned.
    pub fn add(&mut self, mechanism: MechanismType) -> Option<MechanismType> {
        let (index, replaced) = self.mechanisms.insert_full(mechanism.name.clone(), mechanism);
        if replaced.is_some() {
            self.variables.retain(|_, variable| variable.mechanism != MechanismId(index));
        }
        self.name_variables(index);
        replaced
    }

    /// Puts a mechanism in the place of another, whose name it need not have; nothing happens where another has its name.
    pub fn replace(&mut self, id: MechanismId, mechanism: MechanismType) {
        if self.mechanisms.replace_index(id.0, mechanism.name.clone()).is_err() {
            return;
        }
        if let Some((_, place)) = self.mechanisms.get_index_mut(id.0) {
            *place = mechanism;
            self.variables.retain(|_, variable| variable.mechanism != id);
            self.name_variables(id.0);
        }
    }

    fn name_variables(&mut self, index: usize) {
        let named = self.mechanisms.get_index(index).map(|(_, mechanism)| mechanism);
        if let Some(mechanism) = named.filter(|mechanism| is_inserted(mechanism.kind)) {
            for (place, variable) in mechanism.variables.iter().enumerate() {
                let id = VariableId { mechanism: MechanismId(index), index: place };
                self.variables.insert(variable.name.clone(), id);
            }
        }
    }

    /// The mechanism of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<MechanismId> {
        self.mechanisms.get_index_of(name).map(MechanismId)
    }

    /// The range variable of that hoc name, of a density mechanism or an ion.
    #[must_use]
    pub fn find_variable(&self, name: &str) -> Option<VariableId> {
        self.variables.get(name).copied()
    }

    /// A mechanism.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "a MechanismId comes only from this catalog, which never shrinks")]
    pub fn mechanism(&self, id: MechanismId) -> &MechanismType {
        &self.mechanisms[id.0]
    }

    /// A range variable.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "a VariableId comes only from this catalog")]
    pub fn variable(&self, id: VariableId) -> &RangeVariable {
        &self.mechanism(id.mechanism).variables[id.index]
    }

    /// Every mechanism, in the order in which they were added.
    pub fn mechanisms(&self) -> impl Iterator<Item = (MechanismId, &MechanismType)> {
        self.mechanisms.values().enumerate().map(|(index, mechanism)| (MechanismId(index), mechanism))
    }

    /// Every range-variable name that can be set in a section.
    pub fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }
}

fn is_inserted(kind: MechanismKind) -> bool {
    matches!(kind, MechanismKind::Density | MechanismKind::Ion)
}
