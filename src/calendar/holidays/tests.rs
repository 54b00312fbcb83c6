use std::path::PathBuf;

use chrono::NaiveDate;

use super::*;

/// A file of events, each given by its properties.
fn file(events: &[&str]) -> String {
    let events = events.iter().map(|e| format!("BEGIN:VEVENT\n{e}\nEND:VEVENT\n"));
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}END:VCALENDAR\n", events.collect::<String>())
}

fn read_in(zone: &str, text: &str) -> Result<Holidays, Unreadable> {
    let zones = TimeZones::bundled();
    Holidays::read(text, &zones, &zones.zone(zone).unwrap())
}

fn read(events: &[&str]) -> Holidays {
    read_in("Europe/Paris", &file(events)).unwrap()
}

fn dates(holidays: &Holidays) -> Vec<String> {
    holidays.dates.iter().map(|(date, _)| date.date().to_string()).collect()
}

fn dates_of(years: std::ops::Range<i32>, events: &[&str]) -> Vec<String> {
    let year = |date: &String| date[..4].parse().unwrap();
    dates(&read(events)).into_iter().filter(|d| years.contains(&year(d))).collect()
}

fn times(holidays: &Holidays) -> Vec<(String, String)> {
    let show =
        |t: Instant| chrono::DateTime::from_timestamp(t.0, 0).unwrap().format("%Y-%m-%dT%H:%MZ").to_string();
    holidays.timed.iter().map(|t| (show(t.from), show(t.to))).collect()
}

fn years(first: i32, last: impl Into<Option<i32>>) -> HolidayYears {
    HolidayYears { first, last: last.into() }
}

#[test]
fn an_all_day_event_ends_before_its_end() {
    let several = "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227";
    assert_eq!(dates(&read(&[several])), ["2026-12-24", "2026-12-25", "2026-12-26"]);
    for one_day in [
        "DTSTART;VALUE=DATE:20261224",
        "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261224",
        "DTSTART;VALUE=DATE:20261224\nDURATION:P1D",
        "DTSTART:20261224\nDTEND:20261225",
        "DTSTART;VALUE=DATE;TZID=Nowhere/Land:20261224\nDTEND;VALUE=DATE;TZID=Nowhere/Land:20261225",
    ] {
        assert_eq!(dates(&read(&[one_day])), ["2026-12-24"], "{one_day}");
    }
    let week = "DTSTART;VALUE=DATE:20261224\nDURATION:P1W";
    assert_eq!(dates(&read(&[week])).len(), 7);
    let to_a_time = "DTSTART;VALUE=DATE:20261224\nDTEND:20261225T120000";
    assert_eq!(dates(&read(&[to_a_time])), ["2026-12-24", "2026-12-25"]);
}

#[test]
fn a_timed_event_is_in_its_own_zone() {
    let event = |start: &str| format!("DTSTART{start}\nDURATION:PT2H");
    let start = |text: &str| times(&read(&[&event(text)]))[0].0.clone();
    assert_eq!(start(":20260701T120000Z"), "2026-07-01T12:00Z");
    // Without a zone it is in that of the calendar.
    assert_eq!(start(":20260701T120000"), "2026-07-01T10:00Z");
    assert_eq!(start(";TZID=Asia/Tokyo:20260701T120000"), "2026-07-01T03:00Z");
    assert_eq!(start(";TZID=\"Asia/Tokyo\":20260701T120000"), "2026-07-01T03:00Z");
    assert_eq!(start(";TZID=/mozilla.org/20070129_1/Asia/Tokyo:20260701T120000"), "2026-07-01T03:00Z");
    assert_eq!(start(";TZID=/x/America/Argentina/Ushuaia:20260701T120000"), "2026-07-01T15:00Z");
    let error = read_in("UTC", &file(&["DTSTART;TZID=W. Europe Standard Time:20260701T120000"])).unwrap_err();
    assert_eq!(error.line, Some(4));
    assert_eq!(error.reason, "`W. Europe Standard Time` is not an IANA time zone such as `Europe/Paris`");
}

#[test]
fn a_timed_event_lasts_as_long_as_it_says() {
    let until = |end: &str| times(&read(&[&format!("DTSTART:20260328T220000Z\n{end}")]));
    assert_eq!(until("DTEND:20260329T030000Z")[0].1, "2026-03-29T03:00Z");
    assert_eq!(until("DTEND:20260329T000000")[0].1, "2026-03-28T23:00Z");
    assert_eq!(until("DURATION:PT5H")[0].1, "2026-03-29T03:00Z");
    // Nothing between the beginning and the end, nothing taken out.
    assert_eq!(until("SUMMARY:a moment"), []);
    // A day of the calendar has 23 hours when clocks are put forward.
    let day = "DTSTART;TZID=Europe/Paris:20260328T120000\nDURATION:P1D";
    assert_eq!(times(&read(&[day])), [("2026-03-28T11:00Z".to_owned(), "2026-03-29T10:00Z".to_owned())]);
}

