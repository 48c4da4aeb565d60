use std::{
    collections::hash_map::{Entry as Known, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::{
    crowd::Crowd,
    form::{Form, forms, is_base64},
    grams::{Grams, Place},
    growth::Growth,
    hash::Hasher,
    places::Places,
    record::{Record, windows},
    specials::Specials,
    starts::Starts,
    tier::{SHORTEST, TIERS, Tier},
};

/// The longest text that can be registered: one whose every character is escaped still fits what a stream holds back.
pub(crate) const LONGEST: usize = 8 * 1024;

/// How many texts may share a gram before it counts as crowded.
const CROWDED: usize = 4;
/// With no more than so many neighbours a window is good enough.
const FEW: usize = 2;

/// Why a text cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Short,
    Long,
    Many,
}

/// A stay in the registry. A text that was removed and came again has a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay {
    text: TextId,
    serial: u64,
}

type TextId = (u64, bool);

/// The registered texts, as hashes. Readers search in them while one thread adds or removes.
pub(super) struct Registry {
    pub(super) hasher: Hasher,
    grams: [RwLock<Arc<Grams>>; TIERS.len()],
    book: RwLock<Book>,
    ledger: Mutex<Ledger>,
    /// Which bytes any form, or an escape after its sign, is written with.
    bytes: [AtomicBool; 256],
    /// How many grams each tier has, so that an unused one costs nothing.
    live: [AtomicUsize; TIERS.len()],
    shortest: AtomicUsize,
    longest: AtomicUsize,
    pub(super) specials: Specials,
}

/// What a hit is checked with.
pub(super) struct Book {
    slots: Vec<Option<Arc<[Record]>>>,
    pub(super) crowds: [Crowd; TIERS.len()],
    pub(super) starts: Starts,
}

/// What only adding and removing need.
#[derive(Default)]
struct Ledger {
    known: HashMap<TextId, Entry>,
    stock: Stock,
    serial: u64,
}

#[derive(Default)]
struct Stock {
    free_slots: Vec<u32>,
    tiers: [Places; TIERS.len()],
}

struct Entry {
    slot: u32,
    serial: u64,
    holders: usize,
    /// It stays without holders, until it is removed.
    is_pinned: bool,
}

impl Book {
    pub(super) fn record(&self, slot: u32, form: u8) -> Option<&Record> {
        self.slots.get(slot as usize)?.as_ref()?.get(usize::from(form))
    }

    /// Notes a text in the crowd that shares this gram.
    fn crowd_in(&mut self, gram: u32, slot: u32, form: u8, at: usize) {
        let Some((tier, length, hash)) =
            self.record(slot, form).map(|record| (record.tier, record.length, record.hash))
        else {
            return;
        };
        self.crowds[tier].add(gram, at, length);
        self.crowds[tier].add_text(hash, slot, form);
    }

    fn crowd_place(&mut self, gram: u32, place: Place) {
        if let Place::Form { slot, form, step } = place
            && let Some(window) = self.record(slot, form).map(|record| record.window)
        {
            self.crowd_in(gram, slot, form, window + usize::from(step));
        }
    }
}

impl Registry {
    pub(super) fn new() -> Self {
        let hasher = Hasher::new();
        let book = Book { slots: Vec::new(), crowds: Default::default(), starts: Starts::new(hasher) };
        Self {
            hasher,
            grams: TIERS.map(|_| RwLock::new(Arc::new(Grams::none()))),
            book: RwLock::new(book),
            ledger: Mutex::default(),
            bytes: [const { AtomicBool::new(false) }; 256],
            live: Default::default(),
            shortest: AtomicUsize::new(usize::MAX),
            longest: AtomicUsize::new(0),
            specials: Specials::new(hasher),
        }
    }

    /// Registers a text until each of its stays has ended.
    pub(super) fn enter(&self, text: &[u8], guessable: bool) -> Result<Stay, Unfit> {
        self.add(text, guessable, |entry| entry.holders += 1)
    }

    /// Registers a text until it is removed.
    pub(super) fn pin(&self, text: &[u8], guessable: bool) -> Result<(), Unfit> {
        self.add(text, guessable, |entry| entry.is_pinned = true).map(drop)
    }

