//! SLA09xx: one run of a policy that is well in itself.

super::codes! { RUN_STAGE:
    HOLIDAYS_END = 901, "events in years without holiday data";
}
