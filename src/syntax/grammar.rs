//! The pest parser, and the only face of it that the rest of the crate sees.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
pub(crate) use rules::Rule;

/// The generated code, apart.
mod rules {
    /// The parser that pest derives from the grammar.
    #[derive(pest_derive::Parser)]
    #[grammar = "../../grammar/sla.pest"]
    pub(crate) struct Grammar;
}

/// A node of a parsed statement: what it matched, and where in the file.
#[derive(Clone, Debug)]
pub(crate) struct Node<'t> {
    pair: Pair<'t, Rule>,
    base: usize,
}

/// Why a statement does not parse.
pub(crate) struct Failure {
    /// Offset in the file of the word that does not fit.
    pub at: usize,
    /// What could stand there.
    pub expected: Vec<Rule>,
}

/// Every rule of the grammar.
pub(crate) fn every_rule() -> impl Iterator<Item = Rule> {
    Rule::all_rules().iter().copied()
}

/// Parses a piece of the mask, which begins at the offset `base` of the file, by a rule.
pub(crate) fn parse(rule: Rule, text: &str, base: usize) -> Result<Node<'_>, Failure> {
    match rules::Grammar::parse(rule, text) {
        Ok(mut pairs) => {
            #[cfg(test)]
            made::note(&pairs);
            let pair = pairs.next().ok_or(Failure { at: base, expected: Vec::new() })?;
            Ok(Node { pair, base })
        }
        Err(error) => {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            Err(Failure { at: base + at, expected })
        }
    }
}

impl<'t> Node<'t> {
    pub(crate) fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    /// What was matched, without the space behind it.
    pub(crate) fn text(&self) -> &'t str {
        self.pair.as_str().trim_end()
    }

    /// Offset of the first byte in the file.
    pub(crate) fn start(&self) -> usize {
        self.base + self.pair.as_span().start()
    }

    /// Offset after the last byte in the file.
    pub(crate) fn end(&self) -> usize {
        self.start() + self.text().len()
    }

    /// The parts, in order.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let base = self.base;
        self.pair.clone().into_inner().map(move |pair| Node { pair, base })
    }

    /// The first part.
    pub(crate) fn first(&self) -> Option<Node<'t>> {
        self.parts().next()
    }

    /// The first part by a rule.
    pub(crate) fn part(&self, rule: Rule) -> Option<Node<'t>> {
        self.parts().find(|n| n.rule() == rule)
    }

    /// All parts by a rule.
    pub(crate) fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'t>> + use<'t> {
        self.parts().filter(move |n| n.rule() == rule)
    }

    /// Whether there is a part by a rule.
    pub(crate) fn has(&self, rule: Rule) -> bool {
        self.part(rule).is_some()
    }
}

/// The rules by which nodes were made, for the test that asks whether a text uses all of them.
#[cfg(test)]
pub(crate) mod made {
    use super::Rule;
    use pest::iterators::Pairs;
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    thread_local! {
        static RULES: RefCell<BTreeSet<Rule>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub(super) fn note(pairs: &Pairs<'_, Rule>) {
        let rules = pairs.clone().flatten().map(|pair| pair.as_rule());
        RULES.with_borrow_mut(|all| all.extend(rules));
    }

    /// What was noted on this thread since the last call.
    pub(crate) fn take() -> BTreeSet<Rule> {
        RULES.take()
    }
}
