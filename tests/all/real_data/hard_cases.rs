//! Tickets of the Italian help desk and of Volvo whose verdicts were worked out by hand from the raw rows; the
//! sums stand in the README of each pack.

use super::{log, outcomes, text};
use serde_json::{Value, json};

/// What the log must say of one cycle.
struct Case {
    ticket: &'static str,
    clock: &'static str,
    outcome: &'static str,
    /// None: it ended (or stands) in a pause, within its due.
    due: Option<&'static str>,
    closed: Option<&'static str>,
    breached: Option<&'static str>,
    /// Business seconds: counted, paused.
    seconds: [i64; 2],
    reopens: i64,
}

impl Case {
    const fn met(
        ticket: &'static str,
        clock: &'static str,
        due: &'static str,
        closed: &'static str,
        seconds: [i64; 2],
    ) -> Case {
        Case {
            ticket,
            clock,
            outcome: "met",
            due: Some(due),
            closed: Some(closed),
            breached: None,
            seconds,
            reopens: 0,
        }
    }

    /// A cycle that was late from its due on.
    const fn missed(
        ticket: &'static str,
        clock: &'static str,
        due: &'static str,
        closed: &'static str,
        seconds: [i64; 2],
    ) -> Case {
        Case {
            ticket,
            clock,
            outcome: "missed",
            due: Some(due),
            closed: Some(closed),
            breached: Some(due),
            seconds,
            reopens: 0,
        }
    }

    /// Closed in a pause.
    const fn while_paused(self) -> Case {
        Case { due: None, ..self }
    }

    const fn reopened(self, reopens: i64) -> Case {
        Case { reopens, ..self }
    }

    fn check(&self, log: &[Value]) {
        let mut found = log.iter().filter(|r| r["ticket"] == self.ticket && r["clock"] == self.clock);
        let record = found.next().unwrap_or_else(|| panic!("no {} of {}", self.clock, self.ticket));
        assert!(found.next().is_none(), "one cycle of {} on {}", self.clock, self.ticket);
        let expected = [
            ("outcome", json!(self.outcome)),
            ("due", json!(self.due)),
            ("closed", json!(self.closed)),
            ("breached_at", json!(self.breached)),
            ("elapsed_s", json!(self.seconds[0])),
            ("paused_s", json!(self.seconds[1])),
            ("reopens", json!(self.reopens)),
        ];
        for (key, value) in expected {
            assert_eq!(record[key], value, "{key} of {} on {}: {record:#}", self.clock, self.ticket);
        }
    }
}

/// Hours 09-13 and 14-18 in Rome, Italian holidays; 16 h to take in charge, 15 business days to resolve.
const HELPDESK: [Case; 9] = [
    // Over a weekend, 27 seconds to spare; then resolved twice in one second.
    Case::met("Case1582", "first_response", "2010-09-28T10:33:04Z", "2010-09-28T10:32:37Z", [57_573, 0]),
    Case::met("Case1582", "resolution", "2010-10-15T10:33:04Z", "2010-09-28T13:07:51Z", [63_287, 0]),
    // 184 seconds late.
    Case::missed("Case1941", "first_response", "2010-01-21T09:11:08Z", "2010-01-21T09:14:12Z", [57_784, 0]),
    // Never taken in charge, so cancelled, but it was late by then.
    Case::missed("Case2229", "first_response", "2013-03-21T10:52:24Z", "2013-05-03T07:55:55Z", [857_011, 0]),
    // A wait over the start of summer time, Easter Monday and two more holidays, in which it is resolved.
    Case::met("Case2229", "resolution", "", "2013-05-03T07:55:55Z", [61, 856_950]).while_paused(),
    // Created and resolved in one second; closed two months later, which changes nothing.
    Case::met("Case74", "resolution", "2012-03-02T11:42:26Z", "2012-02-10T11:42:26Z", [0, 0]),
    // Two waits over a holiday, resolved, taken up again after 20 minutes that move the due.
    Case::met("Case1502", "resolution", "2011-07-11T08:55:50Z", "2011-06-24T15:27:11Z", [135_081, 476_356])
        .reopened(1),
    // Late already when the waits begin, of which one goes over a weekend: they do not heal it.
    Case::missed("Case1557", "first_response", "2010-08-12T07:35:43Z", "2010-09-03T14:00:24Z", [537_881, 0]),
    Case::missed("Case1557", "resolution", "2010-08-31T07:35:43Z", "2010-09-06T13:52:08Z", [538_135, 22_805])
        .reopened(1),
];

