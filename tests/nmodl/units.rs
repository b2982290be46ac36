//! Units of mod files: constants to the last bit of NEURON's, and the messages of the unit check.

use std::fmt::Write as _;

use neuron_reduce::diagnostic::Diagnostics;
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::nmodl;
use neuron_reduce::nmodl::ast::ModFile;
use neuron_reduce::nmodl::units::UnitTable;
use neuron_reduce::nmodl::units::dimension::{BASE_UNITS, Unit};
use neuron_reduce::nmodl::units::parse::unit_text;
use neuron_reduce::source::SourceMap;
use proptest::prelude::*;

/// A file in a map over an empty directory, which need not live on: nothing is read from it.
fn tree(name: &str, text: &str) -> (SourceMap, ModFile) {
    let mut sources = SourceMap::open(tempfile::tempdir().unwrap().path()).unwrap();
    let file = sources.add_text(name, text);
    let mut diagnostics = Diagnostics::default();
    let mod_file = nmodl::parse(text, file, &mut diagnostics);
    (sources, mod_file.unwrap_or_else(|| panic!("{text}\n{diagnostics:?}")))
}

/// The constants of a file as `name = value`, and the messages.
fn constants(text: &str) -> (String, String) {
    let (sources, mod_file) = tree("a.mod", text);
    let mut diagnostics = Diagnostics::default();
    let mut table = String::new();
    for (name, value) in nmodl::units::constants(&mod_file, &mut diagnostics) {
        writeln!(table, "{name} = {value}").unwrap();
    }
    (table, render_all(&diagnostics, &sources, MessageFormat::Human, false))
}

/// Units that mod files define, in the usual words.
const USUAL: &str = "(mV) = (millivolt) (mA) = (milliamp) (nA) = (nanoamp) (uF) = (microfarad) (uS) = (microsiemens)
    (um) = (micron) (molar) = (1/liter) (mM) = (millimolar) (uM) = (micromolar)";

/// `name = (from) (to)` and its bits in the C++ code that NEURON 9.0.2's nocmodl writes.
const NEURONS: &[(&str, &str, u64)] = &[
    ("faraday", "coulomb", 0x40f7_8e55_5060_882c),        // 96485.33212331001
    ("faraday", "coulombs", 0x40f7_8e55_5060_882c),       // 96485.33212331001
    ("faraday", "kilocoulombs", 0x4058_1f0f_ae77_5425),   // 96.48533212331002
    ("faraday", "10000 coulomb", 0x4023_4c0c_8b92_a9b7),  // 9.648533212331001
    ("k-mole", "joule/degC", 0x4020_a101_3e89_90be),      // 8.31446261815324
    ("k-mole", "millijoule/degC", 0x40c0_3d3b_3712_5759), // 8314.462618153239
    ("R", "joule/K", 0x4020_a101_3e89_90be),              // 8.31446261815324
    ("pi", "1", 0x4009_21fb_5444_2d18),                   // 3.141592653589793
    ("e", "coulomb", 0x3c07_a4da_290c_1653),              // 1.602176634e-19
    ("mole", "1", 0x44df_e185_ca57_c517),                 // 6.02214076e+23
    ("k", "joule/degC", 0x3b30_b0e6_d55e_647c),           // 1.380649e-23
    ("planck", "joule-sec", 0x390b_860b_de02_3111),       // 6.62607015e-34
    ("hbar", "joule-sec", 0x38e1_85a7_057c_690d),         // 1.0545718176461565e-34
    ("eV", "joule", 0x3c07_a4da_290c_1653),               // 1.602176634e-19
    ("liter", "cm3", 0x408f_4000_0000_0001),              // 1000.0000000000001
    ("millimolar", "milli/liter", 0x3ff0_0000_0000_0000), // 1
    ("uM", "molar", 0x3eb0_c6f7_a0b5_ed8d),               // 1e-06
    ("volt", "mV", 0x408f_4000_0000_0000),                // 1000
    ("mV", "volt", 0x3f50_624d_d2f1_a9fc),                // 0.001
    ("mA/cm2", "amp/m2", 0x4024_0000_0000_0000),          // 10
    ("uF/cm2", "farad/m2", 0x3f84_7ae1_47ae_147a),        // 0.009999999999999998
    ("nA", "mA", 0x3eb0_c6f7_a0b5_ed8d),                  // 1e-06
    ("/ohm-cm2", "uS/um2", 0x3f84_7ae1_47ae_147b),        // 0.01
    ("um3", "liter", 0x3cd2_03af_9ee7_5614),              // 9.999999999999997e-16
    ("day", "ms", 0x4194_9970_0000_0000),                 // 86400000
    ("degree", "radian", 0x3f91_df46_a252_9d39),          // 0.017453292519943295
    ("degF", "degC", 0x3fe1_c71c_71c7_1c72),              // 0.5555555555555556
    ("atm", "pascal", 0x40f8_bcd0_0000_0000),             // 101325
    ("mM/mA-ms", "molar/coul", 0x408f_4000_0000_0000),    // 1000
    ("1|3 foot", "inch", 0x400f_ffff_ffff_ffff),          // 3.9999999999999996
    ("2.5+3 volt", "kilovolt", 0x4004_0000_0000_0000),    // 2.5
    ("debye", "e-angstrom", 0x3fca_a6d8_a23d_58d4),       // 0.20821674272401103
    ("horsepower", "watt", 0x4087_4d99_5645_aa01),        // 745.6998715822702
    ("volt", "liter", 0x408f_3fff_ffff_fffe),             // 999.9999999999998
    ("1e-6 mho", "mho", 0x3c07_a4da_290c_1653),           // 1.602176634e-19
];

