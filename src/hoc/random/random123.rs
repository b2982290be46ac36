//! Philox 4x32 with 10 rounds, counted and keyed as NEURON does (Salmon, Moraes, Dror & Shaw 2011).

const MULTIPLIERS: (u32, u32) = (0xd251_1f53, 0xcd9e_8d57);
const WEYL: (u32, u32) = (0x9e37_79b9, 0xbb67_ae85);

/// The stream of the ids `id1`, `id2`, `id3`.
#[derive(Debug, Clone)]
pub struct Random123 {
    counter: [u32; 4],
    block: [u32; 4],
    used: usize,
}

impl Random123 {
    /// The stream from its start; `key` is the global index.
    #[must_use]
    pub fn new(id1: u32, id2: u32, id3: u32, key: u32) -> Self {
        let counter = [0, id3, id1, id2];
        Self { counter, block: philox(counter, key), used: 0 }
    }

    /// A number within (0, 1).
    pub fn uniform(&mut self, key: u32) -> f64 {
        (f64::from(self.bits(key)) + 1.0) * (1.0 / 4_294_967_297.0)
    }

    /// The ids that it was made with.
    #[must_use]
    pub fn ids(&self) -> [u32; 3] {
        let [_, id3, id1, id2] = self.counter;
        [id1, id2, id3]
    }

    /// 32 bits.
    pub fn bits(&mut self, key: u32) -> u32 {
        let bits = self.block.get(self.used).copied().unwrap_or(0);
        self.used += 1;
        if self.used == self.block.len() {
            self.increment();
            self.used = 0;
            self.block = philox(self.counter, key);
        }
        bits
    }

    /// How many numbers were drawn.
    #[must_use]
    pub fn sequence(&self) -> f64 {
        f64::from(self.count()) * 4.0 + self.used as f64
    }

    /// Goes to the place where `sequence` numbers were drawn.
    pub fn set_sequence(&mut self, sequence: f64, key: u32) {
        let count = (sequence / 4.0) as u32;
        self.used = (sequence - f64::from(count) * 4.0) as usize % self.block.len();
        let [first, ..] = &mut self.counter;
        *first = count;
        self.block = philox(self.counter, key);
    }

    fn count(&self) -> u32 {
        let [count, ..] = self.counter;
        count
    }

    fn increment(&mut self) {
        for word in &mut self.counter {
            *word = word.wrapping_add(1);
            if *word != 0 {
                break;
            }
        }
    }
}

fn philox(counter: [u32; 4], key: u32) -> [u32; 4] {
    let mut key = (key, 0_u32);
    let mut block = counter;
    for _ in 0..10 {
        let [a, b, c, d] = block;
        let (high0, low0) = wide_multiply(MULTIPLIERS.0, a);
        let (high1, low1) = wide_multiply(MULTIPLIERS.1, c);
        block = [high1 ^ b ^ key.0, low1, high0 ^ d ^ key.1, low0];
        key = (key.0.wrapping_add(WEYL.0), key.1.wrapping_add(WEYL.1));
    }
    block
}

fn wide_multiply(a: u32, b: u32) -> (u32, u32) {
    let product = u64::from(a) * u64::from(b);
    ((product >> 32) as u32, product as u32)
}
