//! Trades between two who do not trust each other, in a chain that checks everything but proofs; those the two check themselves.

mod answers;
mod auction;
mod files;
mod offers;
mod open;
mod real;
mod trade;

use std::sync::Arc;

use crate::common::{registry::PACKAGE_DEPOSIT, shell::Shell, *};
use codec::{DecodeAll, Encode};
use sero_circuits::Circuit;
use sero_shielded::{
    asset::{Asset, SERO},
    bundle::{Bundle, Destination, ProofBytes, PublicOut},
    command::Command,
    curve::{Point, F},
    encoding::{FieldBytes, PointBytes, ScalarBytes},
    encryption::output_key,
    hash::hb,
    keys::{PkrBytes, Seed},
};
use sero_wallet::{
    chain::{Chain, ChainError},
    history::{Status, What},
    order::{package::find, Order, OrderError, MAX_DEPOSIT},
    payment::{
        prove::{check as check_statements, ProveError, Prover, Statement},
        PayError, SelectError, RELEASE_DEPTH,
    },
    random,
    swap::{
        file::Filed,
        verify::{Claim, LocalVerifier, Verifier},
        Answer, Offer, Side, Spot, Sum, SwapError, Taken, Terms, MIN_LEFT,
    },
    vault::VaultError,
    wallet::{Birth, Wallet},
};

/// The fee of a trade whose halves are as small as can be.
const USUAL: u128 = 8 * FEE;
/// For how many blocks offers stay open.
const OPEN: u32 = 40;

/// Proofs that are hashes of what they prove: who alters a statement has none for it.
struct Hashes;

fn proof(circuit: Circuit, public: &[F]) -> ProofBytes {
    let bytes: Vec<u8> = public.iter().flat_map(|element| FieldBytes::from(*element).0).collect();
    let digest = hb("test.proof", &[&[circuit as u8], &bytes]);
    ProofBytes(std::array::from_fn(|place| digest[place % 32]))
}

impl Prover for Hashes {
    fn key_version(&self) -> u32 {
        1
    }

    fn prove(&self, statements: &[Statement]) -> Result<Vec<ProofBytes>, ProveError> {
        check_statements(statements)?;
        let proofs = statements.iter().map(|statement| match statement {
            Statement::Input(parts) => proof(Circuit::Input, &parts.0.to_field_elements()),
            Statement::Output(parts) => proof(Circuit::Output, &parts.0.to_field_elements()),
            _ => panic!("no statement of a bundle"),
        });
        Ok(proofs.collect())
    }
}

impl Verifier for Hashes {
    fn key_version(&self) -> u32 {
        1
    }

    fn verify(&self, claims: &[Claim]) -> Result<(), usize> {
        match claims.iter().position(|claim| claim.proof != proof(claim.circuit, &claim.public)) {
            Some(place) => Err(place),
            None => Ok(()),
        }
    }
}

fn coin() -> Asset {
    name("COIN").token()
}

fn seat() -> Asset {
    ticket("THEATRE", 7)
}

fn sum(asset: Asset, value: u128) -> Sum {
    Sum { asset, value }
}

/// Alice gives 3 SERO for 40 COIN.
fn otc() -> Terms {
    Terms { gives: sum(Asset::sero(), 3 * SERO), wants: sum(coin(), 40) }
}

/// Alice with 10 SERO, Bob with 100 COIN and 20 SERO, at block 18.
struct Market {
    folder: Folder,
    chain: TestChain,
    alice: Wallet,
    bob: Wallet,
}

impl Market {
    async fn new() -> Self {
        let (folder, chain) = (Folder::new(), TestChain::new(1));
        let (mut alice, mut bob) = (folder.wallet("alice", 1), folder.wallet("bob", 2));
        chain.give(&alice.address(), 10 * SERO);
        chain.give_asset(&bob.address(), coin(), 100);
        chain.give(&bob.address(), 20 * SERO);
        chain.mine(18);
        sync(&mut alice, &chain).await;
        sync(&mut bob, &chain).await;
        Market { folder, chain, alice, bob }
    }

    async fn offer(&mut self, terms: Terms) -> Offer {
        self.alice.offer_swap(&self.chain, Arc::new(Hashes), terms, OPEN).await.unwrap()
    }

    async fn take(&mut self, offer: &Offer) -> Result<Taken, SwapError> {
        self.bob.take_swap(&self.chain, Arc::new(Hashes), &Hashes, offer).await
    }

    async fn finish(&mut self, offer: &Offer, answer: &Answer) -> Result<sero_wallet::payment::Sent, SwapError> {
        self.alice.finish_swap(&self.chain, &Hashes, offer, answer).await
    }

    async fn sync(&mut self) {
        sync(&mut self.alice, &self.chain).await;
        sync(&mut self.bob, &self.chain).await;
    }
}

fn through_file<T: Filed>(thing: &T) -> T {
    T::from_text(&thing.to_text()).unwrap()
}

/// The variant of an error.
fn variant(error: &SwapError) -> String {
    format!("{error:?}").split([' ', '(', '{']).next().unwrap_or_default().into()
}

fn cause<T: std::fmt::Debug>(result: Result<T, SwapError>) -> String {
    match result {
        Err(SwapError::Pay(PayError::Refused(ChainError::Refused { cause, .. }))) => cause,
        other => panic!("{other:?}"),
    }
}

/// What somebody does to an offer on its way, ...
type Lie = Box<dyn Fn(&mut Offer)>;
/// ... to an answer, ...
type AnswerLie = Box<dyn Fn(&mut Answer)>;
/// ... to a bundle.
type BundleLie = Box<dyn Fn(&mut Bundle<Command>)>;

fn lie(change: impl Fn(&mut Offer) + 'static) -> Lie {
    Box::new(change)
}

fn point() -> PointBytes {
    output_key(&random::scalar()).into()
}
