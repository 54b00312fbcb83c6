//! Where a piece of text stands: which names it can speak of, and where its findings go.

use crate::findings::Findings;
use crate::names::{Entity, FieldEntry, Found, Vocabulary};
use duly_calendar::{TimeZones, Zone};
use duly_diag::{Code, Diagnostic, Span, codes, did_you_mean};
use duly_plan::{AgreementId, CalendarId, ClockId, LevelId};
use duly_syntax::ast::{LevelRef, Name, Text};

/// The surroundings of conditions, events, targets and rules while they are lowered. A method that gives
/// `None` has reported why, or found that it was reported before.
pub(crate) struct Scope<'a, 'f> {
    pub names: &'a Vocabulary,
    /// The prefix of the file's own names.
    pub prefix: &'a str,
    /// Whether this is `rules/std/`: what it names may be off a policy's lists, and is then never there.
    pub standard: bool,
    pub zones: &'a TimeZones,
    pub findings: &'f mut Findings,
}

impl<'a> Scope<'a, '_> {
    /// Notes a finding and gives the nothing that goes with it.
    pub fn fail<T>(&mut self, finding: Diagnostic) -> Option<T> {
        self.findings.add(finding);
        None
    }

    /// A full name as this file says it.
    fn said(&self, full: &'a str) -> &'a str {
        full.strip_prefix(self.prefix).unwrap_or(full)
    }

    /// A name of the shared space, or a finding that nothing has it.
    pub fn entity(&mut self, name: &Name) -> Option<Entity> {
        match self.names.shared(self.prefix, &name.text) {
            Found::Known(entity) => Some(entity),
            Found::Lost => None,
            Found::Unknown => {
                let all = self.names.fields.iter().map(|f| self.said(&f.name));
                let states = self.names.states.iter().map(|s| self.said(&s.name));
                let near = did_you_mean(&name.text, all.chain(states));
                let message = format!("no field, state or clock is called `{}`", name.text);
                let help = "a field of your own is declared in `ticket { }`".to_owned();
                self.unknown(codes::UNKNOWN_NAME, name, message, near, help)
            }
        }
    }

    /// A field by its name.
    pub fn field(&mut self, name: &Name) -> Option<&'a FieldEntry> {
        match self.names.shared(self.prefix, &name.text) {
            Found::Known(Entity::Field(at)) => Some(&self.names.fields[at]),
            Found::Known(other) => {
                let text = &name.text;
                let help = match other {
                    Entity::State(_) => format!("a state stands alone: `{text}` or `not {text}`"),
                    Entity::Script(_) => format!("what `{text}` gives can be asked in a condition"),
                    _ => format!("of a clock only its state can be asked: `{text} is running`"),
                };
                self.wrong_kind(name, other, "a field", &help)
            }
            Found::Lost => None,
            Found::Unknown => {
                let all = self.names.fields.iter().map(|f| self.said(&f.name));
                let own = name.text.strip_prefix("ticket.");
                // To the right of a comparison `ticket.` tells a field from a value; everywhere else it is not needed.
                let plain = own.and_then(|own| self.names.fields.iter().find(|f| f.name == own));
                let near = plain.map(|f| f.name.as_str()).or_else(|| did_you_mean(&name.text, all));
                let message = format!("there is no field `{}`", name.text);
                let help = format!("a field of your own is declared in `ticket {{ }}`: `{} text`", name.text);
                self.unknown(codes::UNKNOWN_NAME, name, message, near, help)
            }
        }
    }

    /// A clock by its name.
    pub fn clock(&mut self, name: &Name) -> Option<ClockId> {
        match self.names.shared(self.prefix, &name.text) {
            Found::Known(Entity::Clock(id)) => Some(id),
            Found::Known(other) => self.wrong_kind(name, other, "a clock", "promises are made about clocks"),
            Found::Lost => None,
            Found::Unknown => {
                let clocks = self.names.clocks.iter().map(|c| self.said(&c.name));
                let near = elsewhere(&name.text).or_else(|| did_you_mean(&name.text, clocks));
                let message = format!("there is no clock `{}`", name.text);
                let help = format!(
                    "declare it (`clock {} {{ .. }}`), or take a standard one, like `first_response` or \
                     `resolution`",
                    written(&name.text)
                );
                self.unknown(codes::UNKNOWN_CLOCK, name, message, near, help)
            }
        }
    }

    /// A calendar by its name.
    pub fn calendar(&mut self, name: &Name) -> Option<CalendarId> {
        match self.names.calendar(self.prefix, &name.text) {
            Found::Known(id) => Some(id),
            Found::Lost => None,
            Found::Unknown => {
                let all = self.names.calendars.iter().map(|c| self.said(&c.name));
                let message = format!("there is no calendar `{}`", name.text);
                let help = known("calendars", all.clone());
                self.unknown(codes::UNKNOWN_CALENDAR, name, message, did_you_mean(&name.text, all), help)
            }
        }
    }

    /// A level by its name.
    pub fn level(&mut self, level: &LevelRef) -> Option<LevelId> {
        match self.names.level_use(self.prefix, level.span) {
            Found::Known(id) => Some(id),
            Found::Lost => None,
            Found::Unknown => self.level_named(&level.name),
        }
    }

    /// A level by the name it is declared under.
    pub fn level_named(&mut self, name: &Name) -> Option<LevelId> {
        match self.names.level(self.prefix, &name.text) {
            Found::Known(id) => Some(id),
            Found::Lost => None,
            Found::Unknown => {
                let all = self.names.declared_levels.iter().map(|l| self.said(l));
                let message = format!("there is no level `{}`", name.text);
                let help = known("levels", all.clone());
                self.unknown(codes::UNKNOWN_LEVEL, name, message, did_you_mean(&name.text, all), help)
            }
        }
    }

    /// An agreement by its name.
    pub fn agreement(&mut self, name: &Name) -> Option<AgreementId> {
        match self.names.agreement(self.prefix, &name.text) {
            Found::Known(id) => Some(id),
            Found::Lost => None,
            Found::Unknown => {
                let all = self.names.agreements.iter().skip(1).map(|a| self.said(&a.name));
                let message = format!("there is no agreement `{}`", name.text);
                let help = format!("declare it: `agreement {}`", written(&name.text));
                let near = did_you_mean(&name.text, all);
                self.unknown(codes::UNKNOWN_AGREEMENT, name, message, near, help)
            }
        }
    }

    /// A time zone by its name.
    pub fn zone(&mut self, name: &Text) -> Option<Zone> {
        zone(name, self.zones, self.findings)
    }

    /// A name of another kind than its place asks for.
    pub fn wrong_kind<T>(&mut self, name: &Name, is: Entity, wanted: &str, help: &str) -> Option<T> {
        let message = format!("`{}` is a {}, not {wanted}", name.text, is.kind());
        let finding = Diagnostic::error(codes::WRONG_KIND, name.span, message, "").help(help);
        let finding = match self.names.span(is) {
            Some(span) => finding.label(span, "declared here"),
            None => finding,
        };
        self.fail(finding)
    }

    fn unknown<T>(
        &mut self,
        code: Code,
        name: &Name,
        message: String,
        near: Option<&str>,
        help: String,
    ) -> Option<T> {
        let finding = Diagnostic::error(code, name.span, message, "not known");
        let finding = match near {
            Some(near) => suggest(finding, name.span, near, name.quoted),
            None => finding.help(help),
        };
        self.findings.add_unknown(&name.text, finding);
        None
    }
}

