//! Named, counter-based streams of random numbers.
//!
//! A stream is found, not advanced to: its numbers are a function of the master seed, a purpose (a
//! hash of *names*), the replication and the entity. So the same request draws the same fate
//! whatever else happens, in whatever order, on however many threads: common random numbers by
//! construction. Nothing is keyed by a position in a list, so that adding or reordering what is
//! simulated moves nobody's luck.
//!
//! Generator: Philox2x64-10, Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as
//! 1, 2, 3", SC'11; checked against the known answers of its authors' Random123.

use serde::Serialize;
use std::convert::Infallible;

use rand::TryRng;

/// The master seed of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// What a stream is for, hashed from names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Purpose(u64);

impl Purpose {
    /// From a path of names, from the widest to the narrowest, such as a place, a kind of work and a step.
    pub fn named(path: &[&str]) -> Self {
        // FNV-1a with a separator, finished by a mixer: stable for ever, unlike std's hashers.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for name in path {
            for byte in name.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        Self(mix(hash))
    }

    /// An entity's number made from this name and two ordinals.
    pub const fn entity(self, major: u64, minor: u64) -> u64 {
        mix(self.0 ^ mix(major.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ minor))
    }
}

/// A uniform number for a further purpose from bits already drawn: the bits, which are uniform, go with the
/// purpose through a mixer that is one-to-one, so what comes out is uniform too, and unrelated for
/// different purposes. For facts so many and so small that a stream for each would cost more than they are worth.
#[inline(always)]
pub const fn derived01(bits: u64, purpose: Purpose) -> f64 {
    to_open01(mix(bits ^ purpose.0))
}

