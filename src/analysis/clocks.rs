//! Clocks: their lines, sorted by what they do.

use crate::collect::Decl;
use crate::conditions::Place;
use crate::names::{Entity, Found};
use crate::scope::{Scope, suggest};
use duly_diag::{Diagnostic, codes, did_you_mean};
use duly_plan::{Clock, ClockEnd, EndLine, EventKind, FieldType, Medium, Pause, Per, StateId};
use duly_syntax::ast::{ClockDecl, ClockItem, ClockItemKind, Name, RestartAs};

impl Scope<'_, '_> {
    /// A clock; `None` if any of its lines fails.
    pub fn lower_clock(&mut self, decl: &Decl<'_, ClockDecl>) -> Option<Clock> {
        let per = match &decl.node.per {
            None => Some(Per::Ticket),
            Some(key) => self.per(key),
        };
        let mut clock = Clock {
            name: decl.full(&decl.node.name),
            doc: decl.doc.map(str::to_owned),
            per: per.unwrap_or(Per::Ticket),
            starts: Vec::new(),
            ends: Vec::new(),
            reopens: Vec::new(),
            pauses: Vec::new(),
            hides: Vec::new(),
            finals: Vec::new(),
            ending_states: Vec::new(),
            standard: decl.unit.standard,
            span: decl.node.name.span,
        };
        let mut sound = per.is_some();
        for item in &decl.node.items {
            sound &= self.clock_item(item, &mut clock).is_some();
        }
        clock.ending_states = ending_states(&clock.ends);
        sound.then_some(clock)
    }

    fn clock_item(&mut self, item: &ClockItem, clock: &mut Clock) -> Option<()> {
        match &item.kind {
            ClockItemKind::Start(when) => clock.starts.push(self.when(when)?),
            ClockItemKind::Stop(when) => {
                clock.ends.push(EndLine { end: ClockEnd::Stop, when: self.when(when)? });
            }
            ClockItemKind::Cancel { when, even_if_late } => {
                let end = if *even_if_late { ClockEnd::CancelEvenIfLate } else { ClockEnd::Cancel };
                clock.ends.push(EndLine { end, when: self.when(when)? });
            }
            ClockItemKind::Restart { when, ends } => {
                let end = match ends {
                    RestartAs::Met => ClockEnd::RestartAsMet,
                    RestartAs::Cancelled => ClockEnd::RestartAsCancelled,
                };
                clock.ends.push(EndLine { end, when: self.when(when)? });
            }
            ClockItemKind::Reopen(when) => clock.reopens.push(self.when(when)?),
            ClockItemKind::PauseWhile(condition) => {
                clock.pauses.push(Pause::While(self.condition(condition, Place::While)?));
            }
            ClockItemKind::PauseFrom { from, until } => {
                let (from, until) = (self.when(from), self.when(until));
                clock.pauses.push(Pause::Between { from: from?, until: until? });
            }
            ClockItemKind::HideWhile(condition) => {
                clock.hides.push(self.condition(condition, Place::While)?);
            }
            ClockItemKind::Final(when) => clock.finals.push(self.when(when)?),
        }
        Some(())
    }

    /// What a clock's cycles belong to.
    fn per(&mut self, key: &Name) -> Option<Per> {
        if !key.quoted {
            match key.text.as_str() {
                "message" => return Some(Per::Message),
                "call" => return Some(Per::Contact(Medium::Call)),
                "chat" => return Some(Per::Contact(Medium::Chat)),
                "ticket" => return Some(Per::Ticket),
                _ => {}
            }
        }
        match self.names.shared(self.prefix, &key.text) {
            Found::Known(Entity::Field(at)) => {
                let field = &self.names.fields[at];
                if field.kind != FieldType::List {
                    return Some(Per::Field(field.id));
                }
                let message = format!("a clock cannot run per `{}`, which is a list", key.text);
                let help = "a field that holds one value can tell cycles apart, a list cannot";
                self.fail(Diagnostic::error(codes::CLOCK_KEY, key.span, message, "").help(help))
            }
            Found::Lost => None,
            Found::Known(_) | Found::Unknown => {
                let words = ["message", "call", "chat"];
                let fields = self.names.fields.iter().map(|f| f.name.as_str());
                let near = did_you_mean(&key.text, words.into_iter().chain(fields));
                let message = format!("a clock cannot run per `{}`", key.text);
                let finding = Diagnostic::error(codes::CLOCK_KEY, key.span, message, "")
                    .help("a clock runs per `message`, per `call`, per `chat` or per a field of the ticket");
                let finding = match near {
                    Some(near) => suggest(finding, key.span, near, false),
                    None => finding,
                };
                self.findings.add_unknown(&key.text, finding);
                None
            }
        }
    }
}

/// The states whose turning true ends cycles by a stop or cancel line, each once.
fn ending_states(ends: &[EndLine]) -> Vec<StateId> {
    let mut states = Vec::new();
    let stops = |end: ClockEnd| matches!(end, ClockEnd::Stop | ClockEnd::Cancel | ClockEnd::CancelEvenIfLate);
    for event in ends.iter().filter(|line| stops(line.end)).flat_map(|line| &line.when.events) {
        if let EventKind::Enters(state) = event.kind
            && !states.contains(&state)
        {
            states.push(state);
        }
    }
    states
}
