//! SLA0670 to SLA0699: scripts.

super::codes! { SCRIPTS_STAGE:
    UNCLOSED_SCRIPT = 670, "a script's text is not closed";
    SCRIPT_LANGUAGE = 671, "not a language of scripts";
    SCRIPT_TYPE = 672, "not a type that a script can give";
    SCRIPT_PARAMETER = 673, "not a parameter that a script can have";
    SCRIPT_DATES = 674, "dates from a script";
    SCRIPT_TEXT = 675, "a script's text cannot be read";
    SCRIPT_BEYOND = 676, "beyond what a script may do";
    SCRIPT_GIVES = 677, "a script never gives what it declares";
    SCRIPT_USE = 678, "a script stands where it does not fit";
    SCRIPT_FAILED = 679, "a script failed";
    UNUSED_PARAMETER = 680, "a script never uses a parameter";
}
