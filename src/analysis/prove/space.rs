//! The tickets that a policy can tell apart: a variable for everything its conditions ask, each with the
//! classes of values between which no condition makes a difference.

use super::beyond;
use super::formula::Var;
use super::gather::{Asked, Point, Questions, Scale};
use super::moments::moments;
use super::set::Set;
use super::solve::Known;
use super::texts;
use super::values;
use duly_plan::{
    ClockId, ConditionKind, Const, Field, FieldId, FieldType, Per, Plan, RecordField, Role, Since, TextTest,
    standard,
};
use std::collections::BTreeMap;

/// Beyond so many tests of one text, what follows from each other is not worked out.
const MOST_TEXT_TESTS: usize = 600;

/// A class of the values of a field.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Class {
    /// Not set.
    Unset,
    /// This value, and all that no condition tells from it.
    Is(Const),
    /// A text that no condition names.
    OtherText,
    /// Set to anything: what is asked of it cannot be told apart.
    Anything,
}

/// What a variable is about.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum About {
    /// A field; its classes.
    Field(FieldId, Vec<Class>),
    /// Whether a test holds of a text that no condition names.
    Text(FieldId, TextTest, String),
    /// Whether a list has a text; none: one that no condition names.
    Has(FieldId, Option<String>),
    /// How two fields compare: less, equal, greater.
    Pair(FieldId, FieldId),
    /// How many of the points have been reached.
    Elapsed(Scale, Vec<Point>),
    /// Whether cycles of a clock are open: stopped, running, paused, running and paused.
    Clock(ClockId, Vec<(bool, bool)>),
    /// A test that nothing is known about.
    Hidden(ConditionKind),
}

/// The variables of a plan.
#[derive(Debug)]
pub(super) struct Space<'p> {
    pub plan: &'p Plan,
    /// The fields that only some conditions can ask for, and no ticket has.
    beyond: BTreeMap<FieldId, Field>,
    pub about: Vec<About>,
    pub known: Vec<Known>,
    pub sizes: Vec<usize>,
    pub fields: BTreeMap<FieldId, Var>,
    /// The classes of the texts that are named of a field.
    pub named: BTreeMap<FieldId, BTreeMap<String, usize>>,
    pub texts: BTreeMap<(FieldId, u8, String), Var>,
    pub lists: BTreeMap<FieldId, BTreeMap<Option<String>, Var>>,
    pub pairs: BTreeMap<(FieldId, FieldId), Var>,
    pub scales: Vec<(Scale, Var)>,
    pub clocks: Vec<Var>,
}

