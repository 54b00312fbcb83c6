//! The ticket of a session as a test: `save test`.

use super::{Answer, Refusal, Reply, Session};
use crate::Problem;
use crate::testing::{self, Keep, NotKept};

impl Session {
    /// Writes a test of what happened to the ticket and of what became of it by now, to show it or into a file.
    pub(super) fn save_test(&self, title: &str, file: Option<&str>) -> Result<Reply, Refusal> {
        self.ticket()?;
        let now = self.state.now.unwrap_or_default();
        let past = self.state.events.iter().filter(|happened| happened.at <= now);
        let events: Vec<_> = past.map(|happened| (happened.at, happened.event.clone())).collect();
        let text = testing::write(&self.state.policy.plan, &self.zones, title, &events, now)
            .map_err(|findings| testing::unsaid(&findings))?;
        match file.filter(|_| self.writes) {
            None => Ok(Reply::plain(Answer::Test(text))),
            Some(path) => self.keep(title, text, path),
        }
    }

    fn keep(&self, title: &str, text: String, path: &str) -> Result<Reply, Refusal> {
        let Some(policy) = self.state.texts.entry() else {
            let problem = Problem::new("this session has no policy in a file that the test could be about");
            return Err(problem.help("`save test` without `to` shows the test").into());
        };
        let title = &testing::title(title);
        let keep = Keep { title, text: &text, path, policy, files: self.sources() };
        let new = keep.write(&self.zones).map_err(|refused| match refused {
            NotKept::Problem(problem) => Refusal::Problem(problem),
            NotKept::Mistakes(diagnostics, sources) => Refusal::Mistakes(diagnostics, sources),
        })?;
        Ok(Reply::plain(Answer::Saved { path: path.to_owned(), text, new }))
    }
}
