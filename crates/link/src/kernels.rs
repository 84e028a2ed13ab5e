//! String measures that equal those of `strsim`, computed 64 positions at a time.
//!
//! A [`Probe`] holds where each letter stands in one text, as a mask of bits, and is then compared
//! with many others: a step per letter of the other text replaces a row of the table that the
//! textbook fills. Texts that are not ASCII or longer than [`LONGEST`] give the same results more
//! slowly, those of a probe's right side by the measure on letters, those of the functions on two
//! strings by `strsim` itself.
//!
//! Where every text is compared often, keep its [`Letters`]: they rule out most unlike pairs in a
//! few instructions.
//!
//! ```
//! use sameboat_link::kernels::Probe;
//!
//! let mut probe = Probe::default();
//! assert!(probe.set(b"martha"));
//! assert_eq!(probe.jaro_winkler(b"marhta"), strsim::jaro_winkler("martha", "marhta"));
//! assert_eq!(probe.osa(b"marhta"), 1);
//! assert!(!probe.osa_within(b"margarete", 2));
//! ```

/// Longest text, in bytes, that has a mask of positions.
pub const LONGEST: usize = 64;

/// Letters looked at before a hopeless pair is given up: fewer cost more in branches than they save.
const STRIDE: usize = 8;

/// A text prepared for comparisons with many others; about 2 KB, meant to be reused.
///
/// The other text is given as the bytes of UTF-8 text.
#[derive(Clone)]
pub struct Probe {
    /// Per byte the positions at which it stands.
    masks: [u64; 256],
    text: [u8; LONGEST],
    length: usize,
    letters: Letters,
}

impl Default for Probe {
    /// A probe of the empty text.
    fn default() -> Self {
        Self { masks: [0; 256], text: [0; LONGEST], length: 0, letters: Letters::default() }
    }
}

impl Probe {
    /// Makes `left` the text to compare with. Says whether it fits: it must be ASCII and of at most
    /// [`LONGEST`] bytes, else the probe is that of the empty text.
    pub fn set(&mut self, left: &[u8]) -> bool {
        for &byte in &self.text[..self.length] {
            self.masks[usize::from(byte)] = 0;
        }
        let fits = left.len() <= LONGEST && left.is_ascii();
        let left = if fits { left } else { &[] };
        for (at, &byte) in left.iter().enumerate() {
            self.masks[usize::from(byte)] |= 1 << at;
        }
        self.text[..left.len()].copy_from_slice(left);
        self.length = left.len();
        self.letters = Letters::of(left);
        fits
    }

    fn left(&self) -> &[u8] {
        &self.text[..self.length]
    }

    fn positions(&self) -> impl Fn(u8) -> u64 + Copy {
        |byte| self.masks[usize::from(byte)]
    }

    /// The optimal string alignment distance, as `strsim::osa_distance`.
    #[inline]
    pub fn osa(&self, right: &[u8]) -> usize {
        self.edits::<true>(right)
    }

    /// The Levenshtein distance, as `strsim::levenshtein`.
    #[inline]
    pub fn levenshtein(&self, right: &[u8]) -> usize {
        self.edits::<false>(right)
    }

    #[inline]
    fn edits<const SWAPS: bool>(&self, right: &[u8]) -> usize {
        if is_ascii(right) {
            edits::<SWAPS>(self.length, right.iter().copied(), self.positions())
        } else {
            edits::<SWAPS>(self.length, &Characters(right), self.positions())
        }
    }

    /// Whether the optimal string alignment distance is at most `max`.
    #[inline]
    pub fn osa_within(&self, right: &[u8], max: usize) -> bool {
        if is_ascii(right) {
            osa_within_of(self.length, right, max, self.positions())
        } else {
            self.osa(right) <= max
        }
    }

    /// False only if the optimal string alignment distance to a text of these letters is more than
    /// `max`.
    #[inline]
    pub fn may_be_within(&self, right: Letters, max: usize) -> bool {
        self.letters.least_edits(right) <= max
    }

    /// The Jaro similarity, as `strsim::jaro`.
    #[inline]
    pub fn jaro(&self, right: &[u8]) -> f64 {
        if has_positions(right) {
            jaro(self.length, right, self.positions())
        } else {
            strsim::generic_jaro(&Characters(self.left()), &Characters(right))
        }
    }

    /// The Jaro–Winkler similarity, as `strsim::jaro_winkler`.
    #[inline]
    pub fn jaro_winkler(&self, right: &[u8]) -> f64 {
        let jaro = self.jaro(right);
        // The left text is ASCII, so bytes agree only where characters do.
        boosted(jaro, self.left(), right)
    }

