//! What both pages have around them: head, policy, style, script.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

/// A page with a script of its own.
pub(super) struct Document<'a> {
    pub(super) title: &'a str,
    /// Ours, never from data.
    pub(super) style: &'static str,
    /// Ours, never from data.
    pub(super) script: &'static str,
    /// What the script reads, as JSON; `{}` if it reads the page itself.
    pub(super) data: &'a str,
    pub(super) body: Markup,
}

impl Document<'_> {
    pub(super) fn render(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(self.policy());
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    style { (PreEscaped(self.style)) }
                }
                body {
                    (self.body)
                    script type="application/json" id="data" { (PreEscaped(inert(self.data))) }
                    script { (PreEscaped(self.script)) }
                }
            }
        };
        page.into_string() + "\n"
    }

    /// Nothing is loaded, sent or run but the page's own style and script.
    fn policy(&self) -> String {
        format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            hash(self.style),
            hash(self.script)
        )
    }
}

/// The source expression that lets exactly this text run (Content Security Policy, level 2).
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// JSON that no HTML parser finds a tag or a comment in.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_within_a_page_cannot_end_its_block() {
        assert_eq!(inert(r#"["</script><!--"]"#), r#"["\u003c/script\u003e\u003c!--"]"#);
    }

    #[test]
    fn scripts_are_let_run_by_their_hash() {
        // The example of the standard's section on hashes.
        assert_eq!(
            hash("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }
}
