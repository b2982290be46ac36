//! The same work on many things, on all processors, with stacks that deep recursion does not overflow.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What `work` makes of each thing, in their order. Each thread takes the next thing as soon as it is free.
pub(crate) fn side_by_side<T: Sync, R: Send>(
    things: &[T],
    stack_bytes: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let place = next.fetch_add(1, Ordering::Relaxed);
        things.get(place).map(|thing| (place, work(thing)))
    };
    let take_all = || std::iter::from_fn(take).collect::<Vec<_>>();
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(things.len());
    let mut done: Vec<_> = std::thread::scope(|scope| {
        let start = |_| std::thread::Builder::new().stack_size(stack_bytes).spawn_scoped(scope, take_all).ok();
        let running: Vec<_> = (0..threads).filter_map(start).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|fault| resume_unwind(fault))).collect()
    });
    // What is left where no thread could be started.
    let mut left = take_all();
    done.append(&mut left);
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    const STACK_BYTES: usize = 16 << 20;

    #[test]
    fn results_come_in_the_order_of_the_things() {
        let numbers: Vec<u64> = (0..1000).collect();
        let squares = side_by_side(&numbers, STACK_BYTES, |number| number * number);
        assert!(squares.iter().enumerate().all(|(place, square)| (place * place) as u64 == *square));
        assert_eq!(squares.len(), 1000);
        assert!(side_by_side(&[0_u8; 0], STACK_BYTES, |number| *number).is_empty());
    }

    #[test]
    fn the_stack_is_as_deep_as_asked() {
        fn depth(left: u32) -> u64 {
            let filler = std::hint::black_box([1_u64; 64]);
            if left == 0 { 0 } else { depth(left - 1) + filler.iter().sum::<u64>() }
        }
        assert_eq!(side_by_side(&[10_000], STACK_BYTES, |&left| depth(left)), [640_000]);
    }

    #[test]
    #[should_panic(expected = "broken")]
    fn a_panic_is_passed_on() {
        side_by_side(&[1], STACK_BYTES, |_| panic!("broken"));
    }
}