#[test]
fn yearly_rules() {
    let on =
        |rule: &str, start: &str| dates_of(2023..2029, &[&format!("DTSTART;VALUE=DATE:{start}\n{rule}")]);
    assert_eq!(
        on("RRULE:FREQ=YEARLY", "19710501"),
        ["2023-05-01", "2024-05-01", "2025-05-01", "2026-05-01", "2027-05-01", "2028-05-01"]
    );
    assert_eq!(on("RRULE:FREQ=YEARLY", "20200229"), ["2024-02-29", "2028-02-29"]);
    assert_eq!(on("RRULE:FREQ=YEARLY;INTERVAL=4", "20160704"), ["2024-07-04", "2028-07-04"]);
    assert_eq!(on("RRULE:FREQ=YEARLY;COUNT=3", "20240704"), ["2024-07-04", "2025-07-04", "2026-07-04"]);
    assert_eq!(on("RRULE:FREQ=YEARLY;UNTIL=20250704", "20240704"), ["2024-07-04", "2025-07-04"]);
    assert_eq!(on("RRULE:FREQ=YEARLY;UNTIL=20250704T000000Z", "20240704"), ["2024-07-04", "2025-07-04"]);
    assert_eq!(on("RRULE:FREQ=YEARLY;UNTIL=20250703", "20240704"), ["2024-07-04"]);
    assert_eq!(on("rrule:freq=yearly;until=20250704;", "20240704"), ["2024-07-04", "2025-07-04"]);
    // The last Monday of May, the fourth Thursday of November, the Monday after the third.
    assert_eq!(
        on("RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2", "20240527"),
        ["2024-05-27", "2025-05-26"]
    );
    assert_eq!(
        on("RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2", "20241128"),
        ["2024-11-28", "2025-11-27"]
    );
    assert_eq!(
        on("RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=MO;BYMONTHDAY=18,19,20,21,22,23,24;COUNT=2", "20240520"),
        ["2024-05-20", "2025-05-19"]
    );
    assert_eq!(
        on("RRULE:FREQ=MONTHLY;INTERVAL=12;BYDAY=3MO;COUNT=2", "20240715"),
        ["2024-07-15", "2025-07-21"]
    );
    assert_eq!(
        on("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "20240131"),
        ["2024-01-31", "2024-02-29", "2024-03-31"]
    );
    assert_eq!(
        on("RRULE:FREQ=WEEKLY;BYDAY=SA,SU;COUNT=3", "20240601"),
        ["2024-06-01", "2024-06-02", "2024-06-08"]
    );
}

#[test]
fn recurring_times_keep_their_wall_time() {
    let weekly =
        "DTSTART;TZID=Europe/Paris:20260323T120000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20260330T100000Z";
    assert_eq!(
        times(&read(&[weekly])),
        [
            ("2026-03-23T11:00Z".to_owned(), "2026-03-23T12:00Z".to_owned()),
            ("2026-03-30T10:00Z".to_owned(), "2026-03-30T11:00Z".to_owned()),
        ]
    );
    let until_a_date = "DTSTART:20260323T120000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260325";
    assert_eq!(times(&read(&[until_a_date])).len(), 3);
}

#[test]
fn dates_are_added_taken_away_and_moved() {
    let base = "UID:a\nDTSTART;VALUE=DATE:20240501\nRRULE:FREQ=YEARLY;COUNT=3";
    assert_eq!(dates(&read(&[&format!("{base}\nEXDATE;VALUE=DATE:20250501,20260501")])), ["2024-05-01"]);
    assert_eq!(
        dates(&read(&[&format!("{base}\nEXDATE:20250501T000000\nEXDATE:20260501T000000Z")])),
        ["2024-05-01"]
    );
    assert_eq!(
        dates(&read(&[&format!(
            "{base}\nRDATE;VALUE=DATE:20240601,20240602\nEXRULE:FREQ=YEARLY;INTERVAL=2"
        )])),
        ["2024-06-01", "2024-06-02", "2025-05-01"]
    );
    let moved = "UID:a\nRECURRENCE-ID;VALUE=DATE:20250501\nDTSTART;VALUE=DATE:20250502";
    assert_eq!(dates(&read(&[base, moved])), ["2024-05-01", "2025-05-02", "2026-05-01"]);
    let cancelled = format!("{moved}\nSTATUS:CANCELLED");
    assert_eq!(dates(&read(&[base, &cancelled])), ["2024-05-01", "2026-05-01"]);
    let other = moved.replace("UID:a", "UID:b");
    assert_eq!(dates(&read(&[base, &other])).len(), 4);
    // A bare date takes away a timed occurrence; so does the same instant in another zone.
    let daily = "DTSTART;TZID=Europe/Paris:20260701T120000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3";
    assert_eq!(times(&read(&[&format!("{daily}\nEXDATE;VALUE=DATE:20260702")])).len(), 2);
    assert_eq!(times(&read(&[&format!("{daily}\nEXDATE:20260702T100000Z")])).len(), 2);
    assert_eq!(times(&read(&[&format!("{daily}\nEXDATE:20260702T120000Z")])).len(), 3);
}

#[test]
fn an_event_that_is_cancelled_is_none() {
    let events =
        ["DTSTART;VALUE=DATE:20240501\nSTATUS:CANCELLED", "DTSTART;VALUE=DATE:20240502\nSTATUS:CONFIRMED"];
    assert_eq!(dates(&read(&events)), ["2024-05-02"]);
    let error = read_in("UTC", &file(&events[..1])).unwrap_err();
    assert_eq!(error, Unreadable { line: None, reason: "no event in it ever happens".to_owned() });
}

#[test]
fn other_components_are_not_events() {
    let alarm = "DTSTART;VALUE=DATE:20240501\nBEGIN:VALARM\nTRIGGER:-PT5M\nDURATION:PT5M\nEND:VALARM";
    let text = file(&[alarm]).replace(
        "VERSION:2.0\n",
        "VERSION:2.0\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:19701025T030000\n\
         RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nEND:VTIMEZONE\n\
         BEGIN:VTODO\nDTSTART;VALUE=DATE:20240601\nEND:VTODO\n",
    );
    assert_eq!(dates(&read_in("UTC", &text).unwrap()), ["2024-05-01"]);
    assert_eq!(dates(&read_in("UTC", &text.replace('\n', "\r\n")).unwrap()), ["2024-05-01"]);
    assert_eq!(dates(&read_in("UTC", &format!("\u{feff}{text}")).unwrap()), ["2024-05-01"]);
}

#[test]
fn the_years_are_those_of_what_does_not_go_on_for_ever() {
    let christmas = "DTSTART;VALUE=DATE:19931225\nRRULE:FREQ=YEARLY";
    let easter_2014 = "DTSTART;VALUE=DATE:20140418";
    let easter_2015 = "DTSTART;VALUE=DATE:20150403";
    let for_ten_years = "DTSTART;VALUE=DATE:20120704\nRRULE:FREQ=YEARLY;COUNT=10";
    let over_new_year = "DTSTART;VALUE=DATE:20151231\nDTEND;VALUE=DATE:20160102";
    assert_eq!(read(&[christmas]).years, years(1993, None));
    assert_eq!(read(&[christmas, easter_2014, easter_2015]).years, years(2014, 2015));
    assert_eq!(read(&[easter_2014, for_ten_years]).years, years(2012, 2021));
    assert_eq!(read(&[easter_2014, over_new_year]).years, years(2014, 2015));
    // A moved occurrence of what goes on for ever does not end it.
    let series = format!("UID:x\n{christmas}");
    let moved = "UID:x\nRECURRENCE-ID;VALUE=DATE:20201225\nDTSTART;VALUE=DATE:20201228";
    assert_eq!(read(&[&series, moved]).years, years(1993, None));
}

#[test]
fn what_cannot_be_read_is_said_with_its_line() {
    let line_and_reason = |text: &str| {
        let error = read_in("UTC", text).unwrap_err();
        (error.line, error.reason)
    };
    let event = |lines: &str| line_and_reason(&file(&[lines]));
    let start = "DTSTART;VALUE=DATE:20240501";
    assert_eq!(
        line_and_reason("<html>\n<p>404: not found\n"),
        (Some(1), "`<html>` is not `NAME:VALUE`".to_owned())
    );
    assert_eq!(
        line_and_reason(""),
        (None, "it is no iCalendar file, which begins with `BEGIN:VCALENDAR`".to_owned())
    );
    assert_eq!(line_and_reason(&file(&[])), (None, "there is no event in it".to_owned()));
    assert_eq!(event("SUMMARY:x"), (Some(3), "the event has no `DTSTART`".to_owned()));
    assert_eq!(event("DTSTART:01/05/2024"), (Some(4), "`01` is neither a date nor a time".to_owned()));
    assert_eq!(
        event("DTSTART;VALUE=DATE:20230229"),
        (Some(4), "`20230229` is neither a date nor a time".to_owned())
    );
    assert_eq!(
        event(&format!("{start}\nDURATION:1 day")),
        (Some(5), "`1 day` is not a length of time such as `P1D`".to_owned())
    );
    assert_eq!(
        event(&format!("{start}\nRRULE:FREQ=YEARLY;UNTIL=soon")),
        (Some(5), "`FREQ=YEARLY;UNTIL=soon` cannot be followed: `UNTIL` is not a date".to_owned())
    );
    let (line, reason) = event(&format!("{start}\nRRULE:FREQ=FORTNIGHTLY"));
    assert_eq!((line, reason.contains("`FREQ=FORTNIGHTLY` cannot be followed")), (Some(5), true), "{reason}");
    let (line, reason) = event(&format!("{start}\nRRULE:FREQ=SECONDLY"));
    assert_eq!((line, reason.ends_with("it gives more than 100000 times")), (Some(5), true), "{reason}");
    let open = file(&[start]).replace("END:VEVENT\n", "");
    assert_eq!(line_and_reason(&open), (Some(5), "`END:VCALENDAR` closes nothing that is open".to_owned()));
    let cut_off = file(&[start]).replace("END:VCALENDAR\n", "");
    assert_eq!(line_and_reason(&cut_off), (Some(1), "`BEGIN:VCALENDAR` has no end".to_owned()));
}

#[test]
fn a_rule_that_no_date_satisfies_ends() {
    let error =
        read_in("UTC", &file(&["DTSTART;VALUE=DATE:20240131\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"]));
    assert_eq!(error.unwrap_err().reason, "no event in it ever happens");
}

/// The folder of holiday files that lies beside the repository, if it does.
#[expect(clippy::print_stdout, reason = "a test that did nothing says so")]
fn data() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/holidays");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("DULY_REQUIRE_DATA").is_none(), "the holiday files are missing");
    println!("skipped: the holiday files are not beside the repository");
    None
}

fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let Some(data) = data() else { return Vec::new() };
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(data.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == extension));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn generated_files_say_what_the_text_beside_them_says() {
    for (path, text) in files("generated", "ics") {
        let holidays = read_in("Europe/Bratislava", &text).unwrap();
        let beside = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let mut expected: Vec<(NaiveDate, &str)> = beside
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_once('\t').unwrap())
            .map(|(date, name)| (date.parse().unwrap(), name))
            .collect();
        let mut found: Vec<(NaiveDate, &str)> =
            holidays.dates.iter().map(|(date, event)| (date.date(), holidays.summary(*event))).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{}", path.display());
        assert_eq!(holidays.years, years(2012, 2030), "{}", path.display());
        assert_eq!(holidays.timed, []);
    }
}

/// The number of dates from 1970 to 2100 was counted with Python's dateutil.
#[test]
fn real_files_can_be_read() {
    let expected = [
        ("CatalanHolidays", years(2008, 2009), 56),
        ("DutchHolidaysEnglish", years(2010, 2050), 2775),
        ("GermanHolidays", years(2010, 2025), 1698),
        ("HongKongHolidays", years(2007, 2014), 136),
        ("IndiaHolidays", years(2016, 2016), 2934),
        ("IranHolidays_English", years(2007, 2012), 127),
        ("ItalianHolidays", years(2000, 2030), 1072),
        ("JapanHolidays", years(2007, 2022), 1367),
        ("RomaniaHolidays", years(2016, 2016), 13),
        ("SlovakHolidays", years(2009, 2025), 1231),
        ("SpainHolidays", years(2021, 2021), 33),
        ("SpanishHolidays", years(2007, 2018), 1110),
        ("UKHolidays-EnglandWales", years(2021, 2030), 80),
        ("UKHolidays-NIreland", years(2021, 2030), 100),
        ("UKHolidays-Scotland", years(2021, 2030), 90),
        ("UKHolidays", years(2021, 2030), 130),
        ("USHolidays", years(2021, 2030), 246),
    ];
    for (path, text) in files("real_ics", "ics") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let holidays = read_in("Europe/Bratislava", &text).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let promised =
            |date: &&(DateIndex, u32)| (1970..=2100).contains(&chrono::Datelike::year(&date.0.date()));
        let count = holidays.dates.iter().filter(promised).count();
        let expected = expected.iter().find(|row| row.0 == name).unwrap();
        assert_eq!((holidays.years, count), (expected.1, expected.2), "{name}");
    }
}
