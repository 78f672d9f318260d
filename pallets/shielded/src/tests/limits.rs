//! The most that a bundle may hold, and one more; lengths that lie.

use super::fixture::*;
use crate::{mock::*, BundleOf};
use codec::{Compact, DecodeAll, Encode};
use frame_support::BoundedVec;
use sero_shielded::{
    bundle::{Destination, PublicOut, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTS},
    note::MEMO_LEN,
};

/// A list as it is encoded: what it says of its length, and its elements.
#[derive(Clone)]
struct List {
    claimed: u32,
    elements: Vec<Vec<u8>>,
}

impl List {
    fn of<T: Encode>(elements: &[T]) -> Self {
        Self { claimed: elements.len() as u32, elements: elements.iter().map(Encode::encode).collect() }
    }

    /// The first element so many times.
    fn times(&self, count: u32) -> Self {
        Self { claimed: count, elements: vec![self.elements[0].clone(); count as usize] }
    }

    /// The same elements under a length of 2^30 - 1, for which nobody has the memory, and of 2^32 - 1.
    fn huge(&self) -> [Self; 2] {
        [(1 << 30) - 1, u32::MAX].map(|claimed| Self { claimed, ..self.clone() })
    }

    fn encode(&self) -> Vec<u8> {
        [vec![Compact(self.claimed).encode()], self.elements.clone()].concat().concat()
    }
}

/// The lists of a bundle in the order of its encoding.
#[derive(Clone)]
struct Lists {
    inputs: List,
    outputs: List,
    public_outs: List,
    spend_signatures: List,
}

/// A bundle with other lists. Only its encoding can hold more than a bundle may.
fn with(bundle: &BundleOf<Test>, lists: &Lists) -> Vec<u8> {
    let body = &bundle.body;
    [
        (body.version, body.key_version, body.expiry, body.anchor).encode(),
        lists.inputs.encode(),
        lists.outputs.encode(),
        lists.public_outs.encode(),
        (body.from, body.fee, &body.command).encode(),
        lists.spend_signatures.encode(),
        (bundle.binding_signature, bundle.from_signature).encode(),
    ]
    .concat()
}

fn decodes(bytes: &[u8]) -> bool {
    BundleOf::<Test>::decode_all(&mut &bytes[..]).is_ok()
}

fn on_bundle(test: impl FnOnce(BundleOf<Test>, Lists)) {
    on_chain(|| {
        let alice = person(1);
        let wallet = funded(&alice, &[], &[100]);
        let draft = wallet.draft(Recipe {
            inputs: vec![wallet.note_of(&alice, 100)],
            outputs: vec![pay(&alice, 55)],
            public_outs: vec![public_out(Destination::Address(address_of(&alice)), 40)],
            fee: 5,
            ..Default::default()
        });
        let bundle = draft.sign();
        let lists = Lists {
            inputs: List::of(&bundle.body.inputs),
            outputs: List::of(&bundle.body.outputs),
            public_outs: List::of(&bundle.body.public_outs),
            spend_signatures: List::of(&bundle.spend_signatures),
        };
        assert_eq!(with(&bundle, &lists), bundle.encode());
        test(bundle, lists);
    })
}

type Select = fn(&mut Lists) -> &mut List;

const LISTS: [(&str, u32, Select); 4] = [
    ("inputs", MAX_INPUTS, |lists| &mut lists.inputs),
    ("outputs", MAX_OUTPUTS, |lists| &mut lists.outputs),
    ("public outputs", MAX_PUBLIC_OUTS, |lists| &mut lists.public_outs),
    ("spend signatures", MAX_INPUTS, |lists| &mut lists.spend_signatures),
];

#[test]
fn a_maximal_bundle_decodes_and_one_more_of_anything_does_not() {
    on_bundle(|bundle, lists| {
        let mut full = lists.clone();
        for (_, most, select) in LISTS {
            *select(&mut full) = select(&mut full).times(most);
        }
        assert!(decodes(&with(&bundle, &full)));
        for (what, most, select) in LISTS {
            // In the small bundle and in the full one.
            for lists in [&lists, &full] {
                let mut more = lists.clone();
                *select(&mut more) = select(&mut more).times(most + 1);
                assert!(!decodes(&with(&bundle, &more)), "{what}");
            }
        }
    });
}

#[test]
fn lengths_that_lie_are_refused() {
    on_bundle(|bundle, lists| {
        for (what, _, select) in LISTS {
            let list = select(&mut lists.clone()).clone();
            let lies = [List { claimed: 0, ..list.clone() }, List { claimed: 2, ..list.clone() }];
            for lie in list.huge().into_iter().chain(lies) {
                let mut lying = lists.clone();
                *select(&mut lying) = lie.clone();
                assert!(!decodes(&with(&bundle, &lying)), "{what}: {}", lie.claimed);
            }
        }
    });
}

/// A public output with a memo as it is encoded.
fn with_memo(out: &PublicOut, memo: &List) -> Vec<u8> {
    [(&out.to, out.asset, out.value).encode(), memo.encode()].concat()
}

#[test]
fn a_public_memo_has_128_bytes_at_most() {
    on_bundle(|bundle, lists| {
        let mut out = bundle.body.public_outs[0].clone();
        let decodes_with = |memo: &List| {
            let public_outs = List { claimed: 1, elements: vec![with_memo(&bundle.body.public_outs[0], memo)] };
            decodes(&with(&bundle, &Lists { public_outs, ..lists.clone() }))
        };
        let longest = List::of(&[7u8; MEMO_LEN]);
        out.memo = BoundedVec::truncate_from(vec![7; MEMO_LEN]);
        assert_eq!(with_memo(&out, &longest), out.encode());
        assert!(decodes_with(&longest));
        assert!(!decodes_with(&longest.times(MEMO_LEN as u32 + 1)));
        for huge in longest.huge() {
            assert!(!decodes_with(&huge));
        }
    });
}
