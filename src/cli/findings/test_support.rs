//! Findings for the tests of the formats.

use duly_diag::{Diagnostic, SourceMap, Span, codes};

/// An error with a fix, and a warning with a second place.
pub fn mistakes() -> (Vec<Diagnostic>, SourceMap) {
    let text = "duly 1\n\npolicy \"x\" { zone \"čšž\\ é%ab\" }\n";
    let mut sources = SourceMap::new();
    let file = sources.add("a.sla", text);
    let at = text.find("é%").unwrap();
    let span = Span::new(file, at, at + "é%ab\" ".len());
    let error = Diagnostic::error(codes::UNKNOWN_ZONE, span, "there is no time zone `é%`", "not known")
        .help("did you mean `x`?")
        .fix(span, "x");
    let warning =
        Diagnostic::warning(codes::NEVER_STARTS, Span::new(file, 0, 4), "a <clock> & \"more\"", "here")
            .label(Span::new(file, 5, 6), "the other");
    (vec![error, warning], sources)
}

/// A finding in a file whose name has every odd character.
pub fn odd_path() -> (Diagnostic, SourceMap) {
    let mut sources = SourceMap::new();
    let file = sources.add("a,b % c:/.sla", "duly 1\n");
    (Diagnostic::error(codes::SYNTAX, Span::new(file, 0, 4), "no", "here"), sources)
}
