//! Numbers as hoc, Python and json all read them: the shortest text that gives the same bits back.

/// The shortest decimal text of a number; exponents outside 1e-4 to 1e15.
#[must_use]
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) { format!("{value:e}") } else { format!("{value}") }
}

/// The shortest text of a number that NEURON stores in single precision (3-d points).
#[must_use]
pub fn single_precision(value: f64) -> String {
    let single = value as f32;
    if f64::from(single) == value { number_f32(single) } else { number(value) }
}

fn number_f32(value: f32) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) { format!("{value:e}") } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_and_large_numbers_have_exponents() {
        assert_eq!(number(0.000_05), "5e-5");
        assert_eq!(number(0.000_338), "0.000338");
        assert_eq!(number(1e20), "1e20");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(-70.0), "-70");
    }

    #[test]
    fn a_point_is_written_in_single_precision() {
        assert_eq!(single_precision(f64::from(0.1_f32)), "0.1");
        assert_eq!(single_precision(0.1), "0.1");
    }

    proptest! {
        #[test]
        fn the_text_gives_the_same_bits(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(number(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }
}
