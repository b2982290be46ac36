//! The evaluator takes any text: damaged programs end with a message, never with a panic, and within their budget.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod hoc_support;

use std::path::Path;

use hoc_support::Model;
use neuron_reduce::hoc::Options;
use proptest::prelude::*;

fn corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc_eval");
    let mut programs: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "hoc"))
        .collect();
    programs.sort();
    programs.into_iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

fn run(text: &str) {
    let model = Model::new(&[("a.hoc", text)]);
    let mut hoc = model.interpreter_with(Options { max_steps: 20_000, ..Options::default() });
    if let Err(error) = hoc.load_file("a.hoc", None) {
        assert_ne!(error.code, "hoc::internal", "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn lines_in_disorder_do_not_panic(program in 0usize..64, lines in prop::collection::vec(0usize..200, 1..40)) {
        let corpus = corpus();
        let source: Vec<&str> = corpus[program % corpus.len()].lines().collect();
        let text: String = lines.iter().map(|line| format!("{}\n", source[line % source.len()])).collect();
        run(&text);
    }

    #[test]
    fn characters_lost_do_not_panic(program in 0usize..64, from in 0usize..4000, length in 1usize..60) {
        let corpus = corpus();
        let source: Vec<char> = corpus[program % corpus.len()].chars().collect();
        let from = from % source.len();
        let to = (from + length).min(source.len());
        let text: String = source[..from].iter().chain(&source[to..]).collect();
        run(&text);
    }

    #[test]
    fn numbers_gone_wild_do_not_panic(program in 0usize..64, wild in prop::sample::select(vec![
        "-1", "1e300", "-1e300", "0", "1e-300", "(0*1e308*10)", "4294967296", "2147483648", "\"text\"", "soma", "nil",
    ]), which in 0usize..80) {
        let corpus = corpus();
        let source = &corpus[program % corpus.len()];
        let numbers: Vec<_> = source.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = numbers[which % numbers.len()];
        run(&format!("{}{wild}{}", &source[..at], &source[at + 1..]));
    }
}
