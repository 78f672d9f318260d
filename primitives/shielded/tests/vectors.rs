//! The specification's test vectors (`vectors.json`, made by a slow independent reference), one test for each kind.

use ark_ec::CurveGroup;
use serde_json::Value;
use sero_shielded::{
    asset::{self, Asset},
    curve::{g_k, g_lic, g_r, mul, to_eip2494, Point, Scalar, EIP2494_ROOT, F},
    encoding::{FieldBytes, PointBytes, ScalarBytes},
    encryption::{output_key, output_secret, Contents, SharedSecret},
    h2c,
    hash::{hb, hs},
    keys::{Seed, SpendingKey},
    note::{leaf, nil, Note},
    poseidon2::{compress, hash, permute, squeeze, Tag},
    signature::{sign_with, verify, Role, SignatureBytes},
    tree::{Frontier, Path, WitnessTree, EMPTY},
};

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("the file is valid JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key}"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}

fn bytes(value: &Value, key: &str) -> Vec<u8> {
    const_hex::decode(text(value, key)).unwrap()
}

fn array<const N: usize>(value: &Value, key: &str) -> [u8; N] {
    bytes(value, key).try_into().unwrap()
}

fn element(text: &str) -> F {
    FieldBytes(const_hex::decode_to_array(text).unwrap()).to_field().unwrap()
}

fn field(value: &Value, key: &str) -> F {
    element(text(value, key))
}

fn fields(value: &Value, key: &str) -> Vec<F> {
    list(value, key).iter().map(|item| element(item.as_str().unwrap())).collect()
}

fn scalar(value: &Value, key: &str) -> Scalar {
    ScalarBytes(array(value, key)).to_scalar().unwrap()
}

fn point(value: &Value, key: &str) -> Point {
    PointBytes(array(value, key)).to_point().unwrap()
}

fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap()
}

fn tag(name: &str) -> Tag {
    use Tag::*;
    [Token, Ticket, Package, Gen, Base, Note, Leaf, Nil, Enc]
        .into_iter()
        .find(|tag| tag.name() == name)
        .unwrap_or_else(|| panic!("unknown tag {name}"))
}

#[test]
fn poseidon2_permutes_as_published() {
    for case in list(&vectors(), "poseidon2") {
        let mut state: [F; 4] = fields(case, "in").try_into().unwrap();
        permute(&mut state);
        assert_eq!(state.to_vec(), fields(case, "out"));
    }
}

#[test]
fn sponge_and_compression_agree() {
    let vectors = vectors();
    for case in list(&vectors, "H") {
        assert_eq!(hash(tag(text(case, "tag")), &fields(case, "in")), field(case, "out"));
    }
    for case in list(&vectors, "squeeze") {
        let out = fields(case, "out");
        let inputs = fields(case, "in");
        let squeezed = squeeze::<8>(tag(text(case, "tag")), &inputs);
        assert_eq!(squeezed[..out.len()], out[..]);
    }
    for case in list(&vectors, "C4") {
        assert_eq!(compress(&fields(case, "in").try_into().unwrap()), field(case, "out"));
    }
}

#[test]
fn hash_to_curve_agrees() {
    for case in list(&vectors(), "h2c") {
        let u = field(case, "u");
        let mapping = h2c::map(u);
        assert_eq!(mapping.first, case["first"].as_bool().unwrap());
        assert_eq!((mapping.x, mapping.y), (field(case, "x"), field(case, "y")));
        assert_eq!(mapping.k.map(u64::from), case["k"].as_u64());
        assert_eq!(mapping.edwards, Point::new_unchecked(field(case, "edwards_x"), field(case, "edwards_y")));
        assert_eq!(h2c::hash_to_curve(u), point(case, "point"));
        assert_eq!(h2c::hash_to_curve(-u), point(case, "point"));
    }
}

#[test]
fn generators_agree_and_are_hashes_to_the_curve() {
    let vectors = vectors();
    for (index, (name, generator)) in [("G_k", g_k()), ("G_r", g_r()), ("G_lic", g_lic())].into_iter().enumerate() {
        let case = &vectors["generators"][name];
        assert_eq!(generator, point(case, "point"));
        assert_eq!((generator.x, generator.y), (field(case, "x"), field(case, "y")));
        assert_eq!(generator, h2c::hash_to_curve(hash(Tag::Base, &[F::from(index as u64)])));
    }
}

#[test]
fn multiplication_agrees() {
    for case in list(&vectors(), "mul") {
        let product = mul(&point(case, "base"), &scalar(case, "scalar"));
        assert_eq!(product.into_affine(), point(case, "out"));
    }
}

