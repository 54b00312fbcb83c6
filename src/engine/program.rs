//! A plan made ready for a query: what cannot reach an output is left out, the rest is compiled.

use crate::choice::Choices;
use crate::clock::{self, ClockProgram};
use crate::condition::{Compiler, Test};
use crate::local::ZoneField;
use crate::mask::{Reads, StandardFields};
use crate::needs::{self, Needs};
use crate::query::{Demand, Query};
use crate::rules::{RulesPrograms, agreement_id};
use crate::script::{ScriptHost, Scripts};
use crate::slot::Slot;
use crate::symbols::Symbols;
use crate::target::{Growing, TargetProgram};
use crate::timers::Timers;
use crate::trigger::Triggers;
use duly_plan::{ClockId, Condition, FieldType, Per, Plan, StateId, TargetChoice, standard};
use std::sync::Arc;

/// A [`Plan`] specialised for a [`Query`]; made once, shared by all threads.
#[derive(Clone, Debug)]
pub struct Program {
    plan: Arc<Plan>,
    query: Query,
    pub(crate) demand: Demand,
    /// The constants of the policy.
    pub(crate) symbols: Symbols,
    /// The values of a ticket on which nothing is set.
    pub(crate) defaults: Vec<Slot>,
    /// How many fields are lists.
    pub(crate) list_count: usize,
    /// The standard fields that the engine keeps and that somebody reads.
    pub(crate) kept: StandardFields,
    /// The states that somebody reads, each after those it reads.
    pub(crate) states: Vec<StateProgram>,
    /// The clocks that can reach an output, in the plan's order.
    pub(crate) clocks: Vec<ClockProgram>,
    /// What the states that pause or hide cycles read.
    pub(crate) state_reads: Reads,
    /// The clocks that conditions ask about.
    pub(crate) watched: Vec<usize>,
    /// Whether a clock's cycles belong to calls or chats.
    pub(crate) wants_keys: bool,
    /// Whether any target warns.
    pub(crate) warns: bool,
    pub(crate) rules: Vec<RulesPrograms>,
    pub(crate) choices: Choices,
    /// Each target.
    pub(crate) targets: Vec<TargetProgram>,
    /// The targets to be looked at when a cycle begins.
    pub(crate) growing: Growing,
    pub(crate) timers: Timers,
    pub(crate) triggers: Triggers,
    /// The fields whose zones the calendars of targets read from the ticket.
    pub(crate) zone_fields: Vec<ZoneField>,
    pub(crate) scripts: Arc<Scripts>,
}

/// A state of a program.
#[derive(Clone, Debug)]
pub(crate) struct StateProgram {
    pub(crate) id: StateId,
    pub(crate) test: Test,
    pub(crate) reads: Reads,
}

impl Program {
    /// Specialises a plan.
    #[must_use]
    pub fn new(plan: Arc<Plan>, query: &Query) -> Program {
        let shared = Arc::clone(&plan);
        Program::of_needs(plan, query, &Needs::of(&shared, query))
    }

    /// Specialises a plan for those who ask what its clocks do ([`crate::TicketState::clock_is`]): every clock is
    /// followed, whether or not it can reach an output of the query.
    #[must_use]
    pub fn watching(plan: Arc<Plan>, query: &Query) -> Program {
        let shared = Arc::clone(&plan);
        let mut needs = Needs::of(&shared, query);
        needs.watch_all();
        Program::of_needs(plan, query, &needs)
    }

