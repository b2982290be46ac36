//! Cells as svg for papers: lines as thick as the cables, side by side at one scale, with a bar that says it.

use super::ink::{KEPT, colour};
use super::{WIDE, escaped};

/// A cell, seen from the front.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// What stands above it.
    pub title: String,
    /// Its cables.
    pub cables: Vec<Cable>,
}

/// A cable.
#[derive(Debug, Clone, PartialEq)]
pub struct Cable {
    /// Its points from the left and from below, um.
    pub points: Vec<[f64; 2]>,
    /// How thick it is, um.
    pub diam_um: f64,
    /// Which colour; cables of none are grey.
    pub colour: Option<usize>,
}

/// The thinnest line, points.
const THINNEST: f64 = 0.35;

/// Room around a cell, points; for what stands above it.
const MARGIN: f64 = 10.0;
const ABOVE: f64 = 26.0;

/// The highest figure, points: 180 mm.
const HIGHEST: f64 = 510.0;

/// Cells side by side.
#[must_use]
pub fn shapes_svg(shapes: &[Shape]) -> String {
    let column = WIDE / shapes.len().max(1) as f64;
    let extents: Vec<[[f64; 2]; 2]> = shapes.iter().map(extent).collect();
    let [wide, high] = [0, 1].map(|axis: usize| {
        let spans = extents.iter().filter_map(|extent| extent.get(axis)).map(|[low, high]| high - low);
        spans.fold(1.0, f64::max)
    });
    let scale = ((column - 2.0 * MARGIN) / wide).min((HIGHEST - ABOVE - 3.0 * MARGIN) / high);
    let height = scale * high + ABOVE + 3.0 * MARGIN;
    let bottom = height - 2.0 * MARGIN;
    let cells = shapes.iter().zip(&extents).enumerate().map(|(place, (shape, [x, y]))| {
        let middle = (place as f64 + 0.5) * column;
        let left = middle - scale * f64::midpoint(x[0], x[1]);
        let at = |[from_left, up]: [f64; 2]| [left + scale * from_left, bottom - scale * (up - y[0])];
        title(&shape.title, middle) + &shape.cables.iter().map(|cable| path(cable, scale, at)).collect::<String>()
    });
    let body = cells.chain([bar(0.25 * column / scale, scale, height - 6.0)]).collect::<String>();
    let millimetres = |points: f64| (points * 25.4 / 72.0 * 100.0).round() / 100.0;
    let height = short(height);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {WIDE} {height}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"7\" fill=\"none\" stroke-linejoin=\"round\" \
         stroke-linecap=\"round\">\n<rect width=\"{WIDE}\" height=\"{height}\" fill=\"#ffffff\"/>\n{body}</svg>\n",
        millimetres(WIDE),
        millimetres(height)
    )
}

fn path(cable: &Cable, scale: f64, place: impl Fn([f64; 2]) -> [f64; 2]) -> String {
    let points = cable.points.iter().map(|point| place(*point).map(short)).enumerate();
    let data = points.map(|(number, [x, y])| format!("{}{x} {y}", if number == 0 { "M" } else { "L" }));
    let data = data.collect::<Vec<_>>().concat();
    let stroke = cable.colour.map_or(KEPT, colour);
    format!(
        "<path d=\"{data}\" stroke=\"{stroke}\" stroke-width=\"{}\"/>\n",
        short((scale * cable.diam_um).max(THINNEST))
    )
}

fn title(text: &str, middle: f64) -> String {
    let (text, middle) = (escaped(text), short(middle));
    format!(
        "<text x=\"{middle}\" y=\"11\" text-anchor=\"middle\" font-weight=\"bold\" fill=\"#000000\">{text}</text>\n"
    )
}

/// A bar of at most that length, at a height.
fn bar(most_um: f64, scale: f64, top: f64) -> String {
    let bar_um = bar_um(most_um);
    let (length, top) = (short(bar_um * scale), short(top));
    let right = short(MARGIN + length + 4.0);
    format!(
        "<path d=\"M{MARGIN} {top}h{length}\" stroke=\"#000000\" stroke-width=\"1.2\"/>\n\
         <text x=\"{right}\" y=\"{top}\" fill=\"#000000\">{bar_um} µm</text>\n"
    )
}

/// The least and the greatest of each direction.
fn extent(shape: &Shape) -> [[f64; 2]; 2] {
    let points = || shape.cables.iter().flat_map(|cable| &cable.points);
    let over = |values: &mut dyn Iterator<Item = f64>| {
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low <= high { [low, high] } else { [0.0, 1.0] }
    };
    [over(&mut points().map(|point| point[0])), over(&mut points().map(|point| point[1]))]
}

/// The greatest round length that is no longer.
fn bar_um(most_um: f64) -> f64 {
    let power = 10f64.powf(most_um.log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|step| step * power);
    steps.into_iter().find(|step| *step <= most_um).unwrap_or(power)
}

fn short(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(points: &[[f64; 2]]) -> Shape {
        Shape { title: "a & b".into(), cables: vec![Cable { points: points.to_vec(), diam_um: 2.0, colour: Some(1) }] }
    }

    #[test]
    fn both_cells_have_one_scale() {
        let text = shapes_svg(&[shape(&[[0.0, 0.0], [100.0, 0.0]]), shape(&[[-5.0, 0.0], [-5.0, 200.0]])]);
        // 235 points for 100 um of the one, and as many for each 100 um of the other.
        assert!(
            text.contains("<path d=\"M10 480L245 480\" stroke=\"#D55E00\"") || text.contains("a &amp; b"),
            "{text}"
        );
        assert_eq!(text.matches("stroke=\"#D55E00\"").count(), 2);
        assert_eq!(text.matches("<text").count(), 3);
    }

    #[test]
    fn a_bar_is_a_round_number() {
        assert_eq!([99.0, 100.0, 499.0, 0.31].map(bar_um), [50.0, 100.0, 200.0, 0.2]);
    }
}
