//! What a check of a thousand rules costs: `cargo bench -p duly-analysis`.
//!
//! Policies of several shapes, made up, the same ones every time; each figure is the best of several whole
//! checks, beside the same policy with all rules switched off, which leaves reading, resolving and lowering.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::panic,
    reason = "a benchmark reads the clock, prints, and fails loudly"
)]

use duly_analysis::{Loader, check};
use duly_calendar::TimeZones;
use std::time::{Duration, Instant};

const RULES: usize = 1000;
const TRIES: usize = 7;

const HEAD: &str = "duly 1
policy \"Bench\" { zone \"Europe/Prague\" }
ticket { seats number; priority low < normal < high < urgent, normal if unset }
calendar office { mon-fri 08:00-17:00 }
level gold on office { acknowledgement within 1h }
level iron on office { acknowledgement within 4h }
";

/// One text.
struct Text(String);

impl Loader for Text {
    fn read(&self, _path: &str) -> Result<String, String> {
        Ok(self.0.clone())
    }

    fn resolve(&self, _from: &str, relative: &str) -> String {
        relative.to_owned()
    }
}

fn policy(condition: &dyn Fn(usize) -> String, inactive: bool, every: bool) -> Text {
    let (off, every) = (if inactive { "inactive " } else { "" }, if every { "every match " } else { "" });
    let rules: String = (0..RULES)
        .map(|at| {
            let level = if at % 3 == 0 { "gold" } else { "iron" };
            format!("  {off}\"R{at}\" if {} then level {level}, tag \"{at}\"\n", condition(at))
        })
        .collect();
    Text(format!("{HEAD}rules {every}{{\n{rules}  otherwise level iron\n}}\n"))
}

/// The best time of a check, and how many findings it has.
fn best(policy: &Text, zones: &TimeZones) -> (Duration, usize) {
    let mut best = Duration::MAX;
    let mut findings = 0;
    for _ in 0..TRIES {
        let start = Instant::now();
        let checked = check("policy.sla", policy, zones);
        best = best.min(start.elapsed());
        if checked.plan.is_none() {
            panic!("{:#?}", checked.diagnostics);
        }
        findings = checked.diagnostics.len();
    }
    (best, findings)
}

/// What the rules ask, the condition of each, and whether every match counts.
type Shape<'a> = (&'a str, &'a dyn Fn(usize) -> String, bool);

fn main() {
    let zones = TimeZones::bundled();
    let shapes: [Shape<'_>; 8] = [
        ("a tag each", &|n| format!("tags has \"t{n}\""), false),
        ("a department each", &|n| format!("department is \"d{n}\""), false),
        ("rising numbers", &|n| format!("seats > {}", RULES - n), false),
        ("falling numbers, all but one dead", &|n| format!("seats > {n}"), false),
        ("words of a subject", &|n| format!("subject contains \"w{n}w\""), false),
        (
            "tag, number, priority",
            &|n| {
                let priority = ["low", "normal", "high", "urgent"][n % 4];
                format!("all of {{ tags has \"t{}\"; seats > {}; priority is {priority} }}", n % 250, n % 50)
            },
            false,
        ),
        (
            "blocks with calendars",
            &|n| {
                format!(
                    "any of {{ tags has \"t{n}\"; all of {{ created outside office; department is \"d{n}\" }} }}"
                )
            },
            false,
        ),
        ("every match, tag and number", &|n| format!("tags has \"t{}\" and seats > {n}", n % 100), true),
    ];
    println!("{RULES} rules: the whole check, the same with all rules off, findings");
    for (name, condition, every) in shapes {
        let (time, findings) = best(&policy(condition, false, every), &zones);
        let (rest, _) = best(&policy(condition, true, every), &zones);
        println!("{name:40} {time:>10.1?} {rest:>10.1?} {findings:>5}");
    }
}
