//! A crate uses only crates of lower floors. The floors stand in the workspace's Cargo.toml.

use std::collections::BTreeMap;
use std::path::Path;

fn table(path: &Path) -> toml::Table {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn every_crate_stands_on_lower_floors_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let floors: BTreeMap<String, i64> = table(&root.join("Cargo.toml"))["workspace"]["metadata"]["floors"]
        .as_table()
        .expect("[workspace.metadata.floors]")
        .iter()
        .map(|(name, floor)| (name.clone(), floor.as_integer().expect("a floor is a number")))
        .collect();
    let mut seen = Vec::new();
    for folder in std::fs::read_dir(root.join("crates")).expect("the crates") {
        let manifest = table(&folder.expect("a folder").path().join("Cargo.toml"));
        let name = manifest["package"]["name"].as_str().expect("a name").to_owned();
        let floor = *floors.get(&name).unwrap_or_else(|| panic!("{name} has no floor"));
        let used = manifest.get("dependencies").and_then(toml::Value::as_table).cloned().unwrap_or_default();
        for (used, _) in used.iter().filter(|(used, _)| used.starts_with("hayes")) {
            let below = *floors.get(used).unwrap_or_else(|| panic!("{used} has no floor"));
            assert!(below < floor, "{name} on floor {floor} uses {used} on floor {below}");
        }
        seen.push(name);
    }
    for name in floors.keys() {
        assert!(seen.contains(name), "{name} has a floor and no folder");
    }
}
