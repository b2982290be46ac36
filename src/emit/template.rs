//! The templates of the program, each parsed when it is first filled, or before, beside other work.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};

use super::EmitError;

/// A file with places to fill.
pub(crate) struct Template {
    name: &'static str,
    parsed: LazyLock<Result<Tera, tera::Error>>,
}

impl Template {
    /// The template of that name among those that `parse` gives: it may include the others.
    pub(crate) const fn new(name: &'static str, parse: fn() -> Result<Tera, tera::Error>) -> Self {
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
        let tera = self.parsed.as_ref().map_err(EmitError::new)?;
        let filled = Context::from_serialize(context).and_then(|context| tera.render(self.name, &context));
        filled.map_err(|error| EmitError::new(&error))
    }
}

/// Templates by their names and texts.
pub(crate) fn parsed<const COUNT: usize>(texts: [(&str, &str); COUNT]) -> Result<Tera, tera::Error> {
    let mut tera = Tera::default();
    tera.add_raw_templates(texts)?;
    Ok(tera)
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
        assert!(message.contains("Variable `value` is not defined.\n --> a:1:4\n"), "{message}");
        let message = WRONG.fill(&serde_json::json!({})).unwrap_err().to_string();
        assert!(message.starts_with("a template of the program cannot be filled: "), "{message}");
    }
}
