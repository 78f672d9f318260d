//! The wrapper around the transaction extensions.

use core::{fmt, marker::PhantomData};

use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{traits::Get, weights::Weight};
use scale_info::TypeInfo;
use sp_runtime::{
    traits::{
        AsTransactionAuthorizedOrigin, DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication, PostDispatchInfoOf,
        TransactionExtension, TransactionExtensionMetadata, ValidateResult,
    },
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError},
    DispatchResult,
};

/// Error code of a transaction without signer whose extension data are not the defaults.
pub const EXTENSION_DATA_NOT_DEFAULT: u8 = 200;

/// The extensions of this runtime, with one more rule.
///
/// # Consensus
/// A transaction that nobody signed carries the default extension data: immortal, nonce 0, no tip, no metadata hash. No
/// signature covers these bytes, so anybody on the way could change them otherwise and make one bundle travel under many
/// hashes.
///
/// # Metadata
/// The wrapper adds no byte and shows the inner extensions as they are: a wallet or explorer that reads the metadata's
/// list of extensions decodes every transaction.
#[derive(Encode, Decode, DecodeWithMemTracking)]
pub struct Canonical<Inner, Defaults>(pub Inner, PhantomData<Defaults>);

impl<Inner, Defaults> Canonical<Inner, Defaults> {
    /// Wraps the extensions.
    pub const fn new(inner: Inner) -> Self {
        Self(inner, PhantomData)
    }
}

impl<Inner: Clone, Defaults> Clone for Canonical<Inner, Defaults> {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl<Inner: PartialEq, Defaults> PartialEq for Canonical<Inner, Defaults> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<Inner: Eq, Defaults> Eq for Canonical<Inner, Defaults> {}

impl<Inner: fmt::Debug, Defaults> fmt::Debug for Canonical<Inner, Defaults> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<Inner: TypeInfo, Defaults: 'static> TypeInfo for Canonical<Inner, Defaults> {
    type Identity = Inner::Identity;
    fn type_info() -> scale_info::Type {
        Inner::type_info()
    }
}

impl<Call, Inner, Defaults> TransactionExtension<Call> for Canonical<Inner, Defaults>
where
    Call: Dispatchable,
    DispatchOriginOf<Call>: AsTransactionAuthorizedOrigin,
    Inner: TransactionExtension<Call>,
    Defaults: Get<Inner> + Send + Sync + 'static,
{
    const IDENTIFIER: &'static str = Inner::IDENTIFIER;
    type Implicit = Inner::Implicit;
    type Val = Inner::Val;
    type Pre = Inner::Pre;

    fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
        self.0.implicit()
    }

    fn metadata() -> alloc::vec::Vec<TransactionExtensionMetadata> {
        Inner::metadata()
    }

    fn weight(&self, call: &Call) -> Weight {
        self.0.weight(call)
    }

    fn validate(
        &self,
        origin: DispatchOriginOf<Call>,
        call: &Call,
        info: &DispatchInfoOf<Call>,
        len: usize,
        self_implicit: Self::Implicit,
        inherited_implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<Self::Val, Call> {
        // An origin that is authorised already comes from a signature, which covers the extension data.
        if !origin.is_transaction_authorized() && self.0 != Defaults::get() {
            return Err(InvalidTransaction::Custom(EXTENSION_DATA_NOT_DEFAULT).into());
        }
        self.0.validate(origin, call, info, len, self_implicit, inherited_implication, source)
    }

    fn prepare(
        self,
        val: Self::Val,
        origin: &DispatchOriginOf<Call>,
        call: &Call,
        info: &DispatchInfoOf<Call>,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        self.0.prepare(val, origin, call, info, len)
    }

    fn post_dispatch_details(
        pre: Self::Pre,
        info: &DispatchInfoOf<Call>,
        post_info: &PostDispatchInfoOf<Call>,
        len: usize,
        result: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        Inner::post_dispatch_details(pre, info, post_info, len, result)
    }

    fn post_dispatch(
        pre: Self::Pre,
        info: &DispatchInfoOf<Call>,
        post_info: &mut PostDispatchInfoOf<Call>,
        len: usize,
        result: &DispatchResult,
    ) -> Result<(), TransactionValidityError> {
        Inner::post_dispatch(pre, info, post_info, len, result)
    }

    fn bare_validate(call: &Call, info: &DispatchInfoOf<Call>, len: usize) -> TransactionValidity {
        Inner::bare_validate(call, info, len)
    }

    fn bare_validate_and_prepare(
        call: &Call,
        info: &DispatchInfoOf<Call>,
        len: usize,
    ) -> Result<(), TransactionValidityError> {
        Inner::bare_validate_and_prepare(call, info, len)
    }

    fn bare_post_dispatch(
        info: &DispatchInfoOf<Call>,
        post_info: &mut PostDispatchInfoOf<Call>,
        len: usize,
        result: &DispatchResult,
    ) -> Result<(), TransactionValidityError> {
        Inner::bare_post_dispatch(info, post_info, len, result)
    }
}
