//! SLA07xx: what `check` proves about a whole policy, and what it finds with real data.

super::codes! { PROOFS_STAGE:
    NEVER_HOLDS = 701, "a condition that can never hold";
    ALWAYS_HOLDS = 702, "a condition that always holds";
    REDUNDANT_PART = 703, "a part of a condition that changes nothing";
    OVERRIDDEN_RULE = 704, "a rule whose level never stands";
    SAME_RULES = 705, "two rules or triggers that differ in nothing";
    RULES_COULD_BE_ONE = 706, "two rules that could be one";
    DEAD_ENTRY = 707, "a line of a list of targets that is never reached";
    NOT_PROVABLE = 708, "something that cannot be proved";
    RISING_TARGET = 709, "a target that is longer for a higher value";
    DEAD_LINE = 710, "a line of a clock that never does anything";
    UNUSED = 711, "a declaration that nothing uses";
    LOOK_ALIKE = 712, "names that look alike";
    HIDDEN_CHARACTER = 713, "a character that cannot be seen";
    SKIPPED_HOURS = 714, "hours that a change of the clocks skips";
    PAST_HOLIDAYS = 715, "dates beyond the holiday data";
    PAUSED_AT_START = 716, "a clock that is paused from its start on";
    NEEDLESS_EXCUSE = 717, "an excuse that is never needed";
    VALUE_NEVER_SEEN = 721, "a value that no ticket of the data has";
    VALUE_NOT_NAMED = 722, "a value of the data that no rule names";
    RULE_NEVER_MATCHED = 723, "a rule that matches no ticket of the data";
    NEVER_MISSED = 724, "a target that no ticket of the data missed";
    NEVER_MET = 725, "a target that no ticket of the data met";
    CALENDAR_NEVER_MATTERED = 726, "a calendar that changed no verdict of the data";
    FIELD_NEVER_SET = 727, "a field that no ticket of the data sets";
}
