"""The commands of `hotelly`, one a module; each has `main(arguments) -> exit status`."""
