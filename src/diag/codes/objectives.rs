//! SLA064x to SLA066x: objectives, credits and excuses.

super::codes! { OBJECTIVES_STAGE:
    OBJECTIVE_GOAL = 640, "an objective without a goal";
    OBJECTIVE_PERIOD = 641, "an objective that does not say for which periods";
    BAD_PERCENTAGE = 642, "a percentage that cannot be";
    OBJECTIVE_LENGTH = 643, "a length that an objective cannot measure";
    NOT_PROMISED = 644, "an objective or excuse about a clock that no level promises";
    CREDIT_ORDER = 645, "credits that pay less where the objective is missed by more";
    CREDIT_WITHOUT_EFFECT = 646, "a credit that never pays, or a cap that is never reached";
    CREDIT_WHEN_MET = 647, "a credit that is paid although the objective is met";
    CREDIT_KIND = 648, "a credit of another kind than its objective";
    UNKNOWN_REASON = 649, "a reason that ends no cycle of the clock";
    NOTHING_MISSED = 650, "`counting .. as missed` where nothing is counted as missed";
}
