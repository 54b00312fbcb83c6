//! Did-you-mean, and lists as people write them.

/// The candidate nearest to what was written, if it is near enough to be meant: at most a third of the
/// word mistyped (at least one letter), case aside. Ties go to the first candidate.
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::osa_distance(&lower, &candidate.to_lowercase());
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidates that look like what was written, the nearest first, at most so many: those near enough for
/// [`did_you_mean`].
pub fn alike<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let lower = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    let distances = candidates.into_iter().map(|it| (strsim::osa_distance(&lower, &it.to_lowercase()), it));
    let mut near: Vec<(usize, &str)> = distances.filter(|(distance, _)| *distance <= limit).collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(most).map(|(_, candidate)| candidate).collect()
}

/// "`a`, `b` or `c`": the choices of a closed list, each in backticks, joined by commas and `word`.
pub fn list_of<'a>(items: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let quoted: Vec<String> = items.into_iter().map(|i| format!("`{i}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_name_wins_and_far_names_do_not() {
        let names = ["priority", "status", "department"];
        assert_eq!(did_you_mean("priorty", names), Some("priority"));
        assert_eq!(did_you_mean("Status", names), Some("status"));
        assert_eq!(did_you_mean("colour", names), None);
    }

    #[test]
    fn several_names_alike_come_nearest_first() {
        let names = ["A-1041", "A-1402", "B-9999", "A-1042"];
        assert_eq!(alike("A-104", names, 3), ["A-1041", "A-1042"]);
        assert_eq!(alike("a-1042", names, 2), ["A-1042", "A-1041"]);
        assert_eq!(alike("zzz", names, 3), [] as [&str; 0]);
    }

    #[test]
    fn lists_read_like_sentences() {
        assert_eq!(list_of(["a"], "or"), "`a`");
        assert_eq!(list_of(["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
