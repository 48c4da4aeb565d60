//! Finds what may be a name or a key by looking at every fourth position only: each of them has four grams of four bytes
//! that follow each other, so one of these lies on the grid wherever the text starts.

use super::name::Core;

/// What a gram is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Name(Core),
    KeyPrefix,
}

#[derive(Clone, Copy)]
struct Gram {
    folded: u32,
    part: Part,
    /// Where the core or the prefix begins, seen from the gram.
    shift: isize,
}

/// Grams of a block whose hits fit one number.
pub(super) const BLOCK: usize = 64;

/// One bit for each gram of a block, the last gram's the lowest: whether it may be one that is looked for.
pub(super) fn hits(block: &[[u8; 4]]) -> u64 {
    block.iter().fold(0, |hits, gram| hits << 1 | u64::from(MAY_BE_GRAM[slot(folded(*gram))]))
}

/// What this gram is a part of, and where that begins.
pub(super) fn find(gram: [u8; 4], at: usize) -> Option<(Part, usize)> {
    let folded = folded(gram);
    let gram = GRAMS.get(usize::from(GRAM_OF_SLOT[slot(folded)]))?;
    if gram.folded != folded {
        return None;
    }
    Some((gram.part, at.checked_add_signed(gram.shift)?))
}

/// Equal for letters of either case. Other bytes become equal as well, so that each hit must be looked at.
const fn folded(gram: [u8; 4]) -> u32 {
    u32::from_le_bytes(gram) | 0x2020_2020
}

const SLOTS: usize = 8192;
/// With it no two grams share a slot, which the build checks.
const FACTOR: u32 = 0x9e37_79b1;

const fn slot(folded: u32) -> usize {
    (folded.wrapping_mul(FACTOR) >> (32 - SLOTS.trailing_zeros())) as usize
}

static MAY_BE_GRAM: [u8; SLOTS] = {
    let mut may_be = [0; SLOTS];
    let mut gram = 0;
    while gram < TABLE.length {
        may_be[slot(TABLE.grams[gram].folded)] = 1;
        gram += 1;
    }
    may_be
};
static GRAM_OF_SLOT: [u8; SLOTS] = TABLE.of_slot;
static GRAMS: [Gram; MOST_GRAMS] = TABLE.grams;

/// Longer texts that stand in a name or a prefix, with what begins where in relation to them.
const TEXTS: [(&[u8], Part, isize); 16] = [
    (b"apikey", Part::Name(Core::Key), 3),
    (b"api_key", Part::Name(Core::Key), 4),
    (b"api-key", Part::Name(Core::Key), 4),
    (b"ullkey", Part::Name(Core::Key), 3),
    (b"ull_key", Part::Name(Core::Key), 4),
    (b"ull-key", Part::Name(Core::Key), 4),
    (b"token", Part::Name(Core::Token), 0),
    (b"passwor", Part::Name(Core::Pass), 0),
    (b"passwd", Part::Name(Core::Pass), 0),
    (b"passphr", Part::Name(Core::Pass), 0),
    (b"secret", Part::Name(Core::Secret), 0),
    (b"thoriza", Part::Name(Core::Authorization), -2),
    (b"sk_live", Part::KeyPrefix, 0),
    (b"sk_test", Part::KeyPrefix, 0),
    (b"caibo_l", Part::KeyPrefix, 0),
    (b"caibo_t", Part::KeyPrefix, 0),
];

/// What may follow a name.
const AFTER: &[u8] = b"\"'\\ \t:=\x1b";

/// Ends of names, with each byte that may follow them.
const ENDS: [(&[u8; 3], &[u8], Part, isize); 5] = [
    (b"key", AFTER, Part::Name(Core::Key), 0),
    (b"ken", AFTER, Part::Name(Core::Token), -2),
    (b"swd", AFTER, Part::Name(Core::Pass), -3),
    (b"ret", AFTER, Part::Name(Core::Secret), -3),
    (b"ret", b"_-k", Part::Name(Core::Secret), -3),
];

/// What may stand before `token`, alone or as the end of a longer name.
const BEFORE_TOKEN: &[u8] = b" \t\r\n\"'?&{([,;_-shtrm";

const MOST_GRAMS: usize = 120;
const NO_GRAM: u8 = u8::MAX;

struct Table {
    grams: [Gram; MOST_GRAMS],
    length: usize,
    of_slot: [u8; SLOTS],
}

const TABLE: Table = {
    let none = Gram { folded: 0, part: Part::KeyPrefix, shift: 0 };
    let mut table = Table { grams: [none; MOST_GRAMS], length: 0, of_slot: [NO_GRAM; SLOTS] };
    let mut n = 0;
    while n < TEXTS.len() {
        let (text, part, shift) = TEXTS[n];
        let mut at = 0;
        let mut shift = shift;
        while at + 4 <= text.len() && at < 4 {
            table.add([text[at], text[at + 1], text[at + 2], text[at + 3]], part, shift);
            at += 1;
            shift -= 1;
        }
        n += 1;
    }
    n = 0;
    while n < ENDS.len() {
        let (end, after, part, shift) = ENDS[n];
        let mut of_after = 0;
        while of_after < after.len() {
            table.add([end[0], end[1], end[2], after[of_after]], part, shift);
            of_after += 1;
        }
        n += 1;
    }
    n = 0;
    while n < BEFORE_TOKEN.len() {
        table.add([BEFORE_TOKEN[n], b't', b'o', b'k'], Part::Name(Core::Token), 1);
        n += 1;
    }
    table
};

impl Table {
    const fn add(&mut self, gram: [u8; 4], part: Part, shift: isize) {
        let folded = folded(gram);
        let slot = slot(folded);
        if self.of_slot[slot] == NO_GRAM {
            #[expect(clippy::cast_possible_truncation, reason = "there are fewer than 256 grams")]
            let number = self.length as u8;
            self.of_slot[slot] = number;
            self.grams[self.length] = Gram { folded, part, shift };
            self.length += 1;
        } else {
            let other = self.grams[self.of_slot[slot] as usize];
            assert!(other.folded == folded && other.shift == shift, "two grams share a slot");
        }
    }
}
