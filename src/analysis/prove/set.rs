//! Sets of the classes of one variable.

/// A set of classes, by their indexes. Sets of one variable have the same width; most have one word.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Set {
    first: u64,
    /// The classes from 64 on.
    rest: Box<[u64]>,
}

impl Set {
    /// No class of `size`.
    pub fn none(size: usize) -> Set {
        Set { first: 0, rest: vec![0; size.div_ceil(64).saturating_sub(1)].into() }
    }

    /// All classes of `size`.
    pub fn all(size: usize) -> Set {
        let word = |from: usize| match size.saturating_sub(from) {
            0 => 0,
            left @ 1..64 => (1 << left) - 1,
            _ => u64::MAX,
        };
        let words = size.div_ceil(64).max(1);
        Set { first: word(0), rest: (1..words).map(|at| word(at * 64)).collect() }
    }

    /// The classes of `size` for which `wanted` holds.
    pub fn of(size: usize, wanted: impl Fn(usize) -> bool) -> Set {
        let mut set = Set::none(size);
        (0..size).filter(|class| wanted(*class)).for_each(|class| set.insert(class));
        set
    }

    /// Adds a class.
    pub fn insert(&mut self, class: usize) {
        let word = match class / 64 {
            0 => &mut self.first,
            at => &mut self.rest[at - 1],
        };
        *word |= 1 << (class % 64);
    }

    /// The classes of `size` that are not in it.
    pub fn complement(&self, size: usize) -> Set {
        let mut all = Set::all(size);
        all.first &= !self.first;
        all.rest.iter_mut().zip(&self.rest).for_each(|(word, own)| *word &= !own);
        all
    }

    /// Keeps what is in `other` too.
    pub fn keep(&mut self, other: &Set) {
        self.first &= other.first;
        self.rest.iter_mut().zip(&other.rest).for_each(|(word, kept)| *word &= kept);
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.first == 0 && self.rest.iter().all(|word| *word == 0)
    }

    /// Whether both share a class.
    pub fn meets(&self, other: &Set) -> bool {
        self.first & other.first != 0 || self.rest.iter().zip(&other.rest).any(|(a, b)| a & b != 0)
    }

    /// Whether all of it is in `other`.
    pub fn within(&self, other: &Set) -> bool {
        self.first & !other.first == 0 && self.rest.iter().zip(&other.rest).all(|(a, b)| a & !b == 0)
    }

    /// Whether a class is in it.
    pub fn contains(&self, class: usize) -> bool {
        let word = match class / 64 {
            0 => Some(&self.first),
            at => self.rest.get(at - 1),
        };
        word.is_some_and(|word| word & (1 << (class % 64)) != 0)
    }

    /// The first class in it.
    pub fn first(&self) -> Option<usize> {
        let (at, word) = match self.first {
            0 => {
                let at = self.rest.iter().position(|word| *word != 0)?;
                (at + 1, self.rest[at])
            }
            word => (0, word),
        };
        usize::try_from(word.trailing_zeros()).ok().map(|bit| at * 64 + bit)
    }

    /// How many classes are in it.
    pub fn len(&self) -> u32 {
        self.first.count_ones() + self.rest.iter().map(|word| word.count_ones()).sum::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::Set;

    #[test]
    fn sets_reach_over_words() {
        let odd = Set::of(130, |class| class % 2 == 1);
        assert!(odd.contains(129) && !odd.contains(128));
        assert_eq!((odd.first(), odd.len()), (Some(1), 65));
        let even = odd.complement(130);
        assert!(!odd.meets(&even) && even.within(&Set::all(130)));
        assert_eq!((Set::all(64).len(), Set::all(65).len(), Set::all(128).len()), (64, 65, 128));
        assert!(Set::all(0).is_empty() && Set::none(0).complement(0).is_empty());
        let mut both = odd;
        both.keep(&even);
        assert!(both.is_empty() && both.first().is_none());
    }
}
