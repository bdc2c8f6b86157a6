"""`today --prompt`: a few signs for the shell's prompt, on a path of its own that loads next to nothing."""
