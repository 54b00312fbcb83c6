//! The policies of `rules/` keep what their own tests say, and these try nearly all of them.

use duly_calendar::TimeZones;
use duly_driver::testing::{Choice, Coverage, load, run};
use std::path::Path;

/// The policies whose tests try at least so many percent; `bench` exists to be measured, not to be relied on.
const LEAST: usize = 90;

#[test]
fn the_shipped_policies_pass_their_own_tests_which_try_nearly_all_of_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("rules");
    let policies = load(&folder.to_string_lossy(), &TimeZones::bundled()).unwrap();
    let (mut wrong, mut tested) = (String::new(), 0);
    for policy in &policies {
        let plan =
            policy.plan.as_ref().unwrap_or_else(|| panic!("{}: {:#?}", policy.path, policy.diagnostics));
        let tests = Choice::default().of(plan, &policy.sources);
        for test in run(plan, &tests).iter().filter(|test| !test.passed()) {
            wrong += &format!("{}: {}: {:#?}\n", policy.path, test.title(), test.failures);
        }
        if policy.path.contains("/bench/") {
            continue;
        }
        tested += 1;
        let coverage = Coverage::of(plan, &tests);
        if coverage.percent() < LEAST {
            let misses: Vec<&str> = coverage.misses().map(|item| item.what.as_str()).collect();
            wrong += &format!("{}: {}% tried, not {misses:#?}\n", policy.path, coverage.percent());
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(tested >= 5, "{tested} policies");
}
