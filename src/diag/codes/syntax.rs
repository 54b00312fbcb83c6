//! SLA01xx: the text, before any meaning.

super::codes! { SYNTAX_STAGE:
    SYNTAX = 101, "this text does not fit the language";
    UNCLOSED_BLOCK = 102, "a block that is not closed";
    UNCLOSED_STRING = 103, "a string that does not end on its line";
}
