"""What the server keeps, written once for both engines, a module for each subject."""
