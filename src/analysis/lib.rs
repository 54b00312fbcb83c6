//! Resolve names, check types and units, lint, lower a tree to a plan
