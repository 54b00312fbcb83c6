//! SLA05xx: clocks, levels and rules.

super::codes! { POLICY_STAGE:
    MISSING_CELL = 501, "a table without a cell for every value";
}
