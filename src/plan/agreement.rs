//! Agreements: a ticket is under at most one level of each.

use duly_diag::Span;

/// An agreement.
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// Its name; [`Agreement::DEFAULT`] for the one that needs no declaration.
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// `because`
    pub because: Option<String>,
    /// `owner`
    pub owner: Option<String>,
    /// `link`
    pub link: Option<String>,
    /// Where it is declared; the default one is not.
    pub span: Option<Span>,
}

impl Agreement {
    /// The name of the default agreement in reports.
    pub const DEFAULT: &str = "default";

    /// The agreement of the levels and rules that name none.
    #[must_use]
    pub fn default_one() -> Agreement {
        let name = Agreement::DEFAULT.to_owned();
        Agreement { name, doc: None, because: None, owner: None, link: None, span: None }
    }
}
