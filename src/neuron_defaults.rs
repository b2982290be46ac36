//! NEURON's own numbers: what holds before a model says something else, and the limits that it sets.
//!
//! Source: NEURON 9.0.2, `membdef.h`; `cabcode.cpp` (`nseg`); `stdrun.hoc` (`v_init`).

/// Segments that a section has at most.
pub const MOST_SEGMENTS: usize = 32_767;

/// Temperature, degrees Celsius.
pub const CELSIUS: f64 = 6.3;

/// Voltage at which a run starts, and of a new node, mV.
pub const V_INIT_MV: f64 = -65.0;

/// Length of a new section, um.
pub const LENGTH_UM: f64 = 100.0;

/// Diameter of a new section, um.
pub const DIAM_UM: f64 = 500.0;

/// Axial resistivity of a new section, ohm cm.
pub const RA_OHM_CM: f64 = 35.4;

/// Specific membrane capacitance of a new section, uF/cm2.
pub const CM_UF_PER_CM2: f64 = 1.0;
