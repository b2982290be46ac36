//! Leaks that are not `pas`: measured as if they were, kept as what they are.

use std::fs;

use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::Options;

/// A leak and nothing else.
const LEAKY: &str = "\
NEURON { SUFFIX leaky  NONSPECIFIC_CURRENT i  RANGE g, e }
PARAMETER { g = 1e-4  e = -70 }
ASSIGNED { v  i }
BREAKPOINT { i = g*(v - e) }
";

/// A leak of potassium.
const K_LEAK: &str = "\
NEURON { SUFFIX kleak  USEION k READ ek WRITE ik  RANGE g }
PARAMETER { g = 2e-4 }
ASSIGNED { v  ek  ik }
BREAKPOINT { ik = g*(v - ek) }
";

/// A channel, and a current that rectifies.
const NO_LEAK: &str = "\
NEURON { SUFFIX noleak  USEION na READ ena WRITE ina  NONSPECIFIC_CURRENT i  RANGE gbar }
PARAMETER { gbar = 1e-3 }
ASSIGNED { v  ena  ina  i }
STATE { m }
INITIAL { m = 0 }
BREAKPOINT {
  SOLVE move METHOD cnexp
  ina = gbar*m*(v - ena)
  if (v > -50) { i = gbar*(v + 50) } else { i = 0 }
}
DERIVATIVE move { m' = -m }
";

fn reduced(mods: &[&str], inserted: &str, with: &Options) -> Result<Converted, String> {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in mods.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.mod")), text).unwrap();
    }
    let hoc = format!(
        "{{celsius = 20 v_init = -65}}\ncreate soma, dend[3]\nconnect dend[0](0), soma(1)\n\
         for i = 1, 2 connect dend[i](0), dend[0](1)\nforall {{ L = 200 diam = 2 nseg = 5 {inserted} }}\n"
    );
    fs::write(folder.path().join("cell.hoc"), hoc).unwrap();
    convert(folder.path(), &Settings::default(), with)
        .map_err(|failure| render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
}

fn passive(mods: &[&str], inserted: &str) -> Converted {
    reduced(mods, inserted, &Options::passive()).unwrap_or_else(|messages| panic!("{messages}"))
}

/// Both have the same cylinder, but for rounding.
fn same_cylinder(one: &Converted, other: &Converted) {
    let [one, other] = [one, other].map(|converted| converted.reduction.subtrees[0].cylinder);
    for (one, other) in [
        (one.length_um, other.length_um),
        (one.diam_um, other.diam_um),
        (one.membrane.rm_ohm_cm2, other.membrane.rm_ohm_cm2),
        (one.membrane.e_pas_mv, other.membrane.e_pas_mv),
    ] {
        assert!((one - other).abs() < 1e-9 * other.abs(), "{one}, expected {other}");
    }
}

fn notes(converted: &Converted) -> Vec<&str> {
    let notes = converted.detailed.diagnostics.iter().filter(|diagnostic| diagnostic.code == "reduce::leak");
    notes.map(|note| note.message.as_str()).collect()
}

#[test]
fn a_leak_of_another_name_is_measured_as_pas_is() {
    let leaky = passive(&[LEAKY], "insert leaky");
    same_cylinder(&leaky, &passive(&[], "insert pas g_pas = 1e-4 e_pas = -70"));
    assert_eq!(notes(&leaky), ["the subtree at `dend[0]` has no `pas`: it leaks by `leaky`"]);
    let cylinder = leaky.reduction.cell.sections.last().unwrap();
    assert_eq!(cylinder.mechanisms.keys().collect::<Vec<_>>(), ["leaky"], "the mechanism itself is inserted");
    assert_eq!(cylinder.values("leaky", "g_leaky").unwrap()[0], 1e-4);
}

#[test]
fn all_leaks_count_together() {
    let both = passive(&[LEAKY, K_LEAK, NO_LEAK], "insert leaky insert kleak insert noleak ek = -85");
    same_cylinder(&both, &passive(&[], "insert pas g_pas = 3e-4 e_pas = -80"));
    assert_eq!(notes(&both), ["the subtree at `dend[0]` has no `pas`: it leaks by `kleak`, `leaky`"]);
}

#[test]
fn the_leak_beside_gates_counts() {
    let hh = passive(&[], "insert hh");
    same_cylinder(&hh, &passive(&[], "insert pas g_pas = 0.0003 e_pas = -54.3"));
    assert_eq!(notes(&hh), ["the subtree at `dend[0]` has no `pas`: it leaks by `hh`"]);
}

#[test]
fn where_there_is_pas_it_alone_is_the_leak() {
    let both = passive(&[LEAKY], "insert pas g_pas = 5e-4 insert leaky");
    same_cylinder(&both, &passive(&[], "insert pas g_pas = 5e-4"));
    assert_eq!(notes(&both), [""; 0]);
}

#[test]
fn what_gates_or_rectifies_is_no_leak() {
    let messages = reduced(&[NO_LEAK], "insert noleak", &Options::passive()).unwrap_err();
    insta::assert_snapshot!(messages, @"
    error[reduce::no-leak]: no section of the subtree at `dend[0]` has `pas` or another current that the voltage alone moves
     |
     = help: `insert pas` there, or leave it as it is with `--keep dend[0]`
    ");
}
