//! Stretches: a long article is annotated a part at a time, so that it takes no more room than a part and what is found.

use std::ops::Range;

use crate::article::Article;

/// About how long a stretch is, in bytes; a text shorter than two of them is one.
const LENGTH: usize = 256 << 10;

/// From this length on, in bytes, what is found in a text takes so much that shorter stretches are worth it.
const HUGE: usize = 4 << 20;
const SHORT: usize = 64 << 10;

/// The blocks of each stretch, in order. None starts with a quotation mark, which may go on with what was said before,
/// unless all of half a stretch do.
pub fn stretches(article: &Article) -> Vec<Range<usize>> {
    let text = article.text.len();
    let usual = if text < HUGE { LENGTH } else { SHORT };
    let length = text / (text / usual).max(1) + 1;
    let (mut all, mut first, mut start) = (Vec::new(), 0, 0);
    for (i, block) in article.blocks.iter().enumerate() {
        let so_far = block.span.start - start;
        let goes_on = block.span.of(&article.text).starts_with(['“', '"', '«', '„', '‘', '\'']);
        if so_far >= length && (!goes_on || so_far >= length + length / 2) {
            all.push(first..i);
            (first, start) = (i, block.span.start);
        }
    }
    all.push(first..article.blocks.len());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_hold_every_block_once() {
        let line = "The weir holds, said the keeper of the bridge.\n";
        for (lines, expected) in [(0, 1), (4, 1), (10_000, 1), (20_000, 3), (100_000, 71)] {
            let article = Article::of_lines(line.repeat(lines).trim_end());
            let all = stretches(&article);
            assert_eq!(all.len(), expected, "{lines}");
            assert!(all.into_iter().flatten().eq(0..article.blocks.len()), "{lines}");
        }
    }

    #[test]
    fn none_starts_with_a_quotation_that_may_go_on() {
        let (plain, quoted) = ("The weir holds.\n", "“It will hold.\n");
        let text =
            plain.repeat(LENGTH / plain.len() + 1) + &quoted.repeat(9) + &plain.repeat(LENGTH / plain.len());
        let article = Article::of_lines(text.trim_end());
        let all = stretches(&article);
        assert_eq!(all.len(), 2);
        assert!(article.blocks[all[1].start].span.of(&article.text).starts_with("The"));
        let article = Article::of_lines(quoted.repeat(LENGTH * 4 / quoted.len()).trim_end());
        assert!(stretches(&article).len() > 1);
    }
}
