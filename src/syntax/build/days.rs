//! Weekdays, months, days of a month.

use super::Builder;
use crate::ast::{DayMonth, Spanned};
use crate::grammar::{Node, Rule};
use chrono::Weekday;
use duly_diag::{Diagnostic, codes};

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// First and last day, both included.
pub(crate) type DayRange = Spanned<(Weekday, Weekday)>;

impl Builder<'_, '_> {
    /// `mon-thu`, `sat, sun`, `daily`
    pub(crate) fn days(&mut self, node: &Node<'_>) -> Option<Vec<DayRange>> {
        let mut all = Vec::new();
        for part in node.parts() {
            let span = self.span(&part);
            match part.rule() {
                Rule::day_range => all.push(self.day_range(&part)?),
                Rule::kw_daily => all.push(Spanned::new((Weekday::Mon, Weekday::Sun), span)),
                Rule::daily_near => {
                    let message = format!("`{}` is written `daily`", part.text());
                    self.wrong_form(codes::DAY_FORM, span, message, "daily");
                    all.push(Spanned::new((Weekday::Mon, Weekday::Sun), span));
                }
                _ => {}
            }
        }
        Some(all)
    }

    fn day_range(&mut self, node: &Node<'_>) -> Option<DayRange> {
        let mut ends = Vec::new();
        for part in node.parts() {
            match part.rule() {
                Rule::weekday | Rule::weekday_near => ends.push(self.weekday(&part)?),
                _ => self.range_mark(&part, "-", codes::DAY_FORM),
            }
        }
        let (first, last) = (ends.first()?, ends.last()?);
        Some(Spanned::new((first.0, last.1), self.span(node)))
    }

    /// A weekday by the rule `weekday` or `weekday_near`; `weekdays` and `weekend` are two.
    fn weekday(&mut self, node: &Node<'_>) -> Option<(Weekday, Weekday)> {
        let lower = node.text().to_lowercase();
        let group = match lower.as_str() {
            w if w.starts_with("weekend") => Some(("sat, sun", (Weekday::Sat, Weekday::Sun))),
            w if w.starts_with("weekday") || w.starts_with("workday") => {
                Some(("mon-fri", (Weekday::Mon, Weekday::Fri)))
            }
            _ => None,
        };
        let (right, days) = match group {
            Some(group) => group,
            None => {
                let (name, day) = *WEEKDAYS.iter().find(|(name, _)| lower.starts_with(name))?;
                (name, (day, day))
            }
        };
        if node.rule() == Rule::weekday_near {
            let message = format!("`{}` is written `{right}`", node.text());
            self.wrong_form(codes::DAY_FORM, self.span(node), message, right);
        }
        Some(days)
    }

    /// The one weekday among a node's parts.
    pub(crate) fn weekday_in(&mut self, node: &Node<'_>) -> Option<Weekday> {
        let part = node.parts().find(|n| matches!(n.rule(), Rule::weekday | Rule::weekday_near))?;
        let (first, last) = self.weekday(&part)?;
        if first != last && !self.findings.any_within(node.start(), part.start()) {
            self.report(codes::DAY_FORM, self.span(&part), "one weekday belongs here", "several days");
        }
        Some(first)
    }

    /// The month among a node's parts, 1 to 12.
    pub(crate) fn month_in(&mut self, node: &Node<'_>) -> Option<u8> {
        let part = node.parts().find(|n| matches!(n.rule(), Rule::month | Rule::month_near))?;
        let (number, name) = month(part.text())?;
        // Where the day is written otherwise too, one finding covers both.
        if part.rule() == Rule::month_near && node.rule() != Rule::day_month_near {
            let message = format!("`{}` is written `{name}`", part.text());
            self.wrong_form(codes::DAY_FORM, self.span(&part), message, name);
        }
        Some(number)
    }

    /// `24 dec`
    pub(crate) fn day_month(&mut self, node: &Node<'_>) -> Option<DayMonth> {
        let (day, month) = match node.part(Rule::day_month_near) {
            Some(near) => self.day_month_near(&near)?,
            None => (node.part(Rule::day_number)?.text().parse().ok()?, self.month_in(node)?),
        };
        let length = MONTH_DAYS[usize::from(month - 1)];
        if day == 0 || day > length {
            let name = MONTHS[usize::from(month - 1)];
            let message = format!("there is no `{day} {name}`");
            self.report(codes::NO_SUCH_DATE, self.span(node), message, format!("{name} has {length} days"));
            return None;
        }
        Some(DayMonth { day, month })
    }

    fn day_month_near(&mut self, node: &Node<'_>) -> Option<(u8, u8)> {
        let figures =
            |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u8>().ok();
        let (day, month) = match node.part(Rule::numeric_day_near) {
            Some(numeric) => {
                let text = numeric.text();
                let day = figures(text)?;
                let month = figures(&text[text.find(['.', '/'])? + 1..])?;
                if text.contains('/') && day <= 12 || !(1..=12).contains(&month) {
                    return self.unclear_day(node, day, month);
                }
                (day, month)
            }
            None => (figures(node.part(Rule::day_near)?.text())?, self.month_in(node)?),
        };
        let right = format!("{day} {}", MONTHS.get(usize::from(month) - 1)?);
        let message = format!("`{}` is written `{right}`", node.text());
        self.wrong_form(codes::DATE_FORM, self.span(node), message, &right);
        Some((day, month))
    }

    /// `03/06`, `12/24`: which is the month?
    fn unclear_day(&mut self, node: &Node<'_>, first: u8, second: u8) -> Option<(u8, u8)> {
        let name = |month: u8| month.checked_sub(1).and_then(|i| MONTHS.get(usize::from(i)));
        let mut readings: Vec<String> = Vec::new();
        for (day, month) in [(first, second), (second, first)] {
            readings.extend(name(month).map(|m| format!("`{day} {m}`")));
        }
        readings.dedup();
        let message = format!("`{}` is no date of this language", node.text());
        let finding = Diagnostic::error(codes::DATE_FORM, self.span(node), message, "which day and month?");
        let help = if readings.is_empty() {
            "write it like `24 dec`".to_owned()
        } else {
            format!("write {}", readings.join(" or "))
        };
        self.findings.push(finding.help(help));
        None
    }
}

/// Number and short name of a month by any form of its name.
fn month(text: &str) -> Option<(u8, &'static str)> {
    let lower = text.to_lowercase();
    (1u8..).zip(MONTHS).find(|(_, name)| lower.starts_with(name))
}
