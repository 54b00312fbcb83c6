//! What a session promises, entry by entry.

use super::{Answer, Session, complete, hint, paint};
use duly_calendar::TimeZones;
use std::path::Path;

const POLICY: &str = r#"duly 1

policy "Acme" {
  zone "Europe/Bratislava"
}

ticket {
  priority    low < normal < high < urgent, normal if unset
  status      new, open, pending, solved
  contract    none < bronze < gold
  department  "Support", "Sales"
  seats       number
  done        means status is solved
  waiting     means status is pending
}

## The hours of the desk.
calendar office {
  mon-thu  08:30-12:00, 12:30-17:00
  fri      08:30-15:00
}

calendar phones in "America/New_York" {
  daily 06:00-22:00
}

level standard on office {
  first_response within 4h
  resolution     within 2 business days
  warn at 75%
}

level urgent extends standard {
  first_response within 1h
}

level gold extends standard {
  resolution within 1 business day by close
}

rules {
  "Urgent"          if priority is urgent and tags has "URGENT"  then level urgent
  "Gold contracts"  if contract is gold                          then level gold, tag "gold"
  "Old ones"        if age >= 8h on office                       then level urgent
  otherwise level standard
}
"#;

/// A session over the policy, in a folder that is gone with it.
struct Stage {
    session: Session,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("policy.sla"), POLICY).unwrap();
        let path = folder.path().to_string_lossy().into_owned();
        let session = Session::new(Some(&path), None, TimeZones::bundled()).unwrap();
        Stage { session, folder }
    }

    /// The answer's lines, or the messages of what is wrong; paths without the folder.
    fn enter(&mut self, text: &str) -> String {
        let reply = self.session.enter(text);
        let shown = match &reply.answer {
            Answer::Mistakes { diagnostics, .. } => {
                diagnostics.iter().map(|d| format!("{}: {}\n", d.code, d.message)).collect()
            }
            _ => paint(&self.session.render(&reply, 80), false),
        };
        shown.replace(&*self.folder.path().join("").to_string_lossy(), "")
    }

    /// Enters what must be well.
    fn well(&mut self, text: &str) -> String {
        let shown = self.enter(text);
        assert!(!shown.contains("SLA0") && !shown.contains("error:"), "{text}\n{shown}");
        shown
    }
}

/// A ticket of Friday afternoon.
fn friday() -> Stage {
    let mut stage = Stage::new();
    stage.well("at 2026-03-06 14:40 created by customer { priority high }");
    stage
}

#[test]
fn a_session_of_no_policy_is_one_to_be_declared() {
    let mut session = Session::new(None, None, TimeZones::bundled()).unwrap();
    for entry in [
        "policy \"Mine\" { zone \"Europe/Prague\" }",
        "calendar office {\n  mon-fri 09:00-17:00\n}",
        "level basic on office {\n  resolution within 8h\n}",
        "rules {\n  otherwise level basic\n}",
        "at 2026-03-06 16:00 created by customer",
    ] {
        assert!(!session.enter(entry).is_wrong(), "{entry}");
    }
    let due = session.present().cycles[0].due.unwrap();
    assert_eq!(super::shown_instant(due, &session.plan().meta.zone), "Mon 2026-03-09 16:00");
}

#[test]
fn what_is_understood_is_said_before_the_answer() {
    let mut stage = Stage::new();
    assert_eq!(
        stage.well("at 2026-03-06 14:40  created by customer { priority urgent; tags \"URGENT\" }"),
        "  at Fri 2026-03-06 14:40 Europe/Bratislava: created by customer { priority urgent; tags \"URGENT\" }\n  \
         level urgent, by the rule \"Urgent\"   policy.sla:42\n  \
         first_response  running, due Mon 2026-03-09 09:10: 1h left on office\n  \
         resolution  running, due Tue 2026-03-10 14:40\n"
    );
    assert!(stage.well("+18h20m").starts_with("  at Sat 2026-03-07 09:00 Europe/Bratislava\n"));
    assert!(
        stage.well("3h30m on office from now").starts_with("  3h30m on office from Sat 2026-03-07 09:00\n")
    );
}

