//! Event phrases.

use super::Builder;
use crate::ast::{EventKind, EventPhrase, Medium, Phase, Role, Spanned, When};
use crate::grammar::{Node, Rule};
use duly_diag::{Diagnostic, codes, did_you_mean};

/// The phrases of two bare words, for did-you-mean.
pub(crate) const PHRASES: [&str; 15] = [
    "customer replies",
    "agent replies",
    "agent notes",
    "callback requested",
    "marked answered",
    "chat starts",
    "chat answered",
    "chat transferred",
    "chat ends",
    "call starts",
    "call rings",
    "call answered",
    "call transferred",
    "call ends",
    "no longer",
];

impl<'t> Builder<'t, '_> {
    /// The events with their condition among a node's parts.
    pub(crate) fn when_in(&mut self, node: &Node<'t>) -> Option<When> {
        node.part(Rule::when).and_then(|n| self.when(&n))
    }

    /// `E, E if CONDITION`; the node holds `events` and perhaps a `guard`.
    pub(crate) fn when(&mut self, node: &Node<'t>) -> Option<When> {
        let events_node = node.part(Rule::events)?;
        let mut events = Vec::new();
        for part in events_node.parts() {
            match part.rule() {
                Rule::event => events.push(self.event(&part)),
                Rule::event_join_near => {
                    let message = "events are joined by commas";
                    self.wrong_form(codes::FOREIGN_WORD, self.span(&part), message, ",");
                }
                _ => {}
            }
        }
        let guard = self.guard_in(node);
        let span = self.span(&events_node);
        let span = node.part(Rule::guard).map_or(span, |g| span.to(self.span(&g)));
        Some(When { events: events.into_iter().collect::<Option<_>>()?, guard: guard?, span })
    }

    pub(crate) fn event(&mut self, node: &Node<'t>) -> Option<EventPhrase> {
        let kind = self.event_kind(&node.part(Rule::event_kind)?.first()?)?;
        let by = match node.part(Rule::by_role) {
            Some(by) => {
                let word = by.part(Rule::role)?;
                Some(Spanned::new(role(word.text())?, self.span(&word)))
            }
            None => None,
        };
        let via = node.part(Rule::via_channel).and_then(|n| self.name_in(&n));
        Some(EventPhrase { kind, by, via, span: self.span(node) })
    }

    fn event_kind(&mut self, node: &Node<'t>) -> Option<EventKind> {
        Some(match node.rule() {
            Rule::contact => EventKind::Contact {
                medium: if node.part(Rule::medium)?.text() == "chat" { Medium::Chat } else { Medium::Call },
                phase: phase(node.part(Rule::phase)?.text())?,
                result: node.part(Rule::ends_as).and_then(|n| self.text_in(&n)),
            },
            Rule::said if node.has(Rule::kw_notes) => EventKind::AgentNotes,
            Rule::said if node.has(Rule::kw_customer) => EventKind::CustomerReplies,
            Rule::said => EventKind::AgentReplies,
            Rule::on_ticket if node.has(Rule::kw_callback) => EventKind::CallbackRequested,
            Rule::on_ticket => EventKind::MarkedAnswered,
            Rule::field_event => {
                let field = self.name_in(node)?;
                if node.has(Rule::kw_changes) {
                    return Some(EventKind::Changes(field));
                }
                let values =
                    if node.has(Rule::kw_one) { self.values_in(node)? } else { vec![self.value_in(node)?] };
                if node.has(Rule::kw_becomes) {
                    EventKind::Becomes(field, values)
                } else {
                    EventKind::Leaves(field, values)
                }
            }
            Rule::text_event => {
                let text = self.text_in(node)?;
                match node.first()?.rule() {
                    Rule::kw_tagged => EventKind::Tagged(text),
                    Rule::kw_untagged => EventKind::Untagged(text),
                    _ => EventKind::Signal(text),
                }
            }
            Rule::no_longer => EventKind::NoLonger(self.name_in(node)?),
            Rule::plain_event => plain_event(node.text())?,
            Rule::unknown_event => {
                self.unknown_event(node);
                return None;
            }
            _ => EventKind::State(self.name_in(node)?),
        })
    }

    /// Two bare words that are no phrase.
    fn unknown_event(&mut self, node: &Node<'t>) {
        let span = self.span(node);
        let words: Vec<Node<'t>> = node.parts().collect();
        if let [verb, word] = words.as_slice()
            && matches!(verb.text(), "tagged" | "untagged" | "signal")
        {
            let right = format!("\"{}\"", word.text());
            let finding = Diagnostic::error(
                codes::QUOTE_NEEDED,
                self.span(word),
                "a tag's or signal's text needs quotes",
                "no quotes here",
            );
            self.findings.push(finding.help(format!("write `{right}`")).fix(self.span(word), right));
            return;
        }
        let phrase = words.iter().map(Node::text).collect::<Vec<_>>().join(" ");
        let finding =
            Diagnostic::error(codes::SYNTAX, span, format!("`{phrase}` is no event"), "no such event");
        let finding = match did_you_mean(&phrase, PHRASES) {
            Some(right) => finding.help(format!("did you mean `{right}`?")).fix(span, right),
            None => finding.help(
                "events are `created`, `customer replies`, `agent replies`, `status becomes open`, `assigned`, \
                 `no longer` and a state, and others of that kind",
            ),
        };
        self.findings.push(finding);
    }
}

fn role(word: &str) -> Option<Role> {
    Some(match word {
        "customer" => Role::Customer,
        "agent" => Role::Agent,
        "bot" => Role::Bot,
        "system" => Role::System,
        "vendor" => Role::Vendor,
        _ => return None,
    })
}

fn phase(word: &str) -> Option<Phase> {
    Some(match word {
        "starts" => Phase::Starts,
        "rings" => Phase::Rings,
        "answered" => Phase::Answered,
        "transferred" => Phase::Transferred,
        "ends" => Phase::Ends,
        _ => return None,
    })
}

fn plain_event(word: &str) -> Option<EventKind> {
    Some(match word {
        "created" => EventKind::Created,
        "message" => EventKind::Message,
        "assigned" => EventKind::Assigned,
        "reassigned" => EventKind::Reassigned,
        "unassigned" => EventKind::Unassigned,
        "merged" => EventKind::Merged,
        "split" => EventKind::Split,
        "deleted" => EventKind::Deleted,
        "restored" => EventKind::Restored,
        _ => return None,
    })
}
