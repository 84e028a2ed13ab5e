//! The order of nodes along their edges, with loops cut; of reading and of drawing.

/// All nodes, each before what follows it, as far as loops allow; branches stay together in the
/// order of their edges. This is the reverse postorder of a search in depth from the roots that
/// takes everything last first, without recursion.
pub(super) fn order(out: &[Vec<usize>], roots: &[usize]) -> Vec<usize> {
    let mut finished = Vec::with_capacity(out.len());
    let mut seen = vec![false; out.len()];
    for root in roots.iter().rev() {
        if std::mem::replace(&mut seen[*root], true) {
            continue;
        }
        let mut path = vec![(*root, out[*root].iter().rev())];
        while let Some((at, rest)) = path.last_mut() {
            match rest.next() {
                Some(next) if !std::mem::replace(&mut seen[*next], true) => {
                    path.push((*next, out[*next].iter().rev()));
                }
                Some(_) => {}
                None => {
                    finished.push(*at);
                    path.pop();
                }
            }
        }
    }
    finished.reverse();
    finished
}

/// Nodes from which all others are reached: what nothing leads to, `first` ones first, and one node
/// of every loop that is not reached otherwise.
pub(super) fn roots(out: &[Vec<usize>], first: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut led_to = vec![false; out.len()];
    for (at, targets) in out.iter().enumerate() {
        for target in targets.iter().filter(|target| **target != at) {
            led_to[*target] = true;
        }
    }
    let free = (0..out.len()).filter(|at| !led_to[*at]);
    let (mut roots, others): (Vec<usize>, Vec<usize>) = free.partition(|at| first(*at));
    roots.extend(others);
    let mut seen = vec![false; out.len()];
    let reach = |from: usize, seen: &mut [bool]| {
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(&out[at]);
            }
        }
    };
    for root in &roots {
        reach(*root, &mut seen);
    }
    for at in 0..out.len() {
        if !seen[at] {
            roots.push(at);
            reach(at, &mut seen);
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_stay_together_and_loops_are_cut() {
        // 0 asks, 1 and 2 are one branch, 3 the other, 4 joins them and leads back to 0.
        let out = vec![vec![1, 3], vec![2], vec![4], vec![4], vec![0], vec![5]];
        assert_eq!(roots(&out, |_| false), [5, 0]);
        assert_eq!(order(&out, &[0, 5]), [0, 1, 2, 3, 4, 5]);
    }
}
