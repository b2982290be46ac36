//! What sits on the cells, before and after merging: counts by stem and distance.

use super::content::{Block, Entry, Figure, Named, Section, Table};
use super::number::{Number, drawn};
use super::view::View;
use crate::cell::processes::{Processes, Site};
use crate::cell::resolved::segment_at;
use crate::draw::{Axis, AxisKind, Panel, Tile};
use crate::emit::processes::record::counts;
use crate::reduce::Reduction;

/// Columns of the heat map.
const BINS: usize = 16;

/// The section of the point processes.
#[must_use]
pub fn section(views: [&View<'_>; 2], reduction: &Reduction, processes: [&Processes; 2]) -> Section {
    let [before, after] = processes;
    let kind = |(kind, [before, after]): (&str, [usize; 2])| {
        vec![Entry::name(kind), Entry::Number(Number::count(before)), Entry::Number(Number::count(after))]
    };
    let table = Table {
        id: "processes".into(),
        caption: "Point processes and artificial cells by kind".into(),
        head: ["kind", "detailed", "reduced"].map(String::from).into(),
        rows: counts(before, after).into_iter().map(kind).collect(),
    };
    let text = "Point processes moved with their places. Where several of one kind came to one segment and one does the work of all, they \
                were merged.";
    let blocks = vec![Block::Figure(heat(views, reduction, processes)), Block::Table(table)];
    Section { id: "synapses".into(), title: "Synapses".into(), text: vec![text.into()], blocks }
}

/// How many processes there are in each stem at each electrotonic distance.
fn heat(views: [&View<'_>; 2], reduction: &Reduction, processes: [&Processes; 2]) -> Figure {
    let names: Vec<String> = std::iter::once("stays".to_owned())
        .chain(reduction.subtrees.iter().map(|subtree| subtree.root.clone()))
        .collect();
    let sites = [0, 1].map(|side| sites(views.get(side).copied(), processes.get(side).copied()));
    let row_before = |section: usize| {
        let found = reduction.subtrees.iter().position(|subtree| subtree.subtree.sections.contains(&section));
        found.map_or(0, |place| place + 1)
    };
    let row_after = |section: usize| {
        let found = reduction.subtrees.iter().position(|subtree| subtree.reduced_section == section);
        found.map_or(0, |place| place + 1)
    };
    let rows = [&row_before as &dyn Fn(usize) -> usize, &row_after];
    let furthest = sites.iter().flatten().map(|(_, distance)| *distance).fold(0.0, f64::max);
    let counted = [0, 1].map(|side: usize| {
        let pair = sites.get(side).zip(rows.get(side));
        pair.map(|(sites, row)| count(sites, row, names.len(), furthest)).unwrap_or_default()
    });
    let greatest = counted.iter().flatten().flatten().copied().max().unwrap_or_default();
    let panels = ["Before", "After"].into_iter().zip(&counted).map(|(name, counted)| {
        let panel = Panel {
            x: Axis::new(AxisKind::Linear, "electrotonic distance from the soma"),
            y: Axis::new(AxisKind::Names(names.clone()), ""),
            tiles: tiles(counted, greatest, furthest),
            ..Panel::default()
        };
        Named::new(name, panel)
    });
    Figure {
        id: "synapse-map".into(),
        title: "Where they are".into(),
        caption: "Number of point processes by stem and electrotonic distance: the darker the more. Mapped places have the same \
                  electrotonic distance, so a column before is the same column after."
            .into(),
        panels: if greatest > 0 { panels.collect() } else { vec![] },
        is_small: false,
    }
}

/// The section and the electrotonic distance of each process that has a place.
fn sites(view: Option<&View<'_>>, processes: Option<&Processes>) -> Vec<(usize, f64)> {
    let Some((view, processes)) = view.zip(processes) else { return vec![] };
    let site = |Site { section, x }: Site| {
        let nseg = view.cell.sections.get(section)?.nseg;
        let distance = view.electrotonic(section, segment_at(x, nseg));
        distance.is_finite().then_some((section, distance.max(0.0)))
    };
    processes.objects.iter().filter_map(|process| process.site).filter_map(site).collect()
}

fn count(sites: &[(usize, f64)], row: &dyn Fn(usize) -> usize, rows: usize, furthest: f64) -> Vec<Vec<usize>> {
    let mut counted = vec![vec![0; BINS]; rows];
    for (section, distance) in sites {
        let bin = if furthest > 0.0 { segment_at(distance / furthest, BINS) } else { 0 };
        if let Some(slot) = counted.get_mut(row(*section)).and_then(|row| row.get_mut(bin)) {
            *slot += 1;
        }
    }
    counted
}

fn tiles(counted: &[Vec<usize>], greatest: usize, furthest: f64) -> Vec<Tile> {
    let width = if furthest > 0.0 { furthest } else { 1.0 } / BINS as f64;
    let row = |(row, bins): (usize, &Vec<usize>)| {
        let tile = |(bin, &count): (usize, &usize)| Tile {
            x: [bin, bin + 1].map(|bin| drawn(bin as f64 * width)),
            row,
            value: count as f64,
            // One among thousands is still seen.
            shade: if count == 0 { 0.0 } else { (1.0 + count as f64).ln() / (1.0 + greatest as f64).ln() },
        };
        bins.iter().enumerate().map(tile).collect::<Vec<_>>()
    };
    counted.iter().enumerate().flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_are_counted_by_row_and_distance() {
        let sites = [(3, 0.0), (3, 0.99), (5, 1.0), (5, 2.0)];
        let counted = count(&sites, &|section| usize::from(section == 5), 2, 2.0);
        assert_eq!((counted[0][0], counted[0][7], counted[1][8], counted[1][15]), (1, 1, 1, 1));
        assert_eq!(counted.iter().flatten().sum::<usize>(), 4);
        let tiles = tiles(&counted, 1, 2.0);
        assert_eq!((tiles.len(), tiles[0].x, tiles[0].shade, tiles[1].shade), (32, [0.0, 0.125], 1.0, 0.0));
    }
}
