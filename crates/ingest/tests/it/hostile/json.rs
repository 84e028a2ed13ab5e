//! JSON.

use super::{damaged, hostile, lines, survive, truncated};

#[test]
fn broken_and_absurd_json_is_survived() {
    let rows = lines(50, |n| format!("{{\"No\":{n},\"Name\":\"N{n}\",\"Born\":\"1980-01-01\"}}\n"));
    let names = lines(20_000, |n| format!("\"n{n}\":1,"));
    let mut corpus = vec![
        hostile("good.json", rows.clone()),
        hostile("array.json", "[{\"No\":1,\"Name\":\"a\"},{\"No\":2}]"),
        hostile("array-open.json", "[{\"No\":1,\"Name\":\"a\"},"),
        hostile("array-comma.json", "[{\"No\":1,\"Name\":\"a\"},,{\"No\":2,\"Name\":\"b\"},]"),
        hostile("array-of-all.json", "[{\"No\":1,\"Name\":\"a\"},null,true,1e5,\"s\",[{}],{}]"),
        hostile("answer.json", "{\"users\":[{\"No\":1,\"Name\":\"a\"}],\"errors\":[{\"No\":2}]}"),
        hostile("empty-object.json", "{}"),
        hostile("empty-array.json", "[]"),
        hostile("empty-objects.json", "{}\n{}\n{}\n"),
        hostile(
            "deep-arrays.json",
            format!("{{\"No\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000)),
        ),
        hostile("deep-objects.json", format!("{}1{}", "{\"No\":".repeat(5_000), "}".repeat(5_000))),
        hostile("brackets.json", format!("[{{\"No\":1}},{}", "[".repeat(200_000))),
        hostile("names.json", format!("{{{names}\"No\":1}}\n{{\"No\":2,\"Name\":\"b\"}}\n")),
        hostile("same-name.json", format!("{{{}\"No\":2}}\n", "\"No\":1,".repeat(10_000))),
        hostile("no-name.json", "{\"\":1,\"No\":1,\"Name\":\"a\"}\n"),
        hostile(
            "numbers.json",
            "{\"No\":1e999,\"Limit\":-1e-999}\n{\"No\":123456789012345678901234567890}\n",
        ),
        hostile("nan.json", "{\"No\":NaN,\"Name\":Infinity}\n"),
        hostile("surrogate.json", "{\"No\":\"\\ud800\",\"Name\":\"\\udc00x\"}\n"),
        hostile(
            "escapes.json",
            "{\"No\":\"\\x\",\"Name\":\"\\u12\"}\n{\"No\":\"\\u0000\",\"Name\":\"\\t=1\"}\n",
        ),
        hostile("comments.json", "// comment\n{\"No\":1,\"Name\":\"a\"} /* x */\n"),
        hostile("single-quotes.json", "{'No':1,'Name':'a'}\n"),
        hostile(
            "line-end-in-string.json",
            "{\"No\":1,\"Name\":\"a\nb\"}\n{\"No\":2,\"Name\":\"c\"}\n",
        ),
        hostile(
            "string-of-20-megabytes.json",
            format!(
                "{{\"No\":1,\"Name\":\"{}\"}}\n{{\"No\":2,\"Name\":\"b\"}}\n",
                "x".repeat(20_000_000)
            ),
        ),
        hostile("open-string.json", format!("{{\"No\":1,\"Name\":\"{}", "x".repeat(1_000_000))),
        hostile("bom.json", format!("\u{feff}{rows}")),
        hostile(
            "bom-inside.json",
            "{\"No\":1,\"Name\":\"a\"}\n\u{feff}{\"No\":2,\"Name\":\"b\"}\n",
        ),
        hostile("utf-16.json", {
            let bytes = rows.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
            [vec![0xff, 0xfe], bytes].concat()
        }),
        hostile("bad-utf-8.json", b"{\"No\":1,\"Name\":\"\xff\xfe\"}\n".to_vec()),
        hostile("one-line.json", rows.replace('\n', "")),
        hostile("pretty.json", rows.replace(',', ",\n  ").replace('{', "{\n  ")),
        hostile("text-behind.json", format!("{rows}the end")),
        hostile("csv.json", "No;Name\n1;{\"a\"\n"),
    ];
    corpus.extend(truncated("lines", "json", rows.as_bytes(), 20));
    corpus.extend(truncated(
        "array",
        "json",
        b"[{\"No\":1,\"Name\":\"a\",\"x\":{\"y\":[1,2]}},{\"No\":2}]",
        15,
    ));
    corpus.extend(damaged("lines", "json", rows.as_bytes(), 30));
    survive(corpus, 97);
}
