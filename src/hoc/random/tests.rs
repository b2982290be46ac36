use std::collections::BTreeMap;

use super::*;

/// Streams of NEURON 9.0.2: generator and distribution, then what was drawn.
fn recorded() -> BTreeMap<String, Vec<f64>> {
    serde_json::from_str(include_str!("recorded.json")).unwrap()
}

fn generator(name: &str) -> Generator {
    match name {
        "r123_1_2_3" => Generator::Random123(Random123::new(1, 2, 3, 0)),
        "mcell5" => Generator::MCellRan4(MCellRan4::new(5, 0, 1, 0).0),
        "mcell5_9" => Generator::MCellRan4(MCellRan4::new(5, 9, 1, 0).0),
        other => panic!("{other}"),
    }
}

fn distribution(name: &str, a: f64, b: f64) -> Distribution {
    match name {
        "uniform" => Distribution::uniform(a, b),
        "discunif" => Distribution::discrete_uniform(a, b),
        "normal" => Distribution::normal(a, b),
        "lognormal" => Distribution::log_normal(a, b),
        "negexp" => Distribution::Exponential { mean: a },
        "poisson" => Distribution::Poisson { mean: a },
        "binomial" => Distribution::Binomial { draws: a as i64, probability: b },
        "geometric" => Distribution::Geometric { probability: a },
        "hypergeo" => Distribution::hyper_exponential(a, b),
        "erlang" => Distribution::erlang(a, b),
        "weibull" => Distribution::weibull(a, b),
        other => panic!("{other}"),
    }
}

fn draw(random: &mut Random, globals: &RandomGlobals, count: usize) -> Vec<f64> {
    (0..count).map(|_| random.pick(globals)).collect()
}

#[test]
fn every_distribution_draws_neurons_numbers() {
    let globals = RandomGlobals::default();
    let mut checked = 0;
    for (name, expected) in recorded() {
        let Some((source, rest)) = name.split_once('.') else { continue };
        let Some((kind, arguments)) = rest.trim_end_matches([')', ',']).split_once('(') else { continue };
        let numbers: Vec<f64> = arguments.split(", ").map(|number| number.parse().unwrap()).collect();
        let distribution = distribution(kind, numbers[0], numbers.get(1).copied().unwrap_or(0.0));
        let mut random = Random { generator: generator(source), distribution, called: None };
        assert_eq!(draw(&mut random, &globals, expected.len()), expected, "{name}");
        checked += 1;
    }
    assert_eq!(checked, 45);
}

#[test]
fn a_new_object_is_standard_normal_with_the_ids_seed_and_size() {
    let globals = RandomGlobals::default();
    let recorded = recorded();
    for (name, seed, size) in [("default", 0, 55), ("seed7", 7, 55), ("seed7size20", 7, 20)] {
        assert_eq!(draw(&mut Random::new(seed, size, &globals), &globals, 8), recorded[name], "{name}");
    }
}

#[test]
fn the_place_in_a_stream_can_be_asked_and_set() {
    let globals = RandomGlobals::default();
    let recorded = recorded();
    let mut random = Random {
        generator: Generator::Random123(Random123::new(4, 5, 6, 0)),
        distribution: Distribution::uniform(0.0, 1.0),
        called: None,
    };
    let mut seen = vec![];
    for _ in 0..6 {
        random.pick(&globals);
        seen.push(random.generator.sequence());
    }
    random.generator.set_sequence(17.0, &globals);
    seen.extend([random.generator.sequence(), random.pick(&globals)]);
    random.generator.set_sequence(3.0, &globals);
    seen.extend([random.pick(&globals), random.pick(&globals), random.generator.sequence()]);
    assert_eq!(seen, recorded["r123.seq"]);

    let (generator, start) = MCellRan4::new(77, 0, 1, 0);
    let mut random = Random {
        generator: Generator::MCellRan4(generator),
        distribution: Distribution::uniform(0.0, 1.0),
        called: None,
    };
    let mut seen = vec![f64::from(start)];
    random.pick(&globals);
    seen.push(random.generator.sequence());
    random.generator.set_sequence(1000.0, &globals);
    seen.extend([random.pick(&globals), random.generator.sequence()]);
    assert_eq!(seen, recorded["mcell.seq"]);
}

#[test]
fn the_shared_indices_choose_other_streams() {
    let recorded = recorded();
    let uniform = |generator, globals: &RandomGlobals| {
        draw(&mut Random { generator, distribution: Distribution::uniform(0.0, 1.0), called: None }, globals, 7)
    };
    let globals = RandomGlobals { random123_index: 42, ..Default::default() };
    assert_eq!(uniform(Generator::Random123(Random123::new(1, 2, 3, 42)), &globals), recorded["r123.index42"]);
    let globals = RandomGlobals { mcell_low_index: 321, ..Default::default() };
    assert_eq!(uniform(Generator::MCellRan4(MCellRan4::new(5, 0, 1, 321).0), &globals), recorded["mcell.low321"]);
}

/// The first objects of a session without a seed, as NEURON 9.0.2 starts them.
#[test]
fn a_generator_without_a_seed_starts_by_its_count() {
    let (mut first, start) = MCellRan4::new(0, 0, 2, 0);
    assert_eq!(f64::from(start), 3_743_725_032.0);
    assert_eq!(first.uniform(0), 0.141_108_724_055_811_76);
    assert_eq!(f64::from(MCellRan4::new(0, 0, 1, 0).1), 3_276_331_375.0);
    let (mut low, start) = MCellRan4::new(0, 4, 4, 0);
    assert_eq!(f64::from(start), 441_706_670.0);
    assert_eq!(low.uniform(0), 0.890_600_089_682_266_1);
}

#[test]
fn the_function_mcell_ran4_counts_its_index() {
    assert_eq!(scop_mcell_ran4(10, 0), (0.384_001_197_759_062_05, 11));
    assert_eq!(scop_mcell_ran4(11, 8).0, 0.440_355_284_838_005_9);
}

proptest::proptest! {
    #[test]
    fn any_arguments_end(a: f64, b: f64, sequence: f64) {
        let globals = RandomGlobals::default();
        for kind in ["uniform", "discunif", "normal", "lognormal", "negexp", "hypergeo", "weibull"] {
            let mut random = Random { generator: generator("r123_1_2_3"), distribution: distribution(kind, a, b), called: None };
            random.pick(&globals);
            random.generator.set_sequence(sequence, &globals);
            random.pick(&globals);
        }
    }

    #[test]
    fn the_sequence_counts_draws(draws in 0_u32..200) {
        let globals = RandomGlobals::default();
        let mut random = Random::new(1, 2, &globals);
        random.distribution = Distribution::uniform(0.0, 1.0);
        for _ in 0..draws {
            random.pick(&globals);
        }
        proptest::prop_assert_eq!(random.generator.sequence(), f64::from(draws));
    }
}
