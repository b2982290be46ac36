//! The report of what was converted.

use super::Converted;
use crate::report::{Page, Reduced, reduction};

impl Converted {
    /// The page that shows both cells and what was done.
    #[must_use]
    pub fn page(&self) -> Page {
        let Self { detailed, reduction, carried, operating, record, .. } = self;
        reduction::page(&Reduced {
            name: &detailed.origin,
            original: &detailed.cell,
            reduction,
            operating: operating.as_ref().map(|(library, rest)| (library, rest)),
            catalog: &detailed.catalog,
            processes: [&detailed.processes, &carried.processes],
            record,
            files: &detailed.sources.digests(),
            diagnostics: &detailed.diagnostics,
        })
    }
}