/// What other helpdesks call the standard clocks.
const OTHER_WORDS: [(&str, &str); 15] = [
    ("first answer", "first_response"),
    ("first reply", "first_response"),
    ("first reply time", "first_response"),
    ("next answer", "each_response"),
    ("next reply", "next_response"),
    ("next reply time", "next_response"),
    ("first assign", "first_assignment"),
    ("chat answer", "chat_response"),
    ("call answer", "phone_response"),
    ("requester wait", "resolution"),
    ("requester wait time", "resolution"),
    ("time to resolution", "resolution"),
    ("agent work time", "agent_work"),
    ("update", "periodic_update"),
    ("group ownership", "group_work"),
];

/// The standard clock behind another helpdesk's word.
fn elsewhere(word: &str) -> Option<&'static str> {
    let plain = word.to_lowercase().replace(['_', '-'], " ");
    OTHER_WORDS.iter().find(|(other, _)| *other == plain).map(|(_, clock)| *clock)
}

/// A zone of the database, or a finding that there is none of the name.
pub(crate) fn zone(name: &Text, zones: &TimeZones, findings: &mut Findings) -> Option<Zone> {
    let zone = zones.zone(&name.node);
    if zone.is_none() {
        let message = format!("there is no time zone `{}`", name.node);
        let finding = Diagnostic::error(codes::UNKNOWN_ZONE, name.span, message, "not known");
        findings.add(match near_zone(&name.node, zones) {
            Some(near) => suggest(finding, name.span, near, true),
            None => finding.help("zones have names like `Europe/Prague` or `America/New_York`"),
        });
    }
    zone
}

