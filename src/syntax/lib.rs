//! Text to tree: the splitter, the pest grammar, the syntax tree
