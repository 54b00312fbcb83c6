//! A second engine, slow and obvious. It tells `language.md` once more and shares nothing with duly but the
//! syntax tree: names, calendars, clocks, levels, rules, dues and verdicts are its own. Each function says
//! which paragraph it follows, and quotes it where that helps.
//!
//! It keeps no sums and remembers no answers: a cycle is the list of what it did, and every due, every sum and
//! every outcome is counted out of that list again, at every event. Where the language is silent it follows
//! the notes in `docs/design/`, and says so.

mod conditions;
mod cycle;
pub mod event;
pub mod hours;
mod level;
mod life;
mod log;
mod mixes;
pub mod objectives;
mod parameters;
mod phrases;
pub mod policy;
mod promise;
mod rules;
pub mod scripts;
mod ticket;
mod triggers;
mod turns;
mod updates;
pub mod value;
mod versions;
pub mod zone;

pub use event::Event;
pub use life::Life;
pub use log::{Action, Judged};
pub use policy::Policy;
pub use value::Value;
pub use versions::Book;
