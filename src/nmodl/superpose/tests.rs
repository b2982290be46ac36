//! What adds up, and what is said of what does not.

use super::superposes;
use crate::diagnostic::Diagnostics;
use crate::nmodl::parse;
use crate::source::SourceMap;

/// `yes`, or what is against it.
fn given(text: &str) -> String {
    let file = SourceMap::default().add_text("a.mod", text);
    let mut diagnostics = Diagnostics::default();
    let tree = parse(text, file, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"));
    superposes(&tree).map_or_else(|apart| apart.to_string(), |()| "yes".to_owned())
}

/// A synapse of one conductance, with an event, and more declarations.
fn synapse(event: &str, more: &str) -> String {
    format!(
        "NEURON {{ POINT_PROCESS S RANGE tau, e, i NONSPECIFIC_CURRENT i }}
PARAMETER {{ tau = 2 e = 0 }}
ASSIGNED {{ v i total last }}
STATE {{ g }}
INITIAL {{ g = 0 }}
BREAKPOINT {{ SOLVE decay METHOD cnexp i = g*(v - e) }}
DERIVATIVE decay {{ g' = -g/tau }}
NET_RECEIVE (weight, y, z, t0) {{ {event} }}
{more}"
    )
}

#[test]
fn what_only_adds_adds_up() {
    for event in [
        "g = g + weight",
        "state_discontinuity(g, g + weight)",
        "INITIAL { y = 0 t0 = t } z = z*exp(-(t - t0)/tau) y = y + z g = g + weight*y t0 = t",
        "if (weight > 0) { g = g + weight } else { g = g + 2*y }",
        "LOCAL x x = weight*f(v) g = g + x total = total + weight",
    ] {
        assert_eq!(given(&synapse(event, "FUNCTION f(v) { f = 1/(1 + exp(-v)) }")), "yes", "{event}");
    }
}

#[test]
fn two_exponentials_with_a_factor_add_up() {
    let text = "NEURON { POINT_PROCESS E RANGE tau1, tau2, e, i, g NONSPECIFIC_CURRENT i }
PARAMETER { tau1 = 0.1 tau2 = 10 e = 0 mg = 1 }
ASSIGNED { v i g factor }
STATE { A B }
INITIAL { LOCAL tp
  if (tau1/tau2 > 0.9999) { tau1 = 0.9999*tau2 }
  A = 0 B = 0
  tp = (tau1*tau2)/(tau2 - tau1)*log(tau2/tau1)
  factor = 1/(-exp(-tp/tau1) + exp(-tp/tau2)) }
BREAKPOINT { SOLVE state METHOD cnexp g = (B - A)*block(v) i = g*(v - e) }
DERIVATIVE state { A' = -A/tau1 B' = -B/tau2 }
FUNCTION block(v) { block = 1/(1 + exp(0.062*(-v))*mg/3.57) }
NET_RECEIVE (weight) { A = A + weight*factor B = B + weight*factor }";
    assert_eq!(given(text), "yes");
    let chain = "KINETIC state { ~ A <-> B (1/tau1, 0) ~ B -> (1/tau2) }";
    let kinetic = text.replace("DERIVATIVE state { A' = -A/tau1 B' = -B/tau2 }", chain).replace("cnexp", "sparse");
    assert_eq!(given(&kinetic), "yes");
    assert_eq!(given(&text.replace("A = 0 B = 0", "A = 0 B = 1")), "its state `B` does not start at zero");
    assert_eq!(
        given(&text.replace("g = (B - A)", "g = 1 + (B - A)")),
        "its current `i` is not proportional to its states"
    );
    assert_eq!(given(&text.replace("g = (B - A)", "g = B*A")), "its current `i` is not proportional to its states");
    assert_eq!(given(&text.replace("A' = -A/tau1", "A' = (1 - A)/tau1")), "its state `A` does not follow linearly");
    assert_eq!(given(&text.replace("i = g*(v - e)", "if (g > 1) { g = 0 } i = g*(v - e)")), "it decides by its states");
}

#[test]
fn what_an_event_does_beside_adding_keeps_apart() {
    let said = |event: &str| given(&synapse(event, ""));
    assert_eq!(said("g = g + weight*(1 - g)"), "an event does more than to add to `g`");
    assert_eq!(said("g = weight"), "an event does more than to add to `g`");
    assert_eq!(said("g = 2*g"), "an event does more than to add to `g`");
    assert_eq!(said("y = g g = g + weight"), "an event does more than to add to `y`");
    assert_eq!(said("if (t - last > 5) { g = g + weight } last = t"), "it decides by its states");
    assert_eq!(said("if (g < 1) { g = g + weight }"), "it decides by its states");
    assert_eq!(said("net_send(1, 2) g = g + weight"), "it uses `net_send`");
    assert_eq!(said("g = g + weight*scop_random()"), "it draws random numbers");
    assert_eq!(said("FOR_NETCONS(w) { w = 1 } g = g + weight"), "it uses `FOR_NETCONS`");
    assert_eq!(said("tau = 3 g = g + weight"), "its state `g` does not follow linearly");
    assert_eq!(said("g = g + weight\nVERBATIM\n;\nENDVERBATIM\n"), "it has C code");
}

#[test]
fn a_switch_that_events_set_keeps_apart_although_its_values_are_the_same_for_all() {
    let text = synapse("total = 2 g = g + weight", "").replace("i = g*(v - e)", "i = g*total*(v - e)");
    assert_eq!(given(&text), "its current `i` is not proportional to its states");
    let same = text.replace("INITIAL { g = 0 }", "INITIAL { g = 0 total = 1 }");
    assert_eq!(given(&same), "its current `i` is not proportional to its states");
}

#[test]
fn declarations_keep_apart() {
    let declared = |before: &str, after: &str| given(&synapse("g = g + weight", "").replace(before, after));
    assert_eq!(declared("NONSPECIFIC", "POINTER pre NONSPECIFIC"), "it has the `POINTER` `pre`");
    assert_eq!(declared("NONSPECIFIC", "BBCOREPOINTER rng NONSPECIFIC"), "it has the `POINTER` `rng`");
    assert_eq!(declared("NONSPECIFIC", "RANDOM rng NONSPECIFIC"), "it draws random numbers");
    assert_eq!(declared("NONSPECIFIC_CURRENT", "ELECTRODE_CURRENT"), "it is an electrode");
    assert_eq!(declared("POINT_PROCESS", "SUFFIX"), "it takes no events");
    assert_eq!(declared("NONSPECIFIC", "USEION ca WRITE cai NONSPECIFIC"), "it writes `cai`");
    assert_eq!(declared("NET_RECEIVE", "PROCEDURE p"), "it takes no events");
}

#[test]
fn a_current_without_states_does_not_add_up() {
    for current in ["0.001*(v - e)", "0.001*v", "last*(v - e)", "v - e + g"] {
        let text = synapse("g = g + weight", "").replace("i = g*(v - e)", &format!("i = {current}"));
        assert_eq!(given(&text), "its current `i` is not proportional to its states", "{current}");
    }
    let scaled = synapse("g = g + weight", "").replace("i = g*(v - e)", "i = last*g*(v - e)");
    assert_eq!(given(&scaled), "yes", "what hoc sets is the same for all that are merged");
}

#[test]
fn what_never_ends_is_given_up() {
    let more = "FUNCTION f(x) { f = f(x) }";
    assert_eq!(given(&synapse("g = g + f(weight)", more)), "its equations are too long to be followed");
    let doubling = (0..20).map(|n| format!("FUNCTION f{n}(x) {{ f{n} = f{0}(x) + f{0}(x) }}", n + 1));
    let more = doubling.chain(["FUNCTION f20(x) { f20 = x }".to_owned()]).collect::<Vec<_>>().join("\n");
    assert_eq!(given(&synapse("g = g + f0(weight)", &more)), "its equations are too long to be followed");
}
