//! A ticket's events to its story, wherever the events come from.

use super::story::{Provenance, Story};
use super::teller::Teller;
use super::words::Told;
use duly_calendar::Zone;
use duly_engine::{Event, OutOfOrder, Program, TicketState};
use duly_plan::{FieldId, Plan, standard};
use duly_report::Faults;

/// What a story is told from.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a> {
    /// The policy, made ready; with the fields of [`captured`].
    pub program: &'a Program,
    /// Names, texts and places.
    pub told: Told<'a>,
    /// The path of the policy.
    pub policy_path: &'a str,
    /// The ticket.
    pub ticket: &'a str,
}

/// Tells the story of a ticket up to the instant that its provenance names; `give` hands over the events one by one,
/// in order. Beside it the scripts that failed.
///
/// # Errors
/// An event that cannot come there.
pub(crate) fn tell(
    telling: Telling<'_>,
    provenance: Provenance,
    give: impl FnOnce(&mut dyn FnMut(&Event<'_>) -> Result<(), OutOfOrder>) -> Result<(), OutOfOrder>,
) -> Result<(Story, Faults), OutOfOrder> {
    let Telling { program, told, policy_path, ticket } = telling;
    let as_of = provenance.as_of;
    let mut teller = Teller::new(told);
    let mut state = TicketState::new(program);
    state.start(ticket);
    give(&mut |event| if event.at <= as_of { state.apply(event, &mut teller) } else { Ok(()) })?;
    state.finish(as_of, &mut teller);
    let moments = teller.moments();
    let zone: Zone = told.zone.clone();
    let Teller { cycles, levels, created, events, faults, .. } = teller;
    let story = Story {
        provenance,
        ticket: ticket.to_owned(),
        created,
        events,
        levels,
        moments,
        cycles,
        zone,
        policy_path: policy_path.to_owned(),
    };
    Ok((story, faults))
}

/// The fields whose changes are told: those that the policy declares, and those that every helpdesk has.
pub(crate) fn captured(plan: &Plan) -> Vec<FieldId> {
    const ALWAYS: [FieldId; 5] =
        [standard::STATUS, standard::PRIORITY, standard::ASSIGNEE, standard::DEPARTMENT, standard::TAGS];
    let ids = (0..plan.fields.len()).filter_map(|index| u16::try_from(index).ok()).map(FieldId);
    ids.filter(|id| plan.field(*id).span.is_some() || ALWAYS.contains(id)).collect()
}
