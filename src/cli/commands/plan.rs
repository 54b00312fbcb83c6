//! `duly plan`: what a policy is compiled to.

use super::plan;
use crate::args::Common;
use crate::terminal;
use crate::{Exit, Failure};
use clap::ValueEnum;
use duly_driver::PlanView;
use std::io;

/// Show the compiled plan: levels flattened, conditions resolved, every line with its place
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: duly plan rules/liveagent --format dot | dot -Tsvg > plan.svg")]
pub struct Args {
    /// The policy: a file, or a folder with a `policy.sla`
    #[arg(value_name = "POLICY")]
    policy: String,
    /// How it is shown
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
    /// A graph for Graphviz
    Dot,
}

impl Args {
    /// Prints the plan.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let Some((policy, plan)) = plan(&self.policy, &common.zones()?, common.terminal())? else {
            return Ok(Exit::No);
        };
        let view = PlanView::of(&policy, &plan);
        let text = match self.format {
            Format::Text => view.text(),
            Format::Json => view.json().map_err(io::Error::from)?,
            Format::Dot => view.dot(),
        };
        terminal::answer(&text)?;
        Ok(Exit::Well)
    }
}
