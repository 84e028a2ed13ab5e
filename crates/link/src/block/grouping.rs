//! Grouping records by key: the blocks of one rule.

/// Keys are first dealt out to so many parts, each small enough for a core's own cache.
const PARTS: usize = 256;

/// Records with keys, dealt out by the first eight bits of the key. A key's next 32 bits stand above
/// the record in one number, so that sorting a part's numbers groups its records by key. Forty bits of
/// a key are kept: a chance collision only adds a candidate.
pub(super) struct Keyed {
    parts: Vec<Vec<u64>>,
}

impl Keyed {
    pub(super) fn new(expected: usize) -> Self {
        let each = expected / PARTS + expected / PARTS / 8;
        Self { parts: (0..PARTS).map(|_| Vec::with_capacity(each)).collect() }
    }

    pub(super) fn push(&mut self, key: u64, record: u32) {
        self.parts[(key >> 56) as usize].push((key << 8) & !0xFFFF_FFFF | u64::from(record));
    }

    /// Calls `each` with the records of every key that two or more share, ascending and without
    /// repeats.
    pub(super) fn for_each_group(self, mut each: impl FnMut(&[u32])) {
        let mut members: Vec<u32> = Vec::new();
        for mut part in self.parts {
            part.sort_unstable();
            part.dedup();
            for group in part.chunk_by(|one, other| one >> 32 == other >> 32) {
                if group.len() > 1 {
                    members.clear();
                    members.extend(group.iter().map(|&keyed| keyed as u32));
                    each(&members);
                }
            }
        }
    }
}