    fn of_needs(plan: Arc<Plan>, query: &Query, needs: &Needs<'_>) -> Program {
        let demand = needs.demand();
        let mut compiler = Compiler::new(&plan);
        let reads = needs::state_reads(&plan);
        let (defaults, list_count) = defaults(&plan, &mut compiler.symbols);
        let states = plan.state_order.iter().filter(|id| needs.states[id.index()]);
        let states = states
            .map(|id| StateProgram { id: *id, test: compiler.state_test(*id), reads: reads[id.index()] })
            .collect();
        let clocks: Vec<ClockProgram> = clocks(&plan, needs, &reads, &mut compiler);
        let rules = (0..plan.rules.len())
            .map(|at| RulesPrograms::new(&plan, agreement_id(at), &reads, &mut compiler))
            .collect();
        let choices = Choices::new(&plan, &needs.levels, &reads, &mut compiler);
        let targets = plan.targets.iter().map(|target| TargetProgram::new(target, &mut compiler)).collect();
        let timers = Timers::new(standing_conditions(&plan, needs).into_iter(), &compiler);
        let versions = |id| (0..clocks.len()).filter(|at| clocks[*at].id == id).collect();
        let triggers = Triggers::new(query, versions, clocks.len(), &mut compiler);
        let mut symbols = std::mem::take(&mut compiler.symbols);
        symbols.seal();
        Program {
            query: query.clone(),
            symbols,
            defaults,
            list_count,
            kept: StandardFields::of(standard::KEPT.into_iter().filter(|field| demand.fields[field.index()])),
            states,
            watched: (0..clocks.len()).filter(|index| needs.watched[clocks[*index].id.index()]).collect(),
            state_reads: clocks.iter().fold(Reads::NONE, |sum, clock| sum.and(clock.state_reads)),
            wants_keys: clocks.iter().any(|clock| matches!(clock.per, Per::Contact(_))),
            warns: plan.targets.iter().any(|target| !target.warns.is_empty()),
            clocks,
            rules,
            choices,
            targets,
            growing: Growing::of(&plan, &needs.levels),
            timers,
            triggers,
            zone_fields: ZoneField::of_plan(&plan),
            scripts: Arc::new(Scripts::new(&plan, &reads)),
            demand,
            plan,
        }
    }

    /// Gives the scripts of the plan to what runs them; without a host each of them fails when it is asked.
    #[must_use]
    pub fn with_scripts(mut self, host: Arc<dyn ScriptHost>) -> Program {
        self.scripts = Arc::new(self.scripts.with_host(host));
        self
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The query.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// What readers must deliver; what is not demanded cannot change an output.
    #[must_use]
    pub fn demand(&self) -> Demand {
        self.demand.clone()
    }
}

/// The row of a ticket on which nothing is set; lists get a number each.
fn defaults(plan: &Plan, symbols: &mut Symbols) -> (Vec<Slot>, usize) {
    let mut lists = 0;
    let mut row = Vec::with_capacity(plan.fields.len());
    for field in &plan.fields {
        row.push(if field.kind == FieldType::List {
            lists += 1;
            Slot::List { from: lists - 1, len: 0 }
        } else {
            field.if_unset.as_ref().map_or(Slot::Unset, |value| Slot::constant(value, symbols))
        });
    }
    (row, usize::try_from(lists).unwrap_or_default())
}

fn clocks(plan: &Plan, needs: &Needs<'_>, reads: &[Reads], compiler: &mut Compiler<'_>) -> Vec<ClockProgram> {
    let mut programs = Vec::new();
    for (index, clock) in plan.clocks.iter().enumerate().filter(|(index, _)| needs.clocks[*index]) {
        let id = ClockId(u16::try_from(index).unwrap_or(u16::MAX));
        programs.push(ClockProgram::new((id, plan), clock, reads, compiler));
    }
    // Records come in the order of the clocks, whichever version is in force.
    programs.sort_by_key(|program| (program.id, program.version));
    programs
}

/// The conditions whose turning matters by itself; a guard is only asked at an event.
fn standing_conditions<'p>(plan: &'p Plan, needs: &Needs<'_>) -> Vec<&'p Condition> {
    let mut all: Vec<&Condition> = Vec::new();
    for (rules, _) in plan.rule_sets().filter(|(rules, _)| !rules.at_creation) {
        all.extend(rules.rules.iter().filter(|rule| !rule.inactive).flat_map(|rule| &rule.condition));
    }
    let levels = plan.levels.iter().zip(&needs.levels).filter(|(_, needed)| **needed);
    for entry in levels.flat_map(|(level, _)| &level.targets) {
        if let TargetChoice::List(entries) = &entry.choice {
            all.extend(entries.iter().flat_map(|entry| &entry.0));
        }
    }
    let clocks = plan.clocks.iter().zip(&needs.clocks).filter(|(_, needed)| **needed);
    all.extend(clocks.flat_map(|(clock, _)| clock::state_conditions(clock)));
    let states = plan.states.iter().zip(&needs.states).filter(|(_, needed)| **needed);
    all.extend(states.flat_map(|(state, _)| &state.condition));
    all
}
