//! What fits at a place of an entry: completion, hints, colours, and the hole `?`.
//!
//! The words of the language come from the grammar, the names from the policy as it stands.

use super::Session;
use super::help::TOPICS;
use super::reply::FitsGroup;
use crate::plan_view::{name, quoted};
use duly_plan::{Field, FieldType, Plan};
use duly_syntax::{Fits, PartKind};
use std::ops::Range;

/// What an entry can go on with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Where the word begins that is being typed, in bytes.
    pub start: usize,
    /// The words that it can be, as they are written, the nearer kinds first.
    pub words: Vec<String>,
}

/// What a part of an entry is, for colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A word of the language.
    Keyword,
    /// A name that the policy knows.
    Name,
    /// A number, a length, a time or a date.
    Figure,
    /// A text in quotes.
    Text,
    /// A comment.
    Comment,
}

/// The place of the hole `?` in a line, if it has one.
pub(super) fn hole(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| match c {
        '"' => {
            quoted = !quoted;
            None
        }
        '?' if !quoted => Some(at),
        _ => None,
    })
}

/// What an entry can go on with behind its first `at` bytes.
#[must_use]
pub fn complete(session: &Session, text: &str, at: usize) -> Completion {
    let head = text.get(..at).unwrap_or(text);
    let fits = duly_syntax::fits(head, head.len());
    let start = if fits.quoted { head.rfind('"').unwrap_or(at) } else { word_start(head) };
    let partial = &head[start..];
    let here = if fits.quoted { fits } else { duly_syntax::fits(head, start) };
    let mut words: Vec<String> = Vec::new();
    for group in session.groups(&here) {
        for item in group.items {
            // Inside of quotes a name is completed with its quotes.
            let item = if here.quoted && !item.starts_with('"') { quoted(&item) } else { item };
            let fits = item.to_lowercase().starts_with(&partial.to_lowercase());
            if fits && item != partial && !words.contains(&item) {
                words.push(item);
            }
        }
    }
    Completion { start, words }
}

/// The beginning of the word that a text ends in.
fn word_start(text: &str) -> usize {
    let of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    text.rfind(|c| !of_word(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8))
}

/// The rest of the entry that is most likely meant, to be shown behind it.
#[must_use]
pub fn hint(session: &Session, text: &str) -> Option<String> {
    if text.trim().is_empty() || text.contains('\n') {
        return None;
    }
    let topics = TOPICS.iter().flat_map(|(_, topics)| topics.iter());
    let forms = topics.flat_map(|topic| topic.form.split(", "));
    let form = forms.filter(|form| form.len() > text.len()).find(|form| form.starts_with(text));
    if let Some(form) = form.filter(|_| text.contains(' ') || text.len() > 2) {
        return Some(form[text.len()..].to_owned());
    }
    let completion = complete(session, text, text.len());
    match completion.words.as_slice() {
        [only] if text.len() > completion.start => {
            only.get(text.len() - completion.start..).map(str::to_owned)
        }
        _ => None,
    }
}

/// The parts of an entry that have a colour.
#[must_use]
pub fn highlight(session: &Session, text: &str) -> Vec<(Range<usize>, Mark)> {
    let known = |word: &str| session.is_name(word);
    let mark = |part: duly_syntax::Part| {
        let mark = match part.kind {
            PartKind::Comment => Mark::Comment,
            PartKind::Figure => Mark::Figure,
            PartKind::Text => Mark::Text,
            PartKind::Word | PartKind::Keyword if known(&text[part.range.clone()]) => Mark::Name,
            PartKind::Keyword => Mark::Keyword,
            PartKind::Word => return None,
        };
        Some((part.range, mark))
    };
    duly_syntax::parts(text).into_iter().filter_map(mark).collect()
}

/// The kinds of names that can stand at a place.
#[derive(Clone, Copy, Debug)]
enum Wanted<'f> {
    /// Anything that has a name.
    Anything,
    /// Fields, states, clocks.
    Shared,
    Fields,
    /// Fields that hold an instant or a date.
    Instants,
    Calendars,
    Levels,
    Clocks,
    Rules,
    Zones,
    Topics,
    Values(&'f Field),
    Nothing,
}

