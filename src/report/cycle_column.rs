//! What a report can say of a cycle, a column each: the log, the backlog and the groups of the compliance
//! report are selections of these.

use crate::capture::Captured;
use crate::column::{Column, Kind, NULL, Raw};
use crate::names::Names;
use crate::spec::Spec;
use crate::texts::Texts;
use duly_calendar::Instant;
use duly_engine::CycleRecord;
use duly_plan::{FieldId, Plan};

/// A property of a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum CycleColumn {
    Ticket,
    Clock,
    Cycle,
    Key,
    Agreement,
    Level,
    Rule,
    Calendar,
    Agent,
    /// A field of the ticket at the verdict.
    Field(FieldId),
    Started,
    Due,
    Closed,
    Elapsed,
    Paused,
    Wall,
    Target,
    Remaining,
    Outcome,
    Reason,
    BreachedAt,
    AtRisk,
    Reopens,
    PolicyVersion,
}

impl CycleColumn {
    /// Its name in every format; a field's own.
    pub(crate) fn name(self, plan: &Plan) -> &str {
        match self {
            CycleColumn::Ticket => "ticket",
            CycleColumn::Clock => "clock",
            CycleColumn::Cycle => "cycle",
            CycleColumn::Key => "key",
            CycleColumn::Agreement => "agreement",
            CycleColumn::Level => "level",
            CycleColumn::Rule => "rule",
            CycleColumn::Calendar => "calendar",
            CycleColumn::Agent => "agent",
            CycleColumn::Field(field) => &plan.field(field).name,
            CycleColumn::Started => "started",
            CycleColumn::Due => "due",
            CycleColumn::Closed => "closed",
            CycleColumn::Elapsed => "elapsed_s",
            CycleColumn::Paused => "paused_s",
            CycleColumn::Wall => "wall_s",
            CycleColumn::Target => "target_s",
            CycleColumn::Remaining => "remaining_s",
            CycleColumn::Outcome => "outcome",
            CycleColumn::Reason => "reason",
            CycleColumn::BreachedAt => "breached_at",
            CycleColumn::AtRisk => "at_risk",
            CycleColumn::Reopens => "reopens",
            CycleColumn::PolicyVersion => "policy_version",
        }
    }

    fn kind(self, names: &Names) -> Kind {
        match self {
            CycleColumn::Clock => names.clocks.clone(),
            CycleColumn::Agreement => names.agreements.clone(),
            CycleColumn::Level => names.levels.clone(),
            CycleColumn::Rule => names.rules.clone(),
            CycleColumn::Calendar => names.calendars.clone(),
            CycleColumn::Outcome => names.outcomes.clone(),
            CycleColumn::Cycle | CycleColumn::Reopens => Kind::Count,
            CycleColumn::Started | CycleColumn::Due | CycleColumn::Closed | CycleColumn::BreachedAt => {
                Kind::Instant
            }
            CycleColumn::Elapsed
            | CycleColumn::Paused
            | CycleColumn::Wall
            | CycleColumn::Target
            | CycleColumn::Remaining => Kind::Seconds,
            CycleColumn::AtRisk => Kind::YesNo,
            CycleColumn::Ticket
            | CycleColumn::Key
            | CycleColumn::Agent
            | CycleColumn::Reason
            | CycleColumn::Field(_)
            | CycleColumn::PolicyVersion => Kind::Text,
        }
    }
}

/// Reads one property off records.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    what: CycleColumn,
    field: Option<Captured>,
    pub(crate) kind: Kind,
}

impl Reader {
    pub(crate) fn new(plan: &Plan, names: &Names, capture: &[FieldId], what: CycleColumn) -> Reader {
        let field = match what {
            CycleColumn::Field(field) => Some(Captured::new(plan, capture, field)),
            _ => None,
        };
        let kind = field.as_ref().map_or_else(|| what.kind(names), |f| f.kind.clone());
        Reader { what, field, kind }
    }

    /// The column it fills.
    pub(crate) fn column(&self, plan: &Plan, rank: u8) -> Column {
        Column::new(self.what.name(plan), self.kind.clone(), rank)
    }

    /// The value of a record.
    pub(crate) fn value(&self, c: &CycleRecord<'_>, names: &Names, spec: &Spec, texts: &mut Texts) -> Raw {
        match self.what {
            CycleColumn::Ticket => texts.intern(c.ticket),
            CycleColumn::Clock => Raw::from(c.clock.0),
            CycleColumn::Cycle => Raw::from(c.cycle),
            CycleColumn::Key => text(c.key, texts),
            CycleColumn::Agreement => Raw::from(c.agreement.0),
            CycleColumn::Level => c.level.map_or(NULL, |l| Raw::from(l.0)),
            CycleColumn::Rule => c.rule.map_or(NULL, |r| names.rule(c.agreement, r)),
            CycleColumn::Calendar => c.calendar.map_or(NULL, |id| Raw::from(id.0)),
            CycleColumn::Agent => text(c.agent, texts),
            CycleColumn::Field(_) => self.field.as_ref().map_or(NULL, |f| f.value(c.fields, texts)),
            CycleColumn::Started => c.started.0,
            CycleColumn::Due => instant(c.due),
            CycleColumn::Closed => instant(c.closed),
            CycleColumn::Elapsed => c.elapsed,
            CycleColumn::Paused => c.paused,
            CycleColumn::Wall => c.wall,
            CycleColumn::Target => c.target_seconds.unwrap_or(NULL),
            CycleColumn::Remaining => remaining(c).unwrap_or(NULL),
            CycleColumn::Outcome => outcome(c),
            CycleColumn::Reason => c.reason.as_ref().map_or(NULL, |r| texts.intern(&r.text())),
            CycleColumn::BreachedAt => instant(c.breached_at),
            CycleColumn::AtRisk => Raw::from(c.at_risk),
            CycleColumn::Reopens => Raw::from(c.reopens),
            CycleColumn::PolicyVersion => {
                spec.policy_versions.get(c.period).map_or(NULL, |v| texts.intern(v))
            }
        }
    }
}

/// Business seconds left of the target, negative when late; none for day counts and tracked clocks.
pub(crate) fn remaining(c: &CycleRecord<'_>) -> Option<i64> {
    c.target_seconds.map(|target| target.saturating_sub(c.elapsed))
}

/// The position of the outcome in [`duly_plan::RecordField::OUTCOMES`].
pub(crate) fn outcome(c: &CycleRecord<'_>) -> Raw {
    Raw::from(c.outcome as u8)
}

pub(crate) fn instant(at: Option<Instant>) -> Raw {
    at.map_or(NULL, |t| t.0)
}

fn text(value: Option<&str>, texts: &mut Texts) -> Raw {
    value.map_or(NULL, |t| texts.intern(t))
}
