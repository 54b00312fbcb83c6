//! The ticket of a session as a test: `save test`.

use super::{Answer, Refusal, Reply, Session};
use crate::testing;

impl Session {
    /// Writes a test of what happened to the ticket and of what became of it by now.
    pub(super) fn save_test(&self, title: &str) -> Result<Reply, Refusal> {
        self.ticket()?;
        let events: Vec<_> =
            self.state.events.iter().map(|happened| (happened.at, happened.event.clone())).collect();
        let now = self.state.now.unwrap_or_default();
        let text = testing::write(&self.state.policy.plan, &self.zones, title, &events, now)
            .map_err(|findings| testing::unsaid(&findings))?;
        Ok(Reply::plain(Answer::Test(text)))
    }
}
