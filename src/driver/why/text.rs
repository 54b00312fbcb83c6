//! A story for the terminal: the ticket, what happened, each cycle.

use super::bars;
use super::page::{Page, clean, padded};
use super::story::{
    CycleName, CycleStory, Happening, Moment, PartStory, RuleStory, RulesStory, Standing, Story,
};
use super::words::local;
use crate::lines::{Line, Tone};
use crate::moment::duration;
use crate::plan_view::words::name;
use duly_calendar::Instant;

/// So many moments in a row in which nothing was decided are counted and not listed.
const UNEVENTFUL: usize = 4;

/// The whole of it, for a terminal of so many columns.
pub(super) fn lines(story: &Story, width: usize) -> Vec<Line> {
    let mut page = Page::new(width);
    let writer = Writer { story };
    writer.head(&mut page);
    page.blank();
    page.heading("What happened");
    writer.moments(&mut page);
    if !story.cycles.is_empty() {
        page.blank();
        page.heading("Cycles");
        page.words(0, Tone::Dim, bars::LEGEND);
    }
    for cycle in &story.cycles {
        page.blank();
        writer.cycle(cycle, None, &mut page);
        bars::draw(story, cycle, &mut page);
    }
    page.lines
}

/// The tone of an outcome.
pub(super) fn tone(outcome: &str) -> Tone {
    match outcome {
        "met" => Tone::Good,
        "missed" | "overdue" => Tone::Bad,
        "running" | "paused" => Tone::Warn,
        _ => Tone::Plain,
    }
}

/// `first_response 2 (call c1)`; the number only where there are several.
fn cycle_name(story: &Story, cycle: &CycleName) -> String {
    let several = story.cycles.iter().filter(|known| known.name.clock == cycle.clock);
    let several = several.filter(|known| known.name.cycle != cycle.cycle).count() > 0;
    let mut said = cycle.clock.clone();
    if several {
        said.push_str(&format!(" {}", cycle.cycle));
    }
    if let Some(key) = &cycle.key {
        said.push_str(&format!(" ({key})"));
    }
    said
}

impl Story {
    /// A place of the policy, without its folder.
    pub(super) fn place(&self, line: &str) -> String {
        let folder = self.policy_path.rfind(['/', '\\']).map_or("", |end| &self.policy_path[..=end]);
        line.strip_prefix(folder).unwrap_or(line).to_owned()
    }
}

impl Story {
    /// A place in the events, without the folder that all of them lie in.
    fn input_place(&self, line: &str) -> String {
        let mut names = self.provenance.inputs.iter().map(|input| input.name.as_str());
        let folder = |name: &str| name.rfind(['/', '\\']).map_or(0, |end| end + 1);
        let first = names.next().unwrap_or_default();
        let common = names.fold(&first[..folder(first)], |common, name| {
            let same = common.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
            let same = common.get(..same).unwrap_or_default();
            &same[..folder(same)]
        });
        line.strip_prefix(common).unwrap_or(line).to_owned()
    }
}

pub(super) struct Writer<'s> {
    pub story: &'s Story,
}

