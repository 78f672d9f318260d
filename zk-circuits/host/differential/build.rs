//! Builds this crate as wasm, as a runtime is built.

fn main() {
    #[cfg(feature = "std")]
    // It is no runtime and has no version.
    substrate_wasm_builder::WasmBuilder::init_with_defaults().disable_runtime_version_section_check().build();
}
