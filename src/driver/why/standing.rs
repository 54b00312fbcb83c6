//! What of a story explains how the ticket stands: the rules as they were judged last, and of each cycle what judges it
//! and what became of it last.

use super::page::Page;
use super::story::{CycleStory, Happening, RulesStory, Story};
use super::text::Writer;
use crate::lines::{Line, Tone};

/// For a terminal of so many columns.
pub(super) fn lines(story: &Story, width: usize) -> Vec<Line> {
    let mut page = Page::new(width);
    let writer = Writer { story };
    for level in &story.levels {
        writer.standing("", level, &mut page);
        if let Some(rules) = judged_last(story, &level.agreement) {
            writer.tried(rules, 2, |_| true, &mut page);
        }
    }
    for cycle in &story.cycles {
        page.blank();
        writer.cycle(cycle, target(story, cycle), &mut page);
        if let Some(happening) = moved(story, cycle).filter(|_| cycle.closed.is_none()) {
            writer.happening(happening, (&[], &[]), &mut page);
        }
    }
    page.blank();
    page.words(0, Tone::Dim, "`why all` tells the whole story");
    page.lines
}

fn happenings(story: &Story) -> impl DoubleEndedIterator<Item = &Happening> {
    story.moments.iter().flat_map(|moment| &moment.happened)
}

fn judged_last<'s>(story: &'s Story, agreement: &str) -> Option<&'s RulesStory> {
    happenings(story).rev().find_map(|happening| match happening {
        Happening::Rules(rules) if rules.agreement == agreement => Some(rules),
        _ => None,
    })
}

/// The last time that a promise was chosen for a cycle.
fn target<'s>(story: &'s Story, cycle: &CycleStory) -> Option<&'s Happening> {
    happenings(story).rev().find(|it| match it {
        Happening::Target { cycle: of, agreement, .. } => *of == cycle.name && *agreement == cycle.agreement,
        _ => false,
    })
}

/// What a line of its clock did to a cycle last; that it began is said already.
fn moved<'s>(story: &'s Story, cycle: &CycleStory) -> Option<&'s Happening> {
    let last = happenings(story)
        .rev()
        .find(|it| matches!(it, Happening::Clock { cycle: of, .. } if *of == cycle.name));
    last.filter(|it| !matches!(it, Happening::Clock { moved: "starts", .. }))
}
