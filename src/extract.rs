//! Extract: many sources in, one record an article out, without a screen.

use std::io::{self, Write};
use std::sync::Arc;

use crate::article::Corrections;
use crate::document::Pipeline;
use crate::export::json;
use crate::load::{self, Source};

/// What a batch came to.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub read: usize,
    pub failed: usize,
}

/// Prints one JSON object a line for every article of `sources`; failures go to standard error and into their own line.
pub fn jsonl(sources: &[Source], pipeline: &Pipeline, out: &mut dyn Write) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut result = Ok(());
    for source in sources {
        load::stream(source, &mut |name, article| {
            result = match article {
                Ok(article) => {
                    outcome.read += 1;
                    let document = pipeline.read(Arc::new(article), &Corrections::default());
                    let ids = json::Ids::new(&document);
                    line(out, &json::article(&name, &document, &ids))
                }
                Err(error) => {
                    outcome.failed += 1;
                    eprintln!("pullquote: {error}");
                    line(out, &json::failure(&name, error.to_string()))
                }
            };
            result.is_ok()
        });
        if result.is_err() {
            break;
        }
    }
    result.map(|()| outcome)
}

fn line(out: &mut dyn Write, record: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}
