//! Few: a list that mostly holds one thing, which then takes no room of its own.

use std::ops::{Deref, DerefMut};

/// One thing in the place itself, or several in a piece of memory that fits.
#[derive(Clone)]
pub enum Few<T> {
    One(T),
    Many(Box<[T]>),
}

impl<T> Few<T> {
    /// Adds one at the end. The list takes another place each time: for lists that stay short.
    pub fn push(&mut self, one: T) {
        let mut all = match std::mem::take(self) {
            Few::One(first) => vec![first],
            Few::Many(many) => many.into_vec(),
        };
        all.push(one);
        *self = all.into();
    }
}

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few::Many(Box::default())
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::One(one) => std::slice::from_ref(one),
            Few::Many(many) => many,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Few::One(one) => std::slice::from_mut(one),
            Few::Many(many) => many,
        }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Few<T> {
        let mut all = all.into_iter();
        match (all.next(), all.next()) {
            (None, _) => Few::default(),
            (Some(one), None) => Few::One(one),
            (Some(first), Some(second)) => Few::Many([first, second].into_iter().chain(all).collect()),
        }
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(all: Vec<T>) -> Few<T> {
        all.into_iter().collect()
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Few<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Few<T>) -> bool {
        **self == **other
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_takes_no_room_of_its_own() {
        for n in 0..4 {
            let few: Few<u32> = (0..n).collect();
            assert_eq!(*few, *(0..n).collect::<Vec<u32>>());
            assert_eq!(matches!(few, Few::One(_)), n == 1);
            let mut more = few.clone();
            more.push(n);
            assert_eq!(*more, *(0..=n).collect::<Vec<u32>>());
        }
        assert_eq!(size_of::<Few<u32>>(), size_of::<Box<[u32]>>());
    }
}
