//! Several files: their order, their names, and what happens when one is not there.

use crate::test_support::{check_files, codes};

const HEAD: &str = "duly 1\npolicy \"Test\" { zone \"Europe/Prague\" }\n";
const OFFICE: &str = "duly 1\ncalendar office { mon-fri 08:00-17:00 }\n";

fn names(checked: &crate::Checked) -> Vec<&str> {
    checked.files.iter().filter_map(|id| checked.sources.file(*id)).map(|f| f.name.as_str()).collect()
}

#[test]
fn files_come_depth_first_each_once_and_the_standard_ones_last() {
    let entry = format!("{HEAD}import \"a.sla\"\nimport \"b.sla\"\n");
    let checked = check_files(&[
        ("dir/policy.sla", &entry),
        ("dir/a.sla", "duly 1\nimport \"office.sla\"\n"),
        ("dir/b.sla", "duly 1\nimport \"office.sla\"\n"),
        ("dir/office.sla", OFFICE),
    ]);
    assert_eq!(
        names(&checked),
        [
            "dir/policy.sla",
            "dir/a.sla",
            "dir/office.sla",
            "dir/b.sla",
            "<std>/clocks.sla",
            "<std>/holidays.sla"
        ]
    );
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    assert_eq!(checked.plan.unwrap().calendars.len(), 2);
}

#[test]
fn one_file_under_two_names_gives_two_of_each_thing_but_one_of_each_field() {
    let entry = format!("{HEAD}import \"team.sla\" as east\nimport \"team.sla\" as west\n");
    let team = "duly 1
ticket {
  tier low < high, low if unset
  big  means tier is high
}
calendar office { mon-fri 08:00-17:00 }
level standard on office { acknowledgement within 1h }
";
    let checked = check_files(&[("policy.sla", &entry), ("team.sla", team)]);
    assert_eq!(names(&checked).len(), 4);
    let plan = checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let levels: Vec<&str> = plan.levels.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(levels, ["east.standard", "west.standard"]);
    assert_eq!(plan.fields.iter().filter(|f| f.name == "tier").count(), 1);
    assert!(plan.states.iter().any(|s| s.name == "west.big"));
    assert_eq!(plan.calendar_id("east.office"), Some(duly_plan::CalendarId(1)));
}

#[test]
fn names_nest_with_the_imports() {
    let entry = format!("{HEAD}import \"a.sla\" as a\nrules {{ otherwise level a.b.gold }}\n");
    let checked = check_files(&[
        ("policy.sla", &entry),
        ("a.sla", "duly 1\nimport \"b.sla\" as b\nlevel iron extends b.gold { reassignment within 2h }\n"),
        ("b.sla", "duly 1\nlevel gold on always { acknowledgement within 1h }\n"),
    ]);
    let plan = checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let levels: Vec<&str> = plan.levels.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(levels, ["a.iron", "a.b.gold"]);
    assert_eq!(plan.levels[0].targets.len(), 2);
}

#[test]
fn an_entry_that_cannot_be_read_is_the_one_thing_said() {
    let checked = crate::check(
        "nowhere.sla",
        &crate::test_support::Map(std::collections::BTreeMap::new()),
        &duly_calendar::TimeZones::bundled(),
    );
    assert_eq!(codes(&checked), ["SLA0207"]);
    assert!(checked.diagnostics[0].labels.is_empty());
    assert!(checked.diagnostics[0].message.contains("nowhere.sla"));
    assert!(checked.plan.is_none());
}

#[test]
fn a_circle_behind_ever_new_paths_ends() {
    struct Hall;
    impl crate::Loader for Hall {
        fn read(&self, _: &str) -> Result<String, String> {
            Ok("duly 1\nimport \"deeper\"\n".to_owned())
        }
        fn resolve(&self, from: &str, relative: &str) -> String {
            format!("{from}/{relative}")
        }
    }
    let checked = crate::check("a", &Hall, &duly_calendar::TimeZones::bundled());
    assert!(codes(&checked).contains(&"SLA0208".to_owned()), "{:?}", checked.diagnostics);
}

#[test]
fn an_empty_file_lacks_a_policy() {
    assert!(codes(&check_files(&[("policy.sla", "")])).contains(&"SLA0209".to_owned()));
}
