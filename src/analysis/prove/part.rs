//! The conditions of a plan with their formulas, part by part.

use super::formula::Formula;
use super::gather::whens;
use super::lower::Lowering;
use duly_plan::{
    Clock, Condition, ConditionKind, EventPattern, Excuse, Moment, Objective, Pause, Plan, Plus, State,
    TargetChoice, Trigger, When,
};

/// A condition, or a part of one.
#[derive(Debug)]
pub(super) struct Part<'p> {
    /// The condition itself.
    pub condition: &'p Condition,
    /// That it holds.
    pub yes: Formula,
    /// That it does not.
    pub no: Formula,
    /// What it is made of.
    pub parts: Vec<Part<'p>>,
}

impl<'p> Part<'p> {
    /// A condition with its formulas.
    pub fn of(condition: &'p Condition, lowering: &mut Lowering<'_>) -> Part<'p> {
        let parts: Vec<Part<'p>> = match &condition.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().map(|part| Part::of(part, lowering)).collect()
            }
            ConditionKind::Not(inner) => vec![Part::of(inner, lowering)],
            _ => Vec::new(),
        };
        let yes = || parts.iter().map(|part| part.yes.clone());
        let no = || parts.iter().map(|part| part.no.clone());
        let (yes, no) = match &condition.kind {
            ConditionKind::All(_) => (Formula::all(yes()), Formula::any(no())),
            ConditionKind::Any(_) => (Formula::any(yes()), Formula::all(no())),
            ConditionKind::Not(_) => (Formula::all(no()), Formula::all(yes())),
            _ => {
                let yes = lowering.formula(condition);
                let no = lowering.not(&yes);
                (yes, no)
            }
        };
        Part { condition, yes, no, parts }
    }
}

/// An event of a clock's line.
#[derive(Debug)]
pub(super) struct Fires<'p> {
    /// The event.
    pub event: &'p EventPattern,
    /// What holds when the line's condition is asked.
    pub after: Formula,
}

/// A line of a clock.
#[derive(Debug)]
pub(super) struct Line<'p> {
    /// The line.
    pub when: &'p When,
    /// Its condition.
    pub guard: Option<Part<'p>>,
    /// Its events.
    pub events: Vec<Fires<'p>>,
}

/// A clock that the policy declares.
#[derive(Debug)]
pub(super) struct ClockWork<'p> {
    /// The clock.
    pub clock: &'p Clock,
    /// Every line that waits for events, in the order of [`whens`].
    pub lines: Vec<Line<'p>>,
    /// The conditions of its `while` lines.
    pub whiles: Vec<Part<'p>>,
}

/// A trigger.
#[derive(Debug)]
pub(super) struct TriggerWork<'p> {
    /// The trigger.
    pub trigger: &'p Trigger,
    /// Its condition.
    pub condition: Option<Part<'p>>,
    /// Its moments, and what holds when each comes.
    pub moments: Vec<(&'p Moment, Formula)>,
}

/// Everything of a plan that is proved something about.
#[derive(Debug)]
pub(super) struct Work<'p> {
    /// The conditions of the rules, set by set; none: always.
    pub rules: Vec<Vec<Option<Part<'p>>>>,
    /// The states that have a condition.
    pub states: Vec<(&'p State, Part<'p>)>,
    /// The policy's own clocks.
    pub clocks: Vec<ClockWork<'p>>,
    /// The conditions of each list of targets; none: always.
    pub lists: Vec<Vec<Option<Part<'p>>>>,
    /// The triggers.
    pub triggers: Vec<TriggerWork<'p>>,
    /// What is added to targets, with its condition.
    pub pluses: Vec<(&'p Plus, Part<'p>)>,
    /// The objectives that have a condition.
    pub objectives: Vec<(&'p Objective, Part<'p>)>,
    /// The excuses.
    pub excuses: Vec<(&'p Excuse, Part<'p>)>,
}

impl<'p> Work<'p> {
    /// Lowers all conditions of a plan.
    pub fn of(plan: &'p Plan, lowering: &mut Lowering<'_>) -> Work<'p> {
        let rules = plan.rule_sets().map(|(set, _)| {
            set.rules.iter().map(|rule| rule.condition.as_ref().map(|c| Part::of(c, lowering))).collect()
        });
        let rules = rules.collect();
        let states = plan.states.iter().filter_map(|state| {
            state.condition.as_ref().map(|condition| (state, Part::of(condition, lowering)))
        });
        let states = states.collect();
        let own = plan.clocks.iter().filter(|clock| !clock.standard);
        let clocks = own.map(|clock| ClockWork::of(clock, lowering)).collect();
        let mut lists = Vec::new();
        for target in plan.levels.iter().flat_map(|level| &level.targets) {
            if let TargetChoice::List(entries) = &target.choice {
                let part =
                    |entry: &'p (Option<Condition>, _)| entry.0.as_ref().map(|c| Part::of(c, lowering));
                lists.push(entries.iter().map(part).collect());
            }
        }
        let triggers = plan.triggers.iter().map(|trigger| TriggerWork::of(trigger, lowering)).collect();
        let pluses = plan.targets.iter().flat_map(|target| &target.plus);
        let pluses = pluses.map(|plus| (plus, Part::of(&plus.condition, lowering))).collect();
        let objectives = plan.objectives.iter().filter_map(|objective| {
            objective.condition.as_ref().map(|condition| (objective, Part::of(condition, lowering)))
        });
        let objectives = objectives.collect();
        let excuses = plan.excuses.iter().map(|excuse| (excuse, Part::of(&excuse.condition, lowering)));
        let excuses = excuses.collect();
        Work { rules, states, clocks, lists, triggers, pluses, objectives, excuses }
    }
}

impl<'p> TriggerWork<'p> {
    fn of(trigger: &'p Trigger, lowering: &mut Lowering<'_>) -> TriggerWork<'p> {
        let condition = trigger.condition.as_ref().map(|condition| Part::of(condition, lowering));
        let moment = |moment: &'p Moment| (moment, lowering.at_moment(&moment.kind));
        TriggerWork { trigger, condition, moments: trigger.moments.iter().map(moment).collect() }
    }
}

impl<'p> ClockWork<'p> {
    fn of(clock: &'p Clock, lowering: &mut Lowering<'_>) -> ClockWork<'p> {
        let line = |when: &'p When| Line {
            when,
            guard: when.guard.as_ref().map(|guard| Part::of(guard, lowering)),
            events: when
                .events
                .iter()
                .map(|event| Fires { event, after: lowering.after_before_clocks(event) })
                .collect(),
        };
        let lines = whens(clock).map(line).collect();
        let pauses = clock.pauses.iter().filter_map(|pause| match pause {
            Pause::While(condition) => Some(condition),
            Pause::Between { .. } => None,
        });
        let whiles = pauses.chain(&clock.hides).map(|condition| Part::of(condition, lowering)).collect();
        ClockWork { clock, lines, whiles }
    }
}