/// The zone that was meant: one spelt almost so, or the one whose city this is.
fn near_zone<'z>(written: &str, zones: &'z TimeZones) -> Option<&'z str> {
    let city = |name: &str| name.rsplit('/').next().map(str::to_lowercase).unwrap_or_default();
    let wanted = city(&written.replace(' ', "_"));
    did_you_mean(written, zones.names()).or_else(|| zones.names().find(|name| city(name) == wanted))
}

/// Adds "did you mean" with its replacement, in quotes where the original had them or the name needs them.
pub(crate) fn suggest(finding: Diagnostic, span: Span, near: &str, quoted: bool) -> Diagnostic {
    let replacement = if quoted { format!("\"{near}\"") } else { written(near) };
    finding.help(format!("did you mean `{near}`?")).fix(span, replacement)
}

/// A name as it has to be written: in quotes if it is not a plain word.
pub(crate) fn written(name: &str) -> String {
    let plain = |c: char| c == '_' || c == '.' || c.is_alphanumeric();
    let starts = name.chars().next().is_some_and(|c| c == '_' || c.is_alphabetic());
    if starts && name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\\\""))
    }
}

/// What there is, as a help: "the levels are `a` and `b`".
fn known<'n>(kind: &str, names: impl Iterator<Item = &'n str>) -> String {
    let all: Vec<&str> = names.take(12).collect();
    match all.as_slice() {
        [] => format!("this policy declares no {kind}"),
        [one] => format!("the only one of its {kind} is `{one}`"),
        _ => format!("the {kind} are {}", duly_diag::list_of(all.iter().copied(), "and")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_its_spelling_or_its_city() {
        let zones = TimeZones::bundled();
        assert_eq!(near_zone("Europe/Pargue", &zones), Some("Europe/Prague"));
        assert_eq!(near_zone("Bratislava", &zones), Some("Europe/Bratislava"));
        assert_eq!(near_zone("new york", &zones), Some("America/New_York"));
        assert_eq!(near_zone("Middle Earth", &zones), None);
    }

    #[test]
    fn other_helpdesks_words_lead_to_clocks_that_are_there() {
        let plan = crate::test_support::plan("");
        for (word, clock) in OTHER_WORDS {
            assert!(plan.clocks.iter().any(|c| c.name == clock), "{word}");
            assert!(
                !plan.clocks.iter().any(|c| c.name == word.replace(' ', "_")),
                "{word} is a clock itself"
            );
        }
        assert_eq!(elsewhere("Next-Reply"), Some("next_response"));
        assert_eq!(elsewhere("reply"), None);
    }

    #[test]
    fn names_are_quoted_only_where_they_must_be() {
        assert_eq!(written("gold"), "gold");
        assert_eq!(written("emea.gold"), "emea.gold");
        assert_eq!(written("Urgent SLA"), "\"Urgent SLA\"");
        assert_eq!(written("24x7"), "\"24x7\"");
    }
}
