//! Section 10: objectives, what each period of them came to, and what is paid (note 0023).

use super::log::Judged;
use super::policy::Policy;
use super::value::{Value, stamp};
use super::zone;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use duly_syntax::ast::{
    Counted, CreditBound, CreditStep, Kept, Length, Measure, MeasureKind as Kind, Name, ObjectiveDecl,
    ObjectiveItemKind as Line, ObjectivePartKind as Part, Percent, PeriodUnit, Spanned,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The whole, in millionths.
const ALL: u64 = 1_000_000;

/// The cycles of one objective, period and group.
#[derive(Default)]
struct Group<'j> {
    kept: Vec<&'j Judged>,
    against: Vec<&'j Judged>,
    excused: usize,
    ignored: usize,
}

/// What was reached.
#[derive(Clone, Copy, PartialEq)]
enum Reached {
    Nothing,
    Share(u64, u64),
    Seconds(i64),
    Average(i64, i64),
    Count(u64),
}

/// A row, and what it pays in which period.
struct Row {
    json: Json,
    objective: usize,
    each: PeriodUnit,
    bounds: (i64, i64),
    pays: Option<u64>,
}

/// A period with its name, and the values of the groups.
type Key = (i64, i64, String, Vec<Option<String>>);

/// The rows of both reports, objectives and credits, each in no order.
pub fn reports(policy: &Policy, judged: &[Judged], as_of: i64) -> [Vec<Json>; 2] {
    let rows: Vec<Row> =
        (0..policy.objectives.len()).flat_map(|place| rows(policy, place, judged, as_of)).collect();
    let credits = credits(policy, &rows);
    [rows.into_iter().map(|row| row.json).collect(), credits]
}

fn parts(objective: &ObjectiveDecl) -> impl Iterator<Item = &Part> {
    objective.items.iter().flat_map(|item| match &item.kind {
        Line::Goal { parts, .. } => parts.iter().map(|part| &part.kind).collect::<Vec<_>>(),
        Line::Part(part) => vec![&part.kind],
        _ => Vec::new(),
    })
}

fn measure(objective: &ObjectiveDecl) -> &Measure {
    let goal = objective.items.iter().find_map(|item| match &item.kind {
        Line::Goal { measure, .. } => Some(measure),
        _ => None,
    });
    goal.expect("a goal")
}

/// The names of an objective's groups.
fn groups(objective: &ObjectiveDecl) -> Vec<&Name> {
    let by = parts(objective).filter_map(|part| match part {
        Part::By(names) => Some(names),
        _ => None,
    });
    by.flatten().collect()
}

/// "A row for each objective, period and group with at least one cycle of the clock."
fn rows(policy: &Policy, place: usize, judged: &[Judged], as_of: i64) -> Vec<Row> {
    let objective = &policy.objectives[place];
    let goal = measure(objective);
    let each = parts(objective).find_map(|part| if let Part::Each(unit) = part { Some(*unit) } else { None });
    let each = each.expect("a period");
    let agreement = objective.agreement.as_ref().map_or("default", |name| name.text.as_str());
    let mut found: BTreeMap<Key, Group<'_>> = BTreeMap::new();
    for cycle in judged {
        let about = cycle.row["clock"] == goal.clock.text.as_str() && cycle.row["agreement"] == agreement;
        let asked = parts(objective).all(|part| match part {
            Part::Where(condition) => cycle.view(policy).holds(condition),
            _ => true,
        });
        if !about || !asked {
            continue;
        }
        let (from, to, name) = period(each, decided(cycle, as_of), policy.zone);
        let values = groups(objective).into_iter().map(|name| cycle.shown(policy, &name.text)).collect();
        add(policy, objective, cycle, found.entry((from, to, name, values)).or_default());
    }
    let row = |((from, to, name, values), group): (Key, Group<'_>)| {
        let (mut json, pays) = row(policy, objective, &values, &group);
        json["period"] = json!(name);
        json["complete"] = json!(to <= as_of);
        (json["from"], json["to"]) = (json!(stamp(from)), json!(stamp(to)));
        Row { json, objective: place, each, bounds: (from, to), pays }
    };
    found.into_iter().map(row).collect()
}

