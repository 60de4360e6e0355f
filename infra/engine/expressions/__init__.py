"""What stands inside `${…}`: lexer, parser, nodes, operators."""
