//! What a value depends on.

/// What a value depends on, as far as sums over instances go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class<'a> {
    /// It is zero.
    Zero,
    /// It is the same in all instances with the same parameters at the same place.
    Same,
    /// It is proportional to the states.
    Linear,
    /// It depends on the connection that an event came by, and on when.
    Own,
    /// A state as it was before the event, and something of the connection's own.
    Added(&'a str),
    /// Anything else.
    Other,
}

impl Class<'_> {
    /// That of a sum or difference, and of what is one or the other.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Zero, class) | (class, Self::Zero) => class,
            (one, other) if one == other => one,
            (Self::Same, Self::Own) | (Self::Own, Self::Same) => Self::Own,
            (
                Self::Same | Self::Linear | Self::Own | Self::Added(_) | Self::Other,
                Self::Same | Self::Linear | Self::Own | Self::Added(_) | Self::Other,
            ) => Self::Other,
        }
    }

    /// That of a sum.
    pub(super) fn add(self, other: Self) -> Self {
        match (self, other) {
            (Self::Added(state), Self::Same | Self::Own | Self::Zero)
            | (Self::Same | Self::Own | Self::Zero, Self::Added(state)) => Self::Added(state),
            (Self::Added(_), Self::Added(_)) => Self::Other,
            (
                one @ (Self::Zero | Self::Same | Self::Linear | Self::Own | Self::Added(_) | Self::Other),
                other @ (Self::Zero | Self::Same | Self::Linear | Self::Own | Self::Added(_) | Self::Other),
            ) => one.join(other),
        }
    }

    /// That of a difference.
    pub(super) fn subtract(self, other: Self) -> Self {
        if matches!(other, Self::Added(_)) { Self::Other } else { self.add(other) }
    }

    /// That of a product.
    pub(super) fn times(self, other: Self) -> Self {
        match (self, other) {
            (Self::Zero, _) | (_, Self::Zero) => Self::Zero,
            (Self::Linear, Self::Same) | (Self::Same, Self::Linear) => Self::Linear,
            (
                one @ (Self::Same | Self::Own | Self::Linear | Self::Added(_) | Self::Other),
                other @ (Self::Same | Self::Own | Self::Linear | Self::Added(_) | Self::Other),
            ) => one.mixed(other),
        }
    }

    /// That of a quotient.
    pub(super) fn over(self, other: Self) -> Self {
        match (self, other) {
            (Self::Linear, Self::Same) => Self::Linear,
            (one, other) => one.mixed(other),
        }
    }

    /// That of any function of both.
    pub(super) fn mixed(self, other: Self) -> Self {
        match (self.is_known(), other.is_known()) {
            (true, true) if self == Self::Own || other == Self::Own => Self::Own,
            (true, true) => Self::Same,
            (false, _) | (_, false) => Self::Other,
        }
    }

    /// It does not depend on states.
    pub(super) fn is_known(self) -> bool {
        matches!(self, Self::Zero | Self::Same | Self::Own)
    }

    /// What it is when the next event comes.
    pub(super) fn at_event(self) -> Self {
        match self {
            Self::Zero | Self::Same => self,
            Self::Linear | Self::Own | Self::Added(_) | Self::Other => Self::Other,
        }
    }

    /// What it is in a step.
    pub(super) fn at_step(self) -> Self {
        match self {
            Self::Zero | Self::Same | Self::Linear => self,
            Self::Own | Self::Added(_) | Self::Other => Self::Other,
        }
    }
}