impl<'p> Space<'p> {
    /// The variables for all that the plan's conditions ask.
    pub fn new(plan: &'p Plan) -> Space<'p> {
        let questions = Questions::of(plan);
        let mut space = Space {
            plan,
            beyond: beyond::fields(plan),
            about: Vec::new(),
            known: Vec::new(),
            sizes: Vec::new(),
            fields: BTreeMap::new(),
            named: BTreeMap::new(),
            texts: BTreeMap::new(),
            lists: BTreeMap::new(),
            pairs: BTreeMap::new(),
            scales: Vec::new(),
            clocks: Vec::new(),
        };
        for (field, asked) in &questions.fields {
            space.variables(*field, asked);
        }
        for pair in questions.pairs {
            let var = space.add(About::Pair(pair.0, pair.1), vec![0, 1, 1]);
            space.pairs.insert(pair, var);
        }
        for (scale, points) in questions.scales {
            let points: Vec<Point> = points.into_iter().collect();
            let costs = (0..=points.len()).map(|class| u32::from(class > 0)).collect();
            let var = space.add(About::Elapsed(scale, points), costs);
            space.scales.push((scale, var));
        }
        space.longer_scales();
        for at in 0..plan.clocks.len() {
            space.clock(ClockId(crate::limits::id(at)));
        }
        space
    }

    /// A field, of tickets or beyond them.
    pub fn field(&self, id: FieldId) -> &Field {
        self.beyond.get(&id).unwrap_or_else(|| self.plan.field(id))
    }

    /// A variable for a test that nothing is known about; the same one for the same test.
    pub fn hidden(&mut self, kind: &ConditionKind) -> Var {
        let known = self.about.iter().position(|about| matches!(about, About::Hidden(own) if own == kind));
        known.map_or_else(|| self.add(About::Hidden(kind.clone()), vec![0, 3]), Var)
    }

    fn add(&mut self, about: About, costs: Vec<u32>) -> Var {
        let var = Var(self.about.len());
        self.about.push(about);
        self.sizes.push(costs.len());
        self.known.push(Known { costs, implies: Vec::new() });
        var
    }

    fn variables(&mut self, field: FieldId, asked: &Asked<'_>) {
        let kind = self.field(field).kind.clone();
        if kind == FieldType::List {
            let texts = asked.has.iter().map(|text| Some((*text).to_owned())).chain([None]);
            let own =
                texts.map(|text| (text.clone(), self.add(About::Has(field, text), vec![0, 1]))).collect();
            self.lists.insert(field, own);
            return;
        }
        let classes = self.classes(field, asked);
        if matches!(kind, FieldType::Text | FieldType::Person) {
            let named = classes.iter().enumerate().filter_map(|(at, class)| match class {
                Class::Is(Const::Text(text)) => Some((text.clone(), at)),
                _ => None,
            });
            self.named.insert(field, named.collect());
        }
        let costs = self.costs(field, &classes);
        let var = self.add(About::Field(field, classes), costs);
        self.fields.insert(field, var);
        if matches!(kind, FieldType::Text | FieldType::Person) {
            self.text_tests(field, asked);
        }
    }

    /// The classes of a field's values; what a ticket arrives with is the first.
    fn classes(&self, field: FieldId, asked: &Asked<'_>) -> Vec<Class> {
        let Self { plan, .. } = self;
        let declared = self.field(field);
        let mut constants = asked.constants.clone();
        constants.extend(declared.if_unset.clone());
        let is = |values: Vec<Const>| values.into_iter().map(Class::Is).collect::<Vec<_>>();
        let mut classes = match &declared.kind {
            FieldType::Choice { values, .. } => {
                is((0..values.len()).map(|at| Const::Code(crate::limits::id(at))).collect())
            }
            FieldType::YesNo => is(vec![Const::YesNo(true), Const::YesNo(false)]),
            FieldType::Text | FieldType::Person if field == standard::LAST_MESSAGE_BY => {
                is(Role::ALL.iter().map(|(_, name)| Const::Text((*name).to_owned())).collect())
            }
            FieldType::Text | FieldType::Person => {
                let mut named: Vec<&str> = constants.iter().filter_map(text_of).collect();
                named.sort_unstable();
                named.dedup();
                let named = named.into_iter().map(|text| Class::Is(Const::Text(text.to_owned())));
                named.chain([Class::OtherText]).collect()
            }
            FieldType::Number if field == RecordField::Cycle.id() => is(beyond::cycles(&constants)),
            FieldType::Number => is(some_or(values::stretches(&constants), Const::Number(1.0))),
            FieldType::Duration => is(some_or(values::stretches(&constants), Const::Duration(3600))),
            FieldType::Date => is(dates(&constants, asked)),
            FieldType::Instant => match moments(plan, &asked.moments, &constants) {
                Some(moments) => is(moments.into_iter().map(Const::Instant).collect()),
                None => vec![Class::Anything],
            },
            FieldType::List => Vec::new(),
        };
        match &declared.if_unset {
            Some(value) => {
                let at = classes.iter().position(|class| *class == Class::Is(value.clone()));
                classes[..=at.unwrap_or(0)].rotate_right(1);
            }
            None if !always_set(field) => classes.insert(0, Class::Unset),
            None => {}
        }
        classes
    }

    fn costs(&self, field: FieldId, classes: &[Class]) -> Vec<u32> {
        let free = always_set(field);
        (0..classes.len()).map(|class| u32::from(class > 0 && !free)).collect()
    }

    fn text_tests(&mut self, field: FieldId, asked: &Asked<'_>) {
        let mut own = Vec::new();
        for (test, text) in &asked.texts {
            let key = texts::key(field, *test, text);
            if self.texts.contains_key(&key) {
                continue;
            }
            let text = key.2.clone();
            // The text itself is counted as the field's value, whatever it has to pass.
            let var = self.add(About::Text(field, *test, text.clone()), vec![0, 0]);
            self.texts.insert(key, var);
            own.push((var, *test, text));
        }
        if own.len() > MOST_TEXT_TESTS {
            return;
        }
        let (no, yes) = (Set::of(2, |class| class == 0), Set::of(2, |class| class == 1));
        for (one, test, text) in &own {
            for (other, other_test, other_text) in own.iter().filter(|(other, ..)| other != one) {
                let (a, b) = ((*test, text.as_str()), (*other_test, other_text.as_str()));
                if texts::implies(a, b) {
                    self.known[one.0].implies.push((yes.clone(), *other, yes.clone()));
                    self.known[other.0].implies.push((no.clone(), *one, no.clone()));
                } else if texts::excludes(a, b) {
                    self.known[one.0].implies.push((yes.clone(), *other, no.clone()));
                }
            }
        }
    }

    /// What has been idle for an hour is an hour old, and an hour of any calendar is one on the wall.
    fn longer_scales(&mut self) {
        let scales = self.scales.clone();
        for ((since, calendar, unit), short) in &scales {
            for ((other_since, other_calendar, other_unit), long) in &scales {
                let older = since == other_since || *other_since == Since::Created;
                let wider = calendar == other_calendar || (other_calendar.index() == 0 && unit.is_none());
                if short != long && unit == other_unit && older && wider {
                    self.longer(*short, *long);
                }
            }
        }
    }

    /// Whatever point has been reached on `short` has been reached on `long`.
    fn longer(&mut self, short: Var, long: Var) {
        let (About::Elapsed(_, points), About::Elapsed(_, others)) =
            (&self.about[short.0], &self.about[long.0])
        else {
            return;
        };
        let (size, other_size) = (points.len() + 1, others.len() + 1);
        let mut found = Vec::new();
        for (at, point) in points.iter().enumerate() {
            let reached = others.partition_point(|other| other <= point);
            if reached > 0 {
                found.push((at + 1, reached));
            }
        }
        for (class, reached) in found {
            let from = Set::of(size, |own| own >= class);
            let to = Set::of(other_size, |own| own >= reached);
            self.known[long.0].implies.push((to.complement(other_size), short, from.complement(size)));
            self.known[short.0].implies.push((from, long, to));
        }
    }

    /// What the cycles of a clock can do, whichever of its versions is in force.
    fn clock(&mut self, id: ClockId) {
        let mut classes = vec![(false, false)];
        for version in self.plan.versions.clocks_of(id) {
            let clock = self.plan.clock(version);
            let starts = !clock.starts.is_empty();
            let pauses = starts && !clock.pauses.is_empty();
            let several = pauses && clock.per != Per::Ticket;
            let can = [(starts, (true, false)), (pauses, (false, true)), (several, (true, true))];
            classes.extend(can.into_iter().filter_map(|(can, class)| can.then_some(class)));
        }
        classes.sort_unstable_by_key(|(running, paused)| (*paused, *running));
        classes.dedup();
        let costs = (0..classes.len()).map(|class| if class > 0 { 2 } else { 0 }).collect();
        let var = self.add(About::Clock(id, classes), costs);
        self.clocks.push(var);
    }
}

/// Fields that every ticket has from its creation on.
pub(super) fn always_set(field: FieldId) -> bool {
    [standard::CREATED, standard::CHANGED, standard::LAST_MESSAGE_BY, standard::LAST_MESSAGE_AT]
        .contains(&field)
        || beyond::is_always_set(field)
}

/// The text, if it is one.
pub(super) fn text_of(value: &Const) -> Option<&str> {
    if let Const::Text(text) = value { Some(text) } else { None }
}

fn some_or(values: Vec<Const>, value: Const) -> Vec<Const> {
    if values.is_empty() { vec![value] } else { values }
}

fn dates(constants: &[Const], asked: &Asked<'_>) -> Vec<Const> {
    let weekdays = asked.moments.iter().any(|test| matches!(test, ConditionKind::OnDays { .. }));
    let dates =
        constants.iter().filter_map(|value| if let Const::Date(date) = value { Some(*date) } else { None });
    if weekdays || constants.is_empty() {
        let dates: Vec<_> = dates.collect();
        return values::days_around(&dates).into_iter().map(Const::Date).collect();
    }
    values::stretches(constants)
}
