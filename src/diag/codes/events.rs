//! SLA08xx: events and mappings.

super::codes! { EVENTS_STAGE:
    BAD_EVENT = 801, "an event that cannot be used";
}
