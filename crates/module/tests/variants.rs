//! Every variant shows in some script, but for a reading's way that the module takes of its own, and for those
//! that say why they cannot.

mod bench;

use std::collections::BTreeMap;

use bench::script::{play, probes};
use hayes_module::variant;
use rstest::rstest;

#[rstest]
#[case::bc20("quectel-bc20")]
#[case::bc26("quectel-bc26")]
#[case::ecx00u("quectel-ecx00u")]
#[case::simcom("simcom-sim7672")]
#[case::fibocom("fibocom")]
fn every_variant_shows(#[case] id: &str) {
    let scripts = probes(id);
    let usual: Vec<String> = scripts.iter().map(|script| play(id, script, &[], &[])).collect();
    let mut same: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut excused = Vec::new();
    for variant in variant::all(bench::dialect(id)) {
        let shows = scripts.iter().zip(&usual).any(|(s, usual)| play(id, s, &[], &[&variant.name]) != *usual);
        match (shows, &variant.hidden) {
            (true, Some(_)) => excused.push(variant.name),
            (false, None) => {
                let of = variant.name.rsplit_once('/').map_or(variant.name.clone(), |(of, _)| of.to_owned());
                same.entry(of).or_default().push(variant.name);
            }
            _ => {}
        }
    }
    assert_eq!(excused, Vec::<String>::new(), "shown, though they say they cannot");
    // Of each reading one way is the module's own. A prompt, say, shows only where there is one.
    same.retain(|of, ways| of.starts_with("reading/") && ways.len() > 1);
    assert!(same.is_empty(), "{} hidden: {:#?}", same.len(), same.values());
}

#[test]
fn every_general_variant_shows_somewhere() {
    let mut hidden: BTreeMap<String, usize> = BTreeMap::new();
    for id in bench::DIALECTS {
        let scripts = probes(id);
        let usual: Vec<String> = scripts.iter().map(|script| play(id, script, &[], &[])).collect();
        let all = variant::all(bench::dialect(id));
        for variant in all.into_iter().filter(|v| !v.name.starts_with("reading/") && v.hidden.is_none()) {
            let pairs = scripts.iter().zip(&usual);
            if !pairs.into_iter().any(|(s, usual)| play(id, s, &[], &[&variant.name]) != *usual) {
                *hidden.entry(variant.name).or_default() += 1;
            }
        }
    }
    hidden.retain(|_, dialects| *dialects == bench::DIALECTS.len());
    assert!(hidden.is_empty(), "{hidden:?}");
}
