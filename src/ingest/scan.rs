//! The tokens of JSON, found without copying.
//!
//! Written by hand because reading events is most of the work of a run, and a reader that builds values, or hands
//! every member to a visitor, costs two to three times as much as one that knows which members are wanted. It accepts
//! exactly what `serde_json` accepts; a property in `json_tests.rs` holds both against each other.

use wide::u8x16;

/// A place where the text stops being JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// The byte.
    pub at: usize,
    /// What is wrong there, in words.
    pub what: &'static str,
}

/// The fault is boxed so that what is nearly always right stays small.
pub(crate) type Scanned<T> = Result<T, Box<Fault>>;

/// Objects and lists nested deeper than this are refused, as `serde_json` does.
const DEEPEST: usize = 127;

/// A string's content between its quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Quoted {
    pub start: usize,
    pub end: usize,
    /// Whether it has escapes.
    pub escaped: bool,
}

/// A number.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Number {
    Int(i64),
    Float(f64),
}

/// Reads one text from left to right.
#[derive(Debug)]
pub(crate) struct Scanner<'l> {
    text: &'l str,
    bytes: &'l [u8],
    /// The next byte.
    pub at: usize,
    depth: usize,
}

impl<'l> Scanner<'l> {
    pub fn new(text: &'l str) -> Scanner<'l> {
        Scanner { text, bytes: text.as_bytes(), at: 0, depth: 0 }
    }

    #[cold]
    pub fn fault<T>(&self, what: &'static str) -> Scanned<T> {
        Err(Box::new(Fault { at: self.at, what }))
    }

    /// The next byte after blanks, which is not passed; 0 at the end.
    #[inline]
    pub fn peek(&mut self) -> u8 {
        match self.bytes.get(self.at) {
            Some(byte) if *byte > b' ' => *byte,
            _ => self.peek_after_blanks(),
        }
    }

    #[cold]
    fn peek_after_blanks(&mut self) -> u8 {
        while let Some(byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return *byte;
            }
            self.at += 1;
        }
        0
    }

