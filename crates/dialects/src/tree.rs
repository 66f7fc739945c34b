//! A TOML file as a tree in which every key and value knows its place. What the keys mean is not known here.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::{Report, Spot};

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) spot: Spot,
    pub(crate) value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Int(i64),
    Bool(bool),
    Date(String),
    /// Something that no key of a dialect file takes, by name.
    Odd(&'static str),
    List(Vec<Node>),
    Table(Table),
}

/// A table in the order of its file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) spot: Spot,
    pub(crate) node: Node,
}

/// The most entries of one table or list: a dialect needs some hundred.
const MOST_ENTRIES: usize = 4096;

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|e| e.key == key).map(|e| &e.node)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|e| e.key == key).map(|e| &mut e.node)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|e| e.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Puts an entry in, in the place of one with the same key.
    pub(crate) fn put(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|e| e.key == entry.key) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::as_text)
    }

    /// The tables of a list, or the one table that stands in its place.
    pub(crate) fn tables(&self, key: &str) -> Vec<&Node> {
        match self.get(key) {
            Some(Node { value: Value::List(list), .. }) => list.iter().collect(),
            Some(node) => vec![node],
            None => Vec::new(),
        }
    }
}

impl Node {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn as_table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What it is, in words.
    pub(crate) fn what(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a string",
            Value::Int(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Date(_) => "a date",
            Value::Odd(what) => what,
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Reads a text; `None` when it is no TOML, which is then said.
pub(crate) fn read(text: &str, file: u16, report: &mut Report) -> Option<Table> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let whole = u32::try_from(text.len()).unwrap_or(u32::MAX);
    for error in &errors {
        let (start, end) = error.span().map_or((whole, whole), |s| (short(s.start), short(s.end)));
        let hint = if error.message().contains("duplicate key") {
            "a name is defined once; a second table header starts a new scope in TOML"
        } else {
            ""
        };
        report.error(Spot { file, start, end }, format!("this is no TOML: {}", error.message()), hint);
    }
    if !errors.is_empty() {
        drop_flat(DeValue::Table(root.into_inner()));
        return None;
    }
    let mut growing = Growing { file, report, crowded: false, depth: 0 };
    let table = growing.table(root.into_inner());
    (!growing.crowded).then_some(table)
}

struct Growing<'r> {
    file: u16,
    report: &'r mut Report,
    crowded: bool,
    depth: usize,
}

/// How deep values may stand in each other; a dialect needs ten.
const MOST_DEEP: usize = 24;

impl Growing<'_> {
    fn spot(&self, span: &std::ops::Range<usize>) -> Spot {
        Spot { file: self.file, start: short(span.start), end: short(span.end) }
    }

    fn table(&mut self, table: DeTable<'_>) -> Table {
        let mut entries = Vec::with_capacity(table.len().min(MOST_ENTRIES));
        for (key, value) in table {
            let spot = self.spot(&key.span());
            if self.too_many(entries.len(), spot) {
                break;
            }
            entries.push(Entry { key: key.into_inner().into_owned(), spot, node: self.node(value) });
        }
        Table { entries }
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>) -> Node {
        let spot = self.spot(&value.span());
        let value = value.into_inner();
        if self.depth >= MOST_DEEP {
            self.report.error(spot, "the tables are nested too deep", "");
            drop_flat(value);
            return Node { spot, value: Value::Odd("what is nested too deep") };
        }
        self.depth += 1;
        let value = self.value(value, spot);
        self.depth -= 1;
        Node { spot, value }
    }

    fn value(&mut self, value: DeValue<'_>, spot: Spot) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Int(number),
                Err(_) => Value::Odd("a number that is too large"),
            },
            DeValue::Boolean(flag) => Value::Bool(flag),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Float(_) => Value::Odd("a fraction"),
            DeValue::Array(list) => {
                let mut nodes = Vec::with_capacity(list.len().min(MOST_ENTRIES));
                for element in list {
                    if self.too_many(nodes.len(), spot) {
                        break;
                    }
                    nodes.push(self.node(element));
                }
                Value::List(nodes)
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
        }
    }

    fn too_many(&mut self, len: usize, spot: Spot) -> bool {
        let crowded = len >= MOST_ENTRIES;
        if crowded && !self.crowded {
            self.report.error(
                spot,
                "more entries than any document has",
                format!("at most {MOST_ENTRIES} are read"),
            );
        }
        self.crowded |= crowded;
        crowded
    }
}

/// Drops a value without following its depth on the stack.
fn drop_flat(value: DeValue<'_>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            DeValue::Array(list) => open.extend(list.into_iter().map(Spanned::into_inner)),
            DeValue::Table(table) => open.extend(table.into_iter().map(|(_, v)| v.into_inner())),
            _ => {}
        }
    }
}

fn short(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
