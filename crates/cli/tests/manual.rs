//! Help, completions and manual pages: every subcommand is in all three, and its help shows how it is used.

use assert_cmd::Command;
use rstest::rstest;

fn hayes(args: &[&str]) -> String {
    let output = Command::cargo_bin("hayes").expect("the binary").args(args).output().expect("it runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The names in the list of commands that a help prints.
fn subcommands(of: &[&str]) -> Vec<String> {
    let help = hayes(&[of, &["--help"]].concat());
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = list.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_subcommand_says_how_it_is_used() {
    let commands = subcommands(&[]);
    assert!(commands.contains(&"run".to_owned()), "{commands:?}");
    for command in commands.iter().filter(|command| *command != "spec") {
        let help = hayes(&[command, "--help"]);
        assert!(help.contains("Example") && help.contains(&format!("hayes {command}")), "{command}:\n{help}");
    }
    for command in subcommands(&["spec"]) {
        assert!(hayes(&["spec", &command, "-h"]).contains("Example"), "spec {command}");
    }
}

#[rstest]
#[case("bash")]
#[case("zsh")]
#[case("fish")]
#[case("elvish")]
#[case("powershell")]
fn completions_know_every_subcommand(#[case] shell: &str) {
    let script = hayes(&["completions", shell]);
    for command in subcommands(&[]) {
        assert!(script.contains(&command), "{shell}: {command}");
    }
}

#[test]
fn every_subcommand_has_a_manual_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = folder.path().join("man1");
    hayes(&["man", pages.to_str().expect("a plain path")]);
    for command in subcommands(&[]) {
        let page = std::fs::read_to_string(pages.join(format!("hayes-{command}.1"))).expect("a page");
        assert!(page.contains(".TH"), "{command}:\n{page}");
    }
}
