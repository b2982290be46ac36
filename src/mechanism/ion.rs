//! Ions: their variables and defaults, and the `ion_style` that follows from how mechanisms use them.
//!
//! An ion `X` is a mechanism `X_ion` with the range variables `eX`, `Xi`, `Xo`, `iX`, `diX_dv_`, present wherever a
//! mechanism with `USEION X` is. Who reads and writes decides what NEURON computes: [`IonStyle`].

use super::{GlobalVariable, IonUse, MechanismKind, MechanismType, RangeVariable, VariableKind};

/// Defaults of an ion, as NEURON sets them on `insert`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IonDefaults {
    /// Reversal potential.
    pub e_mv: f64,
    /// Inner concentration.
    pub inner_mm: f64,
    /// Outer concentration.
    pub outer_mm: f64,
    /// Charge in elementary charges, for the ions that have one without `VALENCE`.
    pub valence: Option<f64>,
}

/// The defaults of ion `ion` (`na`, without `_ion`).
#[must_use]
pub fn defaults(ion: &str) -> IonDefaults {
    match ion {
        "na" => IonDefaults { e_mv: 50.0, inner_mm: 10.0, outer_mm: 140.0, valence: Some(1.0) },
        "k" => IonDefaults { e_mv: -77.0, inner_mm: 54.4, outer_mm: 2.5, valence: Some(1.0) },
        "ca" => {
            let (inner_mm, outer_mm) = (5e-5_f64, 2.0_f64);
            IonDefaults { e_mv: 12.5 * (outer_mm / inner_mm).ln(), inner_mm, outer_mm, valence: Some(2.0) }
        }
        _ => IonDefaults { e_mv: 0.0, inner_mm: 1.0, outer_mm: 1.0, valence: None },
    }
}

/// The mechanism `X_ion` of ion `X`; its valence is that of NEURON for na, k and ca, else `valence`.
#[must_use]
pub fn ion_mechanism(ion: &str, valence: Option<f64>) -> MechanismType {
    let default = defaults(ion);
    let variable = |name: String, kind: VariableKind, default: f64, unit: &str| RangeVariable {
        name,
        kind,
        default,
        length: 1,
        unit: unit.to_owned(),
    };
    let global = |side: &str, default: f64| GlobalVariable {
        name: format!("{ion}{side}0_{ion}_ion"),
        default,
        length: 1,
        is_computed: false,
    };
    MechanismType {
        name: format!("{ion}_ion"),
        kind: MechanismKind::Ion,
        variables: vec![
            variable(format!("e{ion}"), VariableKind::Parameter, default.e_mv, "mV"),
            variable(format!("{ion}i"), VariableKind::Parameter, default.inner_mm, "mM"),
            variable(format!("{ion}o"), VariableKind::Parameter, default.outer_mm, "mM"),
            variable(format!("i{ion}"), VariableKind::Assigned, 0.0, "mA/cm2"),
            variable(format!("di{ion}_dv_"), VariableKind::Assigned, 0.0, "S/cm2"),
        ],
        globals: vec![global("i", default.inner_mm), global("o", default.outer_mm)],
        ions: vec![IonUse { ion: ion.to_owned(), reads: vec![], writes: vec![], valence: default.valence.or(valence) }],
        functions: vec![],
        pointers: vec![],
        declared: None,
    }
}

/// A variable of an ion, by the part it plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IonVariable {
    /// `ena`
    Reversal,
    /// `nai`
    Inner,
    /// `nao`
    Outer,
    /// `ina`
    Current,
}

/// What `name` is for ion `ion`; none for a name that is not one of its variables.
#[must_use]
pub fn ion_variable(ion: &str, name: &str) -> Option<IonVariable> {
    // The order is NEURON's: it decides where the name of the ion makes two of them alike.
    if name.strip_prefix('i') == Some(ion) {
        Some(IonVariable::Current)
    } else if name.strip_prefix('e') == Some(ion) {
        Some(IonVariable::Reversal)
    } else if name.strip_suffix('i') == Some(ion) {
        Some(IonVariable::Inner)
    } else if name.strip_suffix('o') == Some(ion) {
        Some(IonVariable::Outer)
    } else {
        None
    }
}

/// How a reversal potential or a concentration is treated, in NEURON's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IonRole {
    /// 0: nobody uses it.
    Unused,
    /// 1: a constant of the user.
    Parameter,
    /// 2: computed.
    Assigned,
    /// 3: integrated, or written by a mechanism.
    State,
}

impl IonRole {
    fn from_bits(bits: u32) -> Self {
        match bits & 3 {
            0 => Self::Unused,
            1 => Self::Parameter,
            2 => Self::Assigned,
            _ => Self::State,
        }
    }
}

/// What NEURON's `ion_style("na_ion")` returns: one number of bit fields.
///
/// 03 concentration role, 04 concentrations start from the globals (`nai0_na_ion`), 030 reversal role, 040 reversal
/// computed by `finitialize`, 0100 and by every step, 0200 / 0400 a mechanism writes the inner / outer concentration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct IonStyle(u32);

