//! What a reader finds in a plan.

use crate::{CheckedPolicy, PlanView, check};
use duly_calendar::TimeZones;
use serde_json::{Value, json};

const POLICY: &str = r#"duly 1
policy "Plan" { zone "Europe/Prague"; owner "ops" }
ticket {
  priority  low < high, low if unset
  status    open, closed
  region    "EU", "US"
  seats     number
  done      means status is closed
}
calendar office { mon-fri 08:00-17:00 }
calendar twin { mon-fri 08:00-17:00 }
calendar late { daily 06:00-22:00; due at opening }
clock work { start when created by customer if seats > 3; stop when done; pause while priority is low }
level base on office {
  targets by priority {
         | low             | high
    work | 2 business days | 1h30m on late
  }
  resolution {
    within 4h on twin     if region is one of "EU", "US"
    within 8h  otherwise
  }
  warn at 75%, 15m before
}
level top extends base { work within 1h by close switch keep }
rules {
  "Big \ and \"bold\"" if seats >= 100 and not (region is not set or done) then level top, tag "big" because "annex"
  inactive "Off" if created outside office then no level
  otherwise level base
}
"#;

fn viewed(text: &str) -> (CheckedPolicy, PlanView) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("policy.sla");
    std::fs::write(&path, text).unwrap();
    let policy = check(&path.to_string_lossy(), &TimeZones::bundled()).unwrap();
    let plan = policy.plan.clone().unwrap_or_else(|| panic!("{:?}", policy.diagnostics));
    let view = PlanView::of(&policy, &plan);
    (policy, view)
}

fn view() -> PlanView {
    viewed(&POLICY.replace("within 1h by close", "within 1 business day by close")).1
}

fn object() -> Value {
    serde_json::from_str(&view().json().unwrap()).unwrap()
}

#[test]
fn fields_say_what_reads_them() {
    let object = object();
    let field = |name: &str| {
        let fields = object["fields"].as_array().unwrap();
        fields.iter().find(|f| f["name"] == name).cloned().unwrap_or(Value::Null)
    };
    assert_eq!(field("seats")["read_by"], json!(["clock work", "rule Big \\ and \"bold\""]));
    assert_eq!(field("priority")["read_by"], json!(["clock work", "level base"]));
    assert_eq!(field("priority")["if_unset"], "low");
    assert_eq!(field("status")["read_by"], json!(["state done"]));
    assert_eq!(field("subject"), Value::Null, "nobody reads it");
    assert_eq!(object["states"][0]["means"], "status is closed");
}

#[test]
fn calendars_that_say_the_same_share_a_table() {
    let object = object();
    let calendars = object["calendars"].as_array().unwrap();
    let tables: Vec<_> =
        calendars.iter().map(|c| (c["name"].as_str().unwrap(), c["table"].clone())).collect();
    assert_eq!(tables, [("always", json!(0)), ("office", json!(1)), ("twin", json!(1)), ("late", json!(2))]);
    assert_eq!(calendars[3]["due_at"], "opening");
    assert_eq!(calendars[1]["statements"][0]["says"], "mon-fri 08:00-17:00");
}

#[test]
fn levels_are_flat() {
    let view = view();
    let targets = |level: usize| -> Vec<String> {
        let all = view.levels[level].targets.iter();
        all.map(|t| {
            let when = t.when.as_deref().unwrap_or("always");
            format!("{} {when}: {} on {}", t.clock, t.promise, t.calendar.as_deref().unwrap_or("-"))
        })
        .collect()
    };
    let list = [
        "resolution region is one of EU, US: within 4h on twin",
        "resolution otherwise: within 8h on office",
    ];
    let base = [
        "work priority is low: within 2 business days on office",
        "work priority is high: within 1h30m on late",
    ];
    assert_eq!(targets(0), [base, list].concat());
    assert_eq!(targets(1), [&["work always: within 1 business day by close on office"][..], &list].concat());
    assert_eq!(view.levels[1].targets[0].switch, Some("keep"));
    assert_eq!(view.levels[0].targets[0].warnings, ["75%", "15m before"]);
}

#[test]
fn rules_and_clocks_say_what_they_were_compiled_to() {
    let view = view();
    let rules = &view.rules[0].rules;
    assert_eq!(rules[0].when.as_deref(), Some("seats >= 100 and not (region is not set or done)"));
    assert_eq!(
        (&rules[0].then[..], &rules[0].levels[..]),
        (&["level top".to_owned(), "tag \"big\"".to_owned()][..], &["top".to_owned()][..])
    );
    assert_eq!(rules[0].notes, ["because annex"]);
    assert!(rules[1].inactive && rules[1].levels.is_empty());
    assert_eq!((rules[2].name.as_str(), rules[2].when.as_deref()), ("otherwise", None));
    let work = view.clocks.iter().find(|c| c.name == "work").unwrap();
    let lines: Vec<&str> = work.lines.iter().map(|l| l.says.as_str()).collect();
    assert_eq!(
        lines,
        ["stop when done", "pause while priority is low", "start when created by customer if seats > 3"]
    );
    assert!(work.lines[0].line.as_ref().unwrap().ends_with("policy.sla:13"));
}

