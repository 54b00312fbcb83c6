//! The content lines of an iCalendar file, unfolded, each with the number of its first line.

use icalendar::parser::Property;

use super::Unreadable;

/// One property: `DTSTART;VALUE=DATE:20260101`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ContentLine {
    /// Number of its first line in the file, from 1.
    pub(super) number: usize,
    /// In capitals.
    pub(super) name: String,
    pub(super) value: String,
    parameters: Vec<(String, String)>,
}

impl ContentLine {
    /// The value of a parameter, without its quotes; the name in capitals.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn read(number: usize, text: &str) -> Result<ContentLine, Unreadable> {
        let unreadable = || Unreadable::at(number, format!("`{}` is not `NAME:VALUE`", shortened(text)));
        // The parser takes a line without a colon for a property without a value.
        if !text.contains(':') {
            return Err(unreadable());
        }
        // Nor does it read these two, which it takes for the frames of components.
        if let Some((name, value)) = text.split_once(':')
            && ["BEGIN", "END"].contains(&name.to_ascii_uppercase().as_str())
        {
            let (name, value) = (name.to_ascii_uppercase(), value.trim().to_ascii_uppercase());
            return Ok(ContentLine { number, name, value, parameters: Vec::new() });
        }
        let property = Property::try_from(text).map_err(|_| unreadable())?;
        let parameter = |p: &icalendar::parser::Parameter<'_>| {
            let value = p.val.as_ref().map_or("", |v| v.as_ref()).trim_matches('"');
            (p.key.as_ref().to_ascii_uppercase(), value.to_owned())
        };
        Ok(ContentLine {
            number,
            name: property.name.as_ref().to_ascii_uppercase(),
            value: property.val.as_ref().trim_end().to_owned(),
            parameters: property.params.iter().map(parameter).collect(),
        })
    }
}

/// The content lines of a text. A line that begins with a space or a tab continues the one before.
pub(super) fn read(text: &str) -> Result<Vec<ContentLine>, Unreadable> {
    let mut unfolded: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        match (line.strip_prefix([' ', '\t']), unfolded.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => unfolded.push((number, line.to_owned())),
        }
    }
    unfolded.iter().map(|(number, line)| ContentLine::read(*number, line)).collect()
}

/// The beginning of a text that may be long.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_are_joined_and_keep_their_number() {
        let lines =
            read("BEGIN:VEVENT\r\nSUMMARY:a long\r\n  name\\, with\r\n\tmore\r\nEND:VEVENT\r\n").unwrap();
        let seen: Vec<_> = lines.iter().map(|l| (l.number, l.name.as_str(), l.value.as_str())).collect();
        assert_eq!(
            seen,
            [(1, "BEGIN", "VEVENT"), (2, "SUMMARY", "a long name, withmore"), (5, "END", "VEVENT")]
        );
    }

    #[test]
    fn parameters_may_be_quoted_and_in_small_letters() {
        let lines = read("dtstart;tzid=\"Europe/Paris\";value=date-time:20260101T000000").unwrap();
        assert_eq!(lines[0].name, "DTSTART");
        assert_eq!(lines[0].parameter("TZID"), Some("Europe/Paris"));
        assert_eq!(lines[0].value, "20260101T000000");
    }

    #[test]
    fn a_line_without_a_colon_is_refused_with_its_number() {
        let error = read("BEGIN:VEVENT\nwhat is this\n").unwrap_err();
        assert_eq!((error.line, error.reason.as_str()), (Some(2), "`what is this` is not `NAME:VALUE`"));
    }
}
