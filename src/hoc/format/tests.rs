use super::FormatArgument::{Number, Text};
use super::*;

fn number(template: &str, value: f64) -> String {
    format_c(template, &[Number(value)]).unwrap()
}

/// Each line is a template, a number, and what `sprint` of NEURON 9.0.2 makes of them.
#[test]
fn numbers_are_printed_as_neuron_prints_them() {
    let recorded = include_str!("recorded.tsv");
    assert!(recorded.lines().count() >= 600);
    for line in recorded.lines() {
        let [template, value, expected] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(number(template, value.parse().unwrap()), expected, "`{template}` of {value}");
    }
}

#[test]
fn templates_recorded_from_neuron() {
    for (template, arguments, expected) in [
        ("%5.2f|%-8g|", &[Number(1.5), Number(2.0)][..], " 1.50|2       |"),
        ("%%x%d", &[Number(2.7)], "%x2"),
        ("%d", &[Number(-2.7)], "-2"),
        ("%c%c", &[Number(65.0), Number(66.0)], "AB"),
        ("%s", &[Text("abc")], "abc"),
        ("%-6s|%6s|%.2s|", &[Text("abc"), Text("abc"), Text("abc")], "abc   |   abc|ab|"),
        ("%+d % d %05d %#x", &[Number(1.0), Number(2.0), Number(3.0), Number(255.0)], "+1  2 00003 0xff"),
        ("%.0f %.0f", &[Number(0.5), Number(1.5)], "0 2"),
        ("access %s[%d].dend[%g]", &[Text("cell"), Number(3.0), Number(17.0)], "access cell[3].dend[17]"),
        (
            "{gbar_%s(%g:%g) = %-5.10f}",
            &[Text("Ih"), Number(0.0), Number(1.0), Number(0.0002)],
            "{gbar_Ih(0:1) = 0.0002000000}",
        ),
        ("no conversion", &[Number(1.0)], "no conversion"),
        ("", &[], ""),
    ] {
        assert_eq!(format_c(template, arguments).unwrap(), expected, "`{template}`");
    }
}

/// hoc's own conversions end a piece; C's, such as `%i`, do not.
#[test]
fn a_piece_ends_where_hoc_knows_the_conversion() {
    assert_eq!(number("%i", 3.0), "%i");
    assert_eq!(number("a%i.dat", 3.0), "a3.dat");
    assert_eq!(number("%i bold", 7.0), "7 bold");
    assert_eq!(number("%i l d", 7.0), "7 l ld");
    assert_eq!(number("%u ok", 5.0), "5 ok");
    assert_eq!(number("%G", 1e-10), "%G");
    assert_eq!(format_c("a%%b%5%|", &[]).unwrap(), "a%b%5|");
    assert_eq!(number("%ld%", 65.0), "65%");
    assert_eq!(number("a%l%%hho", 65.0), "a%l101");
}

#[test]
fn a_byte_of_zero_ends_the_piece() {
    assert_eq!(number("a%cb", 0.0), "ab");
    assert_eq!(number("%-3c|", 0.0), "|");
}

#[test]
fn later_pieces_are_cut_at_a_hundred_characters() {
    let long = "x".repeat(150);
    assert_eq!(format_c(&format!("{long}%d"), &[Number(7.0)]).unwrap(), format!("{long}7"));
    assert_eq!(
        format_c(&format!("%d{}%d", "x".repeat(99)), &[Number(1.0), Number(23.0)]).unwrap(),
        format!("1{}2", "x".repeat(99))
    );
    assert_eq!(number("%200d", 1.0).len(), 200);
    assert_eq!(format_c("%d%200d", &[Number(1.0), Number(2.0)]).unwrap(), format!("1{}", " ".repeat(100)));
    assert_eq!(format_c("%d%s", &[Number(1.0), Text(&"y".repeat(1000))]).unwrap(), format!("1{}", "y".repeat(1000)));
}

#[test]
fn a_wrong_or_missing_argument_is_an_error() {
    let message = |template, arguments: &[FormatArgument]| format_c(template, arguments).unwrap_err().to_string();
    insta::assert_snapshot!(message("%g %g", &[Number(1.0)]), @"the format `%g` has no argument: 1 given");
    insta::assert_snapshot!(message("x%5d", &[Text("a")]), @"the format `%5d` needs a number, argument 1 is a string");
    insta::assert_snapshot!(message("%d %s", &[Number(1.0), Number(2.0)]), @"the format `%s` needs a string, argument 2 is a number");
    insta::assert_snapshot!(message("%*d", &[Number(2.0)]), @"the format `%*d` has no defined result");
    insta::assert_snapshot!(message("%i mg", &[Number(2.0)]), @"the format `%i mg` has no defined result");
}

#[test]
fn absurd_widths_and_precisions_are_cut_not_computed() {
    assert_eq!(number("%99999999999999999999d", 1.0).len(), FIRST_ROOM);
    assert_eq!(number("%.999999999f", 0.1).len(), FIRST_ROOM);
    assert_eq!(number("%-99999999g|", 0.1).len(), FIRST_ROOM + 1);
}

#[test]
fn print_shows_eight_digits() {
    for (value, expected) in [
        (3.0, "3"),
        (1.0 / 3.0, "0.33333333"),
        (1e10, "1e+10"),
        (-0.0, "-0"),
        (99_999_999.0, "99999999"),
        (100_000_000.0, "1e+08"),
        (123_456_789.0, "1.2345679e+08"),
        (f64::NAN, "nan"),
        (f64::NEG_INFINITY, "-inf"),
        (-65.000_000_01, "-65"),
    ] {
        assert_eq!(print_number(value), expected);
    }
}

proptest::proptest! {
    #[test]
    fn no_template_panics(template in "[%a-zA-Z0-9.*#+ \\-]{0,40}", value: f64, text in ".{0,10}") {
        let _ = format_c(&template, &[Number(value), Number(value), Number(value)]);
        let _ = format_c(&template, &[Text(&text), Number(value), Text(&text)]);
    }

    #[test]
    fn print_and_percent_g_agree(value: f64) {
        proptest::prop_assert_eq!(print_number(value.abs()), number("%.8g", value.abs()));
    }

    #[test]
    fn print_and_percent_g_agree_on_whole_numbers(value in -200_000_000_i32..200_000_000) {
        let value = f64::from(value);
        proptest::prop_assert_eq!(print_number(value), number("%.8g", value));
    }

    #[test]
    fn seventeen_digits_give_the_number_back(value in proptest::num::f64::NORMAL) {
        proptest::prop_assert_eq!(number("%.17g", value).parse::<f64>().unwrap(), value);
        proptest::prop_assert_eq!(number("%.16e", value).parse::<f64>().unwrap(), value);
    }
}
