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
    let global =
        |side: &str, default: f64| GlobalVariable { name: format!("{ion}{side}0_{ion}_ion"), default, length: 1 };
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
