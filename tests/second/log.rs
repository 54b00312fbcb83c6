//! What is said of a ticket in the end: the columns of the SLA log and of the report of actions
//! (`commands.md` of the design, "SLA log, one record a cycle", "Actions, one record each").

use super::conditions::View;
use super::cycle::{Cycle, Doing, How};
use super::level::Promised;
use super::life::Life;
use super::policy::Policy;
use super::promise::Promise;
use super::ticket::Ticket;
use super::value::stamp;
use duly_syntax::ast::{ExcuseDecl, RulesDecl};
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

/// A cycle as it is judged in one agreement.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its row of the log.
    pub row: Json,
    /// Its outcome.
    pub outcome: &'static str,
    /// When it ended.
    pub closed: Option<i64>,
    /// When it first stood past its due.
    pub breached_at: Option<i64>,
    /// Business seconds.
    pub elapsed: i64,
    /// What called it off, late or not.
    pub called_off: Option<String>,
    /// The ticket as the log shows it.
    pub ticket: Ticket,
}

impl Judged {
    /// The ticket as conditions of objectives and excuses see it.
    pub fn view<'v>(&'v self, policy: &'v Policy) -> View<'v> {
        View { policy, ticket: &self.ticket, now: self.closed.unwrap_or(0), clocks: &[] }
    }

    /// Why what counts against the cycle is excused: "the reason of the first excuse that holds".
    pub fn excuse(&self, policy: &Policy) -> Option<String> {
        let about = |excuse: &&ExcuseDecl| {
            excuse.clocks.iter().any(|clock| self.row["clock"] == clock.text.as_str())
                && self.view(policy).holds(&excuse.condition)
        };
        policy.excuses.iter().find(about).map(|excuse| excuse.because.node.clone())
    }
}

impl Life<'_> {
    /// Ends the data: "at `as-of` A, the events up to and at A and the timers before A have happened".
    /// The rows of the log come out in the order of clocks and cycles.
    pub fn finish(&mut self, ticket: &str, as_of: i64) -> Vec<Judged> {
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
    ) -> Option<Judged> {
        // "A clock that the ticket's level neither promises nor tracks runs unjudged and leaves no record."
        promise.last.as_ref().filter(|_| promise.target.is_some() || promise.promised)?;
        let failed =
            self.undecided.as_ref().map(|script| ("undecided", Some(format!("script {script} failed"))));
        let decided = failed.is_none();
        let (outcome, reason) = failed.unwrap_or_else(|| outcome(cycle, promise, as_of));
        let closed = cycle.end.as_ref().map(|end| end.at);
        let until = closed.unwrap_or(as_of);
        let (elapsed, paused) = promise.totals(cycle, until);
        // "Their target, due and breach are left out, for they belong to a level that is a guess."
        let seconds = promise.seconds().filter(|_| decided);
        let (due, breached_at) = (promise.due.filter(|_| decided), promise.breached_at.filter(|_| decided));
        let after = cycle.end.as_ref().map_or(&self.ticket, |end| &end.after);
        let field = |name: &str| after.get(self.policy, name).map(|value| value.shown());
        let department = match &cycle.end {
            Some(end) => end.department.clone(),
            None if outcome == "overdue" => promise.breached_in.clone(),
            None => field("department"),
        };
        let agent = cycle.end.as_ref().map_or_else(|| self.field("assignee"), |end| end.agent.clone());
        let row = json!({
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
            "due": due.map(stamp),
            "closed": closed.map(stamp),
            "elapsed_s": elapsed,
            "paused_s": paused,
            "wall_s": until - cycle.started,
            "target_s": seconds,
            // "`remaining_s` = `target_s` - `elapsed_s`, also when closed"
            "remaining_s": seconds.map(|seconds| seconds - elapsed),
            "outcome": outcome,
            "reason": reason,
            "breached_at": breached_at.map(stamp),
            "reopens": cycle.reopens,
        });
        let mut shown = after.clone();
        shown.show(department, promise.level.clone());
        let called_off = cycle.end.as_ref().filter(|end| decided && end.how != How::Closed);
        let called_off = called_off.map(|end| end.reason.clone());
        let mut judged = Judged { row, outcome, closed, breached_at, elapsed, called_off, ticket: shown };
        // "The log gets its column `excused` only under a policy that excuses."
        if !self.policy.excuses.is_empty() {
            let excuse = judged.excuse(self.policy).filter(|_| matches!(outcome, "missed" | "overdue"));
            judged.row["excused"] = json!(excuse);
        }
        Some(judged)
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
