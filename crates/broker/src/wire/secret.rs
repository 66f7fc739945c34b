//! Finds the password in the bytes of a CONNECT, however broken, so that no output ever shows it.

use std::ops::Range;

/// Which of these bytes of a packet may be a password. A CONNECT that breaks off or breaks the rules before its password
/// can be placed hides everything from there on.
pub fn password_span(raw: &[u8]) -> Option<Range<usize>> {
    if raw.first()? >> 4 != 1 {
        return None;
    }
    let length_bytes = raw[1..].iter().take(4).take_while(|byte| **byte & 0x80 != 0).count() + 1;
    let mut place = Place { raw, at: 1 + length_bytes };
    place.find().unwrap_or_else(|Lost| (place.at < raw.len()).then_some(place.at..raw.len()))
}

struct Lost;

struct Place<'a> {
    raw: &'a [u8],
    at: usize,
}

impl Place<'_> {
    fn find(&mut self) -> Result<Option<Range<usize>>, Lost> {
        let name = self.field()?;
        let level = self.byte()?;
        if !matches!((&self.raw[name], level), (b"MQIsdp", 3) | (b"MQTT", 4)) {
            return Err(Lost);
        }
        let flags = self.byte()?;
        self.byte()?;
        self.byte()?;
        if flags & 0x40 == 0 {
            return Ok(None);
        }
        self.field()?;
        if flags & 4 != 0 {
            self.field()?;
            self.field()?;
        }
        if flags & 0x80 != 0 {
            self.field()?;
        }
        let password = self.field()?;
        // Surplus bytes after the password may be the rest of one whose length lies.
        Ok(Some(password.start..self.raw.len()))
    }

    fn field(&mut self) -> Result<Range<usize>, Lost> {
        let length = self.raw.get(self.at..).and_then(|rest| rest.first_chunk::<2>()).ok_or(Lost)?;
        let start = self.at + 2;
        let end = start + usize::from(u16::from_be_bytes(*length));
        if end > self.raw.len() {
            return Err(Lost);
        }
        self.at = end;
        Ok(start..end)
    }

    fn byte(&mut self) -> Result<u8, Lost> {
        let byte = *self.raw.get(self.at).ok_or(Lost)?;
        self.at += 1;
        Ok(byte)
    }
}