    fn add(&self, text: &[u8], guessable: bool, hold: impl FnOnce(&mut Entry)) -> Result<Stay, Unfit> {
        match text.len() {
            ..SHORTEST => return Err(Unfit::Short),
            SHORTEST..=LONGEST => {}
            _ => return Err(Unfit::Long),
        }
        let id = (self.hasher.whole(text), guessable);
        let mut ledger = self.ledger();
        let Ledger { known, stock, serial } = &mut *ledger;
        let count = known.len();
        let entry = match known.entry(id) {
            Known::Occupied(entry) => entry.into_mut(),
            Known::Vacant(vacant) => {
                let slot = stock.free_slots.pop().map_or_else(|| new_slot(count), Ok)?;
                self.insert(stock, slot, &forms(text, guessable));
                *serial += 1;
                vacant.insert(Entry { slot, serial: *serial, holders: 0, is_pinned: false })
            }
        };
        hold(entry);
        Ok(Stay { text: id, serial: entry.serial })
    }

    pub(super) fn has(&self, stay: Stay) -> bool {
        self.ledger().known.get(&stay.text).is_some_and(|entry| entry.serial == stay.serial)
    }

    /// One stay ends. The text is needed once more, to find what to forget.
    pub(super) fn leave(&self, stay: Stay, text: &[u8], keep: bool) {
        let mut ledger = self.ledger();
        let Some(entry) = ledger.known.get_mut(&stay.text).filter(|entry| entry.serial == stay.serial) else {
            return;
        };
        entry.holders = entry.holders.saturating_sub(1);
        entry.is_pinned |= keep;
        if entry.holders == 0 && !entry.is_pinned {
            self.forget(&mut ledger, stay.text, text);
        }
    }

    /// Forgets a text, whoever holds it.
    pub(super) fn remove(&self, text: &[u8], guessable: bool) {
        let mut ledger = self.ledger();
        self.forget(&mut ledger, (self.hasher.whole(text), guessable), text);
    }

    pub(super) fn is_used(&self) -> bool {
        self.live.iter().any(|live| live.load(Ordering::Acquire) > 0)
    }

    pub(super) fn len(&self) -> usize {
        self.ledger().known.len()
    }

    /// No form of a registered text is longer.
    pub(super) fn longest(&self) -> usize {
        self.longest.load(Ordering::Acquire)
    }

    /// No form of a registered text is shorter.
    pub(super) fn shortest(&self) -> usize {
        self.shortest.load(Ordering::Acquire)
    }

    /// What a search goes by, as it is now.
    pub(super) fn grams(&self, tier: usize) -> Option<Arc<Grams>> {
        (self.live[tier].load(Ordering::Acquire) > 0).then(|| self.current(tier))
    }

