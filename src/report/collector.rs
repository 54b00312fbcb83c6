//! The observer of a run: hands every record to the reports that want it.

use crate::actions::Actions;
use crate::compliance::Compliance;
use crate::excuse::Excuses;
use crate::faults::Faults;
use crate::filter::Selector;
use crate::names::Names;
use crate::objective::Objectives;
use crate::report::Report;
use crate::rows::{Rows, in_backlog};
use crate::spec::{ReportKind, Spec};
use crate::tickets::Tickets;
use duly_diag::SourceMap;
use duly_engine::{ActionRecord, CycleRecord, Observer, ScriptFault, TicketRecord};
use duly_plan::{CalendarId, Plan};
use std::collections::BTreeMap;

/// Collects what the reports of a [`Spec`] need. A run may use as many as it likes, each for some of the
/// tickets: merged in any order they give the same reports, byte for byte.
#[derive(Clone, Debug)]
pub struct Collector<'p> {
    plan: &'p Plan,
    spec: &'p Spec,
    sources: &'p SourceMap,
    names: Names,
    selector: Selector<'p>,
    compliance: Option<Compliance>,
    log: Option<Rows>,
    tickets: Option<Tickets>,
    backlog: Option<Rows>,
    actions: Option<Actions>,
    objectives: Option<Objectives<'p>>,
    excuses: Excuses<'p>,
    unknown_zones: BTreeMap<(CalendarId, String), u64>,
    faults: Faults,
}

impl<'p> Collector<'p> {
    /// An empty collector for the records of a [`duly_engine::Program`] of this plan and [`Spec::query`]. The
    /// sources are the policy's texts, whose lines actions name.
    #[must_use]
    pub fn new(plan: &'p Plan, spec: &'p Spec, sources: &'p SourceMap) -> Collector<'p> {
        let names = Names::new(plan);
        let capture = spec.query(plan).capture;
        let wants = |kind: ReportKind| spec.wants(kind).then_some(());
        Collector {
            plan,
            spec,
            sources,
            compliance: wants(ReportKind::Compliance).map(|()| Compliance::new(plan, &names, &capture, spec)),
            log: wants(ReportKind::Log).map(|()| Rows::log(plan, &names, &capture)),
            tickets: wants(ReportKind::Tickets).map(|()| Tickets::new(plan, &names, &capture)),
            backlog: wants(ReportKind::Backlog).map(|()| Rows::backlog(plan, &names, &capture)),
            actions: wants(ReportKind::Actions).map(|()| Actions::new(&names)),
            objectives: spec.measures_objectives().then(|| Objectives::new(plan, &names, &capture)),
            excuses: Excuses::new(plan, &capture),
            selector: Selector::new(plan, spec, &capture),
            faults: Faults::default(),
            names,
            unknown_zones: BTreeMap::new(),
        }
    }

    /// What tickets held in place of the zone that a calendar reads, and how many cycles were counted in the
    /// calendar's own zone for it.
    #[must_use]
    pub fn unknown_zones(&self) -> &BTreeMap<(CalendarId, String), u64> {
        &self.unknown_zones
    }

    /// Adds what another collector of the same plan and spec has seen of other tickets.
    pub fn merge(&mut self, other: Collector<'_>) {
        if let (Some(mine), Some(theirs)) = (&mut self.compliance, other.compliance) {
            mine.absorb(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.log, &other.log) {
            mine.absorb(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.tickets, &other.tickets) {
            mine.absorb(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.backlog, &other.backlog) {
            mine.absorb(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.actions, &other.actions) {
            mine.absorb(theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.objectives, &other.objectives) {
            mine.absorb(theirs);
        }
        for (zone, cycles) in other.unknown_zones {
            *self.unknown_zones.entry(zone).or_default() += cycles;
        }
        self.faults.absorb(&other.faults);
    }

    /// The scripts that failed.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The reports, in the order in which the spec asks for them.
    #[must_use]
    pub fn finish(mut self) -> Vec<Report> {
        let (spec, plan, sources) = (self.spec, self.plan, self.sources);
        let mut report = |kind: &ReportKind| match kind {
            ReportKind::Compliance => self.compliance.take().map(|c| c.finish(spec)),
            ReportKind::Log => self.log.take().map(|r| r.finish(spec)),
            ReportKind::Tickets => self.tickets.take().map(|t| t.finish(spec)),
            ReportKind::Backlog => self.backlog.take().map(|r| r.finish(spec)),
            ReportKind::Actions => self.actions.take().map(|a| a.finish(spec)),
            ReportKind::Objectives => self.objectives.as_ref().map(|o| o.finish(plan, sources, spec)),
            ReportKind::Credits => self.objectives.as_ref().map(|o| o.finish_credits(plan, spec)),
        };
        spec.kinds.iter().filter_map(&mut report).collect()
    }
}

impl Observer for Collector<'_> {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        if !self.selector.holds(cycle) {
            return;
        }
        if let Some(backlog) = self.backlog.as_mut().filter(|_| in_backlog(cycle, self.spec)) {
            backlog.add(cycle, None, &self.names, self.spec);
        }
        if let Some(objectives) = &mut self.objectives {
            objectives.add(cycle, &self.excuses, &self.names, self.spec);
        }
        let at = self.selector.instant(cycle);
        if !self.spec.covers(at) {
            return;
        }
        let excuse = self.excuses.of_miss(cycle);
        if let Some(compliance) = &mut self.compliance {
            compliance.add(cycle, at, excuse.is_some(), &self.names, self.spec);
        }
        if let Some(log) = &mut self.log {
            log.add(cycle, excuse, &self.names, self.spec);
        }
        if let Some(tickets) = &mut self.tickets {
            tickets.add(cycle);
        }
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        if let Some(tickets) = &mut self.tickets {
            tickets.close(ticket, &self.names, self.spec);
        }
    }

    fn unknown_zone(&mut self, calendar: CalendarId, name: &str) {
        *self.unknown_zones.entry((calendar, name.to_owned())).or_default() += 1;
    }

    fn script_failed(&mut self, ticket: &str, fault: &ScriptFault) {
        self.faults.add(ticket, fault);
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        if let Some(actions) = self.actions.as_mut().filter(|_| self.spec.covers(Some(action.at))) {
            actions.add(action, self.plan, self.sources);
        }
    }
}

#[cfg(test)]
#[path = "collector_tests.rs"]
mod tests;
