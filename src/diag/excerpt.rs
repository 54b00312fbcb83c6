//! The lines of a source around a place, for miette to draw: found by the line index that the source has,
//! where miette's own texts are read from their beginning for every label.

use crate::SourceFile;
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Snippets of one finding with no more lines than this between them are drawn as one: a new picture
/// would take as much room as the lines.
const JOINED_OVER: usize = 4;

/// A source file to draw from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Excerpts<'a>(pub &'a SourceFile);

impl SourceCode for Excerpts<'_> {
    /// The lines of a span with so many around it. Without lines around it, what is given begins at the span itself,
    /// with its column in characters; else at the beginning of a line.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let SourceFile { name, text, .. } = self.0;
        let start = span.offset().min(text.len());
        let end = start.saturating_add(span.len()).min(text.len());
        let (own, last) = (self.0.line_index(start), self.0.line_index(end.saturating_sub(1).max(start)));
        let first = own.saturating_sub(before);
        let (from, column) = if before == 0 {
            (start, self.0.position(start).column as usize - 1)
        } else {
            (self.0.line_start(first), 0)
        };
        let to = if after == 0 { end } else { self.0.line_start(last + after + 1) };
        Ok(Box::new(MietteSpanContents::new_named(
            name.clone(),
            &text.as_bytes()[from..to.max(from)],
            (from, to.max(from) - from).into(),
            first,
            column,
            last + after + 1 - first + JOINED_OVER,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpts;
    use crate::{SourceFile, SourceMap};
    use miette::SourceCode;

    const TEXT: &str = "one\r\ntwo\n\nfoür, five\nsix";

    fn file() -> SourceFile {
        let mut map = SourceMap::new();
        let id = map.add("a.sla", TEXT);
        map.file(id).unwrap().clone()
    }

    /// What is read of a span with a line around it: the text, and its first line from 0.
    fn around(start: usize, len: usize) -> (String, usize) {
        let file = file();
        let excerpts = Excerpts(&file);
        let read = excerpts.read_span(&(start, len).into(), 1, 1).unwrap();
        (String::from_utf8(read.data().to_vec()).unwrap(), read.line())
    }

    #[test]
    fn what_is_read_is_what_miette_reads_from_a_string() {
        let file = file();
        let excerpts = Excerpts(&file);
        for start in 0..=TEXT.len() {
            for end in start..=TEXT.len() {
                // No span of ours ends with a line break or begins in the middle of one.
                let within = TEXT.get(start..end).is_none_or(|text| text.ends_with(['\n', '\r']));
                if within || TEXT[..start].ends_with('\r') {
                    continue;
                }
                let span = (start, end - start).into();
                let (own, theirs) =
                    (excerpts.read_span(&span, 1, 1).unwrap(), TEXT.read_span(&span, 1, 1).unwrap());
                assert_eq!(own.data(), theirs.data(), "{start}..{end}");
                assert_eq!((own.span(), own.line(), own.column()), (theirs.span(), theirs.line(), 0));
                let (own, theirs) =
                    (excerpts.read_span(&span, 0, 0).unwrap(), TEXT.read_span(&span, 0, 0).unwrap());
                assert_eq!((own.span().offset(), own.line()), (theirs.span().offset(), theirs.line()));
            }
        }
    }

    #[test]
    fn columns_count_characters() {
        let file = file();
        let five = TEXT.find("five").unwrap();
        let read = Excerpts(&file);
        let read = read.read_span(&(five, 4).into(), 0, 0).unwrap();
        assert_eq!((read.line(), read.column(), read.name()), (3, 6, Some("a.sla")));
    }

    #[test]
    fn a_span_beyond_the_text_is_its_end() {
        assert_eq!(around(TEXT.len() + 9, 3), ("foür, five\nsix".to_owned(), 3));
        assert_eq!(around(0, 900), (TEXT.to_owned(), 0));
    }
}
