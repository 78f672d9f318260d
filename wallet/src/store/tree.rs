//! The note tree: its nodes and the last blocks' frontiers.

use codec::{DecodeAll, Encode};
use rusqlite::params;
use sero_shielded::{
    encoding::FieldBytes,
    tree::{Changes, EncodedFrontier, Frontier, WitnessTree},
};

use super::{from_sql, to_sql, Batch, Store, StoreError};

const DAMAGED: StoreError = StoreError::Damaged("the note tree");

fn frontier(encoded: &EncodedFrontier) -> Result<Frontier, StoreError> {
    Frontier::try_from(encoded).map_err(|_| DAMAGED)
}

impl Store {
    /// The tree as it was stored; an empty one where nothing was.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn tree(&self) -> Result<WitnessTree, StoreError> {
        let Some(encoded) = self.meta::<EncodedFrontier>("frontier")? else {
            return Ok(WitnessTree::default());
        };
        let mut nodes = Vec::new();
        let mut statement = self.connection.prepare("SELECT level, place, node FROM nodes")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?)))?;
        for row in rows {
            let (level, place, node) = row?;
            let node = FieldBytes(node.try_into().map_err(|_| DAMAGED)?).to_field().map_err(|_| DAMAGED)?;
            nodes.push(((from_sql(level)?, from_sql(place)?), node));
        }
        let mut checkpoints = Vec::new();
        let mut statement = self.connection.prepare("SELECT number, frontier FROM checkpoints")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        for row in rows {
            let (number, bytes) = row?;
            let encoded = EncodedFrontier::decode_all(&mut bytes.as_slice()).map_err(|_| DAMAGED)?;
            checkpoints.push((from_sql(number)?, frontier(&encoded)?));
        }
        Ok(WitnessTree::restore(nodes, self.marks()?, checkpoints, frontier(&encoded)?))
    }

    /// Hashes of the blocks to which the wallet can go back, by number.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn checkpoint_hashes(&self) -> Result<Vec<(u32, [u8; 32])>, StoreError> {
        let sql = "SELECT number, hash FROM checkpoints ORDER BY number";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.map(|row| {
            let (number, hash) = row?;
            Ok((from_sql(number)?, hash.try_into().map_err(|_| StoreError::Damaged("the hash of a block"))?))
        })
        .collect()
    }
}

impl Batch<'_> {
    /// Writes what changed in the tree, and its frontier.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn write_tree(&self, changes: &Changes, frontier: &Frontier) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO nodes(level, place, node) VALUES (?1, ?2, ?3)";
        let mut put = self.transaction.prepare_cached(sql)?;
        let sql = "DELETE FROM nodes WHERE level = ?1 AND place = ?2";
        let mut drop = self.transaction.prepare_cached(sql)?;
        for ((level, place), node) in &changes.nodes {
            let place = to_sql(*place)?;
            match node {
                Some(node) => put.execute(params![level, place, FieldBytes::from(*node).0])?,
                None => drop.execute(params![level, place])?,
            };
        }
        self.set_meta("frontier", &frontier.encoded())
    }

    /// Remembers the end of a block.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn add_checkpoint(&self, number: u32, hash: &[u8; 32], frontier: &Frontier) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO checkpoints(number, hash, frontier) VALUES (?1, ?2, ?3)";
        let encoded = frontier.encoded().encode();
        self.transaction.prepare_cached(sql)?.execute(params![number, hash, encoded])?;
        Ok(())
    }

    /// Forgets the checkpoints outside a range of blocks.
    ///
    /// # Errors
    /// [`StoreError::Sqlite`].
    pub fn keep_checkpoints(&self, from: u32, to: u32) -> Result<(), StoreError> {
        let sql = "DELETE FROM checkpoints WHERE number < ?1 OR number > ?2";
        self.transaction.prepare_cached(sql)?.execute([from, to])?;
        Ok(())
    }
}
