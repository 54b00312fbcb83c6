//! The standard fields and states: in every plan, at these ids, whether or not the policy speaks of them.

use crate::{Field, FieldId, FieldType, StateId};

macro_rules! fields {
    ($($name:ident = $id:literal, $text:literal, $kind:expr, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub const $name: FieldId = FieldId($id);
        )*
        /// The standard fields as a policy finds them before it declares anything, in the order of their ids.
        #[must_use]
        pub fn fields() -> Vec<Field> {
            vec![$(Field { name: $text.to_owned(), kind: $kind, if_unset: None, span: None }),*]
        }
    };
}

fields! {
    SOURCE = 0, "source", FieldType::Text, "Where the ticket came in.";
    CHANNEL = 1, "channel", FieldType::Text, "The channel of the opening message, unless an event sets it.";
    STATUS = 2, "status", FieldType::Text, "The helpdesk's status.";
    CREATED = 3, "created", FieldType::Instant, "The instant of `created` (kept by the engine).";
    CHANGED = 4, "changed", FieldType::Instant, "The instant of the last event (kept by the engine).";
    DELETED = 5, "deleted", FieldType::Instant, "The instant of deletion, unset when restored (kept by the engine).";
    REFERRER = 6, "referrer", FieldType::Text, "The page the ticket started from.";
    PRIORITY = 7, "priority", FieldType::Text, "The priority.";
    LAST_MESSAGE = 8, "last_message", FieldType::Text, "The text of the last message (kept by the engine).";
    LAST_MESSAGE_BY = 9, "last_message.by", FieldType::Text, "Who wrote the last message: a role (kept by the engine).";
    LAST_MESSAGE_AT = 10, "last_message.at", FieldType::Instant, "When the last message was written (kept by the engine).";
    ASSIGNEE = 11, "assignee", FieldType::Person, "The agent it is assigned to.";
    ASSIGNEE_STATUS = 12, "assignee.status", FieldType::Text, "The assignee's status (online, away, ..).";
    DEPARTMENT = 13, "department", FieldType::Text, "The department.";
    GROUP = 14, "group", FieldType::Text, "The group or queue.";
    REQUESTER = 15, "requester", FieldType::Person, "Who asks; the customer who created it, unless an event sets it.";
    CUSTOMER_GROUP = 16, "customer.group", FieldType::Text, "The customer's group.";
    ORGANIZATION = 17, "organization", FieldType::Text, "The customer's organization.";
    FROM_INVITATION = 18, "from_invitation", FieldType::YesNo, "Created from an invitation.";
    TAGS = 19, "tags", FieldType::List, "The tags.";
    SUBJECT = 20, "subject", FieldType::Text, "The subject.";
    TYPE = 21, "type", FieldType::Text, "The helpdesk's type (question, incident, ..).";
    LANGUAGE = 22, "language", FieldType::Text, "The language.";
    TIMEZONE = 23, "timezone", FieldType::Text, "The customer's zone, an IANA name.";
    REOPENS = 24, "reopens", FieldType::Number, "How often `done` turned false again, unless an event sets it (kept by the engine).";
    REPLIES = 25, "replies", FieldType::Number, "How many agent replies there were, unless an event sets it (kept by the engine).";
    WAITING_ON = 26, "waiting_on", FieldType::Text, "Whom the helpdesk waits for.";
}

/// The standard fields that follow from the events themselves.
pub const KEPT: [FieldId; 10] = [
    CHANNEL,
    CREATED,
    CHANGED,
    DELETED,
    LAST_MESSAGE,
    LAST_MESSAGE_BY,
    LAST_MESSAGE_AT,
    REQUESTER,
    REOPENS,
    REPLIES,
];

macro_rules! states {
    ($($name:ident = $id:literal, $text:literal, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub const $name: StateId = StateId($id);
        )*
        /// The names of the states that the standard clocks speak of, in the order of their ids.
        pub const STATE_NAMES: &[&str] = &[$($text),*];
    };
}

states! {
    DONE = 0, "done", "Solved or closed.";
    WAITING = 1, "waiting", "Waiting for the customer.";
    HELD = 2, "held", "Waiting for a third party.";
    VOID = 3, "void", "Not a real ticket (spam).";
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_positions() {
        let fields = super::fields();
        assert_eq!(fields[super::WAITING_ON.index()].name, "waiting_on");
        assert_eq!(fields[super::TAGS.index()].name, "tags");
        assert_eq!(fields.len(), super::WAITING_ON.index() + 1);
        assert_eq!(super::STATE_NAMES[super::VOID.index()], "void");
    }
}