/// Hours 07-19 in Brussels; 1 h to take up, 20 h of work.
const VOLVO: [Case; 10] = [
    // 503 seconds late, over a weekend.
    Case::met("VI06115", "taken_up", "2012-05-04T13:28:20Z", "2012-05-04T13:02:57Z", [2_077, 0]),
    Case::missed("VI06115", "agent_work", "2012-05-08T08:28:20Z", "2012-05-08T08:36:43Z", [72_503, 0]),
    // From winter into summer time.
    Case::missed("VI00079", "agent_work", "2012-01-18T09:47:43Z", "2012-05-08T15:34:17Z", [3_509_194, 0]),
    // Two waits, the second over two weekends, and resolved while waiting.
    Case::met("VI00962", "agent_work", "", "2012-05-14T05:31:39Z", [69_028, 569_435]).while_paused(),
    // Completed three times, reopened twice, one wait for the implementation.
    Case::met("VI01356", "agent_work", "2012-05-04T14:57:49Z", "2012-05-03T08:28:56Z", [5_467, 2_381])
        .reopened(2),
    // Created and taken up in one night, nothing of which counts.
    Case::met("VI06095", "taken_up", "2012-05-04T06:00:00Z", "2012-05-04T00:10:27Z", [0, 0]),
    Case::met("VI06095", "agent_work", "", "2012-05-07T12:12:35Z", [69_036, 119]).while_paused(),
    // Waits for the user from its first second and is never taken up.
    Case::missed("VI01500", "taken_up", "2012-04-26T07:27:27Z", "2012-05-15T06:47:44Z", [562_817, 0]),
    // Resolved, closed and resolved again: one state, nothing is reopened.
    Case::met("VI02241", "agent_work", "2012-05-02T07:23:07Z", "2012-04-30T11:23:07Z", [0, 0]),
    // Created on a Saturday and still open at the end.
    Case {
        ticket: "VI07553",
        clock: "agent_work",
        outcome: "overdue",
        due: Some("2012-05-08T13:00:00Z"),
        closed: None,
        breached: Some("2012-05-08T13:00:00Z"),
        seconds: [475_200, 0],
        reopens: 0,
    },
];

#[test]
fn the_italian_help_desk() {
    let Some(log) = log("helpdesk-it", "helpdesk/events.ndjson.zst", "neutral") else { return };
    HELPDESK.iter().for_each(|case| case.check(&log));
    let unanswered = log.iter().find(|r| r["ticket"] == "Case74" && r["clock"] == "first_response").unwrap();
    assert_eq!(text(unanswered, "outcome"), "cancelled");
    let expected = [
        (("first_response", "cancelled"), 200),
        (("first_response", "met"), 2_935),
        (("first_response", "missed"), 1_441),
        (("first_response", "overdue"), 4),
        (("resolution", "met"), 4_054),
        (("resolution", "missed"), 514),
        (("resolution", "overdue"), 8),
        (("resolution", "paused"), 4),
        (("total_resolution", "measured"), 4_580),
    ];
    assert_eq!(outcomes(&log), expected.into());
}

#[test]
fn volvo() {
    let Some(log) = log("volvo", "bpi13/incidents.ndjson.zst", "neutral") else { return };
    VOLVO.iter().for_each(|case| case.check(&log));
    let waiting = log.iter().find(|r| r["ticket"] == "VI06871" && r["clock"] == "agent_work").unwrap();
    assert_eq!((text(waiting, "outcome"), &waiting["due"]), ("paused", &Value::Null));
    let expected = [
        (("agent_work", "met"), 5_963),
        (("agent_work", "missed"), 1_583),
        (("agent_work", "overdue"), 6),
        (("agent_work", "paused"), 2),
        (("customer_wait", "measured"), 3_971),
        (("resolution", "measured"), 7_554),
        (("taken_up", "cancelled"), 4),
        (("taken_up", "met"), 7_320),
        (("taken_up", "missed"), 230),
        (("vendor_wait", "measured"), 2_171),
    ];
    assert_eq!(outcomes(&log), expected.into());
}
