//! What runs when `BREAKPOINT` runs: the blocks that it calls or solves, and those that they call.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::uses::{Role, uses_of};
use crate::nmodl::ast::{Block, BlockKind, Phase, StatementKind};
use crate::nmodl::walk;

/// The blocks that run with `BREAKPOINT`, itself among them.
pub(super) fn with_breakpoint<'a>(context: &Context<'a>) -> Vec<&'a Block> {
    let by_name: BTreeMap<_, _> =
        walk::blocks(context.mod_file).filter_map(|block| Some((block.kind.name()?.text.as_str(), block))).collect();
    let mut waiting: Vec<_> = walk::blocks(context.mod_file).filter(|block| runs_by_itself(block)).collect();
    let (mut reached, mut seen) = (vec![], BTreeSet::new());
    while let Some(block) = waiting.pop() {
        reached.push(block);
        let named = named_blocks(block);
        let new = named.into_iter().filter(|name| seen.insert(*name));
        waiting.extend(new.filter_map(|name| by_name.get(name).copied()));
    }
    reached
}

fn runs_by_itself(block: &Block) -> bool {
    matches!(
        block.kind,
        BlockKind::Breakpoint | BlockKind::Before(Phase::Breakpoint) | BlockKind::After(Phase::Breakpoint)
    )
}

fn named_blocks(block: &Block) -> Vec<&str> {
    let solved = walk::statements_of(block).into_iter().filter_map(|statement| {
        if let StatementKind::Solve(solve) = &statement.kind { Some(solve.block.text.as_str()) } else { None }
    });
    let called = uses_of(block)
        .into_iter()
        .filter_map(|found| if let Role::Called(call) = found.role { Some(call.name.text.as_str()) } else { None });
    solved.chain(called).collect()
}
