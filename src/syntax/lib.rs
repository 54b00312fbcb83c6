//! Text to tree: the splitter, the pest grammar, the syntax tree.
//!
//! [`parse`] never fails hard: it gives a [`ast::File`] of all that could be read and the diagnostics of
//! all that could not, each at its place. It builds trees only: no name is looked up here.

pub mod ast;