    /// Whether the Jaro–Winkler similarity is at least `bound`.
    #[inline]
    pub fn is_jaro_winkler_at_least(&self, right: &[u8], bound: f64) -> bool {
        if has_positions(right) {
            jaro_winkler_at_least(self.left(), right, bound, self.positions())
        } else {
            self.jaro_winkler(right) >= bound
        }
    }

    /// False only if the Jaro–Winkler similarity is less than `bound`; `letters` are those of
    /// `right`.
    #[inline]
    pub fn may_be_jaro_winkler(&self, right: &[u8], letters: Letters, bound: f64) -> bool {
        let (left, own) = (self.left(), self.letters);
        let in_left = left.len().saturating_sub(own.surplus(letters));
        let in_right = right.len().saturating_sub(letters.surplus(own));
        own.is_unknown()
            || letters.is_unknown()
            || Need::new(left, right, bound).is_met_by(in_left.min(in_right))
    }
}

/// The Jaro–Winkler similarity of two texts, as `strsim::jaro_winkler`.
pub fn jaro_winkler(left: &str, right: &str) -> f64 {
    let (l, r) = (left.as_bytes(), right.as_bytes());
    if !(has_positions(l) && has_positions(r)) {
        return strsim::jaro_winkler(left, right);
    }
    let masks = masks_of(l);
    let jaro = jaro(l.len(), r, |byte| masks[usize::from(byte & 127)]);
    boosted(jaro, l, r)
}

/// Whether the Jaro–Winkler similarity of two texts is at least `bound`.
pub fn is_jaro_winkler_at_least(left: &str, right: &str, bound: f64) -> bool {
    let (l, r) = (left.as_bytes(), right.as_bytes());
    if !(has_positions(l) && has_positions(r)) {
        return strsim::jaro_winkler(left, right) >= bound;
    }
    let masks = masks_of(l);
    jaro_winkler_at_least(l, r, bound, |byte| masks[usize::from(byte & 127)])
}

/// Whether the optimal string alignment distance of two texts is at most `max`.
pub fn osa_within(left: &str, right: &str, max: usize) -> bool {
    let (l, r) = (left.as_bytes(), right.as_bytes());
    if !(has_positions(l) && has_positions(r)) {
        return strsim::osa_distance(left, right) <= max;
    }
    if l.len().abs_diff(r.len()) > max {
        return false;
    }
    let masks = masks_of(l);
    osa_within_of(l.len(), r, max, |byte| masks[usize::from(byte & 127)])
}

/// Which letters a text has and which of them twice: a bound on how alike two texts can be.
///
/// Characters share bits, so that the bound errs on the side of likeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Letters(u64);

impl Letters {
    /// The letters of a text. Of one that is not ASCII nothing is known, as of an empty one.
    pub fn of(text: &[u8]) -> Self {
        if !text.is_ascii() {
            return Self::default();
        }
        let (mut once, mut twice) = (0_u64, 0_u64);
        for &byte in text {
            let bit = 1 << (byte & 31);
            twice |= once & bit;
            once |= bit;
        }
        Self(once | twice << 32)
    }

    fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// Letters of this text that certainly have no partner in the other.
    fn surplus(self, other: Self) -> usize {
        (self.0 & !other.0).count_ones() as usize
    }

    /// A number of edits (Levenshtein or optimal string alignment) that is certainly needed: each
    /// removes one letter at most, and adds one at most.
    #[inline]
    pub fn least_edits(self, other: Self) -> usize {
        if self.is_unknown() || other.is_unknown() {
            return 0;
        }
        self.surplus(other).max(other.surplus(self))
    }

    /// False only if the Jaro–Winkler similarity of two texts with these letters and lengths is less
    /// than `bound`, whatever their common beginning. Neither text may be empty.
    #[inline]
    pub fn may_be_jaro_winkler(
        self,
        other: Self,
        (left, right): (usize, usize),
        bound: f64,
    ) -> bool {
        if self.is_unknown() || other.is_unknown() {
            return true;
        }
        let in_left = left.saturating_sub(self.surplus(other));
        let in_right = right.saturating_sub(other.surplus(self));
        let most = in_left.min(in_right) as f64;
        let jaro = (most / left as f64 + most / right as f64 + 1.0) / 3.0;
        jaro + 0.4 * (1.0 - jaro) >= bound
    }
}

/// The characters of UTF-8 text, each as its first byte: as good as itself in comparisons with
/// ASCII.
struct Characters<'a>(&'a [u8]);