    pub(super) fn book(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the byte may be part of a registered text, or of an escape in it after the sign.
    pub(super) fn has_byte(&self, byte: u8) -> bool {
        self.bytes[usize::from(byte)].load(Ordering::Relaxed)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, change: impl FnOnce(&mut Book)) {
        change(&mut self.book.write().unwrap_or_else(PoisonError::into_inner));
    }

    fn insert(&self, stock: &mut Stock, slot: u32, forms: &[Form]) {
        let bytes = forms.iter().flat_map(|form| form.text.iter().copied());
        for byte in bytes.chain((0..=u8::MAX).filter(|byte| is_base64(*byte))) {
            self.bytes[usize::from(byte)].store(true, Ordering::Relaxed);
        }
        for form in forms {
            self.specials.note(&form.text);
        }
        let shortest = forms.iter().map(|form| form.text.len()).min().unwrap_or(usize::MAX);
        self.shortest.fetch_min(shortest, Ordering::Release);
        let longest = forms.iter().map(|form| form.text.len()).max().unwrap_or_default();
        self.longest.fetch_max(longest, Ordering::Release);
        let records: Arc<[Record]> =
            forms.iter().map(|form| Record::new(self.hasher, form, self.window(form))).collect();
        self.write(|book| {
            let at = slot as usize;
            if book.slots.len() <= at {
                book.slots.resize_with(at + 1, || None);
            }
            book.slots[at] = Some(Arc::clone(&records));
            for form in forms {
                book.starts.add(form);
            }
        });
        for (number, (form, record)) in (0..).zip(forms.iter().zip(&*records)) {
            self.insert_form(stock, slot, number, form, record);
        }
        self.count(stock);
    }

    /// The window that the form shares least with others.
    fn window(&self, form: &Form) -> usize {
        let tier = Tier::of(form.text.len());
        let grams = self.current(tier);
        let crowding = |window: usize| {
            (0..TIERS[tier].stride)
                .map(|step| TIERS[tier].load(&form.text, window + step))
                .map(|gram| self.hasher.gram(gram))
                .filter(|hash| grams.may_have(*hash))
                .map(|hash| grams.places(hash).take(CROWDED).count())
                .max()
                .unwrap_or_default()
        };
        let mut best = (usize::MAX, 0);
        for window in windows(form.text.len()) {
            let neighbours = crowding(window);
            if neighbours < best.0 {
                best = (neighbours, window);
            }
            if neighbours <= FEW {
                break;
            }
        }
        best.1
    }

    fn insert_form(&self, stock: &mut Stock, slot: u32, number: u8, form: &Form, record: &Record) {
        let tier = TIERS[record.tier];
        let grams = self.with_room(stock, record.tier, tier.stride);
        let places = &mut stock.tiers[record.tier];
        for step in 0..tier.stride {
            let at = record.window + step;
            let hash = self.hasher.gram(tier.load(&form.text, at));
            let neighbours: Vec<Place> = grams.places(hash).collect();
            if neighbours.contains(&Place::Crowd) {
                self.write(|book| book.crowd_in(hash, slot, number, at));
            } else if neighbours.len() < CROWDED {
                #[expect(clippy::cast_possible_truncation, reason = "a stride is 16 at most")]
                let place = Place::Form { slot, form: number, step: step as u8 };
                places.insert(&grams, hash, place);
            } else {
                // All at once for whoever is checking a hit: the gram is in one place or the other, never in none.
                self.write(|book| {
                    book.crowd_in(hash, slot, number, at);
                    places.insert(&grams, hash, Place::Crowd);
                    for neighbour in neighbours {
                        book.crowd_place(hash, neighbour);
                        places.remove(&grams, hash, neighbour);
                    }
                });
            }
        }
    }

    fn forget(&self, ledger: &mut Ledger, id: TextId, text: &[u8]) {
        let Some(entry) = ledger.known.remove(&id) else { return };
        let stock = &mut ledger.stock;
        stock.free_slots.push(entry.slot);
        let forms = forms(text, id.1);
        let mut records = None;
        self.write(|book| {
            records = book.slots.get_mut(entry.slot as usize).and_then(Option::take);
            for form in &forms {
                book.starts.remove(form);
            }
        });
        for (number, (form, record)) in (0..).zip(forms.iter().zip(records.iter().flat_map(|all| all.iter())))
        {
            self.forget_form(stock, entry.slot, number, form, record);
        }
        self.count(stock);
    }

    fn forget_form(&self, stock: &mut Stock, slot: u32, number: u8, form: &Form, record: &Record) {
        let tier = TIERS[record.tier];
        let grams = self.current(record.tier);
        for step in 0..tier.stride {
            let at = record.window + step;
            let hash = self.hasher.gram(tier.load(&form.text, at));
            #[expect(clippy::cast_possible_truncation, reason = "a stride is 16 at most")]
            let place = Place::Form { slot, form: number, step: step as u8 };
            let places = &mut stock.tiers[record.tier];
            if places.remove(&grams, hash, place) {
                continue;
            }
            let mut is_deserted = false;
            self.write(|book| {
                let crowd = &mut book.crowds[record.tier];
                crowd.remove_text(record.hash, slot);
                is_deserted = crowd.remove(hash, at, record.length);
            });
            if is_deserted {
                places.remove(&grams, hash, Place::Crowd);
            }
        }
    }

    fn count(&self, stock: &Stock) {
        for (live, places) in self.live.iter().zip(&stock.tiers) {
            live.store(places.live, Ordering::Release);
        }
    }

    fn current(&self, tier: usize) -> Arc<Grams> {
        Arc::clone(&self.grams[tier].read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The tier's grams with room for some more. A larger table is made bit by bit, while all go on with the old one.
    fn with_room(&self, stock: &mut Stock, tier: usize, more: usize) -> Arc<Grams> {
        let current = self.current(tier);
        let places = &mut stock.tiers[tier];
        let (begin, end) = current.limits();
        let needed = places.taken + more;
        if needed <= begin && places.growth.is_none() {
            return current;
        }
        let growth = places.growth.get_or_insert_with(|| Growth::for_places((places.live + more) * 3 / 2));
        while !growth.step(&current) {
            if needed <= end {
                return current;
            }
        }
        let Some((larger, taken)) = places.growth.take().and_then(Growth::done) else { return current };
        places.taken = taken;
        let larger = Arc::new(larger);
        *self.grams[tier].write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&larger);
        larger
    }
}

fn new_slot(number: usize) -> Result<u32, Unfit> {
    u32::try_from(number).ok().filter(|slot| *slot < Place::SLOTS).ok_or(Unfit::Many)
}
