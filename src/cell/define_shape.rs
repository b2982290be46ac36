//! `define_shape`: invents 3-d points for sections without them, and moves connected sections to their parents.