impl<'a> IntoIterator for &'a Characters<'_> {
    type Item = u8;
    type IntoIter = std::iter::Filter<std::iter::Copied<std::slice::Iter<'a, u8>>, fn(&u8) -> bool>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().copied().filter(|byte| byte & 0xC0 != 0x80)
    }
}

/// As the method of slices, faster on short ones: names of like length take one path.
#[inline]
fn is_ascii(text: &[u8]) -> bool {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) if text.len() <= 16 => {
            (u64::from_ne_bytes(*first) | u64::from_ne_bytes(*last)) & HIGH == 0
        }
        _ => text.is_ascii(),
    }
}

#[inline]
fn has_positions(text: &[u8]) -> bool {
    text.len() <= LONGEST && is_ascii(text)
}

/// Per ASCII character the positions at which it stands in a text of at most [`LONGEST`].
fn masks_of(text: &[u8]) -> [u64; 128] {
    let mut masks = [0; 128];
    for (at, &byte) in text.iter().enumerate() {
        masks[usize::from(byte & 127)] |= 1 << at;
    }
    masks
}

/// The lowest `count` bits.
fn low_bits(count: usize) -> u64 {
    if count < 64 { (1 << count) - 1 } else { !0 }
}

/// Positions of the left text that a position of the right one may be matched with: those at most
/// `distance` away, for one position of the right text after another.
struct Reach {
    bits: u64,
    distance: usize,
    at: usize,
}

impl Reach {
    fn new(distance: usize) -> Self {
        Self { bits: low_bits(distance.saturating_add(1)), distance, at: 0 }
    }

    fn step(&mut self) {
        self.bits = self.bits << 1 | u64::from(self.at < self.distance);
        self.at += 1;
    }
}

/// The edit distance to a text of `length`, column by column: H. Hyyrö, "A bit-vector algorithm for
/// computing Levenshtein and Damerau edit distances" (2003). With `SWAPS` an
/// exchange of neighbours is one edit.
///
/// VN and D0 are kept negated: a column then waits two operations less for the one before.
#[inline]
fn edits<const SWAPS: bool>(
    length: usize,
    right: impl IntoIterator<Item = u8>,
    positions: impl Fn(u8) -> u64,
) -> usize {
    let mut columns = 0;
    // The paper's VP, not VN, not D0, and the last PM.
    let (mut down_more, mut down_not_less) = (!0_u64, !0_u64);
    let (mut unequal, mut last_equal) = (!0_u64, 0_u64);
    for byte in right {
        let equal = positions(byte);
        let swapped = if SWAPS { ((unequal & equal) << 1) & last_equal } else { 0 };
        let carried = (equal & down_more).wrapping_add(down_more) ^ down_more;
        let diagonal = carried | (equal | !down_not_less | swapped);
        unequal = !diagonal;
        let across_not_more = ((diagonal | down_more) & down_not_less) << 1;
        down_more = (diagonal & down_more) << 1 | unequal & across_not_more;
        down_not_less = unequal | across_not_more;
        last_equal = equal;
        columns += 1;
    }
    let rows = low_bits(length);
    let (more, less) = (down_more & rows, !down_not_less & rows);
    columns + more.count_ones() as usize - less.count_ones() as usize
}

/// Whether an ASCII text is within `max` edits or exchanges of one of `length`.
///
/// Within that distance a letter stands at most `max` positions from its partner, and a letter
/// without a partner costs an edit; that decides most pairs.
#[inline]
fn osa_within_of(
    length: usize,
    right: &[u8],
    max: usize,
    positions: impl Fn(u8) -> u64 + Copy,
) -> bool {
    if length.abs_diff(right.len()) > max {
        return false;
    }
    let mut reach = Reach::new(max);
    let (mut partners, mut alone) = (0, 0);
    for letters in right.chunks(STRIDE) {
        for &byte in letters {
            let found = positions(byte) & reach.bits;
            partners |= found;
            alone += usize::from(found == 0);
            reach.step();
        }
        if alone > max {
            return false;
        }
    }
    (low_bits(length) & !partners).count_ones() as usize <= max
        && edits::<true>(length, right.iter().copied(), positions) <= max
}

/// The letters that the Jaro similarity matches: their positions in the left text, and in order
/// what they are in the right one.
struct Matches {
    positions: u64,
    letters: [u8; LONGEST],
    count: usize,
}

