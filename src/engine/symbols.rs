//! Texts as small numbers: equal texts have equal symbols, so that conditions compare numbers.
//!
//! A symbol's number depends on what was seen before it; nothing may order by it or print it.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A text of a [`Symbols`] table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Symbol(u32);

/// A table of texts: a program's constants first, then what the tickets bring.
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    ids: FxHashMap<Arc<str>, Symbol>,
    texts: Vec<Arc<str>>,
    constants: usize,
}

impl Symbols {
    /// Beyond this many texts of tickets, [`Symbols::trim`] starts afresh: bounds the memory of a long run.
    const KEEP: usize = 1 << 16;

    /// The symbol of a text, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.ids.get(text) {
            return *symbol;
        }
        let symbol = Symbol(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.ids.insert(text, symbol);
        symbol
    }

    /// The text of a symbol of this table.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        usize::try_from(symbol.0).ok().and_then(|i| self.texts.get(i)).map_or("", |text| text)
    }

    /// Declares all texts so far to be constants, which stay for good.
    pub(crate) fn seal(&mut self) {
        self.constants = self.texts.len();
    }

    /// Forgets the texts of earlier tickets when there are many; the symbols of constants stay valid.
    pub(crate) fn trim(&mut self) {
        if self.texts.len() > self.constants + Self::KEEP {
            for text in self.texts.drain(self.constants..) {
                self.ids.remove(&text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Symbols;

    #[test]
    fn equal_texts_have_equal_symbols() {
        let mut symbols = Symbols::default();
        let (a, b) = (symbols.intern("a"), symbols.intern("b"));
        assert_ne!(a, b);
        assert_eq!(symbols.intern("a"), a);
        assert_eq!(symbols.text(b), "b");
    }

    #[test]
    fn trimming_keeps_constants_and_reuses_the_rest() {
        let mut symbols = Symbols::default();
        let constant = symbols.intern("vip");
        symbols.seal();
        for i in 0..=Symbols::KEEP {
            symbols.intern(&format!("text {i}"));
        }
        symbols.trim();
        assert_eq!(symbols.intern("vip"), constant);
        let fresh = symbols.intern("text 7");
        assert_eq!(symbols.text(fresh), "text 7");
        assert_eq!(symbols.texts.len(), 2);
    }
}
