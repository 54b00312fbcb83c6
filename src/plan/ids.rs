//! Ids: indexes into the plan's lists, one type each so that they cannot be confused.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident($repr:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $repr);

        impl $name {
            /// The index into the plan's list.
            #[must_use]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}

id! {
    /// A field: [`crate::Plan::fields`]; the standard ones come first (see [`crate::standard`]).
    FieldId(u16);
    /// A state: [`crate::Plan::states`].
    StateId(u16);
    /// A calendar: [`crate::Plan::calendars`]; 0 is `always`.
    CalendarId(u16);
    /// A clock: [`crate::Plan::clocks`].
    ClockId(u16);
    /// A level: [`crate::Plan::levels`].
    LevelId(u16);
    /// A target: [`crate::Plan::targets`].
    TargetId(u16);
    /// A rule of one rule set: [`crate::RuleSet::rules`]; one past the last is its `otherwise`.
    RuleId(u16);
    /// A script: [`crate::Plan::scripts`].
    ScriptId(u16);
    /// An agreement: [`crate::Plan::agreements`]; 0 is the default one.
    AgreementId(u16);
    /// A trigger: [`crate::Plan::triggers`].
    TriggerId(u16);
}
