//! Made-up tickets in the event shape of the bench, and their lines.

use chrono::DateTime;
use serde_json::{Value, json};

pub const DEPARTMENTS: [&str; 8] =
    ["billing", "technical", "sales", "legal", "operations", "hr", "security", "shipping"];
pub const CHANNELS: [&str; 5] = ["email", "chat", "phone", "web", "api"];
pub const TIERS: [&str; 4] = ["free", "basic", "gold", "platinum"];
pub const REGIONS: [&str; 4] = ["emea", "amer", "apac", "global"];
pub const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];
const TAGS: [&str; 8] = ["vip", "outage", "fraud", "gdpr", "refund", "invoice", "escalated", "other"];
const STATUSES: [&str; 4] = ["new", "open", "pending", "solved"];

/// 2023-01-01T00:00:00Z and 2026-01-01T00:00:00Z.
pub const FIRST: i64 = 1_672_531_200;
pub const LAST: i64 = 1_767_225_600;

/// One ticket: what it is, and what happens to it, in order.
pub struct Ticket {
    pub id: String,
    pub department: &'static str,
    pub channel: &'static str,
    pub tier: &'static str,
    pub region: &'static str,
    pub priority: &'static str,
    pub tags: Vec<&'static str>,
    pub created: i64,
    pub events: Vec<(i64, What)>,
}

/// What happens to a ticket after its creation.
#[derive(Clone, Copy)]
pub enum What {
    Reply { agent: bool, public: bool },
    Status(&'static str),
    Priority(&'static str),
    Tag(&'static str),
    Assigned,
}

/// A xorshift generator: the same tickets everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    fn pick(&mut self, choices: &[&'static str]) -> &'static str {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }

    fn seconds(&mut self, below: u64) -> i64 {
        i64::try_from(self.below(below)).unwrap()
    }
}

/// So many tickets over the three years.
pub fn tickets(count: usize) -> Vec<Ticket> {
    let mut dice = Dice(0x0DDB_1A5E_5BAD_5EED);
    (0..count).map(|number| ticket(number, &mut dice)).collect()
}

fn ticket(number: usize, dice: &mut Dice) -> Ticket {
    let created = FIRST + dice.seconds((LAST - FIRST) as u64);
    let mut tags: Vec<&str> = (0..dice.below(3)).map(|_| dice.pick(&TAGS)).collect();
    tags.dedup();
    let mut ticket = Ticket {
        id: format!("B-{number:05}"),
        department: dice.pick(&DEPARTMENTS),
        channel: dice.pick(&CHANNELS),
        tier: dice.pick(&TIERS),
        region: dice.pick(&REGIONS),
        priority: dice.pick(&PRIORITIES),
        tags,
        created,
        events: Vec::new(),
    };
    let mut now = created;
    for _ in 0..dice.below(12) {
        // Often within the hour, sometimes in the same second, sometimes after days.
        now += match dice.below(8) {
            0 => 0,
            1..=4 => dice.seconds(7_200),
            5 | 6 => dice.seconds(90_000),
            _ => dice.seconds(2_000_000),
        };
        if now >= LAST {
            break;
        }
        let what = match dice.below(10) {
            0..=2 => What::Reply { agent: true, public: dice.below(5) > 0 },
            3 | 4 => What::Reply { agent: false, public: true },
            5..=7 => What::Status(dice.pick(&STATUSES)),
            8 => What::Priority(dice.pick(&PRIORITIES)),
            _ if dice.below(3) == 0 => What::Assigned,
            _ => What::Tag(dice.pick(&TAGS)),
        };
        ticket.events.push((now, what));
    }
    ticket
}

/// The tickets' events as the bench writes them, one JSON line each, by instant.
pub fn lines(tickets: &[Ticket]) -> String {
    let mut events: Vec<(i64, &str, Value)> = Vec::new();
    for ticket in tickets {
        events.push((ticket.created, &ticket.id, creation(ticket)));
        events.extend(ticket.events.iter().map(|(at, what)| (*at, ticket.id.as_str(), later(*what, ticket))));
    }
    events.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let mut text = String::new();
    for (number, (at, ticket, mut event)) in events.into_iter().enumerate() {
        event["id"] = json!(format!("e{number:09}"));
        event["ts"] =
            json!(DateTime::from_timestamp(at, 0).unwrap().format("%Y-%m-%dT%H:%M:%SZ").to_string());
        event["ticket"] = json!(ticket);
        text.push_str(&event.to_string());
        text.push('\n');
    }
    text
}

fn creation(ticket: &Ticket) -> Value {
    json!({
        "type": "created", "actor": "customer", "department": ticket.department, "channel": ticket.channel,
        "tier": ticket.tier, "region": ticket.region, "priority": ticket.priority, "status": "new",
        "tags": ticket.tags, "org": "org_00001", "text": "please check \"this\"",
    })
}

fn later(what: What, ticket: &Ticket) -> Value {
    match what {
        What::Reply { agent, public } => json!({
            "type": "replied", "actor": if agent { "agent" } else { "customer" }, "public": public,
            "channel": ticket.channel, "chars": 39, "attachments": [{"name": "a.png", "size": 10_233}],
        }),
        What::Status(status) => {
            json!({"type": "status_changed", "actor": "agent", "from": "new", "status": status, "reason": "workflow"})
        }
        What::Priority(priority) => {
            json!({"type": "priority_changed", "actor": "agent", "from": "low", "priority": priority})
        }
        What::Tag(tag) => json!({"type": "tagged", "actor": "system", "tags": [tag], "rule": "auto-tagger"}),
        What::Assigned => {
            json!({"type": "assigned", "actor": "system", "assignee": "agent_0042", "group": ticket.department})
        }
    }
}

/// The columns of the bench's tables; they have no assignee and no group.
const COLUMNS: [&str; 12] = [
    "id",
    "ts",
    "ticket",
    "type",
    "actor",
    "public",
    "department",
    "channel",
    "tier",
    "region",
    "priority",
    "status",
];

/// The same events as a table, tags joined by `;`.
pub fn table(lines: &str) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS.into_iter().chain(["tags"])).unwrap();
    for line in lines.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let plain = |column: &str| match &event[column] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let tags: Vec<&str> =
            event["tags"].as_array().into_iter().flatten().map(|tag| tag.as_str().unwrap()).collect();
        table.write_record(COLUMNS.map(plain).into_iter().chain([tags.join(";")])).unwrap();
    }
    String::from_utf8(table.into_inner().unwrap()).unwrap()
}
