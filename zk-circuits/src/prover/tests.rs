//! Parameters on disk, and what proofs refuse.

use super::{cache, parameters::file_name, *};
use crate::{fixtures, gadgets::Shape, input, keys::development_key, output, ownership, Circuit};
use ark_ff::AdditiveGroup;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// A directory that is gone after the test.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let unique = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("sero-params-{}-{unique}", std::process::id()));
        Directory(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn load(directory: &Path) -> CircuitParameters {
    CircuitParameters::development(Circuit::Output, Some(directory)).unwrap()
}

fn shape() -> Shape {
    output::OutputCircuit::shape()
}

#[test]
fn the_committed_keys_are_those_of_the_set_up() {
    // Anew, from no file. When a circuit changes: cargo run --release -p sero-circuits --example development_keys
    for circuit in Circuit::ALL {
        let parameters = CircuitParameters::development(circuit, None).unwrap();
        assert_eq!(parameters.verifying_key_bytes(), development_key(circuit));
        assert_eq!(parameters.source(), &Source::Built { saved: None, warning: None });
    }
}

#[test]
fn parameters_are_built_once_and_read_afterwards() {
    let directory = Directory::new();
    let path = directory.0.join(file_name(Circuit::Output, &shape()));
    assert_eq!(load(&directory.0).source(), &Source::Built { saved: Some(path.clone()), warning: None });
    assert_eq!(load(&directory.0).source(), &Source::Cached(path.clone()));
    assert!(path.to_str().unwrap().contains("development-insecure"));
    // No temporary file stays behind.
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 2);
}