impl Writer<'_> {
    fn at(&self, at: Instant) -> String {
        local(at, &self.story.zone)
    }

    fn cycle_name(&self, cycle: &CycleName) -> String {
        cycle_name(self.story, cycle)
    }

    /// ` for ola`, where there are several agreements.
    fn of_agreement(&self, agreement: &str) -> String {
        if self.story.levels.len() > 1 { format!(" for {agreement}") } else { String::new() }
    }

    fn head(&self, page: &mut Page) {
        let story = self.story;
        page.heading(&format!("{} · {}", story.ticket, story.provenance.policy));
        let events =
            if story.events == 1 { "1 event".to_owned() } else { format!("{} events", story.events) };
        let zone = story.zone.name();
        page.words(
            0,
            Tone::Plain,
            &format!(
                "created {}, {events}, as of {} ({zone})",
                self.at(story.created),
                self.at(story.provenance.as_of)
            ),
        );
        for level in &story.levels {
            self.standing("", level, page);
        }
        if !story.cycles.is_empty() {
            page.blank();
        }
        for cycle in &story.cycles {
            let name = format!("{}{}", self.cycle_name(&cycle.name), self.of_agreement(&cycle.agreement));
            let said = format!("{} {}", cycle.outcome, self.verdict(cycle));
            page.entry(2, (&padded(&name, 20), Tone::Plain), (tone(cycle.outcome), said.trim_end()), None);
        }
    }

    pub(super) fn place(&self, line: &str) -> String {
        self.story.place(line)
    }

    /// What is to be said of an outcome on one line.
    fn verdict(&self, cycle: &CycleStory) -> String {
        let elapsed = duration(cycle.elapsed_s);
        let of = cycle.target_s.map_or_else(String::new, |target| format!(" of {}", duration(target)));
        let due = cycle.due.map(|due| format!(", due {}", self.at(due))).unwrap_or_default();
        let reason = cycle.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let spent = match cycle.outcome {
            "met" | "missed" | "cancelled" | "measured" => format!("after {elapsed}{of}"),
            _ => format!("{elapsed}{of} spent"),
        };
        format!("{spent}{due}{reason}")
    }

    pub(super) fn standing(&self, before: &str, standing: &Standing, page: &mut Page) {
        let agreement = self.of_agreement(&standing.agreement);
        let level =
            standing.level.as_ref().map_or("no level".to_owned(), |level| format!("level {}", name(level)));
        let by = standing.rule.as_ref().map(|rule| format!(" by {}", rule_name(rule))).unwrap_or_default();
        let indent = if before.is_empty() { 0 } else { 4 };
        page.entry(
            indent,
            ("", Tone::Plain),
            (Tone::Plain, &format!("{before}{level}{agreement}{by}")),
            standing.line.as_ref().map(|line| self.place(line)).as_deref(),
        );
    }

    fn moments(&self, page: &mut Page) {
        let shown: Vec<(&Moment, Vec<&Happening>)> =
            self.story.moments.iter().map(|moment| (moment, self.worth(moment))).collect();
        let mut at = 0;
        while at < shown.len() {
            let quiet = shown[at..].iter().take_while(|(_, worth)| worth.is_empty()).count();
            if quiet >= UNEVENTFUL {
                let last = self.at(shown[at + quiet - 1].0.at);
                page.blank();
                page.words(0, Tone::Dim, &format!("{quiet} events that decided nothing, until {last}"));
                at += quiet;
                continue;
            }
            let (moment, worth) = &shown[at];
            let old = |it: &&Happening| matches!(it, Happening::Rules(rules) if is_old(rules));
            if moment.event.is_some() || !worth.iter().all(old) {
                page.blank();
                self.moment(moment, worth, page);
            }
            at += 1;
        }
    }

    /// What of a moment concerns the cycles that leave a record, and the ticket.
    fn worth<'m>(&self, moment: &'m Moment) -> Vec<&'m Happening> {
        let known = |cycle: &CycleName| self.story.cycles.iter().any(|story| story.name == *cycle);
        let worth = moment.happened.iter().filter(|happening| match happening {
            Happening::Clock { cycle, .. }
            | Happening::Target { cycle, .. }
            | Happening::Due { cycle, .. }
            | Happening::Breach { cycle, .. }
            | Happening::Warning { cycle, .. } => known(cycle),
            _ => true,
        });
        worth.collect()
    }

    fn moment(&self, moment: &Moment, worth: &[&Happening], page: &mut Page) {
        let (what, place) = match (&moment.event, &moment.action_of) {
            (Some(event), _) => {
                let place = event.line.as_ref().map(|line| self.story.input_place(line));
                (event.says.clone(), place)
            }
            (None, Some(rule)) => (format!("{} acts on the ticket", rule_name(rule)), None),
            (None, None) => ("time passes".to_owned(), None),
        };
        let at = self.at(moment.at);
        page.entry(0, (&at, Tone::Strong), (Tone::Plain, &what), place.as_deref());
        self.fields(worth, page);
        for (index, happening) in worth.iter().enumerate() {
            self.happening(happening, (&worth[..index], &worth[index + 1..]), page);
        }
        for cycle in self.story.cycles.iter().filter(|cycle| cycle.closed == Some(moment.at)) {
            let ended = |it: &&Happening| matches!(it, Happening::Clock { cycle: of, moved, .. } if *of == cycle.name && *moved != "starts");
            if worth.iter().any(ended) {
                let whose =
                    format!("{}{}", self.cycle_name(&cycle.name), self.of_agreement(&cycle.agreement));
                let text = format!("{whose} is {} {}", cycle.outcome, self.verdict(cycle));
                page.words(4, tone(cycle.outcome), &text);
            }
        }
    }

    /// What changed of the ticket, in one paragraph.
    fn fields(&self, worth: &[&Happening], page: &mut Page) {
        let not_set = || "not set".to_owned();
        let mut said: Vec<String> = Vec::new();
        for happening in worth {
            match happening {
                Happening::Field { field, before: None, now } => {
                    said.push(format!("{field} {}", now.clone().unwrap_or_else(not_set)));
                }
                Happening::Field { field, before: Some(before), now } => {
                    said.push(format!("{field} {before} → {}", now.clone().unwrap_or_else(not_set)));
                }
                Happening::State { state, holds: true, .. } => said.push(format!("now {state}")),
                Happening::State { state, holds: false, .. } => said.push(format!("no longer {state}")),
                _ => {}
            }
        }
        if !said.is_empty() {
            page.words(4, Tone::Dim, &said.join(" · "));
        }
    }

    pub(super) fn happening(
        &self,
        happening: &Happening,
        (before, after): (&[&Happening], &[&Happening]),
        page: &mut Page,
    ) {
        match happening {
            Happening::Field { .. } | Happening::State { .. } => {}
            Happening::Rules(rules) => self.rules(rules, page),
            Happening::Level(standing) => self.standing("from now on ", standing, page),
            Happening::Clock { cycle, moved, says, line, conditions } => {
                let says = says.as_ref().map_or_else(String::new, |says| format!(": {says}"));
                let text = format!("{} {moved}{says}", self.cycle_name(cycle));
                let place = line.as_ref().map(|line| self.place(line));
                page.entry(4, ("", Tone::Plain), (Tone::Plain, &text), place.as_deref());
                self.parts(conditions, 6, page);
            }
            Happening::Target { .. } => self.target(happening, after, page),
            Happening::Due { cycle, agreement, due, before: was } => {
                let said = before.iter().any(|it| matches!(it, Happening::Target { cycle: of, agreement: to, promise: Some(_), .. } if of == cycle && to == agreement));
                if said {
                    return;
                }
                let whose = format!("{}{}", self.cycle_name(cycle), self.of_agreement(agreement));
                match (due, was) {
                    (Some(due), _) => {
                        page.words(4, Tone::Plain, &format!("{whose} is due {}", self.at(*due)));
                    }
                    (None, Some(_)) => page.words(4, Tone::Plain, &format!("{whose} has no due for now")),
                    (None, None) => {}
                }
            }
            Happening::Breach { cycle, agreement } => {
                let text = format!("{}{} is overdue", self.cycle_name(cycle), self.of_agreement(agreement));
                page.words(4, Tone::Bad, &text);
            }
            Happening::Warning { cycle, agreement, says, line } => {
                let whose = format!("{}{}", self.cycle_name(cycle), self.of_agreement(agreement));
                let text = format!("{whose} warns at {says}");
                page.entry(4, ("", Tone::Plain), (Tone::Warn, &text), Some(&self.place(line)));
            }
            Happening::Trigger { trigger, cycle, condition, fires, line } => {
                let does = if *fires { "fires" } else { "does not fire" };
                let about = cycle.as_ref().map(|cycle| format!(" for {}", self.cycle_name(cycle)));
                let text = format!("trigger {}{} {does}", rule_name(trigger), about.unwrap_or_default());
                page.entry(4, ("", Tone::Plain), (Tone::Plain, &text), Some(&self.place(line)));
                self.parts(condition.as_slice(), 6, page);
            }
            Happening::Action { says, of, line } => {
                let text = format!("{says}, by {}", rule_name(of));
                page.entry(4, ("→", Tone::Warn), (Tone::Plain, &text), Some(&self.place(line)));
            }
        }
    }

    fn rules(&self, rules: &RulesStory, page: &mut Page) {
        let agreement = self.of_agreement(&rules.agreement);
        let level =
            rules.level.as_ref().map_or("no level".to_owned(), |level| format!("level {}", name(level)));
        let by = rules.rule.as_ref().map(|rule| format!(" by {}", rule_name(rule))).unwrap_or_default();
        let before = match &rules.before {
            Some(before) if rules.before != rules.level => format!(", before: {}", name(before)),
            _ => String::new(),
        };
        if is_old(rules) {
            page.words(4, Tone::Dim, &format!("rules{agreement} judged again, as before: {level}{by}"));
            return;
        }
        page.words(4, Tone::Plain, &format!("rules{agreement}: {level}{by}{before}"));
        let chosen = |rule: &RuleStory| rules.rule.as_ref() == Some(&rule.rule);
        self.tried(rules, 6, |rule| rule.news || chosen(rule), page);
    }

    /// The rules that were looked at, some of them in full.
    pub(super) fn tried(
        &self,
        rules: &RulesStory,
        indent: usize,
        full: impl Fn(&RuleStory) -> bool,
        page: &mut Page,
    ) {
        let shown: Vec<&RuleStory> = rules.tried.iter().filter(|rule| full(rule)).collect();
        for rule in &shown {
            let (mark, tone) = match rule.matched {
                Some(true) => ("✓", Tone::Good),
                Some(false) => ("✗", Tone::Bad),
                None => ("–", Tone::Dim),
            };
            let off = if rule.matched.is_none() { " is switched off" } else { "" };
            let text = format!("{}{off}", rule_name(&rule.rule));
            page.entry(indent, (mark, tone), (Tone::Plain, &text), Some(&self.place(&rule.line)));
            self.parts(rule.condition.as_slice(), indent + 2, page);
        }
        for (number, what) in
            [(rules.tried.len() - shown.len(), "as before"), (rules.not_tried, "behind it not looked at")]
        {
            match number {
                0 => {}
                1 => page.words(indent, Tone::Dim, &format!("1 rule {what}")),
                _ => page.words(indent, Tone::Dim, &format!("{number} rules {what}")),
            }
        }
    }

    fn target(&self, target: &Happening, after: &[&Happening], page: &mut Page) {
        let Happening::Target { cycle, agreement, promise, calendar, from, cell, conditions, line, .. } =
            target
        else {
            return;
        };
        let whose = format!("{}{}", self.cycle_name(cycle), self.of_agreement(agreement));
        let Some(promise) = promise else {
            page.words(4, Tone::Plain, &format!("{whose} has no promise any more"));
            return;
        };
        let on = calendar.as_ref().map(|calendar| format!(" on {}", name(calendar))).unwrap_or_default();
        let due = after.iter().find_map(|it| match it {
            Happening::Due { cycle: of, agreement: to, due, .. } if of == cycle && to == agreement => *due,
            _ => None,
        });
        let from = from.filter(|_| due.is_some()).map(|from| format!(", counted from {}", self.at(from)));
        let due = due.map(|due| format!(", due {}", self.at(due))).unwrap_or_default();
        let cell = cell.as_ref().map(in_words);
        let verb = if promise == "measured" { "is" } else { "is promised" };
        let text = format!(
            "{whose} {verb} {promise}{on}{}{}{due}",
            cell.unwrap_or_default(),
            from.unwrap_or_default()
        );
        let place = line.as_ref().map(|line| self.place(line));
        page.entry(4, ("", Tone::Plain), (Tone::Plain, &text), place.as_deref());
        self.parts(conditions, 6, page);
    }

    pub(super) fn parts(&self, parts: &[PartStory], indent: usize, page: &mut Page) {
        for part in parts {
            let (mark, tone) = if part.holds { ("✓", Tone::Good) } else { ("✗", Tone::Bad) };
            let found = part.found.as_ref().filter(|found| **found != part.says);
            let text = match found {
                Some(found) => format!("{} — {found}", part.says),
                None => part.says.clone(),
            };
            page.entry(indent, (mark, tone), (Tone::Dim, &text), None);
            self.parts(&part.parts, indent + 2, page);
        }
    }

    /// A cycle but for its days; `judged` is how its promise was chosen, where that is to be told.
    pub(super) fn cycle(&self, cycle: &CycleStory, judged: Option<&Happening>, page: &mut Page) {
        let zone = &cycle.hours_zone;
        let at = |at: Instant| local(at, zone);
        let name_of = format!("{}{}", self.cycle_name(&cycle.name), self.of_agreement(&cycle.agreement));
        let reason = cycle.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let title = Line::of(Tone::Strong, clean(&name_of)).and(Tone::Plain, " ");
        page.line(title.and(tone(cycle.outcome), cycle.outcome).and(Tone::Plain, clean(&reason)));
        if let Some(promise) = &cycle.promise {
            let on =
                cycle.calendar.as_ref().map(|calendar| format!(" on {}", name(calendar))).unwrap_or_default();
            let level =
                cycle.level.as_ref().map(|level| format!(", level {}", name(level))).unwrap_or_default();
            let (cell, conditions) = match judged {
                Some(Happening::Target { cell, conditions, .. }) => (cell.as_ref(), conditions.as_slice()),
                _ => (None, [].as_slice()),
            };
            let cell = cell.map(in_words).unwrap_or_default();
            page.entry(
                2,
                ("", Tone::Plain),
                (Tone::Plain, &format!("{promise}{on}{cell}{level}")),
                cycle.line.as_ref().map(|line| self.place(line)).as_deref(),
            );
            self.parts(conditions, 4, page);
        }
        let mut said = vec![format!("started {}", at(cycle.started))];
        said.extend(cycle.due.map(|due| format!("due {}", at(due))));
        said.extend(cycle.closed.map(|closed| format!("ended {}", at(closed))));
        said.extend(cycle.breached_at.map(|breach| format!("overdue since {}", at(breach))));
        page.words(2, Tone::Plain, &said.join(", "));
        let mut sums = vec![format!("counted {}", duration(cycle.elapsed_s))];
        if cycle.paused_s > 0 {
            sums.push(format!("paused {}", duration(cycle.paused_s)));
        }
        if let Some(target) = cycle.target_s {
            let left = target - cycle.elapsed_s;
            let word = if left < 0 { "over" } else { "left" };
            sums.push(format!("{} {word} of {}", duration(left.abs()), duration(target)));
        }
        if cycle.reopens > 0 {
            sums.push(format!(
                "reopened {}",
                if cycle.reopens == 1 { "once".to_owned() } else { format!("{} times", cycle.reopens) }
            ));
        }
        if zone.name() != self.story.zone.name() {
            sums.push(format!("times in {}", zone.name()));
        }
        page.words(2, Tone::Plain, &sums.join(", "));
        if let [first, rest @ ..] = cycle.counted_days.as_slice() {
            let days = rest.iter().enumerate().map(|(n, day)| format!("day {} {}", n + 1, at(*day)));
            let first = format!("day 0 {}", at(*first));
            page.words(2, Tone::Plain, &std::iter::once(first).chain(days).collect::<Vec<_>>().join(", "));
        }
    }
}

/// ` (priority is high)`: the column of a table that gave a promise.
fn in_words((field, value): &(String, Option<String>)) -> String {
    match value {
        Some(value) => format!(" ({field} is {value})"),
        None => format!(" ({field} is not set)"),
    }
}

/// Whether rules came to what they came to the last time.
fn is_old(rules: &RulesStory) -> bool {
    !rules.first && rules.before == rules.level && rules.tried.iter().all(|rule| !rule.news)
}

/// A rule's or trigger's name; `otherwise` has none.
fn rule_name(rule: &str) -> String {
    if rule == "otherwise" { rule.to_owned() } else { format!("\"{rule}\"") }
}
