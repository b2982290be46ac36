//! Currents over the voltage while the states stay: what a fast voltage step would see.

use super::point::Refused;
use super::site::Site;
use crate::membrane::Tables;
use crate::membrane::segment::Segment;

/// The currents of each mechanism at each of the voltages, mA/cm2, with the states that are steady at `from_mv`.
///
/// # Errors
/// An equation that cannot be evaluated.
pub fn instantaneous_ma_per_cm2(
    site: &Site,
    from_mv: f64,
    voltages_mv: &[f64],
    interpolate: bool,
) -> Result<Vec<Vec<Vec<f64>>>, Refused> {
    let segment = Segment::start(site.patch.clone(), from_mv, interpolate.then(Tables::default))?;
    let states = segment.steady(from_mv)?.point.states;
    let currents = voltages_mv.iter().map(|&v_mv| Ok(segment.evaluate(v_mv, &states)?.currents_ma_per_cm2));
    currents.collect()
}