const WRITTEN: u32 = 0o600;
const ROLES: u32 = 0o33;

impl IonStyle {
    /// From the number that `ion_style("na_ion")` returns.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// The number that `ion_style("na_ion")` returns.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The style after a mechanism with this use of the ion was inserted.
    #[must_use]
    pub fn promoted(self, ion_use: &IonUse) -> Self {
        let roles = |names: &[String]| -> Vec<IonVariable> {
            names.iter().filter_map(|name| ion_variable(&ion_use.ion, name)).collect()
        };
        let (reads, writes) = (roles(&ion_use.reads), roles(&ion_use.writes));
        let is_concentration = |variable: &IonVariable| matches!(variable, IonVariable::Inner | IonVariable::Outer);
        let concentration =
            if writes.iter().any(is_concentration) { 3 } else { u32::from(reads.iter().any(is_concentration)) };
        let reversal =
            if writes.contains(&IonVariable::Reversal) { 3 } else { u32::from(reads.contains(&IonVariable::Reversal)) };
        let mut style = self.0;
        style |= if writes.contains(&IonVariable::Inner) { 0o200 } else { 0 };
        style |= if writes.contains(&IonVariable::Outer) { 0o400 } else { 0 };
        if concentration == 0 && reversal == 0 { Self(style) } else { Self(promote(style, concentration, reversal)) }
    }

    /// The style of a section that stands for two others.
    ///
    /// The higher roles of the two. The style that has them keeps what it computes, which the user may have chosen; where
    /// neither has both, they are promoted as if the mechanisms of the two sections were inserted in one.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let written = (self.0 | other.0) & WRITTEN;
        let concentration = (self.0 & 3).max(other.0 & 3);
        let reversal = (self.0 >> 3 & 3).max(other.0 >> 3 & 3);
        let roles = concentration + 0o10 * reversal;
        let alike = [self.0, other.0].into_iter().filter(|style| style & ROLES == roles);
        let joined = alike.reduce(|one, other| one | other).unwrap_or_else(|| promote(self.0, concentration, reversal));
        Self(joined | written)
    }

    /// The style after `ion_style("na_ion", c_style, e_style, einit, eadvance, cinit)`.
    #[must_use]
    pub fn set(self, c_style: u32, e_style: u32, einit: bool, eadvance: bool, cinit: bool) -> Self {
        let flags = 0o40 * u32::from(einit) + 0o100 * u32::from(eadvance) + 0o4 * u32::from(cinit);
        Self((self.0 & WRITTEN) + (c_style & 3) + 0o10 * (e_style & 3) + flags)
    }

    /// How the concentrations are treated.
    #[must_use]
    pub fn concentration(self) -> IonRole {
        IonRole::from_bits(self.0)
    }

    /// How the reversal potential is treated.
    #[must_use]
    pub fn reversal(self) -> IonRole {
        IonRole::from_bits(self.0 >> 3)
    }

    /// `finitialize` sets the concentrations from the globals `nai0_na_ion` and `nao0_na_ion`.
    #[must_use]
    pub const fn initializes_concentrations(self) -> bool {
        self.0 & 0o4 != 0
    }

    /// `finitialize` computes the reversal potential from the concentrations.
    #[must_use]
    pub const fn initializes_reversal(self) -> bool {
        self.0 & 0o40 != 0
    }

    /// Every step computes the reversal potential from the concentrations.
    #[must_use]
    pub const fn advances_reversal(self) -> bool {
        self.0 & 0o100 != 0
    }
}

/// The style of an ion in a section, from all mechanisms there that use it (in any order).
pub fn ion_style_of<'a>(uses: impl IntoIterator<Item = &'a IonUse>) -> IonStyle {
    uses.into_iter().fold(IonStyle::default(), IonStyle::promoted)
}

