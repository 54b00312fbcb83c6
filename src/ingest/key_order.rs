//! Which key comes after which: lines of one kind have the same keys in the same order, so that the next key is better
//! guessed and compared than looked for.
//!
//! What is remembered makes reading quicker and changes nothing of what is read.

use crate::scan::Scanner;

/// The keys of one object, as the lines so far had them.
#[derive(Clone, Debug)]
pub(crate) struct KeyOrder {
    /// The first stands for the beginning of the object.
    known: Vec<Known>,
}

/// A key with the comma before it.
#[derive(Clone, Copy, Debug)]
struct Known {
    text: KeyText,
    /// The member of that name; none if nobody asks for it.
    member: Option<usize>,
    wish: Wish,
    /// What came after it, in the order in which that was found; 0 is nothing more.
    next: [u8; NEXT],
}

/// What is wanted of a member whose value is a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wish {
    /// It goes into a slot.
    Slot(u16),
    /// Nobody asks for it.
    Nothing,
    /// Something else.
    Else,
}

/// Comma, quote, key, quote and colon.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct KeyText {
    /// The text, and zeros after it.
    pub word: u128,
    /// Ones where the text is.
    pub mask: u128,
    pub length: usize,
}

impl KeyText {
    /// Room for the longest key that is remembered, with its four signs.
    pub const ROOM: usize = 16;

    /// None if the key is too long.
    fn new(key: &[u8]) -> Option<KeyText> {
        let length = key.len() + 4;
        let mut text = [0; Self::ROOM];
        let parts = text.get_mut(..length)?;
        parts.copy_from_slice(&[b",\"", key, b"\":"].concat());
        let mask = u128::MAX >> (8 * (Self::ROOM - length));
        Some(KeyText { word: u128::from_le_bytes(text), mask, length })
    }
}

/// As many keys as are tried after one.
const NEXT: usize = 6;

/// As many keys as an object's order remembers.
const KNOWN: usize = 64;

impl Default for KeyOrder {
    fn default() -> KeyOrder {
        let text = KeyText::default();
        KeyOrder { known: vec![Known { text, member: None, wish: Wish::Else, next: [0; NEXT] }] }
    }
}

/// A key of which it is known what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    /// Its place in the order.
    pub place: usize,
    /// The member of that name; none if nobody asks for it.
    pub member: Option<usize>,
    pub wish: Wish,
    /// Where it ends, the quote not included.
    pub end: usize,
    /// Its length.
    pub length: usize,
}

impl KeyOrder {
    /// The place before the first key.
    pub const START: usize = 0;

    /// Passes one of the keys that came after the one at `before`, with the comma before it and the colon after it, if
    /// that is what stands there. [`KeyOrder::START`] is the place before the first key, which has no comma.
    #[inline(always)]
    pub fn follow(&self, before: usize, scanner: &mut Scanner<'_>) -> Option<Expected> {
        let start = before == Self::START;
        let mut ahead = scanner.ahead(scanner.at - usize::from(start))?;
        if start {
            // The brace is as good as a comma.
            ahead = ahead & !0xFF | u128::from(b',');
        }
        for next in self.known[before].next {
            let place = usize::from(next);
            if place == Self::START {
                return None;
            }
            let Known { text, member, wish, .. } = self.known[place];
            if ahead & text.mask == text.word {
                scanner.at += text.length - usize::from(start);
                return Some(Expected { place, member, wish, end: scanner.at - 2, length: text.length - 4 });
            }
        }
        None
    }

    /// Remembers that a key came after the one at `before`; returns its own place, if it is remembered.
    #[cold]
    pub fn learn(
        &mut self,
        before: Option<usize>,
        key: &[u8],
        member: Option<usize>,
        wish: Wish,
    ) -> Option<usize> {
        let text = KeyText::new(key)?;
        let place = self.known.iter().position(|known| known.text == text).or_else(|| {
            self.known.push(Known { text, member, wish, next: [0; NEXT] });
            (self.known.len() <= KNOWN).then_some(self.known.len() - 1)
        });
        self.known.truncate(KNOWN);
        let free = before.and_then(|before| self.known[before].next.iter_mut().find(|next| **next == 0));
        if let (Some(free), Some(place)) = (free, place) {
            *free = u8::try_from(place).unwrap_or(0);
        }
        place
    }
}