impl Session {
    /// Whether something that conditions and questions speak of has the name.
    pub(super) fn is_name(&self, word: &str) -> bool {
        let plan: &Plan = self.plan();
        plan.fields.iter().any(|field| field.name == word)
            || plan.states.iter().any(|state| state.name == word)
            || plan.clocks.iter().any(|clock| clock.name == word)
            || plan.calendars.iter().any(|calendar| calendar.name == word)
            || plan.levels.iter().any(|level| level.name == word)
            || plan.scripts.iter().any(|script| script.code.name == word)
    }

    /// What fits at a hole.
    pub(super) fn fits(&self, text: &str, at: usize) -> Vec<FitsGroup> {
        let fits = duly_syntax::fits(text, at);
        let mut groups = self.groups(&fits);
        let things = self.things_at(&fits);
        if !things.is_empty() && !fits.quoted {
            groups.push(FitsGroup { title: "and".to_owned(), items: things });
        }
        groups
    }

    /// What else fits, in words.
    fn things_at(&self, fits: &Fits) -> Vec<String> {
        let before: Vec<&str> = fits.before.iter().map(String::as_str).collect();
        match before.as_slice() {
            ["load"] => return vec!["the name of a ticket, like `T-1048`".to_owned()],
            ["goto"] => {
                return vec!["an instant, like `2026-03-09 09:00` or `2h on office from now`".to_owned()];
            }
            [.., "in" | "zone"] if fits.things.contains(&"a text in quotes") => {
                return vec!["a time zone in quotes, like `\"Europe/Paris\"`".to_owned()];
            }
            _ => {}
        }
        let (named, taken) = (fits.name || fits.value, self.of_questions(fits));
        let spoken = |thing: &&&str| {
            let words = thing.starts_with('`') && !fits.words.is_empty();
            !(named && **thing == "a name" || words || taken.contains(*thing))
        };
        fits.things.iter().filter(spoken).map(|thing| (*thing).to_owned()).collect()
    }

