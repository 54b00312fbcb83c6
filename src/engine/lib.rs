//! A plan and a ticket's events in, cycles and actions out; no I/O, no clock
