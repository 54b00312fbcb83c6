//! duly, from text to rows.

use super::case::{Case, Said};
use duly_driver::run::{Request, run};
use duly_driver::{CheckedPolicy, Inputs, OnBad, Options, Progress};
use duly_plan::Plan;
use duly_report::{Format, TableStyle};
use duly_tests::second::value::stamp;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is asked of every case.
const REPORTS: [&str; 4] = ["log", "actions", "objectives", "credits"];

/// A checked policy.
pub struct Product {
    policy: CheckedPolicy,
    plan: Arc<Plan>,
}

impl Product {
    /// Checks the policy of a case.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(case: &Case) -> Result<Product, Vec<String>> {
        let mut files = case.files.texts.clone();
        files.push(("policy.sla".to_owned(), case.text.clone()));
        Product::of_files(&files)
    }

    /// Checks a policy of several files, `policy.sla` one of them.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_files(files: &[(String, String)]) -> Result<Product, Vec<String>> {
        let zones = duly_driver::zones::load(None).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let policy = duly_driver::check(folder.path().to_str().unwrap(), &zones).unwrap();
        let errors = policy.diagnostics.iter().filter(|it| it.severity == duly_diag::Severity::Error);
        match policy.plan.clone() {
            Some(plan) => Ok(Product { policy, plan }),
            None => {
                Err(errors.map(|it| format!("{} {}: {}", it.code, it.message, line(&policy, it))).collect())
            }
        }
    }

    /// Its plan.
    pub fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan)
    }

    /// The reports `log`, `actions`, `objectives` and `credits` of a case, byte for byte.
    pub fn reports(&self, lines: &[Vec<String>], as_of: i64, threads: usize) -> [String; 4] {
        let texts: Vec<String> = lines.iter().map(|lines| lines.join("\n")).collect();
        self.reports_of("ndjson", &texts, as_of, threads)
    }

    /// The same of inputs in a format.
    pub fn reports_of(&self, format: &str, inputs: &[String], as_of: i64, threads: usize) -> [String; 4] {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Vec::new();
        for (number, input) in inputs.iter().enumerate() {
            let path = folder.path().join(format!("{number}.{format}"));
            std::fs::write(&path, input).unwrap();
            files.push(path.to_str().unwrap().to_owned());
        }
        let options = Options {
            reports: REPORTS.iter().map(|name| name.parse().unwrap()).collect(),
            as_of: Some(stamp(as_of)),
            ..Options::default()
        };
        let zones = duly_driver::zones::load(None).unwrap();
        let finished = run(Request {
            policy: &self.policy,
            plan: Arc::clone(&self.plan),
            zones: &zones,
            inputs: &Inputs::find(&files).unwrap(),
            stdin: None,
            mapping: None,
            on_bad: OnBad::Stop,
            threads,
            options: &options,
            progress: Progress::default(),
        })
        .unwrap_or_else(|error| panic!("a checked policy has no errors at run time: {error:#?}"));
        let style = TableStyle { width: None, color: false, zone: self.plan.meta.zone.clone() };
        let texts = finished.reports.iter().map(|report| {
            let mut out = Vec::new();
            let mut provenance = finished.provenance.clone();
            provenance.inputs.clear();
            duly_report::write(report, Format::Ndjson, &provenance, &style, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        });
        texts.collect::<Vec<_>>().try_into().unwrap()
    }

    /// What duly says of each ticket.
    pub fn says(&self, case: &Case) -> (BTreeMap<String, Said>, [Vec<Json>; 2]) {
        let [log, actions, objectives, credits] = self.reports(&[case.lines()], case.as_of, 1);
        let mut said: BTreeMap<String, Said> = BTreeMap::new();
        for row in rows(&log) {
            said.entry(ticket(&row)).or_default().log.push(row);
        }
        for row in rows(&actions) {
            said.entry(ticket(&row)).or_default().actions.push(row);
        }
        (said, [rows_of(&objectives, "objective"), rows_of(&credits, "each")])
    }
}

/// The line that a finding is about.
fn line<'p>(policy: &'p CheckedPolicy, finding: &duly_diag::Diagnostic) -> &'p str {
    let Some(span) = finding.labels.first().map(|label| label.span) else { return "" };
    let text = policy.sources.file(span.file).map_or("", |file| file.text.as_str());
    let before = &text[..span.start as usize];
    text[before.rfind('\n').map_or(0, |at| at + 1)..].lines().next().unwrap_or("")
}

fn ticket(row: &Json) -> String {
    row["ticket"].as_str().unwrap().to_owned()
}

/// The rows of a report, without what only duly can know.
pub fn rows(report: &str) -> Vec<Json> {
    rows_of(report, "ticket")
}

/// Those that have a column.
fn rows_of(report: &str, column: &str) -> Vec<Json> {
    let rows = report.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    let rows = rows.filter(|row| row.get(column).is_some());
    let plain = rows.map(|mut row| {
        let columns = row.as_object_mut().unwrap();
        columns.remove("id");
        columns.remove("policy_version");
        if let Some(line) = columns.get_mut("line") {
            let number =
                line.as_str().and_then(|line| line.rsplit_once(':')).map(|(_, number)| number.parse::<u64>());
            *line = number.unwrap().unwrap().into();
        }
        row
    });
    plain.collect()
}
