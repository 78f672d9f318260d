//! How a node asks whether the author of a block may make it.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use sero_license::{Phase, Refusal};
use sp_runtime::traits::Block as BlockT;

sp_api::decl_runtime_apis! {
    /// Mining licences, in the state of a parent.
    pub trait LicenseApi {
        /// Whether the author of the block at `height` on `parent` may make it; `payload` is what its header's pre-runtime
        /// digest holds. To be asked of the state of `parent`, before the block is executed.
        fn check_license(payload: Vec<u8>, parent: <Block as BlockT>::Hash, height: u32) -> Result<(), Refusal>;
        /// The heights at which a licence is needed, if there are any.
        fn license_phase() -> Option<Phase>;
    }
}
