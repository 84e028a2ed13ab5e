//! Disjoint sets (Tarjan 1975), with union by size and path halving.

/// Sets of the numbers below a bound.
pub(crate) struct UnionFind {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl UnionFind {
    /// Each number in a set of its own.
    pub(crate) fn new(count: u32) -> Self {
        Self { parent: (0..count).collect(), size: vec![1; count as usize] }
    }

    /// The number that stands for the set of another.
    pub(crate) fn find(&mut self, mut number: u32) -> u32 {
        while self.parent[number as usize] != number {
            let above = self.parent[self.parent[number as usize] as usize];
            self.parent[number as usize] = above;
            number = above;
        }
        number
    }

    /// Merges two sets; the lower root stands for sets of equal size.
    pub(crate) fn union(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        if one == other {
            return;
        }
        let heavier = (self.size[one as usize], other) > (self.size[other as usize], one);
        let (root, child) = if heavier { (one, other) } else { (other, one) };
        self.parent[child as usize] = root;
        self.size[root as usize] += self.size[child as usize];
    }

    /// Size of the set of a number.
    pub(crate) fn size(&mut self, number: u32) -> u32 {
        let root = self.find(number);
        self.size[root as usize]
    }

    /// Per number the one that stands for its set.
    pub(crate) fn roots(&mut self) -> Vec<u32> {
        (0..self.parent.len() as u32).map(|number| self.find(number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn united_numbers_share_a_root_and_others_do_not() {
        let mut sets = UnionFind::new(6);
        sets.union(0, 1);
        sets.union(3, 4);
        sets.union(1, 4);
        assert_eq!(sets.find(0), sets.find(3));
        assert_ne!(sets.find(0), sets.find(2));
        assert_eq!((sets.size(4), sets.size(5)), (4, 1));
    }
}
