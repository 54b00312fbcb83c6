//! Text to tree: the splitter, the pest grammar, the syntax tree.
//!
//! [`parse`] never fails hard: it gives a [`ast::File`] of all that could be read and the diagnostics of
//! all that could not, each at its place. It builds trees only: no name is looked up here.
//!
//! The way of a text: `scan` takes it into tokens and blanks the comments, `regions` finds its declarations,
//! `balance` pairs the brackets of each, `split` cuts it into statements, `grammar` parses each statement by the
//! rule of its kind, `build` turns what was parsed into the tree, and `explain` turns what was not into messages.
//! [`format()`] writes a text in the one canonical layout.

pub mod ast;
mod balance;
mod build;
mod diagnose;
mod explain;
mod format;
mod grammar;
mod mistakes;
mod nearly;
mod other_forms;
mod parse;
mod place;
mod places;
mod regions;
mod scan;
mod split;
mod words;

pub use build::policy::VERSION;
pub use format::{Unformatted, format};
pub use nearly::nearly;
pub use parse::{Parsed, parse, parse_condition, parse_session_line, parse_test_line};
pub use place::{Fits, Part, PartKind, Shape, fits, parts, shape};
pub use words::is_command;

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod message_tests;
#[cfg(test)]
mod test_decl_tests;
#[cfg(test)]
mod text_tests;
#[cfg(test)]
mod tour_tests;
#[cfg(test)]
mod tree_tests;
