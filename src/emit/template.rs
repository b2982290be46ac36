//! The templates of the program, each parsed when it is first filled, or before, beside other work.
//!
//! Tera looks at every character of a text many times. Text without places to fill is kept out of its sight: it stands in a
//! list that the template takes it from.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};

use super::EmitError;

/// Shorter text is read as fast as a place for it.
const SHORTEST_LIFTED: usize = 24;

/// A file with places to fill.
pub(crate) struct Template {
    name: &'static str,
    parsed: LazyLock<Result<Parsed, tera::Error>>,
}

/// Templates that may include each other.
pub(crate) struct Parsed {
    tera: Tera,
    /// What their text without places is: `plain` to them.
    plain: Vec<&'static str>,
}

impl Template {
    /// The template of that name among those that `parse` gives: it may include the others.
    pub(crate) const fn new(name: &'static str, parse: fn() -> Result<Parsed, tera::Error>) -> Self {
        Self { name, parsed: LazyLock::new(parse) }
    }

    /// Parses it, if that is yet to be done.
    pub(crate) fn prepare(&self) {
        LazyLock::force(&self.parsed);
    }

    /// The file.
    ///
    /// # Errors
    /// A fault of the program: the template cannot be parsed or has a place that `context` has nothing for.
    pub(crate) fn fill(&self, context: &impl Serialize) -> Result<String, EmitError> {
        let Parsed { tera, plain } = self.parsed.as_ref().map_err(EmitError::new)?;
        let filled = Context::from_serialize(context).and_then(|mut context| {
            context.insert("plain", plain);
            tera.render(self.name, &context)
        });
        filled.map_err(|error| EmitError::new(&error))
    }
}

/// Templates by their names and texts.
pub(crate) fn parsed<const COUNT: usize>(texts: [(&str, &'static str); COUNT]) -> Result<Parsed, tera::Error> {
    let (mut tera, mut plain) = (Tera::default(), vec![]);
    tera.add_raw_templates(texts.map(|(name, text)| (name, lifted(text, &mut plain))))?;
    Ok(Parsed { tera, plain })
}

/// A template with its long runs of plain text put into a list. A macro does not see the list: it stays as it is.
fn lifted(text: &'static str, plain: &mut Vec<&'static str>) -> String {
    if text.contains("{% macro") {
        return text.to_owned();
    }
    let (mut lifted, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let (run, tags) = rest.split_at(first_of(["{{", "{%", "{#"], rest).unwrap_or(rest.len()));
        // Tags may take the blanks beside them away.
        let core = run.trim();
        match run.split_once(core).filter(|_| core.len() >= SHORTEST_LIFTED) {
            Some((before, after)) => {
                lifted += &format!("{before}{{{{ plain[{}] | safe }}}}{after}", plain.len());
                plain.push(core);
            }
            None => lifted += run,
        }
        let (tag, behind) = tags.split_at(first_of(["}}", "%}", "#}"], tags).map_or(tags.len(), |close| close + 2));
        lifted += tag;
        rest = behind;
    }
    lifted
}

/// Where the first of some marks stands.
fn first_of(marks: [&str; 3], text: &str) -> Option<usize> {
    marks.into_iter().filter_map(|mark| text.find(mark)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_template_includes_another() {
        static PAIR: Template = Template::new("a", || parsed([("a", "<{% include \"b\" %}>"), ("b", "{{ value }}")]));
        PAIR.prepare();
        assert_eq!(PAIR.fill(&serde_json::json!({ "value": 1 })).unwrap(), "<1>");
    }

    #[test]
    fn what_cannot_be_filled_says_why() {
        static MISSING: Template = Template::new("a", || parsed([("a", "{{ value }}")]));
        static WRONG: Template = Template::new("a", || parsed([("a", "{{ value")]));
        let message = MISSING.fill(&serde_json::json!({})).unwrap_err().to_string();
        assert!(message.ends_with("Variable `value` not found in context while rendering 'a'"), "{message}");
        let message = WRONG.fill(&serde_json::json!({})).unwrap_err().to_string();
        assert!(message.starts_with("a template of the program cannot be filled: "), "{message}");
    }

    const LONG: &str = "text that is long enough to be kept";

    #[test]
    fn long_text_is_put_into_a_list() {
        let text = "{% if a -%}\n  text that is long enough to be kept\n{%- endif %}short{{ \"}\" }} another text that is long enough";
        let mut plain = vec![];
        let kept = lifted(text, &mut plain);
        assert_eq!(plain, [LONG, "another text that is long enough"]);
        assert_eq!(kept, "{% if a -%}\n  {{ plain[0] | safe }}\n{%- endif %}short{{ \"}\" }} {{ plain[1] | safe }}");
        let macros = "{% macro a() %}text that is long enough to be kept{% endmacro %}";
        assert_eq!(lifted(macros, &mut plain), macros);
    }

    #[test]
    fn what_is_filled_is_what_tera_makes_of_the_text() {
        const TEXT: &str = "<b>text that is long enough</b>  {%- for a in list -%}\n\n& more text that is long enough {{ a }}\n{% endfor %}";
        static LIFTED: Template = Template::new("a.html", || parsed([("a.html", TEXT)]));
        let context = serde_json::json!({ "list": ["<", "b"] });
        let wanted = Tera::one_off(TEXT, &Context::from_serialize(&context).unwrap(), true).unwrap();
        assert_eq!(LIFTED.fill(&context).unwrap(), wanted);
        assert!(
            wanted.starts_with("<b>text that is long enough</b>& more text that is long enough &lt;\n"),
            "{wanted}"
        );
    }
}
