//! What can be wrong with an operation on sections; the wording stands here once, the place in the source is added
//! by the caller.

use thiserror::Error;

/// Why an operation on sections was refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CellError {
    /// The section does not exist any more.
    #[error("the section was deleted")]
    Deleted,
    /// A place outside the section.
    #[error("a place in a section lies between 0 and 1, not at {x}")]
    Position {
        /// The place asked for.
        x: f64,
    },
    /// `connect child(0.5), ...`
    #[error("`{section}` must connect by its end 0 or 1, not at {x}")]
    OwnEnd {
        /// The child.
        section: String,
        /// The end asked for.
        x: f64,
    },
    /// `connect child(0), parent(2)`
    #[error("`{section}` must connect to a place between 0 and 1 of its parent, not to {x}")]
    ParentPlace {
        /// The child.
        section: String,
        /// The place asked for.
        x: f64,
    },
    /// The parent hangs on the child.
    #[error("connecting `{child}` to `{parent}` would form a loop")]
    Loop {
        /// The child.
        child: String,
        /// The parent.
        parent: String,
    },
    /// `nseg = 0`
    #[error("nseg of `{section}` must be at least 1, not {requested}")]
    SegmentCount {
        /// The section.
        section: String,
        /// The number asked for.
        requested: f64,
    },
    /// A diameter that is not positive where there are no 3-d points.
    #[error("the diameter of `{section}` is not positive")]
    Diameter {
        /// The section.
        section: String,
    },
    /// A 3-d point that does not exist.
    #[error("`{section}` has {count} 3-d points, there is none at {index}")]
    Point {
        /// The section.
        section: String,
        /// The index asked for.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A range variable of a mechanism that is not there.
    #[error("mechanism `{mechanism}` is not inserted in section `{section}`")]
    NotInserted {
        /// The mechanism.
        mechanism: String,
        /// The section.
        section: String,
    },
    /// `insert` of a point process.
    #[error("`{mechanism}` is not a density mechanism: it cannot be inserted")]
    NotDensity {
        /// The mechanism.
        mechanism: String,
    },
    /// `uninsert` of something that stays.
    #[error("`{mechanism}` cannot be uninserted")]
    Permanent {
        /// The mechanism.
        mechanism: String,
    },
    /// An index beyond the array variable.
    #[error("`{variable}` has {length} elements, there is none at {index}")]
    Element {
        /// The variable.
        variable: String,
        /// The index asked for.
        index: usize,
        /// How many there are.
        length: usize,
    },
    /// `g(1:0) = ...`
    #[error("a stretch runs from a lower to a higher place, not from {from} to {to}")]
    Stretch {
        /// Its start.
        from: f64,
        /// Its end.
        to: f64,
    },
    /// `x /= 0`
    #[error("division by zero")]
    DivideByZero,
    /// `ion_style` of something else.
    #[error("`{mechanism}` is not an ion")]
    NotIon {
        /// The mechanism.
        mechanism: String,
    },
    /// `ion_style` with a number out of its range.
    #[error("ion_style takes {name} between 0 and {limit}, not {value}")]
    IonStyle {
        /// Which of its numbers.
        name: &'static str,
        /// The greatest one allowed.
        limit: u32,
        /// The number given.
        value: f64,
    },
    /// `distance(x)` before any `distance()`.
    #[error("the origin of distances was not set")]
    NoOrigin,
    /// Range variables that no memory would hold.
    #[error("all sections together would have more than {limit} values of range variables, `{section}` included")]
    TooManyValues {
        /// The section that brings them over the limit.
        section: String,
        /// The limit.
        limit: usize,
    },
    /// A number of a section of a resolved cell that is none.
    #[error("`{variable}` of section `{section}` is {value}")]
    NotFinite {
        /// The section.
        section: String,
        /// The variable.
        variable: String,
        /// Infinity, or not a number.
        value: f64,
    },
    /// A number of a resolved cell that is none.
    #[error("`{variable}` is {value}")]
    GlobalNotFinite {
        /// The variable.
        variable: String,
        /// Infinity, or not a number.
        value: f64,
    },
    /// A resolved cell whose parent section is not part of it.
    #[error("`{section}` is connected to `{parent}`, which is not among the sections of the cell")]
    ParentOutside {
        /// The section.
        section: String,
        /// Its parent.
        parent: String,
    },
}
