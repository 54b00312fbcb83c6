//! SLA03xx: types, units, values.

super::codes! { TYPES_STAGE:
    TYPE_MISMATCH = 301, "two values of kinds that cannot be compared";
    NOT_IN_LIST = 302, "a value that is not on the list";
}
