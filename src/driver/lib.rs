//! The facade: load, check, plan, run; what the command and other programs call
