//! Zones with something odd about them, and hours that are hard to count.

/// Zones: half and three-quarter hours, changes at midnight, of half an hour, of two, of a day, in the year
/// 1972, in the month of fasting, on every side of the date line.
pub(super) const ZONES: [&str; 28] = [
    "UTC",
    "Europe/Bratislava",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Moscow",
    "Europe/Istanbul",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "America/Caracas",
    "America/Nuuk",
    "America/Scoresbysund",
    "America/Asuncion",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Africa/Monrovia",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Gaza",
    "Asia/Pyongyang",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
];

/// Hours as a policy would write them. Dated lines lie in the years that the walks visit.
pub(super) const SHAPES: [&[&str]; 14] = [
    &["daily 00:00-24:00"],
    &["mon-thu 08:30-12:00, 12:30-17:00", "fri 08:30-15:00"],
    &["daily 22:00-06:00"],
    &["mon-fri 20:00-04:00", "closed every 25 dec", "closed every last sun of mar"],
    // Within the hour that is skipped or repeated nearly everywhere.
    &["daily 02:15-02:45", "daily 00:15-00:45"],
    &["daily 02:30-06:00", "daily 01:00-02:30"],
    &["daily 00:00-02:00, 03:00-23:00"],
    &["daily 23:30-00:30", "daily 12:00-13:00, 18:00-23:15", "closed every last sun of mar"],
    &["mon,wed,fri 00:00-24:00", "sat 18:00-18:00"],
    &["daily 06:00-22:00", "closed every 10 mar .. 20 apr", "open every last sun of mar 01:30-03:30"],
    &["daily 08:00-20:00", "closed every 24 dec .. 2 jan", "open every 31 dec 10:00-12:00, 22:00-03:00"],
    &["daily 20:00-08:00", "closed every 29 feb", "closed every last sun of oct 02:00-03:00"],
    &["mon-fri 09:00-17:00", "closed every 1 jan 00:00-24:00", "open every 1 sun of apr 00:00-24:00"],
    &["sun 00:00-24:00", "mon-sat 23:00-05:00, 10:00-10:30", "closed every last sat of mar 23:15-01:15"],
];