#[test]
fn expressions_have_values_and_types() {
    let mut stage = friday();
    for (entry, value) in [
        ("now", "= Fri 2026-03-06 14:40   an instant"),
        ("3h30m on office from now", "= Mon 2026-03-09 11:40   an instant"),
        ("now + 3h30m on office", "= Mon 2026-03-09 11:40   an instant"),
        ("20m on office before 2026-03-09 08:40", "= Fri 2026-03-06 14:50   an instant"),
        ("2 business days on office from now", "= Tue 2026-03-10 14:40   an instant"),
        ("now - 2 calendar days", "= Wed 2026-03-04 14:40   an instant"),
        (
            "between 2026-03-06 14:00 and 2026-03-09 09:00 on office",
            "= 1h30m on office   a duration on `office`",
        ),
        ("2026-03-09 09:00 - created", "= 66h20m   a duration"),
        ("2 * 45m + 30m", "= 2h   a duration"),
        ("3h / 45m", "= 4   a number"),
        ("next closing of office", "= Fri 2026-03-06 15:00   an instant"),
        ("next opening of office", "= Mon 2026-03-09 08:30   an instant"),
        ("priority", "= high   one of low < normal < high < urgent"),
        ("ticket.department", "= not set   one of Support, Sales"),
        ("office", "= open until Fri 2026-03-06 15:00 (20m)"),
        ("priority >= high", "= yes — priority is high"),
        ("created outside office", "= no — created is Fri 2026-03-06 14:40"),
        ("age < 10m on office", "= yes — age is 0s on office, since Fri 2026-03-06 14:40"),
        ("waiting", "= no"),
    ] {
        let shown = stage.well(entry);
        assert!(shown.contains(value), "{entry}\n{shown}");
    }
    for (entry, message) in [
        ("now + now", "SLA0820: an instant + an instant has no meaning"),
        ("2h from 3h", "SLA0820: this is a duration, not an instant"),
        ("2 business days from now", "SLA0820: business days of which calendar?"),
        ("3h on offce from now", "SLA0203: there is no calendar `offce`"),
        ("prioritty", "SLA0201: nothing here is called `prioritty`"),
    ] {
        assert!(stage.enter(entry).contains(message), "{entry}\n{}", stage.enter(entry));
    }
}

#[test]
fn without_a_now_nothing_that_needs_one_is_answered() {
    let mut stage = Stage::new();
    assert!(stage.enter("now").starts_with("SLA0821"));
    assert!(stage.enter("next opening of office").starts_with("SLA0821"));
    assert!(stage.enter("show office").starts_with("SLA0821"));
    assert!(stage.enter("due").contains("there is no ticket yet"));
    assert!(stage.well("3h on office from 2026-03-06 14:40").contains("Mon 2026-03-09"));
}

#[test]
fn what_is_wrong_leaves_the_session_as_it_was() {
    let mut stage = friday();
    stage.well("+10m");
    let before = (stage.session.present().clone(), stage.session.now());
    for entry in [
        "calendar office {\n  mon-fri 9:00-17:00\n}",
        "level standard on nowhere {\n  resolution within 4h\n}",
        "created by customer",
        "agnt replies",
        "set priority hihg",
        "goto yesterday",
        "rules {\n  otherwise level bronze\n}",
        "load T-1",
        "why not \"Nobody\"",
        "ticket {\n  priority low, high\n}",
    ] {
        let reply = stage.session.enter(entry);
        assert!(reply.is_wrong(), "{entry}");
        assert_eq!((stage.session.present().clone(), stage.session.now()), before, "{entry}");
    }
    assert!(stage.well("undo").contains("at Fri 2026-03-06 14:40"), "wrong entries cannot be undone");
}

#[test]
fn time_goes_both_ways() {
    let mut stage = friday();
    stage.well("at 2026-03-09 09:00 agent replies");
    assert!(stage.well("first_response").contains("met after 50m on office"));
    assert!(stage.well("goto 2026-03-09 08:45").contains("first_response  running"));
    assert!(stage.well("list events").contains("(still to come)"));
    assert!(stage.well("goto 2026-03-01").contains("there is no ticket yet"));
    assert!(stage.enter("due").contains("it is created at Fri 2026-03-06 14:40"));
    // What happens in the past of what is known is taken in where it belongs.
    stage.well("at 2026-03-06 14:50 status becomes solved");
    stage.well("goto 2026-03-09 10:00");
    assert!(stage.well("first_response").contains("cancelled after 10m on office"));
}

