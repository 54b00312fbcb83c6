//! Every code has its page and every page its code, with the same title.

use super::Finding;
use super::files::Tree;
use duly_diag::{Code, codes};

const FOLDER: &str = "docs/errors/";

/// Findings about the pages of the codes.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = codes::all().filter_map(|code| page(tree, code)).collect();
    for (path, _) in tree.texts() {
        let Some(name) = path.strip_prefix(FOLDER).and_then(|n| n.strip_suffix(".md")) else { continue };
        if name != "README" && Code::parse(name).is_none_or(|code| code.to_string() != name) {
            findings.push(Finding::new(path, 0, "a page of no code: the registry is src/diag/codes"));
        }
    }
    findings
}

fn page(tree: &Tree, code: Code) -> Option<Finding> {
    let path = format!("{FOLDER}{code}.md");
    let title = format!("# {code}: {}", code.title());
    match tree.text(&path).map(|text| text.lines().next().unwrap_or_default()) {
        None => Some(Finding::new(&path, 0, format!("{code} has no page; its first line is `{title}`"))),
        Some(first) if first != title => {
            Some(Finding::new(&path, 1, format!("the first line is `{first}`, the registry says `{title}`")))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_page_a_wrong_title_and_a_page_too_many_are_found() {
        let all: Vec<Code> = codes::all().collect();
        let mut files: Vec<(String, String)> =
            all[2..].iter().map(|c| (format!("{FOLDER}{c}.md"), format!("# {c}: {}\n", c.title()))).collect();
        files.push((format!("{FOLDER}{}.md", all[1]), "# something else\n".to_owned()));
        files.push((format!("{FOLDER}SLA9999.md"), String::new()));
        files.push((format!("{FOLDER}README.md"), String::new()));
        let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
        let found = check(&Tree::of(&files));
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].message.contains("has no page"), "{found:?}");
        assert!(found[1].message.contains("`# something else`"), "{found:?}");
        assert!(found[2].path.ends_with("SLA9999.md"), "{found:?}");
    }
}
