"""What a thousand deadlines keep while worker, web server and database are killed in turn."""
