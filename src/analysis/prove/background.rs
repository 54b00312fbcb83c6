//! Formulas that stand behind many questions, found by the variables that are in them.

use super::formula::{Formula, Var};
use std::collections::BTreeMap;
use std::ops::Range;

/// Formulas in an order, such as the opposites of all rules.
#[derive(Debug)]
pub(super) struct Background<'f> {
    formulas: Vec<&'f Formula>,
    /// Where the formulas with a variable stand, rising.
    by_variable: BTreeMap<Var, Vec<usize>>,
    /// Where those stand that do not hold if every variable has its first class.
    failing: Vec<usize>,
}

impl<'f> Background<'f> {
    pub fn new(formulas: Vec<&'f Formula>) -> Background<'f> {
        let mut by_variable: BTreeMap<Var, Vec<usize>> = BTreeMap::new();
        for (at, formula) in formulas.iter().enumerate() {
            formula.variables(&mut |var| {
                let own = by_variable.entry(var).or_default();
                if own.last() != Some(&at) {
                    own.push(at);
                }
            });
        }
        let fails = |at: &usize| !formulas[*at].holds_in(&|_| 0);
        let failing = (0..formulas.len()).filter(fails).collect();
        Background { formulas, by_variable, failing }
    }

    /// How many formulas there are.
    pub fn len(&self) -> usize {
        self.formulas.len()
    }
}

/// A stretch of a background that stands behind one question.
#[derive(Debug)]
pub(super) struct Behind<'b, 'f> {
    background: Option<&'b Background<'f>>,
    stretch: Range<usize>,
}

impl<'b, 'f> Behind<'b, 'f> {
    /// A question with nothing behind it.
    pub fn nothing() -> Behind<'b, 'f> {
        Behind { background: None, stretch: 0..0 }
    }

    /// A stretch of a background.
    pub fn new(background: &'b Background<'f>, stretch: Range<usize>) -> Behind<'b, 'f> {
        Behind { background: Some(background), stretch }
    }

    /// All of it.
    pub fn all(&self) -> impl Iterator<Item = &'f Formula> + '_ {
        let own = self.background.iter().flat_map(|own| &own.formulas[self.stretch.clone()]);
        own.copied()
    }

    /// The formulas that may fail where only some variables have another than their first class; some more
    /// than once.
    pub fn concerned<'s>(&'s self, moved: &'s [Var]) -> impl Iterator<Item = &'f Formula> + 's {
        self.background.into_iter().flat_map(move |own| {
            let about = moved.iter().filter_map(|var| own.by_variable.get(var));
            let lists = std::iter::once(&own.failing).chain(about);
            lists.flat_map(|list| self.inside(list)).map(|at| own.formulas[*at])
        })
    }

    /// What of a rising list lies in the stretch.
    fn inside<'l>(&self, list: &'l [usize]) -> &'l [usize] {
        let from = list.partition_point(|at| *at < self.stretch.start);
        let to = list.partition_point(|at| *at < self.stretch.end);
        &list[from..to.max(from)]
    }
}
