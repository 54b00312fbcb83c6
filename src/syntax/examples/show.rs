use duly_syntax::parse;
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut map = duly_diag::SourceMap::new();
        let id = map.add(&path, text);
        let parsed = parse(id, &map.file(id).unwrap().text);
        if path.contains("-v") {
            println!("{:#?}", parsed.file);
        }
        for d in &parsed.diagnostics {
            println!(
                "{}",
                duly_diag::render::human(d, &map, duly_diag::render::Style { color: false, width: 110 })
            );
            if let Some(f) = &d.fix {
                println!("      fix {:?} -> {:?}\n", map.text(f.span), f.replacement);
            }
        }
        println!(
            "{path}: {} declarations, {} findings",
            parsed.file.declarations.len(),
            parsed.diagnostics.len()
        );
    }
}
