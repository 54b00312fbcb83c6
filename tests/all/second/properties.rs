//! What must not matter, tried on random policies: the order of files, of declarations other than rules, of
//! lines, how tickets are spread over inputs, and the number of threads.

use super::case::Case;
use super::product::{Product, rows};
use duly_tests::random::Dice;
use serde_json::Value as Json;

const SEEDS: std::ops::Range<u64> = 900_000..900_012;
const TICKETS: usize = 6;

#[test]
fn the_order_of_lines_and_files_and_the_number_of_threads_change_no_byte() {
    for seed in SEEDS {
        let case = Case::of_seed(seed, TICKETS);
        let Ok(product) = Product::new(&case) else { continue };
        let lines = case.lines();
        let whole = product.reports(std::slice::from_ref(&lines), case.as_of, 1);
        let mut dice = Dice::new(seed);
        // Each event has a `seq`, so its place in a file says nothing.
        let shuffled = dice.shuffled(&lines);
        let middle = dice.below(shuffled.len());
        let (one, other) = shuffled.split_at(middle);
        for (inputs, threads) in [
            (vec![shuffled.clone()], 1),
            (vec![one.to_vec(), other.to_vec()], 1),
            (vec![other.to_vec(), one.to_vec()], 3),
        ] {
            let again = product.reports(&inputs, case.as_of, threads);
            assert!(
                again == whole,
                "seed {seed}, {} inputs, {threads} threads:\n{}",
                inputs.len(),
                case.shown()
            );
        }
    }
}

#[test]
fn tickets_do_not_touch_each_other() {
    for seed in SEEDS {
        let case = Case::of_seed(seed, TICKETS);
        let Ok(product) = Product::new(&case) else { continue };
        let (together, _) = product.says(&case);
        for story in &case.stories {
            let alone = Case { stories: vec![story.clone()], ..case.clone() };
            let (said, _) = product.says(&alone);
            assert_eq!(
                said.get(&story.ticket),
                together.get(&story.ticket),
                "seed {seed}:\n{}",
                alone.shown()
            );
        }
    }
}

#[test]
fn the_order_of_declarations_and_their_spread_over_files_change_no_verdict() {
    for seed in SEEDS {
        let case = Case::of_seed(seed, TICKETS);
        let Ok(product) = Product::new(&case) else { continue };
        let lines = [case.lines()];
        let expected = product.reports(&lines, case.as_of, 1).map(|report| verdicts(&report));
        let mut dice = Dice::new(seed);
        let mut declarations = declarations(&case.text);
        // Triggers fire in the order of their declarations, so theirs is kept.
        let triggers: Vec<String> = declarations.extract_if(.., |text| text.starts_with("when ")).collect();
        declarations = dice.shuffled(&declarations);
        let head = declarations.iter().position(|text| text.starts_with("policy ")).unwrap();
        let head = declarations.remove(head);
        let imported = declarations.split_off(declarations.len() / 2);
        let mut files = case.files.texts.clone();
        files.push(("more.sla".to_owned(), format!("duly 1\n\n{}", imported.join("\n"))));
        let main = format!(
            "duly 1\n\nimport \"more.sla\"\n\n{}\n{head}\n{}",
            declarations.join("\n"),
            triggers.join("\n")
        );
        files.push(("policy.sla".to_owned(), main));
        let product =
            Product::of_files(&files).unwrap_or_else(|errors| panic!("seed {seed}: {errors:#?}\n{files:#?}"));
        let again = product.reports(&lines, case.as_of, 1).map(|report| verdicts(&report));
        assert!(again == expected, "seed {seed}:\n{}\n{files:#?}", case.shown());
    }
}

/// The declarations of a text that has each begin at the left edge.
fn declarations(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        match all.last_mut() {
            Some(last) if line.starts_with(' ') || ["}", "```"].contains(&line) => last.push_str(line),
            _ => all.push(line.to_owned()),
        }
        all.last_mut().unwrap().push('\n');
    }
    all
}

/// Rows without the policy's lines, and without its order of clocks.
fn verdicts(report: &str) -> Vec<String> {
    let mut rows: Vec<String> = rows(report)
        .into_iter()
        .map(|mut row: Json| {
            row.as_object_mut().unwrap().remove("line");
            row.to_string()
        })
        .collect();
    rows.sort();
    rows
}
