//! SLA03xx: types, units, values.

super::codes! { TYPES_STAGE:
    TYPE_MISMATCH = 301, "two values of kinds that cannot be compared";
    NOT_IN_LIST = 302, "a value that is not on the list";
    NO_ORDER = 303, "`<` or `>` where there is no order";
    BAD_PATTERN = 304, "a pattern that cannot be used";
    NOT_A_TEXT = 305, "a test of texts on something else";
    LIST_TEST = 306, "a test of lists on a single value, or the other way round";
    UNQUOTED_TEXT = 307, "a text without quotes";
    CLOCK_QUESTION = 308, "a question about a clock that cannot be asked";
    TIME_QUESTION = 309, "`age` or `idle` where it cannot be asked";
    FIXED_FIELD = 310, "a standard field that stays as it is";
    NOT_AN_INSTANT = 311, "a field that holds no instant";
    NOT_CONSTANT = 312, "a field where a fixed value is needed";
    LOOSE_VALUE = 313, "a value that stands where a condition should";
}
