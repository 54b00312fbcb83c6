//! Lengths of time: durations, day counts, and the many other ways people write them.

use super::Builder;
use crate::ast::{DayCount, DayUnit, Duration, Length, Span, Spanned};
use crate::grammar::{Node, Rule};
use duly_diag::{Diagnostic, codes};

/// No promise is longer than a century; more is a slip of the pen, and would not fit the arithmetic.
const LONGEST: u64 = 100 * 366 * 86_400;

impl Builder<'_, '_> {
    /// A length where only a length can stand.
    pub(crate) fn length(&mut self, node: &Node<'_>) -> Option<Spanned<Length>> {
        let form = node.first()?;
        let length = match form.rule() {
            Rule::duration => Length::Time(self.duration(&form)?),
            Rule::day_count => Length::Days(self.day_count(&form)?),
            Rule::length_near => self.length_near(&form)?,
            _ => self.figure(&form)?,
        };
        Some(Spanned::new(length, self.span(node)))
    }

    /// `1h30m`
    pub(crate) fn duration(&mut self, node: &Node<'_>) -> Option<Duration> {
        let parts = pieces(node.text());
        let seconds = parts.iter().try_fold(0u64, |sum, (figure, unit)| {
            let factor = Unit::of(unit)?.seconds()?;
            sum.checked_add(figure.parse::<u64>().ok()?.checked_mul(factor)?)
        });
        self.bounded(seconds, node)
    }

    fn bounded(&mut self, seconds: Option<u64>, node: &Node<'_>) -> Option<Duration> {
        let seconds = seconds.filter(|s| *s <= LONGEST);
        if seconds.is_none() {
            self.too_long(self.span(node));
        }
        Some(Duration { seconds: seconds? })
    }

    fn too_long(&mut self, span: Span) {
        self.report(codes::LENGTH_FORM, span, "no length is more than 100 years", "longer than that");
    }

    /// `2 business days`
    pub(crate) fn day_count(&mut self, node: &Node<'_>) -> Option<DayCount> {
        let count = node.part(Rule::whole)?.text().parse().ok().filter(|n: &u32| *n <= 36_600);
        if count.is_none() {
            self.too_long(self.span(node));
        }
        let unit = node.part(Rule::day_unit)?;
        let unit = match (unit.text().starts_with("business"), unit.text().contains("month")) {
            (true, _) => DayUnit::BusinessDays,
            (false, false) => DayUnit::CalendarDays,
            (false, true) => DayUnit::CalendarMonths,
        };
        Some(DayCount { count: count?, unit })
    }

    /// `4`: of what? Read as hours after the finding.
    fn figure(&mut self, node: &Node<'_>) -> Option<Length> {
        let (figure, span) = (node.text(), self.span(node));
        let plural = if figure == "1" { "" } else { "s" };
        let finding = Diagnostic::error(
            codes::UNCLEAR_LENGTH,
            span,
            format!("`{figure}` is a length without its unit"),
            format!("{figure} what?"),
        );
        self.findings.push(finding.help(format!(
            "write `{figure}h`, `{figure}m`, `{figure} business day{plural}` or `{figure} calendar day{plural}`"
        )));
        let hours: u64 = figure.parse().ok()?;
        Some(Length::Time(Duration { seconds: hours.checked_mul(3600)? }))
    }

    /// A length in another form: the right form where it is certain, else the forms it may stand for.
    pub(crate) fn length_near(&mut self, node: &Node<'_>) -> Option<Length> {
        let written = self.source(node);
        let parts = pieces(node.text());
        let units: Vec<Unit> = parts.iter().filter_map(|(_, unit)| Unit::of(unit)).collect();
        if units.iter().all(|u| u.seconds().is_some()) {
            return self.time_near(node, &parts, &units);
        }
        let ([(figure, _)], [unit]) = (parts.as_slice(), units.as_slice()) else {
            let message = format!("`{written}` adds days to time, which are counted in different ways");
            let finding =
                Diagnostic::error(codes::UNCLEAR_LENGTH, self.span(node), message, "two kinds of length");
            self.findings
                .push(finding.help("write it all in hours (`36h`), or all in days (`2 business days`)"));
            return None;
        };
        match figure.parse::<u32>().ok().filter(|n| *n <= 5_000) {
            Some(count) => Some(self.days_near(node, count, *unit)),
            None => {
                let message = format!("`{written}` is no whole number of days");
                let finding =
                    Diagnostic::error(codes::UNCLEAR_LENGTH, self.span(node), message, "how long is this?");
                self.findings
                    .push(finding.help("write it in hours (`36h`) or in whole days (`2 business days`)"));
                None
            }
        }
    }

    /// `90 minutes`, `1.5h`, `1h 30m`: certain, and only written otherwise.
    fn time_near(&mut self, node: &Node<'_>, parts: &[(&str, &str)], units: &[Unit]) -> Option<Length> {
        let mut seconds = parts
            .iter()
            .zip(units)
            .try_fold(0u64, |sum, ((figure, _), unit)| sum.checked_add(scaled(figure, unit.seconds()?)?));
        // `1h30`: the figure without a unit counts the next smaller one.
        if let (Some((figure, "")), Some(unit)) = (parts.last(), units.last()) {
            let factor = unit.seconds()? / 60;
            seconds = seconds.and_then(|s| s.checked_add(figure.parse::<u64>().ok()?.checked_mul(factor)?));
        }
        let Some(seconds) = seconds else {
            let message = format!("`{}` is no whole number of seconds", self.source(node));
            self.report(codes::LENGTH_FORM, self.span(node), message, "how long is this?");
            return None;
        };
        let duration = self.bounded(Some(seconds), node)?;
        let right = shown(duration.seconds);
        let message = format!("`{}` is written `{right}`", self.source(node));
        self.wrong_form(codes::LENGTH_FORM, self.span(node), message, &right);
        Some(Length::Time(duration))
    }

