//! Links from page to page inside the repository lead somewhere.

use super::Finding;
use super::files::{Tree, is_of};

/// Findings about relative links of Markdown pages.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| is_of(path, &["md"])) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut in_code = false;
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
            }
            if in_code {
                continue;
            }
            for target in targets(line) {
                if !resolve(folder, target).is_some_and(|t| t.is_empty() || tree.has(&t)) {
                    findings.push(Finding::new(path, number, format!("the link `{target}` leads nowhere")));
                }
            }
        }
    }
    findings
}

/// The targets of a line's links that lie in the repository, without their anchors.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
}

/// A target as a path from the workspace's folder; none if it leaves it.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_from_their_own_folder() {
        let page = "[a](../README.md) [b](b.md#part) [c](https://x.example/y) [d](#here)\n\
                    [gone](gone.md) and [out](../../x.md)\n```\n[not a link](nowhere.md)\n```\n[dir](../docs)\n";
        let tree = Tree::of(&[("docs/a.md", page), ("docs/b.md", ""), ("README.md", "")]);
        let found: Vec<String> = check(&tree).iter().map(Finding::to_string).collect();
        assert_eq!(
            found,
            [
                "docs/a.md:2: the link `gone.md` leads nowhere",
                "docs/a.md:2: the link `../../x.md` leads nowhere"
            ]
        );
    }
}
