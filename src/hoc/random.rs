//! `Random`: NEURON's generators and distributions, bit for bit.
//!
//! A new object draws from Random123 with the ids (seed, 55, 0) and is standard normal; `Random.ACG()` and its like,
//! gone in NEURON 9, have no counterpart. A distribution, once set, is drawn from by `repick()`.

mod distribution;
mod mcell_ran4;
mod random123;

pub use distribution::Distribution;
pub use mcell_ran4::{MCellRan4, scop_mcell_ran4};
pub use random123::Random123;

/// What all generators share: Random123's global index, `MCellRan4`'s low index and count of objects.
#[derive(Debug, Clone, Default)]
pub struct RandomGlobals {
    /// `Random123_globalindex(n)`
    pub random123_index: u32,
    /// `mcell_ran4_init(n)`
    pub mcell_low_index: u32,
    /// How many `MCellRan4` generators there were; the seed of one without a seed.
    pub mcell_count: u32,
    /// `use_mcell_ran4(n)`
    pub mcell_in_mod_files: f64,
}

/// Where random bits come from.
#[derive(Debug, Clone)]
pub enum Generator {
    /// Philox 4x32, 10 rounds (Salmon et al. 2011).
    Random123(Random123),
    /// A 64-bit hash, as `MCell` uses it.
    MCellRan4(MCellRan4),
}

impl Generator {
    /// A number between 0 and 1.
    pub fn uniform(&mut self, globals: &RandomGlobals) -> f64 {
        match self {
            Self::Random123(generator) => generator.uniform(globals.random123_index),
            Self::MCellRan4(generator) => generator.uniform(globals.mcell_low_index),
        }
    }

    /// `seq()`: how far the stream was read. For Random123 four numbers share a count, so it is in quarters.
    #[must_use]
    pub fn sequence(&self) -> f64 {
        match self {
            Self::Random123(generator) => generator.sequence(),
            Self::MCellRan4(generator) => generator.sequence(),
        }
    }

    /// `seq(n)`: goes to a place in the stream.
    pub fn set_sequence(&mut self, sequence: f64, globals: &RandomGlobals) {
        match self {
            Self::Random123(generator) => generator.set_sequence(sequence, globals.random123_index),
            Self::MCellRan4(generator) => generator.set_sequence(sequence),
        }
    }
}

/// An object of the class `Random`.
#[derive(Debug, Clone)]
pub struct Random {
    /// Its stream.
    pub generator: Generator,
    /// What `repick()` draws from.
    pub distribution: Distribution,
    /// The call that set it, with its arguments; none where none did.
    pub called: Option<(String, Vec<f64>)>,
}

impl Random {
    /// `new Random(seed, size)`
    #[must_use]
    pub fn new(seed: u32, size: u32, globals: &RandomGlobals) -> Self {
        let generator = Generator::Random123(Random123::new(seed, size, 0, globals.random123_index));
        Self { generator, distribution: Distribution::normal(0.0, 1.0), called: None }
    }

    /// `repick()`
    pub fn pick(&mut self, globals: &RandomGlobals) -> f64 {
        self.distribution.pick(&mut || self.generator.uniform(globals))
    }
}

#[cfg(test)]
mod tests;
