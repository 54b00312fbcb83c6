//! The keys that a mapping asks for, as a tree over the objects of a row.

/// Finds names in a fixed list by their first eight bytes and their length: rows repeat the same keys by the million,
/// and hashing every byte of each would cost more than the rest of the reading.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameTable {
    names: Vec<String>,
    /// Open addressing; the length is a power of two, at most half filled.
    buckets: Vec<Bucket>,
    /// How far the hash is shifted to give a bucket.
    shift: u32,
}

#[derive(Clone, Copy, Default, Debug)]
struct Bucket {
    /// The first eight bytes.
    word: u64,
    /// The last eight bytes of a longer name, else 0.
    last: u64,
    length: u32,
    /// Index into the names plus one; 0 is empty.
    name: u32,
}

impl NameTable {
    /// The index of a name, adding it if it is new.
    pub fn add(&mut self, name: &str) -> usize {
        if let Some(found) = self.find(name) {
            return found;
        }
        self.names.push(name.to_owned());
        let size = (self.names.len() * 2).next_power_of_two().max(8);
        self.buckets.clear();
        self.buckets.resize(size, Bucket::default());
        self.shift = 64 - size.trailing_zeros();
        for (name, number) in self.names.iter().zip(1..) {
            let word = first_word(name.as_bytes());
            let mut at = place(word, name.len(), self.shift);
            while self.buckets[at].name != 0 {
                at = (at + 1) % size;
            }
            let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
            self.buckets[at] = Bucket { word, last: last_word(name.as_bytes()), length, name: number };
        }
        self.names.len() - 1
    }

    /// The index of a name.
    #[inline]
    pub fn find(&self, name: &str) -> Option<usize> {
        let bytes = name.as_bytes();
        let (length, word, last) = (bytes.len(), first_word(bytes), last_word(bytes));
        let mask = self.buckets.len().wrapping_sub(1);
        let mut at = place(word, length, self.shift);
        loop {
            let bucket = self.buckets.get(at)?;
            let index = (bucket.name as usize).checked_sub(1)?;
            if bucket.word == word
                && bucket.length as usize == length
                && bucket.last == last
                && (length <= 16 || self.names[index] == name)
            {
                return Some(index);
            }
            at = (at + 1) & mask;
        }
    }

    /// The names, in the order in which they were added.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// The first eight bytes, or all of them.
#[inline]
pub(crate) fn first_word(name: &[u8]) -> u64 {
    if let Some(word) = name.first_chunk::<8>() {
        return u64::from_le_bytes(*word);
    }
    // Two loads that may overlap are cheaper than up to seven.
    match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let shift = 8 * (name.len() - 4);
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << shift
        }
        _ => match *name {
            [] => 0,
            [one] => one.into(),
            [one, two] => u64::from(one) | u64::from(two) << 8,
            [one, two, three, ..] => u64::from(one) | u64::from(two) << 8 | u64::from(three) << 16,
        },
    }
}

/// The last eight bytes of a name that is longer.
#[inline]
pub(crate) fn last_word(name: &[u8]) -> u64 {
    name.last_chunk::<8>().filter(|_| name.len() > 8).map_or(0, |word| u64::from_le_bytes(*word))
}

#[inline]
fn place(word: u64, length: usize, shift: u32) -> usize {
    let hash = (word ^ length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift;
    usize::try_from(hash).unwrap_or(0)
}

/// One object of a row: what is asked of its members.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// The members with a name.
    pub names: NameTable,
    /// What is asked of each; index as in `names`.
    pub members: Vec<Member>,
    /// The object whose members are fields, if this is one.
    pub object: Option<u16>,
    /// Whether a member that nobody asks for is an error.
    pub strict: bool,
}

/// What is asked of a member.
#[derive(Clone, Debug, Default)]
pub(crate) struct Member {
    /// Where its value goes.
    pub slot: Option<u16>,
    /// What is asked of its own members, if it is an object.
    pub node: Option<Box<Node>>,
}

impl Node {
    /// The member of a path, made if it is new.
    pub fn member(&mut self, path: &[String]) -> Option<&mut Member> {
        let (name, rest) = path.split_first()?;
        let index = self.names.add(name);
        if index == self.members.len() {
            self.members.push(Member::default());
        }
        let member = &mut self.members[index];
        if rest.is_empty() { Some(member) } else { member.node.get_or_insert_default().member(rest) }
    }

    /// Makes every unknown member of this object and of those below it an error; the members of an object
    /// whose names the data chooses are never unknown.
    pub fn make_strict(&mut self) {
        self.strict = self.object.is_none();
        for node in self.members.iter_mut().filter_map(|m| m.node.as_deref_mut()) {
            node.make_strict();
        }
    }
}

/// The parts of a key: a dot leads into an object, `\.` is a dot in a name.
pub(crate) fn split(key: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = key.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, parts.last_mut()) {
            ('.', _) => parts.push(String::new()),
            ('\\', Some(last)) if chars.peek() == Some(&'.') => {
                chars.next();
                last.push('.');
            }
            (other, Some(last)) => last.push(other),
            (_, None) => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_nothing_else() {
        let names = [
            "ticket",
            "at",
            "event",
            "seq",
            "id",
            "by",
            "actor",
            "channel",
            "public",
            "set",
            "tags",
            "",
            "ä",
            "department",
            "departmend",
            "customer.group.of.all",
            "customer.grouq.of.all",
        ];
        let mut table = NameTable::default();
        for (i, name) in names.iter().enumerate() {
            assert_eq!(table.add(name), i);
        }
        for (i, name) in names.iter().enumerate() {
            assert_eq!(table.find(name), Some(i), "{name}");
            assert_eq!(table.add(name), i, "{name} twice");
        }
        for other in ["tickets", "a", "evnet", "set.", "AT"] {
            assert_eq!(table.find(other), None, "{other}");
        }
    }

    #[test]
    fn dots_lead_into_objects() {
        assert_eq!(split("a.b.c"), ["a", "b", "c"]);
        assert_eq!(split(r"a\.b.c"), ["a.b", "c"]);
        assert_eq!(split(r"a\b"), [r"a\b"]);
    }
}
