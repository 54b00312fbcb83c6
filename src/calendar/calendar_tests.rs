//! Hours worked out by hand.

use crate::proof::{at, built, spec};
use crate::spec::{CalendarSpec, Change, Dates, DayEnd, Exception, Origin, Window};
use crate::{BuildError, BuildWarning, Calendar, DayReason, Instant, NaiveDate, Reason, TimeZones};

const OFFICE: [&str; 6] = [
    "mon-thu 08:30-12:00, 12:30-17:00",
    "fri 08:30-15:00",
    "closed every 24 dec",
    "closed every 31 dec",
    "open 2026-12-19 10:00-14:00",
    "closed 2026-03-12 13:00-15:00",
];

fn office() -> Calendar {
    built("Europe/Bratislava", &OFFICE)
}

fn build(spec: &CalendarSpec) -> Result<Vec<BuildWarning>, Vec<BuildError>> {
    Calendar::build(spec, &TimeZones::bundled()).map(|built| built.warnings)
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Wall times of open stretches between two instants.
fn periods(calendar: &Calendar, from: &str, to: &str) -> Vec<String> {
    let show = |t: Instant| calendar.zone().local(t).format("%d %H:%M").to_string();
    let stretches = calendar.periods(at(calendar, from), at(calendar, to));
    stretches.into_iter().map(|(a, b)| format!("{}-{}", show(a), show(b))).collect()
}

/// Wall time of an instant that must be there.
fn wall(calendar: &Calendar, t: Option<Instant>) -> String {
    calendar.zone().local(t.unwrap()).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[test]
fn a_promise_made_late_on_friday_falls_on_monday() {
    // The first test of the language's own page.
    let office = office();
    let friday = at(&office, "2026-03-06 14:40");
    assert_eq!(wall(&office, office.add(friday, 3_600)), "2026-03-09 09:10:00");
    assert_eq!(office.between(friday, at(&office, "2026-03-09 09:00")), 50 * 60);
}

#[test]
fn a_budget_spent_at_closing_is_due_at_closing_unless_told_otherwise() {
    let hours = [&OFFICE[..], &["due at opening"]].concat();
    let (closing, opening) = (office(), built("Europe/Bratislava", &hours));
    let noon = |c: &Calendar| at(c, "2026-03-09 08:30");
    assert_eq!(wall(&closing, closing.add(noon(&closing), 12_600)), "2026-03-09 12:00:00");
    assert_eq!(wall(&opening, opening.add(noon(&opening), 12_600)), "2026-03-09 12:30:00");
    assert_eq!(wall(&opening, opening.add(noon(&opening), 12_599)), "2026-03-09 11:59:59");
    // Neither going back nor standing still rolls.
    let shut = at(&opening, "2026-03-09 12:00");
    assert_eq!(opening.add(shut, 0), Some(shut));
    assert_eq!(wall(&opening, opening.sub(shut, 12_600)), "2026-03-09 08:30:00");
    assert_eq!(wall(&opening, opening.sub(noon(&opening), -12_600)), "2026-03-09 12:00:00");
    // The last closing of all has no opening after it.
    let once = built("UTC", &["open 2026-03-09 08:00-09:00", "due at opening"]);
    assert_eq!(once.add(at(&once, "2026-03-09 08:00"), 3_600), None);
    assert_eq!(once.due(3_600), None);
}

#[test]
fn openings_and_closings_are_half_open() {
    let office = office();
    let [opening, closing] = ["2026-03-09 08:30", "2026-03-09 17:00"].map(|t| at(&office, t));
    assert!(office.is_open(opening) && !office.is_open(opening.plus(-1)));
    assert!(!office.is_open(closing) && office.is_open(closing.plus(-1)));
    assert_eq!(office.next_open(opening.plus(-1)), Some(opening));
    assert_eq!(office.prev_open(opening), Some(opening));
    assert_eq!(office.prev_open(closing), Some(closing));
    assert_eq!(wall(&office, office.prev_open(opening.plus(-1))), "2026-03-06 15:00:00");
}

#[test]
fn the_more_specific_statement_decides() {
    let hours = [
        "daily 08:00-16:00",
        "closed holidays BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260506\n\
         END:VEVENT\nEND:VCALENDAR",
        "open every 1 may .. 4 may 09:00-10:00",
        "closed every 2 may",
        "open 2026-05-02 .. 2026-05-03 11:00-12:00",
        "closed 2026-05-03",
        "closed 2026-05-02 11:30-11:45",
    ];
    let calendar = built("UTC", &hours);
    assert_eq!(
        periods(&calendar, "2026-04-30 00:00", "2026-05-07 00:00"),
        [
            "30 08:00-30 16:00",
            "01 09:00-01 10:00",
            "02 11:00-02 11:30",
            "02 11:45-02 12:00",
            "04 09:00-04 10:00",
            "06 08:00-06 16:00",
        ]
    );
}

#[test]
fn statements_of_equal_rank_add_up() {
    let hours = ["sat 09:00-11:00", "sat 10:00-12:00", "sat 13:00-14:00", "open 2026-03-09 08:00-09:00"];
    let calendar = built("UTC", &[&hours[..], &["open 2026-03-09 10:00-11:00"]].concat());
    assert_eq!(
        periods(&calendar, "2026-03-07 00:00", "2026-03-14 00:00"),
        ["07 09:00-07 12:00", "07 13:00-07 14:00", "09 08:00-09 09:00", "09 10:00-09 11:00"]
    );
}

#[test]
fn a_closed_date_loses_its_own_night_and_the_end_of_the_one_before() {
    let nights = built("UTC", &["daily 22:00-06:00", "closed 2026-03-11"]);
    assert_eq!(
        periods(&nights, "2026-03-09 12:00", "2026-03-13 12:00"),
        ["09 22:00-10 06:00", "10 22:00-11 00:00", "12 22:00-13 06:00"]
    );
    let short = built("UTC", &["daily 23:30-00:30", "closed 2026-03-11"]);
    assert_eq!(
        periods(&short, "2026-03-10 12:00", "2026-03-13 12:00"),
        ["10 23:30-11 00:00", "12 23:30-13 00:30"]
    );
    // A date that the week leaves empty is not closed: the night before runs on into it.
    let weekdays = built("UTC", &["mon-fri 22:00-06:00"]);
    assert_eq!(periods(&weekdays, "2026-03-06 12:00", "2026-03-08 12:00"), ["06 22:00-07 06:00"]);
    // Nor is one that is opened: the night before stays as it is.
    let opened = built("UTC", &["daily 22:00-06:00", "open 2026-03-11 10:00-11:00"]);
    assert_eq!(
        periods(&opened, "2026-03-10 12:00", "2026-03-12 12:00"),
        ["10 22:00-11 06:00", "11 10:00-11 11:00"]
    );
}

#[test]
fn what_is_taken_out_is_taken_out_last() {
    let event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:fire drill\nDTSTART:20260310T093000\nDURATION:PT1H\nEND:VEVENT\n\
                 END:VCALENDAR";
    let hours = [
        "daily 08:00-16:00",
        "open 2026-03-09 20:00-04:00",
        "closed 2026-03-09 23:00-01:00",
        "closed every 9 mar 20:00-21:00",
        &format!("closed holidays {event}"),
    ];
    let calendar = built("Asia/Kathmandu", &hours);
    assert_eq!(
        periods(&calendar, "2026-03-09 00:00", "2026-03-10 12:00"),
        ["09 21:00-09 23:00", "10 01:00-10 04:00", "10 08:00-10 09:30", "10 10:30-10 12:00"]
    );
}

#[test]
fn bounds_are_moved_where_clocks_change() {
    let berlin = |hours: &str| built("Europe/Berlin", &[hours]);
    let spring = |hours: &str| periods(&berlin(hours), "2026-03-29 00:00", "2026-03-29 12:00");
    // 02:00 to 03:00 is skipped.
    assert_eq!(spring("sun 01:00-02:30"), ["29 01:00-29 03:30"]);
    assert_eq!(spring("sun 02:15-02:45"), ["29 03:15-29 03:45"]);
    assert_eq!(spring("sun 02:30-03:00"), [] as [&str; 0]);
    assert_eq!(spring("sun 02:00-03:00"), [] as [&str; 0]);
    assert_eq!(berlin("sun 00:00-24:00").position(Instant(1_774_828_800)) % 86_400, 82_800);
    // 02:00 to 03:00 happens twice.
    let autumn = |hours: &str| {
        let calendar = berlin(hours);
        calendar.between(at(&calendar, "2026-10-25 00:00"), at(&calendar, "2026-10-25 12:00"))
    };
    assert_eq!(autumn("sun 01:00-04:00"), 4 * 3_600);
    assert_eq!(autumn("sun 02:15-02:45"), 1_800);
    assert_eq!(autumn("sun 02:30-03:30"), 2 * 3_600);
    assert_eq!(autumn("sun 01:00-02:30"), 5_400);
}

#[test]
fn a_bound_that_is_moved_past_midnight_does_not_enter_a_closed_date() {
    // 23:00 to 24:00 of the Saturday is skipped.
    let hours = ["sat 08:00-23:30", "sun 10:00-11:00"];
    let shown = |lines: &[&str]| {
        let calendar = built("America/Nuuk", lines);
        periods(&calendar, "2026-03-28 00:00", "2026-03-30 00:00")
    };
    assert_eq!(shown(&hours), ["28 08:00-29 00:30", "29 10:00-29 11:00"]);
    assert_eq!(shown(&[&hours[..], &["closed 2026-03-29"]].concat()), ["28 08:00-29 00:00"]);
}

#[test]
fn an_opening_that_is_moved_past_one_of_the_next_date_hides_nothing() {
    let lines = ["sat 23:30-01:00", "sun 00:00-02:00", "closed 2026-03-29 00:05-00:10"];
    let calendar = built("America/Nuuk", &lines);
    assert_eq!(
        periods(&calendar, "2026-03-28 00:00", "2026-03-30 00:00"),
        ["29 00:00-29 00:05", "29 00:10-29 02:00"]
    );
}

#[test]
fn a_skipped_date_has_no_hours() {
    let apia = built("Pacific/Apia", &["daily 08:00-17:00", "fri 20:00-22:00"]);
    assert_eq!(
        periods(&apia, "2011-12-29 00:00", "2012-01-01 00:00"),
        ["29 08:00-29 17:00", "31 08:00-31 17:00"]
    );
    assert!(!apia.open_date(date("2011-12-30")));
    assert_eq!(apia.day(date("2011-12-30")).reason, DayReason::Skipped);
    // The end of its eve is the instant at which the 31st begins.
    let whole = built("Pacific/Apia", &["daily 00:00-24:00"]);
    assert_eq!(whole.between(Instant(1_325_196_000), Instant(1_325_282_400)), 86_400);
    let one = whole.add_days(at(&whole, "2011-12-29 10:00"), 1, DayEnd::SameTime);
    assert_eq!(wall(&whole, one), "2011-12-31 10:00:00");
    let one = whole.add_calendar_days(at(&whole, "2011-12-29 10:00"), 1, DayEnd::SameTime);
    assert_eq!(wall(&whole, one), "2011-12-31 10:00:00");
}

#[test]
fn dated_hours_alone_are_a_calendar() {
    let once = built("UTC", &["open 2026-12-19 10:00-14:00"]);
    let first = at(&once, "2026-12-19 10:00");
    assert_eq!(once.next_open(Instant(0)), Some(first));
    assert_eq!(once.prev_open(first.plus(-1)), None);
    assert_eq!(once.add(Instant(0), 4 * 3_600), Some(at(&once, "2026-12-19 14:00")));
    assert_eq!(once.add(Instant(0), 4 * 3_600 + 1), None);
    assert_eq!(once.sub(first.plus(60), 61), None);
    assert_eq!(once.sub(first.plus(60), 60), Some(first));
    let never = built("UTC", &[]);
    assert_eq!((never.next_open(first), never.prev_open(first), never.add(first, 1)), (None, None, None));
    assert_eq!(never.periods(Instant(0), first), []);
}

#[test]
fn nothing_is_known_outside_the_years() {
    let always = Calendar::always();
    for far in [Instant(i64::MIN), Instant(-100_000_000_000), Instant(100_000_000_000), Instant(i64::MAX)] {
        assert!(!always.is_open(far));
        assert_eq!((always.next_open(far), always.prev_open(far), always.add(far, 1)), (None, None, None));
        assert_eq!(always.why(far).reason, Reason::OutsideYears);
        assert_eq!(always.add_days(far, 1, DayEnd::SameTime), None);
        assert_eq!(always.add_calendar_days(far, 1, DayEnd::Close), None);
    }
    assert_eq!(
        always.between(Instant(i64::MIN), Instant(i64::MAX)),
        always.between(Instant(i64::MIN), Instant(1 << 40))
    );
    for seconds in [i64::MIN, i64::MAX, 1 << 40] {
        assert_eq!((always.add(Instant(0), seconds), always.sub(Instant(0), seconds)), (None, None));
        assert_eq!(always.add_days(Instant(0), seconds, DayEnd::SameTime), None);
        assert_eq!(always.add_calendar_days(Instant(0), seconds, DayEnd::SameTime), None);
        assert_eq!(always.add_calendar_months(Instant(0), seconds, DayEnd::SameTime), None);
    }
    assert_eq!((always.at_position(-1), always.at_position(i64::MAX)), (None, None));
    // All of the promised years, and half a year on either side.
    assert_eq!(always.between(Instant(-15_552_000), Instant(4_149_446_400)), 4_149_446_400 + 15_552_000);
}

#[test]
fn what_contradicts_itself_is_refused_with_both_statements() {
    let clash = |lines: &[&str]| build(&spec("UTC", lines)).unwrap_err();
    let errors = clash(&[
        "daily 08:00-16:00",
        "open 2026-05-01 .. 2026-05-10 09:00-10:00",
        "closed 2026-05-08 .. 2026-05-12",
    ]);
    let expected = BuildError::OpenAndClosed { date: date("2026-05-08"), open: Origin(1), closed: Origin(2) };
    assert_eq!(errors, [expected]);
    assert_eq!(errors[0].to_string(), "2026-05-08 is both open and closed");
    assert_eq!(errors[0].origins(), [Origin(1), Origin(2)]);
    // A date that something more specific decides is no contradiction, nor is a stretch taken out.
    let lines =
        ["open 2026-05-01 .. 2026-05-02 09:00-10:00", "closed 2026-05-02 .. 2026-05-03", "closed 2026-05-02"];
    assert_eq!(build(&spec("UTC", &lines)), Ok(vec![]));
    assert_eq!(
        build(&spec("UTC", &["open 2026-05-01 09:00-10:00", "closed 2026-05-01 09:30-10:00"])),
        Ok(vec![])
    );
}

#[test]
fn every_mistake_is_told_at_once() {
    let mut wrong = spec(
        "Europe/Bratislva",
        &["mon 08:00-16:00", "closed 2026-05-02 .. 2026-05-01", "closed every 30 feb"],
    );
    wrong.weekly[0].windows.push(Window { start: 90_000, end: 93_600 });
    let holidays = Dates::Holidays(0);
    wrong.exceptions.push(Exception {
        dates: holidays,
        change: Change::Closed,
        label: None,
        origin: Origin(3),
    });
    let messages: Vec<String> = build(&wrong).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "there is no time zone `Europe/Bratislva`",
            "the hours `25:00-26:00` are no stretch of a day",
            "the range `2026-05-02 .. 2026-05-01` ends before it begins",
            "no year has a day 30 in month 2",
            "`file 0` cannot be read as a holiday calendar: the calendar has no such file",
        ]
    );
    let unreadable = spec("UTC", &["closed holidays BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:tomorrow"]);
    let errors = build(&unreadable).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "`test.ics` cannot be read as a holiday calendar: line 2: `BEGIN:VEVENT` has no end"
    );
}