#[test]
fn constants_have_the_bits_of_neurons() {
    for (from, to, bits) in NEURONS {
        for arrow in ["", "->"] {
            let (_, mod_file) = tree("a.mod", &format!("UNITS {{ {USUAL} x = ({from}) {arrow} ({to}) }}"));
            let mut diagnostics = Diagnostics::default();
            let value = nmodl::units::constants(&mod_file, &mut diagnostics)["x"];
            assert_eq!(value.to_bits(), *bits, "({from}) ({to}) is {value}, not {}", f64::from_bits(*bits));
            assert!(diagnostics.is_empty());
        }
    }
}

#[test]
fn numbers_and_constant_blocks_are_constants_as_they_are_written() {
    let text = "DEFINE N 4\nUNITS { F = 96485.30912345678 (coul) small = 1e-3 (amp) n = N (1) }
        CONSTANT { q10 = 3.123456789012 (1) down = -2 minus = -N }\nUNITS { PI = (pi) (1) }";
    let expected = "F = 96485.30912345678\nsmall = 0.001\nn = 4\nq10 = 3.123456789012\ndown = -2\nminus = -4\n\
                    PI = 3.141592653589793\n";
    assert_eq!(constants(text), (expected.to_owned(), String::new()));
}

#[test]
fn what_neuron_refuses_has_no_value() {
    let (table, messages) = constants(
        "UNITS { a = (mV) (volt) (mV) = (millivolt)\n b = (mV) (volt)\n(ms) = (millisec)\n c = (volt) (Volt) }",
    );
    assert_eq!(table, "b = 0.001\n");
    insta::assert_snapshot!(messages);
}

/// Every message about the units of a file.
fn findings(name: &str, text: &str) -> String {
    let (sources, mod_file) = tree(name, text);
    render_all(&nmodl::units::check_units(&mod_file, &sources), &sources, MessageFormat::Human, false)
}

#[test]
fn messages_of_files() {
    insta::glob!("../corpus/nmodl_units", "*.mod", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        insta::with_settings!({ snapshot_path => "../corpus/nmodl_units", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(findings(&name, &text));
        });
    });
}

#[test]
fn the_own_library_is_consistent() {
    let mut files = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/mod")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "mod") {
            files += 1;
            assert_eq!(findings(&path.to_string_lossy(), &std::fs::read_to_string(&path).unwrap()), "");
        }
    }
    assert_eq!(files, 13);
}

/// What a `LOCAL`'s or parameter's unit `unit` gives for `expression`: no message, or the first one.
fn first_message(expression: &str) -> String {
    let text = format!(
        "NEURON {{ SUFFIX a }}\nUNITS {{ (mV) = (millivolt) }}\nDEFINE N 1000\nPARAMETER {{ a = 1 (mV) b = 1 (volt) }}
         ASSIGNED {{ v (mV) }}\nINITIAL {{ LOCAL x  x = b  {expression} }}"
    );
    let (sources, mod_file) = tree("a.mod", &text);
    let found = nmodl::units::check_units(&mod_file, &sources);
    found.iter().next().map(|diagnostic| diagnostic.message.clone()).unwrap_or_default()
}

