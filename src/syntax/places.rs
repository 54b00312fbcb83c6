//! Places of a text counted without its layout.

use crate::diagnose::Findings;
use crate::scan::{Kind, scan};
use duly_diag::FileId;
use std::ops::Range;

/// Counts the bytes of what is written: white space, newlines, `;` and comments count nothing, so that two layouts of one
/// text have the same places.
#[derive(Debug)]
pub(crate) struct Places {
    /// Start and end of each piece of the text that counts, and what was counted before it.
    pieces: Vec<(usize, usize, usize)>,
}

impl Places {
    /// The places of a text.
    pub(crate) fn of(file: FileId, text: &str) -> Self {
        let scanned = scan(text, &mut Findings::new(file, text));
        let mut counted = 0;
        let written = scanned.tokens.iter().filter(|t| !matches!(t.kind, Kind::Newline | Kind::Semicolon));
        let pieces = written.map(|token| {
            let before = counted;
            counted += token.end - token.start;
            (token.start, token.end, before)
        });
        Places { pieces: pieces.collect() }
    }

    /// The count at an offset.
    pub(crate) fn count(&self, offset: usize) -> usize {
        let begun = self.pieces.partition_point(|(start, ..)| *start < offset);
        begun.checked_sub(1).map_or(0, |i| {
            let (start, end, before) = self.pieces[i];
            before + (offset.min(end) - start)
        })
    }

    /// The offsets between two counts.
    pub(crate) fn range(&self, counts: Range<usize>) -> Range<usize> {
        let offset = |count: usize| {
            let begun = self.pieces.partition_point(|(.., before)| *before <= count);
            begun.checked_sub(1).map_or(0, |i| {
                let (start, _, before) = self.pieces[i];
                start + (count - before)
            })
        };
        let start = offset(counts.start);
        if counts.is_empty() { start..start } else { start..offset(counts.end - 1) + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_does_not_count() {
        let (one, other) = ("a  bc {\n d ; e # x\n}", "a bc { # y\n d\ne }");
        let (places, others) = (Places::of(FileId(0), one), Places::of(FileId(0), other));
        for word in ["a", "bc", "{", "d", "e", "}"] {
            let (here, there) = (one.find(word).unwrap(), other.find(word).unwrap());
            assert_eq!(places.count(here), others.count(there), "{word}");
            assert_eq!(places.count(here + word.len()), others.count(there + word.len()), "{word}");
            let counts = places.count(here)..places.count(here + word.len());
            assert_eq!(&one[places.range(counts.clone())], word);
            assert_eq!(&other[others.range(counts)], word);
        }
    }
}
