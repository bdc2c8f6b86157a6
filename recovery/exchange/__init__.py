"""What goes out and comes in: data, pages and tables for others, other programs' files, and names kept out of them."""