#[test]
fn eip2494_coordinates_agree() {
    let vectors = vectors();
    let map = &vectors["eip2494"];
    assert_eq!(EIP2494_ROOT, field(map, "c"));
    for case in list(map, "points") {
        let point = Point::new_unchecked(field(case, "x"), field(case, "y"));
        assert_eq!(to_eip2494(&point), (field(case, "eip_x"), field(case, "eip_y")));
    }
}

#[test]
fn asset_ids_and_bases_agree() {
    for case in list(&vectors(), "assets") {
        let asset = match text(case, "kind") {
            "token" => Asset::Token(array(case, "name")),
            "ticket" => Asset::Ticket { category: array(case, "category"), id: array(case, "id") },
            _ => Asset::Package(array(case, "id")),
        };
        assert_eq!(asset.id(), field(case, "aid"));
        assert_eq!(hash(Tag::Gen, &[asset.id()]), field(case, "gen"));
        assert_eq!(asset::generator(asset.id()), point(case, "G_aid"));
    }
}

#[test]
fn the_constant_id_of_sero_is_its_hash() {
    let [low, high] = sero_shielded::poseidon2::halves(&asset::SERO_NAME);
    assert_eq!(Asset::sero().id(), hash(Tag::Token, &[low, high]));
}

#[test]
fn byte_hashes_agree() {
    let vectors = vectors();
    for case in list(&vectors, "Hs") {
        assert_eq!(hs(text(case, "tag"), &[&bytes(case, "bytes")]), scalar(case, "out"));
    }
    for case in list(&vectors, "Hb") {
        assert_eq!(hb(text(case, "tag"), &[&bytes(case, "bytes")]), array(case, "out"));
    }
}

fn account(vectors: &Value, index: u64) -> SpendingKey {
    let case = &list(vectors, "accounts")[index as usize];
    SpendingKey::from_seed(&Seed::new(array(case, "seed"))).unwrap()
}

#[test]
fn accounts_and_one_time_addresses_agree() {
    let vectors = vectors();
    for case in list(&vectors, "accounts") {
        let keys = SpendingKey::from_seed(&Seed::new(array(case, "seed"))).unwrap();
        assert_eq!(keys.expose(), (&scalar(case, "zsk"), &scalar(case, "vsk")));
        let mut expected = bytes(case, "ZPK");
        expected.extend(bytes(case, "VPK"));
        assert_eq!(keys.address().to_bytes().0.to_vec(), expected);
    }
    for case in list(&vectors, "addresses") {
        let keys = account(&vectors, number(case, "account"));
        let address = keys.address().one_time(&scalar(case, "r")).unwrap();
        assert_eq!(address.to_bytes().0, array(case, "pkr"));
        let viewing = keys.tracking_key().recognise(&address).expect("one's own address");
        assert_eq!(viewing.vskr, scalar(case, "vskr"));
        assert_eq!(viewing.hz, scalar(case, "hz"));
        assert_eq!(keys.one_time(&viewing), scalar(case, "zskr"));
    }
}

fn note(vectors: &Value, index: u64) -> (Note, SpendingKey, Scalar) {
    let case = &list(vectors, "notes")[index as usize];
    let address_case = &list(vectors, "addresses")[number(case, "address") as usize];
    let keys = account(vectors, number(address_case, "account"));
    let address = keys.address().one_time(&scalar(address_case, "r")).unwrap();
    let value = text(case, "v").parse().unwrap();
    let note = Note { aid: field(case, "aid"), value, address, rcm: field(case, "rcm") };
    (note, keys, scalar(address_case, "vskr"))
}

#[test]
fn notes_and_leaves_agree() {
    let vectors = vectors();
    for (index, case) in list(&vectors, "notes").iter().enumerate() {
        let (note, _, _) = note(&vectors, index as u64);
        assert_eq!(note.asset_commitment(), point(case, "CC"));
        assert_eq!(note.commitment(), field(case, "cm"));
    }
    for case in list(&vectors, "leaves") {
        assert_eq!(leaf(number(case, "index"), field(case, "cm")), field(case, "leaf"));
    }
}

#[test]
fn frontier_and_witnesses_agree() {
    let vectors = vectors();
    let tree = &vectors["tree"];
    assert_eq!(EMPTY.to_vec(), fields(tree, "empty"));
    let (leaves, roots) = (fields(tree, "leaves"), fields(tree, "roots"));
    let mut frontier = Frontier::default();
    let mut witness = WitnessTree::default();
    assert_eq!(frontier.root(), roots[0]);
    for (leaf, root) in leaves.iter().zip(&roots[1..]) {
        frontier.append(*leaf).unwrap();
        witness.append(*leaf, true).unwrap();
        assert_eq!(frontier.root(), *root);
    }
    witness.checkpoint(1).unwrap();
    for case in list(tree, "paths") {
        let path: Path = witness.path(number(case, "index"), 1).unwrap();
        for (level, expected) in list(case, "path").iter().enumerate() {
            assert_eq!(path.siblings[level].to_vec(), fields(expected, "others"));
            assert_eq!(sero_shielded::tree::child_place(path.position, level) as u64, number(expected, "place"));
        }
        assert_eq!(path.root(leaves[number(case, "index") as usize]), *roots.last().unwrap());
    }
}

