"""The screens of a look back, one module each."""
