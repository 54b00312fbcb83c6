//! Values as the fields of a policy want them.

use chrono::NaiveDate;
use duly_calendar::Instant;
use duly_diag::{codes, did_you_mean};
use duly_plan::{FieldId, FieldType};

use crate::bad::{Checked, Problem, choices, shown};
use crate::draft::{DraftSet, bad_stamp};
use crate::program::Program;
use crate::row::{Cell, Items, Row, Text};
use crate::schema::Schema;
use crate::stamp::StampFault;

/// A value of its field's type; texts and items lie in the row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Typed {
    Unset,
    Code(u16),
    Text(Text),
    Number(f64),
    YesNo(bool),
    Date(i32),
    Instant(Instant),
    Duration(i64),
    List(Items),
}

/// Checks a field's value against its type.
pub(crate) fn typed(
    program: &Program<'_>,
    schema: &Schema<'_>,
    field: FieldId,
    set: &DraftSet,
    row: &mut Row,
    line: &str,
) -> Checked<Typed> {
    let reading = Reading { program, set, line };
    match (schema.kind(field), set.cell) {
        (_, Cell::Missing | Cell::Null) => Ok(Typed::Unset),
        (FieldType::Text | FieldType::Person, cell) => reading.text(cell, row).map(Typed::Text),
        (FieldType::Choice { values, .. }, cell) => {
            let text = reading.text(cell, row)?;
            let text = program.view(row, line).text(text);
            match schema.code(field, text) {
                Some(code) => Ok(Typed::Code(code)),
                None => Err(off_list(text, values).key(reading.key(row))),
            }
        }
        (FieldType::Number, cell) => reading.number(cell, row).map(Typed::Number),
        (FieldType::YesNo, cell) => reading.yes_no(cell, row).map(Typed::YesNo),
        (FieldType::Date, cell) => reading.date(cell, row).map(|date| Typed::Date(days(date))),
        (FieldType::Instant, cell) => reading.instant(cell, row).map(Typed::Instant),
        (FieldType::Duration, cell) => reading.duration(cell, row).map(Typed::Duration),
        (FieldType::List, cell) => reading.list(cell, row).map(Typed::List),
    }
}

/// One value on its way to a type.
pub(crate) struct Reading<'a, 'm> {
    pub program: &'a Program<'m>,
    pub set: &'a DraftSet,
    pub line: &'a str,
}

impl Reading<'_, '_> {
    fn text(&self, cell: Cell, row: &mut Row) -> Checked<Text> {
        match cell {
            Cell::Text(text) => Ok(text),
            Cell::Int(number) if self.program.bend => Ok(row.keep_display(number)),
            Cell::Float(number) if self.program.bend => Ok(row.keep_display(number)),
            Cell::Bool(yes) if self.program.bend => Ok(row.keep_display(yes)),
            other => Err(self.wrong(other, row, "text")),
        }
    }

    /// A number.
    #[expect(clippy::cast_precision_loss, reason = "a number field holds 53 bits, as JSON numbers do")]
    pub fn number(&self, cell: Cell, row: &Row) -> Checked<f64> {
        match cell {
            Cell::Int(number) => Ok(number as f64),
            Cell::Float(number) => Ok(number),
            Cell::Text(text) if self.program.bend => {
                let read = self.program.view(row, self.line).text(text).trim().parse::<f64>();
                read.ok().filter(|n| n.is_finite()).ok_or_else(|| self.wrong(cell, row, "a number"))
            }
            other => Err(self.wrong(other, row, "a number")),
        }
    }

    /// Yes or no.
    pub fn yes_no(&self, cell: Cell, row: &Row) -> Checked<bool> {
        match cell {
            Cell::Bool(yes) => Ok(yes),
            Cell::Text(text) if self.program.bend => {
                let text = self.program.view(row, self.line).text(text);
                yes_no(text).ok_or_else(|| self.wrong(cell, row, "yes or no"))
            }
            other => Err(self.wrong(other, row, "yes or no")),
        }
    }

    /// A date: `2026-03-06`, or what the mapping's format says.
    pub fn date(&self, cell: Cell, row: &Row) -> Checked<NaiveDate> {
        let Cell::Text(text) = cell else { return Err(self.wrong(cell, row, "a date such as `2026-03-06`")) };
        let text = self.program.view(row, self.line).text(text);
        if let Ok(date) = text.parse::<NaiveDate>() {
            return Ok(date);
        }
        let reader = &self.program.readers[usize::from(self.set.reader)];
        match reader.format.as_ref().map(|_| reader.read_wall(text)) {
            Some(Ok(wall)) => Ok(wall.date()),
            _ => Err(self.wrong(cell, row, "a date such as `2026-03-06`")),
        }
    }

    /// An instant.
    pub fn instant(&self, cell: Cell, row: &Row) -> Checked<Instant> {
        let view = self.program.view(row, self.line);
        let reader = &self.program.readers[usize::from(self.set.reader)];
        let read = match cell {
            Cell::Text(text) => reader.read(view.text(text)),
            Cell::Int(number) if self.program.bend => reader.read_number(number),
            _ => Err(StampFault::Shape),
        };
        read.map(|stamp| Instant(stamp.seconds)).map_err(|fault| {
            let text = view.show(cell).unwrap_or_else(|| cell.describe().to_owned());
            bad_stamp(fault, &text, reader.format.as_deref()).key(self.key(row))
        })
    }

