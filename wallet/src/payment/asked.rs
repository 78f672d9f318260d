//! Whether a bundle does exactly what its user asked for.

use sero_shielded::{
    bundle::Destination,
    command::{Command, PackageCommand},
    encoding::FieldBytes,
};

use super::{
    ordered::Ordered,
    plan::Wish,
    planned::{PlannedCommand, PlannedOrder},
    request::Recipient,
    sign::{Effect, Summary},
};
use crate::wallet::Wallet;

impl Wallet {
    /// Whether a bundle makes each payment once, gives the command as it was planned, and nothing else leaves the account.
    pub(super) fn is_as_asked(&self, wish: &Wish<'_>, values: &[u128], fee: u128, found: &Summary) -> bool {
        let mut effects = found.effects.clone();
        let mut kept = found.kept.clone();
        let all_there = wish.payments.iter().zip(values).all(|(payment, value)| {
            let aid = FieldBytes::from(payment.asset.id());
            let own = match &payment.to {
                Recipient::Address(address) => *address == self.address(),
                Recipient::OneTime(to) => self.vault.tracking().recognise(to).is_some(),
                Recipient::Account(_) => false,
            };
            if own {
                return take(&mut kept, |other| *other == (aid, *value, payment.memo));
            }
            take(&mut effects, |effect| match (effect, &payment.to) {
                (Effect::Shielded { address, aid: a, value: v, memo, .. }, Recipient::Address(to)) => {
                    *address == Some(*to) && *a == aid && v == value && *memo == payment.memo
                }
                (Effect::Shielded { to, aid: a, value: v, memo, .. }, Recipient::OneTime(one)) => {
                    *to == one.to_bytes() && *a == aid && v == value && *memo == payment.memo
                }
                (Effect::Public { to, aid: a, value: v, .. }, Recipient::Account(account)) => {
                    *to == Destination::Account(*account) && *a == aid && v == value
                }
                _ => false,
            })
        });
        all_there && effects.is_empty() && found.fee == fee && is_order(wish.order, found.order.as_ref())
    }
}

/// Whether a command is the one that was planned, from the address that was planned.
fn is_order(planned: Option<&PlannedOrder>, found: Option<&Ordered>) -> bool {
    let (planned, found) = match (planned, found) {
        (None, None) => return true,
        (Some(planned), Some(found)) => (planned, found),
        _ => return false,
    };
    let command = match (&planned.command, &found.command) {
        (PlannedCommand::Whole(planned), command) => {
            planned == command && found.packed.is_empty() && found.opened.is_empty()
        }
        (PlannedCommand::Pack(pack), Command::Package(PackageCommand::Create { deposit, .. })) => {
            *deposit == pack.deposit
                && found.key.as_ref() == Some(&pack.key)
                && found.packed == pack.contents
                && found.data == pack.data
        }
        (PlannedCommand::Open(opening), command) => opening.command() == *command && found.opened == opening.contents,
        _ => false,
    };
    command && found.from == planned.from.to_bytes()
}

/// Takes the first thing that fits out of a list.
fn take<T>(things: &mut Vec<T>, fits: impl FnMut(&T) -> bool) -> bool {
    let place = things.iter().position(fits);
    place.map(|place| things.swap_remove(place)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{payment::planned::Pack, random};
    use sero_shielded::package::PackageKey;

    #[test]
    fn a_package_under_another_key_is_not_the_one_that_was_asked_for() {
        let (from, _) = random::one_time(&random::throwaway_key().unwrap().address()).unwrap();
        let key = PackageKey::new([5; 32]);
        let pack = Pack { key: key.clone(), contents: vec![], data: vec![1], deposit: 3 };
        let planned = PlannedOrder { from, command: PlannedCommand::Pack(pack) };
        let (contents, data) = (Default::default(), Default::default());
        let command = Command::Package(PackageCommand::Create { id: [1; 32], contents, data, deposit: 3 });
        let (from, data) = (from.to_bytes(), vec![1]);
        let found = Ordered { from, command, key: Some(key), packed: vec![], data, opened: vec![] };
        assert!(is_order(Some(&planned), Some(&found)));
        for key in [None, Some(PackageKey::new([6; 32]))] {
            assert!(!is_order(Some(&planned), Some(&Ordered { key, ..found.clone() })));
        }
        assert!(!is_order(None, Some(&found)) && !is_order(Some(&planned), None));
    }
}
