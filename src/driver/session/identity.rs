//! What a declaration is known by, so that another one can take its place.

use chrono::NaiveDate;
use duly_diag::Span;
use duly_syntax::ast::{Declaration, DeclarationKind, File, Name, Spanned, TicketItem};

/// The kind of a declaration, its name, and the date from which it is in force.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Identity {
    /// `calendar`, `rules`, ..
    pub kind: &'static str,
    /// Its name; of rules that of their agreement; may be empty.
    pub name: String,
    /// Of a version, its date.
    pub from: Option<NaiveDate>,
}

/// What a file declares.
pub(super) fn identities(file: &File) -> Vec<Identity> {
    file.declarations.iter().flat_map(places).map(|(identity, _)| identity).collect()
}

/// What a declaration declares, and what of the text says so. Fields and states are known each by itself; what has
/// no name cannot be replaced.
pub(super) fn places(declaration: &Declaration) -> Vec<(Identity, Span)> {
    if let DeclarationKind::Ticket(ticket) = &declaration.kind {
        let item = |item: &TicketItem| match item {
            TicketItem::Field(field) => (plain("field", &field.name), field.span),
            TicketItem::State(state) => (plain("state", &state.name), state.span),
        };
        return ticket.items.iter().map(item).collect();
    }
    let span = declaration.doc.as_ref().map_or(declaration.span, |doc| doc.span.to(declaration.span));
    of_kind(&declaration.kind).map(|identity| (identity, span)).into_iter().collect()
}

fn of_kind(kind: &DeclarationKind) -> Option<Identity> {
    Some(match kind {
        DeclarationKind::Policy(_) => Identity { kind: "policy", name: String::new(), from: None },
        DeclarationKind::Calendar(node) => dated("calendar", &node.name, node.from.as_ref()),
        DeclarationKind::Clock(node) => dated("clock", &node.name, node.from.as_ref()),
        DeclarationKind::Level(node) => dated("level", &node.name, node.from.as_ref()),
        DeclarationKind::Agreement(node) => plain("agreement", &node.name),
        DeclarationKind::Rules(node) => Identity {
            kind: "rules",
            name: node.agreement.as_ref().map_or_else(String::new, |name| name.text.clone()),
            from: node.from.as_ref().map(|from| from.node),
        },
        DeclarationKind::Objective(node) => plain("objective", &node.name),
        DeclarationKind::Trigger(node) => Identity {
            kind: "when",
            name: node.name.as_ref().map_or_else(|| node.title.clone(), |name| name.text.clone()),
            from: None,
        },
        DeclarationKind::Phrase(node) => plain("phrase", &node.name),
        DeclarationKind::Test(node) => plain("test", &node.name),
        DeclarationKind::Script(node) => plain("script", &node.name),
        DeclarationKind::Import(_) | DeclarationKind::Ticket(_) | DeclarationKind::Excuse(_) => return None,
    })
}

fn plain(kind: &'static str, name: &Name) -> Identity {
    Identity { kind, name: name.text.clone(), from: None }
}

fn dated(kind: &'static str, name: &Name, from: Option<&Spanned<NaiveDate>>) -> Identity {
    Identity { from: from.map(|from| from.node), ..plain(kind, name) }
}

impl Identity {
    /// `calendar office`, `rules for ola`, `level gold from 2026-07-01`
    pub fn words(&self) -> String {
        let name = crate::plan_view::name(&self.name);
        let mut words = match (self.kind, self.name.as_str()) {
            (kind, "") => kind.to_owned(),
            ("rules", _) => format!("rules for {name}"),
            ("when", title) => format!("when {title}"),
            (kind, _) => format!("{kind} {name}"),
        };
        if let Some(from) = self.from {
            words.push_str(&format!(" from {from}"));
        }
        words
    }
}