    /// What fits behind any name in a question. A command's word could be a name too, but is not meant as one.
    fn of_questions(&self, fits: &Fits) -> Vec<&'static str> {
        match fits.before.as_slice() {
            [first] if duly_syntax::is_command(first) && !self.is_name(first) => {
                let question = duly_syntax::fits("x ", 2);
                let whole = matches!(first.as_str(), "help" | "list" | "why");
                let said = question.words.into_iter().chain(question.things);
                said.filter(|word| !whole || *word != "the end of the line").collect()
            }
            // What stands behind `on` is a calendar.
            [.., last] if last == "on" => fits.words.iter().chain(&fits.things).copied().collect(),
            _ => Vec::new(),
        }
    }

    /// The names and words that fit, the nearest kind first.
    fn groups(&self, fits: &Fits) -> Vec<FitsGroup> {
        let plan = self.plan();
        let wanted = self.wanted(fits);
        let group = |title: &str, items: Vec<String>| FitsGroup { title: title.to_owned(), items };
        let fields = || group("fields", plan.fields.iter().map(|f| name(&f.name)).collect());
        let states = || group("states", plan.states.iter().map(|s| name(&s.name)).collect());
        let clocks = || group("clocks", plan.named_clocks().iter().map(|c| name(&c.name)).collect());
        let calendars = || group("calendars", plan.calendars.iter().map(|c| name(&c.name)).collect());
        let levels = || group("levels", plan.named_levels().iter().map(|l| name(&l.name)).collect());
        let rules = || group("rules", self.rules_at_hand().map(|rule| quoted(&rule.name)).collect());
        let mut all = match wanted {
            Wanted::Anything => {
                vec![calendars(), levels(), rules(), clocks(), fields(), states(), self.others()]
            }
            Wanted::Shared => vec![fields(), states(), clocks(), calendars()],
            Wanted::Fields => vec![fields()],
            Wanted::Instants => vec![group("instants of the ticket", instants(plan))],
            Wanted::Calendars => vec![calendars()],
            Wanted::Levels => vec![levels()],
            Wanted::Clocks => vec![clocks()],
            Wanted::Rules => vec![rules()],
            Wanted::Zones => vec![group("time zones", self.zones().names().map(quoted).collect())],
            Wanted::Topics => {
                let topics = TOPICS.iter().flat_map(|(_, topics)| topics.iter());
                vec![group("topics", topics.map(|topic| topic.word.to_owned()).collect())]
            }
            Wanted::Values(field) => vec![group(&format!("values of `{}`", field.name), values(field))],
            Wanted::Nothing => Vec::new(),
        };
        let taken = self.of_questions(fits);
        let words = fits.words.iter().filter(|word| !taken.contains(*word)).map(|word| (*word).to_owned());
        if !fits.quoted {
            all.push(group("words", words.collect()));
        }
        all.retain(|group| !group.items.is_empty());
        all
    }

    /// What has a name that nothing but `info` asks for.
    fn others(&self) -> FitsGroup {
        let plan: &Plan = self.plan();
        let scripts = self.declared_scripts().into_iter().filter(|script| !script.standard);
        let scripts = scripts.map(|script| name(&script.name));
        let phrases = plan.phrases.iter().map(|phrase| quoted(&phrase.name));
        let triggers = plan.triggers.iter().map(|trigger| quoted(&trigger.name));
        let objectives = plan.objectives.iter().map(|objective| quoted(&objective.name));
        let items = scripts.chain(phrases).chain(triggers).chain(objectives).collect();
        FitsGroup { title: "scripts, phrases, triggers, objectives".to_owned(), items }
    }

    /// Which names the words before a place ask for.
    fn wanted<'p>(&'p self, fits: &Fits) -> Wanted<'p> {
        let before: Vec<&str> = fits.before.iter().map(String::as_str).collect();
        // Inside of quotes the last word is the one that is being typed.
        let before =
            if fits.quoted { before.get(..before.len().saturating_sub(1)).unwrap_or(&[]) } else { &before };
        match before {
            ["info"] => Wanted::Anything,
            ["goto"] => Wanted::Instants,
            ["load" | "events" | "save", ..] => Wanted::Nothing,
            ["help"] => Wanted::Topics,
            ["why", "not"] | ["what", "would", "make"] => Wanted::Rules,
            ["set" | "whatif"] => Wanted::Fields,
            ["set" | "whatif", field, ..] if self.field(field).is_some() => self.values_of(field),
            [.., "in" | "zone"] if fits.quoted => Wanted::Zones,
            [.., "by"] if before.first() == Some(&"expect") => Wanted::Rules,
            ["expect"] | ["track"] => Wanted::Clocks,
            [.., "on" | "during" | "outside" | "except"] | ["show"] | [.., "opening" | "closing", "of"] => {
                Wanted::Calendars
            }
            [.., "level" | "extends"] => Wanted::Levels,
            [.., "by"] if fits.words.contains(&"customer") => Wanted::Nothing,
            [.., "targets", "by"] | [.., "per" | "by"] => Wanted::Fields,
            _ => self.wanted_value(fits, before),
        }
    }

    fn wanted_value<'p>(&'p self, fits: &Fits, before: &[&str]) -> Wanted<'p> {
        let asks = ["is", "not", "becomes", "leaves", "of", "to", "<", "<=", ">", ">=", ",", "has"];
        let valued = before.last().is_some_and(|last| asks.contains(last));
        let field = before.iter().rev().find_map(|word| self.field(word));
        match (field, before) {
            (Some(field), _) if valued && (fits.value || fits.quoted) => Wanted::Values(field),
            // A field and its value, in the braces of an event.
            (Some(field), [only]) if fits.value && only == &field.name => Wanted::Values(field),
            _ if fits.quoted => Wanted::Anything,
            _ if fits.name => Wanted::Shared,
            _ => Wanted::Nothing,
        }
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.plan().fields.iter().find(|field| field.name == name)
    }

    fn values_of(&self, field: &str) -> Wanted<'_> {
        self.field(field).map_or(Wanted::Nothing, Wanted::Values)
    }
}

/// The values of a field that has a list of them.
fn values(field: &Field) -> Vec<String> {
    match &field.kind {
        FieldType::Choice { values, .. } => values.iter().map(|value| name(value)).collect(),
        FieldType::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        _ => Vec::new(),
    }
}

/// The fields that hold an instant or a date.
fn instants(plan: &Plan) -> Vec<String> {
    let dated = plan.fields.iter().filter(|field| matches!(field.kind, FieldType::Instant | FieldType::Date));
    dated.map(|field| name(&field.name)).collect()
}