/// "A cycle belongs to the period in which it was decided: closed in time, or breached (an open overdue one counts at its
/// breach); cancelled and measured ones at their end, other open ones at as-of."
fn decided(cycle: &Judged, as_of: i64) -> i64 {
    let late = matches!(cycle.outcome, "missed" | "overdue");
    if late { cycle.breached_at.expect("a breach") } else { cycle.closed.unwrap_or(as_of) }
}

/// Holds a cycle to an objective.
fn add<'j>(policy: &Policy, objective: &ObjectiveDecl, cycle: &'j Judged, group: &mut Group<'j>) {
    let reason = cycle.called_off.as_ref();
    // "`ignoring` is looked at first."
    let ignored = parts(objective).any(|part| match part {
        Part::Ignoring(name, under) => {
            reason == Some(&name.text) && under.as_ref().is_none_or(|under| cycle.elapsed < seconds(under))
        }
        _ => false,
    });
    if ignored {
        group.ignored += 1;
        return;
    }
    let against =
        parts(objective).any(|part| matches!(part, Part::Counting(name) if reason == Some(&name.text)));
    let counts = if against { Some(false) } else { counts_for(&measure(objective).kind, cycle) };
    match counts {
        None => {}
        Some(true) => group.kept.push(cycle),
        // "Excuses are asked of whatever would count against."
        Some(false) if cycle.excuse(policy).is_some() => group.excused += 1,
        Some(false) => group.against.push(cycle),
    }
}

/// "A share `met` is met / (met + missed + overdue). Everything about lengths is over one set of cycles: the closed ones, and the
/// open ones beyond the limit. What was cancelled is in neither set; one cancelled late is missed, so it counts as not within."
fn counts_for(kind: &Kind, cycle: &Judged) -> Option<bool> {
    let limit = match kind {
        Kind::Share(_, Kept::Met) | Kind::Count { counted: Counted::Met | Counted::Missed, .. } => {
            return match cycle.outcome {
                "met" => Some(true),
                "missed" | "overdue" => Some(false),
                _ => None,
            };
        }
        Kind::Share(_, Kept::Within(limit))
        | Kind::Percentile(_, limit)
        | Kind::Average(limit)
        | Kind::Count { counted: Counted::Within(limit) | Counted::Beyond(limit), .. } => seconds(limit),
    };
    match cycle.outcome {
        "cancelled" | "undecided" => None,
        _ if cycle.called_off.is_some() => Some(false),
        _ if cycle.closed.is_some() => Some(cycle.elapsed <= limit),
        _ => (cycle.elapsed > limit).then_some(false),
    }
}

fn seconds(length: &Spanned<Length>) -> i64 {
    let Length::Time(time) = length.node else { panic!("days are no length of a goal") };
    time.seconds.cast_signed()
}

/// The columns of a row, and what it pays.
fn row(
    policy: &Policy,
    objective: &ObjectiveDecl,
    values: &[Option<String>],
    group: &Group<'_>,
) -> (Json, Option<u64>) {
    let goal = measure(objective);
    let cycles = group.kept.len() + group.against.len();
    let reached = reached(&goal.kind, group);
    let least = parts(objective).find_map(|part| if let Part::AtLeast(n) = part { Some(*n) } else { None });
    // "`at least N cycles` gives `too few`, nothing to measure gives `no data`; neither is missed, neither pays."
    let too_few = cycles < least.unwrap_or(0) as usize;
    let result = match reached {
        Reached::Nothing => "no data",
        _ if too_few && cycles == 0 => "no data",
        _ if too_few => "too few",
        _ if meets(&goal.kind, reached) => "met",
        _ => "missed",
    };
    let steps: Vec<&CreditStep> = objective
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            Line::Credit(steps) => Some(steps),
            _ => None,
        })
        .flatten()
        .collect();
    let judged = matches!(result, "met" | "missed");
    // "credits in steps, of which the lowest reached pays"
    let reached_steps = steps.iter().filter(|step| judged && reaches(step, reached));
    let pays = (!steps.is_empty()).then(|| reached_steps.map(|step| step.credit.node.0).max().unwrap_or(0));
    let mut json = json!({
        "objective": objective.name.text,
        "value": value(reached),
        "target": target(&goal.kind),
        "result": result,
        "cycles": cycles,
        "kept": group.kept.len(),
        "excused": group.excused,
        "ignored": group.ignored,
        "credit": pays.map(share),
        "line": policy.line(goal.span),
    });
    // "the groups of all objectives, each once"; those of another objective are empty.
    for name in policy.objectives.iter().flat_map(groups) {
        json[&name.text] = Json::Null;
    }
    for (name, value) in groups(objective).into_iter().zip(values) {
        json[&name.text] = json!(value);
    }
    (json, pays)
}

