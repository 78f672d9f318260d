//! Input: honest witnesses, cheats with a clause removed, and what the constraints are pinned to.

mod cheats;
mod honest;
mod pinned;
