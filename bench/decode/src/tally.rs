//! What every decoder adds up from the values it has read: proof that all of them read the same, and a
//! use of every value, so that none is optimised away.

/// The sums over a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Final results. Left out of comparisons where a decoder drops some.
    finals: u64,
    /// Whatever else is decoded.
    others: u64,
    /// Client ids, results and message ids.
    numbers: u64,
    /// The bytes of topics and payloads.
    bytes: u64,
}

impl Tally {
    pub(crate) fn is_final(&mut self) {
        self.finals += 1;
    }

    pub(crate) fn another(&mut self) {
        self.others += 1;
    }

    pub(crate) fn opened(&mut self, client: u64, result: i64) {
        self.others += 1;
        self.numbers = self.numbers.wrapping_add(client).wrapping_add(result.cast_unsigned());
    }

    pub(crate) fn received(&mut self, client: u64, msgid: u64, topic: &[u8], payload: &[u8]) {
        self.others += 1;
        self.numbers = self.numbers.wrapping_add(client).wrapping_add(msgid);
        self.bytes = self.bytes.wrapping_add(sum(topic)).wrapping_add(sum(payload) << 1);
    }

    /// How much was decoded.
    pub(crate) fn count(&self) -> u64 {
        self.finals + self.others
    }

    /// The same but for the final results?
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        Self { finals: 0, ..*self } == Self { finals: 0, ..*other }
    }
}

fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().map(|b| u64::from(*b)).sum()
}
