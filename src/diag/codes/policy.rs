//! SLA05xx: clocks, levels and rules.

super::codes! { POLICY_STAGE:
    MISSING_CELL = 501, "a table without a cell for every value";
    UNSET_NOT_COVERED = 502, "a table without an answer for a field that is not set";
    CELL_COUNT = 503, "a row with too many or too few cells";
    VALUE_TWICE = 504, "a value that has two columns or entries";
    NOT_A_TABLE_FIELD = 505, "a table over a field without a list of values";
    NO_CALENDAR = 506, "a target without a calendar";
    ZERO_TARGET = 507, "a target of no time at all";
    DAY_END_ON_TIME = 508, "an end of day on a target that counts hours";
    MISSING_OTHERWISE = 509, "a list of targets without `otherwise`";
    AFTER_OTHERWISE = 510, "something that is never reached because of `otherwise`";
    TARGET_TWICE = 511, "a clock that one level promises twice";
    CELL_WITHOUT_TABLE = 512, "an override of a cell that is not there";
    WARN_SHARE = 513, "a warning that can never be right";
    WARN_TOO_EARLY = 514, "a warning earlier than the start of its target";
    UNSET_STATE = 515, "a promise that depends on a state the policy does not set";
    NEVER_STARTS = 516, "a clock that can never start";
    NEVER_STOPS = 517, "a clock that can never stop";
    NEVER_REOPENS = 518, "a clock that can never reopen";
    IMPOSSIBLE_EVENT = 519, "an event that never happens";
    CLOCK_KEY = 520, "a clock per something that tells no cycles apart";
    NO_RULES = 521, "levels that no ticket can get";
    NO_OTHERWISE = 522, "rules that leave some tickets without a level";
    UNREACHABLE_RULE = 523, "a rule that is never reached";
    STOP_OUTSIDE = 524, "`stop` where no rule comes next";
    RULE_WITHOUT_LEVEL = 525, "a rule that decides and gives no level";
    LEVEL_TWICE = 526, "two levels from one rule";
    CALENDAR_BY_INCOMPLETE = 527, "a choice of calendars that leaves some tickets without one";
    UNKNOWN_AGREEMENT = 528, "an agreement that is not declared";
    OTHER_AGREEMENT = 529, "a level of another agreement";
    AGREEMENT_WITHOUT_RULES = 530, "an agreement that no rule speaks of";
    PLUS_KIND = 531, "a `plus` of another kind than its target";
    STRETCH_OF_DAYS = 532, "days among the stretches of a target";
    UNKNOWN_LENGTH = 533, "a name that stands for no length";
    UNKNOWN_PARAMETER = 534, "a value for a parameter that the level does not have";
    MISSING_PARAMETER = 535, "a level that is used without a value it needs";
    PARAMETER_TYPE = 536, "a value of another type than its parameter";
    PARAMETER_TWICE = 537, "a parameter that is said twice";
    UNUSED_LEVEL = 538, "a level that no rule gives";
    SAME_DATE = 550, "two versions that begin on one day";
}