    /// `1d`, `2 weeks`, `1 month`, `2 working days`. After an unclear one the first reading is taken.
    fn days_near(&mut self, node: &Node<'_>, count: u32, unit: Unit) -> Length {
        let s = |n: u32| if n == 1 { "" } else { "s" };
        let business = |n: u32| format!("{n} business day{}", s(n));
        let calendar = |n: u32| format!("{n} calendar day{}", s(n));
        let months = |n: u32| format!("{n} calendar month{}", s(n));
        let days = |count, unit| Length::Days(DayCount { count, unit });
        let (readings, length) = match unit {
            Unit::BusinessDay => (vec![business(count)], days(count, DayUnit::BusinessDays)),
            Unit::CalendarDay => (vec![calendar(count)], days(count, DayUnit::CalendarDays)),
            Unit::Month => (vec![months(count)], days(count, DayUnit::CalendarMonths)),
            Unit::Year => (vec![months(count * 12)], days(count * 12, DayUnit::CalendarMonths)),
            Unit::Week => {
                let hours = Length::Time(Duration { seconds: u64::from(count) * 168 * 3600 });
                (vec![format!("{}h", count * 168), business(count * 5), calendar(count * 7)], hours)
            }
            Unit::Day | Unit::Hour | Unit::Minute | Unit::Second => {
                let hours = Length::Time(Duration { seconds: u64::from(count) * 86_400 });
                (vec![format!("{}h", count * 24), business(count), calendar(count)], hours)
            }
        };
        let (written, span) = (self.source(node), self.span(node));
        if let [right] = readings.as_slice() {
            self.wrong_form(codes::LENGTH_FORM, span, format!("`{written}` is written `{right}`"), right);
        } else {
            let message = format!("`{written}` can be read in three ways");
            let finding = Diagnostic::error(codes::UNCLEAR_LENGTH, span, message, "which of them?");
            self.findings.push(finding.help(format!(
                "write `{}` (time on the calendar), `{}` (open dates) or `{}` (all dates)",
                readings[0], readings[1], readings[2]
            )));
        }
        length
    }
}

/// What a unit's word means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    BusinessDay,
    CalendarDay,
    Week,
    Month,
    Year,
}

impl Unit {
    /// The unit of a word such as `hrs`, `d` or `working days`; none for no word.
    fn of(word: &str) -> Option<Unit> {
        let lower = word.to_lowercase();
        let business = lower.starts_with("business") || lower.starts_with("work");
        let calendar = lower.starts_with("calendar");
        let last = lower.rsplit([' ', '\t', '-']).next().unwrap_or_default();
        let last = last.strip_prefix("work").unwrap_or(last);
        Some(match (last, business, calendar) {
            (w, ..) if w.starts_with("mo") => Unit::Month,
            (w, ..) if w.starts_with('s') => Unit::Second,
            (w, ..) if w.starts_with('m') => Unit::Minute,
            (w, ..) if w.starts_with('h') => Unit::Hour,
            (w, true, _) if w.starts_with('d') => Unit::BusinessDay,
            (w, _, true) if w.starts_with('d') => Unit::CalendarDay,
            (w, ..) if w.starts_with('d') => Unit::Day,
            (w, ..) if w.starts_with('w') => Unit::Week,
            (w, ..) if w.starts_with('y') => Unit::Year,
            _ => return None,
        })
    }

    /// Its length in seconds, if it is a unit of time and not of days.
    fn seconds(self) -> Option<u64> {
        match self {
            Unit::Second => Some(1),
            Unit::Minute => Some(60),
            Unit::Hour => Some(3600),
            _ => None,
        }
    }
}

/// Cuts `1h 30m` into (`1`, `h`), (`30`, `m`).
fn pieces(text: &str) -> Vec<(&str, &str)> {
    let digit = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let figure = rest.find(|c| !digit(c)).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(figure);
        let unit = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        all.push((head, tail[..unit].trim()));
        if figure + unit == 0 {
            break;
        }
        rest = &tail[unit..];
    }
    all
}

/// A figure with or without decimals, times a factor, if that is whole.
fn scaled(figure: &str, factor: u64) -> Option<u64> {
    let figure = figure.replace(',', ".");
    let (whole, decimals) = figure.split_once('.').unwrap_or((&figure, ""));
    let denominator = 10u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let decimals: u64 = if decimals.is_empty() { 0 } else { decimals.parse().ok()? };
    let numerator = whole.parse::<u64>().ok()?.checked_mul(denominator)?.checked_add(decimals)?;
    let product = numerator.checked_mul(factor)?;
    product.is_multiple_of(denominator).then(|| product / denominator)
}

/// Seconds as the language writes them.
fn shown(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let part = |n: u64, unit: &str| if n > 0 { format!("{n}{unit}") } else { String::new() };
    let text = part(hours, "h") + &part(minutes, "m") + &part(seconds, "s");
    if text.is_empty() { "0s".to_owned() } else { text }
}
