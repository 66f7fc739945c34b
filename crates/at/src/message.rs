//! A message with meaning: values by place in a shape, right ones and every kind of wrong one. Owned, for
//! those who build messages; decoding on the hot path gives `fields::Fields` instead.

/// A value as it stands on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A decimal number in its shortest spelling.
    Int(i64),
    /// Digits that are no such number: too large, leading zeros, `-0`, `+5`.
    Digits(Vec<u8>),
    /// `0x` and upper-case digits.
    Hex(u64),
    /// Bytes between double quotes.
    Text(Vec<u8>),
    /// Bytes without quotes: a word, an unquoted text, a raw payload, the contents of a range.
    Bare(Vec<u8>),
    /// An opening quote and bytes, and no closing quote.
    Unbalanced(Vec<u8>),
    /// Several numbers in one place.
    List(Vec<i64>),
    /// Nothing at all between two commas.
    Empty,
}

impl Value {
    /// The bytes that say this value.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Int(n) => out.extend_from_slice(n.to_string().as_bytes()),
            Self::Hex(n) => out.extend_from_slice(format!("0x{n:X}").as_bytes()),
            Self::Digits(bytes) | Self::Bare(bytes) => out.extend_from_slice(bytes),
            Self::Text(bytes) => {
                out.push(b'"');
                out.extend_from_slice(bytes);
                out.push(b'"');
            }
            Self::Unbalanced(bytes) => {
                out.push(b'"');
                out.extend_from_slice(bytes);
            }
            Self::List(numbers) => {
                for (i, n) in numbers.iter().enumerate() {
                    if i > 0 {
                        out.push(b',');
                    }
                    out.extend_from_slice(n.to_string().as_bytes());
                }
            }
            Self::Empty => {}
        }
    }

    /// Reads bare bytes the way every reader here does: number, hex number, or a word.
    pub fn of_bare(bytes: &[u8]) -> Self {
        match bytes {
            [] => Self::Empty,
            _ => match Number::read(bytes) {
                Some(Number::Plain(n)) => Self::Int(n),
                Some(Number::Odd(_) | Number::TooLarge) => Self::Digits(bytes.to_vec()),
                Some(Number::Hex(n)) => Self::Hex(n),
                Some(Number::OddHex(_)) | None => Self::Bare(bytes.to_vec()),
            },
        }
    }
}

/// A run of bytes read as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// In its shortest spelling.
    Plain(i64),
    /// Leading zeros, a plus sign, `-0`.
    Odd(i64),
    /// All digits, but more than fit.
    TooLarge,
    /// `0x` with upper-case digits in the shortest spelling.
    Hex(u64),
    /// `0x` in any other spelling.
    OddHex(u64),
}

impl Number {
    /// Reads all of `bytes` as a number, if it is one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if let [b'0', b'x' | b'X', digits @ ..] = bytes {
            return Self::read_hex(bytes[1], digits);
        }
        let (sign, digits) = match bytes {
            [sign @ (b'-' | b'+'), digits @ ..] => (Some(*sign), digits),
            digits => (None, digits),
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let negative = sign == Some(b'-');
        let Some(number) = accumulate(digits, negative) else { return Some(Self::TooLarge) };
        let shortest = digits[0] != b'0' || (digits.len() == 1 && !negative);
        Some(if shortest && sign != Some(b'+') { Self::Plain(number) } else { Self::Odd(number) })
    }

    fn read_hex(x: u8, digits: &[u8]) -> Option<Self> {
        if digits.is_empty() || digits.len() > 16 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let text = std::str::from_utf8(digits).ok()?;
        let number = u64::from_str_radix(text, 16).ok()?;
        let lower = digits.iter().any(u8::is_ascii_lowercase);
        let padded = digits[0] == b'0' && digits.len() > 1;
        Some(if x == b'x' && !lower && !padded { Self::Hex(number) } else { Self::OddHex(number) })
    }

    /// The number, where it fits.
    pub fn get(self) -> Option<i64> {
        match self {
            Self::Plain(n) | Self::Odd(n) => Some(n),
            Self::Hex(n) | Self::OddHex(n) => i64::try_from(n).ok(),
            Self::TooLarge => None,
        }
    }
}

/// Adds digits up without ever wrapping.
fn accumulate(digits: &[u8], negative: bool) -> Option<i64> {
    let mut number: i64 = 0;
    for digit in digits {
        let digit = i64::from(digit - b'0');
        number = number.checked_mul(10)?;
        number = if negative { number.checked_sub(digit)? } else { number.checked_add(digit)? };
    }
    Some(number)
}

/// A value in its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Arg {
    /// Which slot of the shape.
    pub slot: u16,
    /// Which round of a repeated group, from 0.
    pub round: u16,
    /// The value.
    pub value: Value,
}

impl Arg {
    /// A value outside repeated groups.
    pub fn new(slot: u16, value: Value) -> Self {
        Self { slot, round: 0, value }
    }
}

/// The values of one line of a known shape.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Message {
    /// Values in wire order. A slot without an argument is left out.
    pub args: Vec<Arg>,
    /// Values behind the last place that the shape has.
    pub surplus: Vec<Value>,
}

impl Message {
    /// The value in a slot outside repeated groups.
    pub fn get(&self, slot: u16) -> Option<&Value> {
        self.args.iter().find(|a| a.slot == slot && a.round == 0).map(|a| &a.value)
    }
}
