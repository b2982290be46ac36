//! Small model files that the tests start from.

pub const IH: &str = "\
UNITS { (mV) = (millivolt)  (mA) = (milliamp)  (S) = (siemens) } NEURON {
    SUFFIX Ih
    NONSPECIFIC_CURRENT i
    RANGE gbar
}
PARAMETER {
    gbar = 1e-5 (S/cm2)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
}
STATE { m }
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = gbar * m * (v + 45)
}
DERIVATIVE states {
    m' = (0.5 - m) / 10 (ms)
}
INITIAL { m = 0.5 }
";

pub const PASSIVE: &str = "\
celsius = 34
v_init = -70
create soma, dend[2]
connect dend[0](0), soma(1)
connect dend[1](0), dend[0](1)
forall {
  insert pas
  L = 100
  diam = 2
  nseg = 5
}
";

pub const BALL_AND_STICK: &str = "\
celsius = 34
v_init = -70
begintemplate Cell
  public soma, dend
  create soma, dend
  proc init() {
    connect dend(0), soma(1)
    forall {
      insert pas
      L = 100
    }
  }
endtemplate Cell
";

pub const TEMPLATE: &str = "\
begintemplate Cell
  public soma, dend, apic, axon, all, somatic, basal, apical, axonal
  objref all, somatic, basal, apical, axonal, this
  create soma[1], dend[1], apic[1], axon[1]
  proc init() { localobj reader, import
    all = new SectionList()
    somatic = new SectionList()
    basal = new SectionList()
    apical = new SectionList()
    axonal = new SectionList()
    forall delete_section()
    reader = new Import3d_Neurolucida3()
    reader.input($s1)
    import = new Import3d_GUI(reader, 0)
    import.instantiate(this)
    forsec all {
      insert pas
    }
  }
endtemplate Cell
";

/// A soma with three stems, one of which branches, and nothing that says what is what but the names.
pub const FOUR_STEMS: &str = "\
celsius = 34
v_init = -70
create soma, dend[2], apic[2], axon
connect dend[0](0), soma(0)
connect dend[1](0), soma(0)
connect apic[0](0), soma(1)
connect apic[1](0), apic[0](1)
connect axon(0), soma(0.5)
forall {
  insert pas
  L = 100
  diam = 2
  nseg = 5
}
";

/// A template whose morphology is imported from outside and whose membrane comes with a procedure.
pub const FROM_OUTSIDE: &str = "\
begintemplate Cell
  public soma, dend, apic, axon, all, somatic, basal, apical, axonal, membrane, discretize
  objref all, somatic, basal, apical, axonal, this
  create soma[1], dend[1], apic[1], axon[1]
  proc init() {
    all = new SectionList()
    somatic = new SectionList()
    basal = new SectionList()
    apical = new SectionList()
    axonal = new SectionList()
    forall delete_section()
  }
  proc membrane() {
    forsec all insert pas
  }
  proc discretize() {
    membrane()
    forsec all nseg = 3
  }
endtemplate Cell
";

/// A soma and two dendrites.
pub const SWC: &str = "\
1 1 0 0 0 9 -1
2 3 10 -2 0 1.1 1
3 3 30 -12 4 0.9 2
4 3 80 -15 14 0.5 3
5 3 -9 -4 0 0.9 1
6 3 -85 -48 -10 0.4 5
";
