//! Lanes: the weights of eight labels, summed side by side in one register.
//!
//! Compilers find no such form for these sums by themselves, and they are a quarter of all work on a text.

/// How many weights are summed at once.
pub const LANES: usize = 8;

#[cfg(target_arch = "x86_64")]
pub use wide::Sums;

#[cfg(not(target_arch = "x86_64"))]
pub use plain::Sums;

/// What a weight is shifted by, so that a sum has room for four of the largest ones; it stays at its limits beyond.
pub const SHIFT: i32 = 1;

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    use super::{LANES, SHIFT};

    /// Sums of weights, each in units shifted by [`SHIFT`].
    #[derive(Clone, Copy, Debug)]
    pub struct Sums(__m128i);

    impl Default for Sums {
        #[inline(always)]
        fn default() -> Sums {
            // SAFETY: every x86-64 processor has SSE2.
            Sums(unsafe { _mm_setzero_si128() })
        }
    }

    impl Sums {
        /// Adds the weight of each of eight steps, the first in the lowest byte: its square, with its sign.
        #[inline(always)]
        pub fn add(&mut self, steps: u64) {
            // SAFETY: every x86-64 processor has SSE2.
            self.0 = unsafe { _mm_adds_epi16(self.0, weights(steps)) };
        }

        /// The sum of each lane.
        #[inline(always)]
        pub fn read(self) -> [i16; LANES] {
            // SAFETY: every x86-64 processor has SSE2.
            let [low, high] = unsafe { halves(self.0) };
            let lane = |lane: usize| (if lane < 4 { low } else { high } >> (lane % 4 * 16)) as i16;
            std::array::from_fn(lane)
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn weights(steps: u64) -> __m128i {
        let none = _mm_setzero_si128();
        // Each in the upper half of its lane, times 256; of products the upper half is kept. Sizes are shifted, not
        // products: those the compiler would take apart.
        let steps = _mm_unpacklo_epi8(none, _mm_cvtsi64_si128(steps.cast_signed()));
        let sizes = _mm_max_epi16(steps, _mm_sub_epi16(none, steps));
        _mm_mulhi_epi16(steps, _mm_srli_epi16::<SHIFT>(sizes))
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn halves(sums: __m128i) -> [i64; 2] {
        [_mm_cvtsi128_si64(sums), _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums))]
    }
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod plain {
    use super::{LANES, SHIFT};

    /// Sums of weights, each in units shifted by [`SHIFT`].
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Sums([i16; LANES]);

    impl Sums {
        /// Adds the weight of each of eight steps, the first in the lowest byte: its square, with its sign.
        #[inline]
        pub fn add(&mut self, steps: u64) {
            for (sum, step) in self.0.iter_mut().zip(steps.to_le_bytes()) {
                let step = i16::from(step.cast_signed());
                *sum = sum.saturating_add(step.wrapping_mul(step.wrapping_abs()) >> SHIFT);
            }
        }

        /// The sum of each lane.
        #[inline]
        pub fn read(self) -> [i16; LANES] {
            self.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_one_lane_after_the_other() {
        let (mut sums, mut plain) = (Sums::default(), plain::Sums::default());
        for i in 0..40u64 {
            let steps = i.wrapping_add(7).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            sums.add(steps);
            plain.add(steps);
            assert_eq!(sums.read(), plain.read(), "{steps:x}");
        }
    }

    #[test]
    fn weights_are_squares_with_the_sign_of_their_step() {
        let mut sums = Sums::default();
        sums.add(u64::from_le_bytes([10, 246, 127, 129, 0, 1, 255, 2]));
        assert_eq!(sums.read(), [50, -50, 8064, -8065, 0, 0, -1, 2]);
    }

    #[test]
    fn sums_stay_at_their_limits() {
        let mut sums = Sums::default();
        (0..5).for_each(|_| sums.add(u64::from_le_bytes([127, 129, 0, 0, 0, 0, 0, 0])));
        assert_eq!(sums.read()[..3], [i16::MAX, i16::MIN, 0]);
    }
}
