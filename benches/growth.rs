//! How stages grow with what they are given: a table of times for each element, with the slope of log time over log size.
//!
//! `cargo bench --bench growth [-- LARGEST]`, with sizes in steps of ten from 100 to the largest, else 1,000,000. A time is
//! the best of as many runs as fit into half a second, three at least below 100,000. A slope of 1 is linear.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking")]

mod inputs;

use std::time::{Duration, Instant};

use inputs::{binary_tree, exciting, synapse_rows};
use neuron_reduce::cell::resolved::Attachment;
use neuron_reduce::convert::detailed_cell;
use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::entry::Settings;
use neuron_reduce::hoc;
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::membrane::Library;
use neuron_reduce::quasi_active::QuasiActive;
use neuron_reduce::reduce::processes::Kinds;
use neuron_reduce::reduce::quasi_active::{Channels, reduce_quasi_active};
use neuron_reduce::reduce::{Options, reduce};
use neuron_reduce::rest::{Policy, rest};
use neuron_reduce::source::SourceMap;
use neuron_reduce::synapses::reduced_table;

const SMALLEST: usize = 100;
const LARGEST: usize = 1_000_000;

/// Segments of a section of the trees.
const SEGMENTS: usize = 3;

/// Runs of one size take about this long together.
const LONG: Duration = Duration::from_millis(500);

fn main() {
    let largest = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(LARGEST);
    let sizes: Vec<usize> =
        std::iter::successors(Some(SMALLEST), |size| Some(size * 10)).take_while(|&size| size <= largest).collect();
    println!("microseconds for each element; the slope is that of log time over log size, from 1,000 elements on");
    println!("| | {} | slope |", sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "));
    println!("|---|{}---|", "---|".repeat(sizes.len()));
    grow("pt3dadd lines, read, parsed, evaluated", &sizes, point_lines);
    grow("segments, passive reduction", &sizes, passive);
    grow("segments with channels, rest", &sizes, |size, row| channels(size, Stage::Rest, row));
    grow("segments with channels, impedances at one frequency", &sizes, |size, row| {
        channels(size, Stage::Frequency, row);
    });
    grow("segments with channels, reduction", &sizes, |size, row| channels(size, Stage::Reduction, row));
    grow("rows of a table of synapses", &sizes, synapses);
}

/// One row of the table.
fn grow(name: &str, sizes: &[usize], measure: impl Fn(usize, &mut Row)) {
    let mut row = Row::default();
    for &size in sizes {
        measure(size, &mut row);
    }
    let cells: Vec<String> = row.0.iter().map(|(size, seconds)| format!("{:.3}", seconds * 1e6 / size)).collect();
    println!("| {name} | {} | {:.2} |", cells.join(" | "), row.slope());
}

/// Sizes and seconds.
#[derive(Default)]
struct Row(Vec<(f64, f64)>);

impl Row {
    /// Times what is done, again and again.
    fn time<T>(&mut self, size: usize, work: impl Fn() -> T) {
        let (start, mut best, mut runs) = (Instant::now(), f64::INFINITY, 0);
        while runs == 0 || start.elapsed() < LONG || (runs < 3 && size < 100_000) {
            let run = Instant::now();
            let made = work();
            best = best.min(run.elapsed().as_secs_f64());
            drop(made);
            runs += 1;
        }
        self.0.push((size as f64, best));
    }

    /// The least squares' slope of log time over log size; small sizes are looked at for their cost alone.
    fn slope(&self) -> f64 {
        let points: Vec<_> = self.0.iter().filter(|(size, _)| *size >= 1000.0).map(|(x, y)| (x.ln(), y.ln())).collect();
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
        let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
        mean(&|point| (point.0 - x) * (point.1 - y)) / mean(&|point| (point.0 - x).powi(2))
    }
}

/// Lines of points in sections of 400.
fn point_lines(size: usize, row: &mut Row) {
    let section = |section: usize| {
        let point = |index: usize| {
            format!("  pt3dadd({}, {:.3}, 0, {:.3})\n", index, index as f64 * 0.613, 1.0 + index as f64 / 500.0)
        };
        let points = (section * 400..size.min((section + 1) * 400)).map(point).collect::<String>();
        format!("dend[{section}] {{\n{points}}}\n")
    };
    let sections = size.div_ceil(400);
    let text = format!("create dend[{sections}]\n") + &(0..sections).map(section).collect::<String>();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("init.hoc"), text).unwrap();
    row.time(size, || {
        let sources = SourceMap::open(folder.path()).unwrap();
        let mut hoc = hoc::Interpreter::new(sources, Catalog::with_builtins(), hoc::Options::default());
        hoc.load_file("init.hoc", None).unwrap();
        hoc
    });
}

fn passive(size: usize, row: &mut Row) {
    let cell = binary_tree(size / SEGMENTS);
    row.time(cell.segment_count(), || reduce(&cell, &Options::passive(), &mut Diagnostics::default()).unwrap());
}

#[derive(Clone, Copy)]
enum Stage {
    Rest,
    Frequency,
    Reduction,
}

fn channels(size: usize, stage: Stage, row: &mut Row) {
    let (library, catalog) = (Library::of([], &[].into(), &mut SourceMap::default()), Catalog::default());
    let cell = exciting(binary_tree(size / SEGMENTS));
    let settle = || rest(&cell, &library, &catalog, Policy::Steady).unwrap();
    if let Stage::Rest = stage {
        return row.time(cell.segment_count(), settle);
    }
    let found = settle();
    let cable = QuasiActive::of(&cell, &found).unwrap();
    let soma = [Attachment { section: 0, x: 0.5 }];
    if let Stage::Frequency = stage {
        return row.time(cell.segment_count(), || cable.impedances(&soma, 38.0));
    }
    let channels = Channels { rest: &found, library: &library, catalog: &catalog };
    row.time(cell.segment_count(), || {
        reduce_quasi_active(&cell, &channels, &Options::default(), &mut Diagnostics::default()).unwrap()
    });
}

fn synapses(size: usize, row: &mut Row) {
    let folder = tempfile::tempdir().unwrap();
    neuron_reduce::demo::write(&folder.path().join("demo")).unwrap();
    let settings = Settings::default();
    let mut detailed = detailed_cell(&folder.path().join("demo"), &settings).map_err(|_| "a cell is built").unwrap();
    let reduction = reduce(&detailed.cell, &Options::passive(), &mut Diagnostics::default()).unwrap();
    let file = detailed.sources.add_text("synapses.csv", &synapse_rows(&detailed.cell, size));
    let kinds = Kinds { catalog: &detailed.catalog, superposes: &|_| Ok(()) };
    row.time(size, || {
        reduced_table(file, &detailed.sources, &detailed.cell, &reduction, kinds).map_err(|_| "no row is bad").unwrap()
    });
}
