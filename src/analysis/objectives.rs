//! Objectives and excuses: names, units and parts checked.

use crate::collect::{Decl, Declared};
use crate::conditions::Place;
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::scope::Scope;
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, Span, Spanned, codes};
use duly_plan::{
    self as plan, AgreementId, CountedMissed, CreditCap, Excuse, Goal, GroupBy, Ignored, Objective, Share,
    standard,
};
use duly_syntax::ast::{
    self, Counted, Kept, Length, Measure, MeasureKind, Name, ObjectiveItemKind, ObjectivePart,
    ObjectivePartKind, Percent, PeriodUnit,
};

/// The objectives and excuses of a policy; none where any of them fails.
pub(crate) struct Lowered {
    pub objectives: Vec<Option<Objective>>,
    pub excuses: Vec<Option<Excuse>>,
    /// The policy's own cap; the outer `None` is one that fails.
    pub credit_cap: Option<Option<CreditCap>>,
}

/// Lowers them all. Their conditions are about finished cycles, and read the names of those too.
pub(crate) fn lower(
    declared: &Declared<'_>,
    names: &Vocabulary,
    zones: &TimeZones,
    findings: &mut Findings,
) -> Lowered {
    let levels: Vec<String> = names.levels.iter().map(|l| l.name.clone()).collect();
    let records = names.with_records(&levels);
    let mut stage = Stage { names, records: &records, zones, findings };
    let objectives = declared.objectives.iter().map(|decl| stage.objective(decl)).collect();
    let excuses = declared.excuses.iter().map(|decl| stage.excuse(decl)).collect();
    let cap = declared.policy.as_ref().and_then(|policy| policy.node.credit_caps.first());
    let credit_cap = match cap {
        Some(cap) => stage.scope("").credit_cap(cap).map(Some),
        None => Some(None),
    };
    Lowered { objectives, excuses, credit_cap }
}

