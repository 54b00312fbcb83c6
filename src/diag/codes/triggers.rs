//! SLA060x to SLA063x: triggers and actions.

super::codes! { TRIGGERS_STAGE:
    THRESHOLD_SHARE = 601, "a share that a promise cannot reach";
    ZERO_OFFSET = 602, "a moment at no distance from the due";
    NEVER_FIRES = 603, "a trigger that never fires";
    OFFSET_TOO_LONG = 604, "a moment before the start of its target";
    BY_RULES_OUTSIDE = 605, "`level by rules` in a rule";
    NOTHING_PINNED = 606, "`level by rules` where no trigger sets a level";
    ACTION_LOOP = 607, "actions that set each other off";
    NOT_A_MOMENT = 608, "a state of a field or state where a trigger waits for a moment";
}
