//! What would make a rule decide: the fewest changes of the ticket that do.
//!
//! The values that the conditions name are tried on the ticket, one change first, then two together, then three. What
//! is found is what the engine's own conditions say, on the ticket as it is.

use super::present::{Present, Supposed};
use super::reply::{Answer, Suggestion};
use super::rules::{Asked, judged_once};
use super::{Refusal, Reply, Session};
use duly_calendar::spec::DayEnd;
use duly_engine::Test;
use duly_plan::{
    Compare, Condition, ConditionKind, Const, DayUnit, FieldId, FieldType, HasMode, Length, Operand, Plan,
    Since, TestValue, TextTest, standard,
};
use duly_syntax::ast::Name;

/// How many changes are tried together.
const MOST_TOGETHER: usize = 3;

/// How many values are tried of one field.
const MOST_VALUES: usize = 40;

impl Session {
    pub(super) fn what_would(&self, text: &str, rule: &Name) -> Result<Reply, Refusal> {
        let present = self.ticket()?;
        let (_, Asked { set, place, .. }) = self.rule_named(text, rule)?;
        let plan = self.plan();
        if let Some(problem) = judged_once(set) {
            return Err(problem.into());
        }
        let wanted = &set.rules[place];
        let changes = if wanted.inactive {
            None
        } else {
            let earlier = set.rules[..place].iter().filter(|rule| !set.every_match && !rule.inactive);
            let search = Search {
                plan,
                present,
                wanted: wanted.condition.as_ref(),
                earlier: earlier.map(|rule| rule.condition.as_ref()).collect(),
            };
            search.run()
        };
        Ok(Reply::plain(Answer::WouldMake { rule: wanted.name.clone(), changes }))
    }
}

struct Search<'a> {
    plan: &'a Plan,
    present: &'a Present,
    wanted: Option<&'a Condition>,
    /// What must not hold; none: it always does.
    earlier: Vec<Option<&'a Condition>>,
}