#[test]
fn a_cycle_keeps_a_position_for_each_calendar_that_a_level_can_count_it_on() {
    let view = view();
    let positions: Vec<(&str, Vec<&str>)> = view
        .positions
        .iter()
        .map(|p| (p.clock.as_str(), p.calendars.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(positions, [("work", vec!["office", "late"]), ("resolution", vec!["office", "twin"])]);
}

#[test]
fn the_text_has_everything_with_its_line() {
    let text = view().text();
    for expected in [
        "    work  within 1h30m on late, warn at 75%, 15m before  if priority is high",
        "  2. Off  (inactive)",
        "  work  on office, late",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let placed = text.lines().filter(|l| l.contains("policy.sla:"));
    assert!(placed.count() > 15, "{text}");
}

#[test]
fn stretches_growth_and_agreements_are_said() {
    let text = POLICY.replace(
        "within 1h by close switch keep",
        "within 2h, plus 1h if started outside office then 30m on late",
    );
    let text = text.replacen(
        "level top",
        "agreement ola\nlevel net for ola on office { work within 9h }\nlevel top",
        1,
    ) + "rules for ola { otherwise level net }\n";
    let (_, view) = viewed(&text);
    let target = &view.levels[2].targets[0];
    assert_eq!(
        (&target.plus[..], &target.then[..]),
        (&["1h if started outside office".to_owned()][..], &["30m on late".to_owned()][..])
    );
    assert_eq!((view.levels[1].agreement.as_str(), view.rules[1].agreement.as_str()), ("ola", "ola"));
    assert!(
        view.text().contains("work  within 2h on office, plus 1h if started outside office then 30m on late"),
        "{}",
        view.text()
    );
    assert!(view.positions[0].calendars.contains(&"late".to_owned()));
}

/// Every statement of the graph is closed, every text in quotes ends, and every arrow leads from a node to a node.
#[test]
fn the_graph_is_whole() {
    let dot = view().dot();
    let mut nodes = Vec::new();
    let mut arrows = Vec::new();
    for line in dot.lines().map(str::trim) {
        assert!(line.ends_with(['{', '}', ';']), "{line}");
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "{line}");
        match line.split_once(" -> ") {
            Some((from, to)) => {
                let to = to.split_once(" [").map_or(to, |(to, _)| to).trim_end_matches(';');
                arrows.extend([from.to_owned(), to.to_owned()]);
            }
            None => nodes.extend(line.split_once(" [").map(|(node, _)| node.to_owned())),
        }
    }
    assert_eq!(dot.matches('{').count(), dot.matches('}').count());
    assert!(arrows.len() >= 10, "{dot}");
    for end in arrows {
        assert!(nodes.contains(&end), "{end} is no node\n{dot}");
    }
}

#[test]
fn triggers_objectives_and_excuses_are_there_with_what_they_read() {
    let text = r#"duly 1
policy "Watched" { zone "UTC" }
ticket { status new, pending, done; vip yes/no; fault "us", "customer"; done means status is done; waiting means status is pending }
level gold on always { resolution within 8h }
rules { otherwise level gold }
when "page": resolution reaches 80% for level gold, resolution becomes overdue if vip
then notify "lead", escalate to "duty manager" because "annex 3"
when customer replies for level gold then tag "waiting"
objective "Monthly" {
  95% of resolution met, each month, by department, at least 10 cycles, where vip
  credit 10% below 95%  # the first step
  credit at most 50%
}
excuse resolution if fault is "customer" because "annex 7.2"
"#;
    let (_, view) = viewed(text);
    let page = &view.triggers[0];
    let moments: Vec<&str> = page.moments.iter().map(|moment| moment.says.as_str()).collect();
    assert_eq!(moments, ["resolution reaches 80% for level gold", "resolution becomes overdue"]);
    assert_eq!(page.when.as_deref(), Some("vip is yes"));
    assert_eq!(page.then, ["notify \"lead\"", "escalate to \"duty manager\""]);
    assert_eq!(page.notes, ["because annex 3"]);
    assert!(page.line.as_deref().is_some_and(|line| line.ends_with(":6")));
    assert_eq!(view.triggers[1].moments[0].says, "customer replies for level gold");
    let monthly = &view.objectives[0];
    assert_eq!((monthly.goal.as_str(), monthly.each), ("95% of resolution met", "month"));
    assert_eq!((monthly.by.as_slice(), monthly.at_least), (["department".to_owned()].as_slice(), Some(10)));
    assert_eq!(monthly.of.as_deref(), Some("vip"));
    assert_eq!(monthly.credits[0].says, "credit 10% below 95%");
    assert_eq!(monthly.cap.as_ref().map(|cap| cap.says.as_str()), Some("credit at most 50%"));
    let excuse = &view.excuses[0];
    assert_eq!((excuse.when.as_str(), excuse.because.as_str()), ("fault is \"customer\"", "annex 7.2"));
    let vip = view.fields.iter().find(|field| field.name == "vip").unwrap();
    assert_eq!(vip.read_by.iter().collect::<Vec<_>>(), ["objective Monthly", "trigger page"]);
    let written = view.text();
    for line in [
        "triggers",
        "objectives",
        "excuses",
        "    at least 10 cycles",
        "  resolution if fault is \"customer\"",
    ] {
        assert!(
            written.lines().any(|own| own == line || own.starts_with(&format!("{line}  "))),
            "{line}\n{written}"
        );
    }
}