/// Matches each letter of `right` with the first free equal one within reach. After `EVERY` so many
/// letters `is_hopeless` says, given the most matches that there can still be, whether to give up.
#[inline]
fn matches<const EVERY: usize>(
    length: usize,
    right: &[u8],
    positions: impl Fn(u8) -> u64,
    is_hopeless: impl Fn(usize) -> bool,
) -> Option<Matches> {
    let mut reach = Reach::new((length.max(right.len()) / 2).saturating_sub(1));
    let mut free = !0_u64;
    let (mut letters, mut count) = ([0; LONGEST], 0);
    let mut left_over = right.len();
    for part in right.chunks(EVERY) {
        for &byte in part {
            let found = positions(byte) & reach.bits & free;
            free ^= found & found.wrapping_neg();
            // Without a match the next letter takes this place.
            letters[count % LONGEST] = byte;
            count += usize::from(found != 0);
            reach.step();
        }
        left_over -= part.len();
        if is_hopeless(count + left_over) {
            return None;
        }
    }
    Some(Matches { positions: !free, letters, count })
}

/// The Jaro similarity; the sum is formed in the order of `strsim`, to be equal to the last bit.
#[inline]
fn similarity(
    length: usize,
    right: &[u8],
    matches: &Matches,
    positions: impl Fn(u8) -> u64,
) -> f64 {
    if matches.count == 0 {
        return f64::from(u8::from(length == 0 && right.is_empty()));
    }
    let mut left = matches.positions;
    let mut displaced = 0;
    for &byte in &matches.letters[..matches.count] {
        let first = left & left.wrapping_neg();
        displaced += usize::from(positions(byte) & first == 0);
        left &= left.wrapping_sub(1);
    }
    let count = matches.count as f64;
    let in_order = (matches.count - displaced / 2) as f64;
    (count / length as f64 + count / right.len() as f64 + in_order / count) / 3.0
}

#[inline]
fn jaro(length: usize, right: &[u8], positions: impl Fn(u8) -> u64 + Copy) -> f64 {
    let found = matches::<LONGEST>(length, right, positions, |_| false);
    found.map_or(0.0, |found| similarity(length, right, &found, positions))
}

#[inline]
fn jaro_winkler_at_least(
    left: &[u8],
    right: &[u8],
    bound: f64,
    positions: impl Fn(u8) -> u64 + Copy,
) -> bool {
    let need = Need::new(left, right, bound);
    if !need.is_met_by(left.len().min(right.len())) {
        return false;
    }
    matches::<STRIDE>(left.len(), right, positions, |most| !need.is_met_by(most)).is_some_and(
        |found| boosted(similarity(left.len(), right, &found, positions), left, right) >= bound,
    )
}

/// Adds Winkler's boost for a common prefix, which `strsim` gives above a similarity of 0.7.
#[inline]
fn boosted(jaro: f64, left: &[u8], right: &[u8]) -> f64 {
    if jaro > 0.7 { jaro + 0.1 * prefix(left, right) as f64 * (1.0 - jaro) } else { jaro }
}

/// Length of the common prefix, at most 4.
#[inline]
fn prefix(left: &[u8], right: &[u8]) -> usize {
    if let (Some(left), Some(right)) = (left.first_chunk(), right.first_chunk()) {
        let differing = u32::from_le_bytes(*left) ^ u32::from_le_bytes(*right);
        differing.trailing_zeros() as usize / 8
    } else {
        left.iter().zip(right).take(4).take_while(|(left, right)| left == right).count()
    }
}

/// How many letters must match for a Jaro–Winkler similarity, should all be in order.
///
/// With `m` matches Jaro's similarity is at most (m / left + m / right + 1) / 3. Solved for `m`:
/// m · (left + right) must reach (3 · jaro - 1) · left · right.
struct Need {
    lengths: i64,
    product: i64,
}

impl Need {
    #[inline]
    fn new(left: &[u8], right: &[u8], bound: f64) -> Self {
        /// Per length of the common prefix the inverse of the share that its boost leaves open.
        const UNBOOST: [f64; 5] = [1.0, 1.0 / 0.9, 1.0 / 0.8, 1.0 / 0.7, 1.0 / 0.6];
        let prefix = prefix(left, right);
        let jaro = (bound - 0.1 * prefix as f64) * UNBOOST[prefix];
        let share = 3.0 * jaro - 1.0;
        let (left, right) = (left.len(), right.len());
        // Rounding down forgives far more than floating point can be wrong by.
        Self { lengths: (left + right) as i64, product: (share * (left * right) as f64) as i64 }
    }

    #[inline]
    fn is_met_by(&self, matches: usize) -> bool {
        matches as i64 * self.lengths >= self.product
    }
}
