//! The outcomes as tables: `outcomes.jsonl`, an object a line, and `outcomes.csv`.

use serde::Serialize;

use super::{Outcome, Status};
use crate::layouts;

const COLUMNS: [&str; 10] = [
    "model",
    "output",
    "status",
    "sections",
    "reduced_sections",
    "segments",
    "reduced_segments",
    "rest_error_mv",
    "greatest_error_percent",
    "error",
];

/// A line of `outcomes.jsonl`.
#[derive(Serialize)]
struct Line<'a> {
    layout_version: u32,
    #[serde(flatten)]
    outcome: &'a Outcome,
}

pub(super) fn json_lines(outcomes: &[Outcome]) -> String {
    let lines = outcomes.iter().map(|outcome| Line { layout_version: layouts::OUTCOME, outcome });
    let lines = lines.filter_map(|line| serde_json::to_string(&line).ok());
    lines.map(|line| line + "\n").collect()
}

pub(super) fn csv(outcomes: &[Outcome]) -> String {
    let mut writer = csv::Writer::from_writer(vec![]);
    // What is written to memory is written.
    let _ = writer.write_record(COLUMNS);
    for outcome in outcomes {
        let _ = writer.write_record(row(outcome));
    }
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn row(outcome: &Outcome) -> [String; COLUMNS.len()] {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let [sections, segments] = [outcome.sections, outcome.segments].map(|pair| pair.map(|count| count.to_string()));
    let ([before, after], [segments, reduced]) = (sections, segments);
    [
        outcome.model.clone(),
        outcome.output.clone(),
        outcome.status.name().to_owned(),
        before,
        after,
        segments,
        reduced,
        number(outcome.rest_error_mv),
        number(outcome.greatest_error_percent),
        outcome.errors.first().cloned().unwrap_or_default(),
    ]
}

impl Status {
    /// As it stands in the tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reduced => "reduced",
            Self::MissesBound => "misses-bound",
            Self::Failed => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_row_has_what_the_line_has() {
        let reduced = Outcome {
            status: Status::Reduced,
            sections: [196, 18],
            segments: [642, 96],
            rest_error_mv: Some(-1e-4),
            greatest_error_percent: Some(1.6),
            ..Outcome::failed(Path::new("models/hay"), "hay", vec![])
        };
        let failed = Outcome::failed(Path::new("models/b"), "b", vec!["a, \"b\"".to_owned()]);
        let outcomes = [reduced, failed];
        insta::assert_snapshot!(csv(&outcomes), @r#"
        model,output,status,sections,reduced_sections,segments,reduced_segments,rest_error_mv,greatest_error_percent,error
        models/hay,hay,reduced,196,18,642,96,-0.0001,1.6,
        models/b,b,failed,0,0,0,0,,,"a, ""b"""
        "#);
        let lines: Vec<Outcome> =
            json_lines(&outcomes).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, outcomes);
    }
}
