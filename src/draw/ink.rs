//! What lines and texts are coloured with: colours for papers, classes that the report page's style sheet colours by its theme.

use super::Look;

/// Okabe and Ito's colours; yellow, too bright for lines on white, is left out.
const COLOURS: [&str; 7] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

/// Grey.
pub(super) const KEPT: &str = "#7D7A75";

const INK: &str = "#000000";
const FAINT: &str = "#BBBBBB";

/// The colour at a place of the palette.
pub(super) fn colour(place: usize) -> &'static str {
    COLOURS.get(place % COLOURS.len()).copied().unwrap_or(INK)
}

/// Where a panel is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// White paper.
    Paper,
    /// The report page.
    Page,
}

impl Ink {
    /// Attributes of a curve's path.
    pub(super) fn curve(self, colour: usize, look: Look) -> String {
        let place = colour % COLOURS.len();
        let colour = match self {
            Self::Paper => format!("stroke=\"{}\"", self::colour(place)),
            Self::Page => format!("class=\"k{place}\""),
        };
        let shape = match look {
            Look::Line => "stroke-width=\"1.1\"",
            Look::Dashes => "stroke-width=\"1.1\" stroke-dasharray=\"3.2 2\"",
            Look::Dots => "stroke-width=\"2\" stroke-linecap=\"round\" stroke-opacity=\"0.45\"",
            Look::Rings => "stroke-width=\"0.8\"",
            Look::Strokes => "stroke-width=\"0.7\"",
        };
        format!("{colour} {shape}")
    }

    /// Attributes of an axis.
    pub(super) fn axis(self) -> String {
        match self {
            Self::Paper => format!("stroke=\"{INK}\" stroke-width=\"0.6\""),
            Self::Page => "class=\"axis\"".to_owned(),
        }
    }

    /// Attributes of a line that guides the eye.
    pub(super) fn guide(self) -> String {
        match self {
            Self::Paper => format!("stroke=\"{FAINT}\" stroke-width=\"0.6\""),
            Self::Page => "class=\"guide\"".to_owned(),
        }
    }

    /// Attributes of a text, with the space before them.
    pub(super) fn text(self) -> String {
        match self {
            Self::Paper => format!(" fill=\"{INK}\""),
            Self::Page => String::new(),
        }
    }

    /// Attributes of a tile.
    pub(super) fn tile(self, shade: f64) -> String {
        match self {
            Self::Paper => format!("fill=\"{}\" fill-opacity=\"{shade}\"", colour(0)),
            Self::Page => format!("class=\"tile\" fill-opacity=\"{shade}\""),
        }
    }
}
