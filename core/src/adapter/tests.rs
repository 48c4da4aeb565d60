//! What is sent and what is read, held against `tests/vectors`, and promises that hold for any answer at all.

mod case;
mod compare;
mod keys;
mod outcome;
mod play;
mod properties;
mod vectors;