    fn duration(&self, cell: Cell, row: &Row) -> Checked<i64> {
        let read = match cell {
            Cell::Int(seconds) => Some(seconds),
            Cell::Text(text) => duration(self.program.view(row, self.line).text(text)),
            _ => None,
        };
        let wanted = "a duration (seconds, or a text such as `1h30m`)";
        read.filter(|seconds| *seconds >= 0).ok_or_else(|| self.wrong(cell, row, wanted))
    }

    /// A list of text; a text is cut at the mapping's separator where types may be bent.
    pub fn list(&self, cell: Cell, row: &mut Row) -> Checked<Items> {
        match cell {
            Cell::List(items) => {
                let wrong = row.items[items.range()].iter().find(|item| !matches!(item, Cell::Text(_)));
                match wrong {
                    Some(item) => Err(self.wrong(*item, row, "text, as the items of a list are")),
                    None => Ok(items),
                }
            }
            Cell::Text(text) if self.program.bend => {
                let view = self.program.view(row, self.line);
                let parts = parts(view.text(text), &self.program.spec.separator);
                Ok(row.list(parts.into_iter().map(|(from, to)| Cell::Text(text.part(from, to)))))
            }
            other => Err(self.wrong(other, row, "a list of text")),
        }
    }

    /// The key to name: where the value was read, else the field.
    fn key(&self, row: &Row) -> String {
        match self.set.slot {
            Some(slot) => self.program.keys[usize::from(slot)].clone(),
            None => self.program.view(row, self.line).text(self.set.name).to_owned(),
        }
    }

    fn wrong(&self, cell: Cell, row: &Row, wanted: &str) -> Box<Problem> {
        let value = self.program.view(row, self.line).show(cell);
        let message = match &value {
            Some(value) if matches!(cell, Cell::Text(_)) => format!("{} is not {wanted}", shown(value)),
            Some(value) => format!("{} is {}, not {wanted}", shown(value), cell.describe()),
            None => format!("this is {}, not {wanted}", cell.describe()),
        };
        let problem = Problem::new(codes::BAD_VALUE, message).key(self.key(row));
        match value {
            Some(value) => problem.value(value),
            None => problem,
        }
    }
}

/// A text that is not on a closed list.
pub(crate) fn off_list(text: &str, values: &[String]) -> Box<Problem> {
    let names = values.iter().map(String::as_str);
    let message = format!("{} is not on the list {}", shown(text), choices(names.clone()));
    let near = did_you_mean(text, names);
    Problem::new(codes::BAD_VALUE, message).value(text).suggest(near)
}

/// Days since 1970-01-01.
fn days(date: NaiveDate) -> i32 {
    date.signed_duration_since(NaiveDate::default()).num_days().try_into().unwrap_or(i32::MAX)
}

/// Yes or no, as tables of text write it.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("yes") || text == "1" {
        Some(true)
    } else if is("false") || is("no") || text == "0" {
        Some(false)
    } else {
        None
    }
}

/// Seconds of a duration as policies write it (`45s`, `1h30m`), or as a plain number of seconds.
fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let (mut total, mut number, mut last) = (0_i64, None::<i64>, i64::MAX);
    for c in text.chars() {
        let Some(digit) = c.to_digit(10) else {
            let unit = match c {
                'h' => 3600,
                'm' => 60,
                's' => 1,
                _ => return None,
            };
            if unit >= last {
                return None;
            }
            last = unit;
            total = total.checked_add(number.take()?.checked_mul(unit)?)?;
            continue;
        };
        number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(i64::from(digit))?);
    }
    (number.is_none() && last < i64::MAX).then_some(total)
}

/// The items of a list written as one text, by their places in it; blanks around an item do not count.
pub(crate) fn parts(text: &str, separator: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    for piece in text.split(separator) {
        let from = start + (piece.len() - piece.trim_start().len());
        let to = start + piece.trim_end().len();
        if from < to {
            out.push((from, to));
        }
        start += piece.len() + separator.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_the_language() {
        assert_eq!(duration("45s"), Some(45));
        assert_eq!(duration("1h30m"), Some(5400));
        assert_eq!(duration("90"), Some(90));
        for bad in ["", "1d", "h", "30m1h", "1h1h", "1h 30", "1h30", "99999999999999999h"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_list_is_cut_at_its_separator() {
        let cut = |text: &'static str| -> Vec<&str> {
            parts(text, ";").into_iter().map(|(from, to)| &text[from..to]).collect()
        };
        assert_eq!(cut("a; b c ;d"), ["a", "b c", "d"]);
        assert_eq!(cut(" ;;"), Vec::<&str>::new());
        assert_eq!(cut(""), Vec::<&str>::new());
    }

    #[test]
    fn yes_and_no_have_few_spellings() {
        assert_eq!([yes_no("Yes"), yes_no("TRUE"), yes_no("1")], [Some(true); 3]);
        assert_eq!([yes_no("no"), yes_no("False"), yes_no("0")], [Some(false); 3]);
        assert_eq!([yes_no(""), yes_no("y"), yes_no("2")], [None; 3]);
    }
}
