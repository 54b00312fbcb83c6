//! Declarations typed into a session, and the policy read anew.

use super::timeline::Unusable;
use super::{Answer, Refusal, Reply, Session, State};
use crate::session::identity::identities;
use crate::session::texts::Texts;
use duly_diag::{Diagnostic, FileId};
use std::sync::Arc;

impl Session {
    /// Takes a declaration, in the place of the one of its name if there is one.
    pub(super) fn declare(&mut self, text: &str) -> Result<Reply, Refusal> {
        let replaced = self.state.texts.replaced_by(text);
        let state = self.state_under(self.state.texts.with(text))?;
        let declared = duly_syntax::parse(FileId(0), &format!("duly 1\n{text}")).file;
        let names = identities(&declared).into_iter().map(|identity| {
            let words = identity.words();
            (words, replaced.contains(&identity))
        });
        let names = names.collect();
        let known = self.warnings().to_vec();
        let fresh = |finding: &&Diagnostic| {
            !known.iter().any(|old| (old.code, &old.message) == (finding.code, &finding.message))
        };
        let warnings = state.policy.warnings.iter().filter(fresh).cloned().collect();
        let sources = Box::new(state.policy.sources.clone());
        let changes = self.go_on(text, state);
        Ok(Reply::plain(Answer::Declared { names, warnings, sources, changes }))
    }

    /// Reads the policy's files again, keeps what was typed, and judges the ticket by it.
    pub(super) fn reload(&mut self, entry: &str) -> Result<Reply, Refusal> {
        let state = self.state_under(self.state.texts.reread())?;
        let (warnings, sources) = (state.policy.warnings.clone(), Box::new(state.policy.sources.clone()));
        let name = self.state.texts.entry().unwrap_or("the empty policy").to_owned();
        let changes = self.go_on(entry, state);
        Ok(Reply::plain(Answer::Declared { names: vec![(name, true)], warnings, sources, changes }))
    }

    /// The present state under other texts.
    fn state_under(&self, texts: Texts) -> Result<State, Refusal> {
        let policy = Arc::new(texts.check(&self.zones)?);
        let timeline = self.state.timeline.clone();
        self.state.with(texts, policy, timeline, &self.zones).map_err(|unusable| match unusable {
            Unusable::Problem(problem) => Refusal::Problem(problem),
            Unusable::Findings(findings) => {
                let said = findings.first().map_or_else(String::new, |finding| finding.message.clone());
                let problem =
                    crate::Problem::new(format!("an event of the ticket would lose its meaning: {said}"));
                let help = "`list events` shows the ticket's events, `new` forgets them";
                Refusal::Problem(problem.help(help))
            }
        })
    }
}
