//! The conditions of objectives and excuses, asked of the cycles that can count.

use super::formula::Formula;
use super::owner::Owner;
use super::part::{Part, Work};
use super::shares::Taker;
use super::space::Class;
use super::{Given, Prover};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{
    AgreementId, ClockId, Const, Counted, Excuse, FieldId, Goal, Level, LevelId, Objective, RecordField,
    TargetChoice,
};

/// Looks at the objectives and the excuses.
pub(super) fn check(prover: &mut Prover<'_>, work: &Work<'_>) {
    for (objective, part) in &work.objectives {
        let given = prover.counted(objective);
        prover.asked_of_cycles(part, Owner::Objective(&objective.name), given, Some(objective.goal_span));
    }
    for (excuse, part) in &work.excuses {
        let given = prover.missed(excuse);
        prover.asked_of_cycles(part, Owner::Excuse, given, None);
    }
    prover.needless(&work.excuses);
}

impl Prover<'_> {
    /// A condition that is asked of some cycles, which are said at `place`. A condition that says no more
    /// than what is so anyway (`level is gold`, where no other level promises the clock) is a net for levels to come.
    fn asked_of_cycles(&mut self, part: &Part<'_>, owner: Owner<'_>, given: Formula, place: Option<Span>) {
        if !self.can_hold([&part.yes]) || self.can_hold([&part.yes, &given]) {
            self.condition(part, owner);
            return;
        }
        let outer = std::mem::replace(&mut self.given, Given { formula: given, place });
        self.never(part, owner);
        self.given = outer;
    }

    /// What is known of the cycles that an objective counts.
    fn counted(&self, objective: &Objective) -> Formula {
        let verdicts = matches!(
            objective.goal,
            Goal::ShareMet(_)
                | Goal::AtMost(_, Counted::Met | Counted::Missed)
                | Goal::AtLeast(_, Counted::Met | Counted::Missed)
        );
        let outcomes: &[&str] = match (verdicts, objective.counting.is_empty()) {
            (true, true) => &["met", "missed", "overdue"],
            (true, false) => &["met", "missed", "overdue", "cancelled"],
            (false, true) => &["met", "missed", "overdue", "measured", "running", "paused"],
            (false, false) => &["met", "missed", "overdue", "measured", "running", "paused", "cancelled"],
        };
        let clocks = [objective.clock];
        Formula::all([
            self.one_of(RecordField::Outcome, |code| {
                RecordField::OUTCOMES.get(usize::from(code)).is_some_and(|name| outcomes.contains(name))
            }),
            self.one_of(RecordField::Clock, |code| code == objective.clock.0),
            self.one_of(RecordField::Level, |code| self.speaks_of(code, &clocks, Some(objective.agreement))),
        ])
    }

    /// What is known of the misses that an excuse can be for.
    fn missed(&self, excuse: &Excuse) -> Formula {
        Formula::all([
            self.one_of(RecordField::Clock, |code| excuse.clocks.contains(&ClockId(code))),
            self.one_of(RecordField::Level, |code| self.speaks_of(code, &excuse.clocks, None)),
        ])
    }

    /// That a closed list of finished cycles has one of some values; true where nobody asks for it.
    fn one_of(&self, field: RecordField, wanted: impl Fn(u16) -> bool) -> Formula {
        let field: FieldId = field.id();
        if !self.lowering.space.fields.contains_key(&field) {
            return Formula::Known(true);
        }
        let wanted = |class: &Class| matches!(class, Class::Is(Const::Code(code)) if wanted(*code));
        self.lowering.field_classes(field, wanted)
    }

    /// Whether a version of a level has a target for one of some clocks: a cycle counts only while it has one.
    fn speaks_of(&self, level: u16, clocks: &[ClockId], agreement: Option<AgreementId>) -> bool {
        let says = |level: &Level| {
            agreement.is_none_or(|agreement| level.agreement == agreement)
                && level
                    .targets
                    .iter()
                    .any(|target| clocks.contains(&target.clock) && has_any(&target.choice))
        };
        self.plan.versions.levels_of(LevelId(level)).any(|version| says(self.plan.level(version)))
    }

    /// Excuses for misses that are excused before: the first that holds gives the reason.
    fn needless(&mut self, excuses: &[(&Excuse, Part<'_>)]) {
        for (at, (excuse, part)) in excuses.iter().enumerate() {
            let given = self.missed(excuse);
            if !self.can_hold([&part.yes, &given]) {
                continue;
            }
            let above: Vec<&(&Excuse, Part<'_>)> = excuses[..at]
                .iter()
                .filter(|(other, _)| excuse.clocks.iter().all(|clock| other.clocks.contains(clock)))
                .collect();
            let open = above.iter().map(|(_, other)| &other.no);
            if above.is_empty() || self.can_hold([&part.yes, &given].into_iter().chain(open)) {
                continue;
            }
            let message = "this excuse is never needed: what it excuses is excused before";
            let finding = Diagnostic::warning(codes::NEEDLESS_EXCUSE, excuse.span, message, "");
            let covers = above.iter().find(|(_, other)| !self.can_hold([&part.yes, &given, &other.no]));
            let finding = match covers {
                Some((other, _)) => finding.label(other.span, "excuses all of it"),
                None => {
                    let takers: Vec<Taker<'_>> = above
                        .iter()
                        .map(|(other, part)| Taker { yes: &part.yes, no: &part.no, span: other.span })
                        .collect();
                    self.shares(finding, &part.yes, &takers)
                }
            };
            self.findings.add(finding.help("leave it out, or put the more special excuse first"));
        }
    }
}

/// Whether a choice of targets can give one.
fn has_any(choice: &TargetChoice) -> bool {
    match choice {
        TargetChoice::One(target) => target.is_some(),
        TargetChoice::ByField { cells, unset, .. } => {
            unset.is_some() || cells.iter().any(|(_, target)| target.is_some())
        }
        TargetChoice::List(entries) => entries.iter().any(|(_, target)| target.is_some()),
    }
}
