//! The bench's job done the obvious way: every rule a closure, every duration a walk over days.

use super::tickets::{LAST, Ticket, What};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Weekday};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Month, region, level, clock.
pub type Key = [String; 4];
/// Met, missed (overdue ones too), active (running and paused).
pub type Counts = [u64; 3];

struct Facts<'a> {
    ticket: &'a Ticket,
    priority: &'static str,
    tags: Vec<&'static str>,
}

impl Facts<'_> {
    fn is(&self, field: &str, values: &[&str]) -> bool {
        let t = self.ticket;
        match field {
            "priority" => values.contains(&self.priority),
            "department" => values.contains(&t.department),
            "channel" => values.contains(&t.channel),
            "tier" => values.contains(&t.tier),
            "region" => values.contains(&t.region),
            "tag" => self.tags.iter().any(|tag| values.contains(tag)),
            other => unreachable!("no field {other}"),
        }
    }

    /// The level and its targets in minutes: first response, next response, resolution.
    fn level(&self) -> (&'static str, [i64; 3]) {
        let found =
            RULES.iter().find(|(_, wants, _)| wants.iter().all(|(field, values)| self.is(field, values)));
        found.map_or(("default", [1_680, 2_520, 12_600]), |(name, _, minutes)| (name, *minutes))
    }
}

