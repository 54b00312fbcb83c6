//! The options of a run as the user wrote them, and the specification they make.

use crate::check::CheckedPolicy;
use crate::{Problem, moment};
use duly_calendar::{Instant, TimeZones, Zone};
use duly_diag::{Diagnostic, SourceMap, did_you_mean};
use duly_plan::{DayUnit, Length, Plan};
use duly_report::{Basis, Dimension, Filter, OptionError, ReportKind, Sort, Spec};

/// What a run is asked, in the user's words; what is not given has its default.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The reports; none: compliance.
    pub reports: Vec<ReportKind>,
    /// The names to group by.
    pub by: Vec<String>,
    /// The first instant that counts.
    pub from: Option<String>,
    /// The first instant that counts no more.
    pub to: Option<String>,
    /// The zone of periods, and of instants without one; the policy's by default.
    pub zone: Option<String>,
    /// Which instant of a cycle counts.
    pub basis: Basis,
    /// Only cycles of which this condition holds.
    pub condition: Option<String>,
    /// The column to sort by.
    pub sort: Option<Sort>,
    /// Only the backlog due within this length of time.
    pub within: Option<String>,
    /// The instant up to which events are judged; the last event's by default.
    pub as_of: Option<String>,
    /// Whether missed objectives are to be found, whatever is reported.
    pub enforce: bool,
}

/// Why the options make no specification.
#[derive(Clone, Debug)]
pub enum BadOption {
    /// An option that cannot be followed.
    Problem(Problem),
    /// A condition that is none, with the texts its findings point into.
    Condition(Vec<Diagnostic>, Box<SourceMap>),
}

impl From<Problem> for BadOption {
    fn from(problem: Problem) -> Self {
        BadOption::Problem(problem)
    }
}

impl From<OptionError> for BadOption {
    fn from(error: OptionError) -> Self {
        BadOption::Problem(Problem::new(error.message).maybe_help(error.help))
    }
}

/// The name of the condition's text in drawings.
const CONDITION_NAME: &str = "--where";

impl Options {
    /// The specification of these options, and the instant to judge up to if one is given. A specification's
    /// own `as_of` stands in for one that only the events know.
    ///
    /// # Errors
    /// The first option that cannot be followed.
    pub(crate) fn spec(
        &self,
        policy: &CheckedPolicy,
        plan: &Plan,
        zones: &TimeZones,
    ) -> Result<(Spec, Option<Instant>), BadOption> {
        let zone = zone(self.zone.as_deref(), plan, zones)?;
        let at = |option: &str, text: &Option<String>| {
            let read = |text: &String| {
                moment::instant(text, &zone).map_err(|e| Problem::new(format!("{option}: {e}")))
            };
            text.as_ref().map(read).transpose()
        };
        let (from, to, as_of) =
            (at("--from", &self.from)?, at("--to", &self.to)?, at("--as-of", &self.as_of)?);
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            let problem = Problem::new("--from is not before --to, so nothing lies between them");
            return Err(problem.help("--to is the first instant that counts no more").into());
        }
        let mut spec = Spec::new(zone.clone(), as_of.unwrap_or_default());
        if !self.reports.is_empty() {
            spec.kinds.clear();
            self.reports.iter().for_each(|kind| push_once(&mut spec.kinds, *kind));
        }
        if self.enforce {
            if plan.objectives.is_empty() {
                let problem = Problem::new("--enforce: this policy has no objectives");
                let help = "declare one: `objective \"Kept\" { 95% of resolution met, each month }`";
                return Err(problem.help(help).into());
            }
            push_once(&mut spec.kinds, ReportKind::Objectives);
        }
        for name in &self.by {
            spec.by.push(Dimension::parse(name, plan)?);
        }
        (spec.from, spec.to, spec.basis) = (from, to, self.basis);
        spec.within = self.within.as_deref().map(within).transpose()?;
        spec.sort.clone_from(&self.sort);
        spec.policy_versions = policy_versions(policy, plan);
        spec.filter = self.condition.as_ref().map(|text| filter(text, policy, plan, zones)).transpose()?;
        spec.check(plan)?;
        Ok((spec, as_of))
    }
}

/// The zone that is asked for by name, or the policy's.
pub(crate) fn zone(name: Option<&str>, plan: &Plan, zones: &TimeZones) -> Result<Zone, Problem> {
    let Some(name) = name else { return Ok(plan.meta.zone.clone()) };
    zones.zone(name).ok_or_else(|| {
        let meant = did_you_mean(name, zones.names()).map(|m| format!("did you mean `{m}`?"));
        let known = "zones have IANA names, such as `Europe/Bratislava` or `UTC`".to_owned();
        Problem::new(format!("there is no time zone `{name}`")).help(meant.unwrap_or(known))
    })
}

fn push_once(kinds: &mut Vec<ReportKind>, kind: ReportKind) {
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
}

/// `--within`: time on the wall clock, so days are days of 24 hours.
fn within(text: &str) -> Result<i64, Problem> {
    match moment::span(text).map(|span| span.length) {
        Ok(Length::Time(seconds)) => Ok(seconds),
        Ok(Length::Days(count, DayUnit::CalendarDays)) => Ok(i64::from(count) * 86_400),
        _ => Err(Problem::new(format!("--within: `{text}` is not a length of time on the wall clock"))
            .help("write `4h`, `90m` or `2 calendar days`")),
    }
}

fn filter(text: &str, policy: &CheckedPolicy, plan: &Plan, zones: &TimeZones) -> Result<Filter, BadOption> {
    let mut sources = policy.sources.clone();
    let file = sources.add(CONDITION_NAME, text);
    let condition = duly_syntax::parse_condition(file, text)
        .and_then(|tree| duly_analysis::lower_where(plan, &tree, zones))
        .map_err(|diagnostics| BadOption::Condition(diagnostics, Box::new(sources)))?;
    Ok(Filter { condition, text: text.to_owned() })
}

/// What the log says of the policy's text and of the version in force: the first twelve digits of its digest, and
/// behind an `@` the date from which the version is in force.
fn policy_versions(policy: &CheckedPolicy, plan: &Plan) -> Vec<String> {
    let digest: String = policy.digest.chars().take(12).collect();
    let dated = plan.versions.dates.iter().map(|version| format!("{digest}@{}", version.date));
    std::iter::once(digest.clone()).chain(dated).collect()
}