#[test]
fn a_number_in_parentheses_converts() {
    let factor = "the two sides of `=` differ by a factor: `mV` and `volt`";
    for (expression, message) in [
        ("a = (1000)*b", ""),
        ("a = ( 1e3 )*b", ""),
        ("a = b/(0.001)", ""),
        ("a = (N)*b", ""),
        ("a = ((1000))*b", ""),
        ("a = (1000)*x", ""),
        ("a = 1000*b", factor),
        ("a = N*b", factor),
        ("a = b", factor),
        ("a = x", factor),
        ("a = 1000", ""),
        ("a = -(7 + 2)", ""),
        ("a = (1000)*fabs(1)*b", ""),
        ("a = (1000)*fabs((1))*b", ""),
        ("a = a*fabs((1000))", "an argument of `fabs` is a number without unit, this has `0.001`"),
        ("a = (0)*a", ""),
    ] {
        assert_eq!(first_message(expression), message, "{expression}");
    }
}

#[test]
fn powers_of_units_are_whole() {
    let no_exponent = "an exponent is a number without unit, this has `mV`";
    let no_base = "the base of a broken power is a number without unit, this has `mV`";
    for (expression, message) in [
        ("a = a^2/a", ""),
        ("a = a^2.0/a", ""),
        ("a = a^(2)/a", ""),
        ("a = a^-1*a^2", ""),
        ("a = a^3^1/a^2", no_base),
        ("a = a^0.5*a^0.5", no_base),
        ("a = a*2^a", no_exponent),
        ("a = a*(b/a)^x", "an exponent is a number without unit, this has `volt`"),
        ("a = a*2^(a/v)", ""),
    ] {
        assert_eq!(first_message(expression), message, "{expression}");
    }
}

#[test]
fn no_message_within_unitsoff() {
    assert_eq!(first_message("UNITSOFF a = b  a = exp(b) UNITSON"), "");
    assert!(!first_message("UNITSOFF a = b UNITSON a = exp(b)").is_empty());
}

fn units() -> impl Strategy<Value = Unit> {
    let factor =
        prop_oneof![1e-30..1e30_f64, 1e-3..1e3_f64, Just(1.0), (-40..40_i32).prop_map(|power| 10_f64.powi(power))];
    (factor, proptest::array::uniform9(-12..12_i32)).prop_map(|(factor, powers)| Unit { factor, powers })
}

proptest! {
    #[test]
    fn a_printed_unit_is_read_back(unit in units()) {
        let printed = unit.to_string();
        let read = UnitTable::default().unit(&printed).unwrap();
        prop_assert_eq!(read, unit, "{}", printed);
    }

    #[test]
    fn products_and_quotients_obey_their_laws(a in units(), b in units(), c in units()) {
        prop_assert_eq!(a * b, b * a);
        prop_assert!(((a * b) * c).is_same(a * (b * c)));
        prop_assert!((a * b / b).is_same(a));
        prop_assert!((a / b).is_same(a * b.power(-1)));
        prop_assert!((a / a).is_same(Unit::ONE));
        prop_assert!(a.power(2).is_same(a * a));
        prop_assert_eq!(a * Unit::ONE, a);
    }

    #[test]
    fn any_text_is_some_unit_or_names_what_is_unknown(text in "[a-zA-Z0-9 ./|+%-]{0,20}") {
        let table = UnitTable::default();
        let parts = unit_text(&text);
        match table.unit(&text) {
            Ok(_) => prop_assert!(parts.terms.iter().all(|term| table.unit(term.name).is_ok())),
            Err(name) => prop_assert!(parts.terms.iter().any(|term| term.name == name)),
        }
    }

    #[test]
    fn a_definition_converts_to_its_meaning_by_one(place in 0..BASE_UNITS.len(), power in 1..9_i32) {
        let text = format!("{}{power}", BASE_UNITS[place]);
        prop_assert_eq!(UnitTable::default().unit(&text), Ok(Unit::base(place).power(power)));
    }
}
