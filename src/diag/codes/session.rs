//! SLA082x: what is asked in a session.

super::codes! { SESSION_STAGE:
    SESSION_VALUE = 820, "a question without an answer";
    NO_NOW = 821, "a session without its instant";
}