fn reached(kind: &Kind, group: &Group<'_>) -> Reached {
    let (kept, against) = (group.kept.len() as u64, group.against.len() as u64);
    let mut lengths: Vec<i64> = group.kept.iter().chain(&group.against).map(|cycle| cycle.elapsed).collect();
    lengths.sort_unstable();
    match kind {
        Kind::Count { counted: Counted::Met | Counted::Within(_), .. } => Reached::Count(kept),
        Kind::Count { .. } => Reached::Count(against),
        _ if lengths.is_empty() => Reached::Nothing,
        Kind::Share(..) => Reached::Share(kept, kept + against),
        Kind::Average(_) => Reached::Average(lengths.iter().sum(), lengths.len() as i64),
        // "nearest rank, so it is the length of a real cycle": the first that so many are no longer than.
        Kind::Percentile(rank, _) => {
            let all = lengths.len() as u64;
            let place = (1..all).find(|number| number * ALL >= rank.node.0 * all).unwrap_or(all);
            Reached::Seconds(lengths[usize::try_from(place).expect("a place") - 1])
        }
    }
}

fn meets(kind: &Kind, reached: Reached) -> bool {
    match kind {
        Kind::Share(least, _) => !is_below(reached, least.node),
        Kind::Percentile(_, most) | Kind::Average(most) => !is_above(reached, seconds(most)),
        Kind::Count { at_most, bound, .. } => {
            let Reached::Count(number) = reached else { return false };
            let bound = u64::from(bound.node);
            if *at_most { number <= bound } else { number >= bound }
        }
    }
}

fn reaches(step: &CreditStep, reached: Reached) -> bool {
    match (step.bound.node, reached) {
        (CreditBound::Share(share), _) => is_below(reached, share),
        (CreditBound::Length(Length::Time(time)), _) => is_above(reached, time.seconds.cast_signed()),
        (CreditBound::Count(bound), Reached::Count(number)) if step.above => number > u64::from(bound),
        (CreditBound::Count(bound), Reached::Count(number)) => number < u64::from(bound),
        other => panic!("the second engine does not know {:?}", other.0),
    }
}

fn is_below(reached: Reached, share: Percent) -> bool {
    matches!(reached, Reached::Share(part, all) if part * ALL < share.0 * all)
}

fn is_above(reached: Reached, seconds: i64) -> bool {
    match reached {
        Reached::Seconds(value) => value > seconds,
        Reached::Average(sum, count) => sum > seconds * count,
        _ => false,
    }
}