#[test]
fn a_step_goes_to_the_next_thing_that_happens() {
    let mut stage = friday();
    let mut steps = Vec::new();
    for _ in 0..6 {
        let shown = stage.well("step");
        steps.push(shown.lines().take(2).map(str::trim).collect::<Vec<_>>().join(" | "));
    }
    assert_eq!(
        steps,
        [
            "at Fri 2026-03-06 15:00 Europe/Bratislava | office closes",
            "at Mon 2026-03-09 08:30 Europe/Bratislava | office opens",
            "at Mon 2026-03-09 11:10:01 Europe/Bratislava | time brings something",
            "at Mon 2026-03-09 12:00 Europe/Bratislava | office closes",
            "at Mon 2026-03-09 12:30 Europe/Bratislava | office opens",
            "at Mon 2026-03-09 12:40:01 Europe/Bratislava | first_response passes its due",
        ]
    );
}

#[test]
fn entries_are_undone_and_done_again() {
    let mut stage = friday();
    stage.well("+2h");
    stage.well("calendar office {\n  mon-fri 00:00-24:00\n}");
    assert!(stage.well("first_response").contains("due Fri 2026-03-06 18:40"));
    assert!(stage.well("undo").contains("(was Fri 2026-03-06 18:40)"));
    assert!(stage.well("first_response").contains("due Mon 2026-03-09 12:40"));
    assert!(stage.well("redo").contains("due Fri 2026-03-06 18:40"));
    stage.well("undo");
    stage.well("+1h");
    assert!(stage.enter("redo").contains("nothing that was undone"));
    (0..3).for_each(|_| drop(stage.well("undo")));
    assert!(stage.enter("undo").contains("nothing to undo"));
}

#[test]
fn declarations_take_the_place_of_those_of_their_name() {
    let mut stage = friday();
    assert_eq!(
        stage.well("level standard on office {\n  first_response within 2h\n}"),
        "  level standard declared anew\n  \
         first_response  running, due Mon 2026-03-09 10:10: 2h left on office (was Mon 2026-03-09 12:40)\n  \
         resolution is no longer judged\n"
    );
    // Of two of one name the last counts, and what was there before is still there.
    stage.well("level standard on office {\n  first_response within 3h\n}");
    assert!(stage.well("first_response").contains("3h left"));
    assert!(stage.well("calendar nights { daily 22:00-06:00 }").contains("calendar nights declared\n"));
    assert!(stage.well("ticket {\n  vip yes/no\n}").contains("field vip declared\n"));
    assert!(stage.well("set vip yes").contains("vip yes"));
    // A line of a place in the file still says where it stands.
    assert!(stage.well("info office").contains("policy.sla:18"));
    assert!(stage.well("why").contains("policy.sla:43"));
}

#[test]
fn a_field_in_use_cannot_be_declared_away() {
    let mut stage = friday();
    stage.well("ticket {\n  region \"EU\", \"US\"\n}");
    stage.well("set region \"EU\"");
    let shown = stage.enter("ticket {\n  region \"UK\", \"US\"\n}");
    assert!(shown.contains("an event of the ticket would lose its meaning"), "{shown}");
}

#[test]
fn the_files_are_read_again_and_the_ticket_stays() {
    let mut stage = friday();
    let changed = POLICY.replace("first_response within 4h", "first_response within 2h");
    std::fs::write(stage.folder.path().join("policy.sla"), changed).unwrap();
    assert!(stage.well("first_response").contains("4h left"), "a session reads its files once");
    assert!(stage.well("reload").contains("due Mon 2026-03-09 10:10"));
    std::fs::write(stage.folder.path().join("policy.sla"), "duly 1\n").unwrap();
    assert!(stage.session.enter("reload").is_wrong());
    assert!(stage.well("first_response").contains("2h left"));
}

