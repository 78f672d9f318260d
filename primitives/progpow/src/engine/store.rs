//! A few large things by number, each built once.

use std::{
    collections::VecDeque,
    sync::{Arc, OnceLock},
};

use parking_lot::Mutex;

/// A thing, or why it could not be built. Empty while it is being built.
type Cell<T, E> = Arc<OnceLock<Result<Arc<T>, E>>>;

/// Keeps the things that were used last.
///
/// The lock is held to find a cell, never to build: who needs a thing that is being built waits at its cell, and nobody else
/// waits. A thing that is dropped here lives on with those who work with it.
pub struct Store<T, E> {
    kept: usize,
    /// The last one used comes first.
    cells: Mutex<VecDeque<(u64, Cell<T, E>)>>,
}

impl<T, E: Clone> Store<T, E> {
    /// An empty one that keeps so many.
    pub fn new(kept: usize) -> Self {
        Self { kept, cells: Mutex::new(VecDeque::with_capacity(kept.saturating_add(1))) }
    }

    /// The thing with a number, built if it is missing. Those who wait for a thing that could not be built get the error;
    /// those who come later try again.
    pub fn get(&self, number: u64, build: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let cell = self.cell(number);
        let result = cell.get_or_init(|| build().map(Arc::new)).clone();
        if result.is_err() {
            self.cells.lock().retain(|(_, other)| !Arc::ptr_eq(other, &cell));
        }
        result
    }

    /// The thing with a number if it has been built.
    pub fn ready(&self, number: u64) -> Option<Arc<T>> {
        let cells = self.cells.lock();
        let (_, cell) = cells.iter().find(|(other, _)| *other == number)?;
        cell.get()?.as_ref().ok().cloned()
    }

    /// Whether a thing has been built or is being built.
    pub fn knows(&self, number: u64) -> bool {
        self.cells.lock().iter().any(|(other, _)| *other == number)
    }

    /// The cell of a number, moved to the front.
    fn cell(&self, number: u64) -> Cell<T, E> {
        let mut cells = self.cells.lock();
        let place = cells.iter().position(|(other, _)| *other == number);
        let (_, cell) = place.and_then(|place| cells.remove(place)).unwrap_or_else(|| (number, Cell::default()));
        cells.push_front((number, cell.clone()));
        cells.truncate(self.kept);
        cell
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            atomic::{AtomicUsize, Ordering::SeqCst},
            mpsc, Barrier,
        },
        thread,
    };

    use super::*;

    fn number(store: &Store<u64, ()>, number: u64) -> u64 {
        *store.get(number, || Ok(number)).unwrap()
    }

    #[test]
    fn keeps_those_that_were_used_last() {
        let store = Store::new(2);
        assert_eq!(number(&store, 1), 1);
        assert_eq!(number(&store, 2), 2);
        assert_eq!(number(&store, 1), 1);
        assert_eq!(number(&store, 3), 3);
        assert!(store.knows(1) && store.knows(3) && !store.knows(2));
        assert_eq!(store.ready(2), None);
        assert_eq!(store.ready(3).as_deref(), Some(&3));
    }

    #[test]
    fn builds_once_for_all_who_ask_at_the_same_time() {
        let (store, built, start) = (Store::<u64, ()>::new(2), AtomicUsize::new(0), Barrier::new(8));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    start.wait();
                    let build = || {
                        built.fetch_add(1, SeqCst);
                        thread::sleep(std::time::Duration::from_millis(20));
                        Ok(5)
                    };
                    assert_eq!(*store.get(5, build).unwrap(), 5);
                });
            }
        });
        assert_eq!(built.into_inner(), 1);
    }

    #[test]
    fn does_not_make_others_wait_for_what_is_being_built() {
        let store = Store::<u64, ()>::new(2);
        let (begun, has_begun) = mpsc::channel();
        let (end, may_end) = mpsc::channel();
        thread::scope(|scope| {
            let store = &store;
            scope.spawn(move || {
                store.get(1, || {
                    begun.send(()).unwrap();
                    may_end.recv().unwrap();
                    Ok(1)
                })
            });
            has_begun.recv().unwrap();
            assert!(store.knows(1));
            assert_eq!(store.ready(1), None);
            assert_eq!(number(store, 2), 2);
            end.send(()).unwrap();
        });
        assert_eq!(store.ready(1).as_deref(), Some(&1));
    }

    #[test]
    fn tries_again_what_could_not_be_built() {
        let store = Store::<u64, &str>::new(2);
        assert_eq!(store.get(1, || Err("no")), Err("no"));
        assert!(!store.knows(1));
        assert_eq!(store.get(1, || Ok(1)).as_deref(), Ok(&1));
    }
}
