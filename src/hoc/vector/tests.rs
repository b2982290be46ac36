use super::arrange::*;
use super::calculus::*;
use super::fit::minimize;
use super::fourier::*;
use super::recorded::*;
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

fn near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} {expected:?}");
}

#[test]
fn a_cosine_has_one_frequency() {
    let wave: Vec<f64> = (0..8).map(|j| (std::f64::consts::TAU * f64::from(j) / 8.0).cos()).collect();
    near(&paired_transform(&wave), &[0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    near(&paired_transform(&[1.0, 2.0, 3.0]), &[6.0, 2.0, -2.0, 2.0]);
    assert_eq!(paired_transform(&[3.0]), [3.0]);
}

#[test]
fn convolutions_and_correlations_shift() {
    let values = [1.0, 5.0, 2.0, 0.0];
    near(&convolution(&values, &[1.0]), &values);
    near(&convolution(&values, &[0.0, 1.0, 0.0]), &[0.0, 1.0, 5.0, 2.0]);
    near(&convolution(&values, &[0.0, 0.0, 1.0]), &[5.0, 2.0, 0.0, 1.0]);
    near(&correlation(&values, &[1.0]), &values);
    assert_eq!(deconvolution(&values, &[0.0]), None);
    assert_eq!(deconvolution(&[], &[]).map(|result| result.len()), Some(1));
}

/// NEURON's search ends early: with [1, 2] it finds [2.2, 1.6].
#[test]
fn a_line_is_fitted_as_far_as_neuron_does() {
    let x = [0.0, 1.0, 2.0, 3.0];
    let mut square_error = |line: &[f64]| {
        let errors = x.iter().map(|&x| (Curve::Line.at(x, line) - (3.0 * x + 0.5)).powi(2));
        Ok::<f64, ()>(errors.sum::<f64>() / 4.0)
    };
    for (start, found) in [([1.0, 2.0], [2.2, 1.6]), ([4.0 / 3.0, 1.75], [3.013_333, 0.455])] {
        let mut line = start;
        minimize(&mut line, &mut square_error).unwrap();
        assert!(line.iter().zip(found).all(|(a, b)| (a - b).abs() < 1e-5), "{line:?}");
    }
    assert_eq!(minimize(&mut [1.0], &mut |_| Err("no value")), Err("no value"));
    assert_eq!(minimize(&mut [], &mut |_| Ok::<f64, ()>(2.0)), Ok(2.0));
}

#[test]
fn recorded_events() {
    assert_eq!(adaptive_rates(&[1.0, 0.0, 3.0], 1.0, 1.0, 1.0), [1000.0, 1500.0, 3000.0]);
    assert_eq!(triggered_average(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.9, 9.0, -3.0], 1, 1), (vec![1.5, 2.5], 2));
    let cell = IntegrateAndFire {
        dt_ms: 1.0,
        g_leak: 0.0,
        e_leak: 0.0,
        c: 1.0,
        threshold: 2.0,
        reset: -1.0,
        refractory_ms: 0.0,
    };
    assert_eq!(cell.voltages(&[1.0; 6]), [0.0, 1.0, 0.0, -1.0, 0.0, 1.0]);
    assert_eq!(cell.voltages(&[]), [0.0; 0]);
}

proptest::proptest! {
    #[test]
    fn a_transform_can_be_taken_back(values in proptest::collection::vec(-1e3..1e3, 1..40)) {
        let n = values.len().next_power_of_two();
        let back: Vec<f64> = paired_inverse(&paired_transform(&values)).iter().map(|x| x / (n as f64 / 2.0)).collect();
        let pairs = padded(&values, n).into_iter().zip(back);
        proptest::prop_assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-9));
    }

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
        let _ = (filtered(&values, &other), power_spectrum(&values, (n + 1).next_power_of_two()), deconvolution(&values, &other));
        let _ = (smooth_histogram(&values, Some(&other), [a, b.abs().max(1e-3), 0.1], n), triggered_average(&values, &other, n, n));
        let _ = (stepped_count(a, b, values.first().copied().unwrap_or(0.0)), median(&values), sum_of_gaussians(&values, Some(&other), a, b, b, n));
    }
}
