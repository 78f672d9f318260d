//! The committed chain specifications are those of this program.

use crate::common::run;

/// A specification as `scripts/chain-specs` commits it: without its code, and with lists of numbers on one line.
fn as_committed(text: &str) -> String {
    let begin = "\"code\": \"0x";
    let (before, rest) = text.split_once(begin).expect("a specification has code");
    let (_, after) = rest.split_once('"').expect("the code ends");
    let mut committed = String::new();
    for line in format!("{before}{begin}\"{after}").lines() {
        let number = line.trim_start_matches(' ').trim_end_matches(',');
        match !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
            true => committed.push_str(line.trim_start_matches(' ')),
            false => {
                committed.push_str(line);
                committed.push('\n');
            }
        }
    }
    committed
}

#[test]
fn committed_specifications_are_those_that_this_program_exports() {
    for chain in ["dev", "local", "main"] {
        let output = run(&["export-chain-spec", "--chain", chain]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let exported = as_committed(&String::from_utf8(output.stdout).expect("UTF-8"));
        let path = format!("{}/../chain-specs/{chain}.json", env!("CARGO_MANIFEST_DIR"));
        let committed = std::fs::read_to_string(&path).expect("chain-specs are committed");
        assert_eq!(exported.trim(), committed.trim(), "run ./scripts/chain-specs and look at what changed in {chain}");
    }
}

#[test]
fn the_presets_differ_where_they_must() {
    let of = |chain: &str| {
        let path = format!("{}/../chain-specs/{chain}.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("chain-specs are committed")
    };
    assert!(of("main").contains("\"0.9.4\""));
    for small in ["dev", "local"] {
        assert!(of(small).contains("\"work\": \"development\""), "a node of {small} mines within seconds");
    }
}
