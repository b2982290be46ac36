//! "Did you mean": the known name nearest to a wrong one.

use strsim::damerau_levenshtein;

/// The candidate nearest to `name`, where one is near enough to be a slip of the pen.
///
/// Case alone never counts as a difference; otherwise up to a third of the letters may differ.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// The candidate itself.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (damerau_levenshtein(&wrong, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= (wrong.chars().count() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    fn suggestion(name: &str) -> Option<String> {
        did_you_mean(name, ["gIhbar_Ih", "g_pas", "e_pas"])
    }

    #[test]
    fn a_slip_is_mended() {
        assert_eq!(suggestion("gIhbarr_Ih").as_deref(), Some("did you mean `gIhbar_Ih`?"));
        assert_eq!(suggestion("GIHBAR_IH").as_deref(), Some("did you mean `gIhbar_Ih`?"));
    }

    #[test]
    fn another_word_is_left_alone() {
        assert_eq!(suggestion("celsius"), None);
    }
}
