//! Running the tests of a policy.

use super::bench::Bench;
use super::failure::Failure;
use duly_diag::{SourceMap, Span};
use duly_engine::Program;
use duly_plan::{Plan, Test, TestCase, TestLine};
use std::sync::Arc;

/// A test that was run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tested {
    /// Its name.
    pub name: String,
    /// Which of its cases.
    pub case: Option<TestCase>,
    /// Where its name stands.
    pub span: Span,
    /// How many things it expects.
    pub expectations: usize,
    /// What does not hold, in the order of the lines.
    pub failures: Vec<Failure>,
}

impl Tested {
    /// Whether all holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// The name with the case behind it.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.name, self.case.as_ref())
    }
}

/// A test's name with the case behind it.
fn title(name: &str, case: Option<&TestCase>) -> String {
    case.map_or_else(|| name.to_owned(), |case| format!("{name} (case {}: {})", case.number, case.row))
}

/// Which tests to run.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only those with this text in their names or cases, whatever the case of its letters.
    pub filter: Option<String>,
    /// Not those of these files, by their names.
    pub not_of: Vec<String>,
}

impl Choice {
    fn takes(&self, test: &Test, sources: &SourceMap) -> bool {
        let title = title(&test.name, test.case.as_ref()).to_lowercase();
        let named = self.filter.as_ref().is_none_or(|filter| title.contains(&filter.to_lowercase()));
        let file = sources.file(test.span.file).map_or("", |file| file.name.as_str());
        named && !self.not_of.iter().any(|other| other == file)
    }

    /// The tests of a plan that are to be run, in their order.
    pub fn of<'p>(&self, plan: &'p Plan, sources: &SourceMap) -> Vec<&'p Test> {
        plan.tests.iter().filter(|test| self.takes(test, sources)).collect()
    }
}

/// Runs tests of a plan. Each has a ticket of its own, so their order means nothing.
#[must_use]
pub fn run(plan: &Arc<Plan>, tests: &[&Test]) -> Vec<Tested> {
    let program = Bench::program(plan, Vec::new());
    tests.iter().map(|test| run_one(&program, test)).collect()
}

fn run_one(program: &Program, test: &Test) -> Tested {
    let mut bench = Bench::new(program);
    let (mut expectations, mut failures) = (0, Vec::new());
    for line in &test.lines {
        match line {
            TestLine::Step(step) => {
                if let Err(why) = bench.take(step) {
                    failures.push(Failure::of_step(step.span, why.to_string()));
                    break;
                }
            }
            TestLine::Expect(expectation) => {
                expectations += 1;
                failures.extend(bench.check(expectation));
            }
        }
    }
    let (name, case) = (test.name.clone(), test.case.clone());
    Tested { name, case, span: test.name_span, expectations, failures }
}
