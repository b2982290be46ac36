//! Which format a morphology file has, found as `Import3d_GUI` finds it: by the first line that only one of them has.

use std::path::Path;

use super::line::Scanner;
use super::readings::Format;
use super::{eutectic, neurolucida1};

impl Format {
    /// The format of a file: `.swc` says it, other names leave it to the text. What is not recognized is taken for
    /// Neurolucida's.
    #[must_use]
    pub fn of_file(path: &Path, text: &str) -> Self {
        let is_swc = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("swc"));
        if is_swc { Self::Swc } else { Self::of_text(text).unwrap_or(Self::Neurolucida) }
    }

    /// The format that a text shows.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        text.lines().find_map(of_line)
    }

    /// The format that the first line shows that is not blank: what begins so need not be read as anything else.
    #[must_use]
    pub fn of_first_line(text: &str) -> Option<Self> {
        text.lines().find(|line| !line.trim().is_empty()).and_then(of_line)
    }
}

fn of_line(line: &str) -> Option<Format> {
    let is_outline = || line.trim_start_matches([' ', '\t']).starts_with('(');
    let is_third = || line.strip_prefix(';').is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with("V3"));
    if line.starts_with("<?xml") {
        Some(Format::MorphMl)
    } else if has_seven_numbers(line) {
        Some(Format::Swc)
    } else if neurolucida1::is_place(line) {
        Some(Format::Neurolucida1)
    } else if eutectic::is_point(line) {
        Some(Format::Eutectic)
    } else if is_outline() || is_third() {
        Some(Format::Neurolucida)
    } else {
        None
    }
}

fn has_seven_numbers(line: &str) -> bool {
    let mut line = Scanner::new(line);
    (0..7).all(|_| line.number().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_its_format() {
        for (text, format) in [
            ("; V3 text file\n(x)\n", Some(Format::Neurolucida)),
            ("; made by hand\n\n \t(\"CellBody\"\n", Some(Format::Neurolucida)),
            ("/* header\n[1,2] (0, 1.5, -2)  .5\n", Some(Format::Neurolucida1)),
            ("[10,5] (0, 1.5, -2)\n[2,1] ( 0 , 1 , 2) 3\n", None),
            ("No. points 3\n  1 MTO 3 0 0 0 1.5\n", Some(Format::Eutectic)),
            ("<?xml version=\"1.0\"?>\n", Some(Format::MorphMl)),
            ("# made by hand\n1 1 0 0 0 5 -1\n", Some(Format::Swc)),
            ("1 1 0 0 0 5\n(\n", Some(Format::Neurolucida)),
            ("create soma\nproc geometry() {\n  soma { }\n}\n", None),
            ("", None),
        ] {
            assert_eq!(Format::of_text(text), format, "{text}");
        }
    }

    #[test]
    fn the_first_line_may_show_it() {
        for (text, format) in [
            ("\n  \n;\tV3 text file\n", Some(Format::Neurolucida)),
            ("(\"CellBody\"\n", Some(Format::Neurolucida)),
            ("create soma\n(3)\n", None),
            ("// points\n; V3\n", None),
            ("", None),
        ] {
            assert_eq!(Format::of_first_line(text), format, "{text}");
        }
    }

    #[test]
    fn a_name_with_swc_says_it() {
        let formats =
            ["a.swc", "b/c.SWC", "a.asc", "swc"].map(|name| Format::of_file(name.as_ref(), "[1,2] (0, 0, 0) 1"));
        assert_eq!(formats, [Format::Swc, Format::Swc, Format::Neurolucida1, Format::Neurolucida1]);
        assert_eq!(Format::of_file("a.asc".as_ref(), "x"), Format::Neurolucida);
    }
}