/// The parts of an objective, each where it is said.
#[derive(Default)]
struct Parts<'a> {
    each: Vec<(PeriodUnit, Span)>,
    by: Vec<(&'a [Name], Span)>,
    at_least: Vec<(u32, Span)>,
    conditions: Vec<(&'a ast::Condition, Span)>,
    ignoring: Vec<(&'a Name, Option<&'a Spanned<Length>>)>,
    counting: Vec<(&'a Name, Span)>,
}

impl<'a> Parts<'a> {
    fn add(&mut self, part: &'a ObjectivePart) {
        let span = part.span;
        match &part.kind {
            ObjectivePartKind::Each(unit) => self.each.push((*unit, span)),
            ObjectivePartKind::By(names) => self.by.push((names, span)),
            ObjectivePartKind::AtLeast(count) => self.at_least.push((*count, span)),
            ObjectivePartKind::Where(condition) => self.conditions.push((condition, span)),
            ObjectivePartKind::Ignoring(reason, under) => self.ignoring.push((reason, under.as_ref())),
            ObjectivePartKind::Counting(reason) => self.counting.push((reason, span)),
        }
    }
}

struct Stage<'n, 'f> {
    names: &'n Vocabulary,
    /// The same with the names that finished cycles have.
    records: &'n Vocabulary,
    zones: &'n TimeZones,
    findings: &'f mut Findings,
}

impl<'n> Stage<'n, '_> {
    fn scope<'s>(&'s mut self, prefix: &'s str) -> Scope<'s, 's> {
        Scope { names: self.names, prefix, standard: false, zones: self.zones, findings: self.findings }
    }

    fn about_records<'s>(&'s mut self, prefix: &'s str) -> Scope<'s, 's> {
        Scope { names: self.records, prefix, standard: false, zones: self.zones, findings: self.findings }
    }

    fn objective(&mut self, decl: &Decl<'_, ast::ObjectiveDecl>) -> Option<Objective> {
        let node = decl.node;
        let prefix = decl.unit.prefix.as_str();
        let mut parts = Parts::default();
        let (mut goals, mut steps, mut caps) = (Vec::new(), Vec::new(), Vec::new());
        for item in &node.items {
            match &item.kind {
                ObjectiveItemKind::Goal { measure, parts: behind } => {
                    goals.push((measure, measure.span));
                    behind.iter().for_each(|part| parts.add(part));
                }
                ObjectiveItemKind::Part(part) => parts.add(part),
                ObjectiveItemKind::Credit(list) => steps.extend(list),
                ObjectiveItemKind::CreditCap(cap) => caps.push((cap, item.span)),
            }
        }
        let name = &node.name;
        let measure = self.once(name, "goal", &goals).copied();
        let each = self.once(name, "`each`", &parts.each).copied();
        let by = self.once(name, "`by`", &parts.by).copied();
        let at_least = self.once(name, "`at least .. cycles`", &parts.at_least).copied();
        let condition = self.once(name, "`where`", &parts.conditions).copied();
        let cap = self.once(name, "cap of its credits", &caps).copied();
        if measure.is_none() {
            self.no_goal(name, decl.span);
        }
        if let (Some(measure), None) = (measure, each) {
            self.no_period(name, measure, decl.span);
        }
        let goal = measure.and_then(|m| self.scope(prefix).goal(m));
        let agreement = match &node.agreement {
            Some(name) => self.scope(prefix).agreement(name),
            None => Some(AgreementId(0)),
        };
        let clock = measure.and_then(|m| self.scope(prefix).clock(&m.clock));
        let by = self.scope(prefix).groups(by.unwrap_or_default());
        let condition = condition
            .map(|c| self.about_records(prefix).condition(c, Place::Record))
            .map_or(Some(None), |c| c.map(Some));
        let ignoring = self.scope(prefix).ignoring(&parts);
        let counting = goal.and_then(|goal| self.scope(prefix).counting(goal, &parts));
        let credits = goal.and_then(|goal| self.scope(prefix).credits(goal, measure?.span, &steps));
        let credit_cap = match cap {
            Some(cap) => self.scope(prefix).credit_cap(cap).map(Some),
            None => Some(None),
        };
        Some(Objective {
            name: decl.full(name),
            doc: decl.doc.map(str::to_owned),
            clock: clock?,
            agreement: agreement?,
            goal: goal?,
            each: period(each?),
            by: by?,
            at_least: at_least.unwrap_or_default(),
            ignoring: ignoring?,
            counting: counting?,
            condition: condition?,
            credits: credits?,
            credit_cap: credit_cap?,
            goal_span: measure?.span,
            span: decl.span,
        })
    }

    /// The first of what can be said once.
    fn once<'a, T>(&mut self, name: &Name, what: &str, said: &'a [(T, Span)]) -> Option<&'a T> {
        if let [(_, first), (_, again), ..] = said {
            let message = format!("the objective `{}` has more than one {what}", name.text);
            let help = match what {
                "goal" => "make a second objective of it",
                "`where`" => "join the conditions with `and`",
                "`by`" => "name them all behind one `by`: `by department, priority`",
                _ => "keep one of the two",
            };
            let finding = Diagnostic::error(codes::SAID_TWICE, *again, message, "said again")
                .label(*first, "said here first")
                .help(help);
            self.findings.add(finding);
        }
        said.first().map(|(said, _)| said)
    }

    fn no_goal(&mut self, name: &Name, declaration: Span) {
        let message = format!("the objective `{}` has no goal", name.text);
        let finding = Diagnostic::error(codes::OBJECTIVE_GOAL, name.span, message, "what has to be reached?")
            .help("say what has to be reached: `95% of resolution met, each month`");
        self.findings.add_missing(declaration, finding);
    }

    fn no_period(&mut self, name: &Name, measure: &Measure, declaration: Span) {
        let message = format!("the objective `{}` does not say for which periods", name.text);
        let end = measure.span.end_point();
        let finding =
            Diagnostic::error(codes::OBJECTIVE_PERIOD, measure.span, message, "measured over what?")
                .help("add `each month`, or `each half hour`, `hour`, `day`, `week`, `quarter` or `year`")
                .fix(end, ", each month");
        self.findings.add_missing(declaration, finding);
    }

    fn excuse(&mut self, decl: &Decl<'_, ast::ExcuseDecl>) -> Option<Excuse> {
        let (node, prefix) = (decl.node, decl.unit.prefix.as_str());
        let clocks: Vec<_> = node.clocks.iter().map(|name| self.scope(prefix).clock(name)).collect();
        let condition = self.about_records(prefix).condition(&node.condition, Place::Record);
        Some(Excuse {
            clocks: clocks.into_iter().collect::<Option<_>>()?,
            condition: condition?,
            because: node.because.node.clone(),
            span: decl.span,
        })
    }
}

impl Scope<'_, '_> {
    fn goal(&mut self, measure: &Measure) -> Option<Goal> {
        match &measure.kind {
            MeasureKind::Share(share, kept) => {
                let share = self.percentage(share, "a share");
                match kept {
                    Kept::Met => share.map(Goal::ShareMet),
                    Kept::Within(length) => {
                        let seconds = self.seconds(length);
                        Some(Goal::ShareWithin(share?, seconds?))
                    }
                }
            }
            MeasureKind::Percentile(percent, length) => {
                let (percent, seconds) = (self.percentage(percent, "a percentile"), self.seconds(length));
                Some(Goal::Percentile(percent?, seconds?))
            }
            MeasureKind::Average(length) => self.seconds(length).map(Goal::Average),
            MeasureKind::Count { at_most, bound, counted } => {
                let counted = match counted {
                    Counted::Met => plan::Counted::Met,
                    Counted::Missed => plan::Counted::Missed,
                    Counted::Within(length) => plan::Counted::Within(self.seconds(length)?),
                    Counted::Beyond(length) => plan::Counted::Beyond(self.seconds(length)?),
                };
                let goal = if *at_most { Goal::AtMost } else { Goal::AtLeast };
                Some(goal(bound.node, counted))
            }
        }
    }

    fn credit_cap(&mut self, cap: &Spanned<Percent>) -> Option<CreditCap> {
        Some(CreditCap { most: self.percentage(cap, "a cap")?, span: cap.span })
    }

