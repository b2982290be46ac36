//! The patterns that `forsec`, `ifsec` and `issection` compare section names with.
//!
//! NEURON 9 takes them as ECMAScript regular expressions after swapping brackets: `[` and `]` stand for themselves,
//! `<2-4>` is the character class. `forsec` and `ifsec` look anywhere in the name, `issection` at all of it.

mod ecmascript;

use std::sync::Arc;

use regex::bytes::{Regex, RegexBuilder};
use thiserror::Error;

use crate::by_name::Lookup;

/// Why a text is no section name pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SectionNamePatternError {
    /// NEURON refuses it, too.
    #[error("`{pattern}` is not a regular expression: {reason}")]
    Invalid {
        /// The pattern as the model wrote it.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A back reference or a lookahead.
    #[error("`{construct}` in the section name pattern `{pattern}` is not supported")]
    Unsupported {
        /// The pattern as the model wrote it.
        pattern: String,
        /// What is not supported.
        construct: String,
    },
}

/// A compiled pattern for section names.
#[derive(Debug, Clone)]
pub struct SectionNamePattern {
    regex: Regex,
}

/// Patterns that were compiled before: a program asks for the same few again and again.
#[derive(Debug, Default)]
pub struct SectionNamePatterns(Lookup<String, Arc<SectionNamePattern>>);

/// A pattern, or why there is none.
pub type Compiled = Result<Arc<SectionNamePattern>, SectionNamePatternError>;

impl SectionNamePatterns {
    /// How many are kept.
    const MOST: usize = 100;
    /// Longer ones are not kept, nor what repeats by number: they may become large.
    const LONGEST: usize = 100;

    /// The pattern of `forsec "text"` and `ifsec "text"` outside of templates: anywhere in the name.
    ///
    /// # Errors
    /// When `text` is not a regular expression, or uses what is not supported.
    pub fn anywhere(&mut self, text: &str) -> Compiled {
        self.compiled(text, format!(".*{text}.*"))
    }

    /// The pattern of `forsec "text"` inside the object `object_name` (`Cell[0]`): after the object's own name.
    ///
    /// # Errors
    /// As [`SectionNamePatterns::anywhere`].
    pub fn in_object(&mut self, object_name: &str, text: &str) -> Compiled {
        self.compiled(text, format!("{object_name}.*{text}.*"))
    }

    /// The pattern of `issection("text")`: the whole name.
    ///
    /// # Errors
    /// As [`SectionNamePatterns::anywhere`].
    pub fn whole_name(&mut self, text: &str) -> Compiled {
        self.compiled(text, text.to_owned())
    }

    fn compiled(&mut self, text: &str, whole: String) -> Compiled {
        if let Some(known) = self.0.get(&whole) {
            return Ok(Arc::clone(known));
        }
        let pattern = Arc::new(SectionNamePattern::compile(text, &whole)?);
        if whole.len() <= Self::LONGEST && !whole.contains('{') {
            if self.0.len() == Self::MOST {
                self.0.clear();
            }
            self.0.insert(whole, Arc::clone(&pattern));
        }
        Ok(pattern)
    }
}

impl SectionNamePattern {
    /// Does the section's full name (`Cell[0].dend[3]`) match?
    #[must_use]
    pub fn matches(&self, section_name: &str) -> bool {
        self.regex.is_match(section_name.as_bytes())
    }

    fn compile(pattern: &str, whole: &str) -> Result<Self, SectionNamePatternError> {
        let translated = ecmascript::translate(&swap_brackets(whole)).map_err(|error| error.about(pattern))?;
        let regex = RegexBuilder::new(&format!("^(?:{translated})$"))
            .unicode(false)
            .build()
            .map_err(|error| invalid(pattern, &error))?;
        Ok(Self { regex })
    }
}

fn invalid(pattern: &str, error: &regex::Error) -> SectionNamePatternError {
    let reason = error.to_string();
    let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    SectionNamePatternError::Invalid { pattern: pattern.to_owned(), reason }
}

