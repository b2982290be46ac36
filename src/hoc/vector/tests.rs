use super::arrange::*;
use super::calculus::*;
use super::select::*;
use super::statistics::*;

const VALUES: [f64; 7] = [3.0, -1.0, 4.0, 1.0, -5.0, 9.0, 2.5];
const EPSILON: f64 = 1e-11;

/// Expectations of this file were recorded from NEURON 9.0.2 with the same values.
#[test]
fn statistics_are_neurons() {
    assert_eq!(sum(&VALUES), 13.5);
    assert_eq!(sum_of_squares(&VALUES), 139.25);
    assert_eq!(mean(&VALUES), Some(1.928_571_428_571_428_5));
    assert_eq!(variance(&VALUES), Some(18.869_047_619_047_617));
    assert_eq!(variance(&VALUES).map(f64::sqrt), Some(4.343_851_703_160_182));
    assert_eq!(median(&VALUES), Some(2.5));
    assert_eq!(median(&VALUES[..6]), Some(2.0));
    assert_eq!((smallest(&VALUES), largest(&VALUES)), (Some(4), Some(5)));
    assert_eq!((smallest(&[]), mean(&[]), median(&[]), variance(&[1.0])), (None, None, None, None));
    assert_eq!(mean_square_error(&[1.0, 2.0], &[2.0, 4.0], None), 2.5);
    assert_eq!(mean_square_error(&[1.0, 2.0], &[2.0, 4.0], Some(&[1.0, 0.5])), 1.5);
}

#[test]
fn comparisons_choose_what_neuron_chooses() {
    let choose = |operator, value, high| Comparison::new(operator, value, high).unwrap().values(&VALUES, EPSILON);
    assert_eq!(choose("==", 4.0, 0.0), [4.0]);
    assert_eq!(choose("!=", 4.0, 0.0), [3.0, -1.0, 1.0, -5.0, 9.0, 2.5]);
    assert_eq!(choose(">", 2.5, 0.0), [3.0, 4.0, 9.0]);
    assert_eq!(choose(">=", 2.5, 0.0), [3.0, 4.0, 9.0, 2.5]);
    assert_eq!(choose("<", -1.0, 0.0), [-5.0]);
    assert_eq!(choose("<=", -1.0, 0.0), [-1.0, -5.0]);
    assert_eq!(choose("()", 1.0, 4.0), [3.0, 2.5]);
    assert_eq!(choose("[]", 1.0, 4.0), [3.0, 4.0, 1.0, 2.5]);
    assert_eq!(choose("[)", 1.0, 4.0), [3.0, 1.0, 2.5]);
    assert_eq!(choose("(]", 1.0, 4.0), [3.0, 4.0, 2.5]);
    let positive = Comparison::new(">", 0.0, 0.0).unwrap();
    assert_eq!(positive.indices(&VALUES, EPSILON), [0.0, 2.0, 3.0, 5.0, 6.0]);
    assert_eq!(positive.first_index(&[-1.0], EPSILON), -1.0);
    assert_eq!(Comparison::new("=", 0.0, 0.0), None);
    assert!(all_nearly_equal(&[1.0], &[1.0 + 1e-12], EPSILON));
    assert!(!all_nearly_equal(&[1.0], &[1.0, 2.0], EPSILON));
}

