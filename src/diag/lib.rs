//! Spans, sources, diagnostics and their codes; rendering behind a feature.
//!
//! A [`Diagnostic`] is data until something renders it: `render::human` draws it with miette (feature
//! `render`), [`json`] writes one object a finding. Every finding has a [`Code`] with a page in
//! `docs/errors/`; the registry is [`codes::all`].

pub mod codes;
mod diagnostic;
#[cfg(feature = "render")]
mod excerpt;
pub mod json;
#[cfg(feature = "render")]
pub mod render;
mod sample;
mod source;
mod span;
mod suggest;

pub use codes::Code;
pub use diagnostic::{Diagnostic, Fix, Label, Severity, has_errors, sort};
pub use sample::Sample;
pub use source::{Position, SourceFile, SourceMap};
pub use span::{FileId, Span, Spanned};
pub use suggest::{alike, did_you_mean, list_of};
