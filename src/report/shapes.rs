//! Both cells as a figure for papers, from what the page draws.

use super::cells::{Cells, Drawn, Outline};
use super::plot::NAMES;
use crate::draw::shape::{Cable, Shape};

/// Both cells, seen from the front.
#[must_use]
pub fn shapes(cells: &Cells) -> [Shape; 2] {
    let [detailed, reduced] = NAMES;
    [shape(detailed, &cells.detailed), shape(reduced, &cells.reduced)]
}

fn shape(title: &str, outline: &Outline) -> Shape {
    Shape { title: title.to_owned(), cables: outline.sections.iter().map(cable).collect() }
}

fn cable(section: &Drawn) -> Cable {
    let mut now = [0; 4];
    let mut points = vec![];
    let mut diameters = 0.0;
    for step in section.points.chunks_exact(4) {
        now.iter_mut().zip(step).for_each(|(now, step)| *now += step);
        let [x, y, _, diam] = now;
        points.push([x as f64 / 10.0, y as f64 / 10.0]);
        diameters += diam as f64 / 100.0;
    }
    let diam_um = diameters / points.len().max(1) as f64;
    // Vermilion is the colour of the reduced cell in all other figures: it comes last.
    let colour = section.stem.and_then(|stem| [0, 2, 3, 4, 5, 1].get(stem % 6).copied());
    Cable { points, diam_um, colour }
}
