//! What makes one target of several parts: a name for a length, `plus` and `then`.

use crate::conditions::Place;
use crate::levels::Settings;
use crate::names::Vocabulary;
use crate::scope::Scope;
use crate::show;
use crate::targets::seconds;
use duly_diag::{Diagnostic, Span, Spanned, codes};
use duly_plan::{Plus, Stretch};
use duly_syntax::ast::{self, Amount, Length, Name};

impl<'a> Scope<'a, '_> {
    /// A length as written. The parameters of a level have their values by now, so a name is one that nothing has.
    pub fn amount(&mut self, amount: &Spanned<Amount>) -> Option<Length> {
        match &amount.node {
            Amount::Known(length) => Some(*length),
            Amount::Named(name) => self.unknown_length(name, "a length"),
        }
    }

    /// A name where a length or a share must stand.
    pub fn unknown_length<T>(&mut self, name: &Name, what: &str) -> Option<T> {
        let message =
            format!("`{}` stands for {what} here, and nothing of that kind has this name", name.text);
        let help = match what {
            "a share" => {
                "write it out, like `75%`, or declare a parameter: `level NAME(share: percent = 75%)`"
            }
            _ => "write it out, like `4h`, or declare a parameter: `level NAME(first: duration = 4h)`",
        };
        let finding = Diagnostic::error(codes::UNKNOWN_LENGTH, name.span, message, "not known").help(help);
        self.findings.add_unknown(&name.text, finding);
        None
    }

    /// What is added to the stretches of a target whose first is `length`.
    pub fn plus(
        &mut self,
        within: &ast::Within,
        length: Length,
        with_started: &'a Vocabulary,
    ) -> Option<Vec<Plus>> {
        let first = within.plus.iter().map(|plus| (0, plus));
        let later = within.then.iter().enumerate();
        let later = later.flat_map(|(at, stretch)| stretch.plus.iter().map(move |plus| (at + 1, plus)));
        let all: Vec<_> =
            first.chain(later).map(|(at, plus)| self.one_plus(at, plus, length, with_started)).collect();
        all.into_iter().collect()
    }

    fn one_plus(
        &mut self,
        stretch: usize,
        plus: &ast::Plus,
        length: Length,
        with_started: &'a Vocabulary,
    ) -> Option<Plus> {
        let names = std::mem::replace(&mut self.names, with_started);
        let condition = self.condition(&plus.condition, Place::Growth);
        self.names = names;
        let more = match (self.amount(&plus.length)?, length) {
            (Length::Time(more), Length::Time(_)) => seconds(more),
            (Length::Days(more), Length::Days(days)) if more.unit == days.unit => i64::from(more.count),
            (more, _) => {
                let message =
                    format!("`{}` cannot be added to `{}`", show::length(more), show::length(length));
                let finding = Diagnostic::error(codes::PLUS_KIND, plus.length.span, message, "another kind")
                    .help("add time to time and days to days of the same kind: `within 2h, plus 1h if ..`");
                return self.fail(finding);
            }
        };
        if more == 0 {
            return self.zero_plus(plus);
        }
        Some(Plus { stretch, more, condition: condition?, span: plus.span })
    }

    fn zero_plus<T>(&mut self, plus: &ast::Plus) -> Option<T> {
        let finding =
            Diagnostic::error(codes::ZERO_TARGET, plus.length.span, "a `plus` of nothing adds nothing", "");
        self.fail(finding.help("leave it out, or add some time: `, plus 15m if ..`"))
    }

    /// The stretches behind the first.
    pub fn stretches(
        &mut self,
        within: &ast::Within,
        first: Length,
        settings: &Settings,
    ) -> Option<Vec<Stretch>> {
        if let (Length::Days(_), Some(then)) = (first, within.then.first()) {
            let label = (then.span, "what comes then");
            return self.days_in_stretches(within.length.span, first, Some(label));
        }
        let all: Vec<_> = within.then.iter().map(|stretch| self.stretch(stretch, settings)).collect();
        all.into_iter().collect()
    }

    fn stretch(&mut self, stretch: &ast::Stretch, settings: &Settings) -> Option<Stretch> {
        let length = self.amount(&stretch.length)?;
        let shown = format!("`{}`", show::length(length));
        let calendar = self.calendar_of(stretch.calendar.as_ref(), stretch.span, &shown, settings);
        match length {
            Length::Time(time) if time.seconds == 0 => {
                self.zero(stretch.length.span, length, "leave this stretch out, or give it some time")
            }
            Length::Time(time) => {
                Some(Stretch { seconds: seconds(time), calendar: calendar?, span: stretch.span })
            }
            Length::Days(_) => self.days_in_stretches(stretch.length.span, length, None),
        }
    }

    fn days_in_stretches<T>(&mut self, span: Span, days: Length, label: Option<(Span, &str)>) -> Option<T> {
        let message = format!("`{}` is a count of days, and a stretch is spent by time", show::length(days));
        let finding = Diagnostic::error(codes::STRETCH_OF_DAYS, span, message, "")
            .help("count hours in every stretch: `within 8h on office then 30m on always`");
        self.fail(match label {
            Some((span, text)) => finding.label(span, text),
            None => finding,
        })
    }
}
