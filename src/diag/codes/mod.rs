//! The registry of diagnostic codes. A code is for ever: its number never changes its meaning, and each
//! has a page `docs/errors/SLAnnnn.md` (a tidy check holds both).
//!
//! | numbers | stage | file |
//! |---|---|---|
//! | SLA01xx | text: splitting and parsing | `syntax.rs` |
//! | SLA02xx | names: resolution, imports | `names.rs` |
//! | SLA03xx | types, units, values | `types.rs` |
//! | SLA04xx | calendars and zones | `calendar.rs` |
//! | SLA05xx | clocks, levels, rules | `policy.rs` |
//! | SLA057x to SLA059x | tests | `test_decls.rs` |
//! | SLA0601.. | triggers and actions | `triggers.rs` |
//! | SLA064x to SLA066x | objectives, credits, excuses | `objectives.rs` |
//! | SLA0670-0699 | scripts | `scripts.rs` |
//! | SLA07xx | proofs, and findings with real data | `proofs.rs` |
//! | SLA08xx | events and mappings | `events.rs` |
//! | SLA082x | a session | `session.rs` |
//! | SLA09xx | one run | `run.rs` |

use std::fmt;

mod calendar;
mod events;
mod names;
mod objectives;
mod policy;
mod proofs;
mod run;
mod scripts;
mod session;
mod syntax;
mod test_decls;
mod triggers;
mod types;

pub use calendar::*;
pub use events::*;
pub use names::*;
pub use objectives::*;
pub use policy::*;
pub use proofs::*;
pub use run::*;
pub use scripts::*;
pub use session::*;
pub use syntax::*;
pub use test_decls::*;
pub use triggers::*;
pub use types::*;

/// A stable diagnostic code, printed as `SLA0101`.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    number: u16,
    title: &'static str,
}

impl Code {
    /// The number behind the `SLA`.
    #[must_use]
    pub fn number(self) -> u16 {
        self.number
    }

    /// What the code is about, in a few words; the title of its page.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.title
    }

    /// The code of a text like `SLA0101`, case aside.
    #[must_use]
    pub fn parse(text: &str) -> Option<Code> {
        all().find(|c| c.to_string().eq_ignore_ascii_case(text))
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Code {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SLA{:04}", self.number)
    }
}

/// Every code, in the order of the numbers.
pub fn all() -> impl Iterator<Item = Code> {
    [
        SYNTAX_STAGE,
        NAMES_STAGE,
        TYPES_STAGE,
        CALENDAR_STAGE,
        POLICY_STAGE,
        TESTS_STAGE,
        TRIGGERS_STAGE,
        OBJECTIVES_STAGE,
        SCRIPTS_STAGE,
        PROOFS_STAGE,
        EVENTS_STAGE,
        SESSION_STAGE,
        RUN_STAGE,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Declares the codes of one stage under its name: `NAME = number, "title";`, in the order of the numbers.
macro_rules! codes {
    ($stage:ident: $($name:ident = $number:literal, $title:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: crate::Code = crate::Code { number: $number, title: $title };
        )*
        /// This stage's codes.
        pub(crate) const $stage: &[crate::Code] = &[$($name),*];
    };
}
use codes;

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_rise_and_never_repeat() {
        let numbers: Vec<u16> = super::all().map(super::Code::number).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }
}
