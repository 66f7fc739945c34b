//! The same choices for `proptest` and `arbitrary`: seeds that shrink, and messages made from them. What is
//! made of choices is decided beside this file.

use arbitrary::Unstructured;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Choices, FromBytes, Slip, right, wrong};
use crate::message::Message;
use crate::shape::Shape;

/// The longest seed: as many choices as a message of many texts takes.
const SEED_MOST: usize = 400;

impl Choices for Unstructured<'_> {
    fn below(&mut self, bound: u64) -> u64 {
        if bound < 2 { 0 } else { self.int_in_range(0..=bound - 1).unwrap_or(0) }
    }
}

/// Seeds for [`FromBytes`]; a shorter seed makes a plainer message.
pub fn seeds() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..SEED_MOST)
}

/// Right messages of a shape.
pub fn right_message(shape: &Shape) -> impl Strategy<Value = Message> {
    let shape = shape.clone();
    seeds().prop_map(move |seed| right(&shape, &mut FromBytes(&seed)))
}

/// Messages of a shape with one slip. The shape must have a place for one.
pub fn wrong_message(shape: &Shape) -> impl Strategy<Value = (Message, Slip)> {
    let shape = shape.clone();
    seeds().prop_filter_map("no slip is possible", move |seed| wrong(&shape, &mut FromBytes(&seed)))
}
