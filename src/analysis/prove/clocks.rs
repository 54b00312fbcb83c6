//! Lines of clocks that never do anything, clocks that cannot start or stop because of it, and pauses that cover the start.

use super::Prover;
use super::part::{ClockWork, Fires, Line, Work};
use duly_diag::{Diagnostic, codes};
use duly_plan::{ClockEnd, EventKind, Pause, When};

/// Looks at the clocks that the policy declares.
pub(super) fn check(prover: &mut Prover<'_>, work: &Work<'_>) {
    for clock in &work.clocks {
        let alive: Vec<(&When, bool)> =
            clock.lines.iter().map(|line| (line.when, prover.line(line))).collect();
        prover.whole(clock, &alive);
        prover.covered(clock);
    }
}

impl Prover<'_> {
    /// Reports the events of a line that never fire; whether any does.
    fn line(&mut self, line: &Line<'_>) -> bool {
        if line.guard.as_ref().is_some_and(|guard| self.solver.can_hold([&guard.yes]).is_no()) {
            return false;
        }
        let mut alive = false;
        for fires in &line.events {
            match self.why_dead(fires, line) {
                None => alive = true,
                Some((why, label)) => {
                    let message = format!("`{}` never does anything here: {why}", fires.event.phrase);
                    let finding = Diagnostic::warning(codes::DEAD_LINE, fires.event.span, message, "");
                    let finding = match &line.guard {
                        Some(guard) if label => finding.label(guard.condition.span, "is not true then"),
                        _ => finding,
                    };
                    self.findings.add(finding.help("leave it out, or say what is meant"));
                }
            }
        }
        alive
    }

    /// Why an event never fires, and whether the line's condition is a reason.
    fn why_dead(&mut self, fires: &Fires<'_>, line: &Line<'_>) -> Option<(String, bool)> {
        if let EventKind::Enters(state) | EventKind::Exits(state) = fires.event.kind {
            // What a missing state means is said where a promise depends on it.
            self.plan.state(state).condition.as_ref()?;
            if let Some(why) = self.never_turns(&fires.event.kind) {
                return Some((why, false));
            }
        }
        let guard = line.guard.as_ref()?;
        self.solver
            .can_hold([&fires.after, &guard.yes])
            .is_no()
            .then(|| ("the condition is never true when it happens".to_owned(), true))
    }

    /// Why a state never turns the way that an event waits for.
    pub(super) fn never_turns(&mut self, event: &EventKind) -> Option<String> {
        let (EventKind::Enters(state) | EventKind::Exits(state)) = *event else { return None };
        let name = &self.plan.state(state).name;
        let holds = self.lowering.known_state(state);
        if self.solver.can_hold([&holds]).is_no() {
            return Some(format!("`{name}` is never true"));
        }
        // One that always holds turns true with the ticket, and never again.
        let leaves = matches!(event, EventKind::Exits(_));
        (leaves && self.solver.can_hold([&self.lowering.not(&holds)]).is_no())
            .then(|| format!("`{name}` is always true"))
    }

    /// A clock none of whose starts, or none of whose stops, can fire.
    fn whole(&mut self, work: &ClockWork<'_>, alive: &[(&When, bool)]) {
        let clock = work.clock;
        let dead = |when: &When| alive.iter().any(|(own, alive)| std::ptr::eq(*own, when) && !alive);
        if !clock.starts.is_empty() && clock.starts.iter().all(dead) {
            let message = format!("the clock `{}` never starts", clock.name);
            let first = &clock.starts[0];
            self.findings.add(
                Diagnostic::warning(codes::NEVER_STARTS, clock.span, message, "")
                    .label(first.span, "no event can cause this")
                    .help("say what begins a cycle: `start when created`"),
            );
            return;
        }
        let closes = |end: ClockEnd| matches!(end, ClockEnd::Stop | ClockEnd::RestartAsMet);
        let mut stops = clock.ends.iter().filter(|line| closes(line.end)).peekable();
        let first = stops.peek().map(|line| line.when.span);
        if let Some(first) = first
            && stops.all(|line| dead(&line.when))
        {
            let message = format!(
                "the clock `{}` starts and never stops, so its promises can never be met",
                clock.name
            );
            self.findings.add(
                Diagnostic::warning(codes::NEVER_STOPS, clock.span, message, "")
                    .label(first, "no event can cause this")
                    .help("say what keeps the promise: `stop when agent replies`"),
            );
        }
    }

    /// A pause that holds at every start: no time would run before something else happens.
    fn covered(&mut self, work: &ClockWork<'_>) {
        let clock = work.clock;
        let is_start = |when: &When| clock.starts.iter().any(|start| std::ptr::eq(start, when));
        let starts: Vec<&Line<'_>> = work.lines.iter().filter(|line| is_start(line.when)).collect();
        let pauses = clock.pauses.iter().filter(|pause| matches!(pause, Pause::While(_))).count();
        for pause in &work.whiles[..pauses] {
            let covers = |prover: &mut Prover<'_>, line: &Line<'_>| {
                line.events.iter().all(|fires| {
                    let happens = [&fires.after].into_iter().chain(line.guard.iter().map(|guard| &guard.yes));
                    prover.solver.can_hold(happens.chain([&pause.no])).is_no()
                })
            };
            let never = self.solver.can_hold([&pause.yes]).is_no();
            if never || starts.is_empty() || !starts.iter().all(|line| covers(self, line)) {
                continue;
            }
            let message = format!("the clock `{}` is paused from its start on", clock.name);
            self.findings.add(
                Diagnostic::warning(
                    codes::PAUSED_AT_START,
                    pause.condition.span,
                    message,
                    "always holds at a start",
                )
                .label(starts[0].when.span, "a cycle begins here")
                .help("let the pause ask for what can come later, or start the clock when it ends"),
            );
        }
    }
}
