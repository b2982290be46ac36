//! What a unit that NEURON does not know may have meant.

use super::table::UnitTable;
use crate::diagnostic::did_you_mean;

/// Letters before a unit, and NEURON's prefix for each.
const LETTERS: &[(&str, &str)] = &[
    ("m", "milli"),
    ("u", "micro"),
    ("\u{b5}", "micro"),
    ("\u{3bc}", "micro"),
    ("n", "nano"),
    ("p", "pico"),
    ("f", "femto"),
    ("c", "centi"),
    ("k", "kilo"),
    ("M", "mega"),
    ("G", "giga"),
];

/// Symbols, and NEURON's name for each.
const SYMBOLS: &[(&str, &str)] = &[
    ("V", "volt"),
    ("A", "amp"),
    ("S", "siemens"),
    ("mho", "mho"),
    ("F", "farad"),
    ("ohm", "ohm"),
    ("Ohm", "ohm"),
    ("M", "/liter"),
    ("molar", "/liter"),
    ("l", "liter"),
    ("L", "liter"),
    ("m", "meter"),
    ("C", "coulomb"),
    ("J", "joule"),
    ("W", "watt"),
    ("N", "newton"),
    ("Hz", "hertz"),
    ("mol", "mole"),
    ("s", "second"),
    ("sec", "second"),
    ("degK", "degC"),
];

/// What to write instead of `name`.
pub(super) fn help(name: &str, table: &UnitTable) -> String {
    if name.contains('^') {
        return "write powers without `^`: `cm2`".to_owned();
    }
    if name.contains(['*', '.', '\u{b7}']) {
        return "join units with `-` or a space: `mA-ms`".to_owned();
    }
    if name.starts_with('0') {
        return "a power has one digit, and a factor stands in front of the names".to_owned();
    }
    match meaning(name) {
        Some(meaning) => format!("add `({name}) = ({meaning})` to the `UNITS` block"),
        None => did_you_mean(name, table.names())
            .unwrap_or_else(|| format!("define it in the `UNITS` block: `({name}) = (...)`")),
    }
}

/// The names of the SI in NEURON's words: `uS` is `microsiemens`, `um` is `micron`.
fn meaning(name: &str) -> Option<String> {
    if let Some(prefix) =
        LETTERS.iter().find_map(|(letter, prefix)| (name.strip_prefix(letter)? == "m").then_some(prefix))
    {
        return Some(if *prefix == "micro" { "micron".to_owned() } else { format!("{prefix}meter") });
    }
    let symbol = |symbol: &str| SYMBOLS.iter().find(|(known, _)| *known == symbol).map(|(_, word)| *word);
    if let Some(word) = symbol(name) {
        return Some(if word.starts_with('/') { format!("1{word}") } else { word.to_owned() });
    }
    LETTERS.iter().find_map(|(letter, prefix)| Some(format!("{prefix}{}", symbol(name.strip_prefix(letter)?)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(help(name, &UnitTable::default()), expected, "{name}");
    }

    #[test]
    fn customary_symbols_are_spelled_out() {
        check("mV", "add `(mV) = (millivolt)` to the `UNITS` block");
        check("S", "add `(S) = (siemens)` to the `UNITS` block");
        check("\u{b5}m", "add `(\u{b5}m) = (micron)` to the `UNITS` block");
        check("um", "add `(um) = (micron)` to the `UNITS` block");
        check("mM", "add `(mM) = (milli/liter)` to the `UNITS` block");
        check("M", "add `(M) = (1/liter)` to the `UNITS` block");
        check("Mohm", "add `(Mohm) = (megaohm)` to the `UNITS` block");
    }

    #[test]
    fn every_meaning_is_a_unit() {
        let table = UnitTable::default();
        for (symbol, _) in SYMBOLS {
            assert!(table.unit(&meaning(symbol).unwrap()).is_ok(), "{symbol}");
            for (letter, _) in LETTERS {
                let name = format!("{letter}{symbol}");
                assert!(table.unit(&meaning(&name).unwrap()).is_ok(), "{name}");
            }
        }
    }

    #[test]
    fn other_notations_and_slips_are_told() {
        check("cm^", "write powers without `^`: `cm2`");
        check("mA*ms", "join units with `-` or a space: `mA-ms`");
        check("0", "a power has one digit, and a factor stands in front of the names");
        check("vlt", "did you mean `volt`?");
        check("photons", "define it in the `UNITS` block: `(photons) = (...)`");
    }
}
