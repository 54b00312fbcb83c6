//! Dates, instants, and the lists of dates that open and close calendars.

use super::Builder;
use crate::ast::{DateItem, DateKind, InstantLit, Span, Spanned, ValueKind, ZoneLit};
use crate::grammar::{Node, Rule};
use chrono::{Datelike, NaiveDate, NaiveTime};
use duly_diag::{Diagnostic, codes};

impl Builder<'_, '_> {
    /// `2026-03-06`
    pub(crate) fn date(&mut self, node: &Node<'_>) -> Option<NaiveDate> {
        let (year, month, day) = iso(node.text())?;
        self.existing(year, month, day, self.span(node))
    }

    /// `from 2026-07-01` in a declaration's head.
    pub(crate) fn version_date(&mut self, head: &Node<'_>) -> Option<Spanned<NaiveDate>> {
        let from = self.single(head, Rule::from_date, "from")?;
        let node = from.parts().find(|part| matches!(part.rule(), Rule::date | Rule::date_near))?;
        let date = if node.rule() == Rule::date { self.date(&node) } else { self.date_near(&node) };
        Some(Spanned::new(date?, self.span(&node)))
    }

    fn existing(&mut self, year: i32, month: u32, day: u32, span: Span) -> Option<NaiveDate> {
        let date = NaiveDate::from_ymd_opt(year, month, day);
        if date.is_none() {
            let message = format!("there is no `{year:04}-{month:02}-{day:02}`");
            let label = match days_in(year, month) {
                Some(days) => format!("that month has {days} days"),
                None => "the months are `01` to `12`".to_owned(),
            };
            self.report(codes::NO_SUCH_DATE, span, message, label);
        }
        date
    }

    /// A date in another form: the right form where it is certain, else both readings.
    pub(crate) fn date_near(&mut self, node: &Node<'_>) -> Option<NaiveDate> {
        let (text, span) = (node.text(), self.span(node));
        let parts: Vec<&str> = text.split(['.', '/', '-']).map(str::trim).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let (first, second, third): (u32, u32, u32) = (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?);
        let year = |n: u32| i32::try_from(if n < 100 { n + 2000 } else { n }).ok();
        let mut readings: Vec<NaiveDate> = Vec::new();
        if a.len() == 4 {
            let date = self.existing(year(first)?, second, third, span)?;
            readings.push(date);
        } else {
            let either = !text.contains('.') && first != second;
            readings.extend(NaiveDate::from_ymd_opt(year(third)?, second, first));
            readings.extend(either.then(|| NaiveDate::from_ymd_opt(year(third)?, first, second)).flatten());
        }
        match readings.as_slice() {
            [] => {
                let finding =
                    Diagnostic::error(codes::DATE_FORM, span, format!("`{text}` is no date"), "no such date");
                self.findings.push(finding.help("write dates as year, month and day: `2026-03-06`"));
            }
            [date] if c.len() != 2 || a.len() == 4 => {
                self.wrong_form(
                    codes::DATE_FORM,
                    span,
                    format!("`{text}` is written `{date}`"),
                    &date.to_string(),
                );
            }
            _ => {
                let message = format!("`{text}` leaves open which number is which");
                let finding = Diagnostic::error(codes::DATE_FORM, span, message, "which day is this?");
                let choices: Vec<String> = readings.iter().map(NaiveDate::to_string).collect();
                let choices = duly_diag::list_of(choices.iter().map(String::as_str), "or");
                self.findings.push(finding.help(format!("write {choices}")));
            }
        }
        readings.first().copied()
    }

