//! How fast each stage is: `cargo bench`. Text of the bundled articles, repeated to 1 MB.

use std::sync::Arc;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use pullquote::article::{Article, Corrections};
use pullquote::document::Pipeline;
use pullquote::layout::{Layout, Visibility};
use pullquote::load::{self, Loaded};
use pullquote::{annotate, clean, export};

fn main() {
    divan::main();
}

fn source() -> String {
    let samples = [
        include_str!("../assets/articles/harbour.txt"),
        include_str!("../assets/articles/reservoir.txt"),
        include_str!("../assets/articles/orchard.txt"),
    ];
    let mut text = String::new();
    while text.len() < 1_000_000 {
        samples.iter().for_each(|sample| {
            text.push_str(sample);
            text.push_str("\n\n");
        });
    }
    text
}

fn article() -> Article {
    match load::parse("bench.txt", source().as_bytes()) {
        Ok(Loaded::Article(article)) => *article,
        other => panic!("the samples are an article: {other:?}"),
    }
}

#[divan::bench]
fn load_plain(bencher: Bencher) {
    let text = source();
    bencher
        .counter(BytesCount::new(text.len()))
        .bench(|| load::parse("bench.txt", black_box(text.as_bytes())));
}

#[divan::bench]
fn clean_article(bencher: Bencher) {
    let (article, pipeline) = (article(), Pipeline::bundled());
    let none = Corrections::default();
    bencher
        .counter(BytesCount::new(article.text.len()))
        .bench(|| clean::clean(black_box(&article), &pipeline.rules, &none));
}

#[divan::bench]
fn annotate_article(bencher: Bencher) {
    let (article, pipeline) = (article(), Pipeline::bundled());
    let marks = clean::clean(&article, &pipeline.rules, &Corrections::default());
    bencher.counter(BytesCount::new(article.text.len())).bench(|| {
        annotate::annotate(black_box(&article), &marks, &pipeline.lexicon, &pipeline.names, &pipeline.models)
    });
}

/// The passes of annotation one by one.
mod annotation {
    use super::*;
    use pullquote::article::Marks;

    #[divan::bench]
    fn tokens(bencher: Bencher) {
        let (article, pipeline) = (article(), Pipeline::bundled());
        bencher
            .counter(BytesCount::new(article.text.len()))
            .bench(|| annotate::token::tokens(black_box(&article), &pipeline.lexicon));
    }

    #[divan::bench]
    fn quotations(bencher: Bencher) {
        let (article, pipeline) = (article(), Pipeline::bundled());
        let tokens = annotate::token::tokens(&article, &pipeline.lexicon);
        bencher
            .counter(BytesCount::new(article.text.len()))
            .bench(|| annotate::quotation::quotations(black_box(&article), &tokens));
    }

    #[divan::bench]
    fn figures(bencher: Bencher) {
        let (article, pipeline) = (article(), Pipeline::bundled());
        let (lexicon, names) = (&pipeline.lexicon, &pipeline.names);
        let tokens = annotate::token::tokens(&article, lexicon);
        let quotations = annotate::quotation::quotations(&article, &tokens);
        let marks = Marks::default();
        bencher
            .counter(BytesCount::new(article.text.len()))
            .bench(|| annotate::figures(black_box(&article), &marks, &tokens, &quotations, lexicon, names));
    }

    #[divan::bench]
    fn statements(bencher: Bencher) {
        let (article, pipeline) = (article(), Pipeline::bundled());
        let (lexicon, names, models) = (&pipeline.lexicon, &pipeline.names, &pipeline.models);
        let tokens = annotate::token::tokens(&article, lexicon);
        let quotations = annotate::quotation::quotations(&article, &tokens);
        let figures = annotate::figures(&article, &Marks::default(), &tokens, &quotations, lexicon, names);
        bencher.counter(BytesCount::new(article.text.len())).bench(|| {
            annotate::attribution::statements(
                black_box(&article),
                &tokens,
                quotations.clone(),
                &figures,
                lexicon,
                models,
            )
        });
    }
}

#[divan::bench]
fn lay_out_everything(bencher: Bencher) {
    let article = article();
    let visibility = Visibility::default();
    bencher
        .counter(BytesCount::new(article.text.len()))
        .bench(|| Layout::new(black_box(&article), &visibility, 66).rows(0, usize::MAX).len());
}

#[divan::bench]
fn lay_out_one_screen_in_the_middle(bencher: Bencher) {
    let article = article();
    let visibility = Visibility::default();
    bencher
        .bench(|| Layout::new(black_box(&article), &visibility, 66).rows(article.text.len() / 2, 50).len());
}

#[divan::bench]
fn export_json(bencher: Bencher) {
    let article = Arc::new(article());
    let document = Pipeline::bundled().read(article.clone(), &Corrections::default());
    bencher.counter(BytesCount::new(article.text.len())).bench(|| {
        let ids = export::json::Ids::new(black_box(&document));
        let mut out = Vec::new();
        export::escape::compact(&mut out, &export::json::article("bench", &document, &ids))
            .map(|()| out.len())
    });
}

#[divan::bench]
fn start_pipeline() -> Pipeline {
    Pipeline::bundled()
}
