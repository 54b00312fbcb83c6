//! SLA08xx: events and mappings.

super::codes! { EVENTS_STAGE:
    BAD_EVENT = 801, "an event whose parts do not fit together";
    MALFORMED_LINE = 802, "a line that cannot be read";
    MISSING_PART = 803, "an event without something it needs";
    UNKNOWN_KEY = 804, "a key or column that events do not have";
    UNKNOWN_FIELD = 805, "an event that sets a field the policy does not have";
    BAD_VALUE = 806, "a value that does not fit its place";
    BAD_STAMP = 807, "a time stamp that cannot be read";
    BEFORE_CREATED = 808, "an event before its ticket is created";
    REPEATED_EVENT = 809, "an event that comes twice and differs";
    UNREADABLE_INPUT = 810, "an input that cannot be read";
    BAD_MAPPING = 811, "a mapping that cannot be used";
    UNMAPPED_VALUE = 812, "a value that the mapping does not translate";
}
