//! Proving parameters of the circuits, from disk or from the development set-up.

use super::{
    cache::{self, Found},
    key::Prover,
    setup,
};
use crate::{
    gadgets::Shape,
    input::InputCircuit,
    keys::development_key,
    output::OutputCircuit,
    ownership::OwnershipCircuit,
    verify::{KeyError, VerifyingKey},
    Circuit,
};
use ark_bn254::Bn254;
use ark_groth16::ProvingKey;
use ark_relations::gr1cs::SynthesisError;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize, SerializationError};
use core::fmt;
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

/// Why there are no parameters.
#[derive(Debug, thiserror::Error)]
pub enum ParametersError {
    /// The set-up of a circuit failed.
    #[error("the set-up of the circuit {circuit} failed: {cause}")]
    Setup {
        /// The circuit.
        circuit: Circuit,
        /// What arkworks says.
        cause: SynthesisError,
    },
    /// The parameters of a circuit could not be turned into bytes.
    #[error("the parameters of the circuit {circuit} cannot be encoded: {cause}")]
    Encoding {
        /// The circuit.
        circuit: Circuit,
        /// What arkworks says.
        cause: SerializationError,
    },
    /// The verifying key of a set-up is one that chains refuse.
    #[error("the verifying key of the circuit {circuit}: {cause}")]
    Key {
        /// The circuit.
        circuit: Circuit,
        /// What is wrong with it.
        cause: KeyError,
    },
}

/// Where the parameters of a circuit came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file that matches its checksum and the verifying key that comes with this program.
    Cached(PathBuf),
    /// The set-up, since there was no file.
    Built {
        /// The file for the next time.
        saved: Option<PathBuf>,
        /// Why an existing file was refused, or none could be written.
        warning: Option<String>,
    },
}

/// What proofs of one circuit need.
pub struct CircuitParameters {
    pub(super) circuit: Circuit,
    pub(super) shape: Shape,
    pub(super) prover: Prover,
    verifying: VerifyingKey,
    verifying_bytes: Vec<u8>,
    source: Source,
}

/// What proofs of all circuits need. Those of Ownership, which no payment needs, are loaded when they are first asked for.
pub struct Parameters {
    pub(super) input: CircuitParameters,
    pub(super) output: CircuitParameters,
    ownership: OnceLock<CircuitParameters>,
    /// Held while they are loaded, so that they are loaded once.
    loading: Mutex<()>,
    directory: Option<PathBuf>,
}

impl Parameters {
    /// The parameters of the development set-up, out of a directory where they are kept, else computed and kept there.
    ///
    /// # Security
    /// Insecure by design: see [`crate::keys`].
    ///
    /// # Errors
    /// [`ParametersError`]. A damaged or unwritable directory is no error: see [`CircuitParameters::source`].
    pub fn development(directory: Option<&Path>) -> Result<Self, ParametersError> {
        let (input, output) = rayon::join(
            || CircuitParameters::development(Circuit::Input, directory),
            || CircuitParameters::development(Circuit::Output, directory),
        );
        Ok(Parameters {
            input: input?,
            output: output?,
            ownership: OnceLock::new(),
            loading: Mutex::new(()),
            directory: directory.map(Path::to_owned),
        })
    }

    /// Those of Ownership, loaded or made by the first call, from the same directory.
    ///
    /// # Errors
    /// [`ParametersError`].
    pub fn ownership(&self) -> Result<&CircuitParameters, ParametersError> {
        let _loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = self.ownership.get() {
            return Ok(loaded);
        }
        let loaded = CircuitParameters::development(Circuit::Ownership, self.directory.as_deref())?;
        Ok(self.ownership.get_or_init(|| loaded))
    }

    /// Those of one circuit.
    ///
    /// # Errors
    /// [`ParametersError`] for Ownership, where [`Self::ownership`] fails. Those of bundles are there.
    pub fn of(&self, circuit: Circuit) -> Result<&CircuitParameters, ParametersError> {
        match circuit {
            Circuit::Input => Ok(&self.input),
            Circuit::Output => Ok(&self.output),
            Circuit::Ownership => self.ownership(),
        }
    }
}

