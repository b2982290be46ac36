//! How long each stage takes, on the demo model, on a synthetic tree that grows, on a long file of 3-d points, and on a
//! table of synapses.
//!
//! `cargo bench`; with `NEURON_REDUCE_MODELS` set to a checkout of the peer's repository its example cell as well.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking")]

mod inputs;

use std::path::{Path, PathBuf};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use inputs::{binary_tree, exciting, synapse_rows};
use neuron_reduce::cell::resolved::Attachment;
use neuron_reduce::convert::{Detailed, convert, detailed_cell};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::entry::Settings;
use neuron_reduce::hoc;
use neuron_reduce::hoc::parse::parse_file;
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::membrane::Library;
use neuron_reduce::quasi_active::QuasiActive;
use neuron_reduce::reduce::processes::Kinds;
use neuron_reduce::reduce::quasi_active::{Channels, reduce_quasi_active};
use neuron_reduce::reduce::{Options, reduce};
use neuron_reduce::rest::{Policy, rest};
use neuron_reduce::source::SourceMap;
use neuron_reduce::synapses::reduced_table;

fn directories(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    neuron_reduce::demo::write(&demo).unwrap();
    bench_directory(criterion, "demo", &demo, &Settings::default());
    match std::env::var_os("NEURON_REDUCE_MODELS").map(PathBuf::from) {
        Some(models) => {
            let settings = Settings { celsius: Some(37.0), v_init_mv: Some(-90.0), ..Settings::default() };
            bench_directory(criterion, "example", &models.join("example"), &settings);
        }
        None => println!("the example cell is skipped: NEURON_REDUCE_MODELS is not set"),
    }
}

/// A table of 100,000 synapses on the demo model's dendrites.
fn synapses(criterion: &mut Criterion) {
    const ROWS: usize = 100_000;
    let folder = tempfile::tempdir().unwrap();
    neuron_reduce::demo::write(&folder.path().join("demo")).unwrap();
    let settings = Settings::default();
    let mut detailed = detailed_cell(&folder.path().join("demo"), &settings).map_err(|_| "a cell is built").unwrap();
    let reduction = reduce(&detailed.cell, &Options::passive(), &mut Diagnostics::default()).unwrap();
    let text = synapse_rows(&detailed.cell, ROWS);
    let file = detailed.sources.add_text("synapses.csv", &text);
    let kinds = Kinds { catalog: &detailed.catalog, superposes: &|_| Ok(()) };
    let mut group = criterion.benchmark_group("synapses");
    group.throughput(Throughput::Elements(ROWS as u64)).sample_size(10);
    group.bench_function("a table of 100,000 rows", |bencher| {
        bencher.iter(|| {
            reduced_table(file, &detailed.sources, &detailed.cell, &reduction, kinds)
                .map_err(|_| "no row is bad")
                .unwrap()
        });
    });
    group.finish();
}

fn bench_directory(criterion: &mut Criterion, name: &str, directory: &Path, settings: &Settings) {
    let mut group = criterion.benchmark_group(name);
    group.bench_function("read and build", |bencher| {
        bencher.iter(|| detailed_cell(directory, settings).map_err(|_| "a cell is built").unwrap());
    });
    let detailed = detailed_cell(directory, settings).map_err(|_| "a cell is built").unwrap();
    group.bench_function("reduce", |bencher| {
        bencher.iter(|| reduce(&detailed.cell, &Options::default(), &mut Diagnostics::default()).unwrap());
    });
    bench_channels(&mut group, directory, settings);
    group.bench_function("read, build, reduce, write", |bencher| {
        bencher.iter(|| convert(directory, settings, &Options::default()).map_err(|_| "it converts").unwrap());
    });
    group.finish();
}

/// Rest with all channels, and the impedances of all segments there at one frequency.
fn bench_channels(group: &mut BenchmarkGroup<'_, WallTime>, directory: &Path, settings: &Settings) {
    let mut detailed = detailed_cell(directory, settings).map_err(|_| "a cell is built").unwrap();
    let (library, found) = detailed.rest(Policy::Steady, &[]).unwrap();
    let Detailed { cell, catalog, .. } = &detailed;
    group.bench_function("rest", |bencher| bencher.iter(|| rest(cell, &library, catalog, Policy::Steady).unwrap()));
    let cable = QuasiActive::of(cell, &found).unwrap();
    let soma = [Attachment { section: 0, x: 0.5 }];
    group.bench_function("impedances at one frequency", |bencher| bencher.iter(|| cable.impedances(&soma, 38.0)));
    group.bench_function("count unstable modes", |bencher| bencher.iter(|| cable.unstable_modes().unwrap()));
}

