//! What is known of a ticket when an event happens, or a moment of a trigger comes.

use super::formula::Formula;
use super::lower::Lowering;
use super::space::{About, Class};
use duly_plan::{
    ClockId, ConditionKind, Const, Course, EventKind, EventPattern, FieldId, MomentKind, Role, Since,
    StateId, standard,
};

impl Lowering<'_> {
    /// What holds after an event: what it says about fields and time, and the condition that the phrase brings.
    pub fn after(&mut self, event: &EventPattern) -> Formula {
        let guard = match &event.guard {
            Some(guard) => self.formula(guard),
            None => Formula::Known(true),
        };
        let mut known = vec![self.left_by(&event.kind), guard];
        if event.kind == EventKind::Created {
            known.push(self.no_time(Since::Created));
        }
        if is_touch(event) {
            known.push(self.no_time(Since::LastTouched));
        }
        Formula::all(known)
    }

    /// The same for a line of a clock, whose condition sees the clocks as they were before.
    pub fn after_before_clocks(&mut self, event: &EventPattern) -> Formula {
        let after = self.after(event);
        if event.kind != EventKind::Created {
            return after;
        }
        let clocks = self.space.clocks.clone();
        let stopped = clocks.into_iter().map(|var| self.classes(var, |_, class| class == 0));
        Formula::all(stopped.chain([after]))
    }

    /// What holds when a moment of a trigger comes. A threshold is passed by an open cycle; what else becomes of
    /// one may be over by the end of its event.
    pub fn at_moment(&mut self, moment: &MomentKind) -> Formula {
        match moment {
            MomentKind::Event(event) => self.after(event),
            MomentKind::Course(clock, Course::Pauses) => self.clock(*clock, |_, paused| paused),
            MomentKind::Course(..) => Formula::Known(true),
            MomentKind::Threshold(clock, _) => self.clock(*clock, |running, paused| running || paused),
        }
    }

    fn clock(&self, clock: ClockId, wanted: impl Fn(bool, bool) -> bool) -> Formula {
        self.classes(self.space.clocks[clock.index()], |about, class| {
            matches!(about, About::Clock(_, classes) if wanted(classes[class].0, classes[class].1))
        })
    }

    /// What an event leaves the fields at.
    fn left_by(&mut self, event: &EventKind) -> Formula {
        match event {
            EventKind::Becomes(field, values) => self.one_of(*field, values),
            // From one of several values to another of them is a change as well.
            EventKind::Leaves(field, values) if values.len() == 1 => {
                let still = self.one_of(*field, values);
                self.not(&still)
            }
            EventKind::Assigned | EventKind::Reassigned => self.assigned(),
            EventKind::Unassigned => {
                let assigned = self.assigned();
                if assigned == Formula::Known(true) { assigned } else { self.not(&assigned) }
            }
            EventKind::Tagged(tag) => self.tagged(tag),
            EventKind::Untagged(tag) => {
                let tagged = self.tagged(tag);
                if tagged == Formula::Known(true) { tagged } else { self.not(&tagged) }
            }
            EventKind::Enters(state) => self.state(*state),
            EventKind::Exits(state) => self.left(*state),
            _ => Formula::Known(true),
        }
    }

    fn one_of(&mut self, field: FieldId, values: &[Const]) -> Formula {
        self.value(field, &ConditionKind::OneOf { field, values: values.to_vec() })
    }

    fn left(&mut self, state: StateId) -> Formula {
        let holds = self.state(state);
        self.not(&holds)
    }

    /// That somebody has the ticket; true where nobody asks, as everything that nobody asks.
    fn assigned(&self) -> Formula {
        if !self.space.fields.contains_key(&standard::ASSIGNEE) {
            return Formula::Known(true);
        }
        self.field_classes(standard::ASSIGNEE, |class| *class != Class::Unset)
    }

    fn tagged(&self, tag: &str) -> Formula {
        let own = self.space.lists.get(&standard::TAGS).and_then(|own| own.get(&Some(tag.to_owned())));
        own.map_or(Formula::Known(true), |var| self.classes(*var, |_, class| class == 1))
    }

    /// That no time at all has passed since something.
    fn no_time(&self, since: Since) -> Formula {
        let own = self.space.scales.iter().filter(|(scale, _)| scale.0 == since);
        Formula::all(own.map(|(_, var)| {
            self.classes(*var, |about, class| {
                let About::Elapsed(_, points) = about else { return true };
                points.iter().take(class).all(|point| point.0 <= 0)
            })
        }))
    }
}

/// Whether an event is always one by the customer or an agent, or the creation: what `idle` counts from.
fn is_touch(event: &EventPattern) -> bool {
    let by = |role: Option<Role>| matches!(role, Some(Role::Customer | Role::Agent));
    match &event.kind {
        EventKind::Created | EventKind::Note => true,
        EventKind::Message { by: own, .. } if by(*own) => true,
        _ => by(event.by),
    }
}
