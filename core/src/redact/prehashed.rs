use std::hash::{BuildHasherDefault, Hasher};

/// For maps whose keys are hashes already.
pub(super) type Prehashed = BuildHasherDefault<AsItIs>;

#[derive(Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0.rotate_left(8) ^ u64::from(*byte));
        }
    }

    fn write_u32(&mut self, hash: u32) {
        // The map takes its bucket from the low bits and its tag from the high ones.
        self.0 = u64::from(hash) | (u64::from(hash) << 32);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