fn swap_brackets(text: &str) -> String {
    let mut swapped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '<' => swapped.push('['),
            '>' => swapped.push(']'),
            '[' | ']' => swapped.extend(['\\', character]),
            other => swapped.push(other),
        }
    }
    swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 17] = [
        "soma", "dend[0]", "dend[1]", "dend[2]", "dend[3]", "dend[4]", "dend[5]", "dend[6]", "dend[7]", "dend[8]",
        "dend[9]", "dend[10]", "dend[11]", "axdend", "apic[0]", "apic[1]", "apic[2]",
    ];

    fn matching(pattern: &str) -> String {
        let pattern = SectionNamePatterns::default().anywhere(pattern).unwrap();
        NAMES.into_iter().filter(|name| pattern.matches(name)).collect::<Vec<_>>().join(" ")
    }

    /// Every expectation was recorded from `forsec` in NEURON 9.0.2.
    #[test]
    fn forsec_selects_what_neuron_selects() {
        let dends = "dend[0] dend[1] dend[2] dend[3] dend[4] dend[5] dend[6] dend[7] dend[8] dend[9] dend[10] dend[11]";
        let all = NAMES.join(" ");
        let indexed = format!("{dends} apic[0] apic[1] apic[2]");
        let with_dend = format!("{dends} axdend");
        for (pattern, expected) in [
            ("dend", with_dend.as_str()),
            ("dend[<2-4>]", "dend[2] dend[3] dend[4]"),
            ("dend[1]", "dend[1]"),
            ("dend[1", "dend[1] dend[10] dend[11]"),
            ("^dend", dends),
            ("soma|axdend", "soma axdend"),
            ("d.nd", &with_dend),
            ("*dend", &with_dend),
            ("**dend", &with_dend),
            ("dend[<1-3>]$", "dend[1] dend[2] dend[3]"),
            ("1$", ""),
            ("", &all),
            ("?", &all),
            ("+", &all),
            ("soma$", "soma"),
            ("n{1}d", &with_dend),
            ("o{1,1}m", "soma"),
            ("<>dend", ""),
            ("<^>oma", "soma"),
            ("dend[.<1-2>]", "dend[11]"),
            ("dend\\\\[1", ""),
            ("a|", &all),
            ("<\\d>.$", &indexed),
            ("\\", &all),
            ("x\\", ""),
            ("\\b0", "dend[0] apic[0]"),
            ("<[:digit:]>", &format!("{dends} axdend apic[0] apic[1] apic[2]")),
            ("<&&a>x", "axdend"),
            ("<~>", ""),
            ("<a-c-z>", "soma axdend apic[0] apic[1] apic[2]"),
            ("<--x>", &all),
            ("\\x73oma", "soma"),
            ("s.*?a", "soma"),
            ("\\d\\d", "dend[10] dend[11]"),
            ("<\\w>oma", "soma"),
            ("()soma", "soma"),
            ("\\_", ""),
            ("\\e", &with_dend),
            ("\\z", ""),
        ] {
            assert_eq!(matching(pattern), expected, "`{pattern}`");
        }
    }

    #[test]
    fn what_neuron_refuses_is_refused() {
        for pattern in [
            "dend<", "{", "(dend", "dend{", "a{2", "<b-a>", "<a", "o{,2}m", ")", "(", "dend\\[1", "\\[1", "(?a)",
            "a{3,2}",
        ] {
            let error = SectionNamePatterns::default().anywhere(pattern).unwrap_err();
            assert!(matches!(error, SectionNamePatternError::Invalid { .. }), "`{pattern}`: {error}");
        }
    }

    #[test]
    fn messages_name_the_pattern() {
        let message = |pattern| SectionNamePatterns::default().anywhere(pattern).unwrap_err().to_string();
        insta::assert_snapshot!(message("dend<1"), @"`dend<1` is not a regular expression: the class `<...>` is not closed");
        insta::assert_snapshot!(message("(dend"), @"`(dend` is not a regular expression: unclosed group");
        insta::assert_snapshot!(message("(.)\\1"), @r"`\1` in the section name pattern `(.)\1` is not supported");
        insta::assert_snapshot!(message("(?!soma)"), @"`(?!` in the section name pattern `(?!soma)` is not supported");
    }

    #[test]
    fn in_an_object_the_pattern_follows_its_name() {
        let matches = |pattern| SectionNamePatterns::default().in_object("C[0]", pattern).unwrap().matches("C[0].soma");
        assert!(matches("soma"));
        assert!(matches(""));
        assert!(!matches("C[0].soma"));
        assert!(!matches("^soma"));
    }

    #[test]
    fn issection_compares_the_whole_name() {
        let matches = |pattern| SectionNamePatterns::default().whole_name(pattern).unwrap().matches("dend[1]");
        assert!(!matches("dend"));
        assert!(matches("dend.*"));
        assert!(matches("dend[1]"));
        assert!(matches("dend[<1-3>]"));
        assert!(!matches("dend[<2-3>]"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}", name in ".{0,20}") {
            if let Ok(pattern) = SectionNamePatterns::default().anywhere(&text) {
                let _ = pattern.matches(&name);
            }
        }

        #[test]
        fn a_plain_name_matches_itself(name in "[a-z]{1,8}(\\[[0-9]{1,3}\\])?(\\.[a-z]{1,8}(\\[[0-9]{1,3}\\])?)?") {
            proptest::prop_assert!(SectionNamePatterns::default().whole_name(&name).unwrap().matches(&name));
            proptest::prop_assert!(SectionNamePatterns::default().anywhere(&name).unwrap().matches(&name));
        }
    }
}
