//! SLA02xx: names and files.

super::codes! { NAMES_STAGE:
    UNKNOWN_NAME = 201, "a name that nothing has";
    DUPLICATE_NAME = 202, "a name given twice";
}