/// With Hodgkin and Huxley's channels everywhere, up to 100,000 segments.
fn growth_with_channels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a binary tree with Hodgkin and Huxley's channels");
    let (library, catalog) = (Library::of([], &[].into(), &mut SourceMap::default()), Catalog::default());
    for sections in [33, 333, 3_333, 33_333] {
        let cell = exciting(binary_tree(sections));
        let segments = cell.segment_count();
        group.throughput(Throughput::Elements(segments as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("rest", segments), |bencher| {
            bencher.iter(|| rest(&cell, &library, &catalog, Policy::Steady).unwrap());
        });
        let found = rest(&cell, &library, &catalog, Policy::Steady).unwrap();
        let cable = QuasiActive::of(&cell, &found).unwrap();
        let soma = [Attachment { section: 0, x: 0.5 }];
        group.bench_function(BenchmarkId::new("impedances at one frequency", segments), |bencher| {
            bencher.iter(|| cable.impedances(&soma, 38.0));
        });
        let channels = Channels { rest: &found, library: &library, catalog: &catalog };
        group.bench_function(BenchmarkId::new("reduce", segments), |bencher| {
            bencher.iter(|| {
                reduce_quasi_active(&cell, &channels, &Options::default(), &mut Diagnostics::default()).unwrap()
            });
        });
    }
    group.finish();
}

/// What stands before and behind the points of a section.
type Form = fn(usize) -> [String; 2];

/// Lines of hoc in a second: `pt3dadd(x, y, z, diam)`, by sections in braces, in procedures, and at the top level.
fn points(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lines of pt3dadd");
    let forms: [(&str, Form); 3] = [
        ("in sections", |section| [format!("dend[{section}] {{"), "}".to_owned()]),
        ("in procedures", |section| {
            [format!("proc shape_{section}() {{ dend[{section}] {{"), format!("}} }}\nshape_{section}()")]
        }),
        ("at the top level", |section| [format!("access dend[{section}]"), String::new()]),
    ];
    for (name, form) in forms {
        let text = points_text(form);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("init.hoc"), &text).unwrap();
        group.throughput(Throughput::Elements(text.lines().count() as u64)).sample_size(10);
        group.bench_function(format!("{name}: parse"), |bencher| {
            let file = SourceMap::default().add_text("init.hoc", &text);
            bencher.iter(|| parse_file(&text, file, &mut Diagnostics::default()));
        });
        group.bench_function(format!("{name}: read, parse, evaluate"), |bencher| {
            bencher.iter(|| {
                let sources = SourceMap::open(folder.path()).unwrap();
                let mut hoc = hoc::Interpreter::new(sources, Catalog::with_builtins(), hoc::Options::default());
                hoc.load_file("init.hoc", None).unwrap();
            });
        });
    }
    group.finish();
}

/// 200,000 points in 500 sections.
fn points_text(form: Form) -> String {
    let point = |index: usize| {
        let at = index as f64 / 2.0;
        format!(" pt3dadd({at}, {:.3}, {:.1}, {:.3})\n", at * 0.613, -at / 3.0, 1.0 + at / 500.0)
    };
    let section = |section: usize| {
        let [before, behind] = form(section);
        format!("{before}\n{}{behind}\n", (0..400).map(point).collect::<String>())
    };
    "create dend[500]\n".to_owned() + &(0..500).map(section).collect::<String>()
}

fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reduce a binary tree");
    for sections in [100, 1_000, 10_000, 100_000] {
        let cell = binary_tree(sections);
        group.throughput(Throughput::Elements(cell.segment_count() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(sections), &cell, |bencher, cell| {
            bencher.iter(|| reduce(cell, &Options::default(), &mut Diagnostics::default()).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, directories, growth, growth_with_channels, points, synapses);
criterion_main!(benches);
