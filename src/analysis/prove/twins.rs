//! Two rules that differ in nothing, and two that could be one.

use super::Prover;
use super::formula::Formula;
use super::part::Part;
use super::rules::Active;
use duly_diag::{Diagnostic, codes};
use duly_plan::{Compare, ConditionKind, Const, FieldId, HasMode, Operand, Plan, RuleSet};
use std::collections::BTreeMap;

impl Prover<'_> {
    /// Whether two rules match the same tickets and do the same.
    pub(super) fn is_twin(&mut self, rule: &Active<'_>, other: &Active<'_>) -> bool {
        same_outcome(rule, other)
            && self.solver.can_hold([&rule.yes, &other.no]).is_no()
            && self.solver.can_hold([&other.yes, &rule.no]).is_no()
    }

    /// The finding that two rules differ in nothing.
    pub(super) fn twin(&self, rule: &Active<'_>, other: &Active<'_>) -> Diagnostic {
        let message = format!("the rules `{}` and `{}` differ in nothing", other.rule.name, rule.rule.name);
        Diagnostic::warning(
            codes::SAME_RULES,
            rule.rule.span,
            message,
            "matches the same tickets and does the same",
        )
        .label(other.rule.span, "as this one does")
        .help("keep one of the two")
    }

    /// Rules of `every match` that are there twice (elsewhere the second is never reached, and reported as that),
    /// and neighbours that could be one.
    pub(super) fn twins(&mut self, set: &RuleSet, rules: &[Active<'_>]) {
        if set.every_match {
            let mut seen: BTreeMap<&Formula, Vec<&Active<'_>>> = BTreeMap::new();
            for rule in rules {
                let alike = seen.entry(&rule.yes).or_default();
                if let Some(other) = alike.iter().find(|other| same_outcome(rule, other)) {
                    let finding = self.twin(rule, other);
                    self.findings.add(finding);
                }
                alike.push(rule);
            }
        }
        let mut at = 0;
        while at + 1 < rules.len() {
            let run = Run::from(self.plan, &rules[at..]);
            if let Some(run) = &run {
                self.findings.add(run.finding(self.plan, &rules[at..=at + run.more]));
            }
            at += run.map_or(1, |run| run.more);
        }
    }
}

/// Neighbours that differ in the values of one test.
struct Run {
    /// The rules behind the first.
    more: usize,
    test: Test,
}

impl Run {
    /// The run that begins with the first rule.
    fn from(plan: &Plan, rules: &[Active<'_>]) -> Option<Run> {
        let mut run: Option<Run> = None;
        for pair in rules.windows(2) {
            let [one, other] = pair else { break };
            let test = if same_outcome(one, other) { differing(plan, one, other) } else { None };
            match (&mut run, test) {
                (None, Some(test)) => run = Some(Run { more: 1, test }),
                (Some(run), Some(test)) if run.test.is_same(&test) => {
                    run.more += 1;
                    run.test.values.extend(test.values.into_iter().skip(test.first));
                }
                _ => break,
            }
        }
        run
    }

    fn finding(&self, plan: &Plan, rules: &[Active<'_>]) -> Diagnostic {
        let condition = self.test.written(plan);
        let (first, next, last) = (rules[0].rule, rules[1].rule, rules[self.more].rule);
        if self.more == 1 {
            let message = format!("the rules `{}` and `{}` could be one", first.name, next.name);
            return Diagnostic::warning(codes::RULES_COULD_BE_ONE, next.span, message, "does the same")
                .label(first.span, "as this one")
                .help(format!("ask for both in one rule: `{condition}`"));
        }
        let count = rules.len();
        let message = format!("the {count} rules from `{}` to `{}` could be one", first.name, last.name);
        Diagnostic::warning(codes::RULES_COULD_BE_ONE, next.span, message, "does the same")
            .label(first.span, "as this one")
            .label(last.span, "and so do all as far as this one")
            .help(format!("ask for all in one rule: `{condition}`"))
    }
}

/// Whether two rules do the same, for the same reasons.
fn same_outcome(one: &Active<'_>, other: &Active<'_>) -> bool {
    let (one, other) = (one.rule, other.rule);
    one.actions.iter().map(|a| &a.kind).eq(other.actions.iter().map(|a| &a.kind))
        && (&one.because, &one.owner, &one.link) == (&other.because, &other.owner, &other.link)
}

/// The one test in which two conditions differ.
struct Test {
    /// Its place in the block; none: it is the whole condition.
    place: Option<usize>,
    word: &'static str,
    field: FieldId,
    /// The values of both, and how many the first has.
    values: Vec<String>,
    first: usize,
}

/// Beyond so many values a run's condition is not written out.
const MOST_VALUES: usize = 12;

impl Test {
    fn is_same(&self, other: &Test) -> bool {
        (self.place, self.word, self.field) == (other.place, other.word, other.field)
    }

    /// The test that asks for all values.
    fn written(&self, plan: &Plan) -> String {
        let name = crate::scope::written(&plan.field(self.field).name);
        let values = match self.values.as_slice() {
            [most @ .., last] if most.len() >= MOST_VALUES => {
                format!("{}, .., {last}", most[..MOST_VALUES - 2].join(", "))
            }
            all => all.join(", "),
        };
        format!("{name} {} {values}", self.word)
    }
}

/// The test in which two conditions differ, if they differ in the values of one.
fn differing(plan: &Plan, one: &Active<'_>, other: &Active<'_>) -> Option<Test> {
    let (one, other) = (one.part?, other.part?);
    let (place, one, other) = match (&one.condition.kind, &other.condition.kind) {
        (ConditionKind::All(_), ConditionKind::All(_)) if one.parts.len() == other.parts.len() => {
            let pairs = one.parts.iter().zip(&other.parts).enumerate();
            let mut differing = pairs.filter(|(_, (a, b))| a.yes != b.yes);
            let (place, (one, other)) = differing.next()?;
            if differing.next().is_some() {
                return None;
            }
            (Some(place), one, other)
        }
        _ => (None, one, other),
    };
    if one.yes == other.yes {
        return None;
    }
    let ((word, field, mut values), (other_word, other_field, more)) =
        (values(plan, one)?, values(plan, other)?);
    let first = values.len();
    values.extend(more);
    (word == other_word && field == other_field).then_some(Test { place, word, field, values, first })
}

/// The test, the field and the values of `is`, `is one of` and `has any of`.
fn values(plan: &Plan, part: &Part<'_>) -> Option<(&'static str, FieldId, Vec<String>)> {
    match &part.condition.kind {
        ConditionKind::Compare { field, op: Compare::Is, right: Operand::Const(value) } => {
            Some(("is one of", *field, vec![written(plan, *field, value)?]))
        }
        ConditionKind::OneOf { field, values } => Some((
            "is one of",
            *field,
            values.iter().map(|v| written(plan, *field, v)).collect::<Option<_>>()?,
        )),
        ConditionKind::Has { field, mode, values } if *mode == HasMode::Any || values.len() == 1 => {
            Some(("has any of", *field, values.iter().map(|text| format!("\"{text}\"")).collect()))
        }
        _ => None,
    }
}

fn written(plan: &Plan, field: FieldId, value: &Const) -> Option<String> {
    match value {
        Const::Code(code) => plan.field(field).kind.value(*code).map(crate::scope::written),
        Const::Text(text) => Some(format!("\"{text}\"")),
        Const::Number(number) => Some(number.to_string()),
        Const::Date(date) => Some(date.to_string()),
        Const::YesNo(_) | Const::Instant(_) | Const::Duration(_) => None,
    }
}
