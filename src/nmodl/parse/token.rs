//! Names, numbers and units, and walking through the parts of a rule.

use pest::iterators::Pair;

use super::grammar::Rule;
use super::{Builder, Span};
use crate::nmodl::ast::{Name, Number, NumberOrName, Text, Unit};

/// The parts of a rule, without the tokens that say nothing once the rule is known.
pub(super) struct Parts<'i>(std::iter::Peekable<std::vec::IntoIter<Pair<'i, Rule>>>);

impl<'i> Parts<'i> {
    pub(super) fn of(pair: Pair<'i, Rule>) -> Self {
        let told: Vec<_> = pair.into_inner().filter(|part| !is_silent(part.as_rule())).collect();
        Self(told.into_iter().peekable())
    }

    /// The next part when it is this rule.
    pub(super) fn optional(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.0.next_if(|part| part.as_rule() == rule)
    }

    /// Is the next part this rule? Then it is taken.
    pub(super) fn has(&mut self, rule: Rule) -> bool {
        self.optional(rule).is_some()
    }
}

impl<'i> Iterator for Parts<'i> {
    type Item = Pair<'i, Rule>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

fn is_silent(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::open_brace
            | Rule::close_brace
            | Rule::open_parenthesis
            | Rule::close_parenthesis
            | Rule::open_bracket
            | Rule::close_bracket
            | Rule::comma
            | Rule::equals
            | Rule::less_than
            | Rule::plus
            | Rule::kw_title
            | Rule::kw_comment
            | Rule::kw_verbatim
            | Rule::kw_define
            | Rule::kw_include
            | Rule::kw_local
            | Rule::kw_independent
            | Rule::kw_from
            | Rule::kw_to
            | Rule::kw_with
            | Rule::kw_by
            | Rule::kw_start
            | Rule::kw_units
            | Rule::kw_neuron
            | Rule::kw_useion
            | Rule::kw_read
            | Rule::kw_write
            | Rule::kw_valence
            | Rule::kw_nonspecific_current
            | Rule::kw_electrode_current
            | Rule::kw_range
            | Rule::kw_global
            | Rule::kw_pointer
            | Rule::kw_bbcorepointer
            | Rule::kw_external
            | Rule::kw_random
            | Rule::kw_represents
            | Rule::kw_parameter
            | Rule::kw_constant
            | Rule::kw_assigned
            | Rule::kw_state
            | Rule::kw_function_table
            | Rule::kw_derivative
            | Rule::kw_kinetic
            | Rule::kw_linear
            | Rule::kw_nonlinear
            | Rule::kw_discrete
            | Rule::kw_solvefor
            | Rule::kw_function
            | Rule::kw_procedure
            | Rule::kw_net_receive
            | Rule::kw_before
            | Rule::kw_after
            | Rule::kw_constructor
            | Rule::kw_destructor
            | Rule::kw_conductance
            | Rule::kw_conserve
            | Rule::kw_compartment
            | Rule::kw_longitudinal_diffusion
            | Rule::kw_lag
            | Rule::kw_table
            | Rule::kw_depend
            | Rule::kw_watch
            | Rule::kw_for_netcons
            | Rule::kw_int
            | Rule::kw_if
            | Rule::kw_else
            | Rule::kw_while
            | Rule::EOI
    )
}

impl Builder {
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        // A rule whose last part is optional ends after the space before it: the text shown is trimmed.
        let end = span.start() + span.as_str().trim_end().len();
        Span::new(self.file, span.start()..end)
    }

    /// The same where the last part is optional and a comment may follow: up to the end of the part that is there.
    pub(super) fn span_of_parts(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        let end = pair.clone().into_inner().last().map_or(span.end(), |last| last.as_span().end());
        Span::new(self.file, span.start()..end)
    }

    pub(super) fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    /// The parts that are names.
    pub(super) fn names(&self, parts: Parts<'_>) -> Vec<Name> {
        parts.filter(|part| part.as_rule() == Rule::name).map(|part| self.name(&part)).collect()
    }

    /// `m''`: the name and its primes.
    pub(super) fn primed_name(&self, pair: Pair<'_, Rule>) -> Option<(Name, usize)> {
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        Some((name, parts.next().map_or(0, |primes| primes.as_str().len())))
    }

    /// Raw text as it stands.
    pub(super) fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        let span = pair.as_span();
        Text { text: pair.as_str().to_owned(), span: Span::new(self.file, span.start()..span.end()) }
    }

    /// The one part of a rule, as text: a string without its quotes.
    pub(super) fn inner_text(&self, pair: Pair<'_, Rule>) -> Option<Text> {
        Parts::of(pair).next().map(|part| self.text(&part))
    }

    pub(super) fn unit(&self, pair: Pair<'_, Rule>) -> Option<Unit> {
        let span = self.span(&pair);
        Parts::of(pair).next().map(|text| Unit { text: text.as_str().to_owned(), span })
    }

    pub(super) fn optional_unit(&self, parts: &mut Parts<'_>) -> Option<Unit> {
        parts.optional(Rule::unit).and_then(|unit| self.unit(unit))
    }

    pub(super) fn number(&self, pair: &Pair<'_, Rule>) -> Number {
        Number { value: value_of(pair.as_str()), text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    /// `[3]`, `[N]`, `@1`, `START 2`: the number in a rule.
    pub(super) fn number_within(&self, pair: Pair<'_, Rule>) -> Option<NumberOrName> {
        Parts::of(pair).next().and_then(|part| self.number_or_name(part))
    }

    /// A number, or a name that stands for one.
    pub(super) fn number_or_name(&self, pair: Pair<'_, Rule>) -> Option<NumberOrName> {
        match pair.as_rule() {
            Rule::constant_number => self.constant_number(pair),
            Rule::name => Some(NumberOrName::Name { name: self.name(&pair), negative: false }),
            _ => Some(NumberOrName::Number(self.number(&pair))),
        }
    }

    fn constant_number(&self, pair: Pair<'_, Rule>) -> Option<NumberOrName> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        let negative = parts.has(Rule::minus);
        let mut number = match self.number_or_name(parts.next()?)? {
            NumberOrName::Name { name, .. } => return Some(NumberOrName::Name { name, negative }),
            NumberOrName::Number(number) => number,
        };
        if negative {
            number = Number { value: -number.value, text: format!("-{}", number.text), span };
        }
        Some(NumberOrName::Number(number))
    }
}

/// A text that the grammar took for a number; beyond the range of doubles it is infinite.
fn value_of(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}
