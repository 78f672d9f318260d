//! Builds this crate as wasm twice, as a runtime is built: with `pure-wasm` and without.

fn main() {
    #[cfg(feature = "std")]
    {
        use substrate_wasm_builder::WasmBuilder;
        // Both lie in one folder, where cargo compiles once what they share. One is no runtime and has no version.
        let builder = || WasmBuilder::init_with_defaults().disable_runtime_version_section_check();
        builder().set_file_name("pure.rs").enable_feature("pure-wasm").build();
        builder().set_file_name("calls.rs").build();
        // The example runtime takes these from another folder, which the builder does not watch.
        for file in ["extension.rs", "wallet.rs"] {
            println!("cargo:rerun-if-changed=../../../runtime/src/{file}");
        }
    }
}