    /// Whether there is nothing left.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Passes the opening of an object or list.
    pub fn open(&mut self) -> Scanned<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fault("this is nested too deep");
        }
        self.at += 1;
        Ok(())
    }

    /// After an opening or an item: whether another item follows; `first` after the opening. Passes commas and the
    /// closing.
    #[inline]
    pub fn more(&mut self, first: bool, closing: u8) -> Scanned<bool> {
        let byte = self.peek();
        if byte == closing {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if first {
            return Ok(true);
        }
        if byte != b',' {
            return self.fault(if closing == b'}' { "expected `,` or `}`" } else { "expected `,` or `]`" });
        }
        self.at += 1;
        if self.peek() == closing {
            return self.fault("there is a `,` with nothing after it");
        }
        Ok(true)
    }

    /// Sixteen bytes from a place on, if there are so many.
    #[inline(always)]
    pub fn ahead(&self, at: usize) -> Option<u128> {
        self.bytes.get(at..)?.first_chunk().map(|bytes| u128::from_le_bytes(*bytes))
    }

    /// A key and the colon after it.
    #[inline]
    pub fn key(&mut self) -> Scanned<Quoted> {
        if self.peek() != b'"' {
            return self.fault("expected a key in double quotes");
        }
        let key = self.string()?;
        if self.peek() != b':' {
            return self.fault("expected `:`");
        }
        self.at += 1;
        Ok(key)
    }

    /// Where a key of at most fifteen bytes begins and ends; it and the colon after it are passed, if the text goes on as programs write it: no blank, no
    /// escape. Else nothing is passed.
    #[inline(always)]
    pub fn near_key(&mut self) -> Option<(usize, usize)> {
        let near = self.bytes.get(self.at..)?.first_chunk::<NEAR>()?;
        if near[0] != b'"' {
            return None;
        }
        let length = near_length(near)?;
        if near[length + 2] != b':' {
            return None;
        }
        let start = self.at + 1;
        self.at = start + length + 2;
        Some((start, start + length))
    }

    /// A string; the next byte is its opening quote.
    #[inline]
    pub fn string(&mut self) -> Scanned<Quoted> {
        let start = self.at + 1;
        let end = start + plain_length(self.bytes.get(start..).unwrap_or_default());
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Quoted { start, end, escaped: false });
        }
        self.long_string(start)
    }

    #[inline(never)]
    fn long_string(&mut self, start: usize) -> Scanned<Quoted> {
        self.at = start;
        let mut escaped = false;
        loop {
            self.at += plain_length(&self.bytes[self.at..]);
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    let end = self.at;
                    self.at += 1;
                    return Ok(Quoted { start, end, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(_) => return self.fault("a control character stands in a text"),
                None => return self.fault("a text is not closed"),
            }
        }
    }

    /// Passes one escape; surrogates are looked at when the text is wanted.
    fn escape(&mut self) -> Scanned<()> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => match self.bytes.get(self.at + 2..self.at + 6) {
                Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => self.at += 6,
                _ => return self.fault("`\\u` needs four hexadecimal digits"),
            },
            _ => return self.fault("`\\` begins no escape that JSON knows"),
        }
        Ok(())
    }

    /// Appends a string with its escapes resolved.
    pub fn unescape(&self, quoted: Quoted, out: &mut String) -> Scanned<()> {
        let mut rest = quoted.start;
        while let Some(found) = memchr::memchr(b'\\', &self.bytes[rest..quoted.end]) {
            out.push_str(&self.text[rest..rest + found]);
            let at = rest + found;
            let plain = match self.bytes[at + 1] {
                b'u' => {
                    let (c, length) = self.unicode(at, quoted.end)?;
                    out.push(c);
                    rest = at + length;
                    continue;
                }
                b'b' => '\u{8}',
                b'f' => '\u{C}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                other => char::from(other),
            };
            out.push(plain);
            rest = at + 2;
        }
        out.push_str(&self.text[rest..quoted.end]);
        Ok(())
    }

    /// The character of a `\u` escape, or of two that make one, and how many bytes they take.
    fn unicode(&self, at: usize, end: usize) -> Scanned<(char, usize)> {
        let unit = |at: usize| {
            let digits = self.text.get(at + 2..at + 6).filter(|_| self.bytes[at..end].starts_with(b"\\u"));
            digits.and_then(|digits| u16::from_str_radix(digits, 16).ok())
        };
        let first = unit(at);
        let second = first.filter(|first| (0xD800..0xDC00).contains(first)).and_then(|_| unit(at + 6));
        let units = first.into_iter().chain(second);
        match char::decode_utf16(units).next() {
            Some(Ok(c)) => Ok((c, 6 * c.len_utf16())),
            _ => Err(Box::new(Fault { at, what: "half of a surrogate pair stands alone" })),
        }
    }

    /// A number; the next byte is its first.
    pub fn number(&mut self) -> Scanned<Number> {
        let start = self.at;
        let negative = self.bytes[start] == b'-';
        self.at += usize::from(negative);
        let whole = self.digits()?;
        if whole > 1 && self.bytes[self.at - whole] == b'0' {
            self.at -= whole - 1;
            return self.fault("a number does not begin with 0");
        }
        let mut float = false;
        if self.bytes.get(self.at) == Some(&b'.') {
            float = true;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            float = true;
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        if !float && let Ok(int) = text.parse() {
            return Ok(Number::Int(int));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Number::Float(number)),
            _ => Err(Box::new(Fault { at: start, what: "this number is too large" })),
        }
    }

    /// Passes digits, at least one; says how many.
    fn digits(&mut self) -> Scanned<usize> {
        let count = self.bytes[self.at..].iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { self.fault("expected a digit") } else { Ok(count) }
    }

    /// Passes `true`, `false` or `null`.
    pub fn word(&mut self, word: &'static str) -> Scanned<()> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return self.fault("expected a value");
        }
        self.at += word.len();
        Ok(())
    }

    /// Passes any value.
    pub fn skip(&mut self) -> Scanned<()> {
        match self.peek() {
            b'"' => self.string().map(drop),
            b'{' => {
                self.open()?;
                let mut first = true;
                while self.more(first, b'}')? {
                    first = false;
                    self.key()?;
                    self.skip()?;
                }
                Ok(())
            }
            b'[' => {
                self.open()?;
                let mut first = true;
                while self.more(first, b']')? {
                    first = false;
                    self.skip()?;
                }
                Ok(())
            }
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            _ => self.fault("expected a value"),
        }
    }
}

/// A quote, up to fifteen bytes, a quote, a colon.
const NEAR: usize = 18;

/// The length of a text that ends within fifteen bytes after the quote at 0.
#[inline(always)]
fn near_length(near: &[u8; NEAR]) -> Option<usize> {
    let length = stops(near[1..].first_chunk()?).trailing_zeros() as usize;
    (length < 16 && near[length + 1] == b'"').then_some(length)
}

/// How many bytes from the front are neither a quote, a backslash nor a control character.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<16>();
    for (block, passed) in blocks.iter().zip((0..).step_by(16)) {
        let found = stops(block);
        if found != 0 {
            return passed + found.trailing_zeros() as usize;
        }
    }
    let is_stop = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
    bytes.len() - rest.len() + rest.iter().position(is_stop).unwrap_or(rest.len())
}

/// Which of sixteen bytes are a quote, a backslash or a control character: a bit for each, the first the lowest.
#[inline(always)]
fn stops(block: &[u8; 16]) -> u32 {
    let bytes = u8x16::from(*block);
    let is = |byte| bytes.simd_eq(u8x16::splat(byte));
    let control = bytes.min(u8x16::splat(0x1F)).simd_eq(bytes);
    (is(b'"') | is(b'\\') | control).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_is_found_at_every_place() {
        for length in 0..140 {
            let plain = vec![b'\xC3'; length];
            assert_eq!(plain_length(&plain), length);
            for at in 0..length {
                for stop in [b'"', b'\\', 0, 0x1F] {
                    let mut bytes = plain.clone();
                    bytes[at] = stop;
                    bytes[length - 1] = if at == length - 1 { stop } else { b'"' };
                    assert_eq!(plain_length(&bytes), at, "{stop} at {at} of {length}");
                }
                for near in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xFF] {
                    let mut bytes = plain.clone();
                    bytes[at] = near;
                    assert_eq!(plain_length(&bytes), length, "{near} at {at} of {length}");
                }
            }
        }
    }
}
