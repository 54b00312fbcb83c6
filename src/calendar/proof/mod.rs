//! The proof of the table: calendars of many shapes in many zones against a slow reference.

mod mixes;
mod notation;
mod properties;
mod reference;
mod shapes;

pub(crate) use notation::{at, built, spec};