#[test]
fn a_ticket_is_saved_as_a_test_that_passes() {
    let mut stage = friday();
    stage.well("+30m");
    let saved = stage.well("save test \"late on Friday\"");
    assert!(saved.starts_with("test \"late on Friday\" {\n  at 2026-03-06 "), "{saved}");
    let file = stage.folder.path().join("saved.sla");
    std::fs::write(&file, format!("duly 1\nimport \"policy.sla\"\n\n{saved}")).unwrap();
    let policy = crate::testing::load(file.to_str().unwrap(), &TimeZones::bundled()).unwrap().remove(0);
    let plan = policy.plan.unwrap_or_else(|| panic!("{:?}", policy.diagnostics));
    let tests = crate::testing::Choice::default().of(&plan, &policy.sources);
    let results = crate::testing::run(&plan, &tests);
    assert_eq!(results.len(), 1);
    assert!(results[0].failures.is_empty(), "{saved}\n{:?}", results[0].failures);
    stage.well("new");
    assert!(stage.session.enter("save test \"nothing\"").is_wrong());
}

#[test]
fn a_test_is_saved_into_a_file() {
    let mut stage = friday();
    stage.well("+30m");
    let path = stage.folder.path().join("deep/saved.sla");
    let to = |name: &str| format!("save test \"{name}\" to \"{}\"", path.display());
    assert!(stage.well(&to("late on Friday")).contains("written to the new file"));
    let first = std::fs::read_to_string(&path).unwrap();
    assert!(
        first.starts_with("duly 1\n\nimport \"../policy.sla\"\n\ntest \"late on Friday\" {\n"),
        "{first}"
    );
    stage.well("at 2026-03-09 09:00 agent replies");
    assert!(stage.well(&to("answered")).contains("added to"));
    let both = std::fs::read_to_string(&path).unwrap();
    assert!(both.starts_with(&first) && both.contains("expect first_response met after 50m\n"), "{both}");
    let policy = crate::testing::load(path.to_str().unwrap(), &TimeZones::bundled()).unwrap().remove(0);
    let plan = policy.plan.unwrap();
    let results = crate::testing::run(&plan, &crate::testing::Choice::default().of(&plan, &policy.sources));
    assert!(results.len() == 2 && results.iter().all(crate::testing::Tested::passed), "{results:?}");

    // What is refused leaves the file as it was.
    assert!(stage.enter(&to("answered")).contains("has a test \"answered\" already"));
    stage.well("level standard on office {\n  first_response within 45m\n}");
    assert!(stage.enter(&to("by what was typed")).contains("would not pass in"));
    stage.well("undo");
    let broken = both + "\nlevel broken on nowhere {\n  resolution within 4h\n}\n";
    std::fs::write(&path, &broken).unwrap();
    assert!(stage.enter(&to("another")).starts_with("SLA0203: there is no calendar `nowhere`"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_test_is_saved_into_the_policy_itself_but_not_by_a_session_that_only_reads() {
    let mut stage = friday();
    let policy = stage.folder.path().join("policy.sla");
    let save = format!("save test \"late on Friday\" to \"{}\"", policy.display());
    assert!(stage.well(&save).contains("added to"));
    assert!(std::fs::read_to_string(&policy).unwrap().contains("test \"late on Friday\" {"));
    stage.well("reload");
    assert!(stage.well("list tests").contains("late on Friday"));
    let before = std::fs::read_to_string(&policy).unwrap();
    stage.session = stage.session.read_only();
    assert!(stage.well(&save.replace("late", "early")).starts_with("test \"early on Friday\" {"));
    assert_eq!(std::fs::read_to_string(&policy).unwrap(), before);
}

#[test]
fn every_kind_of_thing_is_listed_and_known() {
    let mut stage = friday();
    for entry in [
        "## Heavy ones.\nscript heavy(contract) -> number ```rhai\n  if contract == \"gold\" { 2.0 } else { 1.0 }\n```",
        "phrase \"agent replies\" means message by agent",
        "when \"page\": first_response becomes overdue\n  then notify \"team\" because \"annex 2\"",
        "objective \"promise\" {\n  95% of resolution met, each month\n}",
        "excuse resolution if priority is low because \"annex 7\"",
        "agreement ola",
        "rules for ola {\n  otherwise no level\n}",
        "test \"mine\" {\n  cases {\n    p\n    low\n    high\n  }\n  at 2026-03-06 14:40 created { priority p }\n  expect resolution running\n}",
    ] {
        stage.well(entry);
    }
    let all = stage.well("list");
    for line in [
        "  agreements\n",
        "    ola",
        "  scripts\n    heavy  (contract) -> number: Heavy ones.\n",
        "    otherwise for ola  no level\n",
        "    \"agent replies\"  means message by agent\n",
        "    page  then notify \"team\"\n",
        "  objectives\n    promise\n",
        "    resolution  if priority is low because \"annex 7\"\n",
        "    \"mine\"  2 cases\n",
    ] {
        assert!(all.contains(line), "{line}\n{all}");
    }
    assert!(!all.contains("easter") && stage.well("list scripts").contains("easter"));
    for (name, known) in [
        ("heavy", "script heavy   <session>:"),
        ("heavy", "    Heavy ones.\n    (contract) -> number\n"),
        ("\"agent replies\"", "    means message by agent\n"),
        ("page", "    then notify \"team\"\n    because annex 2\n"),
        ("promise", "    about resolution, each month\n"),
        ("ola", "agreement ola"),
        ("mine", "test mine"),
        ("office", "calendar office"),
    ] {
        let shown = stage.well(&format!("info {name}"));
        assert!(shown.contains(known), "{name}\n{shown}");
    }
    assert!(stage.enter("info heavvy").contains("nothing here is called"));
}

#[test]
fn a_mistyped_line_is_told_what_it_nearly_is() {
    let mut stage = friday();
    for (entry, near) in [
        ("agnt replies", "agent replies"),
        ("custmer replies", "customer replies"),
        ("goot 2026-03-09", "goto"),
        ("stpe", "step"),
        ("expct level gold", "expect"),
    ] {
        let Answer::Mistakes { diagnostics, .. } = stage.session.enter(entry).answer else {
            panic!("{entry}")
        };
        let help = diagnostics[0].help.clone().unwrap_or_default();
        assert_eq!(help, format!("did you mean `{near}`?"), "{entry}: {diagnostics:?}");
    }
    // What has a name here is meant, however near it is to something else.
    stage.well("ticket {\n  agnt yes/no\n}");
    assert!(!stage.enter("agnt replies").contains("begins no line"));
}

#[test]
fn rules_and_levels_are_those_in_force_when_the_ticket_was_created() {
    let mut stage = friday();
    stage.well("rules from 2026-03-05 {\n  \"New\" if priority is high then level gold\n  otherwise level standard\n}");
    assert!(stage.well("ticket").contains("by the rule \"New\""));
    assert!(stage.well("why").contains("  ✓ \"New\""));
    assert!(stage.well("why not \"New\"").contains("\"New\" decides"));
    assert!(stage.enter("why not \"Urgent\"").contains("there is no rule `Urgent`"));
    assert!(stage.well("what would make \"New\" match").contains("\"New\" matches"));
}

#[test]
fn time_passes_in_the_zone_of_the_ticket() {
    let mut stage = Stage::new();
    stage.well("calendar there in ticket.timezone or \"UTC\" {\n  mon-fri 09:00-17:00\n}");
    stage.well("at 2026-03-06 12:00 in \"UTC\" created by customer { timezone \"America/New_York\" }");
    assert!(stage.well("there").contains("= closed until Fri 2026-03-06 15:00"), "{}", stage.well("there"));
    assert!(stage.well("+2h on there").contains("at Fri 2026-03-06 17:00"));
    assert!(stage.well("1h on there from now").contains("= Fri 2026-03-06 18:00"));
    stage.well("set timezone \"Asia/Tokyo\"");
    assert!(stage.well("+1 business day on there").contains("at Tue 2026-03-10 01:00"));
    stage.well("new");
    stage.well("goto 2026-03-06 13:00");
    assert!(stage.well("there").contains("= open"), "without a zone it is the fallback");
}

#[test]
fn why_and_why_not_show_the_parts_of_conditions() {
    let mut stage = friday();
    let why = stage.well("why");
    for line in [
        "level standard by otherwise   ",
        "  ✗ \"Urgent\"   ",
        "      ✗ priority is urgent — priority is high\n",
        "  within 4h on office, level standard   ",
        "  started Fri 2026-03-06 14:40, due Mon 2026-03-09 12:40\n",
    ] {
        assert!(why.contains(line), "{line}\n{why}");
    }
    // The whole story is that of `duly why`.
    let story = stage.well("why all");
    assert!(story.contains("What happened\n") && story.contains("half an hour a cell"), "{story}");
    assert!(story.lines().all(|line| line.chars().count() <= 80), "{story}");
    assert_eq!(
        stage.well("why not \"Gold contracts\""),
        "  its condition does not hold:\n    ✗ contract is gold — contract is not set\n"
    );
    stage.well("set contract gold");
    assert!(stage.well("why not \"Gold contracts\"").contains("\"Gold contracts\" decides"));
    stage.well("goto 2026-03-10 16:00");
    assert!(stage.well("why not \"Old ones\"").contains("but \"Gold contracts\" stands before it"));
}

#[test]
fn the_fewest_changes_that_make_a_rule_match() {
    let mut stage = friday();
    assert_eq!(stage.well("what would make \"Gold contracts\" match"), "  set contract gold\n");
    let both = stage.well("what would make \"Urgent\" match");
    assert_eq!(both, "  set priority urgent\n  set tags \"URGENT\"\n");
    for line in both.lines() {
        stage.well(line.trim());
    }
    assert!(stage.well("what would make \"Urgent\" match").contains("\"Urgent\" matches"));
    assert!(stage.well("ticket").contains("level urgent"));
    // What stands before a rule has to go first; time is a change too.
    let old = stage.well("what would make \"Old ones\" match");
    for line in old.lines() {
        stage.well(line.trim());
    }
    assert!(stage.well("ticket").contains("by the rule \"Old ones\""), "{old}");
}

#[test]
fn what_would_be_stands_beside_what_is() {
    let mut stage = friday();
    let before = stage.session.present().clone();
    let shown = stage.well("whatif contract gold");
    assert!(
        shown.contains("level  level standard  ->  level gold, by the rule \"Gold contracts\""),
        "{shown}"
    );
    assert!(
        shown
            .contains("resolution  running, due Tue 2026-03-10 14:40  ->  running, due Mon 2026-03-09 17:00")
    );
    assert!(stage.well("whatif agent replies").contains("first_response  running, due"));
    assert!(stage.well("whatif department \"Sales\"").contains("nothing would be different"));
    assert_eq!(*stage.session.present(), before);
}

#[test]
fn expectations_are_those_of_tests() {
    let mut stage = friday();
    assert!(stage.well("expect first_response due 2026-03-09 12:40").contains("as expected"));
    assert!(!stage.session.enter("expect level standard").is_wrong());
    let reply = stage.session.enter("expect level gold");
    assert!(reply.is_wrong());
    assert!(stage.enter("expect level gold").contains("not as expected"));
}

#[test]
fn tickets_are_loaded_from_a_log() {
    let mut stage = Stage::new();
    let log = stage.folder.path().join("events.ndjson");
    let lines = [
        r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","event":"created","by":"customer","set":{"priority":"high"}}"#,
        r#"{"ticket":"T-2","at":"2026-03-06T13:50:00Z","event":"created","by":"customer"}"#,
        r#"{"ticket":"T-1","at":"2026-03-09T08:00:00Z","event":"message","by":"agent"}"#,
    ];
    std::fs::write(&log, lines.join("\n")).unwrap();
    assert!(stage.enter("load T-1").contains("no events are at hand"));
    let from = format!("load T-1 from \"{}\"", log.display());
    assert!(stage.well(&from).starts_with("  T-1 at Mon 2026-03-09 09:00 Europe/Bratislava\n"));
    assert!(stage.well("first_response").contains("met after 50m on office"));
    stage.well("goto 2026-03-06 14:45");
    assert!(stage.well("step").contains("office closes"));
    stage.well("+1m agent replies");
    assert!(stage.well("first_response").contains("met after 20m on office"));
    assert!(stage.enter("load T-22").contains("did you mean `T-2`?"));
    assert!(stage.well("load T-2").contains("T-2 at Fri"));
}

#[test]
fn a_ticket_of_another_shape_is_read_as_a_run_reads_it() {
    let mut stage = Stage::new();
    let log = stage.folder.path().join("export.csv");
    std::fs::write(&log, "id,when,prio,seats,colour\n1e3,2026-03-06T13:40:00Z,high,3,red\n1000,2026-03-06T13:41:00Z,low,1,red\n").unwrap();
    let yaml = "ticket: id\nat: when\nevent: {value: created}\nby: {value: customer}\n\
                set: {priority: prio, seats: seats, colour: colour}\n";
    let mapping = stage.folder.path().join("export.yaml");
    std::fs::write(&mapping, yaml).unwrap();
    stage.well(&format!("events \"{}\" as \"{}\"", log.display(), mapping.display()));
    assert!(stage.well("load 1e3").contains("1e3 at Fri 2026-03-06 14:40"));
    assert!(stage.well("seats").contains("= 3"), "a text of a table is a number where the policy has one");
    assert!(stage.well("why all").contains("export.csv:2\n"), "{}", stage.well("why all"));
    assert!(stage.well("load 1000").contains("1000 at Fri 2026-03-06 14:41"));
    stage.well("ticket {\n  colour text\n}");
    assert!(stage.well("colour").contains("= red") || stage.well("colour").contains("\"red\""));
}

#[test]
fn a_hole_says_what_fits() {
    let mut stage = friday();
    let shown = stage.well("priority is ?");
    assert!(shown.contains("values of `priority`\n    low, normal, high, urgent\n"), "{shown}");
    assert!(stage.well("show ?").contains("calendars\n    always, office, phones\n"));
    assert!(stage.well("expect level ?").contains("levels\n    standard, urgent, gold\n"));
    assert!(stage.well("why not ?").contains("\"Urgent\", \"Gold contracts\", \"Old ones\""));
    assert!(stage.well("set ?").contains("contract"));
}

fn completed(stage: &Stage, text: &str) -> Vec<String> {
    complete(&stage.session, text, text.len()).words
}

#[test]
fn completion_knows_the_place() {
    let stage = friday();
    assert_eq!(completed(&stage, "got"), ["goto"]);
    assert_eq!(completed(&stage, "show of"), ["office"]);
    assert_eq!(completed(&stage, "priority is ur"), ["urgent"]);
    assert_eq!(completed(&stage, "set priority h"), ["high"]);
    assert_eq!(completed(&stage, "created by customer { priority ur"), ["urgent"]);
    assert_eq!(completed(&stage, "3h on ph"), ["phones"]);
    assert_eq!(completed(&stage, "expect level go"), ["gold"]);
    assert_eq!(completed(&stage, "why not \"Go"), ["\"Gold contracts\""]);
    assert_eq!(completed(&stage, "info \"Old"), ["\"Old ones\""]);
    assert_eq!(completed(&stage, "calendar b in \"Europe/Bratis"), ["\"Europe/Bratislava\""]);
    assert_eq!(completed(&stage, "calendar b {\n  clo"), ["closed"]);
    assert!(completed(&stage, "level b on office {\n  resolution w").contains(&"within".to_owned()));
    assert_eq!(completed(&stage, "list cal"), ["calendars"]);
    assert!(completed(&stage, "department is ").contains(&"Sales".to_owned()));
    assert_eq!(completed(&stage, "agent r"), ["replies"]);
}

#[test]
fn a_hint_goes_on_where_the_entry_stops() {
    let stage = friday();
    assert_eq!(hint(&stage.session, "goto"), Some(" 2026-03-09 09:00".to_owned()));
    assert_eq!(hint(&stage.session, "priority is urg"), Some("ent".to_owned()));
    assert_eq!(hint(&stage.session, ""), None);
}

#[test]
fn entries_that_need_files_say_so() {
    let mut stage = Stage::new();
    assert!(stage.enter("events \"nowhere.ndjson\"").contains("no such file"));
    assert!(!Path::new("nowhere.ndjson").exists());
    assert!(stage.enter("help nonsense").contains("there is no help on `nonsense`"));
    for (_, topics) in super::help::TOPICS {
        for topic in topics {
            assert!(!stage.well(&format!("help {}", topic.word)).is_empty());
        }
    }
}