    /// `2026-03-06 14:40 in "Europe/Paris"`, or a date alone.
    pub(crate) fn instant(&mut self, node: &Node<'_>) -> Option<ValueKind> {
        let date = self.date(&node.part(Rule::date)?)?;
        let stamp = node.part(Rule::time_stamp);
        let zone = match node.part(Rule::in_zone) {
            Some(zone) => Some(ZoneLit::Named(self.text_in(&zone)?)),
            None => None,
        };
        let Some(stamp) = stamp else {
            let midnight = date.and_time(NaiveTime::MIN);
            return Some(match zone {
                Some(zone) => ValueKind::Instant(InstantLit { local: midnight, zone }),
                None => ValueKind::Date(date),
            });
        };
        let time = stamp.parts().find(|n| matches!(n.rule(), Rule::clock_time | Rule::time_near))?;
        let seconds = self.time(&time)?.node;
        let local = match NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0) {
            Some(time) => date.and_time(time),
            None => date.succ_opt()?.and_time(NaiveTime::MIN),
        };
        let offset = stamp.part(Rule::offset);
        if let (Some(offset), Some(_)) = (&offset, &zone) {
            let message = "an instant has an offset or a zone, not both";
            self.report(codes::REPEATED_PART, self.span(offset), message, "the offset");
        }
        let zone = match (zone, offset) {
            (Some(zone), _) => zone,
            (None, Some(offset)) => ZoneLit::Offset(self.offset(&offset)?),
            (None, None) => ZoneLit::Policy,
        };
        Some(ValueKind::Instant(InstantLit { local, zone }))
    }

    /// `Z`, `+02:00`: seconds east.
    fn offset(&mut self, node: &Node<'_>) -> Option<i32> {
        let text = node.text();
        if text == "Z" {
            return Some(0);
        }
        let hours: i32 = text.get(1..3)?.parse().ok()?;
        let minutes: i32 = text.get(4..6)?.parse().ok()?;
        if hours > 18 || minutes > 59 {
            self.report(
                codes::NO_SUCH_DATE,
                self.span(node),
                format!("`{text}` is no offset"),
                "at most 18 hours",
            );
            return None;
        }
        let seconds = hours * 3600 + minutes * 60;
        Some(if text.starts_with('-') { -seconds } else { seconds })
    }

    /// The entries of a list of dates. An `every` covers the entries behind it.
    pub(crate) fn dates_in(&mut self, node: &Node<'_>) -> Option<Vec<DateItem>> {
        let mut every = false;
        let mut items: Vec<Option<DateItem>> = Vec::new();
        for part in node.part(Rule::dates)?.all(Rule::date_item) {
            let span = self.span(&part);
            let item = self.date_item(&part, &mut every).map(|kind| DateItem { kind, span });
            items.push(item);
        }
        items.into_iter().collect()
    }

    fn date_item(&mut self, node: &Node<'_>, every: &mut bool) -> Option<DateKind> {
        for mark in node.parts() {
            self.range_mark(&mark, "..", codes::DATE_FORM);
        }
        *every |= node.has(Rule::kw_every);
        if let Some(yearly) = node.part(Rule::yearly) {
            let kind = self.yearly(&yearly);
            if !*every {
                self.missing_every(node, kind.as_ref());
                *every = true;
            }
            return kind;
        }
        *every = false;
        if let Some(script) = node.part(Rule::script_dates) {
            return self.script_dates(&script);
        }
        if let Some(holidays) = node.part(Rule::holidays) {
            return Some(DateKind::Holidays(self.text_in(&holidays)?));
        }
        let mut ends = Vec::new();
        for date in node.all(Rule::any_date) {
            ends.push(self.any_date(&date)?);
        }
        match ends.as_slice() {
            [date] => Some(DateKind::Date(*date)),
            [first, last] if first > last => {
                let finding = Diagnostic::error(
                    codes::NO_SUCH_DATE,
                    self.span(node),
                    "this range ends before it begins",
                    "no dates",
                );
                self.findings.push(
                    finding
                        .help(format!("write `{last} .. {first}`"))
                        .fix(self.span(node), format!("{last} .. {first}")),
                );
                None
            }
            [first, last] => Some(DateKind::Range(*first, *last)),
            _ => None,
        }
    }

    fn any_date(&mut self, node: &Node<'_>) -> Option<NaiveDate> {
        let form = node.first()?;
        if form.rule() == Rule::date { self.date(&form) } else { self.date_near(&form) }
    }

    /// `24 dec`, `1 aug .. 15 aug`, `last fri of nov`
    fn yearly(&mut self, node: &Node<'_>) -> Option<DateKind> {
        for mark in node.parts() {
            self.range_mark(&mark, "..", codes::DATE_FORM);
        }
        if let Some(nth) = node.part(Rule::nth_weekday) {
            let number = ordinal(nth.part(Rule::ordinal)?.text());
            let (weekday, month) = (self.weekday_in(&nth)?, self.month_in(&nth)?);
            return Some(DateKind::YearlyNth { nth: number, weekday, month });
        }
        let mut ends = Vec::new();
        for day in node.all(Rule::day_month) {
            ends.push(self.day_month(&day)?);
        }
        match ends.as_slice() {
            [day] => Some(DateKind::Yearly(*day)),
            [first, last] => Some(DateKind::YearlyRange(*first, *last)),
            _ => None,
        }
    }

    /// `closed 24 dec`: every year, or in one?
    fn missing_every(&mut self, node: &Node<'_>, kind: Option<&DateKind>) {
        let written = self.source(node);
        let mut help = format!("write `every {written}` for each year");
        if let Some(DateKind::Yearly(day)) = kind {
            help += &format!(", or a date with its year like `2026-{:02}-{:02}`", day.month, day.day);
        }
        let message = format!("`{written}` has no year");
        self.findings.push(
            Diagnostic::error(codes::DATE_FORM, self.span(node), message, "every year, or once?").help(help),
        );
    }
}

fn iso(text: &str) -> Option<(i32, u32, u32)> {
    Some((text.get(0..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?, text.get(8..10)?.parse().ok()?))
}

fn days_in(year: i32, month: u32) -> Option<u32> {
    let next = if month == 12 {
        NaiveDate::from_ymd_opt(year + 1, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(year, month + 1, 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1)?;
    Some(next?.pred_opt()?.day())
}

/// 1 to 5; none is `last`.
fn ordinal(word: &str) -> Option<u8> {
    match word {
        "first" | "1st" => Some(1),
        "second" | "2nd" => Some(2),
        "third" | "3rd" => Some(3),
        "fourth" | "4th" => Some(4),
        "fifth" | "5th" => Some(5),
        _ => None,
    }
}