/// As a number; reports round it, by less than a millionth or thousandth.
#[expect(clippy::cast_precision_loss, reason = "numbers of a few cycles")]
fn value(reached: Reached) -> Option<f64> {
    match reached {
        Reached::Nothing => None,
        Reached::Share(part, all) => Some(part as f64 / all as f64),
        Reached::Seconds(value) => Some(value as f64),
        Reached::Average(sum, count) => Some(sum as f64 / count as f64),
        Reached::Count(number) => Some(number as f64),
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of a policy")]
fn target(kind: &Kind) -> f64 {
    match kind {
        Kind::Share(least, _) => share(least.node.0),
        Kind::Percentile(_, most) | Kind::Average(most) => seconds(most) as f64,
        Kind::Count { bound, .. } => f64::from(bound.node),
    }
}

#[expect(clippy::cast_precision_loss, reason = "millionths")]
fn share(millionths: u64) -> f64 {
    millionths as f64 / ALL as f64
}

/// "The credits of all groups of a period are added, up to the objective's own `credit at most`. The credits of all objectives
/// with the same kind of period are added too, up to the cap of the policy."
fn credits(policy: &Policy, rows: &[Row]) -> Vec<Json> {
    let paying = rows.iter().filter(|row| row.pays.is_some());
    let mut periods: Vec<_> = paying.map(|row| (words(row.each), row.bounds)).collect();
    periods.sort_unstable();
    periods.dedup();
    periods.into_iter().map(|(each, bounds)| credit(policy, rows, each, bounds)).collect()
}

fn credit(policy: &Policy, rows: &[Row], each: &str, bounds: (i64, i64)) -> Json {
    let rows: Vec<&Row> = rows.iter().filter(|row| words(row.each) == each && row.bounds == bounds).collect();
    let paid = policy.objectives.iter().enumerate().map(|(place, objective)| {
        let sum = rows.iter().filter(|row| row.objective == place).filter_map(|row| row.pays).sum();
        let caps = objective.items.iter().filter_map(|item| match &item.kind {
            Line::CreditCap(cap) => Some(cap.node.0),
            _ => None,
        });
        caps.fold(sum, u64::min)
    });
    let paid: Vec<u64> = paid.collect();
    let all: u64 = paid.iter().sum();
    json!({
        "each": each,
        "period": rows[0].json["period"],
        "paying": paid.iter().filter(|pays| **pays > 0).count(),
        "credit": share(all),
        "cap": policy.credit_cap.map(share),
        "payable": share(all.min(policy.credit_cap.unwrap_or(ALL)).min(ALL)),
        "complete": rows[0].json["complete"],
        "from": stamp(bounds.0),
        "to": stamp(bounds.1),
    })
}

fn words(unit: PeriodUnit) -> &'static str {
    match unit {
        PeriodUnit::HalfHour => "half hour",
        PeriodUnit::Hour => "hour",
        PeriodUnit::Day => "day",
        PeriodUnit::Week => "week",
        PeriodUnit::Month => "month",
        PeriodUnit::Quarter => "quarter",
        PeriodUnit::Year => "year",
    }
}

/// The period of an instant, half-open, and its name.
fn period(unit: PeriodUnit, at: i64, zone: Tz) -> (i64, i64, String) {
    let wall = zone::wall(zone, at);
    let date = wall.date();
    let month = |number: u32| NaiveDate::from_ymd_opt(date.year(), number, 1).expect("a month");
    let (first, next, name) = match unit {
        PeriodUnit::HalfHour => return hour(1800, at, zone),
        PeriodUnit::Hour => return hour(3600, at, zone),
        PeriodUnit::Day => (date, date + Days::new(1), date.to_string()),
        PeriodUnit::Week => {
            let monday = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
            (monday, monday + Days::new(7), date.format("%G-W%V").to_string())
        }
        PeriodUnit::Month => {
            let first = month(date.month());
            (first, first + Months::new(1), date.format("%Y-%m").to_string())
        }
        PeriodUnit::Quarter => {
            let first = month(date.month0() / 3 * 3 + 1);
            (first, first + Months::new(3), format!("{}-Q{}", date.year(), date.month0() / 3 + 1))
        }
        PeriodUnit::Year => (month(1), month(1) + Months::new(12), date.year().to_string()),
    };
    let midnight = |date: NaiveDate| zone::instant(zone, date.and_time(NaiveTime::MIN));
    (midnight(first), midnight(next), name)
}

/// The hour of wall time, or half of it, around an instant, as far as the clocks go on: "the hour that clocks repeat in autumn is
/// two hours".
fn hour(length: i64, at: i64, zone: Tz) -> (i64, i64, String) {
    let wall = |at: i64| zone::wall(zone, at).and_utc().timestamp();
    let slice = |at: i64| (wall(at).div_euclid(length), wall(at) - at);
    let (number, east) = slice(at);
    // Clocks are moved at whole minutes.
    let minute = at - at.rem_euclid(60);
    let before = (0..=60).map(|minutes| minute - minutes * 60).take_while(|at| slice(*at) == (number, east));
    let from = before.last().expect("its own minute");
    let mut after = (1..=60).map(|minutes| minute + minutes * 60);
    let to = after.find(|at| slice(*at) != (number, east)).expect("an end within the hour");
    let begin = DateTime::from_timestamp(number * length, 0).expect("an instant of our times");
    let (sign, minutes) = (if east < 0 { '-' } else { '+' }, east.abs() / 60);
    let name = format!("{}{sign}{:02}:{:02}", begin.format("%Y-%m-%dT%H:%M"), minutes / 60, minutes % 60);
    (from, to, name)
}

impl Judged {
    /// What groups and conditions of objectives see: the fields that the log shows, and the level.
    fn shown(&self, policy: &Policy, name: &str) -> Option<String> {
        match name {
            "level" | "rule" | "agent" => self.row[name].as_str().map(str::to_owned),
            _ => self.ticket.get(policy, name).map(Value::shown),
        }
    }
}
