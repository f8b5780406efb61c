//! Sets of servers and of queues, as the words of bits that are not empty: how long it takes to go through one depends on
//! what is in it, and not on how many others there are.

use std::ops::Range;

/// One word of a set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Which word: members are `64 * place` and on.
    pub place: u32,
    /// Which of the set's groups these members are of.
    pub group: u32,
    /// The members, by bit.
    pub bits: u64,
}

/// A set's first word, which is all there is of most, and where the others are.
#[derive(Clone, Copy, Debug)]
pub(super) struct First {
    /// Which word: members are `64 * place` and on.
    pub place: u32,
    /// Whether it has all members of its group.
    pub whole: bool,
    /// The members, by bit.
    pub bits: u64,
    others: (u32, u32),
}

/// Sets by number, each of one or more groups in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets {
    /// Where the words of each set begin and end.
    ends: Vec<(u32, u32)>,
    words: Vec<Word>,
}

impl Sets {
    /// One more set, by the members of each of its groups.
    pub fn push(&mut self, groups: impl IntoIterator<Item = Vec<u32>>) {
        let from = self.words.len() as u32;
        for (group, mut members) in groups.into_iter().enumerate() {
            members.sort_unstable();
            for same in members.chunk_by(|a, b| a / 64 == b / 64) {
                let bits = same.iter().fold(0, |bits, member| bits | 1 << (member % 64));
                self.words.push(Word { place: same[0] / 64, group: group as u32, bits });
            }
        }
        self.ends.push((from, self.words.len() as u32));
    }

    /// The first word of a set; without members if the set has none.
    pub fn first(&self, set: usize) -> First {
        let (from, to) = self.ends[set];
        let words = self.of(set);
        match words.first() {
            Some(word) => {
                let whole = words.get(1).is_none_or(|next| next.group != word.group);
                First { place: word.place, whole, bits: word.bits, others: (from + 1, to) }
            }
            None => First { place: 0, whole: true, bits: 0, others: (from, to) },
        }
    }

    /// Where the words of a set are.
    #[inline(always)]
    pub fn range(&self, set: usize) -> Range<usize> {
        let (from, to) = self.ends[set];
        from as usize..to as usize
    }

    /// A word, by where it is.
    #[inline(always)]
    pub fn word(&self, at: usize) -> Word {
        self.words[at]
    }

    /// The words of a set.
    #[inline(always)]
    pub fn of(&self, set: usize) -> &[Word] {
        &self.words[self.range(set)]
    }

    /// The members of a set with the group of each, in order of groups and then of numbers.
    pub fn members(&self, set: usize) -> impl Iterator<Item = (u32, usize)> + '_ {
        self.of(set).iter().flat_map(|word| bits(word.bits).map(|bit| (word.group, word.place as usize * 64 + bit)))
    }
}

impl First {
    /// Where the other words are; `None` where there are none.
    #[inline(always)]
    pub fn others(self) -> Option<Range<usize>> {
        let (from, to) = self.others;
        (from < to).then_some(from as usize..to as usize)
    }
}

/// The places of the bits that are set.
#[inline(always)]
pub(super) fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            bit
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_back_by_group_and_number_whatever_their_order_was() {
        let mut sets = Sets::default();
        sets.push([vec![130, 3, 64], vec![1]]);
        sets.push([vec![]]);
        sets.push([vec![63, 0]]);
        assert_eq!(sets.members(0).collect::<Vec<_>>(), [(0, 3), (0, 64), (0, 130), (1, 1)]);
        assert_eq!(sets.members(1).count(), 0);
        assert_eq!(sets.members(2).collect::<Vec<_>>(), [(0, 0), (0, 63)]);
        assert_eq!(sets.of(2).len(), 1);
        let first = |set: usize| (sets.first(set).place, sets.first(set).bits, sets.first(set).others());
        assert_eq!([first(0), first(1), first(2)], [(0, 8, Some(1..4)), (0, 0, None), (0, 1 << 63 | 1, None)]);
        assert_eq!([0, 1, 2].map(|set| sets.first(set).whole), [false, true, true]);
    }
}