/// Uniform from 64 random bits, 0 and 1 both excluded.
#[inline(always)]
const fn to_open01(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
pub(in crate::des) const fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One block of Philox2x64-10.
#[inline(always)]
pub const fn philox2x64_10(mut counter: [u64; 2], mut key: u64) -> [u64; 2] {
    let mut round = 0;
    while round < 10 {
        let product = 0xD2B7_4407_B1CE_6E93_u128 * counter[0] as u128;
        counter = [(product >> 64) as u64 ^ key ^ counter[1], product as u64];
        key = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
        round += 1;
    }
    counter
}

/// A stream of random numbers for one entity and purpose.
#[derive(Clone, Debug)]
pub struct Stream {
    key: u64,
    counter: [u64; 2],
    block: [u64; 2],
    /// How many of the block's numbers are given out.
    used: u8,
}

impl Default for Stream {
    fn default() -> Self {
        Self::new(Seed(0), Purpose(0), 0, 0)
    }
}

impl Stream {
    /// The stream of `purpose` for `entity` in a replication. The block's number and the replication share a
    /// word of the counter, so a stream is good for 2³² blocks of two numbers.
    ///
    /// Replications beyond 2³² share streams: scenarios are bounded far below that.
    #[inline(always)]
    pub const fn new(seed: Seed, purpose: Purpose, replication: u64, entity: u64) -> Self {
        // Nobody asks for a stream without drawing, so the first block is made at once, with no test for it later.
        Self::opened(seed, purpose, replication, entity, Self::first_block(seed, purpose, replication, entity))
    }

    /// The first two numbers of a stream: found for many at once, they do not wait for one another.
    #[inline(always)]
    pub const fn first_block(seed: Seed, purpose: Purpose, replication: u64, entity: u64) -> [u64; 2] {
        philox2x64_10([entity, replication << 32], Self::key(seed, purpose))
    }

    /// A stream whose first block has been found.
    #[inline(always)]
    pub const fn opened(seed: Seed, purpose: Purpose, replication: u64, entity: u64, block: [u64; 2]) -> Self {
        Self { key: Self::key(seed, purpose), counter: [entity, replication << 32], block, used: 0 }
    }

    /// Mixed, so that seed 0, replication 0 or entity 0 collapses nothing.
    #[inline(always)]
    const fn key(seed: Seed, purpose: Purpose) -> u64 {
        mix(seed.0 ^ purpose.0.rotate_left(32))
    }

    /// The next 64 random bits.
    #[inline(always)]
    pub fn bits64(&mut self) -> u64 {
        if self.used == 2 {
            self.refill();
        }
        let bits = self.block[usize::from(self.used)];
        self.used += 1;
        bits
    }

    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        self.counter[1] += 1;
        self.block = philox2x64_10(self.counter, self.key);
        self.used = 0;
    }

    /// Uniform, 0 and 1 both excluded.
    #[inline(always)]
    pub fn open01(&mut self) -> f64 {
        to_open01(self.bits64())
    }

    /// True with probability `p`.
    #[inline(always)]
    pub fn chance(&mut self, p: f64) -> bool {
        // Drawn even when p is 0 or 1, so that a lever on p moves nobody else's draw.
        self.open01() < p
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline(always)]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.bits64() as u32)
    }

    #[inline(always)]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.bits64().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers: DEShawResearch/random123, tests/kat_vectors.
    #[test]
    fn philox_gives_its_authors_known_answers() {
        assert_eq!(philox2x64_10([0; 2], 0), [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5]);
        assert_eq!(philox2x64_10([u64::MAX; 2], u64::MAX), [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20]);
        let digits_of_pi = ([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], 0xa409_3822_299f_31d0);
        assert_eq!(philox2x64_10(digits_of_pi.0, digits_of_pi.1), [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d]);
    }

    #[test]
    fn a_stream_is_found_again_by_its_name_alone() {
        let draw = |entity| Stream::new(Seed(7), Purpose::named(&["NE-03", "psr", "interview"]), 3, entity).bits64();
        assert_eq!(draw(41), draw(41));
        assert_ne!(draw(41), draw(42));
        assert_ne!(Purpose::named(&["ab", "c"]), Purpose::named(&["a", "bc"]));
    }

    #[test]
    fn replication_zero_of_seed_zero_is_as_random_as_any_other() {
        let purpose = Purpose::named(&["x"]);
        let mean = (0..4000).map(|entity| Stream::new(Seed(0), purpose, 0, entity).open01()).sum::<f64>() / 4000.0;
        assert!((mean - 0.5).abs() < 4.0 * (1.0_f64 / 12.0 / 4000.0).sqrt(), "mean {mean}");
    }

    #[test]
    fn a_stream_gives_the_numbers_of_its_blocks_one_after_another() {
        let (seed, purpose) = (Seed(0x1234_5678_9abc_def0), Purpose::named(&["a", "stream"]));
        let key = mix(seed.0 ^ purpose.0.rotate_left(32));
        let blocks = (0..3).flat_map(|block| philox2x64_10([9, (5 << 32) + block], key));
        let mut stream = Stream::new(seed, purpose, 5, 9);
        for expected in blocks {
            assert_eq!(stream.bits64(), expected);
        }
        // As bytes, and as half a number, of the same.
        let (mut whole, mut bytes, mut half) = (stream.clone(), stream.clone(), stream);
        let (first, second) = (whole.bits64(), whole.bits64());
        let mut buffer = [0; 11];
        assert_eq!(bytes.try_fill_bytes(&mut buffer), Ok(()));
        assert_eq!((&buffer[..8], &buffer[8..]), (&first.to_le_bytes()[..], &second.to_le_bytes()[..3]));
        assert_eq!((half.try_next_u32(), half.try_next_u64()), (Ok(first as u32), Ok(second)));
    }

    /// Known answers: SplitMix64 as its authors give it, seed 0 and seed 1234567; FNV-1a is checked through what is made of it.
    #[test]
    fn names_and_ordinals_become_the_numbers_that_results_rest_on() {
        assert_eq!((mix(0), mix(1_234_567)), (0xe220_a839_7b1d_cdaf, 6_457_827_717_110_365_317));
        let purpose = Purpose::named(&["a"]);
        // FNV-1a of the byte of `a` and the separator, by the definition.
        let prime = 0x0000_0100_0000_01b3_u64;
        let hash = (((0xcbf2_9ce4_8422_2325_u64 ^ 0x61).wrapping_mul(prime)) ^ 0xff).wrapping_mul(prime);
        assert_eq!(purpose.0, mix(hash));
        assert_eq!(purpose.entity(3, 4), mix(purpose.0 ^ mix(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(3) ^ 4)));
        assert_eq!(derived01(77, purpose), to_open01(mix(77 ^ purpose.0)));
    }

    #[test]
    fn a_uniform_number_is_never_nought_or_one_and_a_chance_is_as_often_as_it_says() {
        assert_eq!((to_open01(0), to_open01(1 << 63)), (0.5 / (1_u64 << 52) as f64, 0.5 + 0.5 / (1_u64 << 52) as f64));
        assert!(to_open01(u64::MAX) < 1.0);
        let mut stream = Stream::default();
        let happened = (0..4000).filter(|_| stream.chance(0.3)).count() as f64 / 4000.0;
        assert!((happened - 0.3).abs() < 4.0 * (0.21_f64 / 4000.0).sqrt(), "{happened}");
        assert!((0..100).all(|_| stream.chance(1.0) && !stream.chance(0.0)));
    }
}
