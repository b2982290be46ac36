//! Names that NEURON's translator knows by itself.

/// Variables that a mod file may use without declaring them.
pub(super) const VARIABLES: &[&str] = &["v", "t", "dt", "celsius", "area", "diam", "error", "f_flux", "b_flux"];

/// Names of C and of NEURON's headers that compile although the translator does not know them.
const OF_C: &[&str] = &["INFINITY", "NAN", "NULL", "HUGE_VAL", "RAND_MAX", "errno", "secondorder", "stoprun"];

/// Is it a variable or constant that C++ finds by itself?
pub(super) fn is_of_c(name: &str) -> bool {
    OF_C.contains(&name) || name.starts_with("M_")
}

/// Functions of C. They compile unless NEURON makes the file thread-safe: then it gives them arguments of its own.
pub(super) const C_FUNCTIONS: &[&str] = &[
    "abs", "cbrt", "erfc", "exp2", "expm1", "fma", "fmax", "fmin", "hypot", "isinf", "isnan", "lgamma", "log1p",
    "log2", "drand48", "rand", "random", "rint", "round", "tgamma", "trunc",
];

/// Words of the methods: no name of a mod file may be one.
pub(super) const METHODS: &[&str] =
    &["cnexp", "derivimplicit", "euler", "runge", "sparse", "newton", "simeq", "after_cvode", "cvode_t", "cvode_t_v"];

/// Reserved names that are no functions.
const RESERVED: &[&str] = &["error", "first_time", "f_flux", "b_flux"];

/// A function of NEURON, with how many arguments it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Builtin {
    pub(super) name: &'static str,
    pub(super) fewest: usize,
    pub(super) most: usize,
}

const fn takes(name: &'static str, arguments: usize) -> Builtin {
    Builtin { name, fewest: arguments, most: arguments }
}

const fn takes_between(name: &'static str, fewest: usize, most: usize) -> Builtin {
    Builtin { name, fewest, most }
}

/// NEURON's functions. Their names cannot be declared.
#[rustfmt::skip]
const FUNCTIONS: &[Builtin] = &[
    takes("fabs", 1), takes("sqrt", 1), takes("sin", 1), takes("cos", 1), takes("tan", 1), takes("acos", 1),
    takes("asin", 1), takes("atan", 1), takes("atan2", 2), takes("sinh", 1), takes("cosh", 1), takes("tanh", 1),
    takes("floor", 1), takes("ceil", 1), takes("fmod", 2), takes("log10", 1), takes("log", 1), takes("pow", 2),
    takes("exp", 1), takes("erf", 1), takes("factorial", 1),
    takes_between("printf", 1, usize::MAX), takes_between("prterr", 1, 2),
    takes("hyperbol", 3), takes("revhyperbol", 3), takes("sigmoid", 4), takes("revsigmoid", 4), takes("harmonic", 4),
    takes("threshold", 3), takes("squarewave", 3), takes("sawtooth", 3), takes("revsawtooth", 3), takes("ramp", 4),
    takes("pulse", 4), takes("perpulse", 5), takes("step", 3), takes("perstep", 4), takes("stepforce", 2),
    takes_between("schedule", 1, usize::MAX), takes("force", 2), takes_between("deflate", 1, usize::MAX),
    takes("expfit", 5), takes("derivs", 5), takes("spline", 6), takes("boundary", 6), takes("romberg", 3),
    takes("legendre", 3), takes("invert", 2),
    takes("exprand", 1), takes("gauss", 3), takes("normrand", 2), takes("poisrand", 1), takes("poisson", 2),
    takes("setseed", 1), takes("set_seed", 1), takes_between("scop_random", 0, 1),
    takes("nrn_pointing", 1), takes("state_discontinuity", 2), takes("nrn_random_play", 0), takes("at_time", 1),
    takes("nrn_ghk", 4), takes("net_send", 2), takes("net_move", 1), takes("net_event", 1),
];

/// Functions of a `RANDOM` variable, which is their first argument.
const OF_RANDOM: &[Builtin] = &[
    takes("random_setseq", 2),
    takes_between("random_setids", 3, 4),
    takes_between("random_uniform", 1, 3),
    takes_between("random_negexp", 1, 2),
    takes_between("random_normal", 1, 3),
    takes("random_ipick", 1),
    takes("random_dpick", 1),
];

/// The function of this name.
pub(super) fn function(name: &str) -> Option<Builtin> {
    FUNCTIONS.iter().chain(OF_RANDOM).find(|function| function.name == name).copied()
}

/// The names of all functions.
pub(super) fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().chain(OF_RANDOM).map(|function| function.name)
}

/// Is it a function of a `RANDOM` variable?
pub(super) fn is_of_random(name: &str) -> bool {
    OF_RANDOM.iter().any(|function| function.name == name)
}

/// Names that NEURON's translator has taken.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || function(name).is_some()
}
