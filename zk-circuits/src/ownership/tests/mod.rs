//! Ownership: honest witnesses, cheats with a clause removed, what the constraints are pinned to, and the judgement of answers.

mod answers;
mod cheats;
mod honest;
mod pinned;
