//! Sets of the classes of one variable.

/// A set of classes, by their indexes. Sets of one variable have the same width.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Set(Box<[u64]>);

impl Set {
    /// No class of `size`.
    pub fn none(size: usize) -> Set {
        Set(vec![0; size.div_ceil(64)].into())
    }

    /// All classes of `size`.
    pub fn all(size: usize) -> Set {
        Set::of(size, |_| true)
    }

    /// The classes of `size` for which `wanted` holds.
    pub fn of(size: usize, wanted: impl Fn(usize) -> bool) -> Set {
        let mut set = Set::none(size);
        (0..size).filter(|class| wanted(*class)).for_each(|class| set.insert(class));
        set
    }

    /// Adds a class.
    pub fn insert(&mut self, class: usize) {
        self.0[class / 64] |= 1 << (class % 64);
    }

    /// The classes of `size` that are not in it.
    pub fn complement(&self, size: usize) -> Set {
        let mut all = Set::all(size);
        all.0.iter_mut().zip(&self.0).for_each(|(word, own)| *word &= !own);
        all
    }

    /// Keeps what is in `other` too.
    pub fn keep(&mut self, other: &Set) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, kept)| *word &= kept);
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Whether both share a class.
    pub fn meets(&self, other: &Set) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// Whether all of it is in `other`.
    pub fn within(&self, other: &Set) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    /// Whether a class is in it.
    pub fn contains(&self, class: usize) -> bool {
        self.0.get(class / 64).is_some_and(|word| word & (1 << (class % 64)) != 0)
    }

    /// The first class in it.
    pub fn first(&self) -> Option<usize> {
        let word = self.0.iter().position(|word| *word != 0)?;
        usize::try_from(self.0[word].trailing_zeros()).ok().map(|bit| word * 64 + bit)
    }

    /// How many classes are in it.
    pub fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
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
        let mut both = odd;
        both.keep(&even);
        assert!(both.is_empty() && both.first().is_none());
    }
}
