"""The command line: one thin face over the core, one module per subcommand."""
