"""What is measured. Each file is a part with a function `run(context)`."""
