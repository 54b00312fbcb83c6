//! SLA02xx: names and files.

super::codes! { NAMES_STAGE:
    UNKNOWN_NAME = 201, "a name that nothing has";
    DUPLICATE_NAME = 202, "a name given twice";
    UNKNOWN_CALENDAR = 203, "a calendar that does not exist";
    UNKNOWN_LEVEL = 204, "a level that does not exist";
    UNKNOWN_CLOCK = 205, "a clock that does not exist";
    NAME_CLASH = 206, "one name for two kinds of things";
    UNREADABLE_FILE = 207, "a file that cannot be read";
    IMPORT_CYCLE = 208, "files that import each other in a circle";
    MISSING_POLICY = 209, "a file without a policy";
    MISSING_ZONE = 210, "a policy without a time zone";
    SAID_TWICE = 211, "something that can be said only once";
    RESERVED_NAME = 212, "a name that is taken by the language";
    TOO_MANY = 213, "more of one kind than a policy can hold";
    STATE_CYCLE = 214, "states that are defined by each other";
    LEVEL_CYCLE = 215, "levels that extend each other in a circle";
    DUPLICATE_VALUE = 216, "a value that is on its list twice";
    WRONG_KIND = 217, "a name of another kind than its place asks for";
}
