//! The words that a user knows for each rule of the grammar. No rule's own name ever reaches a message.

use crate::grammar::{Rule, every_rule};
use crate::regions::DECLARATIONS;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// What is said of a rule where it could have stood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Word {
    /// A keyword, as it is written.
    Key(&'static str),
    /// A mark, as it is written.
    Mark(&'static str),
    /// Something in a user's words, and the keywords that it can begin with.
    Thing(&'static str, &'static [&'static str]),
    /// Nothing: other forms that draw their own finding, and parts that later versions bring.
    Hidden,
}

/// What the phrases of events begin with.
pub(crate) const EVENTS: &[&str] = &[
    "created",
    "customer",
    "agent",
    "message",
    "assigned",
    "reassigned",
    "unassigned",
    "tagged",
    "untagged",
    "chat",
    "call",
    "callback",
    "merged",
    "split",
    "deleted",
    "restored",
    "marked",
    "signal",
    "no longer",
];

/// What actions begin with.
const ACTIONS: &[&str] = &[
    "level",
    "no level",
    "stop",
    "notify",
    "escalate to",
    "tag",
    "untag",
    "set",
    "assign to",
    "webhook",
    "run",
];

/// What the lines of a session begin with.
pub(crate) const COMMANDS: &[&str] = &[
    "goto",
    "step",
    "set",
    "whatif",
    "undo",
    "redo",
    "due",
    "ticket",
    "why",
    "why not",
    "why all",
    "what would make",
    "list",
    "info",
    "show",
    "load",
    "events",
    "save test",
    "reload",
    "new",
    "help",
    "quit",
    "now",
    "between",
    "next opening of",
];

/// Whether a line of a session that begins with this word is a command.
#[must_use]
pub fn is_command(word: &str) -> bool {
    let questions = ["now", "between", "next"];
    let first = |command: &&str| command.split(' ').next() == Some(word);
    !questions.contains(&word) && (word == "exit" || COMMANDS.iter().any(first))
}

/// What a session lists.
const THINGS: &[&str] = &[
    "agreements",
    "calendars",
    "clocks",
    "events",
    "excuses",
    "fields",
    "levels",
    "objectives",
    "phrases",
    "rules",
    "scripts",
    "states",
    "tests",
    "triggers",
];

/// The verdicts of a test's expectations.
const VERDICTS: &[&str] =
    &["met", "missed", "cancelled", "measured", "running", "paused", "overdue", "due", "elapsed", "stays"];

/// The periods of objectives.
const PERIODS: &[&str] = &["half hour", "hour", "day", "week", "month", "quarter", "year"];

/// Every word that is a keyword somewhere.
pub(crate) fn every_keyword() -> &'static BTreeSet<&'static str> {
    static ALL: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    ALL.get_or_init(|| {
        let said = every_rule().flat_map(|rule| match word(rule) {
            Word::Key(text) => vec![text],
            Word::Thing(_, starters) => starters.to_vec(),
            Word::Mark(_) | Word::Hidden => Vec::new(),
        });
        said.chain(DECLARATIONS).flat_map(str::split_whitespace).collect()
    })
}

/// The words for a rule. Exhaustive, so that no rule of the grammar can be forgotten.
#[expect(clippy::too_many_lines, reason = "a table with an arm for each rule of the grammar")]
pub(crate) fn word(rule: Rule) -> Word {
    match rule {
        Rule::EOI => Word::Thing("the end of the line", &[]),
        Rule::identifier | Rule::path | Rule::name | Rule::declared => Word::Thing("a name", &[]),
        Rule::string | Rule::text => Word::Thing("a text in quotes", &[]),
        Rule::comma => Word::Mark(","),
        Rule::open => Word::Mark("{"),
        Rule::close => Word::Mark("}"),
        Rule::left => Word::Mark("("),
        Rule::right => Word::Mark(")"),
        Rule::pipe => Word::Mark("|"),
        Rule::dash => Word::Mark("-"),
        Rule::dots => Word::Mark(".."),
        Rule::less => Word::Mark("<"),
        Rule::times => Word::Mark("*"),
        Rule::divided => Word::Mark("/"),
        Rule::kw_events | Rule::events_line => Word::Key("events"),
        Rule::kw_exit => Word::Key("exit"),
        Rule::kw_goto | Rule::go_to => Word::Key("goto"),
        Rule::kw_help | Rule::help_line => Word::Key("help"),
        Rule::kw_info | Rule::info_line => Word::Key("info"),
        Rule::kw_save | Rule::save_line => Word::Key("save"),
        Rule::kw_list | Rule::list_line_of => Word::Key("list"),
        Rule::kw_load | Rule::load_line => Word::Key("load"),
        Rule::kw_make => Word::Key("make"),
        Rule::kw_new => Word::Key("new"),
        Rule::kw_now => Word::Key("now"),
        Rule::kw_quit => Word::Key("quit"),
        Rule::kw_redo => Word::Key("redo"),
        Rule::kw_reload => Word::Key("reload"),
        Rule::kw_show | Rule::show_line => Word::Key("show"),
        Rule::kw_step => Word::Key("step"),
        Rule::kw_undo => Word::Key("undo"),
        Rule::kw_what => Word::Key("what"),
        Rule::kw_why | Rule::why_line => Word::Key("why"),
        Rule::kw_would => Word::Key("would"),
        Rule::kw_next => Word::Key("next"),
        Rule::kw_opening => Word::Key("opening"),
        Rule::kw_closing => Word::Key("closing"),
        Rule::kw_between => Word::Key("between"),
        Rule::kw_actions => Word::Key("actions"),
        Rule::colon => Word::Mark(":"),
        Rule::equals => Word::Mark("="),
        Rule::plus_mark => Word::Mark("+"),
        Rule::kw_agreement => Word::Key("agreement"),
        Rule::kw_agent => Word::Key("agent"),
        Rule::kw_where => Word::Key("where"),
        Rule::kw_under => Word::Key("under"),
        Rule::kw_objective => Word::Key("objective"),
        Rule::kw_most => Word::Key("most"),
        Rule::kw_missed => Word::Key("missed"),
        Rule::kw_met => Word::Key("met"),
        Rule::kw_least => Word::Key("least"),
        Rule::kw_ignoring => Word::Key("ignoring"),
        Rule::kw_excuse => Word::Key("excuse"),
        Rule::kw_each => Word::Key("each"),
        Rule::kw_cycles => Word::Key("cycles"),
        Rule::kw_credit => Word::Key("credit"),
        Rule::kw_counting => Word::Key("counting"),
        Rule::kw_beyond => Word::Key("beyond"),
        Rule::kw_below => Word::Key("below"),
        Rule::kw_average => Word::Key("average"),
        Rule::kw_above => Word::Key("above"),
        Rule::kw_all => Word::Key("all"),
        Rule::kw_and => Word::Key("and"),
        Rule::kw_answered => Word::Key("answered"),
        Rule::kw_any => Word::Key("any"),
        Rule::kw_as => Word::Key("as"),
        Rule::kw_assign => Word::Key("assign"),
        Rule::kw_at => Word::Key("at"),
        Rule::kw_attached => Word::Key("attached"),
        Rule::kw_because => Word::Key("because"),
        Rule::kw_becomes => Word::Key("becomes"),
        Rule::kw_before => Word::Key("before"),
        Rule::kw_by => Word::Key("by"),
        Rule::kw_calendar => Word::Key("calendar"),
        Rule::kw_callback => Word::Key("callback"),
        Rule::kw_cancel => Word::Key("cancel"),
        Rule::kw_cancelled => Word::Key("cancelled"),
        Rule::kw_changes => Word::Key("changes"),
        Rule::kw_clock => Word::Key("clock"),
        Rule::kw_close => Word::Key("close"),
        Rule::kw_closed => Word::Key("closed"),
        Rule::kw_contains => Word::Key("contains"),
        Rule::kw_count => Word::Key("count"),
        Rule::kw_creation => Word::Key("creation"),
        Rule::kw_customer => Word::Key("customer"),
        Rule::kw_daily => Word::Key("daily"),
        Rule::kw_dates => Word::Key("dates"),
        Rule::kw_due => Word::Key("due"),
        Rule::kw_duly => Word::Key("duly"),
        Rule::kw_during => Word::Key("during"),
        Rule::kw_ends => Word::Key("ends"),
        Rule::kw_escalate => Word::Key("escalate"),
        Rule::kw_even => Word::Key("even"),
        Rule::kw_every => Word::Key("every"),
        Rule::kw_extends => Word::Key("extends"),
        Rule::kw_final => Word::Key("final"),
        Rule::kw_for => Word::Key("for"),
        Rule::kw_from => Word::Key("from"),
        Rule::kw_has => Word::Key("has"),
        Rule::kw_hide => Word::Key("hide"),
        Rule::kw_holidays => Word::Key("holidays"),
        Rule::kw_if => Word::Key("if"),
        Rule::kw_import => Word::Key("import"),
        Rule::kw_in => Word::Key("in"),
        Rule::kw_inactive => Word::Key("inactive"),
        Rule::kw_is => Word::Key("is"),
        Rule::kw_keep => Word::Key("keep"),
        Rule::kw_late => Word::Key("late"),
        Rule::kw_leaves => Word::Key("leaves"),
        Rule::kw_level => Word::Key("level"),
        Rule::kw_link => Word::Key("link"),
        Rule::kw_longer => Word::Key("longer"),
        Rule::kw_marked => Word::Key("marked"),
        Rule::kw_match => Word::Key("match"),
        Rule::kw_matches => Word::Key("matches"),
        Rule::kw_means => Word::Key("means"),
        Rule::kw_no => Word::Key("no"),
        Rule::kw_none => Word::Key("none"),
        Rule::kw_not => Word::Key("not"),
        Rule::kw_notes => Word::Key("notes"),
        Rule::kw_notify => Word::Key("notify"),
        Rule::kw_of => Word::Key("of"),
        Rule::kw_on => Word::Key("on"),
        Rule::kw_one => Word::Key("one of"),
        Rule::kw_open => Word::Key("open"),
        Rule::kw_or => Word::Key("or"),
        Rule::kw_otherwise => Word::Key("otherwise"),
        Rule::kw_outside => Word::Key("outside"),
        Rule::kw_owner => Word::Key("owner"),
        Rule::kw_overdue => Word::Key("overdue"),
        Rule::kw_pause => Word::Key("pause"),
        Rule::kw_paused => Word::Key("paused"),
        Rule::kw_per => Word::Key("per"),
        Rule::kw_plus => Word::Key("plus"),
        Rule::kw_policy => Word::Key("policy"),
        Rule::kw_reaches => Word::Key("reaches"),
        Rule::kw_recount => Word::Key("recount"),
        Rule::kw_reopen => Word::Key("reopen"),
        Rule::kw_replies => Word::Key("replies"),
        Rule::kw_requested => Word::Key("requested"),
        Rule::kw_restart => Word::Key("restart"),
        Rule::kw_rules => Word::Key("rules"),
        Rule::kw_run => Word::Key("run"),
        Rule::kw_script => Word::Key("script"),
        Rule::kw_set => Word::Key("set"),
        Rule::kw_signal => Word::Key("signal"),
        Rule::kw_simulate => Word::Key("simulate"),
        Rule::kw_start => Word::Key("start"),
        Rule::kw_starts => Word::Key("starts"),
        Rule::kw_stop => Word::Key("stop"),
        Rule::kw_stops => Word::Key("stops"),
        Rule::kw_switch => Word::Key("switch"),
        Rule::kw_tag => Word::Key("tag"),
        Rule::kw_tagged => Word::Key("tagged"),
        Rule::kw_targets => Word::Key("targets"),
        Rule::kw_then => Word::Key("then"),
        Rule::kw_ticket => Word::Key("ticket"),
        Rule::kw_to => Word::Key("to"),
        Rule::kw_track => Word::Key("track"),
        Rule::kw_unset => Word::Key("unset"),
        Rule::kw_untag => Word::Key("untag"),
        Rule::kw_untagged => Word::Key("untagged"),
        Rule::kw_until => Word::Key("until"),
        Rule::kw_via => Word::Key("via"),
        Rule::kw_warn => Word::Key("warn"),
        Rule::kw_webhook => Word::Key("webhook"),
        Rule::kw_when => Word::Key("when"),
        Rule::kw_while => Word::Key("while"),
        Rule::kw_with => Word::Key("with"),
        Rule::kw_except => Word::Key("except"),
        Rule::kw_phrase => Word::Key("phrase"),
        Rule::kw_within => Word::Key("within"),
        Rule::kw_after => Word::Key("after"),
        Rule::kw_cases => Word::Key("cases"),
        Rule::kw_elapsed => Word::Key("elapsed"),
        Rule::kw_expect => Word::Key("expect"),
        Rule::kw_risk => Word::Key("risk"),
        Rule::kw_stays => Word::Key("stays"),
        Rule::kw_test => Word::Key("test"),
        Rule::kw_zone => Word::Key("zone"),
        Rule::duration | Rule::day_count => Word::Thing("a length like `4h`", &[]),
        Rule::whole | Rule::number => Word::Thing("a number", &[]),
        Rule::day_unit => Word::Thing(
            "`business days`, `calendar days` or `calendar months`",
            &["business days", "calendar days", "calendar months"],
        ),
        Rule::length => Word::Thing("a length like `4h` or `2 business days`", &[]),
        Rule::time | Rule::time_stamp | Rule::clock_time => Word::Thing("a time like `08:30`", &[]),
        Rule::window | Rule::windows => Word::Thing("hours like `08:30-17:00`", &[]),
        Rule::date | Rule::instant | Rule::any_date => Word::Thing("a date like `2026-03-06`", &[]),
        Rule::weekday | Rule::day_range => {
            Word::Thing("a weekday like `mon`", &["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
        }
        Rule::days => Word::Thing(
            "weekdays like `mon-fri`",
            &["daily", "mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        ),
        Rule::month => Word::Thing("a month like `dec`", &[]),
        Rule::day_month | Rule::day_number | Rule::yearly => Word::Thing("a day like `24 dec`", &[]),
        Rule::nth_weekday => Word::Thing("a day like `last fri of nov`", &[]),
        Rule::ordinal => Word::Thing(
            "a day like `last fri of nov`",
            &["first", "second", "third", "fourth", "fifth", "last"],
        ),
        Rule::dates | Rule::date_item => {
            Word::Thing("dates like `2026-12-24` or `every 24 dec`", &["every", "holidays", "dates"])
        }
        Rule::script_dates => Word::Thing("`dates` and a script", &["dates"]),
        Rule::script_name => Word::Thing("a script", &[]),
        Rule::script_parameter => Word::Thing("a field", &[]),
        Rule::arrow => Word::Mark("->"),
        Rule::script_type => Word::Thing(
            "a type like `number`",
            &["number", "text", "yes/no", "duration", "instant", "date", "list of text", "list of dates"],
        ),
        Rule::fence | Rule::script_text => {
            Word::Thing("the script between ```` ```rhai ```` and ```` ``` ````", &[])
        }
        Rule::holidays => Word::Thing("`holidays \"file.ics\"`", &["holidays"]),
        Rule::percent => Word::Thing("a share like `75%`", &[]),
        Rule::yes_no => Word::Thing("`yes` or `no`", &[]),
        Rule::field_path | Rule::word | Rule::value | Rule::values => Word::Thing("a value", &[]),
        Rule::condition | Rule::operand => {
            Word::Thing("a condition", &["not", "all of", "any of", "none of"])
        }
        Rule::group | Rule::block | Rule::quantity | Rule::elapsed | Rule::since | Rule::test => {
            Word::Thing("a condition", &[])
        }
        Rule::on_calendar => Word::Thing("`on` and a calendar", &["on"]),
        Rule::is_test => Word::Thing("a comparison like `is` or `>=`", &["is"]),
        Rule::compare | Rule::comparator | Rule::days_test | Rule::hours_test => {
            Word::Thing("a comparison like `is` or `>=`", &[])
        }
        Rule::has_test => Word::Thing("a comparison like `is` or `>=`", &["has"]),
        Rule::has_mode => Word::Thing("a value", &["any of", "all of", "no"]),
        Rule::text_test => Word::Thing(
            "a comparison like `is` or `>=`",
            &["contains", "starts with", "ends with", "matches"],
        ),
        Rule::calendar_test => Word::Thing("a comparison like `is` or `>=`", &["during", "outside"]),
        Rule::when
        | Rule::events
        | Rule::event
        | Rule::event_kind
        | Rule::contact
        | Rule::medium
        | Rule::said
        | Rule::on_ticket
        | Rule::field_event
        | Rule::text_event
        | Rule::no_longer
        | Rule::plain_event
        | Rule::state => Word::Thing("an event", EVENTS),
        Rule::guard => Word::Thing("`if` and a condition", &["if"]),
        Rule::by_role => Word::Thing("`by` and a role", &["by"]),
        Rule::role => Word::Thing(
            "`customer`, `agent`, `bot`, `system` or `vendor`",
            &["customer", "agent", "bot", "system", "vendor"],
        ),
        Rule::via_channel => Word::Thing("`via` and a channel", &["via"]),
        Rule::phase => Word::Thing(
            "`starts`, `rings`, `answered`, `transferred` or `ends`",
            &["starts", "rings", "answered", "transferred", "ends"],
        ),
        Rule::ends_as => Word::Thing("`as` and a result", &["as"]),
        Rule::version => Word::Thing("`duly 1`", &["duly"]),
        Rule::version_number => Word::Thing("the number of the language, `1`", &[]),
        Rule::import => Word::Thing("`import \"file.sla\"`", &[]),
        Rule::policy_line => {
            Word::Thing("`zone`, `owner` or `simulate actions`", &["zone", "owner", "simulate actions"])
        }
        Rule::ticket_line => Word::Thing("a field or a state", &[]),
        Rule::means => Word::Thing("`means` and a condition", &["means"]),
        Rule::if_unset => Word::Thing("a value for `if unset`", &[]),
        Rule::field_type | Rule::simple_type => Word::Thing(
            "a type or a list of values",
            &["text", "number", "yes/no", "date", "instant", "duration", "person", "list of text"],
        ),
        Rule::ordered_list | Rule::closed_list => Word::Thing("a type or a list of values", &[]),
        Rule::calendar_line => Word::Thing(
            "weekdays, `open`, `closed` or `due at`",
            &["open", "closed", "due at", "daily", "mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        ),
        Rule::hours => Word::Thing("weekdays like `mon-fri`", &["daily"]),
        Rule::open_dates => Word::Thing("`open` and dates", &["open"]),
        Rule::closed_dates => Word::Thing("`closed` and dates", &["closed"]),
        Rule::due_at => Word::Thing("`due at`", &["due at"]),
        Rule::due_side => Word::Thing("`closing` or `opening`", &["closing", "opening"]),
        Rule::clock_line => Word::Thing(
            "`start`, `stop`, `cancel`, `restart`, `reopen`, `pause`, `hide` or `final`",
            &["start", "stop", "cancel", "restart", "reopen", "pause", "hide", "final"],
        ),
        Rule::start => Word::Thing("`start when`", &["start"]),
        Rule::stop => Word::Thing("`stop when`", &["stop"]),
        Rule::cancel => Word::Thing("`cancel when`", &["cancel"]),
        Rule::even_late => Word::Thing("`even if late`", &["even if late"]),
        Rule::restart => Word::Thing("`restart when`", &["restart"]),
        Rule::restart_as => Word::Thing("`as met` or `as cancelled`", &["as met", "as cancelled"]),
        Rule::restart_end => Word::Thing("`met` or `cancelled`", &["met", "cancelled"]),
        Rule::reopen => Word::Thing("`reopen when`", &["reopen"]),
        Rule::pause => Word::Thing("`pause while`", &["pause"]),
        Rule::hide => Word::Thing("`hide while`", &["hide"]),
        Rule::final_line => Word::Thing("`final when`", &["final"]),
        Rule::from_date => Word::Thing("`from` and a date", &["from"]),
        Rule::calendar_zone => Word::Thing("`in` and a zone", &["in"]),
        Rule::zone_field => Word::Thing("a field like `ticket.timezone`", &["ticket."]),
        Rule::mix | Rule::mix_part => Word::Thing("a calendar", &[]),
        Rule::clock_key => Word::Thing("`per` and what tells cycles apart", &["per"]),
        Rule::phrase => Word::Thing("a phrase and what it means", &["phrase"]),
        Rule::extends => Word::Thing("`extends` and a level", &["extends"]),
        Rule::calendar_by => Word::Thing("`calendar by` and a field", &["calendar by"]),
        Rule::level_block => {
            Word::Thing("`targets by`, `calendar by` or a clock", &["targets by", "calendar by"])
        }
        Rule::targets_by => Word::Thing("`targets by` and a field", &["targets by"]),
        Rule::level_line => Word::Thing(
            "a clock and its target, `warn at` or `track`",
            &["warn at", "track", "count from", "switch"],
        ),
        Rule::target_line => Word::Thing("a clock and its target", &[]),
        Rule::for_values => Word::Thing("`for` and a value", &["for"]),
        Rule::target => Word::Thing("a target like `within 4h`", &["within", "none", "by"]),
        Rule::none => Word::Thing("`none`", &["none"]),
        Rule::within => Word::Thing("`within` and a length", &["within"]),
        Rule::by_field => Word::Thing("`by` and a field", &["by"]),
        Rule::amount => Word::Thing("a length like `4h`", &[]),
        Rule::plus => Word::Thing("`, plus`", &["plus"]),
        Rule::stretch => Word::Thing("`then` and a length", &["then"]),
        Rule::parameters => Word::Thing("parameters in `( )`", &[]),
        Rule::parameter => Word::Thing("a parameter like `first: duration = 1h`", &[]),
        Rule::parameter_type => Word::Thing(
            "`duration`, `days`, `percent`, `calendar` or `text`",
            &["duration", "days", "percent", "calendar", "text"],
        ),
        Rule::arguments => Word::Thing("values in `( )`", &[]),
        Rule::argument => Word::Thing("a value like `first: 30m`", &[]),
        Rule::given => Word::Thing("a value like `30m`", &[]),
        Rule::for_agreement => Word::Thing("`for` and an agreement", &["for"]),
        Rule::target_part => {
            Word::Thing("`by close`, `on` and a calendar", &["by close", "on", "count from", "switch"])
        }
        Rule::day_end => Word::Thing("`by close`", &["by close"]),
        Rule::count_from => Word::Thing("`count from`", &["count from"]),
        Rule::switch => Word::Thing("`switch recount` or `switch keep`", &["switch"]),
        Rule::warn => Word::Thing("`warn at`", &["warn at"]),
        Rule::warn_at => Word::Thing("a share like `75%` or a time like `15m before`", &[]),
        Rule::track => Word::Thing("`track` and a clock", &["track"]),
        Rule::table_header => Word::Thing("`|` and a value", &[]),
        Rule::column | Rule::selector => Word::Thing("a value", &["unset"]),
        Rule::table_row => Word::Thing("a clock and its cells", &[]),
        Rule::cell | Rule::cell_target => Word::Thing("a length like `4h`, or `none`", &["none"]),
        Rule::list_line => Word::Thing("a target like `within 4h`", &["within"]),
        Rule::calendar_choice => Word::Thing("a value and its calendar", &["unset"]),
        Rule::at_creation => Word::Thing("`at creation`", &["at creation"]),
        Rule::every_match => Word::Thing("`every match`", &["every match"]),
        Rule::rule_line => {
            Word::Thing("a rule that begins with its name, or `otherwise`", &["otherwise", "inactive"])
        }
        Rule::otherwise => Word::Thing("`otherwise`", &["otherwise"]),
        Rule::one_rule => Word::Thing("a rule that begins with its name", &["inactive"]),
        Rule::because => Word::Thing("`because` and a reason", &["because"]),
        Rule::owner => Word::Thing("`owner` and a name", &["owner"]),
        Rule::link => Word::Thing("`link` and an address", &["link"]),
        Rule::actions | Rule::action => Word::Thing("an action like `level gold`", ACTIONS),
        Rule::by_rules
        | Rule::set_level
        | Rule::no_level
        | Rule::stop_rules
        | Rule::notify
        | Rule::escalate
        | Rule::tag
        | Rule::untag
        | Rule::set_field
        | Rule::assign
        | Rule::webhook
        | Rule::run => Word::Thing("an action like `level gold`", &[]),
        Rule::simulate => Word::Thing("`simulate actions`", &["simulate actions"]),
        Rule::trigger => Word::Thing("`when` and a moment", &["when"]),
        Rule::trigger_name => Word::Thing("a name in quotes and `:`", &[]),
        Rule::moments | Rule::moment => Word::Thing("an event, or what a clock comes to", EVENTS),
        Rule::clock_moment
        | Rule::reaches
        | Rule::before_due
        | Rule::overdue_by
        | Rule::becomes_overdue
        | Rule::course => Word::Thing("a moment like `resolution becomes overdue`", &[]),
        Rule::every_while => Word::Thing("`every 4h while` a clock `is overdue`", &["every"]),
        Rule::for_level => Word::Thing("`for level` and a level", &["for level"]),
        Rule::goal | Rule::measure => {
            Word::Thing("a goal like `95% of resolution met`", &["average of", "at most", "at least"])
        }
        Rule::objective_line => Word::Thing(
            "a goal, a part of it, or `credit`",
            &["average of", "at most", "at least", "each", "by", "ignoring", "counting", "where", "credit"],
        ),
        Rule::share => Word::Thing("a share like `95%`", &[]),
        Rule::percentile | Rule::percentile_rank => Word::Thing("a percentile like `p90`", &[]),
        Rule::average => Word::Key("average"),
        Rule::cycle_count => Word::Thing("`at most` or `at least`", &["at most", "at least"]),
        Rule::within_length => Word::Key("within"),
        Rule::beyond_length => Word::Key("beyond"),
        Rule::objective_part => Word::Thing(
            "a part like `each month`",
            &["each", "by", "at least", "ignoring", "counting", "where"],
        ),
        Rule::each => Word::Key("each"),
        Rule::period_unit => Word::Thing("a period like `month`", PERIODS),
        Rule::group_by => Word::Key("by"),
        Rule::least_cycles => Word::Key("at least"),
        Rule::ignoring => Word::Key("ignoring"),
        Rule::counting => Word::Key("counting"),
        Rule::where_part => Word::Key("where"),
        Rule::credit => Word::Key("credit"),
        Rule::credit_step => Word::Thing("a step like `5% below 95%`", &[]),
        Rule::credit_bound => Word::Thing("a share, a length or a number", &[]),
        Rule::credit_cap => Word::Key("credit at most"),
        Rule::excuse_line => Word::Key("excuse"),
        Rule::session_line | Rule::command | Rule::question => {
            Word::Thing("a question or a command", COMMANDS)
        }
        Rule::sum | Rule::product | Rule::factor | Rule::counted => {
            Word::Thing("a value like `now` or `2h on office from now`", &["now", "between", "next"])
        }
        Rule::between => Word::Key("between"),
        Rule::next_turn => Word::Key("next"),
        Rule::kind_of_thing => Word::Thing("a kind of thing like `calendars`", THINGS),
        Rule::period_of_year => Word::Thing("a month like `2026-03`, or a year", &[]),
        Rule::ticket_id => Word::Thing("a ticket", &[]),
        Rule::set_now => Word::Key("set"),
        Rule::whatif | Rule::kw_whatif => Word::Key("whatif"),
        Rule::what_would => Word::Key("what would make"),
        Rule::test_block => Word::Thing("an event or `cases`", &["at", "cases"]),
        Rule::test_line => Word::Thing("`at`, `+` and a length, or `expect`", &["at", "expect"]),
        Rule::step | Rule::step_at | Rule::at_point => Word::Key("at"),
        Rule::point => Word::Thing("an instant like `2026-03-06 14:40`, or `+30m`", &[]),
        Rule::later => Word::Thing("a length like `+30m`", &[]),
        Rule::set_line => Word::Thing("a field and its value", &["tagged", "untagged"]),
        Rule::expect => Word::Key("expect"),
        Rule::no_such => {
            Word::Thing("`no level`, `no actions` or `no` and a clock", &["no level", "no actions"])
        }
        Rule::expected_level => Word::Thing("`level` and a level", &["level"]),
        Rule::by_rule => Word::Thing("`by` and a rule", &["by"]),
        Rule::expected_action | Rule::emitted => Word::Thing(
            "an action like `notify \"who\"`",
            &["notify", "escalate to", "tag", "untag", "set", "assign to", "webhook", "warn"],
        ),
        Rule::warned => Word::Thing("`warn` and a clock", &["warn"]),
        Rule::expected_cycle | Rule::cycle_named => Word::Thing("a clock and its verdict", &[]),
        Rule::cycle_number => Word::Thing("`cycle` and a number", &["cycle"]),
        Rule::verdict | Rule::verdict_word | Rule::ended_verdict => {
            Word::Thing("a verdict like `met` or `due`", VERDICTS)
        }
        Rule::stays => Word::Thing("`stays running until`", &["stays"]),
        Rule::due_verdict => Word::Thing("`due` and an instant", &["due"]),
        Rule::no_due => Word::Thing("`no due`", &["no due"]),
        Rule::elapsed_verdict => Word::Thing("`elapsed` and a length", &["elapsed"]),
        Rule::overdue_verdict => Word::Thing("`overdue`", &["overdue"]),
        Rule::at_risk => Word::Thing("`at risk`", &["at risk"]),
        Rule::case_row | Rule::case_cell => Word::Thing("a value", &[]),
        Rule::objective_head
        | Rule::period_near
        | Rule::each_near
        | Rule::part_word
        | Rule::objective_statement
        | Rule::objective_line_statement
        | Rule::excuse_statement
        | Rule::separator
        | Rule::length_near
        | Rule::figure_near
        | Rule::time_near
        | Rule::window_near
        | Rule::date_near
        | Rule::offset
        | Rule::in_zone
        | Rule::weekday_near
        | Rule::daily_near
        | Rule::month_near
        | Rule::day_month_near
        | Rule::day_near
        | Rule::numeric_day_near
        | Rule::range_near
        | Rule::joiner_near
        | Rule::not_near
        | Rule::is_near
        | Rule::unset_near
        | Rule::in_near
        | Rule::in_words
        | Rule::comparator_near
        | Rule::has_mode_near
        | Rule::event_join_near
        | Rule::overdue_near
        | Rule::overdue_words
        | Rule::unknown_event
        | Rule::policy_head
        | Rule::ticket_head
        | Rule::calendar_head
        | Rule::zone_near
        | Rule::clock_head
        | Rule::level_head
        | Rule::target_near
        | Rule::target_mark
        | Rule::percent_near
        | Rule::warn_name
        | Rule::plus_near
        | Rule::argument_near
        | Rule::named_cell
        | Rule::agreement_head
        | Rule::agreement_statement
        | Rule::empty_cell
        | Rule::rules_head
        | Rule::script_head
        | Rule::script_type_near
        | Rule::fence_language
        | Rule::script_statement
        | Rule::otherwise_near
        | Rule::WHITESPACE
        | Rule::boundary
        | Rule::reserved
        | Rule::blank
        | Rule::figure
        | Rule::unit_near
        | Rule::unit_word
        | Rule::half_day
        | Rule::event_end
        | Rule::version_statement
        | Rule::import_statement
        | Rule::phrase_statement
        | Rule::policy_statement
        | Rule::policy_line_statement
        | Rule::ticket_statement
        | Rule::ticket_line_statement
        | Rule::calendar_statement
        | Rule::calendar_line_statement
        | Rule::clock_statement
        | Rule::clock_line_statement
        | Rule::level_statement
        | Rule::level_block_statement
        | Rule::level_line_statement
        | Rule::table_header_statement
        | Rule::table_row_statement
        | Rule::list_line_statement
        | Rule::calendar_choice_statement
        | Rule::rules_statement
        | Rule::rule_statement
        | Rule::trigger_statement
        | Rule::condition_statement
        | Rule::session_statement
        | Rule::test_head
        | Rule::test_statement
        | Rule::test_block_statement
        | Rule::test_line_statement
        | Rule::happening_statement
        | Rule::set_line_statement
        | Rule::set_near
        | Rule::verdict_near
        | Rule::case_row_statement
        | Rule::at_near => Word::Hidden,
    }
}