impl CircuitParameters {
    /// The development parameters of one circuit. See [`Parameters::development`].
    ///
    /// # Errors
    /// [`ParametersError`].
    pub fn development(circuit: Circuit, directory: Option<&Path>) -> Result<Self, ParametersError> {
        let shape = match circuit {
            Circuit::Input => InputCircuit::shape(),
            Circuit::Output => OutputCircuit::shape(),
            Circuit::Ownership => OwnershipCircuit::shape(),
        };
        let path = directory.map(|directory| directory.join(file_name(circuit, &shape)));
        let mut warning = None;
        if let Some(path) = &path {
            match cache::read(path).map(|bytes| decode(circuit, &bytes)) {
                Found::Whole(Ok(proving)) => {
                    return Self::new(circuit, shape, proving, Source::Cached(path.clone()));
                }
                Found::Whole(Err(reason)) => {
                    warning = Some(format!("{}: {reason}", path.display()));
                }
                Found::Refused(reason) => warning = Some(reason),
                Found::Nothing => {}
            }
        }
        let proving =
            setup::development_key(circuit, &shape).map_err(|cause| ParametersError::Setup { circuit, cause })?;
        let mut saved = None;
        if let Some(path) = path {
            let mut bytes = Vec::with_capacity(proving.uncompressed_size());
            proving.serialize_uncompressed(&mut bytes).map_err(|cause| ParametersError::Encoding { circuit, cause })?;
            match cache::write(&path, &bytes) {
                Ok(()) => saved = Some(path),
                Err(error) => {
                    warning.get_or_insert(format!("{} cannot be written: {error}", path.display()));
                }
            }
        }
        Self::new(circuit, shape, proving, Source::Built { saved, warning })
    }

    fn new(
        circuit: Circuit,
        shape: Shape,
        proving: ProvingKey<Bn254>,
        source: Source,
    ) -> Result<Self, ParametersError> {
        let verifying_bytes =
            verifying_bytes(&proving).map_err(|cause| ParametersError::Encoding { circuit, cause })?;
        let verifying =
            VerifyingKey::parse(circuit, &verifying_bytes).map_err(|cause| ParametersError::Key { circuit, cause })?;
        Ok(CircuitParameters {
            circuit,
            prover: Prover::new(&proving, shape.matrices(), shape.instance_variables(), shape.constraints()),
            shape,
            verifying,
            verifying_bytes,
            source,
        })
    }

    /// The circuit.
    pub fn circuit(&self) -> Circuit {
        self.circuit
    }

    /// The verifying key, ready for use.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// The verifying key as chains store it.
    pub fn verifying_key_bytes(&self) -> &[u8] {
        &self.verifying_bytes
    }

    /// Where they came from, and what was wrong with a file on the way.
    pub fn source(&self) -> &Source {
        &self.source
    }
}

impl fmt::Debug for CircuitParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CircuitParameters({}, {:?})", self.circuit, self.source)
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parameters({:?}, {:?}, {:?})", self.input, self.output, self.ownership.get())
    }
}

/// A name that says what the file is worth, with the hash of the constraints: another circuit has another file.
pub(super) fn file_name(circuit: Circuit, shape: &Shape) -> String {
    let digest: String = shape.digest().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("development-insecure-{circuit}-{digest}.params")
}

/// A proving key out of bytes whose checksum was right, and which belongs to the verifying key of this program.
fn decode(circuit: Circuit, bytes: &[u8]) -> Result<ProvingKey<Bn254>, String> {
    let proving = ProvingKey::<Bn254>::deserialize_uncompressed_unchecked(bytes).map_err(|error| error.to_string())?;
    match verifying_bytes(&proving) {
        Ok(bytes) if bytes == development_key(circuit) => Ok(proving),
        _ => Err("these are not the development parameters".into()),
    }
}

fn verifying_bytes(proving: &ProvingKey<Bn254>) -> Result<Vec<u8>, SerializationError> {
    let mut bytes = Vec::new();
    proving.vk.serialize_compressed(&mut bytes)?;
    Ok(bytes)
}