type Rule = (&'static str, &'static [(&'static str, &'static [&'static str])], [i64; 3]);

#[rustfmt::skip]
const RULES: [Rule; 20] = [
    ("vip_urgent", &[("priority", &["urgent"]), ("tier", &["platinum", "gold"]), ("tag", &["vip"])], [15, 30, 240]),
    ("outage", &[("tag", &["outage"]), ("department", &["technical", "operations"]), ("priority", &["high", "urgent"])], [15, 30, 240]),
    ("security", &[("department", &["security"]), ("priority", &["high", "urgent"]), ("channel", &["email", "phone", "api"])], [30, 60, 480]),
    ("fraud", &[("tag", &["fraud"]), ("department", &["billing", "security"]), ("tier", &["basic", "gold", "platinum"])], [30, 60, 480]),
    ("gdpr_legal", &[("department", &["legal"]), ("tag", &["gdpr"]), ("region", &["emea"])], [60, 120, 960]),
    ("plat_phone", &[("tier", &["platinum"]), ("channel", &["phone", "chat"]), ("priority", &["normal", "high", "urgent"])], [30, 60, 420]),
    ("plat_any", &[("tier", &["platinum"]), ("region", &["emea", "amer", "apac"]), ("channel", &["email", "web", "api"])], [60, 120, 840]),
    ("gold_urgent", &[("tier", &["gold"]), ("priority", &["urgent"]), ("department", &["billing", "technical", "operations", "security"])], [60, 120, 840]),
    ("gold_high_tech", &[("tier", &["gold"]), ("priority", &["high"]), ("department", &["technical", "shipping"])], [90, 180, 1_260]),
    ("billing_refund", &[("department", &["billing"]), ("tag", &["refund", "invoice"]), ("tier", &["basic", "gold"])], [120, 240, 1_260]),
    ("escalated", &[("tag", &["escalated"]), ("priority", &["high", "urgent"]), ("tier", &["free", "basic", "gold"])], [60, 120, 840]),
    ("amer_sales_chat", &[("region", &["amer"]), ("department", &["sales"]), ("channel", &["chat"])], [60, 120, 1_260]),
    ("apac_web", &[("region", &["apac"]), ("channel", &["web"]), ("priority", &["normal", "high"])], [180, 360, 1_680]),
    ("hr_low", &[("department", &["hr"]), ("priority", &["low", "normal"]), ("channel", &["email", "web"])], [420, 840, 4_200]),
    ("urgent_any", &[("priority", &["urgent"]), ("tier", &["free", "basic", "gold"])], [60, 120, 840]),
    ("high_email", &[("priority", &["high"]), ("channel", &["email", "web"]), ("tier", &["basic", "gold"])], [180, 360, 1_680]),
    ("high_rest", &[("priority", &["high"]), ("tier", &["free", "basic", "gold"])], [240, 420, 2_100]),
    ("gold_normal", &[("tier", &["gold"]), ("priority", &["normal"])], [240, 420, 2_100]),
    ("basic_normal", &[("tier", &["basic"]), ("priority", &["normal"])], [420, 840, 4_200]),
    ("free_normal", &[("tier", &["free"]), ("priority", &["normal"]), ("channel", &["email", "web", "chat"])], [840, 1_680, 8_400]),
];

/// The report: counts by month of creation, region, level and clock.
pub fn report(tickets: &[Ticket]) -> BTreeMap<Key, Counts> {
    let mut cells = BTreeMap::new();
    for ticket in tickets {
        let mut story = Story::new(ticket);
        for (at, what) in &ticket.events {
            story.event(*at, *what);
        }
        for (clock, level, slot) in story.finish() {
            let month = DateTime::from_timestamp(ticket.created, 0).unwrap().format("%Y-%m").to_string();
            let key = [month, ticket.region.to_owned(), level.to_owned(), clock.to_owned()];
            cells.entry(key).or_insert([0; 3])[slot] += 1;
        }
    }
    cells
}

/// A ticket's three clocks while its events go by.
struct Story<'a> {
    facts: Facts<'a>,
    status: &'static str,
    /// The status stretches up to now, and when the present one began.
    stretches: Vec<(&'static str, i64, i64)>,
    since: i64,
    answered: bool,
    asked: Option<i64>,
    /// When the ticket was last solved, if it is, and the level of that moment.
    solved: Option<(&'static str, [i64; 3])>,
    done: Vec<(&'static str, &'static str, usize)>,
}

impl<'a> Story<'a> {
    fn new(ticket: &'a Ticket) -> Self {
        Story {
            facts: Facts { ticket, priority: ticket.priority, tags: ticket.tags.clone() },
            status: "new",
            stretches: Vec::new(),
            since: ticket.created,
            answered: false,
            asked: None,
            solved: None,
            done: Vec::new(),
        }
    }

    fn event(&mut self, at: i64, what: What) {
        match what {
            What::Priority(priority) => self.facts.priority = priority,
            What::Tag(tag) => self.facts.tags.push(tag),
            What::Reply { agent: true, public: true } => self.answer(at),
            What::Reply { agent: false, .. } if self.answered => self.asked = self.asked.or(Some(at)),
            What::Status(status) if status != self.status => {
                self.stretches.push((self.status, self.since, at));
                (self.status, self.since) = (status, at);
                self.solved = (status == "solved").then(|| self.facts.level());
            }
            What::Reply { .. } | What::Status(_) | What::Assigned => {}
        }
    }

    fn answer(&mut self, at: i64) {
        let (level, minutes) = self.facts.level();
        if !self.answered {
            let elapsed = self.open(self.facts.ticket.created, at);
            self.done.push(("first_response", level, usize::from(elapsed > minutes[0] * 60)));
            self.answered = true;
        }
        if let Some(asked) = self.asked.take() {
            let late = self.open(asked, at) > minutes[1] * 60;
            self.done.push(("next_response", level, usize::from(late)));
        }
    }

    fn finish(mut self) -> Vec<(&'static str, &'static str, usize)> {
        let (level, minutes) = self.facts.level();
        let still_open = |elapsed: i64, target: i64| if elapsed > target * 60 { 1 } else { 2 };
        if !self.answered {
            let elapsed = self.open(self.facts.ticket.created, LAST);
            self.done.push(("first_response", level, still_open(elapsed, minutes[0])));
        }
        if let Some(asked) = self.asked {
            let elapsed = self.open(asked, LAST);
            self.done.push(("next_response", level, still_open(elapsed, minutes[1])));
        }
        self.stretches.push((self.status, self.since, LAST));
        let worked = self.stretches.iter().filter(|(status, ..)| matches!(*status, "new" | "open"));
        let elapsed: i64 = worked.map(|(_, from, to)| self.open(*from, *to)).sum();
        let verdict = match self.solved {
            Some((level, minutes)) => (level, usize::from(elapsed > minutes[2] * 60)),
            None => (level, still_open(elapsed, minutes[2])),
        };
        self.done.push(("resolution", verdict.0, verdict.1));
        self.done
    }

    /// Open seconds of the region's calendar between two instants, day by day.
    fn open(&self, from: i64, to: i64) -> i64 {
        let (zone, windows): (Tz, &[(u32, u32)]) = match self.facts.ticket.region {
            "emea" => (chrono_tz::Europe::Berlin, &[(9, 12), (13, 17)]),
            "amer" => (chrono_tz::America::New_York, &[(9, 12), (13, 17)]),
            "apac" => (chrono_tz::Asia::Tokyo, &[(9, 12), (13, 18)]),
            _ => return to - from,
        };
        let local = |t: i64| zone.timestamp_opt(t, 0).unwrap().date_naive();
        let (mut day, last) = (local(from), local(to));
        let mut sum = 0;
        while day <= last {
            if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
                && !holiday(self.facts.ticket.region, day)
            {
                for (open, close) in windows {
                    let at = |hour: u32| {
                        zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0).unwrap()).unwrap().timestamp()
                    };
                    sum += (at(*close).min(to) - at(*open).max(from)).max(0);
                }
            }
            day = day + Days::new(1);
        }
        sum
    }
}

#[rustfmt::skip]
const HOLIDAYS: [(&str, &[&str]); 3] = [
    ("emea", &["2023-04-07", "2023-04-10", "2023-05-18", "2023-05-29", "2024-03-29", "2024-04-01", "2024-05-09", "2024-05-20",
               "2025-04-18", "2025-04-21", "2025-05-29", "2025-06-09", "01-01", "05-01", "10-03", "12-24", "12-25", "12-26"]),
    ("amer", &["2023-01-16", "2023-02-20", "2023-05-29", "2023-09-04", "2023-11-23", "2023-11-24", "2024-01-15", "2024-02-19",
               "2024-05-27", "2024-09-02", "2024-11-28", "2024-11-29", "2025-01-20", "2025-02-17", "2025-05-26", "2025-09-01",
               "2025-11-27", "2025-11-28", "01-01", "06-19", "07-04", "12-25"]),
    ("apac", &["01-01", "01-02", "01-03", "02-11", "02-23", "04-29", "05-03", "05-04", "05-05", "11-03"]),
];

/// Whether a date is one of the region's holidays: written whole, or yearly.
fn holiday(region: &str, day: NaiveDate) -> bool {
    let date = day.to_string();
    let list = HOLIDAYS.iter().find(|(name, _)| *name == region).map_or(&[][..], |(_, list)| list);
    list.iter().any(|holiday| date.ends_with(holiday))
}
