//! The layout as it is written, before anything in it is compared with anything else.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::value::{Entries, Name, OverSegments, OwnEnd, Place, Positive, SegmentCount};

/// The whole text.
#[derive(Deserialize)]
pub(super) struct Written<'text> {
    pub(super) layout_version: Option<Value>,
    pub(super) name: Option<String>,
    pub(super) celsius: f64,
    pub(super) v_init: f64,
    pub(super) sections: Vec<WrittenSection>,
    pub(super) segments: WrittenSegments,
    pub(super) pt3d: Option<Entries<WrittenPoints>>,
    pub(super) globals: Option<Entries<Entries<f64>>>,
    pub(super) defaults: Option<Entries<Entries<f64>>>,
    pub(super) function_tables: Option<Entries<Entries<WrittenTable>>>,
    #[serde(borrow)]
    pub(super) point_processes: Option<&'text RawValue>,
}

/// What all versions of the layout have.
#[derive(Deserialize)]
pub(super) struct Versioned {
    pub(super) layout_version: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct WrittenSection {
    pub(super) name: Name,
    pub(super) lists: Option<Vec<Name>>,
    pub(super) nseg: SegmentCount,
    #[serde(rename = "L")]
    pub(super) length_um: Positive,
    #[serde(rename = "Ra")]
    pub(super) ra_ohm_cm: Positive,
    #[serde(rename = "cm")]
    pub(super) cm_uf_per_cm2: OverSegments,
    pub(super) parent: Option<String>,
    pub(super) parent_x: Option<Place>,
    pub(super) own_end: Option<OwnEnd>,
    pub(super) children: Option<Vec<String>>,
    pub(super) rall_branch: Option<f64>,
    #[serde(rename = "spine_area")]
    pub(super) spine_area_um2: Option<f64>,
    #[serde(rename = "mechs")]
    pub(super) mechanisms: Entries<Entries<OverSegments>>,
    pub(super) ion_style: Option<Entries<i32>>,
    #[serde(rename = "seg0")]
    pub(super) first_segment: Option<usize>,
    #[serde(rename = "ri_end")]
    pub(super) ri_end_mohm: f64,
}

/// The flat lists over all segments.
#[derive(Deserialize)]
pub(super) struct WrittenSegments {
    #[serde(rename = "diam")]
    pub(super) diam_um: Vec<Positive>,
    #[serde(rename = "area")]
    pub(super) area_um2: Vec<Positive>,
    #[serde(rename = "ri")]
    pub(super) ri_mohm: Vec<f64>,
}

#[derive(Deserialize)]
pub(super) struct WrittenPoints {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) z: Vec<f64>,
    pub(super) d: Vec<f64>,
}

#[derive(Deserialize)]
pub(super) struct WrittenTable {
    pub(super) values: Vec<f64>,
    pub(super) axes: Vec<WrittenAxis>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "neither a list of places nor `count`, `first` and `last`")]
pub(super) enum WrittenAxis {
    At(Vec<f64>),
    Even { count: usize, first: f64, last: f64 },
}
