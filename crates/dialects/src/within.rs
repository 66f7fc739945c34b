//! Time limits as the documents print them: `300 ms`, `<pkt_timeout> x <retry_times>`. An expression that is
//! checked once, when it is read, and evaluated for the values that hold at the moment.

use std::fmt;
use std::time::Duration;

/// A sum of products; every product has exactly one time in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    text: Box<str>,
    sum: Vec<Vec<Factor>>,
}

/// Part of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factor {
    /// A number without a unit.
    Number(i64),
    /// A time.
    Time(Duration),
    /// The value of a parameter, times this much where the parameter is a time.
    Param {
        /// Its name.
        name: Box<str>,
        /// The unit in which it counts; `None` for a plain number.
        unit: Option<Duration>,
        /// Its documented default.
        default: Option<i64>,
    },
}

/// What is known of a parameter that an expression names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) unit: Option<String>,
    pub(crate) default: Option<i64>,
}

/// Where and why a text is no time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) why: String,
    pub(crate) hint: &'static str,
}

impl Expression {
    /// Reads an expression; `known` says what a parameter is, if there is one of that name.
    pub(crate) fn parse(text: &str, known: &mut dyn FnMut(&str) -> Option<Known>) -> Result<Self, Fault> {
        let mut sum = Vec::new();
        let mut reader = Reader { text, at: 0 };
        loop {
            let start = reader.skip();
            let product = reader.product(known)?;
            check_units(&product, start, reader.at)?;
            sum.push(product);
            match reader.next() {
                None => break,
                Some('+') => reader.at += 1,
                Some(_) => return Err(reader.fault("expected `+` or `x`")),
            }
        }
        Ok(Self { text: text.trim().into(), sum })
    }

    /// The time it comes to. `value` gives the value of a parameter; where it gives none, the documented
    /// default counts. `None` where neither is known, or the time is beyond all bounds.
    pub fn evaluate(&self, value: &dyn Fn(&str) -> Option<i64>) -> Option<Duration> {
        let mut total = Duration::ZERO;
        for product in &self.sum {
            let mut micros: u128 = 1;
            for factor in product {
                micros = micros.checked_mul(factor.worth(value)?)?;
            }
            total = total.checked_add(Duration::from_micros(u64::try_from(micros).ok()?))?;
        }
        Some(total)
    }

    /// The parameters that it depends on.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.sum.iter().flatten().filter_map(|f| match f {
            Factor::Param { name, .. } => Some(&**name),
            _ => None,
        })
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Factor {
    fn is_time(&self) -> bool {
        matches!(self, Self::Time(_) | Self::Param { unit: Some(_), .. })
    }

    /// Microseconds of a time, or a plain number.
    fn worth(&self, value: &dyn Fn(&str) -> Option<i64>) -> Option<u128> {
        match self {
            Self::Number(n) => u128::try_from(*n).ok(),
            Self::Time(time) => Some(time.as_micros()),
            Self::Param { name, unit, default } => {
                let number = u128::try_from(value(name).or(*default)?).ok()?;
                number.checked_mul(unit.map_or(1, |u| u.as_micros()))
            }
        }
    }
}

fn check_units(product: &[Factor], at: usize, end: usize) -> Result<(), Fault> {
    let hint = "a product has one time in it: a number with a unit, or a parameter whose `unit` is a time";
    let fault = |why: &str| Err(Fault { at, end, why: why.to_owned(), hint });
    match product.iter().filter(|f| f.is_time()).count() {
        1 => Ok(()),
        0 => fault("this is a number, not a time"),
        _ => fault("a time is multiplied with a time"),
    }
}

/// What one unit of time is long.
pub(crate) fn unit_of(name: &str) -> Option<Duration> {
    Some(match name {
        "us" => Duration::from_micros(1),
        "ms" => Duration::from_millis(1),
        "s" => Duration::from_secs(1),
        "min" => Duration::from_mins(1),
        "h" => Duration::from_hours(1),
        _ => return None,
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Passes spaces; gives the offset behind them.
    fn skip(&mut self) -> usize {
        self.at += self.rest().len() - self.rest().trim_start().len();
        self.at
    }

    fn next(&mut self) -> Option<char> {
        self.skip();
        self.rest().chars().next()
    }

    fn fault(&self, why: &str) -> Fault {
        let end = self.at + self.rest().chars().next().map_or(0, char::len_utf8);
        let hint = "write `300 ms`, `<pkt_timeout> x <retry_times>` or a sum of these";
        Fault { at: self.at, end, why: why.to_owned(), hint }
    }

    fn product(&mut self, known: &mut dyn FnMut(&str) -> Option<Known>) -> Result<Vec<Factor>, Fault> {
        let mut factors = Vec::new();
        loop {
            factors.push(self.factor(known)?);
            match self.next() {
                Some(sign @ ('x' | '×' | '*')) => self.at += sign.len_utf8(),
                _ => return Ok(factors),
            }
        }
    }

    fn factor(&mut self, known: &mut dyn FnMut(&str) -> Option<Known>) -> Result<Factor, Fault> {
        match self.next() {
            Some('<') => self.param(known),
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(_) => Err(self.fault("expected a time, a number or a parameter")),
            None => Err(self.fault("the expression ends too early")),
        }
    }

    fn param(&mut self, known: &mut dyn FnMut(&str) -> Option<Known>) -> Result<Factor, Fault> {
        let at = self.at;
        let Some(len) = self.rest().find('>') else {
            return Err(self.fault("this parameter is never closed"));
        };
        let name = self.rest()[1..len].to_owned();
        self.at += len + 1;
        let fault = |why: String, hint| Fault { at, end: at + len + 1, why, hint };
        let Some(param) = known(&name) else {
            return Err(fault(format!("no parameter is called `{name}`"), "define it in a `params` table"));
        };
        let unit = param.unit.as_deref().and_then(unit_of);
        Ok(Factor::Param { name: name.into(), unit, default: param.default })
    }

    fn number(&mut self) -> Result<Factor, Fault> {
        let rest = self.rest();
        let len = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let Ok(number) = rest[..len].parse::<u32>() else {
            return Err(self.fault("the number is too large"));
        };
        self.at += len;
        let start = self.skip();
        let rest = self.rest();
        let len = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = rest[..len].to_owned();
        if unit.is_empty() || unit == "x" {
            return Ok(Factor::Number(i64::from(number)));
        }
        self.at += len;
        match unit_of(&unit) {
            Some(one) => Ok(Factor::Time(one * number)),
            None => Err(Fault {
                at: start,
                end: start + len,
                why: format!("`{unit}` is no unit of time"),
                hint: "units are `us`, `ms`, `s`, `min` and `h`",
            }),
        }
    }
}
