use super::ScanTarget::{Number, Text};
use super::*;

fn show(value: Option<&ScanValue>, untouched: &str) -> String {
    match value {
        None => untouched.to_owned(),
        Some(ScanValue::Number(number)) => format!("{number:?}"),
        Some(ScanValue::Text(text)) => text.clone(),
    }
}

/// Each row is the kinds of the arguments, a text, a format, and what `sscanf` of NEURON 9.0.2 returned and assigned.
#[test]
fn texts_are_read_as_neuron_reads_them() {
    let recorded: Vec<(String, String, String, i32, String, String)> =
        serde_json::from_str(include_str!("recorded.json")).unwrap();
    assert!(recorded.len() > 1000);
    let mut wrong = vec![];
    for (kinds, text, format, count, first, second) in recorded {
        let targets: Vec<ScanTarget> = kinds.chars().map(|kind| if kind == 'n' { Number } else { Text }).collect();
        let untouched = |index: usize| if targets[index] == Number { "-77.0" } else { "?" };
        let scanned = scan_c(&text, &format, &targets).unwrap();
        let found =
            (scanned.count, show(scanned.values.first(), untouched(0)), show(scanned.values.get(1), untouched(1)));
        if found != (count, first.clone(), second.clone()) {
            wrong.push(format!("`{text}` by `{format}`: {found:?}, not {:?}", (count, first, second)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_section_name_is_taken_apart() {
    let scanned = scan_c("Cell[0].dend[12]", "%[^.].%[^[][%d]", &[Text, Text, Number]).unwrap();
    let text = |text: &str| ScanValue::Text(text.to_owned());
    assert_eq!(scanned, Scanned { count: 3, values: vec![text("Cell[0]"), text("dend"), ScanValue::Number(12.0)] });
}

#[test]
fn without_an_l_a_number_is_single() {
    assert_eq!(scan_c("0.1", "%f", &[Number]).unwrap().values, [ScanValue::Number(f64::from(0.1_f32))]);
    assert_eq!(scan_c("0.1", "%lf", &[Number]).unwrap().values, [ScanValue::Number(0.1)]);
}

#[test]
fn what_hoc_refuses_is_refused() {
    let message = |format, targets: &[ScanTarget]| scan_c("5", format, targets).unwrap_err().to_string();
    insta::assert_snapshot!(message("%5c", &[Number]), @"the conversion `%5c` in the format `%5c` is not one of hoc's");
    insta::assert_snapshot!(message("%hd", &[Number]), @"the conversion `%h` in the format `%hd` is not one of hoc's");
    insta::assert_snapshot!(message("a %X", &[Number]), @"the conversion `%X` in the format `a %X` is not one of hoc's");
    insta::assert_snapshot!(message("%ls", &[Text]), @"the conversion `%ls` in the format `%ls` is not one of hoc's");
    insta::assert_snapshot!(message("%d %", &[Number]), @"the format `%d %` ends inside a conversion");
    insta::assert_snapshot!(message("%[a", &[Text]), @"the format `%[a` ends inside a conversion");
    insta::assert_snapshot!(message("%d %d", &[Number]), @"the format `%d %d` has no argument 2");
    insta::assert_snapshot!(message("%s", &[Number]), @"the format `%s` needs a strdef as argument 1");
    insta::assert_snapshot!(message("%d", &[Text]), @"the format `%d` needs a pointer to a number as argument 1");
    let many = "%d".repeat(13);
    assert!(matches!(scan_c("5", &many, &[Number; 13]), Err(ScanError::TooMany { .. })));
}

proptest::proptest! {
    #[test]
    fn no_text_or_format_panics(text in ".{0,30}", format in "[%a-z0-9*\\[\\]^ -]{0,20}") {
        let _ = scan_c(&text, &format, &[Number, Number, Number]);
        let _ = scan_c(&text, &format, &[Text, Text, Text]);
    }

    #[test]
    fn a_printed_number_is_read_back(value in proptest::num::f64::NORMAL) {
        let scanned = scan_c(&format!("{value:e}"), "%lf", &[Number]).unwrap();
        proptest::prop_assert_eq!(scanned.values, vec![ScanValue::Number(value)]);
    }
}
