//! SLA01xx: the text, before any meaning.

super::codes! { SYNTAX_STAGE:
    SYNTAX = 101, "this text does not fit the language";
    UNCLOSED_BLOCK = 102, "a block that is not closed";
    UNCLOSED_STRING = 103, "a string that does not end on its line";
    STRAY_BRACKET = 104, "a bracket without its partner";
    MISSING_VERSION = 105, "a file that does not begin with its language version";
    NEWER_VERSION = 106, "a file written for another version of the language";
    UNCLEAR_LENGTH = 108, "a length of time that can be read in several ways";
    LENGTH_FORM = 109, "a length of time in another form";
    TIME_FORM = 110, "a time of day in another form";
    DATE_FORM = 111, "a date in another form";
    NO_SUCH_DATE = 112, "a date or time that does not exist";
    DAY_FORM = 113, "a weekday or month in another form";
    FOREIGN_QUOTES = 114, "a string in other quotes than the straight double ones";
    FOREIGN_WORD = 115, "a word or sign from another language";
    MIXED_AND_OR = 116, "`and` and `or` mixed without parentheses";
    TOO_DEEP = 117, "brackets nested too deeply";
    EMPTY_WINDOW = 118, "a window that begins and ends at the same time";
    LINE_END = 119, "a line that ends where it should go on";
    OUTSIDE_BLOCK = 120, "a line that stands in no block";
    QUOTE_NEEDED = 121, "a name or text that needs quotes";
    REPEATED_PART = 122, "one thing said twice in a line";
}