    /// More than none and at most all.
    pub(crate) fn percentage(&mut self, percent: &Spanned<Percent>, what: &str) -> Option<Share> {
        let share = u32::try_from(percent.node.0).ok().map(Share);
        if let Some(share) = share.filter(|s| (1..=Share::ALL.0).contains(&s.0)) {
            return Some(share);
        }
        let message = if percent.node.0 == 0 {
            format!("{what} of 0% says nothing")
        } else {
            format!("{what} is at most 100%")
        };
        let label = if percent.node.0 == 0 { "nothing" } else { "more than all" };
        self.fail(Diagnostic::error(codes::BAD_PERCENTAGE, percent.span, message, label))
    }

    /// A length that elapsed time can be compared with.
    pub(crate) fn seconds(&mut self, length: &Spanned<Length>) -> Option<i64> {
        let (message, help) = match length.node {
            Length::Time(time) if time.seconds > 0 => return i64::try_from(time.seconds).ok(),
            Length::Time(_) => ("nothing is closed within no time", "write a length above `0s`"),
            Length::Days(_) => (
                "an objective measures elapsed time, which is not counted in days",
                "write how many business hours that is: `within 16h`; or promise the days in a level and ask for \
                 the share `met`",
            ),
        };
        self.fail(Diagnostic::error(codes::OBJECTIVE_LENGTH, length.span, message, "").help(help))
    }

    fn groups(&mut self, names: &[Name]) -> Option<Vec<GroupBy>> {
        let groups: Vec<Option<GroupBy>> = names.iter().map(|name| self.group(name)).collect();
        for (at, name) in names.iter().enumerate() {
            let first = groups[..at].iter().position(|g| g.is_some() && *g == groups[at]);
            if let Some(first) = first {
                let message = format!("`{}` is named twice behind `by`", name.text);
                let finding = Diagnostic::error(codes::SAID_TWICE, name.span, message, "named again")
                    .label(names[first].span, "named here first")
                    .help("keep one of the two");
                self.findings.add(finding);
            }
        }
        groups.into_iter().collect()
    }

    fn group(&mut self, name: &Name) -> Option<GroupBy> {
        match name.text.as_str() {
            "agent" => return Some(GroupBy::Agent),
            "level" => return Some(GroupBy::Level),
            "rule" => return Some(GroupBy::Rule),
            "calendar" => return Some(GroupBy::Calendar),
            "customer" => return Some(GroupBy::Field(standard::REQUESTER)),
            _ => {}
        }
        let field = name.text.strip_prefix("ticket.").unwrap_or(&name.text);
        let is_period = ["hour", "date", "day", "week", "month", "quarter", "year"].contains(&field);
        if is_period && self.names.field_named(field).is_none() {
            let unit = if field == "date" { "day" } else { field };
            let message = format!("`{field}` is a period, and periods are said with `each`");
            let help = format!("write `each {unit}`");
            return self.fail(Diagnostic::error(codes::OBJECTIVE_PERIOD, name.span, message, "").help(help));
        }
        let name = Name { text: field.to_owned(), ..name.clone() };
        self.field(&name).map(|entry| GroupBy::Field(entry.id))
    }

    fn ignoring(&mut self, parts: &Parts<'_>) -> Option<Vec<Ignored>> {
        let mut all = Vec::new();
        for (reason, under) in &parts.ignoring {
            let under = match under {
                Some(length) => Some(self.seconds(length)?),
                None => None,
            };
            all.push(Ignored { reason: reason.text.clone(), under, span: reason.span });
        }
        Some(all)
    }

    fn counting(&mut self, goal: Goal, parts: &Parts<'_>) -> Option<Vec<CountedMissed>> {
        let counts_misses = match goal {
            Goal::ShareMet(_) | Goal::ShareWithin(..) => true,
            Goal::AtMost(_, counted) | Goal::AtLeast(_, counted) => {
                matches!(counted, plan::Counted::Missed | plan::Counted::Beyond(_))
            }
            Goal::Percentile(..) | Goal::Average(_) => false,
        };
        match parts.counting.first() {
            Some((_, span)) if !counts_misses => {
                let message = "this objective counts no misses, so nothing can be counted as one";
                let help = "ask for a share: `90% of CLOCK within D`, which says the same as `p90 of CLOCK within D`";
                self.fail(Diagnostic::error(codes::NOTHING_MISSED, *span, message, "").help(help))
            }
            _ => Some(
                parts
                    .counting
                    .iter()
                    .map(|(reason, _)| CountedMissed { reason: reason.text.clone(), span: reason.span })
                    .collect(),
            ),
        }
    }
}

fn period(unit: PeriodUnit) -> plan::PeriodUnit {
    match unit {
        PeriodUnit::HalfHour => plan::PeriodUnit::HalfHour,
        PeriodUnit::Hour => plan::PeriodUnit::Hour,
        PeriodUnit::Day => plan::PeriodUnit::Day,
        PeriodUnit::Week => plan::PeriodUnit::Week,
        PeriodUnit::Month => plan::PeriodUnit::Month,
        PeriodUnit::Quarter => plan::PeriodUnit::Quarter,
        PeriodUnit::Year => plan::PeriodUnit::Year,
    }
}
