//! The built-in classes of hoc: each program's printed output is the one recorded from NEURON 9.0.2.

use std::path::Path;

use neuron_reduce::diagnostic::render::{MessageFormat, render, render_all};
use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::source::SourceMap;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc_classes")
}

fn check(name: &str) {
    let sources = SourceMap::open(&folder()).unwrap();
    let mut interpreter = Interpreter::new(sources, Catalog::default(), Options::default());
    let result = interpreter.load_file(&format!("{name}.hoc"), None);
    let expected = std::fs::read_to_string(folder().join(format!("{name}.out"))).unwrap();
    let compared = interpreter.output.lines().zip(expected.lines()).enumerate();
    for (number, (found, expected)) in compared {
        assert_eq!(found, expected, "line {} of {name}.out", number + 1);
    }
    assert_eq!(result.map_err(|diagnostic| format!("{diagnostic:?}")), Ok(()), "{name}");
    assert_eq!(interpreter.output, expected, "{name}");
}

#[test]
fn lists() {
    check("list");
}

#[test]
fn vectors() {
    check("vector");
}

#[test]
fn random_numbers() {
    check("random");
}

#[test]
fn strings() {
    check("strings");
}

#[test]
fn files() {
    check("file");
}

#[test]
fn imported_morphologies() {
    check("imported");
}

/// What the program says about a text that is run in the folder of the programs.
fn message(text: &str, format: MessageFormat) -> String {
    let sources = SourceMap::open(&folder()).unwrap();
    let mut interpreter = Interpreter::new(sources, Catalog::default(), Options::default());
    match interpreter.run_text("model.hoc", text) {
        Ok(()) => render_all(&interpreter.diagnostics, &interpreter.sources, format, false),
        Err(diagnostic) => render(&diagnostic, &interpreter.sources, format, false),
    }
}

#[test]
fn a_morphology_that_cannot_be_read_is_reported_in_the_file_and_in_the_hoc() {
    let read = |name: &str| {
        let text = format!("objref reader\nreader = new Import3d_Neurolucida3()\nreader.input(\"data/{name}.asc\")\n");
        message(&text, MessageFormat::Human)
    };
    insta::assert_snapshot!([read("cel"), read("truncated")].join("\n"));
}

#[test]
fn calls_that_cannot_be_done_are_reported() {
    let programs = [
        "w = new Vector(3)\nw.x[3] = 1",
        "w = new Vector(3)\nw.get(3)",
        "w = new Vector(3)\nw.indgenn()",
        "w = new Vector(1e12)",
        "w = new Vector()\nw.append(1).append(w)",
        "w = new Vector(3)\nw.add(new Vector(2))",
        "w = new Vector(3)\nw.div(0)",
        "w = new Vector()\nw.mean()",
        "w = new Vector(3)\nw.fit(w, \"line\")",
        "w = new Vector(3)\nw.where(\"=\", 3)",
        "w = new Vector(3)\nw.apply(\"none\")",
        "w = new Vector(3)\nw.printf(\"%s\")",
        "l = new List()\nl.o(0)",
        "l = new List(\"Vektor\")",
        "l = new List(\"Vector\")\nl.append(l)",
        "f = new File()\nf.scanvar()",
        "f = new File()\nf.ropen(\"/etc/hostname\")",
        "f = new File(\"data/lines.txt\")\nf.ropen()\nf.scanvar()",
        "f = new File(\"new.dat\")\nf.wopen()\nf.printf(\"%g\", 1)\nf.close()",
        "s = new StringFunctions()\ns.head(\"a\", \"b\", \"c\")",
        "s = new String(\"a\")\ns.t = \"b\"",
        "r = new Random()\nr.binomial(3, 2)",
        "r = new Random()\nr.ACG(3)",
        "g = new Import3d_GUI(new Vector(), 0)",
        "g = new Import3d_GUI(new Import3d_SWC_read(), 0)\ng.instantiate(l)",
        "fscan()",
    ];
    let report = |program: &str| {
        let text = format!("objref w, l, f, s, r, g\n{program}\n");
        format!("{program}\n  {}", message(&text, MessageFormat::Short))
    };
    insta::assert_snapshot!(programs.map(report).join("\n"));
}

/// Every name that a class answers to: no call with wrong arguments may end the program.
#[test]
fn no_call_panics() {
    let classes = [
        (
            "Vector",
            "append insrt remove resize fill indgen copy c at ind where indwhere indvwhere index interpolate rotate deriv integral histogram hist sumgauss scale sin pow log rebin resample spikebin sortindex setrand addrand apply reduce printf label scanf scantil from_double get set x add dot eq contains mean var min max_ind meansqerr buffer_size convlv correl fft filter fit inf psth smhist spctrm trigavg",
        ),
        ("List", "append prepend insrt remove o object index count remove_all"),
        (
            "Random",
            "uniform discunif normal lognormal negexp poisson binomial geometric hypergeo erlang weibull repick seq MCellRan4 Random123",
        ),
        ("File", "ropen wopen scanvar scanstr gets eof isopen close seek tell printf getname dir"),
        ("StringFunctions", "substr len head tail ltrim rtrim left right is_name is_point_process references alias"),
        ("Import3d_SWC_read", "input filetype quiet err"),
        (
            "Matrix",
            "x printf getval setval setrow setcol setdiag getrow getcol getdiag mulv solv mulm muls add c transpose inverse pow bcopy resize set from_vector to_vector scanf ident det exp svd symmeig",
        ),
        (
            "ParallelContext",
            "nhost id set_gid2node barrier cell gid2cell gid_connect threshold allgather alltoall submit working retval context broadcast",
        ),
    ];
    let arguments = [
        "",
        "(0)",
        "(-1)",
        "(1e300)",
        "(2, 1)",
        "(1, 2, 3)",
        "(o)",
        "(o, o)",
        "(o, 1, 2, 3)",
        "(\"a\")",
        "(&x, 1)",
        "(nil)",
        "(-1e9, 1e9, 1)",
        "(s, \"[\", s)",
    ];
    for (class, methods) in classes {
        let calls =
            methods.split(' ').flat_map(|method| arguments.iter().map(move |argument| format!("o.{method}{argument}")));
        let calls: String =
            calls.map(|call| format!("{{execute1(\"{}\")}}\n", call.replace('"', "\\\""))).collect::<Vec<_>>().concat();
        let program = format!("objref o, nil\nstrdef s\nx = 1\no = new {class}()\n{calls}print o\n");
        let ends = message(&program, MessageFormat::Short);
        assert!(!ends.contains("error["), "{class}: {ends}");
    }
}

#[test]
fn matrices() {
    check("matrix");
}

#[test]
fn section_name_patterns() {
    check("patterns");
}
