//! From values to places on the page.

use super::ticks::{Tick, degrees, linear, linear_within, logarithmic, rows};
use super::{Axis, AxisKind, Panel};

/// An axis with its limits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    is_logarithmic: bool,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<Tick>,
    /// Where the low and the high end lie, points.
    ends: [f64; 2],
}

impl Scale {
    /// The horizontal axis: it ends where the curves end.
    pub(super) fn horizontal(panel: &Panel, ends: [f64; 2]) -> Self {
        let axis = &panel.x;
        let tiles = panel.tiles.iter().flat_map(|tile| tile.x);
        let (low, high) = extent(axis, points(panel).map(|point| point.0).chain(tiles));
        let (low, high, ticks) = match &axis.kind {
            AxisKind::Linear | AxisKind::Unit | AxisKind::Degrees => linear_within(low, high),
            AxisKind::Logarithmic => logarithmic(low, high),
            AxisKind::Names(names) => rows(names),
        };
        Self { is_logarithmic: axis.kind == AxisKind::Logarithmic, low, high, ticks, ends }
    }

    /// The vertical axis: it ends at round numbers.
    pub(super) fn vertical(panel: &Panel, ends: [f64; 2]) -> Self {
        let axis = &panel.y;
        let (low, high) = extent(axis, points(panel).map(|point| point.1));
        let (low, high, ticks) = match &axis.kind {
            AxisKind::Linear => linear(low, high),
            AxisKind::Unit => linear(0.0, 1.0),
            AxisKind::Degrees => degrees(low, high),
            AxisKind::Logarithmic => logarithmic(low, high),
            AxisKind::Names(names) => {
                let (low, high, ticks) = rows(names);
                return Self { is_logarithmic: false, low: high, high: low, ticks, ends };
            }
        };
        Self { is_logarithmic: axis.kind == AxisKind::Logarithmic, low, high, ticks, ends }
    }

    /// Where a value lies; none beyond the axis, or where it is no number.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        let at = |value: f64| if self.is_logarithmic { value.log10() } else { value };
        let part = (at(value) - at(self.low)) / (at(self.high) - at(self.low));
        let [low, high] = self.ends;
        (-1e-6..=1.000_001).contains(&part).then_some(low + part * (high - low))
    }
}

/// The points of all curves.
fn points(panel: &Panel) -> impl Iterator<Item = &(f64, f64)> {
    panel.curves.iter().flat_map(|curve| &curve.points)
}

/// The least and the greatest of the values that have a place.
fn extent(axis: &Axis, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let is_logarithmic = axis.kind == AxisKind::Logarithmic;
    let has_place = |value: &f64| value.is_finite() && (!is_logarithmic || *value > 0.0);
    let (low, high) = values
        .filter(has_place)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low <= high {
        (low, high)
    } else if is_logarithmic {
        (0.1, 1.0)
    } else {
        (0.0, 1.0)
    }
}
