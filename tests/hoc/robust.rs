//! The evaluator takes any text: damaged programs end with a message, never with a panic, and within their budget.

use std::path::Path;

use neuron_reduce::hoc::Options;
use proptest::prelude::*;

use crate::support::hoc::Model;

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
        let text: String = lines.iter().flat_map(|line| [source[line % source.len()], "\n"]).collect();
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

/// Numbers that are no index, no size and no place.
const WILD: &[&str] =
    &["1e30", "-1e30", "-1", "-0.5", "1e308*10*0", "0*(1e308*10)", "9007199254740992", "2^64", "1e308*10"];

#[test]
fn wild_numbers_are_no_elements() {
    let uses = [
        "double x[3]\nproc p() { $&1[WILD] = 3 }\np(&x[1])\n",
        "double x[3]\nproc p() { print $&1[WILD] }\np(&x[1])\n",
        "x = 3\nproc p() { print $&1[WILD] }\np(&x)\n",
        "create s\naccess s\nproc p() { print $&1[WILD] }\np(&cm(0.5))\np(&L)\n",
        "objref o\no = new Vector(3)\nproc p() { print $&1[WILD] }\np(&o.x[1])\n",
        "objref o\no = new IClamp()\nproc p() { print $&1[WILD] }\np(&o.amp)\n",
        "double x[3]\nx[WILD] = 2\n",
        "double x[WILD]\nx[0] = 2\n",
        "objref o[3]\no[WILD] = new List()\n",
        "objref o\no = new Vector(3)\no.x[WILD] = 3\n",
        "create s[3]\ns[WILD].L = 3\n",
        "create s\naccess s\ninsert hh\nprint gnabar_hh[WILD], cm[WILD], usetable_hh[WILD]\n",
        "create s\naccess s\nprint diam(WILD)\n",
        "begintemplate T\nendtemplate T\nobjref t1\nt1 = new T()\nprint T[WILD]\n",
        "i = WILD\nproc p() { print $i }\np(2)\n",
        "proc p() { print argtype(WILD) }\np(2)\n",
        "create s\ns.nseg = WILD\n",
        "create s\naccess s\nprint x3d(WILD)\n",
        "objref o\no = new Vector(WILD)\n",
        "objref o\no = new Matrix(WILD, 2)\n",
        "objref o\no = new Matrix(2, 2)\nprint o.x[WILD][1]\n",
        "objref o\no = new List()\nprint o.o(WILD)\n",
        "objref pc\npc = new ParallelContext()\npc.set_gid2node(WILD, WILD)\nprint pc.gid_exists(WILD)\n",
        "objref o, w\no = new Vector(3)\nw = new Vector(3)\no.copy(w, WILD)\n",
        "objref o, w\no = new Vector(3)\nw = new Vector(3)\no.copy(w, 1, 0, 2, WILD, WILD)\n",
        "double x[3]\nobjref o\no = new Vector(3)\no.from_double(WILD, &x)\n",
        "objref o\no = new Vector(3)\no.rotate(WILD)\no.resize(WILD)\n",
        "objref o\no = new Vector(3)\no.indgen(0, WILD, WILD)\n",
        "objref o\no = new Vector(3)\no.remove(WILD)\n",
        "objref o\no = new Vector(3)\no.rebin(WILD)\n",
        "objref o\no = new Vector(3)\no = o.c(WILD, WILD)\n",
        "objref o\no = new Random(WILD)\no.uniform(WILD, WILD)\no.poisson(WILD)\nprint o.repick\n",
        "objref o\no = new Random()\no.discunif(WILD, WILD)\no.binomial(WILD, 0.5)\nprint o.repick\n",
    ];
    for wild in WILD {
        for text in uses {
            run(&text.replace("WILD", wild));
        }
    }
}

#[test]
fn a_pointer_leads_no_further_than_its_variable() {
    let failed = |text: &str| {
        let model = Model::new(&[("a.hoc", text)]);
        let mut hoc = model.interpreter();
        hoc.load_file("a.hoc", None).map_err(|error| error.message)
    };
    for offset in ["2", "-3", "1e30", "0*(1e308*10)"] {
        let text = format!("double x[3]\nproc p() {{ $&1[{offset}] = 3 }}\np(&x[1])\n");
        let said = failed(&text).unwrap_err();
        assert!(said.starts_with("index ") && said.contains("of `$&1` is out of range"), "{offset}: {said}");
    }
    let said = failed("x = 3\nproc p() { $&1[1] = 3 }\np(&x)\n").unwrap_err();
    assert_eq!(said, "index 1 of `$&1` is out of range, it has 1 element");
}