#[test]
fn nils_and_blinded_commitments_agree() {
    let vectors = vectors();
    for case in list(&vectors, "inputs") {
        let (note, keys, _) = note(&vectors, number(case, "note"));
        let leaf = leaf(number(case, "index"), note.commitment());
        assert_eq!(leaf, field(case, "leaf"));
        assert_eq!(nil(&scalar(case, "vskr"), leaf), field(case, "nil"));
        let viewing = keys.tracking_key().recognise(&note.address).unwrap();
        let secret = keys.one_time(&viewing) + scalar(case, "alpha");
        assert_eq!(secret, scalar(case, "K_secret"));
        assert_eq!(mul(&g_k(), &secret).into_affine(), point(case, "K"));
        let blinded = asset::blind(&note.asset_commitment().into(), &scalar(case, "ar"));
        assert_eq!(blinded.into_affine(), point(case, "cm_asset"));
    }
}

#[test]
fn encryption_agrees_on_both_sides() {
    let vectors = vectors();
    for case in list(&vectors, "outputs") {
        let (note, _, vskr) = note(&vectors, number(case, "note"));
        let sender = account(&vectors, number(case, "sender")).tracking_key();
        let commitment = FieldBytes::from(note.commitment());
        assert_eq!(*sender.outgoing().expose(), array::<32>(case, "k_out"));
        let place = number(case, "place") as u32;
        let rsk = output_secret(&sender.outgoing(), &FieldBytes(array(case, "first_nil")), place, &commitment);
        assert_eq!(rsk, scalar(case, "rsk"));
        let rpk = output_key(&rsk);
        assert_eq!(rpk, point(case, "RPK"));
        let secret = SharedSecret::of_sender(&rsk, note.address.vpk());
        assert_eq!(*secret.point(), point(case, "SECRET"));
        assert_eq!(secret.keystream().to_vec(), fields(case, "keystream"));
        assert_eq!(*secret.memo_key(&commitment), array::<32>(case, "memo_key"));
        let contents = Contents { aid: note.aid, value: note.value, rcm: note.rcm };
        let sealed = secret.seal(&contents);
        assert_eq!(sealed.to_vec(), fields(case, "e"));
        let memo = [7; 128];
        let sealed_memo = secret.seal_memo(&commitment, &memo);

        let receiver = SharedSecret::of_receiver(&vskr, &rpk);
        assert_eq!(receiver.open(&sealed), Some(contents));
        assert_eq!(receiver.open_memo(&commitment, &sealed_memo), Some(memo));
        let blinded = asset::blind(&note.asset_commitment().into(), &scalar(case, "ar"));
        assert_eq!(blinded.into_affine(), point(case, "cm_asset"));
    }
}

#[test]
fn signatures_agree() {
    for case in list(&vectors(), "signatures") {
        let role = [Role::Spend, Role::From, Role::Bind, Role::Vote, Role::Licence]
            .into_iter()
            .find(|role| role.bytes().starts_with(text(case, "role").as_bytes()))
            .unwrap();
        let message = array(case, "message");
        let signature = sign_with(role, &scalar(case, "secret"), &message, &array(case, "rnd"));
        assert_eq!(signature, SignatureBytes(array(case, "signature")));
        assert!(verify(role, &point(case, "key"), &message, &signature));
    }
}

#[test]
fn bad_encodings_are_refused() {
    let vectors = vectors();
    for case in list(&vectors, "bad_points") {
        let encoded = PointBytes(array(case, "bytes"));
        let error = encoded.to_key().expect_err(text(case, "why")).to_string();
        let expected = match text(case, "why") {
            "identity where a key is meant" => "identity",
            "sign of x = 0" | "y not canonical" => "canonically",
            "not on the curve" => "not on the curve",
            _ => "outside the prime subgroup",
        };
        assert!(error.contains(expected), "{error} for {case}");
    }
    for case in list(&vectors, "bad_scalars") {
        let encoded = ScalarBytes(const_hex::decode_to_array(case.as_str().unwrap()).unwrap());
        assert!(encoded.to_scalar().is_err());
    }
    for case in list(&vectors, "bad_fields") {
        let encoded = FieldBytes(const_hex::decode_to_array(case.as_str().unwrap()).unwrap());
        assert!(encoded.to_field().is_err());
    }
}