fn promote(style: u32, concentration: u32, reversal: u32) -> u32 {
    let concentration = concentration.max(style & 3);
    let mut reversal = reversal.max((style >> 3) & 3);
    if concentration > 0 && reversal < 2 {
        reversal = 2;
    }
    let computed = reversal == 2;
    let mut promoted = (style & !0o177) + concentration + 0o10 * reversal;
    if concentration == 3 {
        promoted += 0o4 + if computed { 0o100 } else { 0 };
    }
    promoted + if concentration > 0 && computed { 0o40 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A use of ion `zz`: for `ezz`, `zzi`, `zzo` in turn `n`ot, `r`ead, `w`ritten or `b`oth.
    fn zz(access: &str) -> IonUse {
        let chosen = |wanted: char| -> Vec<String> {
            let names = ["ezz", "zzi", "zzo"].into_iter().zip(access.chars());
            names.filter(|&(_, access)| access == wanted || access == 'b').map(|(name, _)| name.to_owned()).collect()
        };
        IonUse { ion: "zz".into(), reads: chosen('r'), writes: chosen('w'), valence: None }
    }

    fn style(accesses: &[&str]) -> u32 {
        let uses: Vec<_> = accesses.iter().map(|access| zz(access)).collect();
        ion_style_of(&uses).number()
    }

    /// What `ion_style("zz_ion")` returned in NEURON 9.0.2 with one such mechanism inserted.
    const NEURON: &[(&str, u32)] = &[
        ("nnn", 0o0),
        ("rnn", 0o10),
        ("wnn", 0o30),
        ("nrn", 0o61),
        ("rrn", 0o61),
        ("wrn", 0o31),
        ("nwn", 0o367),
        ("rwn", 0o367),
        ("wwn", 0o237),
        ("nnw", 0o567),
        ("nww", 0o767),
    ];

    #[test]
    fn one_mechanism_gives_neurons_style() {
        for (access, number) in NEURON {
            assert_eq!(style(&[access]), *number, "{access}");
        }
    }

    #[test]
    fn a_channel_and_a_pump_give_neurons_style() {
        assert_eq!(style(&["rnn", "nwn"]), 0o367);
        assert_eq!(style(&["wnn", "nwn"]), 0o237);
        assert_eq!(style(&["rnn", "nrn"]), 0o61);
    }

    #[test]
    fn a_style_that_is_set_is_promoted_by_what_is_inserted_later() {
        let set = IonStyle::from_number(0o237).set(1, 2, false, true, false);
        assert_eq!(set.number(), 0o321);
        assert_eq!(set.promoted(&zz("nwn")).number(), 0o367);
    }

    #[test]
    fn joining_keeps_what_the_user_chose() {
        let joined = |one, other| IonStyle::from_number(one).joined(IonStyle::from_number(other)).number();
        // The user's `eadvance` without `einit`, next to a channel that reads the reversal potential.
        assert_eq!(joined(0o121, 0o10), 0o121);
        assert_eq!(joined(0o121, 0o61), 0o161);
        // A constant reversal potential next to nothing stays constant.
        assert_eq!(joined(0o11, 0), 0o11);
        assert_eq!(joined(0o121, 0o367), 0o367);
        assert_eq!(joined(0o31, 0o367), 0o237, "neither has both roles");
    }

    #[test]
    fn a_style_says_what_is_computed() {
        let style = IonStyle::from_number(0o367);
        assert_eq!((style.concentration(), style.reversal()), (IonRole::State, IonRole::Assigned));
        assert!(style.initializes_concentrations() && style.initializes_reversal() && style.advances_reversal());
        let constant = IonStyle::from_number(0o10);
        assert_eq!((constant.concentration(), constant.reversal()), (IonRole::Unused, IonRole::Parameter));
        assert!(!constant.initializes_concentrations() && !constant.initializes_reversal());
        assert!(!constant.advances_reversal());
    }

    proptest! {
        #[test]
        fn sections_are_joined_as_their_mechanisms_would_be(
            one in prop::collection::vec("[nrwb]{3}", 0..4),
            other in prop::collection::vec("[nrwb]{3}", 0..4),
        ) {
            let number = |uses: &[String]| style(&uses.iter().map(String::as_str).collect::<Vec<_>>());
            let [first, second] = [&one, &other].map(|uses| IonStyle::from_number(number(uses)));
            let both = [one.clone(), other.clone()].concat();
            prop_assert_eq!(first.joined(second).number(), number(&both));
            prop_assert_eq!(second.joined(first).number(), number(&both));
        }

        #[test]
        fn the_order_of_insertion_does_not_matter(
            (order, other) in prop::collection::vec("[nrwb]{3}", 1..5)
                .prop_flat_map(|uses| (Just(uses.clone()), Just(uses).prop_shuffle()))
        ) {
            let names = |uses: &'_ [String]| style(&uses.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(names(&order), names(&other));
        }
    }

    #[test]
    fn the_variables_of_an_ion_are_told_apart() {
        assert_eq!(ion_variable("na", "ena"), Some(IonVariable::Reversal));
        assert_eq!(ion_variable("na", "nai"), Some(IonVariable::Inner));
        assert_eq!(ion_variable("na", "nao"), Some(IonVariable::Outer));
        assert_eq!(ion_variable("na", "ina"), Some(IonVariable::Current));
        assert_eq!(ion_variable("na", "na"), None);
        assert_eq!(ion_variable("na", "ek"), None);
    }

    #[test]
    fn calcium_reverses_where_neuron_says() {
        assert!((defaults("ca").e_mv - 132.457_934_163_700_9).abs() < 1e-9);
    }

    #[test]
    fn a_new_ion_starts_with_ones() {
        let ion = ion_mechanism("foo", Some(3.0));
        let defaults: Vec<_> =
            ion.variables.iter().map(|variable| (variable.name.as_str(), variable.default)).collect();
        assert_eq!(defaults, [("efoo", 0.0), ("fooi", 1.0), ("fooo", 1.0), ("ifoo", 0.0), ("difoo_dv_", 0.0)]);
        let globals: Vec<_> = ion.globals.iter().map(|global| (global.name.as_str(), global.default)).collect();
        assert_eq!(globals, [("fooi0_foo_ion", 1.0), ("fooo0_foo_ion", 1.0)]);
        assert_eq!(ion.ions[0].valence, Some(3.0));
    }
}