#[test]
fn elements_are_rearranged() {
    assert_eq!(rotated(&[1.0, 2.0, 3.0, 4.0], 1, false), [4.0, 1.0, 2.0, 3.0]);
    assert_eq!(rotated(&[1.0, 2.0, 3.0, 4.0], -1, false), [2.0, 3.0, 4.0, 1.0]);
    assert_eq!(rotated(&[1.0, 2.0, 3.0, 4.0], 1, true), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(rotated(&[1.0, 2.0, 3.0, 4.0], -1, true), [2.0, 3.0, 4.0, 0.0]);
    assert_eq!(rotated(&[1.0, 2.0, 3.0, 4.0], 4, true), [0.0; 4]);
    assert_eq!(rotated(&[1.0, 2.0, 3.0, 4.0], 7, false), [2.0, 3.0, 4.0, 1.0]);
    assert_eq!(sort_index(&VALUES), [4.0, 1.0, 3.0, 6.0, 0.0, 2.0, 5.0]);
    assert_eq!(at_indices(&VALUES, &[2.0, 9.0, -1.0, 5.9]), [4.0, 0.0, 0.0, 9.0]);
    assert_eq!(at_valid_indices(&VALUES, &[2.0, 9.0, -1.0, 5.9]), [4.0, 9.0]);
    assert_eq!(rebinned(&VALUES, 2), [2.0, 5.0, 4.0]);
    assert_eq!(resampled(&[1.0, 2.0, 3.0], 0.7), [1.0, 2.0]);
    assert_eq!(stepped_count(0.0, 1.0, 0.1), Some(11.0));
    assert_eq!(stepped_count(0.0, 1.0, 0.0), None);
    assert_eq!(stepped(1.0, 0.5, 3), [1.0, 1.5, 2.0]);
    let wanted = [-1.0, 0.0, 0.5, 1.0, 1.5, 3.0, 9.0];
    assert_eq!(
        interpolated(&wanted, &[0.0, 1.0, 1.0, 4.0], &[10.0, 20.0, 30.0, 60.0]).unwrap(),
        [10.0, 10.0, 15.0, 20.0, 35.0, 50.0, 60.0]
    );
}

#[test]
fn a_range_is_copied_with_steps() {
    let range = CopyRange { first: 1, end: 6, source_step: 2, to: 1, to_step: 3 };
    let mut target = vec![0.0; range.needed()];
    range.copy(&VALUES, &mut target);
    assert_eq!(target, [0.0, -1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 9.0]);
}

#[test]
fn derivatives_and_integrals() {
    assert_eq!(central_differences(&[1.0, 4.0, 9.0, 16.0], 0.5), [6.0, 8.0, 12.0, 14.0]);
    assert_eq!(central_differences(&[1.0, 4.0], 1.0), [3.0, 3.0]);
    assert_eq!(forward_differences(&[1.0, 4.0, 9.0], 0.5), [6.0, 10.0]);
    assert_eq!(running_integral(&[1.0, 4.0, 9.0], 0.5), [1.0, 3.0, 7.5]);
    assert_eq!(histogram(&VALUES, 0.0, 2.0, 5), [1.0, 1.0, 2.0, 1.0, 0.0]);
    assert_eq!(counts_in_bins(&VALUES, 0.0, 2.0, 4), [1.0, 2.0, 1.0, 0.0]);
    assert_eq!(
        sum_of_gaussians(&VALUES, None, 0.0, 1.0, 0.5, 4),
        [0.425_510_680_114_787_5, 0.792_479_944_138_119_2, 0.989_700_200_171_370_4, 0.989_630_637_136_570_4]
    );
    assert_eq!(scaled(&[1.0, 3.0, 2.0], 10.0, 20.0), (5.0, vec![10.0, 20.0, 15.0]));
    assert_eq!(scaled(&[1.0, 1.0], 10.0, 20.0), (0.0, vec![1.0, 1.0]));
    assert_eq!(crossings_in_bins(&[0.0, 2.0, 2.0, 0.0, 3.0, 3.0], 1.0, 2), [1.0, 0.0, 1.0]);
}

proptest::proptest! {
    #[test]
    fn rotating_back_gives_the_same(values in proptest::collection::vec(-1e3..1e3, 0..20), by in -50_i64..50) {
        proptest::prop_assert_eq!(rotated(&rotated(&values, by, false), -by, false), values);
    }

    #[test]
    fn every_value_is_where_the_sort_index_says(values: Vec<f64>) {
        let order = sort_index(&values);
        let sorted = at_indices(&values, &order);
        proptest::prop_assert!(sorted.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_le()));
    }

    #[test]
    fn no_values_panic(values: Vec<f64>, other: Vec<f64>, a: f64, b: f64, n in 0_usize..40, by: i64) {
        let _ = (histogram(&values, a, b, n), counts_in_bins(&values, a, b, n), scaled(&values, a, b));
        let _ = (interpolated(&values, &other, &values), rebinned(&values, n), at_indices(&values, &other));
        let _ = (central_differences(&values, a), forward_differences(&values, a), running_integral(&values, b));
        let _ = (rotated(&values, by, true), rotated(&values, by, false), crossings_in_bins(&values, a, n));
        let _ = (stepped_count(a, b, values.first().copied().unwrap_or(0.0)), median(&values), sum_of_gaussians(&values, Some(&other), a, b, b, n));
    }
}
