//! Second readings with one fact changed: a comparison must notice each of them.

use toml::{Table, Value};

use super::file::{Reading, text};

/// A reading that says one thing differently.
pub(crate) struct Altered {
    pub(crate) reading: Reading,
    /// What was changed, to be read.
    pub(crate) change: String,
}

/// Every way to change one value of the second reading of a document, but for those that no rule compares.
pub(crate) fn every_change(id: &str) -> Vec<Altered> {
    let table: Table = toml::from_str(&text(&format!("{id}.toml"))).expect("a second reading");
    let mut all = Vec::new();
    for (list, entries) in &table {
        let entries = entries.as_array().map_or(0, Vec::len);
        for at in 0..entries {
            let keys = table[list][at].as_table().expect("an entry").keys();
            all.extend(keys.filter(|key| counts(list, &table[list][at], key)).map(|key| {
                let mut altered = table.clone();
                let value = &mut altered[list][at][key];
                let change = format!("[[{list}]] {at}, {key}: {value}");
                alter(key, value);
                Altered { reading: altered.try_into().expect("a second reading"), change }
            }));
        }
    }
    all
}

/// The unit of a text is not compared, nor the type of a parameter that is no more than a printed name.
fn counts(list: &str, entry: &Value, key: &str) -> bool {
    let says = |key: &str| entry[key].as_str().unwrap_or_default();
    match (list, key) {
        ("param", "unit") => says("kind") == "int",
        ("param", "kind") => {
            let length = matches!(says("name"), "ulength" | "tlength" | "plength" | "clength");
            !length || matches!(says("command"), "+MQTTREAD" | "+MQTTMSGI")
        }
        _ => true,
    }
}

fn alter(key: &str, value: &mut Value) {
    match value {
        Value::Boolean(flag) => *flag = !*flag,
        Value::Array(list) if key == "values" || key == "codes" => list.push(Value::Integer(77)),
        Value::Array(list) => list.push(Value::String("other".to_owned())),
        _ => *value = Value::String("77".to_owned()),
    }
}