#[test]
fn damaged_files_are_refused_and_rebuilt() {
    let directory = Directory::new();
    load(&directory.0);
    let path = directory.0.join(file_name(Circuit::Output, &shape()));
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [flipped, whole[..whole.len() - 1].to_vec(), Vec::new()] {
        fs::write(&path, &damaged).unwrap();
        match load(&directory.0).source() {
            Source::Built { saved: Some(saved), warning: Some(warning) } => {
                assert_eq!(saved, &path);
                assert!(warning.contains("does not match its checksum"), "{warning}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read(&path).unwrap(), whole);
        assert_eq!(load(&directory.0).source(), &Source::Cached(path.clone()));
    }
}

#[test]
fn foreign_parameters_with_a_right_checksum_are_refused() {
    let directory = Directory::new();
    load(&directory.0);
    let path = directory.0.join(file_name(Circuit::Output, &shape()));
    let mut bytes = fs::read(&path).unwrap();
    // Another alpha: the file stays readable.
    bytes.copy_within(0..1, 1);
    cache::write(&path, &bytes).unwrap();
    match load(&directory.0).source() {
        Source::Built { warning: Some(warning), .. } => {
            assert!(warning.contains("not the development parameters"), "{warning}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_without_its_checksum_is_not_used() {
    let directory = Directory::new();
    load(&directory.0);
    let path = directory.0.join(file_name(Circuit::Output, &shape()));
    fs::remove_file(format!("{}.b2sum", path.display())).unwrap();
    assert_eq!(load(&directory.0).source(), &Source::Built { saved: Some(path), warning: None });
}

#[test]
fn a_directory_that_cannot_be_written_is_reported_and_no_obstacle() {
    let directory = Directory::new();
    fs::create_dir_all(&directory.0).unwrap();
    let file = directory.0.join("file");
    fs::write(&file, b"in the way").unwrap();
    match load(&file).source() {
        Source::Built { saved: None, warning: Some(_) } => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn many_writers_leave_a_whole_file() {
    let directory = Directory::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(load(&directory.0).verifying_key_bytes(), development_key(Circuit::Output)));
        }
    });
    assert!(matches!(load(&directory.0).source(), Source::Cached(_)));
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 2);
}

#[test]
fn the_seed_hangs_on_the_circuit() {
    let [input, output] = [input::InputCircuit::shape(), shape()];
    assert_ne!(development_seed(Circuit::Input, &input), development_seed(Circuit::Output, &output));
    assert_ne!(development_seed(Circuit::Input, &input), development_seed(Circuit::Input, &output));
    assert!(DEVELOPMENT_NOTICE.contains("INSECURE"));
}

#[test]
fn what_is_not_true_is_not_proved() {
    let parameters = Parameters::development(default_directory().as_deref()).unwrap();
    let mut rng = fixtures::rng(1);
    let (mut spent, witness) = fixtures::input(&mut rng, 5);
    let (made, opening) = fixtures::output(&mut rng, fixtures::sero(), 5);
    spent.nil.double_in_place();
    let refused = ProveError::Input(input::Violation::Nil);
    assert_eq!(parameters.prove_input(&spent, &witness, &mut rng), Err(refused.clone()));
    let (mut owned, ticket, _) = fixtures::ownership(&mut rng, &fixtures::challenge(5, 0), 7);
    owned.since = 8;
    let late = ProveError::Ownership(ownership::Violation::Since);
    assert_eq!(parameters.prove_ownership(&owned, &ticket, &mut rng), Err(late));
    let statements = [Statement::Output(&made, &opening), Statement::Input(&spent, &witness)];
    assert_eq!(
        parameters.prove_all(&statements, &mut rng, |_| ()),
        Err(ProveError::At { index: 1, cause: Box::new(refused) })
    );
    assert_eq!(parameters.prove_all(&[], &mut rng, |_| ()), Ok(Vec::new()));
}

#[test]
fn proofs_of_one_statement_differ_and_hold() {
    use std::sync::Mutex;
    let parameters = Parameters::development(default_directory().as_deref()).unwrap();
    let mut rng = fixtures::rng(2);
    let (made, opening) = fixtures::output(&mut rng, fixtures::sero(), 5);
    let statement = Statement::Output(&made, &opening);
    let heard = Mutex::new(Vec::new());
    let proofs =
        parameters.prove_all(&[statement, statement], &mut rng, |done| heard.lock().unwrap().push(done)).unwrap();
    let again = parameters.prove_output(&made, &opening, &mut rng).unwrap();
    let mut heard = heard.into_inner().unwrap();
    heard.sort_unstable();
    assert_eq!(heard, [1, 2]);
    assert!(proofs[0] != proofs[1] && proofs[0] != again && proofs[1] != again);
    for proof in proofs.iter().chain([&again]) {
        let key = parameters.of(Circuit::Output).unwrap().verifying_key();
        assert_eq!(key.verify(&made.to_field_elements(), proof), Ok(()));
    }
}

#[test]
fn payments_do_not_load_the_parameters_of_ownership() {
    let directory = Directory::new();
    let parameters = Parameters::development(Some(&directory.0)).unwrap();
    let mut rng = fixtures::rng(3);
    let (spent, witness) = fixtures::input(&mut rng, 5);
    parameters.prove_input(&spent, &witness, &mut rng).unwrap();
    let path = directory.0.join(file_name(Circuit::Ownership, &ownership::OwnershipCircuit::shape()));
    assert!(!path.exists());

    // Asked for, they are made once, by whoever comes first.
    let (owned, ticket, _) = fixtures::ownership(&mut rng, &fixtures::challenge(5, 0), 7);
    let statements = [Statement::Ownership(&owned, &ticket), Statement::Input(&spent, &witness)];
    let proofs = parameters.prove_all(&statements, &mut rng, |_| ()).unwrap();
    let loaded = parameters.ownership().unwrap();
    assert_eq!(loaded.source(), &Source::Built { saved: Some(path), warning: None });
    assert_eq!(loaded.verifying_key().verify(&owned.to_field_elements(), &proofs[0]), Ok(()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(std::ptr::eq(parameters.of(Circuit::Ownership).unwrap(), loaded)));
        }
    });
}

#[test]
fn a_failing_random_source_repeats_no_mask_for_another_witness() {
    let seed = zeroize::Zeroizing::new([0; 32]);
    let [one, other] = [1u64, 2].map(|value| [ark_bn254::Fr::from(value)]);
    assert_eq!(prove::masks(&seed, &one), prove::masks(&seed, &one));
    assert_ne!(prove::masks(&seed, &one), prove::masks(&seed, &other));
}
