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
        let things: Vec<String> = fits.things.iter().map(|thing| (*thing).to_owned()).collect();
        let named = fits.name || fits.value;
        let things = things.into_iter().filter(|thing| !(named && thing == "a name")).collect::<Vec<_>>();
        if !things.is_empty() && !fits.quoted {
            groups.push(FitsGroup { title: "and".to_owned(), items: things });
        }
        groups
    }

    /// The names and words that fit, the nearest kind first.
    fn groups(&self, fits: &Fits) -> Vec<FitsGroup> {
        let plan = self.plan();
        let wanted = self.wanted(fits);
        let group = |title: &str, items: Vec<String>| FitsGroup { title: title.to_owned(), items };
        let fields = || group("fields", plan.fields.iter().map(|f| name(&f.name)).collect());
        let states = || group("states", plan.states.iter().map(|s| name(&s.name)).collect());
        let clocks = || group("clocks", plan.clocks.iter().map(|c| name(&c.name)).collect());
        let calendars = || group("calendars", plan.calendars.iter().map(|c| name(&c.name)).collect());
        let levels = || group("levels", plan.levels.iter().map(|l| name(&l.name)).collect());
        let rules = || {
            group("rules", self.rules_at_hand().map(|rule| quoted(&rule.name)).collect())
        };
        let mut all = match wanted {
            Wanted::Anything => vec![calendars(), levels(), rules(), clocks(), fields(), states()],
            Wanted::Shared => vec![fields(), states(), clocks(), calendars()],
            Wanted::Fields => vec![fields()],
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
        if !fits.quoted && !fits.words.is_empty() {
            all.push(group("words", fits.words.iter().map(|word| (*word).to_owned()).collect()));
        }
        all.retain(|group| !group.items.is_empty());
        all
    }

    /// Which names the words before a place ask for.
    fn wanted<'p>(&'p self, fits: &Fits) -> Wanted<'p> {
        let before: Vec<&str> = fits.before.iter().map(String::as_str).collect();
        // Inside of quotes the last word is the one that is being typed.
        let before =
            if fits.quoted { before.get(..before.len().saturating_sub(1)).unwrap_or(&[]) } else { &before };
        match before {
            ["info"] => Wanted::Anything,
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
