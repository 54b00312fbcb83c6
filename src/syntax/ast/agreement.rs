//! Agreements: promises to several parties at once.

use super::{Name, Text};

/// `agreement NAME [because ".."] [owner ".."] [link ".."]`
#[derive(Clone, PartialEq, Debug)]
pub struct AgreementDecl {
    /// Its name.
    pub name: Name,
    /// `because "..."`
    pub because: Option<Text>,
    /// `owner "..."`
    pub owner: Option<Text>,
    /// `link "..."`
    pub link: Option<Text>,
}
