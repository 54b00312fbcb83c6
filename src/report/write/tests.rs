use super::*;
use crate::spec::{ReportKind, Spec};
use crate::support::*;
use crate::{Dimension, InputDigest, Provenance};
use duly_engine::{CycleRecord, Outcome};

fn cycles() -> Vec<CycleRecord<'static>> {
    vec![cycle("T-1"), missed("T-2", 100), CycleRecord { level: None, ..open("T-3", Outcome::Overdue) }]
}

fn table(spec: &Spec, width: Option<usize>, color: bool) -> String {
    let style = TableStyle { width, color, zone: spec.zone.clone() };
    let mut out = Vec::new();
    write(&report(spec, &cycles()), Format::Table, &provenance(spec), &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn csv_begins_with_its_provenance() {
    let spec = Spec { from: Some(at("2026-01-01T00:00:00Z")), ..spec(ReportKind::Compliance) };
    let mut provenance = provenance(&spec);
    provenance.inputs = vec![InputDigest { name: "a\nb.ndjson".to_owned(), sha256: "ab12".to_owned() }];
    provenance.skipped_events = 2;
    let mut out = Vec::new();
    csv::write(&report(&spec, &[]), &provenance, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let comments: Vec<&str> = text.lines().take_while(|l| l.starts_with('#')).collect();
    assert_eq!(
        comments,
        [
            "# report: compliance",
            "# format_version: 1",
            "# duly_version: 0.1.0",
            "# policy: Acme",
            "# policy_sha256: 5a17",
            "# tzdata: 2026a",
            "# holiday_years: office none",
            "# input: a b.ndjson sha256:ab12",
            "# skipped_events: 2",
            "# as_of: 2026-04-01T00:00:00Z",
            "# zone: Europe/Bratislava",
            "# by: level,clock",
            "# basis: decided",
            "# from: 2026-01-01T00:00:00Z",
        ]
    );
}

const PROVENANCE: &str = "{\"format_version\":1,\"duly_version\":\"0.1.0\",\"policy\":\"Acme\",\
    \"policy_sha256\":\"5a17\",\"tzdata\":\"2026a\",\"calendars\":[{\"name\":\"office\",\"holiday_years\":null}],\
    \"inputs\":[],\"skipped_events\":0,\"as_of\":\"2026-04-01T00:00:00Z\",\"zone\":\"Europe/Bratislava\",\
    \"query\":{\"by\":\"clock,week\",\"basis\":\"decided\"}}";

const MEASURES: &str = "\"met\":1,\"avg_met\":1800,\"max_met\":1800,\"min_met\":1800,\"missed\":1,\"avg_missed\":3700,\
    \"max_missed\":3700,\"min_missed\":3700,\"share_met\":0.5,\"p50\":1800,\"p90\":3700,\"p95\":3700,\"p99\":3700,\
    \"avg_overrun\":100,\"cancelled\":0,\"measured\":0,\"excused\":0,\"running\":0,\"paused\":0,\"overdue\":0,\"total\":2";

fn by_clock_and_week() -> Spec {
    Spec { by: vec![Dimension::Clock, Dimension::Week], ..spec(ReportKind::Compliance) }
}

#[test]
fn ndjson_has_provenance_first_and_totals_last() {
    let spec = by_clock_and_week();
    assert_eq!(
        text(&report(&spec, &cycles()[..2]), &spec, Format::Ndjson),
        format!(
            "{{\"report\":\"compliance\",\"provenance\":{PROVENANCE}}}\n\
             {{\"clock\":\"first_response\",\"week\":\"2026-W10\",{MEASURES}}}\n\
             {{\"totals\":{{{MEASURES}}}}}\n"
        )
    );
}

#[test]
fn json_is_one_object_and_null_is_not_zero() {
    let spec = by_clock_and_week();
    let text = text(&report(&spec, &cycles()), &spec, Format::Json);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["report"], "compliance");
    assert_eq!(value["provenance"], serde_json::from_str::<serde_json::Value>(PROVENANCE).unwrap());
    assert_eq!(value["columns"][1], "week");
    assert_eq!(value["rows"][1]["week"], "2026-W14");
    assert_eq!(value["rows"][1]["met"], 0);
    assert!(value["rows"][1]["avg_met"].is_null());
    assert_eq!(value["totals"]["share_met"], serde_json::json!(0.333333));
    assert_eq!(value["totals"].as_object().unwrap().len(), 21, "no group columns");
}

#[test]
fn json_of_a_report_without_rows_or_totals() {
    let spec = spec(ReportKind::Log);
    let text = text(&report(&spec, &[]), &spec, Format::Json);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["rows"], serde_json::json!([]));
    assert!(value.get("totals").is_none());
    assert_eq!(value["columns"].as_array().unwrap().len(), 25);
}

#[test]
fn json_escapes_what_tickets_are_called() {
    let spec = spec(ReportKind::Log);
    let text = text(&report(&spec, &[cycle("a\"\\\n\u{1b}é")]), &spec, Format::Ndjson);
    let value: serde_json::Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
    assert_eq!(value["ticket"], "a\"\\\n\u{1b}é");
}

#[test]
fn a_narrow_table_leaves_columns_out_and_says_which() {
    let spec = spec(ReportKind::Compliance);
    assert_eq!(
        table(&spec, Some(80), false),
        "\
compliance · Acme · as of 2026-04-01 02:00 (Europe/Bratislava)

level   clock           met  avg_met  missed  share_met      p90  overdue  total
──────  ──────────────  ───  ───────  ──────  ─────────  ───────  ───────  ─────
gold    first_response    1      30m       1      50.0%  1h1m40s        0      2
(none)  first_response    0        -       0       0.0%        -        1      1
──────  ──────────────  ───  ───────  ──────  ─────────  ───────  ───────  ─────
total                     1      30m       1      33.3%  1h1m40s        1      3

left out for want of width: max_met, min_met, avg_missed, max_missed,
min_missed, p50, p95, p99, avg_overrun, cancelled, measured, excused, running,
paused
"
    );
}

#[test]
fn a_wide_table_shows_everything() {
    let spec = spec(ReportKind::Compliance);
    let table = table(&spec, None, false);
    assert_eq!(table.lines().nth(2).unwrap().split_whitespace().count(), 23);
    assert!(!table.contains("left out"));
}

#[test]
fn colours_never_change_the_text() {
    for (kind, _) in ReportKind::ALL {
        let spec = spec(kind);
        let mut plain = String::new();
        let mut escaped = false;
        for c in table(&spec, Some(100), true).chars() {
            match c {
                '\u{1b}' => escaped = true,
                'm' if escaped => escaped = false,
                _ if escaped => {}
                c => plain.push(c),
            }
        }
        assert_eq!(plain, table(&spec, Some(100), false));
        assert!(!table(&spec, Some(100), false).contains('\u{1b}'));
    }
}

#[test]
fn no_line_of_a_table_is_wider_than_asked() {
    use unicode_width::UnicodeWidthStr;
    for (kind, _) in ReportKind::ALL {
        for width in [80, 100, 120, 200] {
            for line in table(&spec(kind), Some(width), false).lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn wide_characters_and_escapes_keep_the_columns_in_line() {
    let spec = spec(ReportKind::Log);
    let report = report(&spec, &[cycle("チケット"), cycle("T\u{1b}[31m"), cycle(&"x".repeat(50))]);
    let text = text(&report, &spec, Format::Table);
    let columns: Vec<usize> = text
        .lines()
        .filter_map(|l| l.find("first_response").map(|at| unicode_width::UnicodeWidthStr::width(&l[..at])))
        .collect();
    assert_eq!(columns, [34, 34, 34]);
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn inputs_are_named_in_one_order() {
    let spec = spec(ReportKind::Log);
    let input = |name: &str| InputDigest { name: name.to_owned(), sha256: String::new() };
    let provenance = |names: [&str; 2]| Provenance::new(&plan(), &spec, "", "", names.map(input).to_vec());
    assert_eq!(provenance(["b", "a"]), provenance(["a", "b"]));
}

#[test]
fn formats_and_reports_are_known_by_their_names() {
    for (format, name) in Format::ALL {
        assert_eq!(name.parse::<Format>().unwrap(), format);
        assert_eq!(format.as_str(), name);
    }
    for (kind, name) in ReportKind::ALL {
        assert_eq!(name.parse::<ReportKind>().unwrap(), kind);
        assert_eq!(kind.as_str(), name);
    }
    let error = "jsn".parse::<Format>().unwrap_err();
    assert_eq!(error.to_string(), "there is no format `jsn` (did you mean `json`?)");
    let error = "parquet".parse::<Format>().unwrap_err();
    assert_eq!(error.help.as_deref(), Some("choose `table`, `csv`, `json` or `ndjson`"));
}
