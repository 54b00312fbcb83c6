//! SLA04xx: calendars and zones.

super::codes! { CALENDAR_STAGE:
    UNKNOWN_ZONE = 401, "a time zone that does not exist";
    NO_HOURS = 402, "a calendar that is never open";
    OPEN_AND_CLOSED = 403, "a date that is both open and closed";
    HOLIDAY_FILE = 404, "a holiday file that cannot be used";
    BAD_HOURS = 405, "hours or dates that a calendar cannot have";
    LAST_MINUTE = 406, "hours that leave the last minute closed";
    OVERLAP = 407, "hours that overlap";
    TIMED_EVENT_OPENS = 408, "an event with a time of day that is to open a date";
    OUTSIDE_YEARS = 409, "a date outside the years of calendars";
    HOLIDAY_YEARS = 410, "holiday data for one year only";
    NOT_OPEN_ENOUGH = 411, "a calendar that is not open long enough for a target";
    CALENDAR_CYCLE = 430, "calendars that are made of each other";
    ZONE_FALLBACK = 431, "a zone from the ticket without one for tickets that have none";
    ZONE_FIELD = 432, "a field that holds no time zone";
    TWO_ZONE_FIELDS = 433, "one calendar that reads two zones from the ticket";
    MADE_WITH_HOURS = 434, "hours in a calendar that is made of others";
    DUE_AT_UNCLEAR = 435, "calendars that disagree on where a due falls";
    BEGINS_CLOSED = 436, "a calendar that is closed before its first version";
    NO_SUCH_ZONE = 437, "zones of tickets that do not exist";
}
