//! SLA04xx: calendars and zones.

super::codes! { CALENDAR_STAGE:
    UNKNOWN_ZONE = 401, "a time zone that does not exist";
}
