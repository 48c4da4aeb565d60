use std::collections::HashMap;

use super::prehashed::Prehashed;

/// The grams that many texts share, as keys with a counter at their end do. Going through all those texts at each hit
/// would be slow; so a hit is looked up by the hash of the whole text, once for each shape.
#[derive(Default)]
pub(super) struct Crowd {
    shapes: HashMap<u32, Vec<Shape>, Prehashed>,
    texts: HashMap<u64, Vec<(u32, u8)>, Prehashed>,
}

/// Where a gram stands in a text, and how long the text is.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) offset: usize,
    pub(super) length: usize,
    texts: u32,
}

impl Crowd {
    pub(super) fn shapes(&self, gram: u32) -> &[Shape] {
        self.shapes.get(&gram).map_or(&[], Vec::as_slice)
    }

    /// The slots and forms of the texts with this hash.
    pub(super) fn texts(&self, hash: u64) -> &[(u32, u8)] {
        self.texts.get(&hash).map_or(&[], Vec::as_slice)
    }

    pub(super) fn add(&mut self, gram: u32, offset: usize, length: usize) {
        let shapes = self.shapes.entry(gram).or_default();
        match shapes.iter_mut().find(|shape| (shape.offset, shape.length) == (offset, length)) {
            Some(shape) => shape.texts += 1,
            None => {
                shapes.push(Shape { offset, length, texts: 1 });
                // The longest first: what it covers needs no second look.
                shapes.sort_by_key(|shape| std::cmp::Reverse(shape.length));
            }
        }
    }

    /// Tells whether the gram is crowded no longer.
    pub(super) fn remove(&mut self, gram: u32, offset: usize, length: usize) -> bool {
        let Some(shapes) = self.shapes.get_mut(&gram) else { return false };
        if let Some(shape) = shapes.iter_mut().find(|shape| (shape.offset, shape.length) == (offset, length))
        {
            shape.texts -= 1;
        }
        shapes.retain(|shape| shape.texts > 0);
        let is_empty = shapes.is_empty();
        if is_empty {
            self.shapes.remove(&gram);
        }
        is_empty
    }

    pub(super) fn add_text(&mut self, hash: u64, slot: u32, form: u8) {
        let texts = self.texts.entry(hash).or_default();
        if !texts.contains(&(slot, form)) {
            texts.push((slot, form));
        }
    }

    pub(super) fn remove_text(&mut self, hash: u64, slot: u32) {
        if let Some(texts) = self.texts.get_mut(&hash) {
            texts.retain(|(of, _)| *of != slot);
            if texts.is_empty() {
                self.texts.remove(&hash);
            }
        }
    }
}
