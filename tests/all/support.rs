//! What several tests need: the repository's folder, and a run of a policy through the driver.

use duly_driver::run::{Request, run};
use duly_driver::{Inputs, OnBad, Options, Progress};
use duly_report::{Format, TableStyle};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The workspace's folder.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A run of a policy of the repository.
pub struct Run {
    policy: String,
    events: Vec<String>,
    map: Option<String>,
    options: Options,
    width: Option<usize>,
}

impl Run {
    /// A run of the policy in a folder of the repository.
    pub fn new(policy: &str) -> Run {
        Run {
            policy: in_repository(policy),
            events: Vec::new(),
            map: None,
            options: Options::default(),
            width: None,
        }
    }

    /// With a file of events.
    pub fn events(mut self, path: &Path) -> Run {
        self.events.push(path.to_str().unwrap().to_owned());
        self
    }

    /// Through a mapping: the name of a shipped one, or a file of the repository.
    pub fn map(mut self, name: &str) -> Run {
        self.map = Some(if name.ends_with(".yaml") { in_repository(name) } else { name.to_owned() });
        self
    }

    /// With options.
    pub fn options(mut self, options: Options) -> Run {
        self.options = options;
        self
    }

    /// With tables of so many columns of characters.
    pub fn width(mut self, columns: usize) -> Run {
        self.width = Some(columns);
        self
    }

    /// The SLA log, a record a cycle.
    pub fn log(self) -> Vec<Value> {
        let text = self.text("log", "ndjson");
        text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// A report as text in a format.
    pub fn text(mut self, report: &str, format: &str) -> String {
        self.options.reports = vec![report.parse().unwrap()];
        let zones = duly_driver::zones::load(None).unwrap();
        let policy = duly_driver::check(&self.policy, &zones).unwrap();
        let plan =
            policy.plan.clone().unwrap_or_else(|| panic!("{}: {:#?}", self.policy, policy.diagnostics));
        let finished = run(Request {
            policy: &policy,
            plan: Arc::clone(&plan),
            zones: &zones,
            inputs: &Inputs::find(&self.events).unwrap(),
            stdin: None,
            mapping: self.map.as_deref(),
            on_bad: OnBad::Stop,
            threads: 2,
            options: &self.options,
            progress: Progress::default(),
        })
        .unwrap_or_else(|error| panic!("{}: {error:#?}", self.policy));
        let style = TableStyle { width: self.width, color: false, zone: plan.meta.zone.clone() };
        let format: Format = format.parse().unwrap();
        let mut out = Vec::new();
        for report in &finished.reports {
            duly_report::write(report, format, &finished.provenance, &style, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }
}

fn in_repository(path: &str) -> String {
    repository().join(path).to_str().unwrap().to_owned()
}