impl Search<'_> {
    /// The fewest changes; none if none was found.
    fn run(&self) -> Option<Vec<Suggestion>> {
        if self.earlier.iter().any(Option::is_none) {
            return None;
        }
        let test = |condition: &Condition| Test::new(self.plan, condition);
        let wanted = self.wanted.map(test);
        let earlier: Vec<Test> = self.earlier.iter().flatten().map(|condition| test(condition)).collect();
        let candidates = self.candidates();
        let holds = |chosen: &[&Suggestion]| {
            let waits = chosen.iter().filter(|change| matches!(change, Suggestion::Wait(_))).count();
            let fields: Vec<(FieldId, TestValue)> =
                chosen.iter().filter_map(|change| set_of(change)).collect();
            let twice =
                (1..fields.len()).any(|at| fields[..at].iter().any(|(field, _)| *field == fields[at].0));
            if waits > 1 || twice {
                return false;
            }
            let later = chosen.iter().find_map(|change| match change {
                Suggestion::Wait(at) => Some(self.present.at(*at)),
                Suggestion::Set(..) => None,
            });
            let asked = Supposed::instead(later.as_ref().unwrap_or(self.present), &fields);
            wanted.as_ref().is_none_or(|test| test.holds(&asked))
                && !earlier.iter().any(|test| test.holds(&asked))
        };
        (0..=MOST_TOGETHER).find_map(|size| choose(&candidates, size, &mut Vec::new(), 0, &holds))
    }

    /// Every change that could matter, in the order in which the conditions speak of them.
    fn candidates(&self) -> Vec<Suggestion> {
        let mut all = Vec::new();
        let conditions = self.wanted.into_iter().chain(self.earlier.iter().flatten().copied());
        for condition in conditions {
            self.of_condition(condition, &mut all);
        }
        all
    }

    fn of_condition(&self, condition: &Condition, all: &mut Vec<Suggestion>) {
        match &condition.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().for_each(|part| self.of_condition(part, all));
            }
            ConditionKind::Not(inner) => self.of_condition(inner, all),
            ConditionKind::State(state) => {
                self.plan.state(*state).condition.iter().for_each(|means| self.of_condition(means, all));
            }
            ConditionKind::Compare { field, right: Operand::Const(value), op } => {
                self.of_value(*field, value, *op != Compare::Is, all);
            }
            ConditionKind::Compare { field, right: Operand::Field(other), .. } => {
                let value = self.present.fields.get(other.index()).cloned().unwrap_or(TestValue::Unset);
                self.set(*field, value, all);
            }
            ConditionKind::OneOf { field, values } => {
                values.iter().for_each(|value| self.of_value(*field, value, false, all));
                self.set(*field, TestValue::Unset, all);
            }
            ConditionKind::IsSet(field) => {
                self.any_value(*field, all);
                self.set(*field, TestValue::Unset, all);
            }
            ConditionKind::Has { field, mode, values } => self.of_list(*field, *mode, values, all),
            ConditionKind::Text { field, test, text } if *test != TextTest::Matches => {
                self.set(*field, TestValue::Const(Const::Text(text.clone())), all);
                self.set(*field, TestValue::Unset, all);
            }
            ConditionKind::Elapsed { since, length, calendar, .. } => {
                let base = match since {
                    Since::Created => self.present.created,
                    Since::LastTouched => self.present.touched(),
                };
                let table = self.present.calendar(self.plan, *calendar);
                let at = base.and_then(|base| match *length {
                    Length::Time(seconds) => table.add(base, seconds),
                    Length::Days(n, DayUnit::BusinessDays) => {
                        table.add_days(base, i64::from(n), DayEnd::SameTime)
                    }
                    Length::Days(n, DayUnit::CalendarDays) => {
                        table.add_calendar_days(base, i64::from(n), DayEnd::SameTime)
                    }
                    Length::Days(n, DayUnit::CalendarMonths) => {
                        table.add_calendar_months(base, i64::from(n), DayEnd::SameTime)
                    }
                });
                for at in at.into_iter().flat_map(|at| [at, at.plus(1)]) {
                    if at > self.present.now {
                        push(Suggestion::Wait(at), all);
                    }
                }
            }
            ConditionKind::Known(_)
            | ConditionKind::Text { .. }
            | ConditionKind::During { .. }
            | ConditionKind::OnDays { .. }
            | ConditionKind::FromTo { .. }
            | ConditionKind::Script(_)
            | ConditionKind::ClockIs { .. } => {}
        }
    }

    /// A value that is compared with, and what lies beside it.
    fn of_value(&self, field: FieldId, value: &Const, ordered: bool, all: &mut Vec<Suggestion>) {
        self.set(field, TestValue::Const(value.clone()), all);
        match (&self.plan.field(field).kind, value) {
            (FieldType::Choice { .. }, _) => self.any_value(field, all),
            (_, Const::Number(number)) if ordered => {
                self.set(field, TestValue::Const(Const::Number(number + 1.0)), all);
                self.set(field, TestValue::Const(Const::Number(number - 1.0)), all);
            }
            (_, Const::Duration(seconds)) if ordered => {
                self.set(field, TestValue::Const(Const::Duration(seconds + 60)), all);
                self.set(field, TestValue::Const(Const::Duration(seconds - 60)), all);
            }
            (_, Const::Instant(at)) if ordered => {
                self.set(field, TestValue::Const(Const::Instant(at.plus(60))), all);
                self.set(field, TestValue::Const(Const::Instant(at.plus(-60))), all);
            }
            (_, Const::Date(date)) if ordered => {
                let beside = [date.succ_opt(), date.pred_opt()];
                beside
                    .into_iter()
                    .flatten()
                    .for_each(|d| self.set(field, TestValue::Const(Const::Date(d)), all));
            }
            (_, Const::YesNo(yes)) => self.set(field, TestValue::Const(Const::YesNo(!yes)), all),
            _ => {}
        }
        self.set(field, TestValue::Unset, all);
    }

    /// Some value of a field; of a closed list every one.
    fn any_value(&self, field: FieldId, all: &mut Vec<Suggestion>) {
        let value = match &self.plan.field(field).kind {
            FieldType::Choice { values, .. } => {
                let codes = (0..values.len().min(MOST_VALUES)).filter_map(|at| u16::try_from(at).ok());
                return codes.for_each(|code| self.set(field, TestValue::Const(Const::Code(code)), all));
            }
            FieldType::Text | FieldType::Person => Const::Text("anything".to_owned()),
            FieldType::Number => Const::Number(1.0),
            FieldType::YesNo => Const::YesNo(true),
            FieldType::Duration => Const::Duration(3_600),
            FieldType::Instant => Const::Instant(self.present.now),
            FieldType::Date | FieldType::List => return,
        };
        self.set(field, TestValue::Const(value), all);
    }

    fn of_list(&self, field: FieldId, mode: HasMode, values: &[String], all: &mut Vec<Suggestion>) {
        let held = match self.present.fields.get(field.index()) {
            Some(TestValue::List(texts)) => texts.clone(),
            _ => Vec::new(),
        };
        let more = |extra: &[String]| {
            let extra = extra.iter().filter(|text| !held.contains(text)).cloned();
            TestValue::List(held.iter().cloned().chain(extra).collect())
        };
        match mode {
            HasMode::All => self.set(field, more(values), all),
            HasMode::Any => values.iter().for_each(|v| self.set(field, more(std::slice::from_ref(v)), all)),
        }
        let without = held.iter().filter(|text| !values.contains(text)).cloned().collect();
        self.set(field, TestValue::List(without), all);
    }

    /// Notes a value that the field does not hold, if it is one that events set.
    fn set(&self, field: FieldId, value: TestValue, all: &mut Vec<Suggestion>) {
        let kept =
            [standard::CREATED, standard::CHANGED, standard::LAST_MESSAGE_AT, standard::LAST_MESSAGE_BY];
        let stands = self.present.fields.get(field.index()).unwrap_or(&TestValue::Unset);
        let none = |value: &TestValue| matches!(value, TestValue::List(texts) if texts.is_empty());
        let same = *stands == value || none(stands) && none(&value);
        // What is unset may have a value that stands for that.
        let no_change = value == TestValue::Unset && self.plan.field(field).if_unset.is_some();
        if !kept.contains(&field) && !same && !no_change {
            push(Suggestion::Set(field, value), all);
        }
    }
}

fn push(change: Suggestion, all: &mut Vec<Suggestion>) {
    if !all.contains(&change) {
        all.push(change);
    }
}

fn set_of(change: &Suggestion) -> Option<(FieldId, TestValue)> {
    match change {
        Suggestion::Set(field, value) => Some((*field, value.clone())),
        Suggestion::Wait(_) => None,
    }
}

/// The first choice of so many candidates, in their order, that is good.
fn choose<'c>(
    candidates: &'c [Suggestion],
    size: usize,
    chosen: &mut Vec<&'c Suggestion>,
    from: usize,
    good: &dyn Fn(&[&Suggestion]) -> bool,
) -> Option<Vec<Suggestion>> {
    if chosen.len() == size {
        return good(chosen).then(|| chosen.iter().map(|change| (*change).clone()).collect());
    }
    for at in from..candidates.len() {
        chosen.push(&candidates[at]);
        let found = choose(candidates, size, chosen, at + 1, good);
        chosen.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}