#[test]
fn what_is_probably_not_meant_is_warned_of() {
    let lines = [
        "daily 08:00-23:59",
        "open 2026-05-01 22:00-23:59",
        "closed 1931-01-01",
        "closed 2026-05-03 23:59-23:00",
    ];
    let warnings = build(&spec("UTC", &lines)).unwrap();
    assert_eq!(
        warnings,
        [
            BuildWarning::LastMinute { origin: Origin(0) },
            BuildWarning::LastMinute { origin: Origin(1) },
            BuildWarning::OutsideYears { origin: Origin(2), date: date("1931-01-01") },
        ]
    );
    let event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:fair\nDTSTART:20260310T093000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR";
    let mut opened = spec("UTC", &[&format!("closed holidays {event}")]);
    opened.exceptions[0].change = Change::Open(vec![Window { start: 0, end: 3_600 }]);
    let warnings: Vec<String> = build(&opened).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["`fair` in `test.ics` has a time of day, so it opens no date"]);
}

#[test]
fn holiday_years_are_those_that_every_file_covers() {
    let file = |years: std::ops::RangeInclusive<i32>| {
        let event = |year| format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:{year}0106\nEND:VEVENT\n");
        format!("closed holidays BEGIN:VCALENDAR\n{}END:VCALENDAR", years.map(event).collect::<String>())
    };
    let forever = "closed holidays BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20120106\nRRULE:FREQ=YEARLY\n\
                   END:VEVENT\nEND:VCALENDAR";
    let years = |lines: &[&str]| built("UTC", lines).holiday_years();
    assert_eq!(years(&["daily 08:00-16:00"]), None);
    assert_eq!(years(&[&file(2012..=2030)]), Some((2012, 2030)));
    assert_eq!(years(&[&file(2012..=2030), &file(2020..=2026)]), Some((2020, 2026)));
    assert_eq!(years(&[&file(2012..=2014), &file(2020..=2026)]), Some((2020, 2014)));
    assert_eq!(years(&[forever]), Some((2012, 2100)));
    let both = built("UTC", &[forever, &file(2020..=2026)]);
    assert_eq!(both.holiday_years(), Some((2020, 2026)));
    let each: Vec<_> =
        both.holiday_files().map(|(name, years)| (name.to_owned(), years.first, years.last)).collect();
    assert_eq!(each, [("test.ics".to_owned(), 2012, None), ("test.ics".to_owned(), 2020, Some(2026))]);
}

#[test]
fn a_calendar_may_be_shared_between_threads() {
    fn shareable<T: Send + Sync + Clone>() {}
    shareable::<Calendar>();
    shareable::<TimeZones>();
}
