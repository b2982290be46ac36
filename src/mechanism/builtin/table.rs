//! NEURON 9's own mechanisms as a table: names, lengths, defaults, units, in NEURON's order.

use super::{A, AC, D, P, PP, S};
use crate::mechanism::{MechanismKind, VariableKind};

/// Name, kind, length, default, unit.
pub(super) type Row = (&'static str, VariableKind, usize, f64, &'static str);

/// One mechanism.
#[derive(Clone, Copy)]
pub(super) struct Builtin {
    pub name: &'static str,
    pub kind: MechanismKind,
    pub variables: &'static [Row],
    pub globals: &'static [(&'static str, f64)],
    /// Ion, what is read, what is written.
    pub ions: &'static [(&'static str, &'static [&'static str], &'static [&'static str])],
    pub functions: &'static [&'static str],
    pub pointers: &'static [&'static str],
}

const fn plain(name: &'static str, kind: MechanismKind, variables: &'static [Row]) -> Builtin {
    Builtin { name, kind, variables, globals: &[], ions: &[], functions: &[], pointers: &[] }
}

const fn with_functions(builtin: Builtin, functions: &'static [&'static str]) -> Builtin {
    Builtin { functions, ..builtin }
}

pub(super) const BUILTINS: &[Builtin] = &[
    plain("morphology", D, &[("diam", P, 1, 500.0, "um")]),
    plain("capacitance", D, &[("cm", P, 1, 1.0, "uF/cm2"), ("i_cap", A, 1, 0.0, "mA/cm2")]),
    plain("pas", D, &[("g_pas", P, 1, 0.001, "S/cm2"), ("e_pas", P, 1, -70.0, "mV"), ("i_pas", A, 1, 0.0, "mA/cm2")]),
    plain(
        "extracellular",
        D,
        &[
            ("xraxial", P, 2, 1e9, "MOhm/cm"),
            ("xg", P, 2, 1e9, "S/cm2"),
            ("xc", P, 2, 0.0, "uF/cm2"),
            ("e_extracellular", P, 1, 0.0, "mV"),
            ("i_membrane", A, 1, 0.0, "mA/cm2"),
            ("sav_g", A, 1, 0.0, ""),
            ("sav_rhs", A, 1, 0.0, ""),
            ("vext", S, 2, 0.0, "mV"),
        ],
    ),
    plain("fastpas", D, &[("g_fastpas", P, 1, 5e-4, ""), ("e_fastpas", P, 1, -65.0, "")]),
    Builtin {
        globals: &[("usetable_hh", 1.0)],
        ions: &[("na", &["ena"], &["ina"]), ("k", &["ek"], &["ik"])],
        functions: &["rates_hh", "vtrap_hh"],
        ..plain(
            "hh",
            D,
            &[
                ("gnabar_hh", P, 1, 0.12, "S/cm2"),
                ("gkbar_hh", P, 1, 0.036, "S/cm2"),
                ("gl_hh", P, 1, 0.0003, "S/cm2"),
                ("el_hh", P, 1, -54.3, "mV"),
                ("gna_hh", A, 1, 0.0, "S/cm2"),
                ("gk_hh", A, 1, 0.0, "S/cm2"),
                ("il_hh", A, 1, 0.0, "mA/cm2"),
                ("minf_hh", A, 1, 0.0, ""),
                ("hinf_hh", A, 1, 0.0, ""),
                ("ninf_hh", A, 1, 0.0, ""),
                ("mtau_hh", A, 1, 0.0, "ms"),
                ("htau_hh", A, 1, 0.0, "ms"),
                ("ntau_hh", A, 1, 0.0, "ms"),
                ("m_hh", S, 1, 0.0, ""),
                ("h_hh", S, 1, 0.0, ""),
                ("n_hh", S, 1, 0.0, ""),
            ],
        )
    },
    plain(
        "IClamp",
        PP,
        &[("del", P, 1, 0.0, "ms"), ("dur", P, 1, 0.0, "ms"), ("amp", P, 1, 0.0, "nA"), ("i", A, 1, 0.0, "nA")],
    ),
    with_functions(
        plain(
            "AlphaSynapse",
            PP,
            &[
                ("onset", P, 1, 0.0, "ms"),
                ("tau", P, 1, 0.1, "ms"),
                ("gmax", P, 1, 0.0, "uS"),
                ("e", P, 1, 0.0, "mV"),
                ("i", A, 1, 0.0, "nA"),
            ],
        ),
        &["alpha"],
    ),
    plain(
        "ExpSyn",
        PP,
        &[("tau", P, 1, 0.1, "ms"), ("e", P, 1, 0.0, "mV"), ("i", A, 1, 0.0, "nA"), ("g", S, 1, 0.0, "uS")],
    ),
    plain(
        "Exp2Syn",
        PP,
        &[
            ("tau1", P, 1, 0.1, "ms"),
            ("tau2", P, 1, 10.0, "ms"),
            ("e", P, 1, 0.0, "mV"),
            ("i", A, 1, 0.0, "nA"),
            ("g", A, 1, 0.0, "uS"),
            ("A", S, 1, 0.0, "uS"),
            ("B", S, 1, 0.0, "uS"),
        ],
    ),
    with_functions(
        plain(
            "SEClamp",
            PP,
            &[
                ("rs", P, 1, 1.0, "megohm"),
                ("dur1", P, 1, 0.0, "ms"),
                ("amp1", P, 1, 0.0, "mV"),
                ("dur2", P, 1, 0.0, "ms"),
                ("amp2", P, 1, 0.0, "mV"),
                ("dur3", P, 1, 0.0, "ms"),
                ("amp3", P, 1, 0.0, "mV"),
                ("i", A, 1, 0.0, "nA"),
                ("vc", A, 1, 0.0, "mV"),
            ],
        ),
        &["icur", "vstim"],
    ),
    with_functions(
        plain(
            "VClamp",
            PP,
            &[
                ("dur", P, 3, 0.0, "ms"),
                ("amp", P, 3, 0.0, "mV"),
                ("gain", P, 1, 1e5, ""),
                ("rstim", P, 1, 1.0, "megohm"),
                ("tau1", P, 1, 0.001, "ms"),
                ("tau2", P, 1, 0.0, "ms"),
                ("e0", P, 1, 0.0, "mV"),
                ("vo0", P, 1, 0.0, "mV"),
                ("vi0", P, 1, 0.0, "mV"),
                ("fac", P, 1, 0.0, ""),
                ("i", A, 1, 0.0, "nA"),
                ("e", S, 1, 0.0, "mV"),
                ("vo", S, 1, 0.0, "mV"),
                ("vi", S, 1, 0.0, "mV"),
            ],
        ),
        &["vstim", "icur", "update"],
    ),
    with_functions(
        plain(
            "OClamp",
            PP,
            &[
                ("rs", P, 1, 1.0, "megohm"),
                ("on", P, 1, 0.0, "ms"),
                ("off", P, 1, 0.0, "ms"),
                ("vc", P, 1, 0.0, "mV"),
                ("switched_on", P, 1, 0.0, ""),
                ("i", A, 1, 0.0, "nA"),
            ],
        ),
        &["icur", "vstim"],
    ),
    with_functions(
        plain(
            "APCount",
            PP,
            &[
                ("n", P, 1, 0.0, ""),
                ("thresh", P, 1, -20.0, "mV"),
                ("time", P, 1, 0.0, "ms"),
                ("firing", A, 1, 0.0, ""),
            ],
        ),
        &["check", "record"],
    ),
    with_functions(
        plain(
            "NetStim",
            AC,
            &[
                ("interval", P, 1, 10.0, "ms"),
                ("number", P, 1, 10.0, ""),
                ("start", P, 1, 50.0, "ms"),
                ("noise", P, 1, 0.0, ""),
            ],
        ),
        &["init_sequence", "invl", "erand", "next_invl", "seed", "noiseFromRandom", "noiseFromRandom123"],
    ),
    with_functions(
        plain("IntFire1", AC, &[("tau", P, 1, 10.0, "ms"), ("refrac", P, 1, 5.0, "ms"), ("m", A, 1, 0.0, "")]),
        &["M"],
    ),
    with_functions(
        plain(
            "IntFire2",
            AC,
            &[
                ("taus", P, 1, 20.0, "ms"),
                ("taum", P, 1, 10.0, "ms"),
                ("ib", P, 1, 0.0, ""),
                ("i", A, 1, 0.0, ""),
                ("m", A, 1, 0.0, ""),
            ],
        ),
        &["M", "I", "firetime", "newton1"],
    ),
    Builtin {
        globals: &[("ib_IntFire4", 0.0), ("eps_IntFire4", 1e-6), ("taueps_IntFire4", 0.01)],
        functions: &[
            "newstates",
            "M",
            "E",
            "I",
            "update",
            "fixprecondition",
            "factors",
            "deriv",
            "search",
            "firetimebound",
        ],
        ..plain(
            "IntFire4",
            AC,
            &[
                ("taue", P, 1, 5.0, "ms"),
                ("taui1", P, 1, 10.0, "ms"),
                ("taui2", P, 1, 20.0, "ms"),
                ("taum", P, 1, 50.0, "ms"),
                ("e", A, 1, 0.0, ""),
                ("i1", A, 1, 0.0, ""),
                ("i2", A, 1, 0.0, ""),
                ("m", A, 1, 0.0, ""),
                ("nself", A, 1, 0.0, ""),
                ("nexcite", A, 1, 0.0, ""),
                ("ninhibit", A, 1, 0.0, ""),
                ("ae", A, 1, 0.0, "1/ms"),
                ("ai1", A, 1, 0.0, "1/ms"),
                ("ai2", A, 1, 0.0, "1/ms"),
            ],
        )
    },
    plain("PointProcessMark", PP, &[]),
    Builtin {
        functions: &["initps", "sendgroup", "play"],
        pointers: &["ptr"],
        ..plain("PatternStim", AC, &[("fake_output", P, 1, 0.0, "")])
    },
];
