//! The keys that a mapping asks for, as a tree over the objects of a row.

/// Finds names in a small fixed list by their length and a few of their bytes: rows repeat the same keys by
/// the million, and hashing every byte of each would cost more than the rest of the reading.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameTable {
    names: Vec<String>,
    /// Index into `names` plus one; 0 is empty. The length is a power of two, at least a quarter filled.
    buckets: Vec<u16>,
}

impl NameTable {
    /// The index of a name, adding it if it is new.
    pub fn add(&mut self, name: &str) -> usize {
        if let Some(found) = self.find(name) {
            return found;
        }
        self.names.push(name.to_owned());
        self.buckets.clear();
        self.buckets.resize((self.names.len() * 4).next_power_of_two(), 0);
        for (i, name) in self.names.iter().enumerate() {
            let mut at = self.bucket(name.as_bytes());
            while self.buckets[at] != 0 {
                at = (at + 1) & (self.buckets.len() - 1);
            }
            self.buckets[at] = u16::try_from(i + 1).unwrap_or(u16::MAX);
        }
        self.names.len() - 1
    }

    /// The index of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        if self.buckets.is_empty() {
            return None;
        }
        let mut at = self.bucket(name.as_bytes());
        loop {
            let index = usize::from(self.buckets[at]).checked_sub(1)?;
            if self.names[index] == name {
                return Some(index);
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// The names, in the order in which they were added.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    fn bucket(&self, name: &[u8]) -> usize {
        let Some(last) = name.last() else { return 0 };
        let (first, middle) = (usize::from(name[0]), usize::from(name[name.len() / 2]));
        let mixed = first * 31 + middle * 17 + usize::from(*last) * 7 + name.len() * 3;
        mixed & (self.buckets.len() - 1)
    }
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
            "ticket", "at", "event", "seq", "id", "by", "actor", "channel", "public", "set", "tags", "", "ä",
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
