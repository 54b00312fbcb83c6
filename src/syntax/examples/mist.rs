use duly_syntax::parse;
fn main() {
    let cases = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    for case in cases.split("\n----\n") {
        let (kind, body) = case.split_once(' ').unwrap();
        let text = match kind.trim_start_matches('\n') {
            "file" => body.to_string(),
            "decl" => format!("duly 1\n{body}\n"),
            k => format!(
                "duly 1\n{} {{\n  {}\n}}\n",
                match k {
                    "clock" => "clock c",
                    "level" => "level l",
                    "calendar" => "calendar c",
                    "policy" => "policy p",
                    o => o,
                },
                body
            ),
        };
        let mut map = duly_diag::SourceMap::new();
        let id = map.add("a.sla", text.clone());
        let parsed = parse(id, &map.file(id).unwrap().text);
        println!("{kind} {body}");
        if parsed.diagnostics.is_empty() {
            println!("   NONE");
        }
        for d in &parsed.diagnostics {
            let p = map.position(d.span());
            println!(
                "   {}:{} {} `{}` | {} | {} | {} | {}",
                p.line,
                p.column,
                d.code,
                map.text(d.span()),
                d.message,
                d.labels[0].text,
                d.help.as_deref().unwrap_or("-"),
                d.fix
                    .as_ref()
                    .map(|f| format!("{:?}->{:?}", map.text(f.span), f.replacement))
                    .unwrap_or_default()
            );
        }
    }
}
