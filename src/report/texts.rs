//! The texts of a sheet: kept once, spoken of by number. The numbers follow the order of arrival, so they must
//! never decide an order or reach an output.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    texts: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, i64>,
}

impl Texts {
    /// The number of a text; the same text gets the same number.
    pub(crate) fn intern(&mut self, text: &str) -> i64 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = i64::try_from(self.texts.len()).unwrap_or(i64::MAX);
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The text of a number that came from here.
    pub(crate) fn get(&self, number: i64) -> &str {
        usize::try_from(number).ok().and_then(|i| self.texts.get(i)).map_or("", |t| t)
    }
}
