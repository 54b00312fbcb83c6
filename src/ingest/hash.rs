//! A hash that is the same on every machine: partitions and the order of indistinguishable events hang on it.

use crate::keys::first_word;

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of some bytes.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut state = mix(bytes.len() as u64, MULTIPLIER);
    for word in words {
        state = mix(state, u64::from_le_bytes(*word));
    }
    let last = match bytes.last_chunk::<8>() {
        // The rest are the upper bytes of the last eight.
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
        _ => first_word(rest),
    };
    mix(state, last)
}

/// A hash with something more in it.
pub(crate) fn mix(state: u64, word: u64) -> u64 {
    let wide = u128::from(state ^ MULTIPLIER.rotate_left(17)) * u128::from(word ^ MULTIPLIER);
    (low(wide) ^ low(wide >> 64)).wrapping_add(state.rotate_left(29))
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of a product are folded into one word")]
fn low(wide: u128) -> u64 {
    wide as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_texts_fall_apart() {
        let mut seen = std::collections::BTreeSet::new();
        for i in 0..100_000 {
            seen.insert(hash(format!("T-{i:08}").as_bytes()));
        }
        assert_eq!(seen.len(), 100_000);
        // The top bits choose the partition, so they must be spread as well.
        let mut counts = [0_u32; 64];
        for h in &seen {
            counts[(h >> 58) as usize] += 1;
        }
        assert!(counts.iter().all(|c| (1200..2000).contains(c)), "{counts:?}");
    }

    #[test]
    fn a_hash_never_changes() {
        // Pinned: the order of indistinguishable events hangs on it.
        assert_eq!(hash(b"T-00000001"), PINNED);
        assert_ne!(hash(b"a"), hash(b"a\0"));
    }

    #[test]
    fn the_last_bytes_count_as_a_word_that_zeros_fill() {
        for length in 0..40 {
            let bytes: Vec<u8> = (1..=length).collect();
            let words = bytes.chunks_exact(8);
            let mut last = [0; 8];
            last[..words.remainder().len()].copy_from_slice(words.remainder());
            let first = mix(u64::from(length), MULTIPLIER);
            let whole =
                words.fold(first, |state, word| mix(state, u64::from_le_bytes(word.try_into().unwrap())));
            assert_eq!(hash(&bytes), mix(whole, u64::from_le_bytes(last)), "{length}");
        }
    }

    const PINNED: u64 = 4_864_860_592_296_288_080;
}
