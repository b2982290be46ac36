//! The generator of `MCell`: a hash of two 32-bit indices, the high one counting up.

/// A stream that starts at `high`.
#[derive(Debug, Clone)]
pub struct MCellRan4 {
    high: u32,
    low: u32,
}

impl MCellRan4 {
    /// The stream, and its first high index. `high` 0 takes a start from `count`, the number of such objects made so
    /// far; `low` 0 takes the low index that all share.
    #[must_use]
    pub fn new(high: u32, low: u32, count: u32, shared_low: u32) -> (Self, u32) {
        let mut generator = Self { high, low };
        if high == 0 {
            generator.high = count;
            generator.high = generator.bits(shared_low);
        }
        let start = generator.high;
        (generator, start)
    }

    /// A number within [0, 1).
    pub fn uniform(&mut self, shared_low: u32) -> f64 {
        f64::from(self.bits(shared_low)) * (1.0 / 4_294_967_296.0)
    }

    /// The low index; 0 for the one that all share.
    #[must_use]
    pub const fn low(&self) -> u32 {
        self.low
    }

    /// The high index.
    #[must_use]
    pub fn sequence(&self) -> f64 {
        f64::from(self.high)
    }

    /// Sets the high index.
    pub fn set_sequence(&mut self, sequence: f64) {
        self.high = (sequence as i64) as u32;
    }

    fn bits(&mut self, shared_low: u32) -> u32 {
        let bits = hash(self.high, if self.low == 0 { shared_low } else { self.low });
        self.high = self.high.wrapping_add(1);
        bits
    }
}

/// `mcell_ran4(&index)`: a number within [0, 1) and the next index.
#[must_use]
pub fn scop_mcell_ran4(index: u32, shared_low: u32) -> (f64, u32) {
    (f64::from(hash(index, shared_low)) * (1.0 / 4_294_967_296.0), index.wrapping_add(1))
}

fn hash(high: u32, low: u32) -> u32 {
    let mixed = low ^ mix(high ^ 0xbaa9_6887, 0x4b0f_3b58);
    high ^ mix(mixed ^ 0x1e17_d32c, 0xe874_f0c3)
}

fn mix(word: u32, constant: u32) -> u32 {
    let (high, low) = (word >> 16, word & 0xffff);
    let product = !(high.wrapping_sub(low).wrapping_mul(high + low));
    (product.rotate_right(16) ^ constant).wrapping_add(low.wrapping_mul(high))
}
