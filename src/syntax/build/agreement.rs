//! Agreements, and who is for which.

use super::Builder;
use crate::ast::{AgreementDecl, Name};
use crate::grammar::{Node, Rule};

impl<'t> Builder<'t, '_> {
    /// `agreement ola because "annex 3" owner "networks"`
    pub(crate) fn agreement(&mut self, head: &Node<'t>) -> Option<AgreementDecl> {
        Some(AgreementDecl {
            name: self.declared_in(head)?,
            because: self.once(head, Rule::because, "an agreement"),
            owner: self.once(head, Rule::owner, "an agreement"),
            link: self.once(head, Rule::link, "an agreement"),
        })
    }

    /// The `for AGREEMENT` of a level or of rules.
    pub(crate) fn for_agreement(&mut self, head: &Node<'t>) -> Option<Name> {
        self.single(head, Rule::for_agreement, "for").and_then(|node| self.name_in(&node))
    }
}
