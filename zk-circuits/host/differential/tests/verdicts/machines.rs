//! The machines on which the same is computed.

use codec::{Decode, DecodeAll, Encode};
use sc_executor::{Externalities, WasmExecutor};
use sero_host::TreeFault;
use sero_host_differential::{CALLS, PURE};
use sero_shielded::{encoding::FieldBytes, tree::Frontier};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_state_machine::BasicExternalities;
use std::{fmt::Debug, sync::LazyLock};

/// A node of a chain that lacks our host functions. It refuses code that asks for any that it does not have.
type Stranger = WasmExecutor<sp_io::SubstrateHostFunctions>;
/// A node of ours.
type Node = WasmExecutor<(sp_io::SubstrateHostFunctions, sero_host::HostFunctions)>;

/// Calls a function of some code.
fn call<R: Decode>(
    machine: &impl CodeExecutor,
    code: Option<&[u8]>,
    state: &mut dyn Externalities,
    function: &str,
    arguments: &[u8],
) -> Result<R, String> {
    let fetch = WrappedRuntimeCode(code.expect("built without SKIP_WASM_BUILD").into());
    // Each machine gets one code to run, so one name serves.
    let code = RuntimeCode { code_fetcher: &fetch, heap_pages: None, hash: vec![1] };
    let (answer, _) = machine.call(state, &code, function, arguments, CallContext::Onchain { import: false });
    let bytes = answer.map_err(|error| format!("{function}: {error}"))?;
    R::decode_all(&mut &bytes[..]).map_err(|error| format!("{function}: {error}"))
}

/// What the build with `pure-wasm` answers on a machine without our host functions.
pub fn stranger<R: Decode>(state: &mut dyn Externalities, function: &str, arguments: &impl Encode) -> R {
    // One for all calls, so that the code is compiled once.
    static STRANGER: LazyLock<Stranger> = LazyLock::new(|| WasmExecutor::builder().build());
    call(&*STRANGER, PURE, state, function, &arguments.encode()).unwrap()
}

/// What the build that calls the host answers on a node of ours.
fn node<R: Decode>(function: &str, arguments: &impl Encode) -> R {
    static NODE: LazyLock<Node> = LazyLock::new(|| WasmExecutor::builder().build());
    call(&*NODE, CALLS, &mut BasicExternalities::default(), function, &arguments.encode()).unwrap()
}

/// Asserts that both builds answer what was computed natively, by the functions themselves (`pure`) and through the host
/// (`host`). Returns the answer.
pub fn agreed<R: Decode + PartialEq + Debug>(function: &str, arguments: &impl Encode, pure: R, host: R) -> R {
    assert_eq!(host, pure, "{function}, the host's");
    let wasm: R = stranger(&mut BasicExternalities::default(), function, arguments);
    assert_eq!(wasm, pure, "{function}, in wasm");
    let called: R = node(function, arguments);
    assert_eq!(called, pure, "{function}, the host's, from wasm");
    pure
}

#[test]
fn only_the_build_without_pure_wasm_needs_our_host_functions() {
    let empty = Frontier::default().encoded();
    let root = agreed("tree_root", &empty, sero_host::pure::tree_root(&empty), sero_host::tree_root(&empty));
    assert_eq!(root, Ok(FieldBytes::from(Frontier::default().root())));
    let machine: Stranger = WasmExecutor::builder().build();
    let state = &mut BasicExternalities::default();
    let refused = call::<Result<FieldBytes, TreeFault>>(&machine, CALLS, state, "tree_root", &empty.encode());
    assert!(refused.is_err_and(|error| error.contains("ext_crypto_tree_root_version_1")));
}
