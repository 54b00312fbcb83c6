//! SLA04xx: calendars and zones.

super::codes! { CALENDAR_STAGE:
    UNKNOWN_ZONE = 401, "a time zone that does not exist";
    NO_HOURS = 402, "a calendar that is never open";
    OPEN_AND_CLOSED = 403, "a date that is both open and closed";
    HOLIDAY_FILE = 404, "a holiday file that cannot be used";
    EMPTY_RANGE = 405, "a range that ends before it begins";
    NO_SUCH_DAY = 406, "a day that no year has";
    LAST_MINUTE = 407, "hours that leave the last minute closed";
    OVERLAP = 408, "hours that overlap";
    TIMED_EVENT_OPENS = 409, "an event with a time of day that is to open a date";
    OUTSIDE_YEARS = 410, "a date outside the years of calendars";
    HOLIDAY_YEARS = 411, "holiday data for a few years only";
    NOT_OPEN_ENOUGH = 412, "a calendar that is not open long enough for a target";
    BAD_WINDOW = 413, "hours that are no stretch of a day";
}
