//! What is said of a ticket in the end: the columns of the SLA log and of the report of actions
//! (`commands.md` of the design, "SLA log, one record a cycle", "Actions, one record each").

use super::cycle::{Cycle, Doing, How};
use super::level::Promised;
use super::life::Life;
use super::promise::Promise;
use super::value::stamp;
use duly_syntax::ast::RulesDecl;
use serde_json::{Value as Json, json};

/// An action that is due.
#[derive(Clone, PartialEq, Debug)]
pub struct Action {
    /// When.
    pub at: i64,
    /// The rule, or the warning as it is written.
    pub trigger: String,
    /// Of a warning.
    pub clock: Option<String>,
    /// Of a warning.
    pub cycle: Option<u32>,
    /// In force.
    pub level: Option<String>,
    /// `warn`, `notify`, ..
    pub action: String,
    /// Whom, which tag.
    pub to: Option<String>,
    /// Of `set`.
    pub field: Option<String>,
    /// Of `set`.
    pub value: Option<String>,
    /// The reason that is written.
    pub because: Option<String>,
    /// The policy's line.
    pub line: usize,
}

impl Action {
    /// Its row.
    pub fn row(&self, ticket: &str) -> Json {
        json!({
            "ticket": ticket, "at": stamp(self.at), "trigger": self.trigger, "clock": self.clock,
            "cycle": self.cycle, "level": self.level, "action": self.action, "to": self.to,
            "field": self.field, "value": self.value, "because": self.because, "line": self.line,
        })
    }
}

impl Life<'_> {
    /// Ends the data: "at `as-of` A, the events up to and at A and the timers before A have happened".
    /// The rows of the log come out in the order of clocks and cycles.
    pub fn finish(&mut self, ticket: &str, as_of: i64) -> Vec<Json> {
        self.pass_until(as_of);
        self.note_breaches(as_of);
        let mut cycles: Vec<&Cycle> = self.cycles.iter().collect();
        cycles.sort_by_key(|cycle| (cycle.clock, cycle.number));
        let all = cycles.iter().flat_map(|cycle| {
            cycle.promises.iter().zip(&self.policy.rules).map(move |judged| (cycle, judged))
        });
        all.filter_map(|(cycle, (promise, rules))| self.row(ticket, cycle, promise, rules, as_of)).collect()
    }

    fn row(
        &self,
        ticket: &str,
        cycle: &Cycle,
        promise: &Promise,
        rules: &RulesDecl,
        as_of: i64,
    ) -> Option<Json> {
        // "A clock that the ticket's level neither promises nor tracks runs unjudged and leaves no record."
        promise.last.as_ref().filter(|_| promise.target.is_some() || promise.promised)?;
        let (outcome, reason) = outcome(cycle, promise, as_of);
        let closed = cycle.end.as_ref().map(|end| end.at);
        let until = closed.unwrap_or(as_of);
        let (elapsed, paused) = promise.totals(cycle, until);
        let seconds = promise.seconds();
        let after = cycle.end.as_ref().map_or(&self.ticket, |end| &end.after);
        let field = |name: &str| after.get(self.policy, name).map(|value| value.shown());
        let department = match &cycle.end {
            Some(end) => end.department.clone(),
            None if outcome == "overdue" => promise.breached_in.clone(),
            None => field("department"),
        };
        let agent = cycle.end.as_ref().map_or_else(|| self.field("assignee"), |end| end.agent.clone());
        Some(json!({
            "ticket": ticket,
            "clock": self.policy.clocks[cycle.clock].name.text,
            "cycle": cycle.number,
            "key": cycle.key,
            "agreement": rules.agreement.as_ref().map_or("default", |name| name.text.as_str()),
            "level": promise.level,
            "rule": promise.rule,
            "requester": field("requester"),
            "department": department,
            "agent": agent,
            "priority": field("priority"),
            "channel": field("channel"),
            "started": stamp(cycle.started),
            "due": promise.due.map(stamp),
            "closed": closed.map(stamp),
            "elapsed_s": elapsed,
            "paused_s": paused,
            "wall_s": until - cycle.started,
            "target_s": seconds,
            // "`remaining_s` = `target_s` - `elapsed_s`, also when closed"
            "remaining_s": seconds.map(|seconds| seconds - elapsed),
            "outcome": outcome,
            "reason": reason,
            "breached_at": promise.breached_at.map(stamp),
            "reopens": cycle.reopens,
        }))
    }
}

/// Section 6: "Every cycle is a record with one outcome".
fn outcome(cycle: &Cycle, promise: &Promise, as_of: i64) -> (&'static str, Option<String>) {
    let late_at = |at: i64| promise.due.is_some_and(|due| due < at);
    // "A cycle that had a target and ends without one is cancelled, reason `no target`."
    let Some(target) = &promise.target else { return ("cancelled", Some("no target".to_owned())) };
    match &cycle.end {
        // "A cancel after it leaves missed (`cancelled late`) unless written `cancel even if late`."
        Some(end) if end.how == How::Cancelled && late_at(end.at) => {
            ("missed", Some("cancelled late".to_owned()))
        }
        Some(end) if end.how != How::Closed => ("cancelled", Some(end.reason.clone())),
        _ if target.promised == Promised::Track => ("measured", None),
        // "met (closed at or before `due`: `due` alone decides)"
        Some(end) => (if late_at(end.at) { "missed" } else { "met" }, None),
        // "at the end of the data overdue (`due` is before as-of), paused or running, in this order"
        None if late_at(as_of) => ("overdue", None),
        None if cycle.doing() == Doing::Paused => ("paused", None),
        None => ("running", None),
    }
}
