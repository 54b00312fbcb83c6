//! SLA057x to SLA059x: tests.

super::codes! { TESTS_STAGE:
    UNKNOWN_COLUMN = 570, "a name in a test that is no column of its cases";
    NO_MOMENT = 571, "a moment of a test that is no instant";
    TIME_GOES_BACK = 572, "a test whose time goes back";
    UNCLEAR_CALENDAR = 573, "business days on no certain calendar";
    UNDECIDED_EVENT = 574, "an event that says too little to happen";
    FIRST_CREATED = 575, "a ticket that is not created first, or twice";
    UNKNOWN_VERDICT = 576, "a verdict that tests do not know";
    UNKNOWN_RULE = 577, "a rule or trigger that does not exist";
    WRONG_CELL = 578, "a value of the cases that does not fit its place";
    EMPTY_TEST = 579, "a test that expects nothing";
    CASES = 580, "cases that cannot be run";
    EVENT_PART = 581, "a part of an event that does not fit it";
}
