//! The table of a model: for each feature that it knows a row of steps, found without a search and without a branch.
//!
//! A lookup is a dozen instructions, and a text takes millions of them: this is why what the file was checked for once
//! is not checked at each.

use super::Feature;
use crate::lanes::LANES;
use crate::places::{Places, Seeds};

/// Rows of `L` steps by feature, read in place. The file: the seeds ([`crate::places`]); for each slot a 16-bit mark of its feature
/// and `L` steps (i8), the first slot at its start. Long rows stand apart, after all marks: where a feature is not there
/// its row is not needed.
#[derive(Clone, Copy, Debug)]
pub struct Table<const L: usize> {
    seeds: Seeds,
    /// The slots, and [`LANES`] bytes before them: just as many as the seeds tell, see [`Table::parse`].
    bytes: &'static [u8],
}

/// What a slot keeps of its feature. In a free slot it is 0, and whoever takes that for a feature finds steps of 0.
#[inline(always)]
fn mark(feature: Feature) -> u16 {
    feature as u16
}

impl<const L: usize> Table<L> {
    /// Groups of lanes that hold a row.
    pub const GROUPS: usize = L.div_ceil(LANES);

    /// Whether rows stand apart from marks.
    const APART: bool = L > LANES;

    /// Bytes of a slot.
    const SLOT: usize = 2 + L;

    /// Reads a table of so many buckets and slots in place: it takes all bytes from `start` on, and a row is read with up to
    /// [`LANES`] bytes before it.
    pub fn parse(bytes: &'static [u8], start: usize, buckets: usize, slots: u32) -> Option<Table<L>> {
        let (seeds, table) = bytes.get(start..)?.split_at_checked(buckets)?;
        let whole = Some(table.len()) == (slots as usize).checked_mul(Self::SLOT);
        let bytes = bytes.get((start + buckets).checked_sub(LANES)?..)?;
        Some(Table { seeds: Seeds::new(seeds, slots)?, bytes }).filter(|_| whole)
    }

    /// The file of these rows.
    pub fn write(rows: &[(Feature, [i8; L])], places: &Places) -> Vec<u8> {
        let mut slots = vec![([0; 2], [0; L]); places.slots as usize];
        for (feature, row) in rows {
            slots[places.of(*feature)] = (mark(*feature).to_le_bytes(), row.map(i8::cast_unsigned));
        }
        let mut bytes = places.seeds.clone();
        if Self::APART {
            bytes.extend(slots.iter().flat_map(|(mark, _)| mark));
            bytes.extend(slots.iter().flat_map(|(_, row)| row));
        } else {
            bytes.extend(slots.iter().flat_map(|(mark, row)| mark.iter().chain(row)));
        }
        bytes
    }

    /// Tells it from all other tables in use: where it is.
    pub fn id(&self) -> usize {
        self.bytes.as_ptr().addr()
    }

    /// The steps of a feature in the last lanes, where rows do not stand apart; those of all labels are 0 where it is not there.
    #[inline(always)]
    pub fn steps(&self, feature: Feature) -> u64 {
        let end = LANES + (self.seeds.find(feature) + 1) * Self::SLOT;
        // SAFETY: `end` is where a slot ends, and before the first one there are as many bytes as lanes.
        let steps = u64::from_le_bytes(unsafe { self.read(end - LANES) });
        let own = match LANES.checked_sub(Self::SLOT) {
            Some(other) => (steps >> (8 * other)) as u16,
            // SAFETY: that slot starts here, and has more than two bytes.
            None => u16::from_le_bytes(unsafe { self.read(end - Self::SLOT) }),
        };
        std::hint::select_unpredictable(own == mark(feature), steps, 0)
    }

    /// The place of a feature whose row stands apart, and whether it is there.
    #[inline(always)]
    pub fn find(&self, feature: Feature) -> (usize, bool) {
        let slot = self.seeds.find(feature);
        // SAFETY: each slot has more than two bytes, so there are as many marks, wherever their rows are.
        let own = u16::from_le_bytes(unsafe { self.read(LANES + 2 * slot) });
        (slot, own == mark(feature))
    }

    /// The steps of a row that stands apart, a group of lanes after the other; the last lane is the last of the row.
    ///
    /// # Panics
    /// Where there is no such slot.
    #[inline(always)]
    pub fn groups(&self, slot: usize) -> impl Iterator<Item = u64> {
        let end = LANES + 2 * self.seeds.slots() as usize + (slot + 1) * L;
        let row = &self.bytes[end - Self::GROUPS * LANES..end];
        row.as_chunks().0.iter().map(|steps: &[u8; LANES]| u64::from_le_bytes(*steps))
    }

    /// # Safety
    /// All of these bytes are in the table.
    #[inline(always)]
    unsafe fn read<const N: usize>(&self, at: usize) -> [u8; N] {
        debug_assert!(at + N <= self.bytes.len());
        // SAFETY: the caller's word; arrays of bytes may stand anywhere.
        unsafe { self.bytes.as_ptr().add(at).cast::<[u8; N]>().read() }
    }
}
