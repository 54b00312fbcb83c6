//! Cycles to reports: compliance, SLA log, tickets, backlog in every format
