//! How long each stage takes, on the demo model and on a synthetic tree that grows.
//!
//! `cargo bench`; with `NEURON_REDUCE_MODELS` set to a checkout of the peer's repository its example cell as well.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking")]

use std::path::{Path, PathBuf};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use neuron_reduce::cell::Cell;
use neuron_reduce::cell::resolved::{Attachment, Section};
use neuron_reduce::convert::{convert, detailed_cell};
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::{Options, reduce};

fn directories(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    neuron_reduce::demo::write(&demo).unwrap();
    bench_directory(criterion, "demo", &demo);
    match std::env::var_os("NEURON_REDUCE_MODELS").map(PathBuf::from) {
        Some(models) => bench_directory(criterion, "example", &models.join("example")),
        None => println!("the example cell is skipped: NEURON_REDUCE_MODELS is not set"),
    }
}

fn bench_directory(criterion: &mut Criterion, name: &str, directory: &Path) {
    let settings = Settings::default();
    let mut group = criterion.benchmark_group(name);
    group.bench_function("read and build", |bencher| {
        bencher.iter(|| detailed_cell(directory, &settings).map_err(|_| "a cell is built").unwrap());
    });
    let detailed = detailed_cell(directory, &settings).map_err(|_| "a cell is built").unwrap();
    group.bench_function("reduce", |bencher| {
        bencher.iter(|| reduce(&detailed.cell, &Options::default(), &mut Diagnostics::default()).unwrap());
    });
    group.bench_function("read, build, reduce, write", |bencher| {
        bencher.iter(|| convert(directory, &settings, &Options::default()).map_err(|_| "it converts").unwrap());
    });
    group.finish();
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

/// A soma with one passive dendrite that branches in two at the end of every section.
fn binary_tree(sections: usize) -> Cell {
    let parent_of = |index: usize| if index == 1 { 0 } else { index / 2 };
    let children_of = |index: usize| if index == 0 { vec![1] } else { vec![2 * index, 2 * index + 1] };
    let section = |index: usize| Section {
        name: if index == 0 { "soma[0]".into() } else { format!("dend[{}]", index - 1) },
        nseg: 3,
        length_um: 50.0,
        ra_ohm_cm: 100.0,
        cm_uf_per_cm2: vec![1.0; 3],
        parent: (index > 0).then(|| Attachment { section: parent_of(index), x: 1.0 }),
        children: children_of(index).into_iter().filter(|&child| child < sections).collect(),
        rall_branch: 1.0,
        mechanisms: [(
            "pas".to_owned(),
            [("g_pas".to_owned(), vec![3e-5; 3]), ("e_pas".to_owned(), vec![-70.0; 3])].into(),
        )]
        .into(),
        diam_um: vec![1.0; 3],
        area_um2: vec![52.36; 3],
        ri_mohm: vec![10.61, 21.22, 21.22],
        ri_end_mohm: 10.61,
        ..Section::default()
    };
    Cell { celsius: 37.0, v_init_mv: -70.0, sections: (0..sections).map(section).collect(), ..Cell::default() }
}

criterion_group!(benches, directories, growth);
criterion_main!(benches);
